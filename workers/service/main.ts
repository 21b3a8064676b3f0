import { Worker, type Job, type Processor } from 'bullmq';
import type { Redis } from 'ioredis';
import {
  JOB_NAMES,
  JOB_OF_STAGE,
  JOBS,
  NIGHTLY_QUEUE,
  retryDelayMs,
  TICK,
  type JobName,
} from '../../jobs/contracts.ts';
import { tellingDrain } from '../../jobs/discrepancies.ts';
import { assertSchedule } from '../../jobs/nightly.ts';
import type { StageName } from '../../jobs/order.ts';
import { openQueues, type Queues } from '../../jobs/queues.ts';
import {
  assertKeepsKeys,
  closeConnection,
  isReady,
  producerConnection,
  waitUntilReady,
  workerConnection,
} from '../../jobs/redis.ts';
import type { QueueConfig } from '../../schemas/config/config.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Log } from '../../schemas/ports/log.ts';
import { alertsConsumer } from '../alerts/consumer.ts';
import { scheduleBackups } from './backups.ts';
import type { Consumer } from './consumer.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { healthOf, type Health } from './health.ts';
import { serveHealth } from './http.ts';
import { createMetrics } from './metrics.ts';
import { openContext, type OpenOptions } from '../pipeline/open.ts';
import { stageProcessor, type Processing } from './run-stage.ts';
import { StageStopped, type Runner } from './runner.ts';
import { createSweeper, type Swept, type Sweeper } from './sweep.ts';
import { STALLED_MAX, TIMERS, type Timers } from './timers.ts';
import { watchWorker, type WatchedWorker } from './watchdog.ts';

/** What every worker process does beside the stages. */
const CONSUMERS: readonly Consumer[] = [alertsConsumer];

export interface WorkerOptions extends OpenOptions {
  /** The stages whose jobs this process does; all by default. Schedule and sweeper run in every process. */
  readonly stages?: readonly StageName[];
  /** Work with a Redis that may drop keys. */
  readonly allowEviction?: boolean;
  readonly runner: (context: Context) => Runner;
  readonly timers?: Timers;
  /** Aborts the start, while Redis is waited for. */
  readonly signal?: AbortSignal;
}

export interface RunningWorker {
  readonly health: () => Health;
  readonly sweeper: Sweeper;
  readonly queues: Queues;
  /** Where `/healthz` and `/metrics` are served; null where that is not configured. */
  readonly port: number | null;
  /** Stops within `timers.stopMs`: takes nothing more, finishes what it can, puts back the rest. */
  readonly stop: () => Promise<void>;
}

/** The main thread renews the locks of jobs: it never stands still for the store's, and asks for it so long. */
const ASKS_AGAIN_FOR_MS = 5_000;

/** Ends what was begun, last in, first out. */
class Releases {
  private readonly all: { readonly name: string; readonly release: () => unknown }[] = [];
  constructor(private readonly log: Log) {}

  add(name: string, release: () => unknown): void {
    this.all.push({ name, release });
  }

  async run(): Promise<void> {
    for (let last = this.all.pop(); last !== undefined; last = this.all.pop()) {
      try {
        await last.release();
      } catch (error) {
        this.log.warn({ part: last.name, reason: String(error) }, 'did not close well');
      }
    }
  }
}

/**
 * Starts a worker process: configuration, store, connections, workers, schedule. Waits while Redis is down, and says
 * so. Throws `configuration_invalid` without queue.url or with a schedule that names no moment, `queue_evicts`, and
 * what opening the store throws. Resolves to null where `signal` was aborted before Redis came.
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker | null> {
  const { config, log, clock, timers = TIMERS } = options;
  const queue = queueOf(options);
  const schedule = { cron: config.schedule.cron, zone: config.timezone };
  assertSchedule(schedule, clock.nowMs());
  if (config.backup !== null) assertSchedule({ cron: config.backup.cron, zone: config.timezone }, clock.nowMs());
  const releases = new Releases(log);
  try {
    const context = openContext({ asksAgainForMs: ASKS_AGAIN_FOR_MS, ...options });
    releases.add('store', () => {
      context.store.close();
    });
    const producer = producerConnection(queue.url, log);
    releases.add('producer', () => closeConnection(producer));
    const queues = openQueues(producer, queue.prefix);
    releases.add('queues', () => queues.close());
    const runner = options.runner(context);
    releases.add('threads', () => runner.close());
    const drain = tellingDrain({ store: context.store, queues, backlogMax: queue.backlogMax }, log);
    const sweeper = createSweeper({ context, queues, runner, schedule, drain, log, timers });
    const parts = { options, queue, timers, context, producer, queues, runner, sweeper, releases };
    return await startParts(parts);
  } catch (error) {
    await releases.run();
    throw error;
  }
}

function queueOf({ config }: WorkerOptions): QueueConfig {
  if (config.queue !== null) return config.queue;
  throw new CuadreError(
    'configuration_invalid',
    'workers need Redis: queue.url is not set (an environment variable that it names is empty?)',
    {
      key: 'queue.url',
    },
  );
}

interface Parts {
  readonly options: WorkerOptions;
  readonly queue: QueueConfig;
  readonly timers: Timers;
  readonly context: Context;
  readonly producer: Redis;
  readonly queues: Queues;
  readonly runner: Runner;
  readonly sweeper: Sweeper;
  readonly releases: Releases;
}

async function startParts(parts: Parts): Promise<RunningWorker | null> {
  const { options, queue, timers, context, producer, queues, runner, sweeper, releases } = parts;
  const { log, clock, config } = options;
  const startedMs = clock.nowMs();
  const mayEvict = options.allowEviction ?? queue.allowEviction;
  let swept: Swept | null = null;
  const watched: WatchedWorker[] = [];
  const backups = scheduleBackups({ context, runner, log, timers });
  releases.add('backups', () => backups.stop());
  const health = (): Health => {
    const idle = watched.filter((one) => one.isIdle()).map((one) => one.queue);
    const redisIsReady = isReady(producer);
    const backup = backups.problem();
    return healthOf({ nowMs: clock.nowMs(), startedMs, redisIsReady, swept, idle, backup, mayEvict }, timers);
  };
  const metrics = createMetrics({ queues, store: context.store });
  const server = config.worker.http === null ? null : await serveHealth(config.worker.http, { health, metrics });
  if (server !== null) releases.add('http', () => server.close());

  if (!isReady(producer)) log.info({ stage: 'start' }, 'waiting for Redis');
  const signal = options.signal ?? new AbortController().signal;
  if (!(await waitUntilReady(producer, signal))) {
    await releases.run();
    return null;
  }
  if (!mayEvict) await assertKeepsKeys(producer);

  const connection = workerConnection(queue.url, log);
  releases.add('workers of BullMQ', () => closeConnection(connection));
  const stopping = new AbortController();
  const heartbeat = createHeartbeat(parts, watched, (result) => {
    swept = result;
  });
  const processing: Processing = {
    ...parts,
    log,
    goLive: sweeper.goLive,
    onTaken: (job) => watched.find((one) => one.job === job)?.onTaken(),
    onLetGo: (job) => watched.find((one) => one.job === job)?.onLetGo(),
    onEnd: (job, end) => {
      metrics.stageEnded(job, end);
      heartbeat.soon();
    },
    stopping: stopping.signal,
  };
  const make = (job: JobName): Worker =>
    makeWorker(JOBS[job].queue, stageProcessor(job, processing), parts, connection, JOBS[job].concurrency);
  for (const job of jobsOf(options.stages))
    watched.push(watchWorker(job, () => make(job), { queues, log, clock, timers }));
  releases.add('stages', () => Promise.all(watched.map((one) => one.close())));
  const nightly = makeWorker(NIGHTLY_QUEUE, tickProcessor(parts), parts, connection, 1);
  releases.add('nightly', () => nightly.close());
  for (const consumer of CONSUMERS) releases.add('consumer', consumer({ context, runner, log }));
  producer.on('ready', heartbeat.soon);
  releases.add('sweeper', () => heartbeat.stop());
  heartbeat.soon();
  log.info({ stages: watched.map((one) => one.job), prefix: queue.prefix, port: server?.port ?? null }, 'working');
  return { health, sweeper, queues, port: server?.port ?? null, stop: () => stop(releases, stopping, timers, log) };
}

function jobsOf(stages: readonly StageName[] | undefined): JobName[] {
  return JOB_NAMES.filter((job) => stages?.some((stage) => JOB_OF_STAGE[stage] === job) ?? true);
}

function makeWorker(
  name: string,
  processor: Processor,
  { queue, timers, options: { log } }: Parts,
  connection: Redis,
  concurrency: number,
): Worker {
  const worker = new Worker(name, processor, {
    connection,
    prefix: queue.prefix,
    concurrency,
    lockDuration: timers.lockMs,
    stalledInterval: timers.stalledMs,
    drainDelay: timers.pollMs / 1000,
    maxStalledCount: STALLED_MAX,
    settings: { backoffStrategy: waitMs },
  });
  // The connection tells of its errors itself, and a stage of its own; without a listener they would end the process.
  worker.on('error', () => undefined);
  // What was given up because its processes were killed is recorded by a sweep.
  worker.on('stalled', (job) => {
    log.warn({ queue: name, job }, 'taken over from a process that no longer answers');
  });
  return worker;
}

/** What kills its thread is tried again at once: it has no outage to wait for. */
function waitMs(attempts: number, _type?: string, error?: Error, job?: { readonly id?: string }): number {
  return error instanceof StageStopped ? 0 : retryDelayMs(String(job?.id), attempts);
}

/** The tick of the schedule: tiny, because a job of a schedule that kills its process is started again for ever. */
function tickProcessor({ sweeper, options: { log } }: Parts): (job: Job) => Promise<unknown> {
  return async (job) => {
    if (job.name !== TICK) {
      log.error(
        { queue: NIGHTLY_QUEUE, name: job.name, code: 'payload_invalid' },
        `the schedule has no job "${job.name}"`,
      );
      throw new CuadreError('payload_invalid', `the schedule has no job "${job.name}"`, { accepted: [TICK] });
    }
    // The night is when what failed for good is given another chance: somebody may have put it right.
    void sweeper.sweep({ askSources: true, askAgain: true }).catch(() => undefined);
    return Promise.resolve();
  };
}

interface Heartbeat {
  /** Sweeps as soon as the sweep that runs is over. */
  readonly soon: () => void;
  readonly stop: () => Promise<void>;
}

/**
 * Sweeps again and again: at the latest after `sweepMs`, at once where there is a reason.
 */
function createHeartbeat(
  { sweeper, timers, options: { log } }: Parts,
  watched: readonly WatchedWorker[],
  onSwept: (swept: Swept) => void,
): Heartbeat {
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  let isSweeping = false;
  let isAsked = false;
  let current: Promise<void> = Promise.resolve();
  const beat = async (): Promise<void> => {
    try {
      const swept = await sweeper.sweep();
      onSwept(swept);
      for (const one of watched) await one.check();
    } catch (error) {
      log.error({ reason: String(error) }, 'a sweep failed; it is done again');
    }
    isSweeping = false;
    if (!isStopped) schedule(isAsked ? 0 : timers.sweepMs);
    isAsked = false;
  };
  const schedule = (ms: number): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      isSweeping = true;
      current = beat();
    }, ms);
  };
  return {
    soon: () => {
      if (isStopped) return;
      if (isSweeping) isAsked = true;
      else schedule(0);
    },
    stop: () => {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      return current;
    },
  };
}

async function stop(
  releases: Releases,
  stopping: AbortController,
  { finishMs, stopMs }: Timers,
  log: Log,
): Promise<void> {
  log.info({}, 'stopping: taking nothing more, finishing what runs');
  const finishing = setTimeout(() => {
    log.warn({}, 'what still runs is stopped and put back');
    stopping.abort();
  }, finishMs);
  let limit: NodeJS.Timeout | undefined;
  const isOver = new Promise<'late'>((resolve) => {
    limit = setTimeout(resolve, stopMs, 'late');
  });
  const end = await Promise.race([releases.run(), isOver]);
  clearTimeout(finishing);
  clearTimeout(limit);
  if (end === 'late')
    log.warn({ ms: stopMs }, 'stopped without waiting any longer; leases and locks run out by themselves');
  else log.info({}, 'stopped');
}
