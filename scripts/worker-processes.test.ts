import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildCrashWorker, LAST, openChain, type Chain } from './testing/crash/chain.ts';
import { freePort, startRedis } from './testing/redis.ts';
import { until } from './testing/worker-kit.ts';
import { MISSING_DATE, providerFile } from './testing/tiny-shop.ts';

/** Worker processes under the troubles of a night, each with a Redis of its own, by the real times where it says so. */

let program = '';
let remove: () => void;
beforeAll(async () => {
  ({ program, remove } = await buildCrashWorker());
});
afterAll(() => {
  remove();
});

/** Reports whatever the generation: how often a date was looked at is not what it comes to. */
function reportsOf(chain: Chain): Map<string, string> {
  return new Map([...chain.reports()].map(([name, text]) => [name, text.replace(/"generation": \d+/, '"generation": 0')]));
}

it('starts while Redis is down, waits and says so, works when it is there, and ends well on SIGTERM', async () => {
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
      const told = Date.now();
      worker.child.kill('SIGTERM');
      expect(await worker.exited).toBe(0);
      expect(Date.now() - told).toBeLessThan(20_000);
    } finally {
      await redis.stop();
    }
  } finally {
    await chain.close();
  }
}, 90_000);

it('is replaced within 30 s where it was killed in the middle of a date, by the real times', async () => {
  const redis = await startRedis();
  const chain = openChain(program, { url: redis.url, prefix: 'killed' });
  try {
    const crash = { at: 'match:done', by: 'SIGKILL' } as const;
    const two = [chain.start({ real: true, crash }), chain.start({ real: true, crash })];
    await until('one of two to be killed', () => chain.hasCrashed(), 60_000);
    const killedMs = Date.now();
    await until('its date to be recorded by the other', () => chain.store.newestRuns().length > 0, 60_000);
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
}, 120_000);

it('comes to the same bytes as a calm run: three processes, Redis killed and empty again, one process killed, a file that came late', async () => {
  const redis = await startRedis();
  const calm = openChain(program, { url: redis.url, prefix: `calm-${randomUUID()}` });
  const rough = openChain(program, { url: redis.url, prefix: `rough-${randomUUID()}` });
  const arrive = (chain: Chain): void => {
    writeFileSync(join(chain.folder, 'input', `psp_${MISSING_DATE.replaceAll('-', '')}.csv`), providerFile(MISSING_DATE));
  };
  try {
    calm.start();
    await calm.published();
    arrive(calm);
    await until('the late file to be taken', () => (calm.store.newestRun(LAST)?.generation ?? 0) > 1);
    await calm.published();

    const victims = [
      rough.start({ crash: { at: 'classify:done', by: 'SIGKILL' } }),
      rough.start({ crash: { at: 'classify:done', by: 'SIGKILL' } }),
      rough.start({ crash: { at: 'classify:done', by: 'SIGKILL' } }),
    ];
    await until('one of three to be killed', () => rough.hasCrashed());
    await redis.kill();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await redis.restart();
    const back = Date.now();
    await until('a date to be asked for again', () => rough.store.newestRun(LAST) !== null || rough.journeys.underWay().length > 0);
    await rough.published(60_000);
    expect((Date.now() - back) / 1000).toBeLessThan(60);
    arrive(rough);
    await until('the late file to be taken', () => (rough.store.newestRun(LAST)?.generation ?? 0) > 1);
    await rough.published(60_000);
    expect(victims.filter(({ child }) => child.signalCode === 'SIGKILL')).toHaveLength(1);
    expect(reportsOf(rough)).toEqual(reportsOf(calm));
    expect(rough.store.events().map((event) => event.eventId)).toEqual(calm.store.events().map((event) => event.eventId));
    expect(rough.journeys.outboxSize()).toBe(0);
  } finally {
    await calm.close();
    await rough.close();
    await redis.stop();
  }
}, 180_000);
