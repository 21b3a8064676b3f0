import type { PlainDate } from '../../schemas/values/dates.ts';
import { type SourceFile, sha12 } from '../../schemas/lines/files.ts';
import { add, ZERO, type Minor } from '../../schemas/values/money.ts';
import type { BankLine, LineAddress } from '../../schemas/lines/records.ts';

/** Balances of a statement that foot with its rows: opening and closing, and the dates that they stand for. */
export interface Segment {
  readonly account: string;
  readonly currency: string;
  readonly opening: Minor;
  readonly closing: Minor;
  /** The day it opens on: of some banks the first day that it tells, of others the day before. */
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly file: SourceFile;
}

/**
 * How surely a file tells one day of an account: proved by balances, with the balance before and after the day; by its
 * stated period; or not.
 */
export type Telling =
  | {
      readonly how: 'proved';
      readonly start: Minor;
      readonly end: Minor;
      /** The statement opens, or closes, on the day: it may have begun, or been cut, within it. */
      readonly opens: boolean;
      readonly closes: boolean;
    }
  | { readonly how: 'stated' }
  | { readonly how: 'rows' };

/** The key of a file among the lines of several: date, source and the first digits of its hash. */
export function fileKey({ date, source, file }: Pick<LineAddress, 'date' | 'source' | 'file'>): string {
  return `${date}|${source}|${file}`;
}

/** The key under which lines name the file. */
export function keyOfFile(file: SourceFile): string {
  return fileKey({ date: file.date, source: file.source, file: sha12(file) ?? '' });
}

/** Balances that foot, of every bank file that was read. A file with an unreadable row proves nothing. */
export function provedSegments(
  files: readonly SourceFile[],
  accountOf: (source: string, account: string | null) => string,
): Segment[] {
  return files.flatMap((file) => {
    if (file.leg !== 'bank' || file.state !== 'in' || file.footing?.state === 'open') return [];
    return file.balances.map((balance) => ({
      account: accountOf(file.source, balance.account),
      currency: balance.currency,
      opening: balance.opening,
      closing: balance.closing,
      from: balance.openingOn ?? balance.closingOn ?? file.date,
      to: balance.closingOn ?? file.date,
      file,
    }));
  });
}

/** Whether a segment tells a day. The day it opens on only where it has rows of it, or opens and closes on it. */
export function tellsDay({ from, to }: Pick<Segment, 'from' | 'to'>, day: PlainDate, hasRows: boolean): boolean {
  return day <= to && (day > from || (day === from && (hasRows || from === to)));
}

/**
 * How one file tells a day of an account.
 *
 * @param rows every row of the file in this account and currency, of any day
 */
export function tellingOf(
  file: SourceFile | undefined,
  segments: readonly Segment[],
  rows: readonly BankLine[],
  account: string,
  day: PlainDate,
  accountOf: (source: string, account: string | null) => string,
): Telling {
  if (file === undefined) return { how: 'rows' };
  const own = rows.filter((row) => row.bookedOn === day);
  const segment = segments.find((one) => tellsDay(one, day, own.length > 0));
  if (segment !== undefined) {
    const before = rows.filter((row) => row.bookedOn < day && tellsDay(segment, row.bookedOn, true));
    const start = before.reduce((sum, row) => add(sum, row.amount), segment.opening);
    const end = own.reduce((sum, row) => add(sum, row.amount), start);
    return { how: 'proved', start, end, opens: segment.from === day, closes: segment.to === day };
  }
  const stated = file.footing?.periods?.some(
    (period) => accountOf(file.source, period.account) === account && period.from <= day && day <= period.to,
  );
  return { how: stated === true ? 'stated' : 'rows' };
}

/** The sum of rows, in hundredths. */
export function sumOf(rows: readonly BankLine[]): Minor {
  return rows.reduce((sum, row) => add(sum, row.amount), ZERO);
}
