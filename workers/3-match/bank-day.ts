import type { SourceFile } from '../../schemas/lines/files.ts';
import { compareText } from '../../schemas/lines/records.ts';
import { sumOf, type Telling } from './bank-coverage.ts';
import { compareRows, pairRows, type DayRow, type Sameness } from './bank-sameness.ts';

/** What one file tells of one booking date of one account. */
export interface ReportedDay {
  readonly key: string;
  readonly file: SourceFile | undefined;
  readonly fresh: boolean;
  readonly rows: readonly DayRow[];
  readonly telling: Telling;
}

/** A row that another file's account of the day leaves no room for. `silent`: the same money in other rows. */
export interface Replaced {
  readonly row: DayRow;
  readonly by: SourceFile | undefined;
  readonly silent: boolean;
}

/** Two statements whose balances both foot and that tell a day differently; the newer counts. */
export interface Disagreement {
  readonly newer: ReportedDay;
  readonly older: ReportedDay;
  /** Rows of the older one that no longer count. */
  readonly rows: readonly DayRow[];
}

/** What becomes of the rows of a day. What is in none of the lists stays as it was, or counts where it is fresh. */
export interface DayVerdict {
  /** Told by another file already. */
  readonly seen: readonly DayRow[];
  readonly replaced: readonly Replaced[];
  /** Rows that count, each with an equal one of another file: one movement told twice, or two. */
  readonly doubts: readonly { readonly row: DayRow; readonly other: DayRow }[];
  readonly disagreements: readonly Disagreement[];
  readonly proved: boolean;
}

/**
 * Decides which rows of one account and booking date are movements of their own. What earlier runs decided stands; only
 * a statement whose balances foot can take a row out again, because for the days that it tells its rows are the day. A
 * file never repeats itself: within one, equal rows are several movements.
 *
 * @param twice whether two files tell the same over more days than this one
 */
export function tellDay(
  reported: readonly ReportedDay[],
  sameness: Sameness,
  twice: (a: ReportedDay, b: ReportedDay) => boolean,
): DayVerdict {
  const day = new Day(sameness, twice);
  const [older, fresh] = [reported.filter((one) => !one.fresh), reported.filter((one) => one.fresh)];
  for (const one of older) day.recall(one);
  for (const one of [...fresh].sort(compareReported)) day.hear(one);
  return day.verdict();
}

/** What is proved comes first; equal files in the order of their names. */
function compareReported(a: ReportedDay, b: ReportedDay): number {
  return Number(b.telling.how === 'proved') - Number(a.telling.how === 'proved') || compareText(a.key, b.key);
}

type Proved = ReportedDay & { readonly telling: Extract<Telling, { how: 'proved' }> };

function isProved(reported: ReportedDay): reported is Proved {
  return reported.telling.how === 'proved';
}

function isTakenOut({ former }: DayRow): boolean {
  return former?.reason === 'already_seen' || former?.reason === 'superseded';
}

class Day {
  private books: DayRow[] = [];
  private readonly heard: ReportedDay[] = [];
  private readonly outBefore: DayRow[] = [];
  private readonly seen: DayRow[] = [];
  private readonly replaced: Replaced[] = [];
  private readonly doubts: { row: DayRow; other: DayRow }[] = [];
  private readonly disagreements: Disagreement[] = [];
  private readonly sameness: Sameness;
  private readonly twice: (a: ReportedDay, b: ReportedDay) => boolean;

  constructor(sameness: Sameness, twice: (a: ReportedDay, b: ReportedDay) => boolean) {
    this.sameness = sameness;
    this.twice = twice;
  }

  /** A file of an earlier run: its rows are in the books, or were taken out of them. */
  recall(reported: ReportedDay): void {
    this.heard.push(reported);
    for (const row of reported.rows) (isTakenOut(row) ? this.outBefore : this.books).push(row);
  }

  hear(reported: ReportedDay): void {
    const before = this.heard.filter(isProved);
    if (isProved(reported)) this.hearProved(reported, before);
    else if (before.length > 0) this.hearBeside(reported, before);
    else this.hearRows(reported);
    this.heard.push(reported);
  }

  verdict(): DayVerdict {
    const { seen, replaced, doubts, disagreements } = this;
    return { seen, replaced, doubts, disagreements, proved: this.heard.some((one) => one.fresh && isProved(one)) };
  }

  /** A statement that foots: its rows are the day, beside those of statements that it goes on from. */
  private hearProved(reported: Proved, before: readonly Proved[]): void {
    const others = before.filter((one) => !isChained(one, reported, this.sameness));
    const apart = this.reportedBy(before.filter((one) => !others.includes(one)));
    const pool = this.books.filter((row) => !apart.has(row));
    const pairs = pairRows(reported.rows, pool, this.sameness);
    this.seen.push(...pairs.keys());
    const extra = reported.rows.filter((row) => !pairs.has(row));
    const paired = new Set(pairs.values());
    const left = pool.filter((row) => !paired.has(row));
    const provedLeft = this.reportedBy(others);
    const sameMoney = others.some(
      ({ telling }) => telling.start === reported.telling.start && telling.end === reported.telling.end,
    );
    if (sameMoney && left.some((row) => provedLeft.has(row)) && extra.length > 0) {
      // Both foot over the same balances and cut the money into other rows: it is in the books already.
      this.seen.push(...extra);
    } else {
      this.vindicate(extra);
      this.books.push(...extra);
      for (const other of others) this.disagree(reported, other, left, extra);
    }
    const unproved = left.filter((row) => !provedLeft.has(row));
    const silent = isOtherCut(unproved, extra);
    for (const row of unproved) this.takeOut(row, reported.file, silent);
  }

  /**
   * Where another statement told more than a newer one that foots too, the newer counts; unless it only tells a part of
   * the day.
   */
  private disagree(reported: Proved, other: Proved, left: readonly DayRow[], extra: readonly DayRow[]): void {
    const own = this.reportedBy([other]);
    const rows = left.filter((row) => own.has(row) && this.books.includes(row));
    if (rows.length === 0 || isPart(reported, other, extra)) return;
    for (const row of rows) this.takeOut(row, reported.file, true);
    this.disagreements.push({ newer: reported, older: other, rows });
  }

  /** A file beside a statement that foots: each of its rows is one of the statement's, or counts for nothing. */
  private hearBeside(reported: ReportedDay, before: readonly Proved[]): void {
    const pairs = pairRows(reported.rows, this.books, this.sameness);
    this.seen.push(...pairs.keys());
    const rest = reported.rows.filter((row) => !pairs.has(row));
    const paired = new Set(pairs.values());
    const silent = isOtherCut(
      rest,
      this.books.filter((row) => !paired.has(row)),
    );
    for (const row of rest) this.replaced.push({ row, by: before.at(-1)?.file, silent });
  }

  /**
   * Files that prove nothing: one day told twice where one has all of the other and that can be no chance, else two
   * parts of it.
   */
  private hearRows(reported: ReportedDay): void {
    const repeats = this.heard.filter(
      (other) => isReportedTwice(reported, other, this.sameness) || this.twice(reported, other),
    );
    const pool = this.reportedBy(repeats);
    const pairs = pairRows(reported.rows, [...pool], this.sameness);
    this.seen.push(...pairs.keys());
    const extra = reported.rows.filter((row) => !pairs.has(row));
    const paired = new Set(pairs.values());
    const doubted = pairRows(
      extra,
      this.books.filter((row) => !paired.has(row)),
      this.sameness,
    );
    for (const [row, other] of doubted) this.doubts.push({ row, other });
    this.books.push(...extra);
  }

  /** The rows of the books that some files tell, each as often as the one that tells it most. */
  private reportedBy(files: readonly ReportedDay[]): Set<DayRow> {
    return new Set(files.flatMap((file) => [...pairRows(file.rows, this.books, this.sameness).values()]));
  }

  private takeOut(row: DayRow, by: SourceFile | undefined, silent: boolean): void {
    if (!this.books.includes(row)) return;
    this.books = this.books.filter((one) => one !== row);
    this.replaced.push({ row, by, silent });
  }

  /** A row that an earlier statement had no room for is the movement that a later one tells. */
  private vindicate(extra: readonly DayRow[]): void {
    const out = this.outBefore.filter(({ former }) => former?.reason === 'superseded');
    this.seen.push(...pairRows(extra, out, this.sameness).values());
  }
}

function lineOf({ line }: DayRow): DayRow['line'] {
  return line;
}

/** Whether rows are the money of others cut otherwise: a lump beside the transfers that it is made of. */
function isOtherCut(rows: readonly DayRow[], others: readonly DayRow[]): boolean {
  if (rows.length === 0 || others.length === 0 || rows.length === others.length) return false;
  return sumOf(rows.map(lineOf)) === sumOf(others.map(lineOf));
}

/** Whether one statement goes on where the other ends, rather than telling the same again. */
function isChained(a: Proved, b: Proved, sameness: Sameness): boolean {
  const [first, second] = [a.telling, b.telling];
  if (first.end !== second.start && second.end !== first.start) return false;
  if (first.start !== second.start) return true;
  const [small, large] = a.rows.length <= b.rows.length ? [a, b] : [b, a];
  return pairRows(small.rows, large.rows, sameness).size < small.rows.length;
}

/**
 * Whether a statement has nothing of its own on the day and may have been cut before the day was over, or begun within
 * it.
 */
function isPart(reported: Proved, other: Proved, extra: readonly DayRow[]): boolean {
  if (extra.length > 0) return false;
  const begun = reported.telling.opens && reported.telling.start !== other.telling.start;
  return begun || (reported.telling.closes && (reported.file?.date ?? '') <= (other.file?.date ?? ''));
}

/**
 * Whether two files that prove nothing tell the same day: one states that it tells it wholly; or it has every row of
 * the other and at least two recur, or one that says which movement it is.
 */
function isReportedTwice(a: ReportedDay, b: ReportedDay, sameness: Sameness): boolean {
  if (a.telling.how === 'stated' || b.telling.how === 'stated') return true;
  const recurring = contained(a, b, sameness);
  return recurring !== null && (recurring.length >= 2 || recurring.some((row) => sameness.isTelling(row)));
}

/** The rows of the file with fewer, where the other has every one of them; null where it has not. */
export function contained(a: ReportedDay, b: ReportedDay, sameness: Sameness): readonly DayRow[] | null {
  const [small, large] = a.rows.length <= b.rows.length ? [a, b] : [b, a];
  return pairRows(small.rows, large.rows, sameness).size === small.rows.length
    ? [...small.rows].sort(compareRows)
    : null;
}
