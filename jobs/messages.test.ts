import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker, type Job } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../schemas/ports/store.ts';
import { commitRunOf, day, discrepancy } from '../scripts/testing/records.ts';
import { startRedis, type PrivateRedis } from '../scripts/testing/redis.ts';
import { until } from '../scripts/testing/worker-kit.ts';
import { openStore } from '../workers/adapters/sqlite/sqlite.ts';
import { DISCREPANCY_QUEUE } from './contracts.ts';
import { drainOutbox, messageKeeper, sendAgain } from './discrepancies.ts';
import { openQueues, type Queues } from './queues.ts';
import { producerConnection, waitUntilReady } from './redis.ts';

/** Messages over a Redis of the test's own, which is wiped or comes back with an older state. */

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const PREFIX = 'messages';

let folder = '';
let store: Store;
let redis: PrivateRedis;
let connection: Redis;
let queues: Queues;
/** How often each message came to a consumer that completed it. */
let taken: Map<string, number>;

const keeper = () => messageKeeper({ store, queues, backlogMax: 100_000 });
const drain = () => drainOutbox({ store, queues, backlogMax: 100_000 });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-messages-'));
  store = openStore({ path: join(folder, 'cuadre.db'), linesDirectory: join(folder, 'lines') });
  redis = await startRedis();
  connection = producerConnection(redis.url, SILENT);
  await waitUntilReady(connection, AbortSignal.timeout(10_000));
  queues = openQueues(connection, PREFIX);
  taken = new Map();
});
afterEach(async () => {
  await queues.close();
  connection.disconnect();
  await redis.stop();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens so many discrepancies on a date, each of which is a message. */
async function open(date: number, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => discrepancy(`R-${String(date)}-${String(index)}`));
  await commitRunOf(store, day(date), { discrepancies: rows });
}

/** A consumer that completes so many messages and leaves; without a number until none waits. */
async function consume(most = Number.POSITIVE_INFINITY): Promise<void> {
  const client = new Redis(redis.url, { maxRetriesPerRequest: null });
  const before = sum();
  const worker = new Worker<{ eventId: string }>(DISCREPANCY_QUEUE, null, { connection: client, prefix: PREFIX });
  await worker.waitUntilReady();
  while (sum() - before < most) {
    const job = (await worker.getNextJob('consumer', { block: false })) as Job<{ eventId: string }> | undefined;
    if (job === undefined) break;
    taken.set(job.data.eventId, (taken.get(job.data.eventId) ?? 0) + 1);
    await job.moveToCompleted('seen', 'consumer', false);
  }
  await worker.close();
  client.disconnect();
}

const sum = (): number => [...taken.values()].reduce((all, times) => all + times, 0);

describe('messages that were sent', () => {
  it('and not completed are sent again under their ids when Redis is wiped; completed ones are not', async () => {
    const look = keeper();
    await open(1, 116);
    expect(await look()).toEqual({ lost: 0 });
    expect(await drain()).toEqual({ sent: 116, isFull: false });
    await consume(30);
    const once = [...taken.keys()];
    expect(await look()).toEqual({ lost: 0 });
    await connection.flushall();
    expect(await look()).toEqual({ lost: 86 });
    expect(await drain()).toEqual({ sent: 86, isFull: false });
    expect(await look()).toEqual({ lost: 0 });
    await consume();
    const events = (await store.queue.events()).map(({ eventId }) => eventId);
    expect([...taken.keys()].sort()).toEqual([...events].sort());
    expect(once.map((id) => taken.get(id))).toEqual(once.map(() => 1));
    expect(sum()).toBe(116);
  }, 60_000);

  it('are sent again where Redis comes back with an older state, and what it tells again is taken out', async () => {
    const look = keeper();
    await open(1, 40);
    await look();
    await drain();
    await connection.save();
    await open(2, 40);
    await drain();
    await consume(10);
    await look();
    await redis.restart();
    await until('Redis to answer', () => connection.status === 'ready');
    // The newest of the first date were closed by the second, so both dates tell more than they open.
    const { lost } = await look();
    expect(lost).toBeGreaterThan(0);
    await drain();
    await consume();
    const events = (await store.queue.events()).map(({ eventId }) => eventId);
    expect([...taken.keys()].sort()).toEqual([...events].sort());
    expect(lost).toBe(events.length - 10);
    expect(Math.max(...taken.values())).toBe(1);
  }, 60_000);

  it('and completed since an older state was kept are not told twice, though nothing newer was sent', async () => {
    const look = keeper();
    await open(1, 20);
    await look();
    await drain();
    await connection.save();
    await consume(12);
    await look();
    await redis.restart();
    await until('Redis to answer', () => connection.status === 'ready');
    expect(await look()).toEqual({ lost: 8 });
    await drain();
    await consume();
    expect([taken.size, Math.max(...taken.values())]).toEqual([20, 1]);
  }, 60_000);

  it('are looked after by several processes, none of which takes the others for a loss', async () => {
    const looks = [keeper(), keeper(), keeper()];
    await Promise.all(looks.map((look) => look()));
    await open(1, 60);
    for (let round = 0; round < 4; round += 1) {
      await Promise.all([drain(), ...looks.map((look) => look())]);
      await consume(15);
      expect(await Promise.all(looks.map((look) => look()))).toEqual(looks.map(() => ({ lost: 0 })));
    }
    expect([taken.size, sum()]).toEqual([60, 60]);
  }, 60_000);

  it('are sent again on demand from a date on, completed or not, and no other ones', async () => {
    const look = keeper();
    await look();
    await open(1, 5);
    await open(2, 7);
    await drain();
    await consume();
    await look();
    const since = (await store.queue.events()).filter(({ run }) => run.date >= day(2)).map(({ eventId }) => eventId);
    expect(await sendAgain(day(2), { store, queues, backlogMax: 100_000 })).toBe(since.length);
    await drain();
    await consume();
    const twice = [...taken].filter(([, times]) => times === 2).map(([eventId]) => eventId);
    expect(twice.sort()).toEqual(since.sort());
    expect(twice.length).toBeGreaterThanOrEqual(7);
    expect(await look()).toEqual({ lost: 0 });
  }, 60_000);

  it('by a version that kept no mark stay sent', async () => {
    await open(1, 5);
    await drain();
    expect(await keeper()()).toEqual({ lost: 0 });
    expect(await drain()).toEqual({ sent: 0, isFull: false });
  }, 60_000);
});
