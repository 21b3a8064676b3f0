import type { AmountNotation } from '../../../schemas/money.ts';
import type { DateNotation, Encoding } from '../../../schemas/profile.ts';
import { CANONICAL_COLUMNS } from '../../../schemas/profile.ts';
import type { Leg } from '../../../schemas/records.ts';
import { readAmount } from '../amounts.ts';
import { guessColumns, type ColumnGuess } from './columns.ts';
import { csvShape } from './csv-shape.ts';
import { guessAmounts, guessDates } from './notation.ts';
import type { Sample } from './sample.ts';
import { guessValues, type ValueGuess } from './values.ts';
import { xmlShape } from './xml-shape.ts';

/** An inline profile as far as a file tells it. Each doubt is a sentence for the person who confirms it. */
export interface Proposal {
  readonly leg: Leg;
  readonly format:
    | { readonly kind: 'csv'; readonly delimiter: string; readonly header: boolean; readonly preambleRows: number }
    | { readonly kind: 'xml'; readonly record: string };
  readonly encoding: Encoding;
  readonly amounts: AmountNotation;
  readonly dates: DateNotation;
  /** Canonical column -> name, position or path in the file. */
  readonly columns: readonly (readonly [column: string, name: string | number])[];
  readonly missing: readonly string[];
  readonly status: ValueGuess | null;
  readonly type: ValueGuess | null;
  readonly direction: ValueGuess | null;
  /** By the part of the profile that they are about. */
  readonly doubts: Readonly<Record<string, string>>;
  /** Names of columns that hold money and that nothing was taken from: a person must say what they are. */
  readonly leftMoney: readonly string[];
  /** Values in the column of dates that are none: rows of totals and balances. */
  readonly skip: { readonly column: string | number; readonly equals: readonly string[] } | null;
  /** Names in the file that nothing was taken from. */
  readonly unused: readonly string[];
}

const AMOUNT_COLUMNS = ['gross', 'amount', 'credit', 'debit', 'fee', 'net', 'tax', 'balance', 'refunded_amount', 'fee_vat'];
const DATE_COLUMNS = ['paid_at', 'created_at', 'booked_on', 'settled_on', 'value_on'];

interface Table {
  readonly format: Proposal['format'];
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What an inline profile of the file could be; null for a text that is neither delimited nor XML. */
export function proposeInline({ text, encoding, encodingIsGuessed }: Sample, leg: Leg | null, zone: string): Proposal | null {
  const table = tableOf(text);
  if (table === null) return null;
  const guess = settled(guessColumns(table.header, leg), table);
  const valuesOf = (column: string): readonly string[] => {
    const place = guess.columns.get(column);
    return place === undefined ? [] : table.rows.map((row) => row[place] ?? '');
  };
  const amounts = guessAmounts(AMOUNT_COLUMNS.flatMap(valuesOf));
  const dated = DATE_COLUMNS.find((column) => valuesOf(column).some((text) => text.trim() !== ''));
  const titles =
    dated === undefined ? [] : [...new Set(valuesOf(dated).map((text) => text.trim()))].filter((text) => text !== '' && !/\d/.test(text));
  const dates = guessDates(dated === undefined ? [] : valuesOf(dated).filter((text) => /\d/.test(text)), zone);
  const leftMoney = leftMoneyOf(table, guess, amounts?.value ?? null);
  const status = guess.leg === 'bank' || !guess.columns.has('status') ? null : guessValues('status', guess.leg, valuesOf('status'));
  const type = guess.leg === 'settlement' && guess.columns.has('type') ? guessValues('type', guess.leg, valuesOf('type')) : null;
  const direction =
    guess.leg === 'bank' && guess.columns.has('direction') ? guessValues('direction', guess.leg, valuesOf('direction')) : null;
  return {
    leg: guess.leg,
    format: table.format,
    encoding,
    amounts: amounts?.value ?? { decimal: '.', thousands: '', unit: 'major' },
    dates: dates?.value ?? { format: 'yyyy-MM-dd', zone },
    columns: [...guess.columns].map(([column, place]) => [column, nameAt(table, place)] as const),
    missing: guess.missing,
    status,
    type,
    direction,
    doubts: doubtsOf({
      leg: leg === null ? `the names of the columns speak most of the leg ${guess.leg}` : null,
      amounts: amounts === null ? 'no column was read as amounts' : amounts.doubt,
      columns: leftMoney.length === 0 ? null : `the file has other columns of money: ${leftMoney.join(', ')}`,
      dates: dates === null ? 'no column was read as dates' : dates.doubt,
      encoding: encodingIsGuessed ? 'these bytes could also be latin1' : null,
    }),
    leftMoney,
    skip:
      dated === undefined || titles.length === 0
        ? null
        : { column: nameAt(table, guess.columns.get(dated) ?? 0), equals: titles.slice(0, 10) },
    unused: unusedOf(table, guess),
  };
}

function tableOf(text: string): Table | null {
  const xml = xmlShape(text);
  if (xml !== null) return { format: { kind: 'xml', record: xml.record }, header: xml.header, rows: xml.rows };
  const csv = csvShape(text);
  if (csv === null) return null;
  const format = { kind: 'csv', delimiter: csv.delimiter, header: csv.header !== null, preambleRows: csv.preambleRows } as const;
  return { format, header: csv.header ?? (csv.rows[0] ?? []).map(() => ''), rows: csv.rows };
}

function nameAt({ format, header }: Table, place: number): string | number {
  return format.kind === 'csv' && !format.header ? place : (header[place] ?? '');
}

function unusedOf({ header }: Table, { columns }: ColumnGuess): string[] {
  const taken = new Set(columns.values());
  return header.filter((name, place) => !taken.has(place) && name !== '');
}

/**
 * What the values say against the names: a column of one value for all is no reference, and a column that holds nothing but
 * marks of credit and debit is the direction, whatever it is called.
 */
function settled(guess: ColumnGuess, { header, rows }: Table): ColumnGuess {
  const columns = new Map(guess.columns);
  const valuesAt = (place: number): string[] => rows.map((row) => (row[place] ?? '').trim()).filter((text) => text !== '');
  for (const column of ['merchant_reference', 'reference', 'provider_id', 'bank_id']) {
    const place = columns.get(column);
    if (place !== undefined && rows.length > 1 && new Set(valuesAt(place)).size === 1) columns.delete(column);
  }
  const taken = new Set(columns.values());
  if (guess.leg === 'bank' && !columns.has('direction') && !columns.has('credit')) {
    const place = header.findIndex((_, index) => !taken.has(index) && valuesAt(index).length > 0 && valuesAt(index).every(isDirection));
    if (place >= 0) columns.set('direction', place);
  }
  const lost = [...guess.columns.keys()].filter((column) => !columns.has(column));
  const required: readonly string[] = CANONICAL_COLUMNS[guess.leg].required;
  return { ...guess, columns, missing: [...guess.missing, ...lost.filter((column) => required.includes(column))] };
}

function isDirection(text: string): boolean {
  return guessValues('direction', 'bank', [text]).unknown.length === 0;
}

/** Columns that nothing was taken from and that hold amounts with decimals, or with the marks of the notation. */
function leftMoneyOf({ header, rows }: Table, { columns }: ColumnGuess, notation: AmountNotation | null): string[] {
  if (notation === null) return [];
  const taken = new Set(columns.values());
  return header.filter((name, place) => {
    if (taken.has(place)) return false;
    const given = rows.map((row) => (row[place] ?? '').trim()).filter((text) => text !== '');
    const isMoney = given.length > 0 && given.every((text) => readAmount(text, notation) !== null);
    return name !== '' && isMoney && given.some((text) => !/^\d+$/.test(text));
  });
}

function doubtsOf(doubts: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(doubts).flatMap(([name, doubt]) => (doubt === null ? [] : [[name, doubt] as const])));
}
