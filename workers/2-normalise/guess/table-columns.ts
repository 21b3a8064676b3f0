import type { AmountNotation } from '../../../schemas/values/money.ts';
import { atScale, readAmount, toExact } from '../amounts.ts';
import { momentReader } from '../moments.ts';
import { guessAmounts, guessDates } from './notation.ts';
import { mayBeDirections } from './values.ts';

/** One column of a file, by what its cells hold. */
export interface TableColumn {
  readonly place: number;
  /** Every cell, trimmed. */
  readonly texts: readonly string[];
  /** The cells that hold something. */
  readonly given: readonly string[];
}

/** A column of numbers: each cell in millionths of a unit, null where it holds nothing. */
export interface NumberColumn {
  readonly place: number;
  readonly values: readonly (bigint | null)[];
  /** Its cells have decimals or other marks of an amount; whole numbers may as well be ids or counts. */
  readonly marked: boolean;
}

const SCALE = 6;
/** Longer whole numbers are ids. */
const WHOLE_DIGITS_MAX = 13;

export function columnsOf(rows: readonly (readonly string[])[], width: number): TableColumn[] {
  return Array.from({ length: width }, (_, place) => {
    const texts = rows.map((row) => (row[place] ?? '').trim());
    return { place, texts, given: texts.filter((text) => text !== '') };
  });
}

/**
 * Whether every cell is a date of our century in one notation, but for titles without a digit: those of balances and
 * totals.
 */
export function holdsDates({ given }: TableColumn, zone: string): boolean {
  const dates = given.filter((text) => /\d/.test(text));
  if (dates.length === 0 || dates.length * 2 < given.length || dates.some((text) => text.length < 6)) return false;
  const guess = guessDates(dates, zone);
  if (guess === null) return false;
  const reader = momentReader(guess.value);
  return dates.every((text) => /^20\d\d/.test(reader.day(text) ?? ''));
}

/** Whether every cell is a mark of credit or debit, or may be one. */
export function holdsDirections({ given }: TableColumn): boolean {
  return mayBeDirections(given);
}

/** Whether every cell is the code of a currency that there is. */
export function holdsCurrencies({ given }: TableColumn): boolean {
  return given.length > 0 && given.every((text) => CURRENCIES.has(text));
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Whether every row has a value of its own, of digits and letters without a blank: what an id looks like. */
export function holdsIds({ texts }: TableColumn): boolean {
  const distinct = new Set(texts).size === texts.length && texts.length > 1;
  return distinct && texts.every((text) => /\d/.test(text) && /^[\p{L}\d_./:-]{3,}$/u.test(text)) && !isCounted(texts);
}

/** 1, 2, 3: numbers of rows. */
function isCounted(texts: readonly string[]): boolean {
  return texts.every((text, index) => /^\d{1,9}$/.test(text) && Number(text) === Number(texts[0]) + index);
}

/** The columns that hold amounts in one notation, whole numbers with them, and the notation. */
export function numbersOf(columns: readonly TableColumn[]): {
  readonly notation: AmountNotation | null;
  readonly numbers: NumberColumn[];
} {
  const own = columns.filter(
    ({ given }) => given.every((text) => !isId(text) && isAmountText(text)) && guessAmounts(given) !== null,
  );
  const marked = own.filter(isMarked);
  const joint = guessAmounts((marked.length > 0 ? marked : own).flatMap(({ given }) => given));
  if (joint === null) return { notation: null, numbers: [] };
  const numbers = own.flatMap((column) => {
    const values = column.texts.map((text) => (text === '' ? null : millionths(text, joint.value)));
    const isWhole = values.every((value, row) => (value === null) === (column.texts[row] === ''));
    return isWhole ? [{ place: column.place, values, marked: isMarked(column) }] : [];
  });
  return { notation: joint.value, numbers };
}

/** Letters beside the digits are the code of a currency or a mark: `BOG01` is no amount in BOG. */
export function isAmountText(text: string): boolean {
  return (text.match(/\p{L}+/gu) ?? []).every(
    (word) => CURRENCIES.has(word.toUpperCase()) || /^(cr|db|dr|c|d)$/i.test(word),
  );
}

function isId(text: string): boolean {
  return /^0\d+$/.test(text) || (/^\d+$/.test(text) && text.length > WHOLE_DIGITS_MAX);
}

function isMarked({ given }: TableColumn): boolean {
  return given.some((text) => !/^\d+$/.test(text));
}

function millionths(text: string, notation: AmountNotation): bigint | null {
  const amount = readAmount(text, notation);
  if (amount === null) return null;
  const exact = toExact(amount);
  return exact.scale > SCALE ? null : atScale(exact, SCALE);
}
