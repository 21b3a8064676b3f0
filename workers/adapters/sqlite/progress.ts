import { asc, eq } from 'drizzle-orm';
import { compareText } from '../../../schemas/lines/records.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import type { AtOnce } from '../../../schemas/ports/promised.ts';
import type {
  DateUnderWay,
  Progress,
  StageKey,
  StageLease,
  StageRecord,
  StageRefusal,
  StageResult,
  StageStart,
} from '../../../schemas/ports/progress.ts';
import { datesUnderWay } from '../../../schemas/tables/tables.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { writing, type Connection } from './database.ts';
import { assertLease, grantLease, releaseLease, removeLeftovers, renewLease } from './leases.ts';
import { newestGeneration } from './reads.ts';

/** How far dates have come, over the connection of a store: one row a date, changed under the write lock alone. */
export function progressIn(connection: Connection, linesDirectory: string): AtOnce<Progress> {
  const inOneStep = <T>(work: () => T): T => writing(connection, work);
  return {
    underWay: () => readUnderWay(connection),
    of: (date) => underWayOf(connection, date),
    begin: (date, how) => inOneStep(() => begin(connection, date, how)),
    start: (key, how) => {
      const started = inOneStep(() => start(connection, key, how));
      if (typeof started !== 'string' && key.source === '') removeLeftovers(linesDirectory, key.date);
      return started;
    },
    renew: ({ key, lease }, nowMs, leaseMs) => {
      inOneStep(() => {
        if (renewLease(connection, lease, nowMs, leaseMs)) assertAsked(connection, key);
      });
    },
    recordResult: (lease, result) => {
      inOneStep(() => {
        endStage(connection, lease, result);
      });
    },
    leave: (lease, left) => {
      inOneStep(() => {
        changeHeld(connection, lease, (date) => withStage(date, lease.key, { retryAtMs: null, ...left }));
      });
    },
    askAgain: (date) => {
      inOneStep(() => {
        for (const underWay of readUnderWay(connection, date))
          write(connection, askedAgain(underWay, date !== undefined));
      });
    },
  };
}

function readUnderWay({ db }: Connection, date?: PlainDate): DateUnderWay[] {
  const isOpen = eq(datesUnderWay.open, true);
  const wanted = db.select().from(datesUnderWay).where(isOpen).orderBy(asc(datesUnderWay.date)).all();
  return wanted.filter((row) => date === undefined || row.date === date).map(({ open: _open, ...row }) => row);
}

function underWayOf({ db }: Connection, wanted: PlainDate): DateUnderWay | null {
  const row = db.select().from(datesUnderWay).where(eq(datesUnderWay.date, wanted)).get();
  if (row?.open !== true) return null;
  const { open: _open, ...underWay } = row;
  return underWay;
}

function write({ db }: Connection, underWay: DateUnderWay, open = true): void {
  const row = { ...underWay, open };
  db.insert(datesUnderWay).values(row).onConflictDoUpdate({ target: datesUnderWay.date, set: row }).run();
}

function begin(
  connection: Connection,
  date: PlainDate,
  { anew, filesFrom }: Parameters<Progress['begin']>[1],
): DateUnderWay {
  const before = connection.db.select().from(datesUnderWay).where(eq(datesUnderWay.date, date)).get();
  const goesOn = anew ? null : underWayOf(connection, date);
  if (goesOn !== null) return goesOn;
  const round = (before?.round ?? 0) + 1;
  const generation = (newestGeneration(connection, date) ?? 0) + 1;
  const begun = { date, round, generation, matched: false, filesFrom, files: [], stages: [] };
  write(connection, begun);
  return begun;
}

/** Inside a write transaction. A stage that is refused stays as it was: nothing was started. */
function start(connection: Connection, key: StageKey, how: StageStart): StageLease | StageRefusal {
  const underWay = asked(connection, key);
  if (underWay === null) return 'superseded';
  const before = stageIn(underWay, key);
  if (before?.state === 'failed' || before?.state === 'parked') return before.state;
  const lease = leaseOrNull(connection, key, how);
  if (lease === null) return 'held';
  write(connection, withStage(underWay, key, { state: 'working', starts: how.starts, retryAtMs: null }));
  return { key, lease };
}

/** The date of a stage, if its round is the one under way. */
function asked(connection: Connection, { date, generation, round }: StageKey): DateUnderWay | null {
  const underWay = underWayOf(connection, date);
  return underWay?.generation === generation && underWay.round === round ? underWay : null;
}

function leaseOrNull(
  connection: Connection,
  { date, source }: StageKey,
  { holder, nowMs, leaseMs }: StageStart,
): StageLease['lease'] | null {
  try {
    return grantLease(connection, { date, source, holder, nowMs, lastsMs: leaseMs, onceAtATime: true });
  } catch (error) {
    if (error instanceof CuadreError && error.code === 'run_held_elsewhere') return null;
    throw error;
  }
}

/**
 * Inside a write transaction: records what a stage brought its date, that it ended well, and gives its lease back.
 * Throws `lease_lost` where it is no longer this process's to say.
 */
export function endStage(connection: Connection, stage: StageLease, result: StageResult): void {
  changeHeld(
    connection,
    stage,
    (date) => withResult(withStage(date, stage.key, null), result),
    result.kind !== 'published',
  );
}

/** Who lost the lease, or works for an earlier round at the date, has nothing to say any more. */
function changeHeld(
  connection: Connection,
  { key, lease }: StageLease,
  change: (underWay: DateUnderWay) => DateUnderWay,
  open = true,
): void {
  assertLease(connection, lease);
  write(connection, change(assertAsked(connection, key)), open);
  releaseLease(connection, lease);
}

/** Throws `lease_lost` where the round of a stage is over. */
function assertAsked(connection: Connection, key: StageKey): DateUnderWay {
  const { date, round } = key;
  const underWay = asked(connection, key);
  if (underWay === null) throw new CuadreError('lease_lost', `${date} was begun anew meanwhile`, { date, round });
  return underWay;
}

function stageIn({ stages }: DateUnderWay, { stage, source }: Pick<StageKey, 'stage' | 'source'>): StageRecord | null {
  return stages.find((one) => one.stage === stage && one.source === source) ?? null;
}

/** The date with one of its stages changed; null: with nothing to tell of it. */
function withStage(underWay: DateUnderWay, key: StageKey, change: Partial<StageRecord> | null): DateUnderWay {
  const before = stageIn(underWay, key);
  const others = underWay.stages.filter((one) => one !== before);
  if (change === null) return { ...underWay, stages: others };
  const { stage, source } = key;
  const untold = { stage, source, state: 'working', starts: 0, retryAtMs: null, code: null, detail: null } as const;
  const stages = [...others, { ...(before ?? untold), ...change }];
  stages.sort((a, b) => compareText(a.stage, b.stage) || compareText(a.source, b.source));
  return { ...underWay, stages };
}

function withResult(underWay: DateUnderWay, result: StageResult): DateUnderWay {
  switch (result.kind) {
    case 'file': {
      const { file, normalised } = result;
      const others = underWay.files.filter((one) => one.file.source !== file.source);
      const files = [...others, { file, normalised }].sort((a, b) => compareText(a.file.source, b.file.source));
      return { ...underWay, files };
    }
    case 'matched':
      return { ...underWay, matched: true };
    case 'published':
      return { ...underWay, files: [], stages: [] };
  }
}

/** Of one date a person asks: what would be tried again by itself need not wait either. */
function askedAgain(underWay: DateUnderWay, byPerson: boolean): DateUnderWay {
  const stages = underWay.stages.map((one): StageRecord => {
    const isAsked = one.state === 'failed' || (byPerson && one.state === 'retrying');
    return isAsked ? { ...one, state: 'asked', retryAtMs: null } : one;
  });
  return { ...underWay, stages };
}
