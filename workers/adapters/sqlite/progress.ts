import { and, asc, eq, ne, sql } from 'drizzle-orm';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import {
  UNANSWERED_MAX,
  type DateUnderWay,
  type Progress,
  type StageKey,
  type StageLease,
  type StageRefusal,
  type StageResult,
} from '../../../schemas/ports/progress.ts';
import { underWayFiles, datesUnderWay, stageStarts } from '../../../schemas/tables/tables.ts';
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
    start: (key, holder, nowMs, leaseMs) => {
      const started = writing(connection, () => start(connection, key, holder, nowMs, leaseMs));
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
    fail: (lease, { code, detail, retryAtMs }) => {
      settle(connection, lease, {
        code,
        detail,
        unanswered: 0,
        notBeforeMs: retryAtMs ?? 0,
        state: retryAtMs === null ? 'failed' : 'open',
      });
    },
    putBack: (lease) => {
      settle(connection, lease, {
        starts: lease.starts - 1,
        unanswered: sql`max(${stageStarts.unanswered} - 1, 0)`,
        notBeforeMs: 0,
      });
    },
    retryFailed: (date) => {
      // Of one date a person asks: what would be tried again by itself need not wait either.
      const wanted =
        date === undefined
          ? eq(stageStarts.state, 'failed')
          : and(ne(stageStarts.state, 'parked'), eq(stageStarts.date, date));
      writing(connection, () =>
        connection.db.update(stageStarts).set({ state: 'open', notBeforeMs: 0 }).where(wanted).run(),
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
    .from(stageStarts)
    .where(date === undefined ? undefined : eq(stageStarts.date, date))
    .orderBy(asc(stageStarts.date), asc(stageStarts.stage), asc(stageStarts.source))
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
  db.delete(stageStarts).where(eq(stageStarts.date, date)).run();
}

function ofStage({ date, stage, source }: Pick<StageKey, 'date' | 'stage' | 'source'>) {
  return and(eq(stageStarts.date, date), eq(stageStarts.stage, stage), eq(stageStarts.source, source));
}

/** Inside a write transaction. A lease that is refused leaves the count as it was: nothing was started. */
function start(
  connection: Connection,
  key: StageKey,
  holder: string,
  nowMs: number,
  leaseMs: number,
): StageLease | StageRefusal {
  const { db } = connection;
  const { date, stage, source, generation } = key;
  const underWay = db.select().from(datesUnderWay).where(eq(datesUnderWay.date, date)).get();
  if (underWay?.open !== true || underWay.generation !== generation) return 'superseded';
  const before = db.select().from(stageStarts).where(ofStage(key)).get();
  if (before !== undefined && before.state !== 'open') return before.state;
  if (before !== undefined && before.notBeforeMs > nowMs) return 'not_yet';
  const lease = leaseOrNull(connection, key, holder, nowMs, leaseMs);
  if (lease === null) return 'held';
  if (before !== undefined && before.unanswered >= UNANSWERED_MAX) {
    db.update(stageStarts).set({ state: 'parked' }).where(ofStage(key)).run();
    releaseLease(connection, lease);
    return 'parked';
  }
  const counts = {
    starts: (before?.starts ?? 0) + 1,
    unanswered: (before?.unanswered ?? 0) + 1,
    notBeforeMs: 0,
    state: 'open' as const,
  };
  db.insert(stageStarts)
    .values({ date, stage, source, code: null, detail: null, ...counts })
    .onConflictDoUpdate({ target: [stageStarts.date, stageStarts.stage, stageStarts.source], set: counts })
    .run();
  return { key, round: underWay.round, lease, starts: counts.starts };
}

function leaseOrNull(
  connection: Connection,
  { date, source }: StageKey,
  holder: string,
  nowMs: number,
  lastsMs: number,
) {
  try {
    return grantLease(connection, { date, source, holder, nowMs, lastsMs });
  } catch (error) {
    if (error instanceof CuadreError && error.code === 'run_held_elsewhere') return null;
    throw error;
  }
}

/** Who lost the lease, or works for an earlier round at the date, has nothing to say any more. */
function assertStillAsked(connection: Connection, { key, round, lease }: StageLease): void {
  assertLease(connection, lease);
  const underWay = connection.db.select().from(datesUnderWay).where(eq(datesUnderWay.date, key.date)).get();
  if (underWay?.open === true && underWay.round === round) return;
  throw new CuadreError('lease_lost', `${key.date} was begun anew meanwhile`, { date: key.date, round });
}

/**
 * Inside a write transaction: records what a stage brought its date, that it ended well, and gives its lease back.
 * Throws `lease_lost` where it is no longer this process's to say.
 */
export function endStage(connection: Connection, lease: StageLease, result: StageResult): void {
  assertStillAsked(connection, lease);
  record(connection, lease.key, result);
  connection.db.delete(stageStarts).where(ofStage(lease.key)).run();
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
      db.delete(stageStarts).where(eq(stageStarts.date, date)).run();
  }
}

type StageChange = Parameters<ReturnType<Connection['db']['update']>['set']>[0];

function settle(connection: Connection, lease: StageLease, change: StageChange): void {
  writing(connection, () => {
    assertStillAsked(connection, lease);
    connection.db.update(stageStarts).set(change).where(ofStage(lease.key)).run();
    releaseLease(connection, lease.lease);
  });
}
