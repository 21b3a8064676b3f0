import { randomUUID } from 'node:crypto';
import { Worker } from 'bullmq';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { JOBS, type JobName } from '../../jobs/contracts.ts';
import { openQueues, type Queues } from '../../jobs/queues.ts';
import { producerConnection, waitUntilReady, workerConnection } from '../../jobs/redis.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { clean } from '../../scripts/testing/worker-kit.ts';
import { watchWorker, type WatchedWorker } from './watchdog.ts';

/** Real workers on a real Redis; one that never polls is one that was never told to run. */

const JOB: JobName = 'match';
const IDLE_MS = 30_000;
const log = { info() {}, warn() {}, error() {} };
let connection: ReturnType<typeof producerConnection>;
let blocking: ReturnType<typeof workerConnection>;
let queues: Queues;
let prefix = '';
let watched: WatchedWorker;
let made: Worker[] = [];
let nowMs = 0;

beforeEach(async () => {
  prefix = `watchdog-${randomUUID()}`;
  connection = producerConnection(inject('redisUrl'), log);
  blocking = workerConnection(inject('redisUrl'), log);
  await waitUntilReady(connection, new AbortController().signal);
  queues = openQueues(connection, prefix);
  made = [];
  nowMs = 0;
});
afterEach(async () => {
  await watched.close();
  await queues.close();
  blocking.disconnect();
  connection.disconnect();
  await clean({ url: inject('redisUrl'), prefix });
});

/** `polls`: whether the first worker, the second ... takes jobs. */
function watch(...polls: boolean[]): void {
  watched = watchWorker(
    JOB,
    () => {
      const take = (): Promise<void> => {
        watched.onTaken();
        watched.onLetGo();
        return Promise.resolve();
      };
      const worker = new Worker(JOBS[JOB].queue, take, {
        connection: blocking,
        prefix,
        autorun: polls[made.length] ?? true,
      });
      worker.on('error', () => undefined);
      made.push(worker);
      return worker;
    },
    { queues, log, clock: { nowMs: () => nowMs }, timers: { idleMs: IDLE_MS } },
  );
}

const ask = () =>
  queues.enqueue([
    { job: JOB, payload: { date: '2026-07-01' as PlainDate, generation: 1, round: 1, source: '' }, anew: false },
  ]);

describe('a worker that no longer takes jobs', () => {
  it('is made anew once jobs have waited long enough, and the new one takes them', async () => {
    watch(false, true);
    await ask();
    await watched.check();
    nowMs = IDLE_MS - 1;
    await watched.check();
    expect(made).toHaveLength(1);
    nowMs = IDLE_MS;
    await watched.check();
    expect(made).toHaveLength(2);
    expect(watched.isIdle()).toBe(true);
    await expect.poll(() => queues.waiting(JOB), { timeout: 10_000 }).toBe(0);
    await expect.poll(() => watched.isIdle(), { timeout: 10_000 }).toBe(false);
    await expect.poll(() => made[0]?.isRunning()).toBe(false);
  });

  it('is said to be idle for as long as even another one takes nothing, and is made anew again', async () => {
    watch(false, false, false);
    await ask();
    for (const ms of [0, IDLE_MS, 2 * IDLE_MS - 1]) {
      nowMs = ms;
      await watched.check();
    }
    expect([made.length, watched.isIdle()]).toEqual([2, true]);
    nowMs = 2 * IDLE_MS;
    await watched.check();
    expect([made.length, watched.isIdle()]).toEqual([3, true]);
  });
});

describe('a worker that is let be', () => {
  it('has nothing to take, or as much to do as it can', async () => {
    watch(false);
    for (const ms of [0, IDLE_MS, 2 * IDLE_MS]) {
      nowMs = ms;
      await watched.check();
    }
    watched.onTaken();
    await ask();
    for (const ms of [3 * IDLE_MS, 5 * IDLE_MS]) {
      nowMs = ms;
      await watched.check();
    }
    expect([made.length, watched.isIdle()]).toEqual([1, false]);
  });
});
