import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import type { ArchiveUse, DateSource, PrunedKind, StoredFile, StoredLog } from '../../schemas/ports/retention.ts';

/** What of the archive may go, and why the rest is kept. Pure: the world is gathered beside it. */

/**
 * Why a file stays, the first that holds: `retention`: a date that uses it is not older than the retention; `shared`:
 * as well, but others of its dates are; `recent`: within the look-back of the newest run; `unfinished`: of a date that
 * is stale, unpublished or under way; `open_item`: a discrepancy that stands names it; `carried`: lines of it still
 * wait, are broken, pending or unreadable; `open_payout`: lines of a payout that is not closed; `evidence`: what was
 * asked for, or was packed around, a file that stays; `attached`: a person attached it to a discrepancy.
 */
export const KEEP_REASONS = [
  'retention',
  'shared',
  'recent',
  'unfinished',
  'open_item',
  'carried',
  'open_payout',
  'evidence',
  'attached',
] as const;
export type KeepReason = (typeof KEEP_REASONS)[number];

/** A need that only something open has, as opposed to the age of a date. */
export type NeedReason = Extract<KeepReason, 'unfinished' | 'open_item' | 'carried' | 'open_payout'>;

/** Bytes of a date that something still needs. */
export interface Need {
  readonly reason: NeedReason;
  readonly date: PlainDate;
  /** Null: of every source. */
  readonly source: string | null;
  /** The first digits of the sha256; null: every version. */
  readonly file: string | null;
}

/** Bytes that came packed, and the file inside them, as the log of a date says. */
export interface Packing extends DateSource {
  readonly packed: string;
  readonly inside: string;
}

export interface RetentionInput {
  readonly today: PlainDate;
  readonly retentionYears: number;
  /** Calendar days before the newest run's date in which a run can still look. */
  readonly lookbackDays: number;
  readonly newestRun: PlainDate | null;
  readonly nowMs: number;
  readonly files: readonly StoredFile[];
  readonly logs: readonly StoredLog[];
  readonly uses: readonly ArchiveUse[];
  readonly packings: readonly Packing[];
  readonly needs: readonly Need[];
  /** The hashes of what people attached to discrepancies. */
  readonly attached: ReadonlySet<string>;
}

/** A file with whose it is. */
export interface Judged {
  readonly path: string;
  readonly kind: PrunedKind;
  readonly sha256: string;
  readonly size: number;
  readonly uses: readonly DateSource[];
  readonly lastDate: PlainDate | null;
}

export interface Kept extends Judged {
  readonly reason: KeepReason;
}

export interface Orphan extends Judged {
  /** Older than a day: no run that is under way can have put it there. */
  readonly mayGo: boolean;
}

export interface PrunePlan {
  readonly goes: readonly Judged[];
  readonly kept: readonly Kept[];
  /** What no run registered: a commit that was refused, a download whose date then failed. */
  readonly orphans: readonly Orphan[];
}

export const ORPHAN_AGE_MS = 86_400_000;

/**
 * Older than so many years: the anniversary itself still belongs to them. Of 29 February it is, where the year has
 * none, the last day of the month (Código Civil, art. 67): the day after, 1 March, is over.
 */
export function isPastRetention(date: PlainDate, today: PlainDate, years: number): boolean {
  // Plain dates compare as text, and so does a 29 February that the earlier year did not have.
  return date < `${String(Number(today.slice(0, 4)) - years)}${today.slice(4)}`;
}

/** Sorts what stands in the archive: by path within each list, oldest date first. */
export function planPrune(input: RetentionInput): PrunePlan {
  const uses = usesByHash(input);
  const judge = judgeOf(input);
  const own = new Map<string, { readonly file: Judged; readonly reason: KeepReason | null }>();
  const orphans: Orphan[] = [];
  for (const { sha256, size, modifiedMs } of input.files) {
    const known = uses.get(sha256);
    if (input.attached.has(sha256)) {
      own.set(sha256, { file: ownedFile(sha256, size, known ?? []), reason: 'attached' });
      continue;
    }
    if (known === undefined) {
      const mayGo = input.nowMs - modifiedMs > ORPHAN_AGE_MS;
      orphans.push({ path: sha256, kind: 'orphan', sha256, size, uses: [], lastDate: null, mayGo });
      continue;
    }
    own.set(sha256, { file: ownedFile(sha256, size, known), reason: judge(sha256, known) });
  }
  for (const { packed, inside } of input.packings) {
    const outer = own.get(packed);
    if (outer?.reason === null && (own.get(inside)?.reason ?? null) !== null)
      own.set(packed, { ...outer, reason: 'evidence' });
  }
  const files = [...own.values(), ...logsOf(input, [...own.values()])];
  return {
    goes: files.flatMap(({ file, reason }) => (reason === null ? [file] : [])).sort(byDate),
    kept: files.flatMap(({ file, reason }) => (reason === null ? [] : [{ ...file, reason }])).sort(byDate),
    orphans: orphans.sort(byDate),
  };
}

function ownedFile(sha256: string, size: number, uses: readonly DateSource[]): Judged {
  const dates = uses.map((use) => use.date).sort();
  return { path: sha256, kind: 'source_file', sha256, size, uses, lastDate: dates.at(-1) ?? null };
}

/**
 * What was packed has the uses of the file inside it, on the dates on which it came so; without a registered file
 * inside, none.
 */
function usesByHash({ uses, packings }: RetentionInput): Map<string, DateSource[]> {
  const found = new Map<string, Map<string, DateSource>>();
  const add = (sha256: string, { date, source }: DateSource): void => {
    const own = found.get(sha256) ?? new Map<string, DateSource>();
    found.set(sha256, own.set(`${date} ${source}`, { date, source }));
  };
  for (const use of uses) add(use.sha256, use);
  const registered = new Set(uses.map((use) => use.sha256));
  for (const packing of packings) if (registered.has(packing.inside)) add(packing.packed, packing);
  const inOrder = (own: ReadonlyMap<string, DateSource>): DateSource[] =>
    [...own].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, use]) => use);
  return new Map([...found].map(([sha256, own]) => [sha256, inOrder(own)]));
}

/** Why bytes with these uses stay; null where they may go. */
function judgeOf(input: RetentionInput): (sha256: string, uses: readonly DateSource[]) => KeepReason | null {
  const { today, retentionYears, uses: all } = input;
  const needs = needsByDate(input);
  const underWay = new Set(all.filter((use) => use.underWay).map((use) => use.sha256));
  return (sha256, uses) => {
    const young = uses.filter((use) => !isPastRetention(use.date, today, retentionYears)).length;
    if (young > 0) return young === uses.length ? 'retention' : 'shared';
    if (uses.some((use) => isRecent(use.date, input))) return 'recent';
    if (underWay.has(sha256)) return 'unfinished';
    const own = uses.flatMap(({ date, source }) =>
      (needs.get(date) ?? []).filter(
        (need) =>
          (need.source === null || need.source === source) && (need.file === null || sha256.startsWith(need.file)),
      ),
    );
    return firstReason(own);
  };
}

function isRecent(date: PlainDate, { newestRun, lookbackDays }: RetentionInput): boolean {
  return newestRun !== null && date >= addDays(newestRun, -lookbackDays);
}

function firstReason(needs: readonly Need[]): NeedReason | null {
  const reasons = new Set<KeepReason>(needs.map((need) => need.reason));
  return (KEEP_REASONS.find((reason) => reasons.has(reason)) as NeedReason | undefined) ?? null;
}

function needsByDate({ needs }: RetentionInput): Map<PlainDate, Need[]> {
  const found = new Map<PlainDate, Need[]>();
  for (const need of needs) {
    const known = found.get(need.date);
    if (known === undefined) found.set(need.date, [need]);
    else known.push(need);
  }
  return found;
}

/** What was asked on a date goes with the last file of it. */
function logsOf(
  input: RetentionInput,
  files: readonly { readonly file: Judged; readonly reason: KeepReason | null }[],
) {
  const needs = needsByDate(input);
  const kept = new Set(files.flatMap(({ file, reason }) => (reason === null ? [] : file.uses.map((use) => use.date))));
  return input.logs.map(({ date, sha256, size }) => {
    const file: Judged = {
      path: `requests/${date}.jsonl`,
      kind: 'request_log',
      sha256,
      size,
      uses: [],
      lastDate: date,
    };
    return { file, reason: reasonOfLog(date) };
  });

  function reasonOfLog(date: PlainDate): KeepReason | null {
    if (!isPastRetention(date, input.today, input.retentionYears)) return 'retention';
    if (isRecent(date, input)) return 'recent';
    return firstReason(needs.get(date) ?? []) ?? (kept.has(date) ? 'evidence' : null);
  }
}

function byDate(a: Judged, b: Judged): number {
  const [one, other] = [`${a.lastDate ?? ''} ${a.path}`, `${b.lastDate ?? ''} ${b.path}`];
  return one < other ? -1 : one > other ? 1 : 0;
}
