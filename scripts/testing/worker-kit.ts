import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { Config } from '../../schemas/config/config.ts';
import type { QueueMessage } from '../../schemas/ports/outbox.ts';
import type { RunningWorker } from '../../workers/service/main.ts';
import type { Timers } from '../../workers/service/timers.ts';

/** Helpers of the tests that run workers on a real Redis. */

/** Everything ten times as fast; the proportions are those of the real times. */
export const FAST: Timers = {
  lockMs: 2_000,
  stalledMs: 500,
  pollMs: 500,
  leaseMs: 1_500,
  heartbeatMs: 300,
  sweepMs: 300,
  sourceCheckMs: 1_000,
  idleMs: 2_000,
  finishMs: 1_000,
  stopMs: 10_000,
};

/** Queues of a test's own on a Redis that tests share. */
export function queueOn(url: string, change: Partial<NonNullable<Config['queue']>> = {}): NonNullable<Config['queue']> {
  return { url, prefix: `test-${randomUUID()}`, backlogMax: 100_000, allowEviction: true, ...change };
}

/** Resolves once the condition holds. Rejects with what was waited for. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, ms = 25_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${ms} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A queue by name under a prefix, with its connection; close both. */
export async function withQueue<T>(
  queue: { url: string; prefix: string },
  name: string,
  work: (queue: Queue) => Promise<T>,
): Promise<T> {
  const connection = new Redis(queue.url, { maxRetriesPerRequest: null });
  const opened = new Queue(name, { connection, prefix: queue.prefix });
  try {
    return await work(opened);
  } finally {
    await opened.close();
    connection.disconnect();
  }
}

/** Every message that stands in the discrepancy queue, whatever its state. */
export async function messagesOf(queue: {
  url: string;
  prefix: string;
}): Promise<(QueueMessage & { readonly jobId: string | undefined })[]> {
  return withQueue(queue, 'discrepancies', async (opened) => {
    const jobs = await opened.getJobs(['waiting', 'active', 'completed', 'failed', 'delayed'], 0, -1);
    return jobs.map((job) => ({ ...(job.data as QueueMessage), jobId: job.id }));
  });
}

/** Removes what a test left under its prefix. */
export async function clean({ url, prefix }: { url: string; prefix: string }): Promise<void> {
  const connection = new Redis(url, { maxRetriesPerRequest: 1 });
  for await (const keys of connection.scanStream({ match: `${prefix}:*`, count: 1_000 }) as AsyncIterable<string[]>) {
    if (keys.length > 0) await connection.del(...keys);
  }
  connection.disconnect();
}

export function running(worker: RunningWorker | null): RunningWorker {
  if (worker === null) throw new Error('the worker did not start');
  return worker;
}
