import { JOBS, stageJobId } from '../../jobs/contracts.ts';
import { dueJobs, isStuck, jobsToAdd, readRecorded, type Recorded } from '../../jobs/due.ts';
import type { Drained } from '../../jobs/discrepancies.ts';
import { dueDates, lastDueDate, type Schedule } from '../../jobs/nightly.ts';
import type { FailedJob, Queues } from '../../jobs/queues.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Log } from '../../schemas/ports/log.ts';
import { isExpected } from '../1-download/stage.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { blamedOnRecord } from '../pipeline/blamed-on-record.ts';
import { emptyStretch, type EmptyStretch } from '../pipeline/empty-stretch.ts';
import { runWithin, type Runner } from './runner.ts';
import type { Timers } from './timers.ts';

/** What a sweep works with. */
export interface Sweeping {
  readonly context: Pick<Context, 'store' | 'clock' | 'config' | 'calendar' | 'holder' | 'temporary'>;
  readonly queues: Queues;
  readonly runner: Pick<Runner, 'run'>;
  readonly schedule: Schedule;
  readonly drain: () => Promise<Drained>;
  readonly log: Log;
  readonly timers: Pick<Timers, 'sourceCheckMs' | 'sweepMs' | 'leaseMs'>;
}

const KEEPS = 'noeviction';
const EVICTS =
  'Redis may drop jobs and messages when its memory is full: set maxmemory-policy to noeviction (redis-cli CONFIG SET maxmemory-policy noeviction, and in redis.conf)';

/** What the last sweep found. */
export interface Swept {
  readonly atMs: number;
  readonly goLive: PlainDate | null;
  /** The oldest date under way; null where nothing is. */
  readonly oldest: PlainDate | null;
  /** Dates that wait for a person. */
  readonly stuck: readonly PlainDate[];
  readonly outboxIsFull: boolean;
  /**
   * Dates that are due and not begun, because so many follow each other without a file: a clock that jumped ahead, or a
   * shop that paused; null where there are none.
   */
  readonly held: EmptyStretch | null;
  /** The `maxmemory-policy` by which Redis may drop keys unasked; null where it keeps them. */
  readonly evicts: string | null;
  /** The code of what the sweep could not do; null where it did everything. */
  readonly problem: string | null;
}

export interface Sweeper {
  /**
   * Does what is due: harmless at any time. `askSources`: ask the sources too, whatever the time. Sweeps follow each
   * other.
   */
  readonly sweep: (how?: { readonly askSources?: boolean; readonly askAgain?: boolean }) => Promise<Swept>;
  readonly goLive: () => Promise<PlainDate | null>;
}

/**
 * Puts back whatever Redis may have lost: the schedule, the jobs of every date that is due, oldest first, and the
 * messages of the outbox. It is a timer of the process and no job, because a wiped Redis would take a job with it.
 */
export function createSweeper(sweeping: Sweeping): Sweeper {
  const { context, log } = sweeping;
  let checkedMs = Number.NEGATIVE_INFINITY;
  let upsertedMs = Number.NEGATIVE_INFINITY;
  /** Kept until it was done: the night comes once. */
  const asked = { again: false };
  let running: Promise<unknown> = Promise.resolve();
  let lastProblem: string | null = null;
  let evicts: string | null = null;
  let lastHeld: string | null = null;
  const goLive = async (): Promise<PlainDate | null> => context.config.goLive ?? (await context.store.runs.goLive());

  const once = async (how: { readonly askSources?: boolean; readonly askAgain?: boolean }): Promise<Swept> => {
    const nowMs = context.clock.nowMs();
    if (how.askAgain === true) asked.again = true;
    const isAsked = how.askSources === true || nowMs - checkedMs >= sweeping.timers.sourceCheckMs;
    if (isAsked) checkedMs = nowMs;
    const upserts = nowMs - upsertedMs >= sweeping.timers.sweepMs;
    if (upserts) await context.temporary.removeDead();
    const found = await sweepStore(sweeping, isAsked, asked);
    const redis = await sweepRedis(sweeping, await goLive(), upserts);
    if (upserts && redis.problem === null) upsertedMs = nowMs;
    const problem = found.problem ?? redis.problem;
    if (problem !== null && problem !== lastProblem)
      log.warn({ code: problem }, 'a sweep could not do everything; it is done again');
    lastProblem = problem;
    const held = found.held === null ? null : heldText(found.held);
    if (held !== null && held !== lastHeld) log.error({ ...found.held, code: 'dates_held' }, held);
    lastHeld = held;
    const policy = redis.policy ?? evicts ?? KEEPS;
    if (policy !== KEEPS && policy !== evicts) log.warn({ policy, code: 'queue_evicts' }, EVICTS);
    evicts = policy === KEEPS ? null : policy;
    const underWay = await sweeping.context.store.progress.underWay();
    return {
      atMs: context.clock.nowMs(),
      goLive: await goLive(),
      oldest: underWay[0]?.date ?? null,
      stuck: underWay.filter(isStuck).map((one) => one.date),
      outboxIsFull: redis.outboxIsFull,
      held: found.held,
      evicts,
      problem,
    };
  };
  return {
    goLive,
    sweep: (how = {}) => {
      const next = running.then(() => once(how));
      running = next.catch(() => undefined);
      return next;
    },
  };
}

/** Begins every date that is due. What goes wrong is told by its code: the rest of the sweep is not to wait for it. */
async function sweepStore(
  sweeping: Sweeping,
  isAsked: boolean,
  asked: { again: boolean },
): Promise<Pick<Swept, 'problem' | 'held'>> {
  try {
    const { context, runner, schedule } = sweeping;
    const { store, clock, config } = context;
    const { progress } = store;
    if (asked.again) await progress.askAgain();
    asked.again = false;
    const known = config.goLive ?? (await store.runs.goLive());
    const last = lastDueDate(schedule, expectedBy(context, known), clock.nowMs());
    const minutes = config.limits.stageMinutes;
    const check =
      isAsked || known === null
        ? await runWithin(runner, { kind: 'sources', last }, { minutes, what: 'looking at the sources' })
        : { goLive: known, late: [] };
    if (check.goLive === null) return { problem: null, held: null };
    const request = {
      goLive: check.goLive,
      last,
      runs: await store.runs.newestOfEach(),
      unpublished: await store.reports.unpublished(),
      late: check.late,
    };
    const underWay = new Set((await progress.underWay()).map((one) => one.date));
    const due = dueDates(request);
    const held = await emptyStretch(due, context);
    for (const date of due) {
      if (!underWay.has(date) && (held === null || date < held.from))
        await progress.begin(date, { anew: false, filesFrom: check.late.includes(date) ? 'sources' : 'unread' });
    }
    return { problem: null, held };
  } catch (error) {
    return { problem: await problemOf(error, sweeping), held: null };
  }
}

/** What is said of dates that are not begun. */
export function heldText({ from, to, dates }: EmptyStretch): string {
  return `${String(dates)} dates, ${from} to ${to}, are due and no folder has a file of them: is the clock right? None is begun; "cuadre run --yes" runs them all the same`;
}

async function sweepRedis(
  sweeping: Sweeping,
  goLive: PlainDate | null,
  upserts: boolean,
): Promise<Pick<Swept, 'outboxIsFull' | 'problem'> & { readonly policy: string | null }> {
  const { queues, context, schedule, drain } = sweeping;
  let policy: string | null = null;
  try {
    policy = await queues.messages.evictionPolicy();
    if (upserts) await queues.upsertTick(schedule.cron, schedule.zone);
    if (goLive !== null) {
      const recorded = await readRecorded(context.store, goLive, context.config.sources);
      // Read after the record: a job that had failed by then, and was taken up again, is not taken for one that fails.
      for (const job of await queues.failed()) await settleFailed(job, recorded, sweeping);
      await queues.enqueue(jobsToAdd(recorded));
    }
    const { isFull } = await drain();
    return { outboxIsFull: isFull, problem: null, policy };
  } catch (error) {
    return { outboxIsFull: false, problem: await problemOf(error, sweeping), policy };
  }
}

/**
 * A failed job of a round that is over goes. Of another one the record knows why it failed; where it does not, nobody
 * was left to say so, because its processes were killed again and again (then it is parked), or the store did not take
 * it.
 */
async function settleFailed(failed: FailedJob, recorded: Recorded, sweeping: Sweeping): Promise<void> {
  const { id, job, payload, starts, reason, stalled } = failed;
  const { context, queues, timers, log } = sweeping;
  const isOver = !recorded.underWay.some(
    ({ date, generation, round }) =>
      date === payload.date && generation === payload.generation && round === payload.round,
  );
  if (isOver) return queues.remove(failed);
  const due = dueJobs(recorded).find((one) => stageJobId(one.job, one.payload) === id);
  const before = due?.before?.state ?? 'working';
  if (due === undefined || (before !== 'working' && before !== 'retrying')) return;
  const { progress } = context.store;
  const key = { ...payload, stage: JOBS[job].stages[0] };
  const start = { holder: context.holder, starts, nowMs: context.clock.nowMs(), leaseMs: timers.leaseMs };
  const lease = await progress.start(key, start);
  if (typeof lease === 'string') return;
  const [state, what] = stalled
    ? (['parked', 'parked: it was started too often and never told how it ended'] as const)
    : (['failed', 'failed, and nobody had recorded it'] as const);
  const code = (stalled ? due.before?.code : null) ?? 'unexpected';
  await progress.leave(lease, { state, code, detail: reason });
  log.error({ job: id, starts, reason }, what);
}

/** The latest hour at which a source of the date is expected. */
function expectedBy({ config, calendar }: Sweeping['context'], goLive: PlainDate | null): (date: PlainDate) => string {
  return (date) => {
    const hours = config.sources
      .filter((source) => isExpected(source, date, { calendar }, goLive ?? date))
      .map((source) => source.expected.by);
    return hours.sort().at(-1) ?? '00:00';
  };
}

/** A broken world is told by its code when it begins; a defect with all there is to know, each time. */
async function problemOf(thrown: unknown, { context, log }: Sweeping): Promise<string> {
  const error = await blamedOnRecord(thrown, context.store);
  if (error instanceof CuadreError) return error.code;
  log.error({ stack: error instanceof Error ? error.stack : String(error) }, 'a sweep met a defect of Cuadre');
  return 'unexpected';
}
