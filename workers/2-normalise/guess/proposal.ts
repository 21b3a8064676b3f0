import type { AmountNotation } from '../../../schemas/values/money.ts';
import type { DateNotation, Encoding } from '../../../schemas/lines/profile.ts';
import { CANONICAL_COLUMNS } from '../../../schemas/lines/profile.ts';
import type { Leg } from '../../../schemas/lines/records.ts';
import { guessPositions } from './by-position.ts';
import { momentReader } from '../moments.ts';
import { guessColumns, type ColumnGuess } from './columns.ts';
import { csvShape } from './csv-shape.ts';
import { reportedSigns } from './leg-signs.ts';
import { leftMoneyOf } from './left-money.ts';
import { guessAmounts, guessDates } from './notation.ts';
import type { Sample } from './sample.ts';
import { guessValues, mayBeDirections, type ValueGuess } from './values.ts';
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
  /** Of a file without names: canonical column -> what speaks for its position. */
  readonly why: Readonly<Record<string, string>>;
  /** Required column -> why nothing was taken for it. */
  readonly asks: Readonly<Record<string, string>>;
  readonly status: ValueGuess | null;
  readonly type: ValueGuess | null;
  readonly direction: ValueGuess | null;
  /** By the part of the profile that they are about. */
  readonly doubts: Readonly<Record<string, string>>;
  /** Names of columns that hold money and that nothing was taken from: a person must say what they are. */
  readonly leftMoney: readonly string[];
  /** Columns of dates in another notation than the one that a profile declares: nothing is taken from them. */
  readonly otherDates: readonly string[];
  /** Values in the column of dates that are none: rows of totals and balances. */
  readonly skip: { readonly column: string | number; readonly equals: readonly string[] } | null;
  /** Names in the file that nothing was taken from. */
  readonly unused: readonly string[];
}

const AMOUNT_COLUMNS = [
  'gross',
  'amount',
  'credit',
  'debit',
  'fee',
  'net',
  'tax',
  'balance',
  'refunded_amount',
  'fee_vat',
];
const DATE_COLUMNS = ['paid_at', 'created_at', 'booked_on', 'settled_on', 'value_on'];

interface Table {
  readonly format: Proposal['format'];
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What an inline profile of the file could be; null for a text that is neither delimited nor XML. */
export function proposeInline(
  { text, encoding, encodingIsGuessed }: Sample,
  leg: Leg | null,
  zone: string,
): Proposal | null {
  const table = tableOf(text);
  if (table === null) return null;
  const byPosition = hasNames(table) ? null : guessPositions(table.rows, table.header.length, leg, zone);
  const byName = byPosition === null ? settled(guessColumns(table.header, leg), table) : null;
  const named = byPosition ?? byName?.guess ?? guessColumns(table.header, leg);
  const { guess, otherDates } = ofOneNotation(named, table, zone);
  const valuesOf = (column: string): readonly string[] => {
    const place = guess.columns.get(column);
    return place === undefined ? [] : table.rows.map((row) => row[place] ?? '');
  };
  const mapped = guessAmounts(AMOUNT_COLUMNS.flatMap(valuesOf));
  const dated = DATE_COLUMNS.find((column) => valuesOf(column).some((text) => text.trim() !== ''));
  const titles =
    dated === undefined
      ? []
      : [...new Set(valuesOf(dated).map((text) => text.trim()))].filter((text) => text !== '' && !/\d/.test(text));
  const dates = guessDates(dated === undefined ? [] : valuesOf(dated).filter((text) => /\d/.test(text)), zone);
  const left = leftMoneyOf(table.header, table.rows, guess, mapped?.value ?? null);
  const leftMoney = left.map((place) => labelAt(table, place));
  const amounts = mapped ?? guessAmounts(left.flatMap((place) => table.rows.map((row) => row[place] ?? '')));
  const status =
    guess.leg === 'bank' || !guess.columns.has('status') ? null : guessValues('status', guess.leg, valuesOf('status'));
  const type =
    guess.leg === 'settlement' && guess.columns.has('type') ? guessValues('type', guess.leg, valuesOf('type')) : null;
  const direction =
    guess.leg === 'bank' && guess.columns.has('direction')
      ? guessValues('direction', guess.leg, valuesOf('direction'))
      : null;
  return {
    leg: guess.leg,
    format: table.format,
    encoding,
    amounts: amounts?.value ?? { decimal: '.', thousands: '', unit: 'major' },
    dates: dates?.value ?? { format: 'yyyy-MM-dd', zone },
    columns: [...guess.columns].map(([column, place]) => [column, nameAt(table, place)] as const),
    missing: guess.missing,
    why: Object.fromEntries(byPosition?.why ?? []),
    asks: byName?.asks ?? Object.fromEntries(byPosition?.asks ?? []),
    status,
    type,
    direction,
    doubts: doubtsOf({
      leg: leg === null ? `what speaks for each leg: ${reportedSigns(guess.signs)}` : null,
      amounts: amounts === null ? 'no column was read as amounts' : amounts.doubt,
      columns: leftMoney.length === 0 ? null : `the file has other columns of money: ${leftMoney.join(', ')}`,
      dates: dates === null ? 'no column was read as dates' : dates.doubt,
      encoding: encodingIsGuessed ? 'these bytes could also be of another code page' : null,
    }),
    leftMoney,
    otherDates,
    skip:
      dated === undefined || titles.length === 0
        ? null
        : { column: nameAt(table, guess.columns.get(dated) ?? 0), equals: titles.slice(0, 10) },
    unused: unusedOf(table, guess),
  };
}

/**
 * A profile declares one notation of dates, that of its first column of them: what it does not read is left out and
 * told.
 */
function ofOneNotation(
  guess: ColumnGuess,
  table: Table,
  zone: string,
): { readonly guess: ColumnGuess; readonly otherDates: string[] } {
  const textsOf = (place: number): string[] =>
    table.rows.map((row) => (row[place] ?? '').trim()).filter((text) => /\d/.test(text));
  const mapped = [...DATE_COLUMNS, 'refunded_at'].flatMap((column) => {
    const place = guess.columns.get(column);
    return place === undefined || textsOf(place).length === 0 ? [] : [{ column, place }];
  });
  const [first, ...others] = mapped;
  const notation = first === undefined ? null : guessDates(textsOf(first.place), zone);
  if (notation === null) return { guess, otherDates: [] };
  const reader = momentReader(notation.value);
  const unread = others.filter(({ place }) =>
    textsOf(place).some((text) => reader.day(text) === null && reader.moment(text) === null),
  );
  const columns = new Map([...guess.columns].filter(([column]) => !unread.some((one) => one.column === column)));
  return { guess: { ...guess, columns }, otherDates: unread.map(({ place }) => labelAt(table, place)) };
}

function tableOf(text: string): Table | null {
  const xml = xmlShape(text);
  if (xml !== null) return { format: { kind: 'xml', record: xml.record }, header: xml.header, rows: xml.rows };
  const csv = csvShape(text);
  if (csv === null) return null;
  const format = {
    kind: 'csv',
    delimiter: csv.delimiter,
    header: csv.header !== null,
    preambleRows: csv.preambleRows,
  } as const;
  return { format, header: csv.header ?? (csv.rows[0] ?? []).map(() => ''), rows: csv.rows };
}

function nameAt({ format, header }: Table, place: number): string | number {
  return format.kind === 'csv' && !format.header ? place : (header[place] ?? '');
}

function hasNames({ format }: Table): boolean {
  return format.kind !== 'csv' || format.header;
}

/** What a person finds the column by: its name, or its position and what stands in it. */
function labelAt(table: Table, place: number): string {
  if (hasNames(table)) return table.header[place] ?? '';
  const example = table.rows.map((row) => (row[place] ?? '').trim()).find((text) => text !== '') ?? '';
  return `column ${String(place)} (like "${example.slice(0, 40)}")`;
}

function unusedOf(table: Table, { columns }: ColumnGuess): string[] {
  const taken = new Set(columns.values());
  const places = table.header.flatMap((name, place) =>
    taken.has(place) || (name === '' && hasNames(table)) ? [] : [place],
  );
  return places.map((place) => labelAt(table, place));
}

/** A reading of names after a look at the values, and why a required column was given up. */
interface Settled {
  readonly guess: ColumnGuess;
  readonly asks: Readonly<Record<string, string>>;
}

/**
 * What the values say against the names: a column of one value for all is no reference, and a column that holds nothing
 * but marks of credit and debit is the direction, whatever it is called.
 */
function settled(guess: ColumnGuess, { header, rows }: Table): Settled {
  const columns = new Map(guess.columns);
  const asks: Record<string, string> = {};
  const valuesAt = (place: number): string[] =>
    rows.map((row) => (row[place] ?? '').trim()).filter((text) => text !== '');
  for (const column of ['merchant_reference', 'reference', 'provider_id', 'bank_id']) {
    const place = columns.get(column);
    if (place === undefined || rows.length < 2 || new Set(valuesAt(place)).size !== 1) continue;
    columns.delete(column);
    asks[column] = `${header[place] ?? ''} has one value in every row: what tells the rows apart?`;
  }
  // A provider's marks of credit and debit say what is paid and what goes back: a person maps them to types.
  const marks = guess.leg === 'bank' ? 'direction' : guess.leg === 'settlement' ? 'type' : null;
  if (marks !== null && !columns.has('credit')) {
    const named = columns.get(marks);
    const saysIt = named !== undefined && (marks === 'type' || mayBeDirections(valuesAt(named)));
    const taken = new Set(columns.values());
    const place = header.findIndex((_, index) => !taken.has(index) && mayBeDirections(valuesAt(index)));
    if (!saysIt && place >= 0) columns.set(marks, place);
  }
  const lost = [...guess.columns.keys()].filter((column) => !columns.has(column));
  const required: readonly string[] = CANONICAL_COLUMNS[guess.leg].required;
  return {
    guess: { ...guess, columns, missing: [...guess.missing, ...lost.filter((column) => required.includes(column))] },
    asks,
  };
}

function doubtsOf(doubts: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(doubts).flatMap(([name, doubt]) => (doubt === null ? [] : [[name, doubt] as const])),
  );
}
