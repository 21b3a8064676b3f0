import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { and, eq, gt } from 'drizzle-orm';
import { addDays } from '../../../schemas/values/dates.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import type { LineFileId } from '../../../schemas/lines/files.ts';
import type { Lease } from '../../../schemas/ports/leases.ts';
import type { RegisteredFile } from '../../../schemas/ports/outcomes.ts';
import type { RunCommit } from '../../../schemas/ports/runs.ts';
import type { SourceFile } from '../../../schemas/lines/files.ts';
import { fatesWhere } from '../../../schemas/outcome/fates.ts';
import type { FateTable, RunKey } from '../../../schemas/outcome/run.ts';
import {
  broughtBack,
  payouts,
  registeredFiles,
  runFiles,
  runs,
  storeMovements,
} from '../../../schemas/tables/tables.ts';
import { insertRows, writing } from './database.ts';
import type { Connection } from './database.ts';
import { differenceOf, lastRunNumber, writeDifference, type Difference } from './discrepancy-writes.ts';
import { rootOf, sealOf, type BlockHashes } from '../files/block-hashes.ts';
import { leaveTemporary, TEMPORARY_FOLDER, onDisk } from '../files/disk.ts';
import { fatesFileName, oldFates, writeFates } from '../files/fate-files.ts';
import { makerName } from './holder.ts';
import { assertLease } from './leases.ts';
import { KEYS_SUFFIX, lineFileName } from '../files/line-files.ts';
import { putProved, removeProved } from '../files/proved-objects.ts';
import { putReadBy } from './pairings.ts';
import { endStage } from './progress.ts';
import { endThoseThatDoNotStand } from './proposals.ts';
import { moveQueue } from './queue.ts';
import { newestGeneration, readFatesFile } from './reads.ts';

/** The steps of a commit, in their order; a test stops the process after each. */
export const COMMIT_STEPS = [
  'fates_written',
  'fates_in_place',
  'lease_checked',
  'rows_written',
  'queue_moved',
  'committed',
] as const;
export type CommitStep = (typeof COMMIT_STEPS)[number];

export interface CommitPlace {
  readonly connection: Connection;
  readonly linesDirectory: string;
  readonly onStep: (step: CommitStep) => void;
}

/**
 * Records a run: first its fates, under a name that says what they hold, so that a former holder can only put what is
 * there already or what nobody names; then, in one transaction, the token is checked and the rows name them.
 */
export function commitRun({ connection, linesDirectory, onStep }: CommitPlace, lease: Lease, record: RunCommit): void {
  const run: RunKey = { date: record.run.date, generation: record.run.generation };
  assertOfOneRun(lease, record);
  withFates(linesDirectory, lease, run, record.outcome.fates, ({ from, blocks, own }) => {
    onStep('fates_written');
    const { mtimeMs } = onDisk(from, () => statSync(from));
    putProved(from, join(linesDirectory, own.path), blocks);
    const old = oldFates(linesDirectory, run.date, mtimeMs);
    const files = [own, ...lineFilesOf(connection, linesDirectory, record.files)];
    const foreseen = differenceOf(connection, record.outcome.discrepancies);
    onStep('fates_in_place');
    writing(connection, () => {
      assertLease(connection, lease);
      assertNotRecorded(connection, run);
      assertThere(linesDirectory, own.path);
      collectUnnamed(connection, linesDirectory, old);
      onStep('lease_checked');
      const difference = asOfNow(connection, foreseen, record);
      insertRun(connection, record, difference.after + 1);
      putReadBy(connection, run, record.lastPairing);
      insertOutcome(connection, record);
      writeDifference(connection, difference);
      insertRows(connection, registeredFiles, files);
      onStep('rows_written');
      if (record.movesQueue) {
        moveQueue(connection, record);
        // What waits for a second person and speaks of what is no more, ends with the run that says so.
        endThoseThatDoNotStand(connection, null, { day: null, atMs: record.atMs, run });
      }
      onStep('queue_moved');
      if (record.underWay !== undefined) endStage(connection, record.underWay, { kind: 'matched' });
    });
    onStep('committed');
  });
}

/** Fates that were written and have no name yet. */
interface WrittenFates {
  readonly from: string;
  readonly blocks: BlockHashes;
  /** As the record is to name them. */
  readonly own: RegisteredFile;
}

/** Writes fates to a place of this lease alone, where they stand until the work is over. */
function withFates<Result>(
  linesDirectory: string,
  lease: Lease,
  run: RunKey,
  fates: FateTable,
  work: (written: WrittenFates) => Result,
): Result {
  const folder = join(
    linesDirectory,
    TEMPORARY_FOLDER,
    `${run.date}.g${String(run.generation)}.${String(lease.token)}.${makerName()}`,
  );
  const from = join(folder, 'fates.arrow');
  try {
    onDisk(folder, () => mkdirSync(folder, { recursive: true }));
    const blocks = writeFates(from, run, fates);
    const sha256 = rootOf(blocks);
    const own = { path: fatesFileName(run, sha256), date: run.date, sha256, size: blocks.size };
    return work({ from, blocks, own });
  } finally {
    leaveTemporary(folder);
  }
}

/**
 * Puts the fates of a committed run there again. In the form of an earlier version they had another name: then the
 * record comes to name what stands there now. Returns their names, the former one with them.
 */
export function putFatesAgain(
  { connection, linesDirectory }: Pick<CommitPlace, 'connection' | 'linesDirectory'>,
  lease: Lease,
  run: RunKey,
  fates: FateTable,
): ReadonlySet<string> {
  const names = new Set<string>();
  const before = readFatesFile(connection, run);
  if (before !== null) names.add(before.path);
  return withFates(linesDirectory, lease, run, fates, ({ from, blocks, own }) => {
    putProved(from, join(linesDirectory, own.path), blocks);
    writing(connection, () => {
      assertLease(connection, lease);
      assertThere(linesDirectory, own.path);
      for (const path of names) connection.db.delete(registeredFiles).where(eq(registeredFiles.path, path)).run();
      insertRows(connection, registeredFiles, [own]);
    });
    for (const path of names) if (path !== own.path) removeProved(join(linesDirectory, path));
    return names.add(own.path);
  });
}

function assertOfOneRun(lease: Lease, { run, outcome, files }: RunCommit): void {
  const sameRun = outcome.run.date === run.date && outcome.run.generation === run.generation;
  if (sameRun && lease.date === run.date && files.every((file) => file.date === run.date)) return;
  throw new CuadreError('record_invalid', 'lease, run, files and outcome are not of one run', {
    date: run.date,
    generation: run.generation,
  });
}

function assertNotRecorded(connection: Connection, run: RunKey): void {
  const newest = newestGeneration(connection, run.date);
  if (run.generation === (newest ?? 0) + 1) return;
  throw new CuadreError(
    'record_invalid',
    `generation ${String(run.generation)} of ${run.date} does not follow ${String(newest ?? 0)}`,
    {
      ...run,
    },
  );
}

/** What stood was read before the lock was held: where a run of another date was committed since, it is read again. */
function asOfNow(connection: Connection, foreseen: Difference, { outcome }: RunCommit): Difference {
  if (lastRunNumber(connection) === foreseen.after) return foreseen;
  return differenceOf(connection, outcome.discrepancies);
}

/** Inside a write transaction: removes fates that were put there long ago and that no run came to name. */
function collectUnnamed(connection: Connection, linesDirectory: string, old: readonly string[]): void {
  for (const path of old) {
    if (isRegistered(connection, path)) continue;
    removeProved(join(linesDirectory, path));
  }
}

/** A process that stood still for a day may find that what it put was collected: it puts it again. */
function assertThere(linesDirectory: string, path: string): void {
  if (onDisk(path, () => statSync(join(linesDirectory, path), { throwIfNoEntry: false })) !== undefined) return;
  throw new CuadreError('disk_failed', `${path} was collected before it was named`, { path });
}

function isRegistered({ db }: Connection, path: string): boolean {
  const named = eq(registeredFiles.path, path);
  return db.select({ path: registeredFiles.path }).from(registeredFiles).where(named).get() !== undefined;
}

/** The line files of accepted sources that no run registered yet; what a run read must be there. */
function lineFilesOf(connection: Connection, linesDirectory: string, files: readonly SourceFile[]): RegisteredFile[] {
  const paths = files.flatMap((file) => {
    const id = lineFileId(file);
    return id === null
      ? []
      : [lineFileName(id), `${lineFileName(id)}${KEYS_SUFFIX}`].map((path) => ({ path, date: file.date }));
  });
  return paths.flatMap(({ path, date }) => {
    const seal = isRegistered(connection, path) ? null : sealOf(join(linesDirectory, path));
    return seal === null ? [] : [{ path, date, ...seal }];
  });
}

/** The line file of an accepted source file; null where none was read. */
export function lineFileId({ state, date, source, leg, sha256, profileHash }: SourceFile): LineFileId | null {
  return state === 'in' && sha256 !== null && profileHash !== null ? { date, source, leg, sha256, profileHash } : null;
}

/**
 * A run is stale when its parent is not the newest run of the date before, or that one is stale; so a new generation
 * makes every later date stale.
 */
function insertRun(connection: Connection, { run, outcome }: RunCommit, number: number): void {
  const before = addDays(run.date, -1);
  const parent = newestGeneration(connection, before);
  const parentRow = connection.db
    .select({ stale: runs.stale })
    .from(runs)
    .where(and(eq(runs.date, before), eq(runs.generation, parent ?? 0)))
    .get();
  const stale = run.parentGeneration !== parent || parentRow?.stale === true;
  connection.db.update(runs).set({ stale: true }).where(gt(runs.date, run.date)).run();
  insertRows(connection, runs, [
    {
      ...run,
      number,
      stale,
      discrepancies: outcome.discrepancies.length,
      conservation: outcome.conservation,
      dues: outcome.dues,
      moved: outcome.moved,
    },
  ]);
}

function insertOutcome(connection: Connection, { run: { date, generation }, files, outcome }: RunCommit): void {
  const key = { date, generation };
  insertRows(
    connection,
    runFiles,
    files.map((file) => ({ ...file, ...key })),
  );
  insertRows(
    connection,
    payouts,
    outcome.payouts.map((payout, place) => ({ ...payout, ...key, place })),
  );
  insertRows(
    connection,
    storeMovements,
    outcome.stores.map((store, place) => ({ ...store, ...key, place })),
  );
  const entered = outcome.fates.column('entered');
  const back = [...fatesWhere(outcome.fates, (place) => entered(place) === 'brought_back')];
  insertRows(
    connection,
    broughtBack,
    back.map(({ date: lineDate, source, file, row }) => ({ ...key, lineDate, source, file, row })),
  );
}
