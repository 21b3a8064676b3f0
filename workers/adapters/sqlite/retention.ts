import { and, count, desc, eq, gt, gte, isNotNull, isNull, lte, max, ne, sql, sum } from 'drizzle-orm';
import { CuadreError } from '../../../schemas/errors.ts';
import type { ArchiveUse, PrunedFile, Retention } from '../../../schemas/ports/retention.ts';
import { events } from '../../../schemas/tables/discrepancies.ts';
import { datesUnderWay, leases, prunedFiles, runFiles, runs } from '../../../schemas/tables/tables.ts';
import { preparedOnce, writing, type Connection } from './database.ts';
import type { AtOnce } from '../../../schemas/ports/promised.ts';
import { isHolderGone, shownHolder } from './holder.ts';

/**
 * A lease that was not given back may be of a process that is slow and not dead (one step of it can outlast its lease);
 * after this long it is taken away, so that whoever comes back with it records nothing.
 */
const ABANDONED_MS = 3_600_000;

/** Removes files of the archive by their paths. */
export type DropFiles = (paths: readonly string[]) => void;

const prunedSince = preparedOnce(({ db }) => {
  const { path, lastDate, undoneAtMs, kind, seq } = prunedFiles;
  const since = and(isNull(undoneAtMs), eq(kind, 'source_file'), gte(lastDate, sql.placeholder('date')));
  return db.select({ path, lastDate }).from(prunedFiles).where(since).orderBy(desc(lastDate), seq).prepare();
});

/** The record of what retention dropped, over the connection of a store, and the removal itself, under its lock. */
export function retentionOf(connection: Connection, dropFiles: DropFiles): AtOnce<Retention> {
  return {
    archiveUses: () => readUses(connection),
    pruned: (path) => readPruned(connection, path),
    prunedSince: (date) => prunedSince(connection).all({ date }),
    recordPruned: (mark, nowMs, { dropped, back }) => {
      whileIdle(connection, mark, nowMs, () => {
        for (const path of back) undo(connection, path, nowMs);
        for (const file of dropped) recordPruned(connection, file);
      });
    },
    idleMark: (nowMs) =>
      writing(connection, () => {
        assertNobodyRuns(connection, nowMs - ABANDONED_MS);
        const isAbandoned = and(ne(leases.untilMs, 0), lte(leases.untilMs, nowMs - ABANDONED_MS));
        connection.db
          .update(leases)
          .set({ token: sql`${leases.token} + 1`, untilMs: 0 })
          .where(isAbandoned)
          .run();
        return markOf(connection);
      }),
    drop: (mark, nowMs, paths) => {
      whileIdle(connection, mark, nowMs, () => {
        assertOnRecord(connection, paths);
        dropFiles(paths);
      });
    },
  };
}

/** Does work under the write lock where nothing was run, begun or decided since the mark. */
function whileIdle(connection: Connection, mark: string, nowMs: number, work: () => void): void {
  writing(connection, () => {
    assertNobodyRuns(connection, nowMs - ABANDONED_MS);
    if (markOf(connection) !== mark)
      throw new CuadreError('store_busy', 'something was run or decided meanwhile; what is left stays');
    work();
  });
}

/**
 * See `SourceRecords.cameBack`. Asked of every file that comes in: a read first, so that nothing waits for the write
 * lock.
 */
export function cameBack(connection: Connection, path: string, atMs: number): void {
  if (readPruned(connection, path).length > 0) writing(connection, () => undo(connection, path, atMs));
}

function readUses({ db }: Connection): ArchiveUse[] {
  const { date, source } = runFiles;
  const inForce = db
    .selectDistinct({ date, source, sha256: runFiles.sha256 })
    .from(runFiles)
    .orderBy(date, source, runFiles.sha256)
    .all();
  const refused = db
    .selectDistinct({ date, source, sha256: sql<string>`${runFiles.refused} ->> 'sha256'` })
    .from(runFiles)
    .where(isNotNull(runFiles.refused))
    .orderBy(date, source)
    .all();
  const committed = [...inForce, ...refused];
  const underWay = db
    .select({ files: datesUnderWay.files })
    .from(datesUnderWay)
    .all()
    .flatMap(({ files }) => files);
  return [
    ...committed.map((use) => ({ ...use, underWay: false })),
    ...underWay.map(({ file }) => ({ date: file.date, source: file.source, sha256: file.sha256, underWay: true })),
  ].flatMap(({ sha256, ...use }) => (sha256 === null ? [] : [{ ...use, sha256 }]));
}

function readPruned({ db }: Connection, path?: string): PrunedFile[] {
  const inForce = and(isNull(prunedFiles.undoneAtMs), path === undefined ? undefined : eq(prunedFiles.path, path));
  return db
    .select()
    .from(prunedFiles)
    .where(inForce)
    .orderBy(desc(prunedFiles.lastDate), prunedFiles.seq)
    .all()
    .map(({ seq: _seq, undoneAtMs: _undoneAtMs, ...file }) => file);
}

/** Nothing is ever missing that no record explains. */
function assertOnRecord(connection: Connection, paths: readonly string[]): void {
  const unknown = paths.find((path) => readPruned(connection, path).length === 0);
  if (unknown !== undefined)
    throw new CuadreError('record_invalid', `${unknown} is not on record as dropped`, { path: unknown });
}

function undo({ db }: Connection, path: string, atMs: number): void {
  db.update(prunedFiles)
    .set({ undoneAtMs: atMs })
    .where(and(eq(prunedFiles.path, path), isNull(prunedFiles.undoneAtMs)))
    .run();
}

function recordPruned(connection: Connection, file: PrunedFile): void {
  const [before] = readPruned(connection, file.path);
  if (before !== undefined && isSame(before, file)) return;
  undo(connection, file.path, file.atMs);
  connection.db.insert(prunedFiles).values(file).run();
}

/** A removal that was cut short and is done again says the same of the same bytes. */
function isSame(a: PrunedFile, b: PrunedFile): boolean {
  return (
    a.sha256 === b.sha256 &&
    a.kind === b.kind &&
    a.lastDate === b.lastDate &&
    JSON.stringify(a.uses) === JSON.stringify(b.uses)
  );
}

function assertNobodyRuns({ db }: Connection, sinceMs: number): void {
  const held = db
    .select()
    .from(leases)
    .where(gt(leases.untilMs, Math.max(sinceMs, 0)))
    .all()
    .find(({ holder }) => !isHolderGone(holder));
  if (held === undefined) return;
  throw new CuadreError(
    'run_held_elsewhere',
    `${held.date} is held by ${shownHolder(held.holder)}: nothing is dropped while a date is run, nor within an hour after one was lost sight of`,
    {
      date: held.date,
      holder: shownHolder(held.holder),
      untilMs: held.untilMs,
    },
  );
}

/** Tokens only grow with every lease, looks with every date that is begun, runs and events with what is recorded. */
function markOf({ db }: Connection): string {
  return JSON.stringify([
    db.select({ n: count() }).from(runs).get()?.n,
    db
      .select({ n: max(events.seq) })
      .from(events)
      .get()?.n,
    db
      .select({ n: sum(leases.token) })
      .from(leases)
      .get()?.n,
    db
      .select({ n: sum(datesUnderWay.round) })
      .from(datesUnderWay)
      .get()?.n,
  ]);
}
