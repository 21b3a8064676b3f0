import { UnrecoverableError, type Job } from 'bullmq';
import { dueJobs, readRecorded } from '../../jobs/advance.ts';
import { retryDelayMs } from '../../jobs/backoff.ts';
import { JOBS, readPayload, type JobName, type StagePayload } from '../../jobs/contracts.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError, messageOf } from '../../schemas/errors.ts';
import type { StageKey, StageLease } from '../../schemas/ports/progress.ts';
import type { Log } from '../../schemas/ports/log.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { StageStopped, type Runner } from './runner.ts';
import type { StageReport } from './tasks.ts';
import type { Timers } from './timers.ts';

/** What the processor of a queue is handed. */
export interface Processing {
  readonly context: Pick<Context, 'store' | 'clock' | 'config' | 'holder'>;
  readonly runner: Runner;
  readonly log: Log;
  readonly timers: Pick<Timers, 'leaseMs' | 'heartbeatMs'>;
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

/**
 * The one processor of all stage queues. Redis is not believed: a job is done only where the store says that it is due.
 * An unknown name and a payload that does not parse fail for good, as does a defect; a broken world is written down
 * with the time to try again; what ends a stage is logged here, once.
 */
export function stageProcessor(
  job: JobName,
  processing: Processing,
): (bullJob: Pick<Job, 'id' | 'name' | 'data'>) => Promise<unknown> {
  return async (bullJob) => {
    processing.onTaken(job);
    try {
      return await take(job, payloadOf(job, bullJob, processing.log), processing);
    } finally {
      processing.onLetGo(job);
    }
  };
}

async function take(job: JobName, payload: StagePayload, processing: Processing): Promise<unknown> {
  const { context, timers, log } = processing;
  const { progress } = context.store;
  const goLive = await processing.goLive();
  if (goLive === null || !(await isDue(job, payload, goLive, processing))) return { skipped: 'not due' };
  const key = { ...payload, stage: JOBS[job].stages[0] };
  const lease = await progress.start(key, context.holder, context.clock.nowMs(), timers.leaseMs);
  if (typeof lease !== 'string') return work(job, lease, goLive, processing);
  if (lease === 'parked') log.error(fieldsOf(key), 'parked: it was started too often and never told how it ended');
  return { skipped: lease };
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
  return due.some(
    (one) =>
      one.job === job &&
      one.payload.date === payload.date &&
      one.payload.generation === payload.generation &&
      one.payload.source === payload.source,
  );
}

/** Does the stage while its lease is renewed, and writes down how it ended. */
async function work(job: JobName, lease: StageLease, goLive: PlainDate, processing: Processing): Promise<unknown> {
  const { runner, context, log, onEnd } = processing;
  const startedMs = context.clock.nowMs();
  const keeper = keepLease(lease, processing);
  const ended = (outcome: StageEnd['outcome'], report: StageReport | null): void => {
    onEnd(job, { outcome, ms: context.clock.nowMs() - startedMs, report });
  };
  try {
    const report = await runner.run({ kind: 'stage', job, lease, goLive }, keeper.signal);
    const ms = context.clock.nowMs() - startedMs;
    log.info(
      { ...fieldsOf(lease.key), ms, lines: report.lines, made: report.generation, changed: report.changed },
      'done',
    );
    ended('done', report);
    return { generation: report.generation };
  } catch (error) {
    ended(await settle(lease, error, processing), null);
    throw error instanceof CuadreError && !error.permanent ? error : new UnrecoverableError(messageOf(error));
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
    context.store.progress.renew(lease.lease, context.clock.nowMs(), timers.leaseMs).catch((error: unknown) => {
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

/** Writes down how a stage failed, logs it once, and says which of the kinds it was. */
async function settle(lease: StageLease, error: unknown, processing: Processing): Promise<StageEnd['outcome']> {
  const fields = fieldsOf(lease.key);
  try {
    return await settleByKind(lease, error, processing);
  } catch (second) {
    if (codeOf(second) === 'lease_lost') {
      processing.log.warn(
        { ...fields, code: 'lease_lost' },
        'another process took it over; nothing of this one was recorded',
      );
      return 'lost';
    }
    // The store did not take it: the lease runs out, and the start stays unanswered.
    processing.log.error({ ...fields, code: codeOf(error), then: codeOf(second) }, messageOf(error));
    return 'lost';
  }
}

async function settleByKind(
  lease: StageLease,
  error: unknown,
  { context, log }: Processing,
): Promise<StageEnd['outcome']> {
  const fields = fieldsOf(lease.key);
  const code = codeOf(error);
  if (code === 'lease_lost') throw error;
  if (error instanceof StageStopped) {
    if (error.byUs) await context.store.progress.putBack(lease);
    else log.error({ ...fields, starts: lease.starts }, `it ended without a word: ${error.message}`);
    return 'stopped';
  }
  const isTransient = error instanceof CuadreError && !error.permanent;
  const waitMs = retryDelayMs(lease.key, lease.starts);
  const retryAtMs = isTransient ? context.clock.nowMs() + waitMs : null;
  await context.store.progress.fail(lease, { code, detail: firstLine(messageOf(error)), retryAtMs });
  if (isTransient) log.warn({ ...fields, code, starts: lease.starts, retryInMs: waitMs }, error.message);
  else log.error({ ...fields, code, ...(error instanceof CuadreError ? error.context : {}) }, messageOf(error));
  return isTransient ? 'deferred' : 'failed';
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
