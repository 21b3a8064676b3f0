import { parsePlainDate } from '../../../schemas/values/dates.ts';
import { FILE_REFUSALS, type FileProblem, type NormalisedFile, type ReadResult } from '../../../schemas/lines/files.ts';
import { REJECT_CODES, type Line, type Reject } from '../../../schemas/lines/records.ts';
import type { Subject } from './subjects.ts';
import { TINY_READERS } from './totals.ts';

/**
 * What must be true of the reading of any file at all, however broken. What no total can catch, and so is no finding
 * here: amounts that change places between lines, changes that cancel each other out, a total and its line changed
 * alike, parts of a line that its format does not total (a gross beside a totalled net, a currency where the total is
 * of all), and everything in a format without totals.
 */

/** What is wrong with the reading; empty where nothing is. */
export function wrongWith(subject: Subject, text: string, result: ReadResult): string[] {
  if (!result.ok) return refusalFaults(result.problem, subject);
  const { rows } = result.file;
  return [
    ...rows.flatMap((row, index) => rowFaults(row, index, subject).map((fault) => `row ${String(index)}: ${fault}`)),
    ...lostRows(subject, text, result.file),
    ...totalFaults(subject, text, result.file),
  ].slice(0, 5);
}

/**
 * Refusals that speak of the file as a whole: there is no line or byte at which it shows. Of a workbook that is damaged
 * around its sheet the place is the part, which its words name.
 */
const WHOLE_FILE: ReadonlySet<string> = new Set(['empty_file', 'another_date', 'does_not_foot']);

function refusalFaults({ code, detail, line, byte }: FileProblem, { format }: Subject): string[] {
  const isPlaced = line !== null || byte !== null || WHOLE_FILE.has(code) || format === 'xlsx';
  return [
    ...(FILE_REFUSALS.includes(code) ? [] : [`an unknown refusal ${code}`]),
    ...(detail === '' ? ['a refusal without a reason'] : []),
    ...(!isPlaced ? [`${code} without a place: ${detail.slice(0, 120)}`] : []),
    ...(line !== null && !(line >= 1) ? [`${code} in line ${String(line)}`] : []),
    ...(byte !== null && !(byte >= 0) ? [`${code} at byte ${String(byte)}`] : []),
  ];
}

function rowFaults(row: Line | Reject, index: number, { request }: Subject): string[] {
  const faults: string[] = [];
  if (row.row !== index) faults.push(`stands as row ${String(row.row)}`);
  if (!Number.isInteger(row.line) || row.line < 1) faults.push(`is of line ${String(row.line)}`);
  if (row.leg !== request.leg) faults.push(`is of leg ${row.leg}`);
  if ('code' in row) {
    if (!(REJECT_CODES as readonly string[]).includes(row.code)) faults.push(`an unknown reject ${row.code}`);
    if (row.raw === '') faults.push(`a reject of nothing: ${row.code}`);
  }
  for (const [name, value] of Object.entries(row)) {
    // Moments and places are whole numbers too.
    if (typeof value === 'number' && !Number.isSafeInteger(value)) faults.push(`${name} is ${String(value)}`);
    if (DATES.has(name) && value !== null && value !== '' && parsePlainDate(String(value)) === null && !('code' in row))
      faults.push(`${name} is ${String(value)}`);
  }
  return faults;
}

const DATES: ReadonlySet<string> = new Set(['date', 'bookedOn', 'valueOn', 'settledOn']);

/** Formats with one line of text per row: how many lines of a file are none. */
const FRAME_LINES: Readonly<Partial<Record<string, number>>> = {
  'wompi-disbursement/day.csv': 1,
  'dlocal-daily/day.csv': 1,
  'bancolombia-9/month.csv': 0,
  'bancolombia-16/two-days.csv': 0,
  'mercadopago-settlement/day.csv': 1,
  'inline/settlement.csv': 2,
};

/**
 * Every line of text is a row: a line, or a reject. Where quotes or lone CRs join and part lines, nobody this small can
 * count.
 */
function lostRows({ name }: Subject, text: string, { rows }: NormalisedFile): string[] {
  const frame = FRAME_LINES[name];
  if (frame === undefined || /"|\r(?!\n)/.test(text)) return [];
  const lines = text.split('\n').filter((line) => /[^\s,;\t]/.test(line)).length;
  return rows.length < lines - frame ? [`${String(lines - frame)} lines of text, ${String(rows.length)} rows`] : [];
}

/** True where a small reader found the file's own sums; then they were compared. */
export function isTotalled({ format }: Subject, text: string, result: ReadResult): boolean {
  return (
    result.ok &&
    result.file.footing.state === 'proved' &&
    !result.file.rows.some((row) => 'code' in row) &&
    (TINY_READERS[format]?.(text) ?? null) !== null
  );
}

/**
 * Hundredths that a stated total and the rows may differ by: the format's own tolerance, and rounding to hundredths.
 */
const TOLERANCES: Readonly<Partial<Record<string, bigint>>> = { 'dlocal-settlement': 2n };

function totalFaults(subject: Subject, text: string, file: NormalisedFile): string[] {
  // What a reject moves is not known by its columns; the reader's own sums are of what is printed, and the reject is
  // told.
  if (file.footing.state !== 'proved' || file.rows.some((row) => 'code' in row)) return [];
  const stated = TINY_READERS[subject.format]?.(text) ?? null;
  if (stated === null) return [];
  const tolerance = TOLERANCES[subject.format] ?? 0n;
  return [...stated].flatMap(([currency, total]) => {
    const found = file.rows.reduce((sum, row) => sum + BigInt(movedBy(row, currency, subject.format)), 0n);
    const off = TOTALLED[subject.format]?.eitherSign === true ? size(found) - size(total) : found - total;
    return size(off) <= tolerance
      ? []
      : [
          `${currency}: the file states ${String(total)}, its rows are ${String(found)}, and it is ${file.footing.detail}`,
        ];
  });
}

/** How the sum that a format totals comes from its lines, where it is not simply what they move. */
interface Totalled {
  /** What was paid out is one of the movements, and not what they come to. */
  readonly payouts?: true;
  /** Only what the provider settled: a line without a net is not settled yet. */
  readonly settled?: true;
  /** Refunds are printed without a sign. */
  readonly unsigned?: true;
  /** What was paid out is printed with either sign. */
  readonly eitherSign?: true;
}

const TOTALLED: Readonly<Partial<Record<string, Totalled>>> = {
  'mercadopago-release': { payouts: true },
  'paypal-stl': { payouts: true },
  'wx-xml': { settled: true },
  inline: { unsigned: true },
  'stripe-payout-reconciliation': { eitherSign: true },
};

/** What a row moves of what its format totals. */
function movedBy(row: Line | Reject, currency: string, format: string): number {
  if ('code' in row) return row.currency === currency ? (row.amount ?? 0) : 0;
  const { payouts, settled, unsigned } = TOTALLED[format] ?? {};
  switch (row.leg) {
    case 'settlement': {
      const counts = row.type === 'payout' ? payouts === true : row.skip !== 'balance_row';
      if (!counts || (row.settledCurrency ?? row.currency) !== currency) return 0;
      const moved = row.settledNet ?? row.net ?? (settled === true ? 0 : row.gross);
      return unsigned === true && row.type === 'refund' ? 0 - moved : moved;
    }
    case 'bank':
      return row.skip === 'balance_row' || row.currency !== currency ? 0 : row.amount;
    case 'order':
      return row.currency === currency ? row.amount : 0;
  }
}

/** What the rows of a file move, by currency. */
function moved(rows: NormalisedFile['rows'], format: string): Map<string, bigint> {
  const currencies = new Set(
    rows.map((row) =>
      row.leg === 'settlement' && !('code' in row) ? (row.settledCurrency ?? row.currency) : row.currency,
    ),
  );
  return new Map(
    [...currencies].flatMap((currency) =>
      currency === null
        ? []
        : [[currency, rows.reduce((sum, row) => sum + BigInt(movedBy(row, currency, format)), 0n)] as const],
    ),
  );
}

/**
 * One digit of a file that proves its sums was changed, and nothing else: it is refused, has a reject, or moves the
 * same money, for no other line and no total has changed with it.
 */
export function wrongAfterOneDigit({ format }: Subject, whole: ReadResult, result: ReadResult): string[] {
  if (COUNTED_ONLY.has(format) || !whole.ok || whole.file.footing.state !== 'proved') return [];
  if (!result.ok || result.file.footing.state !== 'proved' || result.file.rows.some((row) => 'code' in row)) return [];
  const [before, after] = [moved(whole.file.rows, format), moved(result.file.rows, format)];
  const tolerance = TOLERANCES[format] ?? 0n;
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((currency) => {
    const [was, is] = [before.get(currency) ?? 0n, after.get(currency) ?? 0n];
    return size(was - is) <= tolerance
      ? []
      : [`one digit changed, and ${currency} ${String(was)} became ${String(is)}: ${result.file.footing.detail}`];
  });
}

function size(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}

/** They prove how many records there are, and no sum. */
const COUNTED_ONLY: ReadonlySet<string> = new Set(['siigo-invoices']);
