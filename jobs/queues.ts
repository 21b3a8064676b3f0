import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { CuadreError, messageOf } from '../schemas/errors.ts';
import {
  DISCREPANCY_QUEUE,
  JOB_NAMES,
  JOBS,
  NIGHTLY_QUEUE,
  STAGE_JOB_OPTIONS,
  stageJobId,
  TICK,
  writePayload,
  type JobName,
  type StagePayload,
} from './contracts.ts';
import { messageQueue, type MessageQueue } from './message-queue.ts';
import { isReady } from './redis.ts';

/** A message of the discrepancy queue on its way: its event id, and what it says. */
export interface Message {
  readonly eventId: string;
  readonly data: unknown;
}

/** A stage that is to be done. */
export interface StageJob {
  readonly job: JobName;
  readonly payload: StagePayload;
  readonly anew: boolean;
}

/** A stage job that is not tried again by itself. */
export interface FailedJob {
  readonly id: string;
  readonly job: JobName;
  readonly payload: StagePayload;
  readonly starts: number;
  readonly reason: string;
  /** Given up by the queue, because the processes that did it were killed again and again. */
  readonly stalled: boolean;
}

/** Every queue of the program, typed. Each method throws `queue_unreachable` at once where Redis is not there. */
export interface Queues {
  /**
   * Adds stage jobs; what waits, runs or failed already stays as it is. `anew`: what failed or waits to be tried again
   * is removed and added, so that its attempts are counted from the start.
   */
  readonly enqueue: (jobs: readonly StageJob[]) => Promise<void>;
  /** The stage jobs that failed for good, and stay for it. */
  readonly failed: () => Promise<FailedJob[]>;
  /** Removes a stage job that failed. */
  readonly remove: (job: FailedJob) => Promise<void>;
  /** Makes the nightly tick what the configuration says; doing it again changes nothing. */
  readonly upsertTick: (pattern: string, zone: string) => Promise<void>;
  readonly publish: (messages: readonly Message[]) => Promise<void>;
  /** Messages of the discrepancy queue that nobody has taken yet. */
  readonly backlog: () => Promise<number>;
  /** What became of the messages. */
  readonly messages: MessageQueue;
  /** Jobs by queue and state. */
  readonly depths: () => Promise<Readonly<Record<string, Readonly<Record<string, number>>>>>;
  /** Jobs of one kind that wait to be taken. */
  readonly waiting: (job: JobName) => Promise<number>;
  /** Processes that take jobs of one kind; a server that does not list its clients counts as one. */
  readonly takers: (job: JobName) => Promise<number>;
  /** Does not close the connection. */
  readonly close: () => Promise<void>;
}

/**
 * A consumer has a week or 100,000 messages to look at what it did; a failed message stays until somebody looks at it.
 * The id of a message is that of its event: a repeat is recognised while the first is kept, and by the consumer after.
 */
const MESSAGE_OPTIONS = { removeOnComplete: { age: 604_800, count: 100_000 }, removeOnFail: false } as const;

/** Removed when done, so that a tick which failed is not looked at as the next one. */
const TICK_OPTIONS = { removeOnComplete: true, removeOnFail: true } as const;

const STATES = ['waiting', 'active', 'delayed', 'failed', 'completed'] as const;

export function openQueues(connection: Redis, prefix: string): Queues {
  // A queue that is made while Redis is away waits for it by itself; `reached` keeps everybody else from waiting with
  // it.
  const open = (name: string): Queue => {
    const queue = new Queue(name, { connection, prefix });
    // The connection tells of its errors itself.
    queue.on('error', () => undefined);
    return queue;
  };
  const stages = Object.fromEntries(JOB_NAMES.map((job) => [job, open(JOBS[job].queue)])) as Record<JobName, Queue>;
  const nightly = open(NIGHTLY_QUEUE);
  const discrepancies = open(DISCREPANCY_QUEUE);
  const all = [...Object.values(stages), nightly, discrepancies];
  const reach = <T>(work: () => Promise<T>) => reached(connection, work);
  return {
    enqueue: (jobs) =>
      reach(async () => {
        for (const name of JOB_NAMES) await addStages(stages[name], name, jobs);
      }),
    failed: () => reach(async () => (await Promise.all(JOB_NAMES.map((name) => failedOf(stages[name], name)))).flat()),
    remove: ({ id, job }) =>
      reach(async () => {
        await stages[job].remove(id);
      }),
    upsertTick: (pattern, zone) =>
      reach(async () => {
        await nightly.upsertJobScheduler(
          'nightly',
          { pattern, tz: zone },
          { name: TICK, data: {}, opts: TICK_OPTIONS },
        );
      }),
    publish: (messages) =>
      reach(async () => {
        const jobs = messages.map(({ eventId, data }) => ({
          name: 'discrepancy',
          data,
          opts: { ...MESSAGE_OPTIONS, jobId: eventId },
        }));
        await discrepancies.addBulk(jobs);
      }),
    backlog: () => reach(() => discrepancies.getJobCountByTypes('waiting', 'delayed', 'prioritized', 'active')),
    messages: messageQueue(connection, discrepancies, reach),
    depths: () =>
      reach(async () => {
        const counts = await Promise.all(
          all.map(async (queue) => [queue.name, await queue.getJobCounts(...STATES)] as const),
        );
        return Object.fromEntries(counts);
      }),
    waiting: (job) => reach(() => stages[job].getJobCountByTypes('waiting')),
    takers: (job) => reach(() => stages[job].getWorkersCount()),
    close: async () => {
      await Promise.all(all.map((queue) => queue.close()));
    },
  };
}

/** What BullMQ says of a job that it gave up. */
const STALLED = 'job stalled more than allowable limit';

async function addStages(queue: Queue, name: JobName, jobs: readonly StageJob[]): Promise<void> {
  const some = jobs.filter(({ job }) => job === name).map((one) => ({ ...one, jobId: stageJobId(name, one.payload) }));
  for (const { jobId, anew } of some) {
    const state = anew ? await queue.getJobState(jobId) : null;
    if (state === 'failed' || state === 'delayed') await queue.remove(jobId);
  }
  const data = some.map(({ jobId, payload }) => ({
    name,
    data: writePayload(payload),
    opts: { ...STAGE_JOB_OPTIONS, jobId },
  }));
  if (data.length > 0) await queue.addBulk(data);
}

/** What is not a job of ours is left to whoever put it there. */
async function failedOf(queue: Queue, name: JobName): Promise<FailedJob[]> {
  return (await queue.getFailed()).flatMap(({ id, data, attemptsStarted, failedReason }): FailedJob[] => {
    const parsed = JOBS[name].payload.safeParse(data);
    if (id === undefined || !parsed.success) return [];
    const payload = { source: '', ...parsed.data };
    const stalled = failedReason === STALLED;
    return [{ id, job: name, payload, starts: attemptsStarted, reason: failedReason, stalled }];
  });
}

async function reached<T>(connection: Redis, work: () => Promise<T>): Promise<T> {
  if (!isReady(connection)) throw unreachable(`the connection is ${connection.status}`);
  try {
    return await work();
  } catch (error) {
    throw unreachable(messageOf(error), error);
  }
}

function unreachable(reason: string, cause?: unknown): CuadreError {
  return new CuadreError('queue_unreachable', 'Redis cannot be reached', { reason }, { cause });
}
