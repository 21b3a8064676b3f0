import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { JOBS } from '../jobs/contracts.ts';
import { isStuck } from '../jobs/due.ts';
import { buildCrashWorker, LAST, openChain, type Chain } from './testing/crash/chain.ts';
import { clean, FAST, messagesOf, until, withQueue } from './testing/worker-kit.ts';

/**
 * The short form of `npm run crash`: a worker process meets its end at a named step, and another one goes on. They wait
 * more than they work, and do it at the same time.
 */

let program = '';
let remove: () => void;
let calm: ReadonlyMap<string, string>;
let calmEvents: readonly string[];

async function withChain<T>(work: (chain: Chain, queue: { url: string; prefix: string }) => Promise<T>): Promise<T> {
  const queue = { url: inject('redisUrl'), prefix: `crash-${randomUUID()}` };
  const chain = openChain(program, queue);
  try {
    return await work(chain, queue);
  } finally {
    await chain.close();
    await clean(queue);
  }
}

beforeAll(async () => {
  ({ program, remove } = buildCrashWorker());
  await withChain(async (chain) => {
    chain.start();
    await chain.published();
    calm = chain.reports();
    calmEvents = (await chain.store.queue.events()).map((event) => event.eventId);
  });
});
afterAll(() => {
  remove();
});

describe.concurrent('a worker process that is killed', () => {
  it.each(['normalise:done', 'fates_in_place', 'committed', 'reports_recorded', 'linked:'])(
    'at %s leaves nothing that its successor does not put right',
    async (at) => {
      await withChain(async (chain, queue) => {
        const first = chain.start({ crash: { at, by: 'SIGKILL' } });
        await first.exited;
        expect(chain.hasCrashed()).toBe(true);
        chain.start();
        await chain.published();
        expect(chain.reports()).toEqual(calm);
        expect((await chain.store.queue.events()).map((event) => event.eventId)).toEqual(calmEvents);
        await until('every event to be sent', async () => (await chain.store.outbox.size()) === 0);
        expect((await messagesOf(queue)).map((one) => one.eventId).sort()).toEqual([...calmEvents].sort());
      });
    },
    120_000,
  );
});

describe.concurrent('a stage that takes longer than a process that is to stop can wait', () => {
  it('is stopped and put back: it is free at once, it is no attempt, and another process does it', async () => {
    await withChain(async (chain, stageQueue) => {
      const first = chain.start({ crash: { at: 'match:done', by: 'HANG' } });
      await until('the stage to stand still', () => chain.hasCrashed(), 60_000);
      const [date] = await chain.store.progress.underWay();
      expect(date?.stages).toMatchObject([{ stage: 'match', state: 'working', starts: 1 }]);
      const toldMs = Date.now();
      first.child.kill('SIGTERM');
      const end = await first.exited;
      expect(end, first.log()).toBe(0);
      expect(Date.now() - toldMs).toBeLessThan(FAST.stopMs);
      expect((await chain.store.progress.underWay())[0]?.stages).toMatchObject([{ stage: 'match', state: 'asked' }]);
      await withQueue(stageQueue, JOBS.match.queue, async (queue) => {
        expect((await queue.getWaiting()).map(({ attemptsMade }) => attemptsMade)).toEqual([0]);
      });
      const free = await chain.store.leases.take(date?.date ?? LAST, 'anybody', Date.now());
      await chain.store.leases.release(free);
      chain.start();
      await chain.published();
      expect(chain.reports()).toEqual(calm);
      expect((await chain.store.queue.events()).map((event) => event.eventId)).toEqual(calmEvents);
    });
  }, 120_000);
});

describe.concurrent('a stage that never ends', () => {
  it('is ended after limits.stageMinutes: parked, told, and done by a replay once it is mended', async () => {
    await withChain(async (chain) => {
      const one = chain.start({ crash: { at: 'match:done', by: 'HANG', stageMinutes: 0.2 } });
      await until('the stage to stand still', () => chain.hasCrashed(), 60_000);
      await until('the stage to be parked', async () => (await chain.store.progress.underWay()).some(isStuck));
      const [date] = await chain.store.progress.underWay();
      expect(date?.stages).toMatchObject([{ stage: 'match', state: 'parked', code: 'stage_too_long' }]);
      expect(date?.stages[0]?.detail).toContain('took longer than limits.stageMinutes allows (0.2)');
      // The thread is gone and the date is free; the process lives and works.
      const day = date?.date ?? LAST;
      await chain.store.leases.release(await chain.store.leases.take(day, 'anybody', Date.now()));
      expect(one.log()).toContain('"code":"stage_too_long"');
      expect(one.child.exitCode).toBeNull();
      await chain.store.progress.begin(day, { anew: true, filesFrom: 'unread' });
      await chain.published();
      expect(chain.reports()).toEqual(calm);
      expect((await chain.store.queue.events()).map((event) => event.eventId)).toEqual(calmEvents);
    });
  }, 120_000);
});

describe.concurrent('a zombie', () => {
  it.each(['fates_written', 'fates_in_place', 'written', 'reports_recorded', 'linked:'])(
    'that stood still at %s until another took its date writes nothing',
    async (at) => {
      await withChain(async (chain) => {
        const zombie = chain.start({ crash: { at, by: 'SIGSTOP' } });
        await until('the process to stand still', () => chain.hasCrashed(), 60_000);
        chain.start();
        await chain.published();
        const before = [
          await chain.store.runs.newestOfEach(),
          await chain.store.queue.events(),
          await chain.store.outcomes.registeredFiles(),
        ];
        const logged = zombie.log().length;
        zombie.child.kill('SIGCONT');
        await until('the zombie to notice', () => zombie.log().slice(logged).includes('lease_lost'));
        expect([
          await chain.store.runs.newestOfEach(),
          await chain.store.queue.events(),
          await chain.store.outcomes.registeredFiles(),
        ]).toEqual(before);
        expect(chain.reports()).toEqual(calm);
      });
    },
    120_000,
  );
});
