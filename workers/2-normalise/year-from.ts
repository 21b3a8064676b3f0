import type { PlainDate } from '../../schemas/values/dates.ts';
import { isPlainDate } from '../../schemas/values/dates.ts';
import type { MomentReader } from './moments.ts';

/** Dates without a year, in a file that states the period that they lie in: both readers of tables share it. */

/**
 * The last date that a text names, with its year: `01/07/2026 - 31/07/2026` ends on 31 July. Null where it names none.
 */
export function lastDateIn(text: string): PlainDate | null {
  const found = [...text.matchAll(/(?<!\d)(?:(\d{4})[/-](\d\d)[/-](\d\d)|(\d\d)[/-](\d\d)[/-](\d{4}))(?!\d)/g)].at(-1);
  if (found === undefined) return null;
  const [, year, month, day, dayFirst, monthSecond, yearLast] = found;
  const date =
    year === undefined
      ? `${yearLast ?? ''}-${monthSecond ?? ''}-${dayFirst ?? ''}`
      : `${year}-${month ?? ''}-${day ?? ''}`;
  return isPlainDate(date) ? date : null;
}

/** A label as it is compared: without its colon, in any case. */
export function labelText(text: string): string {
  return text.trim().normalize('NFC').replace(/\s*:$/, '').toLowerCase();
}

/**
 * The last date of the period in rows of texts: in the label's own cell behind it, in the next filled cell to its
 * right, or in the one below it. Null where no label has one.
 */
export function lastDayOf(label: string, rows: readonly (readonly string[])[]): PlainDate | null {
  const wanted = labelText(label);
  for (const [index, row] of rows.entries()) {
    for (const [column, cell] of row.entries()) {
      const text = labelText(cell);
      if (text !== wanted && !text.startsWith(`${wanted}:`) && !text.startsWith(`${wanted} `)) continue;
      const right = row.slice(column + 1).find((other) => other.trim() !== '');
      for (const candidate of [cell, right, rows[index + 1]?.[column]]) {
        const day = candidate === undefined ? null : lastDateIn(candidate);
        if (day !== null) return day;
      }
    }
  }
  return null;
}

/**
 * A date without a year as the last such date on or before the end of its period; the reader's pattern begins with
 * `yyyy `.
 */
export function withYear(text: string, end: PlainDate, moments: MomentReader): string {
  if (text === '') return text;
  const year = Number(end.slice(0, 4));
  const dated = [year, year - 1].map((one) => `${String(one)} ${text}`);
  return dated.find((one) => (moments.day(one) ?? '9999') <= end) ?? dated[0] ?? text;
}
