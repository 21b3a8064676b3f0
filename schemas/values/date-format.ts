import { certain } from '../errors.ts';
/**
 * The patterns by which a profile says how its file writes dates and times. One reading of a pattern for all: what
 * `config check` accepts is what the readers read.
 */

/** A number of a moment, in the order of its slot. */
const SLOTS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'fraction'] as const;
export type DateSlot = (typeof SLOTS)[number];
export const SLOT_COUNT = SLOTS.length;

/** How many digits a field has: exactly so many, one or two (`1-2`), or a name. */
interface FieldShape {
  readonly slot: DateSlot | 'half' | 'offset';
  readonly shape: 'digits' | 'short' | 'name' | 'full name' | 'half' | 'offset';
}

const FIELD_SHAPES: Readonly<Record<string, FieldShape>> = {
  yyyy: { slot: 'year', shape: 'digits' },
  yy: { slot: 'year', shape: 'digits' },
  MMMM: { slot: 'month', shape: 'full name' },
  MMM: { slot: 'month', shape: 'name' },
  MM: { slot: 'month', shape: 'digits' },
  M: { slot: 'month', shape: 'short' },
  dd: { slot: 'day', shape: 'digits' },
  d: { slot: 'day', shape: 'short' },
  HH: { slot: 'hour', shape: 'digits' },
  H: { slot: 'hour', shape: 'short' },
  hh: { slot: 'hour', shape: 'digits' },
  h: { slot: 'hour', shape: 'short' },
  mm: { slot: 'minute', shape: 'digits' },
  ss: { slot: 'second', shape: 'digits' },
  a: { slot: 'half', shape: 'half' },
  XXX: { slot: 'offset', shape: 'offset' },
};
/** Digits of a second behind its point: as many as there are letters. */
const FRACTION: FieldShape = { slot: 'fraction', shape: 'digits' };
const FRACTION_DIGITS_MAX = 9;

/** A piece of a pattern: a field, or a text that stands there as it is. */
export interface DateToken {
  /** As the pattern writes it; of a literal, without its quotes. */
  readonly text: string;
  readonly kind: FieldShape['shape'] | 'literal';
  /** The slot of a number or a month; -1 for a literal, an offset, and the half of the day. */
  readonly slot: number;
}

/** What may stand in a pattern, as the end of "a pattern of ...". */
export const DATE_FIELDS_TEXT =
  "yyyy MM dd HH mm ss (or yy, M, MMM for jul or ago, MMMM for July or agosto, d, H, hh with a for p. m., SSS, XXX) and literals, letters in quotes, such as yyyy-MM-dd HH:mm:ss or d 'de' MMMM 'de' yyyy";

/**
 * Splits a pattern into fields and literals. A run of letters that is no field is a literal too: `dateFormatProblem`
 * refuses it.
 */
export function dateTokens(format: string): DateToken[] {
  const found: DateToken[] = [];
  const literal = (text: string): void => {
    if (text !== '') found.push({ text, kind: 'literal', slot: -1 });
  };
  for (const [piece] of format.matchAll(
    /'[^']*'|yyyy|yy|M{1,4}|d{1,2}|H{1,2}|h{1,2}|mm|ss|S+|XXX|a|[^'yMdHhmsSXa]+|./g,
  )) {
    const shape = shapeOf(piece);
    if (shape === null) literal(piece.startsWith("'") && piece.length > 1 ? piece.slice(1, -1) : piece);
    else found.push({ text: piece, kind: shape.shape, slot: SLOTS.findIndex((slot) => slot === shape.slot) });
  }
  return found;
}

function shapeOf(piece: string): FieldShape | null {
  if (/^S+$/.test(piece)) return piece.length <= FRACTION_DIGITS_MAX ? FRACTION : null;
  return FIELD_SHAPES[piece] ?? null;
}

/**
 * Why the readers cannot read a pattern, as a sentence; null where they can. A pattern without a year passes: whether
 * the year lies elsewhere (`yearFrom`) is not the pattern's to say.
 */
export function dateFormatProblem(format: string): string | null {
  const tokens = dateTokens(format);
  const accepted = `; a pattern has ${DATE_FIELDS_TEXT}`;
  if ((format.split("'").length - 1) % 2 === 1) return `"${format}" opens a quote and does not close it${accepted}`;
  // The T between date and time needs no quotes.
  const unknown = /[A-SU-Za-z]+/.exec(unquoted(format))?.[0];
  if (unknown !== undefined) return `"${unknown}" in "${format}" is no field of a date${accepted}`;
  const twice = tokens.find(
    (token, index) => token.slot >= 0 && tokens.findIndex((other) => other.slot === token.slot) < index,
  );
  if (twice !== undefined) return `"${format}" says the ${SLOTS[twice.slot] ?? ''} twice${accepted}`;
  const missing = (['month', 'day'] as const).filter(
    (slot) => !tokens.some((token) => token.slot === SLOTS.indexOf(slot)),
  );
  if (missing.length > 0) return `"${format}" has no ${missing.join(' and no ')}${accepted}`;
  const twelve = tokens.some((token) => /^h/.test(token.text) && token.kind !== 'literal');
  const half = tokens.some((token) => token.kind === 'half');
  if (twelve !== half)
    return `"${format}" ${twelve ? 'has hours to twelve (hh) and no a' : 'has an a and no hours to twelve (hh)'}${accepted}`;
  return null;
}

/** What of a pattern is neither a field nor in quotes. */
function unquoted(format: string): string {
  return format
    .replace(/'[^']*'/g, ' ')
    .replace(/yyyy|yy|M{1,4}|d{1,2}|H{1,2}|h{1,2}|mm|ss|S{1,9}|XXX|a/g, (field, at: number, whole: string) =>
      // A letter more than a field has is no field: MMMMM, ddd.
      whole.charAt(at + field.length) === field.charAt(0) || whole.charAt(at - 1) === field.charAt(0) ? field : ' ',
    );
}

/** What months are called, short and whole, in English and Spanish; a name is one month in both. */
const SHORT_MONTHS: readonly (readonly string[])[] = [
  ['jan', 'ene'],
  ['feb'],
  ['mar'],
  ['apr', 'abr'],
  ['may'],
  ['jun'],
  ['jul'],
  ['aug', 'ago'],
  ['sept', 'sep', 'set'],
  ['oct'],
  ['nov'],
  ['dec', 'dic'],
];
const FULL_MONTHS: readonly (readonly string[])[] = [
  ['january', 'enero'],
  ['february', 'febrero'],
  ['march', 'marzo'],
  ['april', 'abril'],
  ['may', 'mayo'],
  ['june', 'junio'],
  ['july', 'julio'],
  ['august', 'agosto'],
  ['september', 'septiembre', 'setiembre'],
  ['october', 'octubre'],
  ['november', 'noviembre'],
  ['december', 'diciembre'],
];

/** The month that a text names at its start, in any case, and how long the name is; null where it names none. */
export function monthAt(
  text: string,
  at: number,
  full: boolean,
): { readonly month: number; readonly length: number } | null {
  const word = /^\p{L}+/u.exec(text.slice(at, at + 12))?.[0].toLowerCase() ?? '';
  const index = (full ? FULL_MONTHS : SHORT_MONTHS).findIndex((names) => names.includes(word));
  return index < 0 ? null : { month: index + 1, length: word.length };
}

/** The half of the day that stands at a place: `AM`, `p.m.`, `p. m.`; null where none does. */
export function halfDayAt(text: string, at: number): { readonly afternoon: boolean; readonly length: number } | null {
  const match = /^([ap])(?:\.[ \u00a0\u202f]?m\.?|[ \u00a0\u202f]?m\.?)(?!\p{L})/iu.exec(text.slice(at, at + 6));
  return match === null ? null : { afternoon: match[1]?.toLowerCase() === 'p', length: match[0].length };
}

/** How a pattern writes a date and a time of day, so that its own readers read it back. An offset is left out. */
export function writeMoment(format: string, date: string, secondsOfDay: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const [year = '', month = '', day = ''] = date.split('-');
  const hour = Math.floor(secondsOfDay / 3600);
  const fields: Readonly<Record<string, string>> = {
    yyyy: year,
    yy: year.slice(2),
    MMMM: certain(FULL_MONTHS[Number(month) - 1]?.[0], 'a month'),
    MMM: certain(SHORT_MONTHS[Number(month) - 1]?.[0], 'a month'),
    MM: month,
    M: String(Number(month)),
    dd: day,
    d: String(Number(day)),
    HH: two(hour),
    H: String(hour),
    hh: two(hour % 12 || 12),
    h: String(hour % 12 || 12),
    mm: two(Math.floor(secondsOfDay / 60) % 60),
    ss: two(secondsOfDay % 60),
    a: hour < 12 ? 'AM' : 'PM',
    XXX: '',
  };
  return dateTokens(format)
    .map(({ text, kind }) => (kind === 'literal' ? text : (fields[text] ?? '0'.repeat(text.length))))
    .join('');
}
