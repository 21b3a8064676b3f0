import { randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobsToAdd, readRecorded } from '../jobs/due.ts';
import { JOBS, NIGHTLY_QUEUE } from '../jobs/contracts.ts';
import { openQueues } from '../jobs/queues.ts';
import { producerConnection } from '../jobs/redis.ts';
import { buildCrashWorker, LAST, openChain, type Chain } from './testing/crash/chain.ts';
import { freePort, startRedis } from './testing/redis.ts';
import { RESTATED_DATE, restatedProviderFile } from './testing/tiny-shop.ts';
import { messagesOf, until, withQueue } from './testing/worker-kit.ts';

/**
 * Worker processes under the troubles of a night, each with a Redis of its own, by the real times where it says so.
 * They wait more than they work, and do it at the same time.
 */

let program = '';
let remove: () => void;
beforeAll(() => {
  ({ program, remove } = buildCrashWorker());
});
afterAll(() => {
  remove();
});

/** Reports whatever the generation: how often a date was looked at is not what it comes to. */
function reportsOf(chain: Chain): Map<string, string> {
  return new Map(
    [...chain.reports()].map(([name, text]) => [name, text.replace(/"generation": \d+/, '"generation": 0')]),
  );
}

/** Puts other bytes in the place of a file that was read, at once as a sender does. */
function restate({ folder }: Chain): void {
  const file = join(folder, 'input', `psp_${RESTATED_DATE.replaceAll('-', '')}.csv`);
  writeFileSync(`${file}.part`, restatedProviderFile());
  renameSync(`${file}.part`, file);
}

/** What people find in the queue. */
async function queueOf({ store }: Chain): Promise<string[][]> {
  return (await store.queue.entries()).map(({ discrepancy: { kind, id, state } }) => [kind, id, state]);
}

it.concurrent(
  'starts while Redis is down, waits and says so, works when it is there, and ends well on SIGTERM',
  async () => {
    const port = await freePort();
    const queue = { url: `redis://127.0.0.1:${port}`, prefix: 'late' };
    const chain = openChain(program, queue);
    const worker = chain.start({ real: true });
    try {
      await until('the worker to say that it waits', () => worker.log().includes('not reachable'));
      const redis = await startRedis({ port });
      try {
        await chain.published();
        expect(chain.reports().size).toBeGreaterThan(0);
        const signalledMs = Date.now();
        worker.child.kill('SIGTERM');
        expect(await worker.exited).toBe(0);
        expect(Date.now() - signalledMs).toBeLessThan(20_000);
      } finally {
        await redis.stop();
      }
    } finally {
      await chain.close();
    }
  },
  90_000,
);

it.concurrent(
  'is replaced within 30 s where it was killed in the middle of a date, by the real times',
  async () => {
    const redis = await startRedis();
    const chain = openChain(program, { url: redis.url, prefix: 'killed' });
    try {
      const crash = { at: 'match:done', by: 'SIGKILL' } as const;
      const two = [chain.start({ real: true, crash }), chain.start({ real: true, crash })];
      await until('one of two to be killed', () => chain.hasCrashed(), 60_000);
      const killedMs = Date.now();
      await until(
        'its date to be recorded by the other',
        async () => (await chain.store.runs.newestOfEach()).length > 0,
        60_000,
      );
      expect((Date.now() - killedMs) / 1000).toBeLessThan(30);
      await chain.published(60_000);
      const alive = two.filter(({ child }) => child.signalCode === null);
      expect(alive).toHaveLength(1);
      alive[0]?.child.kill('SIGTERM');
      expect(await alive[0]?.exited).toBe(0);
    } finally {
      await chain.close();
      await redis.stop();
    }
  },
  120_000,
);

it.concurrent(
  'has what was asked for back within 60 s where Redis was emptied while the process was idle, and the schedule, by the real times',
  async () => {
    const redis = await startRedis();
    const queue = { url: redis.url, prefix: 'emptied' };
    const chain = openChain(program, queue);
    const connection = producerConnection(redis.url, { info() {}, warn() {}, error() {} });
    try {
      chain.start({ real: true });
      await chain.published();
      const queues = openQueues(connection, queue.prefix);
      await withQueue(queue, JOBS.download.queue, async (downloads) => {
        // Asked for, and nobody takes it before all of Redis is gone.
        await downloads.pause();
        await chain.store.progress.begin(LAST, { anew: true, filesFrom: 'sources' });
        const sources = ['bank', 'psp', 'shop'].map((id) => ({ id }));
        await queues.enqueue(jobsToAdd(await readRecorded(chain.store, RESTATED_DATE, sources)));
        expect(await queues.waiting('download')).toBe(3);
        await connection.flushall();
      });
      const emptiedMs = Date.now();
      await chain.published(60_000);
      expect((Date.now() - emptiedMs) / 1000).toBeLessThan(60);
      await withQueue(queue, NIGHTLY_QUEUE, async (nightly) => {
        expect(await nightly.getJobSchedulersCount()).toBe(1);
      });
      await queues.close();
    } finally {
      connection.disconnect();
      await chain.close();
      await redis.stop();
    }
  },
  120_000,
);

it.concurrent(
  'comes to the same bytes as a calm run: three processes, one killed, Redis killed and restarted, a date restated meanwhile',
  async () => {
    // A Redis that keeps what it answered for: no message may be lost with it.
    const redis = await startRedis({ keeps: true });
    const queue = { url: redis.url, prefix: `rough-${randomUUID()}` };
    const calm = openChain(program, { url: redis.url, prefix: `calm-${randomUUID()}` });
    const rough = openChain(program, queue);
    const isTaken = async (chain: Chain) => ((await chain.store.runs.newest(RESTATED_DATE))?.generation ?? 0) > 1;
    try {
      calm.start();
      await calm.published();
      restate(calm);
      await until('the restated file to be taken', () => isTaken(calm));
      await calm.published();

      // The second date to be decided takes its process with it; the first one is recorded by then.
      const crash = { at: 'match:done', by: 'SIGKILL', after: 1 } as const;
      const three = [rough.start({ crash }), rough.start({ crash }), rough.start({ crash })];
      await until('one of three to be killed', () => rough.hasCrashed(), 60_000);
      expect((await rough.store.runs.newestOfEach()).map((run) => [run.date, run.generation])).toEqual([
        [RESTATED_DATE, 1],
      ]);
      restate(rough);
      await redis.kill();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await redis.restart();
      await until('the restated file to be taken', () => isTaken(rough), 60_000);
      await rough.published(60_000);

      expect(three.filter(({ child }) => child.signalCode === 'SIGKILL')).toHaveLength(1);
      expect(await rough.store.runs.generations(RESTATED_DATE)).toHaveLength(2);
      // What was read before and came again is told of, whenever the later dates were run: only generations differ.
      expect(reportsOf(rough)).toEqual(reportsOf(calm));
      expect(await queueOf(rough)).toEqual(await queueOf(calm));
      expect((await queueOf(rough)).map(([kind]) => kind)).toContain('source_revised');
      await until('every event to be sent', async () => (await rough.store.outbox.size()) === 0);
      const sent = new Set((await messagesOf(queue)).map((message) => message.eventId));
      expect((await rough.store.queue.events()).map((event) => event.eventId).filter((id) => !sent.has(id))).toEqual(
        [],
      );
    } finally {
      await calm.close();
      await rough.close();
      await redis.stop();
    }
  },
  180_000,
);
