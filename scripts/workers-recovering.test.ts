import { join } from 'node:path';
import { Worker, UnrecoverableError } from 'bullmq';
import { describe, expect, inject, it } from 'vitest';
import { JOBS, stageJobId, type JobName } from '../jobs/contracts.ts';
import { CuadreError } from '../schemas/errors.ts';
import type { Context } from '../schemas/ports/context.ts';
import { addDays, type PlainDate } from '../schemas/values/dates.ts';
import { StageStopped, type Runner } from '../workers/service/runner.ts';
import { createSweeper } from '../workers/service/sweep.ts';
import { FIXTURES, readCase, type GoldenCase } from './golden/case-folder.ts';
import { directRunner, openWorkerCase, type WorkerCase } from './testing/worker-case.ts';
import { clean, FAST, until, withQueue } from './testing/worker-kit.ts';

/** Record and queue that say different things of a stage, on a real Redis: nothing gets stuck, or is done twice. */

const golden = readCase(join(FIXTURES, 'short-payout-made-good')) as GoldenCase;
const first = '2026-07-01' as PlainDate;

async function withCase<T>(work: (run: WorkerCase) => Promise<T>): Promise<T> {
  const run = await openWorkerCase(golden, golden.last, inject('redisUrl'));
  try {
    return await work(run);
  } finally {
    await run.close();
  }
}

type Body = (signal: AbortSignal | undefined, start: number) => Promise<void>;

/** Tasks of this thread; before the download of the bank's file of the first date, `body` has its say. */
function downloadsAfter(body: Body) {
  let starts = 0;
  const runner = (context: Context): Runner => {
    const direct = directRunner(context);
    return {
      ...direct,
      run: async (task, signal) => {
        if (task.kind === 'stage' && task.job === 'download') {
          const { date, source } = task.lease.key;
          if (date === first && source === 'bank') await body(signal, (starts += 1));
        }
        return direct.run(task, signal);
      },
    };
  };
  return { runner, starts: () => starts };
}

/** Stands still until it is let go, as a slow server makes a download do; ends with its thread where it is aborted. */
function standingStill() {
  let letGo = (): void => undefined;
  const isFree = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const body: Body = (signal) =>
    Promise.race([
      isFree,
      new Promise<never>((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          reject(new StageStopped('aborted', true));
        });
      }),
    ]);
  return { body, letGo };
}

function idOf(job: JobName, date: PlainDate, source: string, round = 1): string {
  return stageJobId(job, { date, generation: 1, round, source });
}

async function stageOf({ progress }: WorkerCase, source: string) {
  return (await progress.of(first))?.stages.find((stage) => stage.source === source);
}

describe('a date that another run holds', () => {
  it('is asked for again by the same job, which loses none of its counts, and is told', async () => {
    await withCase(async (run) => {
      const { store, clock } = run.workspace.context;
      const lease = await store.leases.take(first, 'a run', clock.nowMs());
      await run.start();
      await withQueue(run.queue, JOBS.match.queue, async (queue) => {
        const startsOf = async () => (await queue.getJob(idOf('match', first, '')))?.attemptsStarted ?? 0;
        await until('the job to have been started three times', async () => (await startsOf()) >= 3);
        expect((await queue.getJob(idOf('match', first, '')))?.attemptsMade).toBe(0);
      });
      expect(run.logged.some(({ message, fields }) => message.startsWith('held by ') && fields['date'] === first)).toBe(
        true,
      );
      await store.leases.release(lease);
      await run.published(golden.last);
    });
  });
});

describe('a Redis that was wiped while a stage is worked at', () => {
  it('does not have it begun a second time by the very process that is at it', async () => {
    await withCase(async (run) => {
      const { body, letGo } = standingStill();
      const slow = downloadsAfter(body);
      await run.start({ runner: slow.runner });
      await until('the stage to be begun', () => slow.starts() === 1);
      await clean(run.queue);
      await withQueue(run.queue, JOBS.download.queue, async (queue) => {
        const job = async () => queue.getJob(idOf('download', first, 'bank'));
        await until('its job to come back and be refused', async () => ((await job())?.attemptsStarted ?? 0) > 1);
      });
      expect(slow.starts()).toBe(1);
      letGo();
      await run.published(golden.last);
      expect(slow.starts()).toBe(1);
    });
  });
});

describe('a stage that waits', () => {
  it.each([
    ['to be tried again, and Redis is wiped: is begun at once', 'source_unreachable', 'retrying', true, false],
    ['to be tried again, and a person asks: is begun at once', 'source_unreachable', 'retrying', false, true],
    [
      'for a person, who asks after Redis was wiped: is begun, and not before',
      'source_forbidden',
      'failed',
      true,
      true,
    ],
    ['for a person, who asks: is begun, and not before', 'source_forbidden', 'failed', false, true],
  ] as const)('%s', async (_what, code, state, wiped, asked) => {
    await withCase(async (run) => {
      const waiting = downloadsAfter((_signal, start) =>
        start === 1 ? Promise.reject(new CuadreError(code, 'the first time')) : Promise.resolve(),
      );
      const workers = [await run.start({ runner: waiting.runner }), await run.start({ runner: waiting.runner })];
      await until('the record to say so', async () => (await stageOf(run, 'bank'))?.state === state);
      if (wiped) await clean(run.queue);
      if (asked) {
        await Promise.all(workers.map(({ sweeper }) => sweeper.sweep()));
        if (state === 'failed') expect(waiting.starts()).toBe(1);
        await run.progress.askAgain(first);
        await Promise.all(workers.map(({ sweeper }) => sweeper.sweep()));
      }
      await run.published(golden.last);
      expect(waiting.starts()).toBe(2);
    });
  });
});

describe('a stage whose thread dies once', () => {
  it('is not parked for it where it was deferred often before', async () => {
    await withCase(async (run) => {
      const rough = downloadsAfter((_signal, start) => {
        if (start <= 4) return Promise.reject(new CuadreError('source_unreachable', 'no route'));
        return start === 5 ? Promise.reject(new StageStopped('out of memory', false)) : Promise.resolve();
      });
      await run.start({ runner: rough.runner });
      await withQueue(run.queue, JOBS.download.queue, async (queue) => {
        for (let times = 1; times <= 4; times += 1) {
          await until('it to wait', async () =>
            (await queue.getDelayed()).some(({ attemptsMade }) => attemptsMade === times),
          );
          await (await queue.getJob(idOf('download', first, 'bank')))?.promote();
        }
      });
      await run.published(golden.last);
      expect(rough.starts()).toBe(6);
    });
  });
});

describe('a stage that failed while the record could not be written', () => {
  it('is failed, as it would be had it been written, and the night tries it again', async () => {
    await withCase(async (run) => {
      await run.progress.begin(first, { anew: false, filesFrom: 'sources' });
      await withQueue(run.queue, JOBS.download.queue, async (queue) => {
        const untold = new Worker(
          JOBS.download.queue,
          () => Promise.reject(new UnrecoverableError('the key is not accepted')),
          { connection: { url: run.queue.url, maxRetriesPerRequest: null }, prefix: run.queue.prefix },
        );
        const payload = { date: first, generation: 1, round: 1, source: 'bank' };
        await queue.add('download', payload, { jobId: stageJobId('download', payload) });
        await until('it to fail', async () => (await queue.getFailedCount()) === 1);
        await untold.close();
      });
      const worker = await run.start();
      await until('the record to say so', async () => (await stageOf(run, 'bank'))?.state === 'failed');
      expect(await stageOf(run, 'bank')).toMatchObject({ code: 'unexpected', detail: 'the key is not accepted' });
      await worker.sweeper.sweep({ askAgain: true });
      await run.published(golden.last);
    });
  });
});

describe('a person who begins a date anew while a stage of it stands still', () => {
  it('does not wait for it: it is stopped, and the new round goes on', async () => {
    await withCase(async (run) => {
      const { body } = standingStill();
      const stuck = downloadsAfter((signal, start) => (start === 1 ? body(signal, start) : Promise.resolve()));
      // The other process has to wait until the first one lets go.
      await run.start({ runner: stuck.runner });
      await run.start({ runner: stuck.runner });
      await until('the stage to stand still', () => stuck.starts() === 1);
      await run.progress.begin(first, { anew: true, filesFrom: 'sources' });
      await run.published(golden.last);
      expect(stuck.starts()).toBe(2);
    });
  });
});

describe('what the night asks for', () => {
  it('is not forgotten where the store is busy at that moment', async () => {
    await withCase(async (run) => {
      const denied = downloadsAfter((_signal, start) =>
        start === 1
          ? Promise.reject(new CuadreError('source_forbidden', 'the key is not accepted'))
          : Promise.resolve(),
      );
      const worker = await run.start({ runner: denied.runner });
      await until('the stage to fail', async () => (await stageOf(run, 'bank'))?.state === 'failed');
      const { context } = run.workspace;
      const noon = { nowMs: () => Date.parse(`${addDays(golden.last, 1)}T17:00:00Z`) };
      let isBusy = true;
      const progress = {
        ...context.store.progress,
        askAgain: async (date?: PlainDate) => {
          if (isBusy) throw new CuadreError('store_busy', 'SQLite: database is locked');
          await context.store.progress.askAgain(date);
        },
      };
      const sweeper = createSweeper({
        context: { ...context, clock: noon, store: { ...context.store, progress } },
        queues: worker.queues,
        runner: directRunner(context),
        schedule: { cron: '30 5 * * *', zone: 'America/Bogota' },
        drain: () => Promise.resolve({ sent: 0, isFull: false }),
        log: { info() {}, warn() {}, error() {} },
        timers: FAST,
      });
      expect(await sweeper.sweep({ askAgain: true })).toMatchObject({ problem: 'store_busy' });
      isBusy = false;
      await sweeper.sweep();
      await run.published(golden.last);
    });
  });
});
