/**
 * The values of a query as CSV: RFC 4180, UTF-8, line feeds. A value is the text that the server writes, but moments
 * are `2026-07-01T19:30:05.250-05:00` (with a zone, in the session's) or without the offset (without one), to the
 * millisecond. A null is an empty field, an empty text is `""`.
 */

const TIMESTAMP = 1114;
const TIMESTAMP_WITH_ZONE = 1184;

/** How a column of a type is written. */
export function writerOf(typeId: number): (value: string) => string {
  if (typeId === TIMESTAMP || typeId === TIMESTAMP_WITH_ZONE) return momentText;
  return (value) => value;
}

export function csvLine(values: readonly (string | null)[]): string {
  return `${values.map(field).join(',')}\n`;
}

function field(value: string | null): string {
  if (value === null) return '';
  return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/**
 * As PostgreSQL writes a moment under `datestyle = ISO`; what is none (infinity, before Christ) stays, and a reader
 * refuses it.
 */
const MOMENT = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:([+-]\d\d)(?::?(\d\d))?)?$/;

function momentText(value: string): string {
  const [, date, time, fraction = '', hours, minutes = '00'] = MOMENT.exec(value) ?? [];
  if (date === undefined || time === undefined) return value;
  return `${date}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}${hours === undefined ? '' : `${hours}:${minutes}`}`;
}
