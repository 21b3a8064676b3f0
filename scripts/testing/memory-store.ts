import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { lineKeys } from '../../schemas/lines/line-keys.ts';
import type { LineFileId } from '../../schemas/lines/files.ts';
import type { LineStore } from '../../schemas/ports/line-files.ts';
import type { ReportFile, RunCommit, RunRecord, Store } from '../../schemas/ports/store.ts';
import type { PruneLedger } from '../../schemas/ports/retention.ts';
import { addressKey, compareText, type Line, type Reject } from '../../schemas/lines/records.ts';
import type { DueRow, FateRow, PayoutRow, RunKey } from '../../schemas/outcome/run.ts';

/**
 * The ports of a run over plain maps, so that a property can run thousands of small chains. Every question is answered
 * by looking at all newest runs, the simplest way that can be right; memory-store.test.ts holds it equal to the real
 * store. People's queue is not kept.
 */
export function memoryStore(): Store {
  const recorded = new Map<PlainDate, Recorded[]>();
  let goLive: PlainDate | null = null;
  let tokens = 0;
  const { newest, find, known } = readerOf(recorded);
  return {
    goLive: () => goLive,
    recordGoLive: (date) => {
      goLive = date;
    },
    takeLease: (date) => ({ date, token: (tokens += 1) }),
    renewLease: () => undefined,
    releaseLease: () => undefined,
    whileHeld: (_lease, work) => {
      work();
    },
    newestRun: (date) => recorded.get(date)?.at(-1)?.record.run ?? null,
    newestRuns: () => newest().map((one) => one.record.run),
    run: (key) => find(key)?.record.run ?? null,
    generations: (date) => (recorded.get(date) ?? []).map((one) => one.record.run),
    files: (run) => [...(find(run)?.record.files ?? [])].sort(bySource),
    filesBetween: (first, last) =>
      newest(last).flatMap(({ record }) => (record.run.date < first ? [] : [...record.files].sort(bySource))),
    lastBalance: (account, currency, before) => lastBalance(newest(addDays(before, -1)), account, currency),
    datesWithBytes: (source, sha256, date) =>
      newest()
        .filter(
          ({ record }) =>
            record.run.date !== date &&
            record.files.some((file) => isIn(file) && file.source === source && file.sha256 === sha256),
        )
        .map(({ record }) => record.run.date),
    fates: (run) => [...known(run).record.outcome.fates],
    carry: (run) => carry(known(run)),
    presentFates: (lines, upTo) => presentFates(newest(upTo).reverse(), lines),
    discrepancies: (run) => [...(find(run)?.record.outcome.discrepancies ?? [])],
    firstSeen: (id, before) =>
      newest(addDays(before, -1)).find((one) => discrepancyIn(one, id) !== null)?.record.run.date ?? null,
    lastState: (id, before) =>
      newest(addDays(before, -1))
        .reverse()
        .flatMap((one) => discrepancyIn(one, id) ?? [])[0] ?? null,
    payouts: (run) => [...(find(run)?.record.outcome.payouts ?? [])],
    findPayouts: (source, payoutIds, upTo) =>
      [...new Set(payoutIds)].flatMap((id) => newestPayouts(newest(upTo).reverse(), source, id)),
    commit: (_lease, record) => {
      commit(recorded, record);
    },
    recordReports: (_lease, run, files) => {
      known(run).reports.push(...files);
    },
    reports: (run) => [...(find(run)?.reports ?? [])],
    stores: (run) => [...(find(run)?.record.outcome.stores ?? [])],
    conservation: (run) => [...(find(run)?.record.outcome.conservation ?? [])],
    dues: (run) => [...(find(run)?.record.outcome.dues ?? [])],
    duesBetween: (first, last) => newestDues(newest(last).filter(({ record }) => record.run.date >= first)),
    moved: (run) => [...(find(run)?.record.outcome.moved ?? [])],
    ...NO_QUEUE,
    registeredFiles: () => [],
    ...NO_LOOKS,
    ...NOTHING_PRUNED,
    close: () => undefined,
  };
}

/** Who asks: the newest runs up to a date, oldest first; the run of a key; the run of a key that must be there. */
function readerOf(recorded: ReadonlyMap<PlainDate, readonly Recorded[]>) {
  const newest = (upTo?: PlainDate): Recorded[] =>
    [...recorded]
      .filter(([date]) => upTo === undefined || date <= upTo)
      .sort(([a], [b]) => compareText(a, b))
      .flatMap(([, generations]) => generations.slice(-1));
  const find = (key: RunKey): Recorded | undefined =>
    recorded.get(key.date)?.find((one) => one.record.run.generation === key.generation);
  const known = (key: RunKey): Recorded => {
    const found = find(key);
    if (found) return found;
    throw new CuadreError('run_unknown', `no run of ${key.date} has generation ${String(key.generation)}`);
  };
  return { newest, find, known };
}

/** The fate of each line in the latest of the runs that has one. */
function presentFates(
  latestFirst: readonly Recorded[],
  lines: Parameters<Store['presentFates']>[0],
): (FateRow | null)[] {
  return lines.map((line) => latestFirst.flatMap((one) => one.fates.get(addressKey(line)) ?? [])[0] ?? null);
}

/** What fell due, as the newest of the runs that know of a date has it. */
function newestDues(runs: readonly Recorded[]): DueRow[] {
  const byKey = new Map(
    runs.flatMap(({ record }) => record.outcome.dues).map((row) => [`${row.dueOn} ${row.currency}`, row]),
  );
  return [...byKey].sort(([a], [b]) => compareText(a, b)).map(([, row]) => row);
}

const NO_LOOKS: Pick<Store, 'sourceStamp' | 'recordSourceStamp'> = {
  sourceStamp: () => null,
  recordSourceStamp: () => undefined,
};

/** Nothing is ever dropped of what a property runs over. */
const NOTHING_PRUNED: PruneLedger = {
  archiveUses: () => [],
  pruned: () => [],
  prunedSince: () => [],
  pruneUndone: () => undefined,
  recordPruned: () => {
    throw new CuadreError('usage_invalid', 'the store in memory drops nothing');
  },
  idleMark: () => '',
  whileIdle: (_mark, _nowMs, work) => {
    work();
  },
};

/** People's queue is not kept here. */
const NO_QUEUE: Pick<
  Store,
  'events' | 'lastEvent' | 'queue' | 'decide' | 'decisions' | 'decided' | 'decidedWaiting' | 'outbox' | 'outboxSent'
> = {
  events: () => [],
  lastEvent: () => 0,
  queue: () => [],
  decide: () => {
    throw new CuadreError('usage_invalid', 'the store in memory keeps no queue');
  },
  decisions: () => [],
  decided: () => [],
  decidedWaiting: () => [],
  outbox: () => [],
  outboxSent: () => undefined,
};

interface Recorded {
  readonly record: RunCommit;
  readonly fates: ReadonlyMap<string, FateRow>;
  readonly reports: ReportFile[];
}

const isIn = (file: SourceFile): boolean => file.state === 'in';
const bySource = (a: SourceFile, b: SourceFile): number => compareText(a.source, b.source);

function discrepancyIn({ record }: Recorded, id: string): RunCommit['outcome']['discrepancies'][number] | null {
  return record.outcome.discrepancies.find((one) => one.id === id) ?? null;
}

/**
 * A run is stale when its parent is not the newest run of the date before, or that one is; a commit makes every later
 * date stale.
 */
function commit(recorded: Map<PlainDate, Recorded[]>, record: RunCommit): void {
  const { date, parentGeneration } = record.run;
  const before = recorded.get(addDays(date, -1))?.at(-1)?.record.run ?? null;
  for (const [later, generations] of recorded) {
    if (later > date)
      recorded.set(
        later,
        generations.map((one) => withRun(one, { ...one.record.run, stale: true })),
      );
  }
  const stale = parentGeneration !== (before?.generation ?? null) || before?.stale === true;
  const fates = new Map(record.outcome.fates.map((fate) => [addressKey(fate), fate]));
  const one: Recorded = { record: { ...record, run: { ...record.run, stale } }, fates, reports: [] };
  recorded.set(date, [...(recorded.get(date) ?? []), one]);
}

function withRun(one: Recorded, run: RunRecord): Recorded {
  return { ...one, record: { ...one.record, run } };
}

/** Awaiting, broken, pending, and rejected rows whose own finding stands. */
function carry({ record }: Recorded): FateRow[] {
  const priorDiscrepancies = new Set(
    record.outcome.discrepancies
      .filter((one) => one.kind === 'row_rejected' && (one.state === 'open' || one.state === 'acknowledged'))
      .map((one) => one.id),
  );
  return record.outcome.fates.filter(
    (row) =>
      row.fate === 'awaiting' ||
      row.fate === 'broken' ||
      (row.fate === 'out_of_scope' && row.reason === 'pending') ||
      (row.fate === 'rejected' && row.discrepancyIds.some((id) => priorDiscrepancies.has(id))),
  );
}

/** The newest row of a payout, one per currency, in the order in which they are met from the newest run back. */
function newestPayouts(latestFirst: readonly Recorded[], source: string, payoutId: string): PayoutRow[] {
  const rows = new Map<string, PayoutRow>();
  for (const { record } of latestFirst) {
    for (const row of record.outcome.payouts)
      if (row.source === source && row.payoutId === payoutId && !rows.has(row.currency)) rows.set(row.currency, row);
  }
  return [...rows.values()];
}

function lastBalance(runs: readonly Recorded[], account: string, currency: string): ReturnType<Store['lastBalance']> {
  for (const { record } of [...runs].reverse()) {
    for (const file of [...record.files].filter(isIn).sort(bySource).reverse()) {
      const balance = file.balances.findLast((one) => one.account === account && one.currency === currency);
      if (balance) return { ...balance, date: record.run.date };
    }
  }
  return null;
}

/** Line files over a map. `extract`: what `reference.extract` keeps of a normalised reference. */
export function memoryLines(extract: (normalised: string) => string): LineStore {
  const files = new Map<string, { rows: readonly (Line | Reject)[]; keys: Map<string, number[]> }>();
  const nameOf = (id: LineFileId): string => `${id.date}/${id.source}/${id.sha256}/${id.profileHash}`;
  const open = (id: LineFileId): { rows: readonly (Line | Reject)[]; keys: Map<string, number[]> } => {
    const file = files.get(nameOf(id));
    if (file) return file;
    throw new CuadreError('disk_failed', `there is no line file ${nameOf(id)}`);
  };
  return {
    has: (id) => files.has(nameOf(id)),
    write: (id, rows) => {
      const keys = new Map<string, number[]>();
      for (const [row, line] of rows.entries()) {
        for (const key of new Set(lineKeys(line, extract).map(({ kind, value }) => `${kind}:${value}`)))
          keys.set(key, [...(keys.get(key) ?? []), row]);
      }
      files.set(nameOf(id), { rows, keys });
    },
    read: (id, numbers) => {
      const { rows } = open(id);
      return numbers === undefined ? [...rows] : numbers.flatMap((row) => rows[row] ?? []);
    },
    find: (id, keys) => {
      const index = open(id).keys;
      const rows = new Set(keys.flatMap(({ kind, value }) => index.get(`${kind}:${value}`) ?? []));
      return [...rows].sort((a, b) => a - b);
    },
  };
}
