import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import type { AlertLedger } from '../../../schemas/ports/alerts.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import type { Journeys } from '../../../schemas/ports/journeys.ts';
import type { Lease, ReportFile, Store } from '../../../schemas/ports/store.ts';
import type { FateRow, RunKey } from '../../../schemas/outcome/run.ts';
import { meta, reportFiles, sourceStamps } from '../../../schemas/tables/tables.ts';
import { alertLedgerOf } from './alert-ledger.ts';
import { arrowCache } from '../files/arrow-file.ts';
import type { ArrowCache } from '../files/arrow-file.ts';
import { commitRun } from './commit.ts';
import type { CommitStep } from './commit.ts';
import { openConnection, translated, writing } from './database.ts';
import type { Connection } from './database.ts';
import { TEMPORARY_FOLDER, makeFolder, onDisk } from '../files/disk.ts';
import { fateReader, fatesFileName, placesOfFates } from '../files/fate-files.ts';
import { walkFates } from '../files/fate-walk.ts';
import { journeysOf } from './journeys.ts';
import { assertLease, releaseLease, renewLease, takeLease } from './leases.ts';
import { migrationsDirectory } from './migrate.ts';
import { pruneLedgerOf } from './pruned.ts';
import { decide, readDecided, readDecisions } from './decisions.ts';
import { lastEvent, markSent, readEvents, readOutbox, readQueue } from './queue.ts';
import * as reads from './reads.ts';

export interface StoreOptions {
  /** The SQLite file, on a local disk. */
  readonly path: string;
  /** The folder of the line files; the fates of each run stand beside them. */
  readonly linesDirectory: string;
  /** Default: beside the program. */
  readonly migrationsDirectory?: string;
  /** How long a write waits for another one's lock. */
  readonly busyTimeoutMs?: number;
  /** Called after each step of a commit; a test stops there. */
  readonly onCommitStep?: (step: CommitStep) => void;
}

/**
 * Opens the store, creating or migrating it. Throws `store_newer_than_program`, `integrity_broken`, `store_busy` and
 * `disk_failed`; every method can throw the last two.
 */
export function openStore(options: StoreOptions): Store {
  return openStoreOfWorker(options).store;
}

/**
 * The store with what workers record of dates under way and of what they told, over one connection: closing the store
 * closes all.
 */
export function openStoreOfWorker(options: StoreOptions): {
  readonly store: Store;
  readonly journeys: Journeys;
  readonly alerts: AlertLedger;
} {
  const { linesDirectory } = options;
  onDisk(linesDirectory, () => {
    makeFolder(join(linesDirectory, TEMPORARY_FOLDER));
  });
  const connection = openConnection(
    options.path,
    options.migrationsDirectory ?? migrationsDirectory(),
    options.busyTimeoutMs,
  );
  const cache = arrowCache();
  const onStep = options.onCommitStep ?? (() => undefined);
  const store = translatedMethods({
    ...runMethods(connection),
    ...fateMethods(connection, linesDirectory, cache),
    ...findingMethods(connection),
    ...queueMethods(connection),
    ...reportMethods(connection),
    ...pruneLedgerOf(connection),
    takeLease: (date, holder, nowMs) => takeLease(connection, linesDirectory, date, holder, nowMs),
    renewLease: (lease, nowMs) => {
      renewLease(connection, lease, nowMs);
    },
    releaseLease: (lease) => {
      releaseLease(connection, lease);
    },
    whileHeld: (lease, work) => {
      writing(connection, () => {
        assertLease(connection, lease);
        work();
      });
    },
    commit: (lease, record) => {
      cache.forget(join(linesDirectory, fatesFileName(record.run)));
      commitRun({ connection, linesDirectory, onStep }, lease, record);
    },
    close: () => {
      connection.raw.close();
    },
  });
  return { store, journeys: journeysOf(connection, linesDirectory), alerts: alertLedgerOf(connection) };
}

/** Every method speaks of SQLite's trouble in our codes. */
function translatedMethods(store: Store): Store {
  const wrap = ([name, method]: [string, (...values: never[]) => unknown]) => [
    name,
    (...values: never[]) => translated(() => method(...values)),
  ];
  return Object.fromEntries(Object.entries(store).map(wrap)) as Store;
}

const GO_LIVE = 'go_live';

function runMethods(connection: Connection) {
  const { db } = connection;
  return {
    goLive: () => (db.select().from(meta).where(eq(meta.key, GO_LIVE)).get()?.value ?? null) as PlainDate | null,
    recordGoLive: (date) => {
      db.insert(meta)
        .values({ key: GO_LIVE, value: date })
        .onConflictDoUpdate({ target: meta.key, set: { value: date } })
        .run();
    },
    newestRun: (date) => reads.readGenerations(connection, date).at(-1) ?? null,
    newestRuns: () => reads.readNewestRuns(connection),
    run: (key) => reads.readRun(connection, key),
    generations: (date) => reads.readGenerations(connection, date),
    files: (run) => reads.readFiles(connection, run),
    filesBetween: (first, last) => reads.readFilesBetween(connection, first, last),
    lastBalance: (account, currency, before) => reads.readLastBalance(connection, account, currency, before),
    datesWithBytes: (source, sha256, date) => reads.readDatesWithBytes(connection, source, sha256, date),
    sourceStamp: (date, source) => reads.readSourceStamp(connection, date, source),
    recordSourceStamp: (stamp) => {
      const target = [sourceStamps.date, sourceStamps.source];
      db.insert(sourceStamps).values(stamp).onConflictDoUpdate({ target, set: stamp }).run();
    },
    stores: (run) => reads.readStores(connection, run),
    conservation: (run) => reads.readConservation(connection, run),
    dues: (run) => reads.readDues(connection, run),
    duesBetween: (first, last) => reads.readDuesBetween(connection, first, last),
    moved: (run) => reads.readMoved(connection, run),
    registeredFiles: (date) => reads.readRegisteredFiles(connection, date),
  } satisfies Partial<Store>;
}

function fateMethods(connection: Connection, linesDirectory: string, cache: ArrowCache) {
  const { broughtBack } = reads.preparedReads(connection);
  const open = (run: RunKey) => cache.open(join(linesDirectory, fatesFileName(run)));
  const openKnown = (run: RunKey) => {
    if (reads.readRun(connection, run) !== null) return open(run);
    throw new CuadreError('run_unknown', `no run of ${run.date} has generation ${String(run.generation)}`, {
      date: run.date,
      generation: run.generation,
    });
  };
  return {
    fates: (run) => {
      const file = openKnown(run);
      const read = fateReader(file);
      return Array.from({ length: file.rows }, (_, row) => read(row));
    },
    carry: (run) => {
      const file = openKnown(run);
      const standing = reads.readOpenRejects(connection, run);
      return placesOfFates(file, ['awaiting', 'broken', 'out_of_scope', 'rejected'])
        .map(fateReader(file))
        .filter((fate) => isCarried(fate, standing));
    },
    decidedWaiting: (run) => {
      const file = openKnown(run);
      return placesOfFates(file, ['decided']).map(fateReader(file)).filter(isWaiting);
    },
    presentFates: (lines, upTo) =>
      walkFates(lines, { runs: reads.readNewestRuns(connection, upTo), open, broughtBack }),
  } satisfies Partial<Store>;
}

function isCarried(fate: FateRow, openRejects: ReadonlySet<string>): boolean {
  switch (fate.fate) {
    case 'awaiting':
    case 'broken':
      return true;
    case 'out_of_scope':
      return fate.reason === 'pending';
    case 'rejected':
      return fate.discrepancyIds.some((id) => openRejects.has(id));
    case 'matched':
    case 'decided':
      return false;
  }
}

/** A leg of a decided line that still looks for its counterpart. */
function isWaiting(fate: FateRow): boolean {
  return fate.orderLeg === 'awaiting' || fate.bankLeg === 'awaiting';
}

function findingMethods(connection: Connection) {
  const { firstSeen, lastState, payout } = reads.preparedReads(connection);
  return {
    discrepancies: (run) => reads.readDiscrepancies(connection, run),
    firstSeen,
    lastState,
    payouts: (run) => reads.readPayouts(connection, run),
    findPayouts: (source, payoutIds, upTo) => [...new Set(payoutIds)].flatMap((id) => payout(source, id, upTo)),
  } satisfies Partial<Store>;
}

function queueMethods(connection: Connection) {
  return {
    events: (discrepancyId) => readEvents(connection, discrepancyId),
    lastEvent: () => lastEvent(connection),
    queue: () => readQueue(connection),
    decide: (decisions, options) => decide(connection, decisions, options),
    decisions: (after, upTo) => readDecisions(connection, after, upTo),
    decided: (upTo) => readDecided(connection, upTo),
    outbox: (limit) => readOutbox(connection, limit),
    outboxSent: (seqs) => {
      markSent(connection, seqs);
    },
  } satisfies Partial<Store>;
}

function reportMethods(connection: Connection) {
  return {
    recordReports: (lease: Lease, run: RunKey, files: readonly ReportFile[]) => {
      writing(connection, () => {
        assertLease(connection, lease);
        const { date, generation } = run;
        for (const { name, sha256, size } of files) {
          const row = { date, generation, name, sha256, size };
          const target = [reportFiles.date, reportFiles.generation, reportFiles.name];
          connection.db.insert(reportFiles).values(row).onConflictDoUpdate({ target, set: row }).run();
        }
      });
    },
    reports: (run: RunKey) => reads.readReports(connection, run),
  } satisfies Partial<Store>;
}
