import { and, asc, eq, inArray } from 'drizzle-orm';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import {
  type DateUnderWay,
  type Progress,
  type StageKey,
  type StageLease,
  type StageRefusal,
  type StageResult,
  type StageStart,
} from '../../../schemas/ports/progress.ts';
import { underWayFiles, datesUnderWay, stageStates } from '../../../schemas/tables/tables.ts';
import { writing } from './database.ts';
import type { Connection } from './database.ts';
import { assertLease, grantLease, releaseLease, removeLeftovers, renewLease } from './leases.ts';
import type { AtOnce } from '../../../schemas/ports/promised.ts';
import { newestGeneration } from './reads.ts';

/** How far dates have come, over the connection of a store. */
export function progressIn(connection: Connection, linesDirectory: string): AtOnce<Progress> {
  return {
    underWay: () => readUnderWay(connection),
    of: (date) => readUnderWay(connection, date)[0] ?? null,
    begin: (date, how) => writing(connection, () => begin(connection, date, how)),
    start: (key, how) => {
      const started = writing(connection, () => start(connection, key, how));
      if (typeof started !== 'string' && key.source === '') removeLeftovers(linesDirectory, key.date);
      return started;
    },
    renew: (lease, nowMs, leaseMs) => {
      renewLease(connection, lease, nowMs, leaseMs);
    },
    recordResult: (lease, what) => {
      writing(connection, () => {
        endStage(connection, lease, what);
      });
    },
    leave: (lease, left) => {
      writing(connection, () => {
        assertStillAsked(connection, lease);
        connection.db
          .update(stageStates)
          .set({ retryAtMs: null, ...left })
          .where(ofStage(lease.key))
          .run();
        releaseLease(connection, lease.lease);
      });
    },
    askAgain: (date) => {
      // Of one date a person asks: what would be tried again by itself need not wait either.
      const wanted =
        date === undefined
          ? eq(stageStates.state, 'failed')
          : and(inArray(stageStates.state, ['failed', 'retrying']), eq(stageStates.date, date));
      writing(connection, () =>
        connection.db.update(stageStates).set({ state: 'asked', retryAtMs: null }).where(wanted).run(),
      );
    },
  };
}

function readUnderWay({ db }: Connection, date?: PlainDate): DateUnderWay[] {
  const wanted = and(eq(datesUnderWay.open, true), date === undefined ? undefined : eq(datesUnderWay.date, date));
  const rows = db.select().from(datesUnderWay).where(wanted).orderBy(asc(datesUnderWay.date)).all();
  if (rows.length === 0) return [];
  const files = db
    .select()
    .from(underWayFiles)
    .where(date === undefined ? undefined : eq(underWayFiles.date, date))
    .orderBy(asc(underWayFiles.date), asc(underWayFiles.source))
    .all();
  const stages = db
    .select()
    .from(stageStates)
    .where(date === undefined ? undefined : eq(stageStates.date, date))
    .orderBy(asc(stageStates.date), asc(stageStates.stage), asc(stageStates.source))
    .all();
  const [filesOf, stagesOf] = [byDate(files), byDate(stages)];
  return rows.map(({ open: _open, ...row }) => ({
    ...row,
    files: (filesOf.get(row.date) ?? []).map(({ file, normalised }) => ({ file, normalised })),
    stages: (stagesOf.get(row.date) ?? []).map(({ date: _date, ...stage }) => stage),
  }));
}

function byDate<T extends { readonly date: PlainDate }>(rows: readonly T[]): ReadonlyMap<PlainDate, readonly T[]> {
  const groups = new Map<PlainDate, T[]>();
  for (const row of rows) {
    const group = groups.get(row.date);
    if (group === undefined) groups.set(row.date, [row]);
    else group.push(row);
  }
  return groups;
}

function begin(
  connection: Connection,
  date: PlainDate,
  { anew, filesFrom }: Parameters<Progress['begin']>[1],
): DateUnderWay {
  const { db } = connection;
  const before = db.select().from(datesUnderWay).where(eq(datesUnderWay.date, date)).get();
  if (before?.open !== true || anew) {
    const row = {
      date,
      round: (before?.round ?? 0) + 1,
      generation: (newestGeneration(connection, date) ?? 0) + 1,
      matched: false,
      open: true,
      filesFrom,
    };
    forget(connection, date);
    db.insert(datesUnderWay).values(row).onConflictDoUpdate({ target: datesUnderWay.date, set: row }).run();
  }
  const [underWay] = readUnderWay(connection, date);
  if (underWay === undefined) throw new CuadreError('record_invalid', `${date} did not begin`, { date });
  return underWay;
}

function forget({ db }: Connection, date: PlainDate): void {
  db.delete(underWayFiles).where(eq(underWayFiles.date, date)).run();
  db.delete(stageStates).where(eq(stageStates.date, date)).run();
}

function ofStage({ date, stage, source }: Pick<StageKey, 'date' | 'stage' | 'source'>) {
  return and(eq(stageStates.date, date), eq(stageStates.stage, stage), eq(stageStates.source, source));
}

/** Inside a write transaction. */
function start(connection: Connection, key: StageKey, how: StageStart): StageLease | StageRefusal {
  const { db } = connection;
  if (!isUnderWay(connection, key)) return 'superseded';
  const before = db.select().from(stageStates).where(ofStage(key)).get();
  if (before?.state === 'failed' || before?.state === 'parked') return before.state;
  const lease = leaseOrNull(connection, key, how);
  if (lease === null) return 'held';
  const { date, stage, source } = key;
  const row = { state: 'working' as const, starts: how.starts, retryAtMs: null };
  db.insert(stageStates)
    .values({ date, stage, source, code: null, detail: null, ...row })
    .onConflictDoUpdate({ target: [stageStates.date, stageStates.stage, stageStates.source], set: row })
    .run();
  return { key, lease };
}

/** Whether this round at the date is the one under way. */
function isUnderWay({ db }: Connection, { date, generation, round }: StageKey): boolean {
  const underWay = db.select().from(datesUnderWay).where(eq(datesUnderWay.date, date)).get();
  return underWay?.open === true && underWay.generation === generation && underWay.round === round;
}

function leaseOrNull(
  connection: Connection,
  { date, source }: StageKey,
  { holder, nowMs, leaseMs }: StageStart,
): StageLease['lease'] | null {
  try {
    return grantLease(connection, { date, source, holder, nowMs, lastsMs: leaseMs });
  } catch (error) {
    if (error instanceof CuadreError && error.code === 'run_held_elsewhere') return null;
    throw error;
  }
}

/** Who lost the lease, or works for an earlier round at the date, has nothing to say any more. */
function assertStillAsked(connection: Connection, { key, lease }: StageLease): void {
  assertLease(connection, lease);
  if (isUnderWay(connection, key)) return;
  const { date, round } = key;
  throw new CuadreError('lease_lost', `${date} was begun anew meanwhile`, { date, round });
}

/**
 * Inside a write transaction: records what a stage brought its date, that it ended well, and gives its lease back.
 * Throws `lease_lost` where it is no longer this process's to say.
 */
export function endStage(connection: Connection, lease: StageLease, result: StageResult): void {
  assertStillAsked(connection, lease);
  record(connection, lease.key, result);
  connection.db.delete(stageStates).where(ofStage(lease.key)).run();
  releaseLease(connection, lease.lease);
}

function record({ db }: Connection, { date }: StageKey, result: StageResult): void {
  switch (result.kind) {
    case 'file': {
      const row = {
        date,
        source: result.file.source,
        normalised: result.normalised,
        file: result.file,
      };
      db.insert(underWayFiles)
        .values(row)
        .onConflictDoUpdate({ target: [underWayFiles.date, underWayFiles.source], set: row })
        .run();
      return;
    }
    case 'matched':
      db.update(datesUnderWay).set({ matched: true }).where(eq(datesUnderWay.date, date)).run();
      return;
    case 'published':
      db.update(datesUnderWay).set({ open: false }).where(eq(datesUnderWay.date, date)).run();
      db.delete(underWayFiles).where(eq(underWayFiles.date, date)).run();
      db.delete(stageStates).where(eq(stageStates.date, date)).run();
  }
}
