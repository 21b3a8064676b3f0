import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { JOBS, NIGHTLY_QUEUE } from '../jobs/contracts.ts';
import { drainOutbox } from '../jobs/discrepancies.ts';
import { openQueues } from '../jobs/queues.ts';
import { producerConnection, waitUntilReady } from '../jobs/redis.ts';
import { addDays } from '../schemas/values/dates.ts';
import { CuadreError } from '../schemas/errors.ts';
import { FIXTURES, readCase, type GoldenCase } from './golden/case-folder.ts';
import { reportsOf } from './golden/run-case.ts';
import { movingAddress, startRedis } from './testing/redis.ts';
import { openWorkerCase, type WorkerCase } from './testing/worker-case.ts';
import { messagesOf, until, withQueue, type queueOn } from './testing/worker-kit.ts';

/** Workers of this process on a real Redis: what a queue can do to them, and they to it. */

const golden = readCase(join(FIXTURES, 'short-payout-made-good')) as GoldenCase;
const log = { info() {}, warn() {}, error() {} };

async function withCase<T>(
  work: (run: WorkerCase) => Promise<T>,
  last = golden.last,
  change: Parameters<typeof queueOn>[1] = {},
): Promise<T> {
  const run = await openWorkerCase(golden, last, inject('redisUrl'), change);
  try {
    return await work(run);
  } finally {
    await run.close();
  }
}

function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof CuadreError ? error.code : error),
  );
}

describe('a job that is not what was agreed', () => {
  it.each([
    ['an unknown name', 'polish', { date: '2026-07-01', generation: 1 }],
    ['a payload that does not parse', 'match', { date: 'tomorrow' }],
  ])('with %s fails for good, is never completed, and is told once', async (_what, name, data) => {
    await withCase(async (run) => {
      await run.start();
      await withQueue(run.queue, JOBS.match.queue, async (queue) => {
        await queue.add(name, data, { jobId: 'strange', attempts: 3 });
        await until('the job to fail', async () => (await queue.getJobState('strange')) === 'failed');
        const job = await queue.getJob('strange');
        expect(job?.attemptsMade).toBe(1);
        expect(await queue.getJobCountByTypes('completed')).toBe(0);
      });
      expect(run.logged.filter(({ fields }) => fields['code'] === 'payload_invalid')).toHaveLength(1);
    });
  });

  it('of a date that is not under way does nothing', async () => {
    await withCase(async (run) => {
      await run.start();
      await run.published(golden.last);
      const before = await run.workspace.context.store.runs.newestOfEach();
      await withQueue(run.queue, JOBS.match.queue, async (queue) => {
        await queue.add(
          'match',
          { date: golden.last, generation: 1, round: 1 },
          { jobId: 'again', removeOnComplete: false },
        );
        await until('the job to end', async () => (await queue.getJobState('again')) === 'completed');
        expect((await queue.getJob('again'))?.returnvalue).toEqual({ skipped: 'not due' });
      });
      expect(await run.workspace.context.store.runs.newestOfEach()).toEqual(before);
    });
  });
});

describe('files that are read ahead of the dates before them', () => {
  it('come to the same: a copy of the file of a date that is not recorded yet is refused when it is', async () => {
    const refused = readCase(join(FIXTURES, 'refused-files')) as GoldenCase;
    const run = await openWorkerCase(refused, refused.last, inject('redisUrl'));
    try {
      const reader = await run.start({ stages: ['download', 'normalise'] });
      await until('every file to be read', async () => {
        const progress = await run.progress.underWay();
        const files = progress.flatMap((underWay) => underWay.files);
        const wanted = progress.length * run.workspace.context.config.sources.length;
        return (
          progress.length > 1 &&
          files.length === wanted &&
          files.every(({ file, normalised }) => normalised || file.state !== 'in')
        );
      });
      expect(await run.workspace.context.store.runs.newestOfEach()).toEqual([]);
      await reader.stop();
      await run.start();
      await run.published(refused.last);
      for (const [name, text] of reportsOf(refused, run.workspace)) {
        expect(text, name).toBe(readFileSync(join(refused.folder, 'expected', name), 'utf8'));
      }
    } finally {
      await run.close();
    }
  });
});

describe('a Redis that may drop keys', () => {
  it('is refused, unless it is allowed', async () => {
    const redis = await startRedis();
    const run = await openWorkerCase(golden, golden.last, redis.url, { allowEviction: false });
    try {
      const connection = producerConnection(redis.url, log);
      await waitUntilReady(connection, new AbortController().signal);
      await connection.config('SET', 'maxmemory-policy', 'allkeys-lru');
      connection.disconnect();
      expect(await codeOf(run.start())).toBe('queue_evicts');
      await run.start({ allowEviction: true });
      await run.published(golden.last);
    } finally {
      await run.close();
      await redis.stop();
    }
  });

  it('from some moment on is told within a sweep', async () => {
    const redis = await startRedis();
    const run = await openWorkerCase(golden, golden.last, redis.url, { allowEviction: false });
    try {
      const worker = await run.start();
      await until('health to be ok', () => worker.health().status === 'ok');
      const connection = producerConnection(redis.url, log);
      await waitUntilReady(connection, new AbortController().signal);
      await connection.config('SET', 'maxmemory-policy', 'allkeys-lru');
      const told = /maxmemory-policy allkeys-lru and may drop/;
      await until('health to say so', () => worker.health().reasons.some((reason) => told.test(reason)));
      await connection.config('SET', 'maxmemory-policy', 'noeviction');
      await until('health to be ok again', () => worker.health().status === 'ok');
      connection.disconnect();
    } finally {
      await run.close();
      await redis.stop();
    }
  });
});

describe('a clock that jumps years ahead', () => {
  it('makes no dates: the worker begins none, and its log and health ask', async () => {
    await withCase(async (run) => {
      const first = await run.start();
      await run.published(golden.last);
      await first.stop();
      const runs = await run.workspace.context.store.runs.newestOfEach();
      const worker = await run.start({}, addDays(golden.last, 3_653));
      const told = /^365\d dates, .* is the clock right\? None is begun; "cuadre run --yes"/;
      await until('health to ask', () => worker.health().reasons.some((reason) => told.test(reason)));
      expect(run.logged.filter(({ level, message }) => level === 'error' && told.test(message))).toHaveLength(1);
      expect(await run.progress.underWay()).toEqual([]);
      expect(await run.workspace.context.store.runs.newestOfEach()).toEqual(runs);
    });
  });
});

describe('the schedule', () => {
  it('has one tick, whoever sets it and how often', async () => {
    await withCase(async (run) => {
      await run.start();
      await run.start();
      await run.published(golden.last);
      await withQueue(run.queue, NIGHTLY_QUEUE, async (queue) => {
        expect(await queue.getJobSchedulersCount()).toBe(1);
        expect(await queue.getJobScheduler('nightly')).toMatchObject({ pattern: '30 5 * * *', tz: 'America/Bogota' });
        expect(await queue.getJobCountByTypes('delayed')).toBe(1);
      });
    });
  });

  it('catches up on the dates of three days on which no worker ran, oldest first', async () => {
    const early = addDays(golden.last, -3);
    await withCase(async (run) => {
      const first = await run.start();
      await run.published(early);
      expect((await run.workspace.context.store.runs.newestOfEach()).at(-1)?.date).toBe(early);
      await first.stop();
      const later = Date.parse(`${addDays(golden.last, 1)}T17:00:00Z`) - Date.now();
      const from = run.logged.length;
      await run.start({ clock: { nowMs: () => later + Date.now() } });
      await run.published(golden.last);
      const matched = run.logged.slice(from).filter(({ fields }) => fields['stage'] === 'match');
      expect(matched.map(({ fields }) => fields['date'])).toEqual([addDays(early, 1), addDays(early, 2), golden.last]);
    }, early);
  });
});

describe('a Redis that was wiped', () => {
  it('has everything back that is due, and the schedule', async () => {
    const redis = await startRedis();
    const run = await openWorkerCase(golden, golden.last, redis.url);
    try {
      await run.start();
      await until(
        'the first date to be recorded',
        async () => (await run.workspace.context.store.runs.newestOfEach()).length > 0,
      );
      const connection = producerConnection(redis.url, log);
      await waitUntilReady(connection, new AbortController().signal);
      await connection.flushall();
      connection.disconnect();
      await run.published(golden.last);
      await withQueue(run.queue, NIGHTLY_QUEUE, async (queue) => {
        await until('the schedule to be back', async () => (await queue.getJobSchedulersCount()) === 1);
      });
    } finally {
      await run.close();
      await redis.stop();
    }
  });
});

describe('a Redis that fails over', () => {
  it('leaves a worker at work: its replica is promoted, and the former master answers READONLY where it is still spoken to', async () => {
    const [master, replica] = await Promise.all([startRedis(), startRedis()]);
    const address = await movingAddress(master);
    const run = await openWorkerCase(golden, golden.last, address.url);
    const [toMaster, toReplica] = [producerConnection(master.url, log), producerConnection(replica.url, log)];
    const isFollowing = async (connection: typeof toMaster) =>
      (await connection.info('replication')).includes('master_link_status:up');
    try {
      await Promise.all([toMaster, toReplica].map((one) => waitUntilReady(one, new AbortController().signal)));
      await toReplica.replicaof('127.0.0.1', master.port);
      await until('the replica to follow', () => isFollowing(toReplica));
      const worker = await run.start();
      await until(
        'the first date to be recorded',
        async () => (await run.workspace.context.store.runs.newestOfEach()).length > 0,
      );

      // Promoted while dates are under way; every connection of the worker is still one to the former master.
      await toReplica.replicaof('NO', 'ONE');
      address.moveTo(replica);
      await toMaster.replicaof('127.0.0.1', replica.port);
      await run.published(golden.last);
      await until('health to be ok', () => worker.health().status === 'ok');
      expect(await toReplica.info('clients')).not.toContain('blocked_clients:0');

      // And for a second nobody is master: what is asked for then is done once one is back.
      await toReplica.replicaof('127.0.0.1', master.port);
      await run.progress.begin(golden.last, { anew: true, filesFrom: 'sources' });
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(await run.progress.underWay()).not.toEqual([]);
      await toReplica.replicaof('NO', 'ONE');
      await run.published(golden.last);
    } finally {
      await run.close();
      for (const one of [toMaster, toReplica]) one.disconnect();
      address.close();
      await Promise.all([master.stop(), replica.stop()]);
    }
  });
});

describe('the discrepancy queue', () => {
  it('stops at its limit and says so, and goes on when somebody takes messages', async () => {
    await withCase(
      async (run) => {
        await run.start();
        await run.published(golden.last);
        const events = await run.workspace.context.store.queue.lastEvent();
        expect(events).toBeGreaterThan(2);
        await until('the limit to be told', () => run.logged.some(({ fields }) => fields['backlogMax'] === 2));
        expect(await messagesOf(run.queue)).toHaveLength(2);
        expect(await run.workspace.context.store.outbox.size()).toBe(events - 2);
        await withQueue(run.queue, 'discrepancies', (queue) => queue.drain());
        await until(
          'the next messages to be sent',
          async () =>
            (await run.workspace.context.store.outbox.size()) <= events - 4 ||
            (await run.workspace.context.store.outbox.size()) === 0,
        );
        expect(run.logged.filter(({ fields }) => fields['backlogMax'] === 2).length).toBeGreaterThan(0);
      },
      golden.last,
      { backlogMax: 2 },
    );
  });

  it('gets the same id again where a process was killed before it marked what it sent', async () => {
    await withCase(async (run) => {
      const { store } = run.workspace.context;
      await run.workspace.run(golden.last);
      const connection = producerConnection(run.queue.url, log);
      await waitUntilReady(connection, new AbortController().signal);
      const queues = openQueues(connection, run.queue.prefix);
      const killed = {
        outbox: { ...store.outbox, sent: () => Promise.reject(new Error('killed')) },
      };
      await expect(drainOutbox({ store: killed, queues, backlogMax: 1_000 })).rejects.toThrow('killed');
      expect(await run.workspace.context.store.outbox.size()).toBe(await store.queue.lastEvent());
      await drainOutbox({ store, queues, backlogMax: 1_000 });
      expect((await messagesOf(run.queue)).map((message) => message.eventId).sort()).toEqual(
        (await store.queue.events()).map((event) => event.eventId).sort(),
      );
      expect(await run.workspace.context.store.outbox.size()).toBe(0);
      await withQueue(run.queue, 'discrepancies', async (queue) => {
        const [job] = await queue.getJobs(['waiting'], 0, 0);
        expect(job?.opts).toMatchObject({ removeOnComplete: { age: 604_800, count: 100_000 }, removeOnFail: false });
      });
      await queues.close();
      connection.disconnect();
    });
  });

  it('is told of at once where Redis is not there', async () => {
    const connection = producerConnection('redis://127.0.0.1:1', log);
    const queues = openQueues(connection, 'nowhere');
    const asked = Date.now();
    expect(
      await codeOf(
        queues.enqueue([
          { job: 'match', payload: { date: golden.last, generation: 1, round: 1, source: '' }, anew: false },
        ]),
      ),
    ).toBe('queue_unreachable');
    expect(Date.now() - asked).toBeLessThan(1_000);
    connection.disconnect();
  });
});

describe('two ways at one date', () => {
  it('are one: a run of this process is refused while a worker holds the date', async () => {
    await withCase(async (run) => {
      const { workspace } = run;
      const date = workspace.context.config.goLive ?? golden.last;
      await run.progress.begin(date, { anew: false, filesFrom: 'unread' });
      const lease = await run.progress.start(
        { date, generation: 1, round: 1, stage: 'match', source: '' },
        { holder: 'a worker', starts: 1, nowMs: workspace.context.clock.nowMs(), leaseMs: 60_000 },
      );
      expect(lease).toMatchObject({ lease: { date } });
      expect(await codeOf(workspace.run(date))).toBe('run_held_elsewhere');
      expect(await workspace.context.store.runs.newest(date)).toBeNull();
    });
  });
});

describe('what a worker shows of itself', () => {
  it('is its health and its figures', async () => {
    await withCase(async (run) => {
      const { config } = run.workspace.context;
      const worker = await run.start({
        config: { ...config, queue: run.queue, worker: { http: { host: '127.0.0.1', port: 0 } } },
      });
      await run.published(golden.last);
      const at = `http://127.0.0.1:${worker.port ?? 0}`;
      await until(
        'health to be ok',
        async () => ((await (await fetch(`${at}/healthz`)).json()) as { status: string }).status === 'ok',
      );
      const text = await (await fetch(`${at}/metrics`)).text();
      expect(text).toMatch(/^cuadre_queue_jobs\{queue="discrepancies",state="waiting"\} \d+$/m);
      expect(text).toMatch(/^cuadre_stage_seconds_count\{job="match",outcome="done"\} [1-9]/m);
      expect(text).toMatch(/^cuadre_lines_total\{job="normalise"\} [1-9]/m);
      expect(text).toMatch(/^cuadre_findings_total\{kind="payout_mismatch"\} [1-9]/m);
      expect(text).toMatch(/^cuadre_oldest_due_date_seconds 0$/m);
      expect(text).toMatch(/^cuadre_outbox_backlog 0$/m);
      expect((await fetch(`${at}/other`)).status).toBe(404);
    });
  });
});
