import { MINOR_DIGITS, minor, negate, parseExact, roundColumn, toMinor, ZERO } from '../../schemas/values/money.ts';
import type { AmountNotation, ExactAmount, Minor } from '../../schemas/values/money.ts';
import { readSigned } from './signs.ts';

/** An amount as a cell gives it: hundredths, or exact where the cell is finer than hundredths. */
export type Amount = Minor | ExactAmount;

/** Amounts past 90 trillion are no amounts; the bound keeps rounding within safe integers. */
const EXACT_MAJOR_MAX = 90_000_000_000_000n;

/** Reads an amount in the declared notation and in no other; null where the cell is none. */
export function readAmount(text: string, notation: AmountNotation): Amount | null {
  return plainHundredths(text, notation) ?? exactAmount(text, notation);
}

/** The same, always read digit by digit with big numbers: the definition of what `plainHundredths` reads faster. */
export function exactAmount(text: string, notation: AmountNotation): Amount | null {
  const exact = isBare(text, notation) ? parseExact(text, notation) : signed(text, notation);
  if (exact === null) return null;
  const magnitude = exact.digits < 0n ? -exact.digits : exact.digits;
  if (magnitude > EXACT_MAJOR_MAX * 10n ** BigInt(exact.scale)) return null;
  return toMinor(exact) ?? exact;
}

function hasMinusInFront({ negative = 'minus' }: AmountNotation): boolean {
  return negative === 'minus' || negative === 'any';
}

/**
 * Digits with at most a minus in front, where the notation has its minus there: nearly every cell, and nothing to take
 * off.
 */
function isBare(text: string, notation: AmountNotation): boolean {
  const last = text.charCodeAt(text.length - 1);
  if (last < 0x30 || last > 0x39) return false;
  const first = text.charCodeAt(0);
  return (first >= 0x30 && first <= 0x39) || (first === 0x2d && hasMinusInFront(notation) && /^-\d/.test(text));
}

function signed(text: string, notation: AmountNotation): ExactAmount | null {
  const read = readSigned(text, notation);
  return typeof read === 'string' ? null : read.exact;
}

/** Longer than any amount of `PLAIN_MAX` with its marks. */
const PLAIN_LENGTH_MAX = 24;
/** Far within the whole numbers that are exact, whatever place the decimal mark gives the digits. */
const PLAIN_MAX = 9_000_000_000_000;
const ZERO_CODE = 0x30;

/**
 * The common spelling (`-1234.56`, `1.234.567,89`), read without big numbers: a minus or none, digits, grouped in
 * threes or not, and at most hundredths. Nearly every cell of a large file takes this way; null where it is something
 * else.
 */
export function plainHundredths(text: string, notation: AmountNotation): Minor | null {
  const end = text.length;
  const isNegative = text.charCodeAt(0) === 0x2d;
  const start = isNegative ? 1 : 0;
  if (end === start || end > PLAIN_LENGTH_MAX || (isNegative && !hasMinusInFront(notation))) return null;
  const decimalMark = notation.decimal.charCodeAt(0);
  // Of no mark the code is NaN, which nothing equals.
  const thousandsMark = notation.thousands.charCodeAt(0);
  let value = 0;
  let decimals = -1;
  /** Digits since the last thousands mark, and whether there was one. */
  let group = 0;
  let isGrouped = false;
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= ZERO_CODE && code <= 0x39 && decimals < MINOR_DIGITS) {
      value = value * 10 + code - ZERO_CODE;
      if (decimals >= 0) decimals += 1;
      else group += 1;
    } else if (code === decimalMark && decimals < 0) {
      decimals = 0;
    } else if (code === thousandsMark && decimals < 0 && isGroup(group, isGrouped)) {
      isGrouped = true;
      group = 0;
    } else {
      return null;
    }
  }
  if (decimals === 0 || value > PLAIN_MAX || (isGrouped && group !== 3)) return null;
  const hundredths = inHundredths(value, decimals, notation.unit);
  return hundredths === null ? null : minor(isNegative ? -hundredths : hundredths);
}

/** Whether a thousands mark may stand behind so many digits: one to three before the first, three before the others. */
function isGroup(digits: number, isGrouped: boolean): boolean {
  return isGrouped ? digits === 3 : digits >= 1 && digits <= 3;
}

function inHundredths(value: number, decimals: number, unit: AmountNotation['unit']): number | null {
  if (unit === 'minor') return decimals < 0 ? value : null;
  return decimals === MINOR_DIGITS ? value : decimals === 1 ? value * 10 : value * 100;
}

export function negateAmount(amount: Amount): Amount {
  return typeof amount === 'number' ? negate(amount) : { digits: -amount.digits, scale: amount.scale };
}

export function isPositive(amount: Amount): boolean {
  return typeof amount === 'number' ? amount > 0 : amount.digits > 0n;
}

export function isZero(amount: Amount): boolean {
  return typeof amount === 'number' ? amount === 0 : amount.digits === 0n;
}

/** The exact sum of amounts, at the finest scale among them. */
export function sumExact(amounts: readonly Amount[]): Amount {
  const exact = amounts.map(toExact);
  const scale = exact.reduce((most, amount) => Math.max(most, amount.scale), MINOR_DIGITS);
  const total = { digits: exact.reduce((sum, amount) => sum + atScale(amount, scale), 0n), scale };
  return toMinor(total) ?? total;
}

export function toExact(amount: Amount): ExactAmount {
  return typeof amount === 'number' ? { digits: BigInt(amount), scale: MINOR_DIGITS } : amount;
}

/** The digits of an amount written at a scale that is at least its own. */
export function atScale(amount: ExactAmount, scale: number): bigint {
  return amount.digits * 10n ** BigInt(scale - amount.scale);
}

export function sameAmount(a: Amount, b: Amount): boolean {
  const [left, right] = [toExact(a), toExact(b)];
  const scale = Math.max(left.scale, right.scale);
  return atScale(left, scale) === atScale(right, scale);
}

/** `179.473813`: an exact amount in major units, for the words of a footing. */
export function formatExact(amount: Amount): string {
  const { digits, scale } = toExact(amount);
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const fraction = text
    .slice(text.length - scale)
    .replace(/0+$/, '')
    .padEnd(MINOR_DIGITS, '0');
  return `${digits < 0n ? '-' : ''}${text.slice(0, text.length - scale)}.${fraction}`;
}

/**
 * The amounts of one file that are finer than hundredths, until its end: only then can a column be brought to
 * hundredths so that its lines sum to the rounded exact total.
 */
export interface FineAmounts {
  /** The amount as hundredths; where it is finer, zero for now, and the cell is remembered. */
  hold(column: string, row: number, amount: Amount): Minor;
  /** Drops what a row held in every other column: the row became a reject, and only this amount of it counts. */
  keepOnly(column: string, row: number): void;
  /** The columns that held a finer amount. */
  columns(): string[];
  /** Hundredths of the remembered rows of a column, given the sum of the column's other rows. */
  round(column: string, rest: Minor): ReadonlyMap<number, Minor>;
  rows(column: string): ReadonlySet<number>;
}

export function fineAmounts(): FineAmounts {
  const held = new Map<string, Map<number, ExactAmount>>();
  return {
    hold(column, row, amount) {
      if (typeof amount === 'number') return amount;
      const cells = held.get(column) ?? new Map<number, ExactAmount>();
      held.set(column, cells.set(row, amount));
      return ZERO;
    },
    keepOnly(column, row) {
      for (const [name, cells] of held) if (name !== column) cells.delete(row);
    },
    columns: () => [...held.keys()],
    rows: (column) => new Set(held.get(column)?.keys() ?? []),
    round(column, rest) {
      const rows = [...(held.get(column) ?? [])];
      // why: whole hundredths have no remainder, so their sum stands for all of them; it only decides how the total
      // rounds.
      const rounded = roundColumn([...rows.map(([, amount]) => amount), toExact(rest)]);
      return new Map(rows.map(([row], index) => [row, rounded[index] ?? ZERO]));
    },
  };
}
