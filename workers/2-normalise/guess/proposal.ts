import type { AmountNotation } from '../../../schemas/money.ts';
import type { DateNotation, Encoding } from '../../../schemas/profile.ts';
import type { Leg } from '../../../schemas/records.ts';
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
  /** Names in the file that nothing was taken from. */
  readonly unused: readonly string[];
}

const AMOUNT_COLUMNS = ['gross', 'amount', 'fee', 'net', 'tax', 'balance', 'refunded_amount', 'fee_vat'];
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
  const guess = guessColumns(table.header, leg);
  const valuesOf = (column: string): readonly string[] => {
    const place = guess.columns.get(column);
    return place === undefined ? [] : table.rows.map((row) => row[place] ?? '');
  };
  const amounts = guessAmounts(AMOUNT_COLUMNS.flatMap(valuesOf));
  const dates = guessDates(firstGiven(DATE_COLUMNS.map(valuesOf)), zone);
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
      dates: dates === null ? 'no column was read as dates' : dates.doubt,
      encoding: encodingIsGuessed ? 'these bytes could also be latin1' : null,
    }),
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

function firstGiven(lists: readonly (readonly string[])[]): readonly string[] {
  return lists.find((list) => list.some((text) => text.trim() !== '')) ?? [];
}

function doubtsOf(doubts: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(doubts).flatMap(([name, doubt]) => (doubt === null ? [] : [[name, doubt] as const])));
}
