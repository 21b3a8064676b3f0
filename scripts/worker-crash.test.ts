import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { buildCrashWorker, openChain, type Chain } from './testing/crash/chain.ts';
import { clean, messagesOf, until } from './testing/worker-kit.ts';

/** The short form of `npm run crash`: a worker process meets its end at a named step, and another one goes on. */

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
  ({ program, remove } = await buildCrashWorker());
  await withChain(async (chain) => {
    chain.start();
    await chain.published();
    calm = chain.reports();
    calmEvents = chain.store.events().map((event) => event.eventId);
  });
});
afterAll(() => {
  remove();
});

describe('a worker process that is killed', () => {
  it.each(['normalise:done', 'renamed', 'committed', 'linked:'])(
    'at %s leaves nothing that its successor does not put right',
    async (at) => {
      await withChain(async (chain, queue) => {
        const first = chain.start({ crash: { at, by: 'SIGKILL' } });
        await first.exited;
        expect(chain.hasCrashed()).toBe(true);
        chain.start();
        await chain.published();
        expect(chain.reports()).toEqual(calm);
        expect(chain.store.events().map((event) => event.eventId)).toEqual(calmEvents);
        await expect
          .poll(async () => (await messagesOf(queue)).map((one) => one.eventId).sort(), { timeout: 15_000 })
          .toEqual([...calmEvents].sort());
      });
    },
    60_000,
  );
});

describe('a zombie', () => {
  it.each(['fates_written', 'written'])(
    'that stood still at %s until another took its date writes nothing',
    async (at) => {
      await withChain(async (chain) => {
        const zombie = chain.start({ crash: { at, by: 'SIGSTOP' } });
        await until('the process to stand still', () => chain.hasCrashed());
        chain.start();
        await chain.published();
        const before = [chain.store.newestRuns(), chain.store.events(), chain.store.registeredFiles()];
        const logged = zombie.log().length;
        zombie.child.kill('SIGCONT');
        await until('the zombie to notice', () => zombie.log().slice(logged).includes('lease_lost'));
        expect([chain.store.newestRuns(), chain.store.events(), chain.store.registeredFiles()]).toEqual(before);
        expect(chain.reports()).toEqual(calm);
      });
    },
    60_000,
  );
});
