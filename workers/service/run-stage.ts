import { DelayedError, UnrecoverableError, WaitingError, type Job } from 'bullmq';
import {
  JOBS,
  readPayload,
  retryDelayMs,
  STAGE_JOB_OPTIONS,
  stageJobId,
  type JobName,
  type StagePayload,
} from '../../jobs/contracts.ts';
import { dueJobs, readRecorded } from '../../jobs/due.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError, messageOf } from '../../schemas/errors.ts';
import type { StageKey, StageLease, StageLeft, StageRefusal } from '../../schemas/ports/progress.ts';
import type { Log } from '../../schemas/ports/log.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { runWithin, StageStopped, STOPPED, type Runner } from './runner.ts';
import type { StageReport } from './tasks.ts';
import type { Timers } from './timers.ts';

/** What the processor of a queue is handed. */
export interface Processing {
  readonly context: Pick<Context, 'store' | 'clock' | 'config' | 'holder'>;
  readonly runner: Runner;
  readonly log: Log;
  readonly timers: Pick<Timers, 'leaseMs' | 'heartbeatMs' | 'sweepMs'>;
  /** Null before any source has a file: then nothing is under way either. */
  readonly goLive: () => Promise<PlainDate | null>;
  /** Told of every job that is taken and let go, so that a worker that no longer polls is noticed. */
  readonly onTaken: (job: JobName) => void;
  readonly onLetGo: (job: JobName) => void;
  /** Told how a stage ended. */
  readonly onEnd: (job: JobName, end: StageEnd) => void;
  /** Aborted when the process is to stop and its time for finishing is over. */
  readonly stopping: AbortSignal;
}

export interface StageEnd {
  readonly outcome: 'done' | 'failed' | 'deferred' | 'stopped' | 'lost';
  readonly ms: number;
  readonly report: StageReport | null;
}

/** The part of a job of BullMQ that a stage needs. */
type StageOfQueue = Pick<
  Job,
  | 'id'
  | 'name'
  | 'data'
  | 'attemptsMade'
  | 'attemptsStarted'
  | 'stacktrace'
  | 'processedOn'
  | 'timestamp'
  | 'moveToWait'
  | 'moveToDelayed'
>;

/**
 * Where a thread died of a stage this often, the stage is parked: it kills whoever does it. Its deaths stand among the
 * errors that the queue keeps of a job; what else deferred it says nothing against it.
 */
const DEATHS_MAX = 5;

/**
 * The one processor of all stage queues. Redis is not believed: a job is done only where the store says that it is due.
 * An unknown name and a payload that does not parse fail for good, as does a defect; a broken world is tried again,
 * when the queue says so. How a stage was left is recorded and logged here, once.
 */
export function stageProcessor(
  job: JobName,
  processing: Processing,
): (bullJob: StageOfQueue, token?: string) => Promise<unknown> {
  return async (bullJob, token) => {
    processing.onTaken(job);
    try {
      return await take(job, bullJob, token, processing);
    } finally {
      processing.onLetGo(job);
    }
  };
}

async function take(
  job: JobName,
  bullJob: StageOfQueue,
  token: string | undefined,
  processing: Processing,
): Promise<unknown> {
  const payload = payloadOf(job, bullJob, processing.log);
  const key = { ...payload, stage: JOBS[job].stages[0] };
  const attempts = bullJob.attemptsMade + 1;
  const begun = await begin(job, key, bullJob.attemptsStarted, processing).catch((error: unknown) => {
    const fields = { ...fieldsOf(key), code: codeOf(error), attempts };
    processing.log.warn(fields, `it could not be begun and is tried again: ${messageOf(error)}`);
    throw error;
  });
  if (begun === 'held') return waitForHolder(key, bullJob, token, processing);
  if (typeof begun === 'string') return { skipped: begun };
  return work({ job, bullJob, token, attempts, ...begun }, processing);
}

/** The right to do a stage, where the record says that it is due. */
async function begin(
  job: JobName,
  key: StageKey,
  starts: number,
  processing: Processing,
): Promise<StageRefusal | 'not due' | Pick<Doing, 'lease' | 'goLive'>> {
  const { context, timers } = processing;
  const goLive = await processing.goLive();
  if (goLive === null || !(await isDue(job, key, goLive, processing))) return 'not due';
  const start = { holder: context.holder, starts, nowMs: context.clock.nowMs(), leaseMs: timers.leaseMs };
  const lease = await context.store.progress.start(key, start);
  return typeof lease === 'string' ? lease : { lease, goLive };
}

/** The same job waits, and none of its counts is lost, as it would be by a new one: this is no attempt of it. */
async function waitForHolder(
  key: StageKey,
  bullJob: StageOfQueue,
  token: string | undefined,
  { timers, log }: Processing,
): Promise<never> {
  log.info({ ...fieldsOf(key), waitMs: timers.sweepMs }, 'held by another run or process; it is asked for again');
  const takenMs = bullJob.processedOn ?? bullJob.timestamp;
  await bullJob.moveToDelayed(takenMs + timers.sweepMs, token);
  throw new DelayedError();
}

function payloadOf(job: JobName, { id, name, data }: Pick<Job, 'id' | 'name' | 'data'>, log: Log): StagePayload {
  try {
    if (name !== job)
      throw new CuadreError('payload_invalid', `${JOBS[job].queue} has no job "${name}"`, { accepted: [job] });
    return readPayload(job, data);
  } catch (error) {
    if (!(error instanceof CuadreError)) throw error;
    log.error({ queue: JOBS[job].queue, job: id, name, code: error.code, ...error.context }, error.message);
    throw new UnrecoverableError(error.message);
  }
}

async function isDue(
  job: JobName,
  payload: StagePayload,
  goLive: PlainDate,
  { context }: Processing,
): Promise<boolean> {
  const due = dueJobs(await readRecorded(context.store, goLive, context.config.sources));
  const id = stageJobId(job, payload);
  return due.some((one) => stageJobId(one.job, one.payload) === id);
}

/** A stage that this process has the right to do. */
interface Doing {
  readonly job: JobName;
  readonly bullJob: StageOfQueue;
  readonly token: string | undefined;
  readonly lease: StageLease;
  readonly goLive: PlainDate;
  /** How often it was tried since its attempts are counted, this time included. */
  readonly attempts: number;
}

/** Does the stage while its lease is renewed. Throws what the queue is to count as a failure. */
async function work(doing: Doing, processing: Processing): Promise<unknown> {
  const { job, lease, goLive } = doing;
  const { runner, context, log, onEnd } = processing;
  const startedMs = context.clock.nowMs();
  const keeper = keepLease(lease, processing);
  const ended = (outcome: StageEnd['outcome'], report: StageReport | null): void => {
    onEnd(job, { outcome, ms: context.clock.nowMs() - startedMs, report });
  };
  try {
    const report = await runWithin(
      runner,
      { kind: 'stage', job, lease, goLive },
      { minutes: context.config.limits.stageMinutes, what: inWords(lease.key), signal: keeper.signal },
    );
    const ms = context.clock.nowMs() - startedMs;
    log.info(
      { ...fieldsOf(lease.key), ms, lines: report.lines, made: report.generation, changed: report.changed },
      'done',
    );
    ended('done', report);
    return { generation: report.generation };
  } catch (error) {
    const left = leftBy(error, doing, context.clock.nowMs());
    const outcome = await leave(left, error, doing, processing);
    ended(outcome, null);
    if (outcome === 'lost') return { skipped: 'lost' };
    if (left.record?.state === 'asked') await putBack(doing);
    throw left.isTriedAgain && error instanceof Error ? error : new UnrecoverableError(messageOf(error));
  } finally {
    keeper.stop();
  }
}

/**
 * Renews the lease from the main thread, which no stage blocks. Who lost it stops its stage: another process has taken
 * the date over. A store that is busy is asked again at the next beat; several fit into a lease.
 */
function keepLease(lease: StageLease, { context, timers, stopping }: Processing) {
  const lost = new AbortController();
  const timer = setInterval(() => {
    context.store.progress.renew(lease, context.clock.nowMs(), timers.leaseMs).catch((error: unknown) => {
      if (error instanceof CuadreError && error.code === 'lease_lost') lost.abort();
    });
  }, timers.heartbeatMs);
  return {
    signal: AbortSignal.any([lost.signal, stopping]),
    stop: (): void => {
      clearInterval(timer);
    },
  };
}

/** What a stage that did not end well comes to. */
interface Left {
  readonly outcome: 'failed' | 'deferred' | 'stopped' | 'lost';
  /** What is recorded; null where it is no longer this process's to say. */
  readonly record: StageLeft | null;
  /** Whether the queue is to try it again by itself. */
  readonly isTriedAgain: boolean;
}

function leftBy(error: unknown, { bullJob, attempts }: Doing, nowMs: number): Left {
  const code = codeOf(error);
  const detail = firstLine(messageOf(error));
  const isLast = attempts >= STAGE_JOB_OPTIONS.attempts;
  // It would take as long again, and hold up whatever comes behind it.
  if (code === 'stage_too_long')
    return { outcome: 'failed', record: { state: 'parked', code, detail }, isTriedAgain: false };
  if (code === 'lease_lost') return { outcome: 'lost', record: null, isTriedAgain: false };
  if (error instanceof StageStopped) {
    if (error.byUs) return { outcome: 'stopped', record: { state: 'asked' }, isTriedAgain: true };
    const deaths = 1 + (bullJob.stacktrace ?? []).filter((stack) => stack.startsWith(STOPPED)).length;
    return deaths < DEATHS_MAX && !isLast
      ? { outcome: 'stopped', record: { state: 'retrying', retryAtMs: nowMs, code, detail }, isTriedAgain: true }
      : { outcome: 'failed', record: { state: 'parked', code, detail }, isTriedAgain: false };
  }
  if (error instanceof CuadreError && !error.permanent && !isLast) {
    const retryAtMs = nowMs + retryDelayMs(String(bullJob.id), attempts);
    return { outcome: 'deferred', record: { state: 'retrying', retryAtMs, code, detail }, isTriedAgain: true };
  }
  return { outcome: 'failed', record: { state: 'failed', code, detail }, isTriedAgain: false };
}

/**
 * Records how a stage was left, logs it, and says what it came to. A store that does not take it leaves the stage as
 * one that is worked at: the queue knows better.
 */
async function leave(
  { record, outcome }: Left,
  error: unknown,
  { lease, attempts }: Doing,
  { context, log }: Processing,
): Promise<StageEnd['outcome']> {
  const fields = { ...fieldsOf(lease.key), code: codeOf(error), attempts };
  try {
    if (record === null) throw error;
    await context.store.progress.leave(lease, record);
  } catch (second) {
    if (codeOf(second) === 'lease_lost') {
      log.warn({ ...fields, code: 'lease_lost' }, 'another process took it over; nothing of this one was recorded');
      return 'lost';
    }
    log.error({ ...fields, then: codeOf(second) }, messageOf(error));
    return outcome;
  }
  const { state } = record;
  if (state === 'retrying') log.warn({ ...fields, retryAtMs: record.retryAtMs }, messageOf(error));
  if (state === 'failed' || state === 'parked') {
    const context = error instanceof CuadreError ? error.context : {};
    log.error({ ...fields, state, ...context }, messageOf(error));
  }
  return outcome;
}

/** What was stopped with its process waits for the next one: it is not one of its attempts. */
async function putBack({ bullJob, token }: Doing): Promise<never> {
  await bullJob.moveToWait(token);
  throw new WaitingError();
}

function inWords({ date, stage, source }: StageKey): string {
  return `the stage ${stage} of ${source === '' ? '' : `${source} on `}${date}`;
}

function fieldsOf({ date, generation, stage, source }: StageKey): Readonly<Record<string, string | number>> {
  return { date, generation, stage, ...(source === '' ? {} : { source }) };
}

function codeOf(error: unknown): string {
  return error instanceof CuadreError ? error.code : 'unexpected';
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
