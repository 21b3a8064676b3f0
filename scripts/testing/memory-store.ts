import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { isOpenState } from '../../schemas/kinds/discrepancy.ts';
import { CuadreError, certain } from '../../schemas/errors.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { lineKeys, normaliseKey } from '../../schemas/lines/line-keys.ts';
import type { LineFileId } from '../../schemas/lines/files.ts';
import type { AlertLedger } from '../../schemas/ports/alerts.ts';
import type { Chain } from '../../schemas/ports/chain.ts';
import type { History } from '../../schemas/ports/history.ts';
import { LEASE_MS, type Lease, type Leases } from '../../schemas/ports/leases.ts';
import { writeAll, type LinesBegun, type LineStore } from '../../schemas/ports/line-files.ts';
import type { Outbox } from '../../schemas/ports/outbox.ts';
import type { Outcomes } from '../../schemas/ports/outcomes.ts';
import type { Pairing } from '../../schemas/outcome/pairing.ts';
import type { Pairings } from '../../schemas/ports/pairings.ts';
import type { People, Sessions, Tokens } from '../../schemas/ports/people.ts';
import type { Progress } from '../../schemas/ports/progress.ts';
import { promised, type AtOnce } from '../../schemas/ports/promised.ts';
import type { Queue } from '../../schemas/ports/queue.ts';
import type { Reports } from '../../schemas/ports/reports.ts';
import type { Retention } from '../../schemas/ports/retention.ts';
import type { RunCommit, RunRecord, Runs } from '../../schemas/ports/runs.ts';
import type { SourceRecords } from '../../schemas/ports/sources.ts';
import type { Store } from '../../schemas/ports/store.ts';
import type { Work } from '../../schemas/ports/work.ts';
import { namesOf } from '../../schemas/outcome/facts.ts';
import { addressKey, compareText, type Leg, type Line, type Reject } from '../../schemas/lines/records.ts';
import { tableOfRows, type LineOfLeg } from '../../schemas/lines/table.ts';
import type {
  DueRow,
  FateRow,
  FateTable,
  Finding,
  FormerState,
  PayoutRow,
  RecordedDiscrepancy,
  RunKey,
} from '../../schemas/outcome/run.ts';
import { fateTableOf } from '../../schemas/outcome/fates.ts';

/**
 * What a run asks of the record, over plain maps: a chain of a property took 50 ms over them and 215 ms over the real
 * store on a disk of memory, and there are thousands. Every question is answered by looking at all newest runs, the
 * simplest way that can be right; memory-store.test.ts holds it equal to the real store. The ports that no run asks
 * before it is committed are not kept: whoever asks them is told.
 */
export function memoryStore(): Store {
  const recorded = new Map<PlainDate, Recorded[]>();
  let goLive: PlainDate | null = null;
  const { newest, find } = readerOf(recorded);
  const leases = memoryLeases();
  return {
    leases: promised<Leases>(leases.port),
    runs: promised<Runs>({
      goLive: () => goLive,
      recordGoLive: (date) => {
        goLive = date;
      },
      newest: (date) => recorded.get(date)?.at(-1)?.record.run ?? null,
      newestOfEach: () => newest().map((one) => one.record.run),
      get: (run) => find(run)?.record.run ?? null,
      generations: (date) => (recorded.get(date) ?? []).map((one) => one.record.run),
      commit: (lease, record) => {
        leases.assertHeld(lease);
        assertNext(lease, record, recorded.get(record.run.date)?.length ?? 0);
        commit(recorded, record);
      },
      putFatesAgain: (lease, run, fates) => {
        leases.assertHeld(lease);
        const ofDate = certain(recorded.get(run.date), `the runs of ${run.date}`);
        const put = ({ record }: Recorded): Recorded =>
          recordedOf({ ...record, outcome: { ...record.outcome, fates } });
        recorded.set(
          run.date,
          ofDate.map((one) => (one.record.run.generation === run.generation ? put(one) : one)),
        );
      },
    }),
    outcomes: outcomesOf(readerOf(recorded)),
    history: historyOf(readerOf(recorded)),
    sources: notKept<SourceRecords>(),
    reports: notKept<Reports>(),
    queue: notKept<Queue>(NO_DECISIONS),
    outbox: notKept<Outbox>(),
    pairings: promised<Pairings>(memoryPairings(readerOf(recorded).find)),
    progress: notKept<Progress>(),
    alerts: notKept<AlertLedger>(),
    retention: notKept<Retention>(),
    people: notKept<People>(),
    tokens: notKept<Tokens>(),
    sessions: notKept<Sessions>(),
    work: notKept<Work>(),
    chain: notKept<Chain>({ assertRecorded: () => Promise.resolve() }),
    close: () => undefined,
  };
}

/** A date has one holder, until its time is over or it gives the date back. */
function memoryLeases() {
  const held = new Map<PlainDate, { token: number; holder: string; untilMs: number }>();
  const own = ({ date, token }: Lease): { untilMs: number } => {
    const row = held.get(date);
    if (row?.token === token) return row;
    throw new CuadreError('lease_lost', `${date} was taken over by another process`, { date, token });
  };
  const port: AtOnce<Leases> = {
    take: (date, holder, nowMs) => {
      const before = held.get(date);
      if (before !== undefined && before.holder !== holder && before.untilMs > nowMs) {
        const { untilMs } = before;
        const facts = { date, holder: before.holder, untilMs };
        throw new CuadreError('run_held_elsewhere', `${date} is held by ${before.holder}`, facts);
      }
      const token = (before?.token ?? 0) + 1;
      held.set(date, { token, holder, untilMs: nowMs + LEASE_MS });
      return { date, token };
    },
    renew: (lease, nowMs, lastsMs = LEASE_MS) => {
      own(lease).untilMs = nowMs + lastsMs;
    },
    release: (lease) => {
      own(lease).untilMs = 0;
    },
  };
  return { port, assertHeld: own };
}

/** Lease, run, files and outcome are of one run, which follows those of its date. */
function assertNext(lease: Lease, { run, outcome, files }: RunCommit, generations: number): void {
  const dates = [lease.date, outcome.run.date, ...files.map((file) => file.date)];
  const isNext = run.generation === generations + 1 && outcome.run.generation === run.generation;
  if (isNext && dates.every((date) => date === run.date)) return;
  throw new CuadreError('record_invalid', `this is not the next run of ${run.date}`, { date: run.date });
}

function outcomesOf({ find, known }: ReturnType<typeof readerOf>): Outcomes {
  return promised<Outcomes>({
    files: (run) => [...(find(run)?.record.files ?? [])].sort(bySource),
    fates: (run) => known(run).record.outcome.fates,
    hasFates: (run) => find(run) !== undefined,
    members: (run, leg, matches) =>
      [...known(run).record.outcome.fates].flatMap(({ date, source, file, row, leg: own, bankMatch }) =>
        own === leg && bankMatch !== null && matches.includes(bankMatch)
          ? [{ date, source, file, row, bankMatch }]
          : [],
      ),
    discrepancies: (run) => [...(find(run)?.record.outcome.discrepancies ?? [])],
    writtenDiscrepancies: (run) => [...(find(run)?.record.outcome.discrepancies ?? [])],
    discrepancy: (run, id) => find(run)?.record.outcome.discrepancies.find((one) => one.id === id) ?? null,
    payouts: (run) => [...(find(run)?.record.outcome.payouts ?? [])],
    stores: (run) => [...(find(run)?.record.outcome.stores ?? [])],
    figures: (run) => find(run)?.record.outcome ?? { conservation: [], dues: [], moved: [] },
    registeredFiles: () => [],
  });
}

/** What earlier runs left, over the newest run of each date. */
function historyOf({ every, newest, known }: ReturnType<typeof readerOf>): History {
  const before = (date: PlainDate): Recorded[] => newest(addDays(date, -1));
  return promised<History>({
    filesBetween: (first, last) =>
      newest(last).flatMap(({ record }) => (record.run.date < first ? [] : [...record.files].sort(bySource))),
    carry: (run) => carry(known(run)),
    decidedWaiting: (run) =>
      [...known(run).record.outcome.fates].filter(
        (row) => row.fate === 'decided' && (row.orderLeg === 'awaiting' || row.bankLeg === 'awaiting'),
      ),
    presentFates: (lines, upTo) => presentFates(newest(upTo).reverse(), lines),
    presentStates: (lines, upTo) => presentFates(newest(upTo).reverse(), lines),
    formerStates: (ids, date) => new Map(ids.flatMap((id) => formerState(before(date), id))),
    findPayouts: (source, payoutIds, upTo) =>
      [...new Set(payoutIds)].flatMap((id) => newestPayouts(newest(upTo).reverse(), source, id)),
    duesBetween: (first, last) => newestDues(newest(last).filter(({ record }) => record.run.date >= first)),
    decided: (upTo) => decided(newest(upTo)),
    named: (names) => named(every(), newest(), names),
  });
}

function named(
  every: readonly Recorded[],
  newest: readonly Recorded[],
  names: readonly string[],
): RecordedDiscrepancy[] {
  const isNamed = (one: Finding): boolean => namesOf(one).some((name) => names.includes(name));
  const ids = new Set(every.flatMap(({ record }) => record.outcome.discrepancies.filter(isNamed).map(({ id }) => id)));
  return newest.flatMap(({ record: { run, outcome } }) =>
    outcome.discrepancies.flatMap((discrepancy) =>
      ids.has(discrepancy.id) ? [{ discrepancy, run: { date: run.date, generation: run.generation } }] : [],
    ),
  );
}

/** What people closed, by the newest of the runs that hold it. */
function decided(runs: readonly Recorded[]): RecordedDiscrepancy[] {
  const held = runs.flatMap(({ record: { outcome } }) =>
    outcome.discrepancies.map((discrepancy): RecordedDiscrepancy => ({ discrepancy, run: outcome.run })),
  );
  const last = new Map(held.map((one) => [one.discrepancy.id, one]));
  return [...last.values()]
    .filter(({ discrepancy: { state } }) => state === 'resolved' || state === 'written_off')
    .sort((a, b) => compareText(a.discrepancy.id, b.discrepancy.id));
}

/** A port of which no property asks more than what is kept of it: whoever asks all the same is told. */
function notKept<Port extends object>(kept: Partial<Port> = {}): Port {
  const answer = (_port: object, name: string | symbol): unknown =>
    Reflect.get(kept, name) ??
    (() => Promise.reject(new CuadreError('usage_invalid', `the store in memory keeps no ${String(name)}`)));
  return new Proxy(kept, { get: answer }) as Port;
}

/** As the first and the last of some runs, ascending, hold a discrepancy; nothing where none does. */
function formerState(runs: readonly Recorded[], id: string): [string, FormerState][] {
  const held = runs.flatMap((one) => {
    const found = discrepancyIn(one, id);
    return found === null ? [] : [{ date: one.record.run.date, found }];
  });
  const [first, last] = [held[0], held.at(-1)];
  return first === undefined || last === undefined ? [] : [[id, { firstSeen: first.date, last: last.found }]];
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
  const every = (): Recorded[] => [...recorded.values()].flat();
  return { every, newest, find, known };
}

/** The fate of each line in the latest of the runs that has one. */
function presentFates(
  latestFirst: readonly Recorded[],
  lines: Parameters<History['presentFates']>[0],
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

/** Nobody decides anything: people's queue is not kept here. */
const NO_DECISIONS = promised<Pick<Queue, 'decisions' | 'lastEvent'>>({ decisions: () => [], lastEvent: () => 0 });

/** Decisions by hand, taken as they come: what may be taken is the real store's to say. */
function memoryPairings(find: (run: RunKey) => Recorded | null | undefined): AtOnce<Pairings> {
  const taken: Pairing[] = [];
  return {
    take: ({ letsPass: _lets, stores: _stores, ...facts }, { atMs }) => {
      const pairing = { ...facts, number: taken.length + 1, atMs };
      taken.push(pairing);
      return { code: 'taken', pairing, standing: null };
    },
    all: (upTo = Number.POSITIVE_INFINITY) => taken.filter(({ number }) => number <= upTo),
    last: () => taken.length,
    readBy: (run) => find(run)?.record.lastPairing ?? 0,
  };
}

interface Recorded {
  readonly record: RunCommit;
  readonly fates: ReadonlyMap<string, FateRow>;
}

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
  const one = recordedOf({ ...record, run: { ...record.run, stale } });
  recorded.set(date, [...(recorded.get(date) ?? []), one]);
}

function recordedOf(record: RunCommit): Recorded {
  return { record, fates: new Map([...record.outcome.fates].map((fate) => [addressKey(fate), fate])) };
}

function withRun(one: Recorded, run: RunRecord): Recorded {
  return { ...one, record: { ...one.record, run } };
}

/** Awaiting, broken, pending, and rejected rows whose own finding stands. */
function carry({ record }: Recorded): FateTable {
  const priorDiscrepancies = new Set(
    record.outcome.discrepancies
      .filter((one) => one.kind === 'row_rejected' && isOpenState(one.state))
      .map((one) => one.id),
  );
  const carried = [...record.outcome.fates].filter(
    (row) =>
      row.fate === 'awaiting' ||
      row.fate === 'broken' ||
      (row.fate === 'out_of_scope' && row.reason === 'pending') ||
      (row.fate === 'rejected' && row.discrepancyIds.some((id) => priorDiscrepancies.has(id))),
  );
  return fateTableOf(carried);
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

/** Line files over a map. `extract`: what `reference.extract` keeps of a normalised reference. */
export function memoryLines(extract: (normalised: string) => string): LineStore {
  const files = new Map<string, { rows: readonly (Line | Reject)[]; keys: Map<string, number[]> }>();
  const nameOf = (id: LineFileId): string => `${id.date}/${id.source}/${id.sha256}/${id.profileHash}`;
  const open = (id: LineFileId): { rows: readonly (Line | Reject)[]; keys: Map<string, number[]> } => {
    const file = files.get(nameOf(id));
    if (file) return file;
    throw new CuadreError('integrity_broken', `there is no line file ${nameOf(id)}`);
  };
  const begin = (id: LineFileId): LinesBegun => {
    const rows: (Line | Reject)[] = [];
    return {
      take: (row) => {
        const own = addressKey({ ...id, file: id.sha256.slice(0, 12), row: rows.length });
        if (row.leg !== id.leg || addressKey(row) !== own)
          throw new CuadreError('record_invalid', `a row is not of ${nameOf(id)}`);
        rows.push(row);
      },
      rows: () => rows,
      write: () => {
        const keys = new Map<string, number[]>();
        for (const [row, line] of rows.entries()) {
          for (const key of new Set(lineKeys(line, extract).map(({ kind, value }) => `${kind}:${value}`)))
            keys.set(key, [...(keys.get(key) ?? []), row]);
        }
        files.set(nameOf(id), { rows, keys });
        return Promise.resolve();
      },
    };
  };
  const looked = promised<Omit<LineStore, 'begin' | 'write'>>({
    has: (id) => files.has(nameOf(id)),
    read: (id, numbers) => {
      const { rows } = open(id);
      return [...(numbers ?? rows.keys())].map((number) => {
        const row = rows[number];
        if (row === undefined) throw new CuadreError('integrity_broken', `${nameOf(id)} has no row ${String(number)}`);
        return row;
      });
    },
    table: (id) => tableOfRows(id.leg, open(id).rows as readonly (LineOfLeg[Leg] | Reject)[]),
    find: (ids, keys) =>
      ids.map(open).map((file) => {
        const rows = new Set(keys.flatMap(({ kind, value }) => file.keys.get(`${kind}:${value}`) ?? []));
        return [...rows].sort((a, b) => a - b);
      }),
    joinKeys: () => undefined,
    ofPayout: (id, payoutId) =>
      open(id).rows.flatMap((line) =>
        line.leg === 'settlement' && line.payoutId !== null && normaliseKey(line.payoutId) === normaliseKey(payoutId)
          ? [line.row]
          : [],
      ),
  });
  return { ...looked, begin, write: (id, rows) => writeAll(begin(id), rows) };
}
