import type { PlainDate } from '../../schemas/values/dates.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { addressKey, compareText, type BankLine } from '../../schemas/lines/records.ts';
import { fileKey, keyOfFile, provedSegments, tellingOf, tellsDay, type Segment } from './bank-coverage.ts';
import { contained, tellDay, type DayVerdict, type Disagreement, type Replaced, type ReportedDay } from './bank-day.ts';
import { accountReader, bankIdReader, type ReadId } from './bank-ids.ts';
import { samenessOf, type DayRow } from './bank-sameness.ts';
import { type WorkingSet, type HeldBank } from './working-set.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/** What counts of the bank lines in the working set, and what other files tell of the same days. */
export interface BankVersions {
  readonly current: readonly HeldBank[];
  /** Told by another file already: it counts once. */
  readonly seenBefore: readonly HeldBank[];
  /** Rows that the balances of another file leave no room for. */
  readonly superseded: readonly (Replaced & { readonly held: HeldBank })[];
  /** Rows that count although another file has an equal one. */
  readonly doubts: readonly { readonly held: HeldBank; readonly other: BankLine }[];
  readonly disagreements: readonly (Disagreement & DayOfAccount)[];
  /** The days that a statement of this run proves. */
  readonly proved: readonly DayOfAccount[];
}

export interface DayOfAccount {
  readonly account: string;
  readonly currency: string;
  readonly day: PlainDate;
}

/** What the telling of days is a function of. */
export type DaysContext = Pick<WorkingSet, 'date' | 'config' | 'files'>;

type AccountOf = (source: string, account: string | null) => string;

/** What is decided of every day that a file of this run tells. */
export type ReportedDays = readonly (DayVerdict & DayOfAccount)[];

/**
 * Tells which bank lines in the working set are movements of their own. Every row of a file is a movement; it is the
 * same as a row of another file only where both tell its booking date for one account, whatever source brings them.
 *
 * @param held every bank line in the working set
 * @param told lines of earlier files of the same days, which need not be in the working set
 */
export function bankVersions(
  held: readonly HeldBank[],
  reported: WorkingSet['reportedBefore'],
  context: DaysContext,
): BankVersions {
  const rows = new Map<string, { row: DayRow; held: HeldBank | null }>();
  for (const { line, former } of reported)
    rows.set(addressKey(line), { row: { line, former, fresh: false }, held: null });
  for (const one of held)
    rows.set(addressKey(one.line), {
      row: { line: one.line, former: one.former, fresh: one.entered === 'new' },
      held: one,
    });
  const days = tellDays(
    [...rows.values()].map(({ row }) => row),
    context,
  );
  const heldOf = (row: DayRow): HeldBank[] => {
    const own = rows.get(addressKey(row.line))?.held ?? null;
    return own === null ? [] : [own];
  };
  const seen = new Set(days.flatMap((day) => day.seen).flatMap(heldOf));
  const superseded = days
    .flatMap((day) => day.replaced)
    .flatMap((one) => heldOf(one.row).map((own) => ({ ...one, held: own })));
  const out = new Set(superseded.map((one) => one.held));
  for (const one of held) if (!out.has(one) && one.former?.reason === 'already_seen') seen.add(one);
  const stays = held.filter((one) => !out.has(one) && !seen.has(one) && one.former?.reason === 'superseded');
  const stayed = stays.map((one) => ({
    row: { line: one.line, former: one.former, fresh: false },
    by: undefined,
    silent: true,
    held: one,
  }));
  const gone = new Set(stays);
  return {
    current: held.filter((one) => !out.has(one) && !seen.has(one) && !gone.has(one)),
    seenBefore: held.filter((one) => seen.has(one)),
    superseded: [...superseded, ...stayed],
    doubts: days
      .flatMap((day) => day.doubts)
      .flatMap(({ row, other }) => heldOf(row).map((own) => ({ held: own, other: other.line }))),
    disagreements: days.flatMap(({ account, currency, day, disagreements }) =>
      disagreements.map((one) => ({ ...one, account, currency, day })),
    ),
    proved: days.filter((day) => day.proved),
  };
}

/**
 * Decides every booking date of every account that a file of this run tells. Pure, and blind to the order of rows and
 * files.
 */
export function tellDays(rows: readonly DayRow[], context: DaysContext): ReportedDays {
  const accountOf = accountReader(context.config);
  const readId = bankIdReader(context.config);
  const movements = rows.filter(({ line }) => line.skip === null);
  const accounts = groupBy(movements, ({ line }) => accountKey(accountOf(line.source, line.account), line.currency));
  const segments = groupBy(provedSegments(context.files, accountOf), (one) => accountKey(one.account, one.currency));
  const freshFiles = new Set(rows.filter((row) => row.fresh).map((row) => fileKey(row.line)));
  const isFresh = (key: string, file: SourceFile | undefined): boolean =>
    freshFiles.has(key) || (file !== undefined && file.date === context.date);
  return [...accounts]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([key, own]) => {
      const books = new AccountDays(own, segments.get(key) ?? [], context.files, accountOf, readId, isFresh);
      return books.days().map((day) => books.tell(day));
    });
}

function accountKey(account: string, currency: string): string {
  return JSON.stringify([account, currency]);
}

/** The days of one account and currency, as several files tell them. */
class AccountDays {
  private readonly account: string;
  private readonly currency: string;
  private readonly byFile: ReadonlyMap<string, readonly DayRow[]>;
  private readonly segments: ReadonlyMap<string, readonly Segment[]>;
  private readonly fileByKey: ReadonlyMap<string, SourceFile>;
  private readonly rows: readonly DayRow[];
  private readonly accountOf: AccountOf;
  private readonly readId: ReadId;
  private readonly isFresh: (key: string, file: SourceFile | undefined) => boolean;

  constructor(
    rows: readonly DayRow[],
    segments: readonly Segment[],
    files: readonly SourceFile[],
    accountOf: AccountOf,
    readId: ReadId,
    isFresh: (key: string, file: SourceFile | undefined) => boolean,
  ) {
    const line = rows[0]?.line;
    this.account = line === undefined ? '' : accountOf(line.source, line.account);
    this.currency = line?.currency ?? '';
    this.rows = rows;
    this.byFile = groupBy(rows, (row) => fileKey(row.line));
    this.segments = groupBy(segments, (segment) => keyOfFile(segment.file));
    this.fileByKey = new Map(files.filter((file) => file.leg === 'bank').map((file) => [keyOfFile(file), file]));
    this.accountOf = accountOf;
    this.readId = readId;
    this.isFresh = isFresh;
  }

  /**
   * Days with a fresh row, and days with rows that a fresh statement covers; a day that one file alone tells needs no
   * telling.
   */
  days(): PlainDate[] {
    const freshSegments = [...this.segments]
      .filter(([key]) => this.isFresh(key, this.fileByKey.get(key)))
      .flatMap(([, own]) => own);
    const days = [...groupBy(this.rows, (row) => row.line.bookedOn)].filter(
      ([day, rows]) => rows.some((row) => row.fresh) || freshSegments.some((segment) => tellsDay(segment, day, false)),
    );
    return days
      .map(([day]) => day)
      .filter((day) => this.reportedOn(day).length > 1)
      .sort();
  }

  tell(day: PlainDate): DayVerdict & DayOfAccount {
    const reported = this.reportedOn(day);
    const sameness = this.samenessOn(day);
    const verdict = tellDay(reported, sameness, (a, b) => this.isReportedOverDays(a.key, b.key));
    return { ...verdict, account: this.account, currency: this.currency, day };
  }

  private samenessOn(day: PlainDate): ReturnType<typeof samenessOf> {
    return samenessOf(
      this.rows.filter((row) => row.line.bookedOn === day),
      this.readId,
    );
  }

  private reportedOn(day: PlainDate): ReportedDay[] {
    const keys = new Set([...this.byFile.keys(), ...this.segments.keys()]);
    return [...keys].sort().flatMap((key) => {
      const all = this.byFile.get(key) ?? [];
      const rows = all.filter((row) => row.line.bookedOn === day);
      const segments = this.segments.get(key) ?? [];
      if (rows.length === 0 && !segments.some((segment) => tellsDay(segment, day, false))) return [];
      const file = this.fileByKey.get(key);
      const lines = all.map((row) => row.line);
      return [
        {
          key,
          file,
          fresh: this.isFresh(key, file),
          rows,
          telling: tellingOf(file, segments, lines, this.account, day, this.accountOf),
        },
      ];
    });
  }

  /**
   * Two files that have two days or more in common, every one of them alike, tell the same: parts of a day share no two
   * days.
   */
  private isReportedOverDays(a: string, b: string): boolean {
    const [own, other] = [this.byFile.get(a) ?? [], this.byFile.get(b) ?? []];
    const days = [...new Set(own.map((row) => row.line.bookedOn))].filter((day) =>
      other.some((row) => row.line.bookedOn === day),
    );
    if (days.length < 2) return false;
    const onDay = (rows: readonly DayRow[], key: string, day: PlainDate): ReportedDay => ({
      key,
      file: undefined,
      fresh: false,
      rows: rows.filter((row) => row.line.bookedOn === day),
      telling: { how: 'rows' },
    });
    return days.every((day) => contained(onDay(own, a, day), onDay(other, b, day), this.samenessOn(day)) !== null);
  }
}
