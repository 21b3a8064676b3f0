import { join } from 'node:path';
import { UnrecoverableError, Worker } from 'bullmq';
import { describe, expect, inject, it } from 'vitest';
import { JOBS, stageJobId, type JobName } from '../jobs/contracts.ts';
import { CuadreError } from '../schemas/errors.ts';
import type { Context } from '../schemas/ports/context.ts';
import type { PlainDate } from '../schemas/values/dates.ts';
import { StageStopped, type Runner } from '../workers/service/runner.ts';
import { FIXTURES, readCase, type GoldenCase } from './golden/case-folder.ts';
import { directRunner, openWorkerCase, type WorkerCase } from './testing/worker-case.ts';
import { FAST, until, withQueue } from './testing/worker-kit.ts';

/** Stages that fail, or that nobody survives, on a real Redis: what the queue keeps of them, and what a person sees. */

const golden = readCase(join(FIXTURES, 'short-payout-made-good')) as GoldenCase;

async function withCase<T>(work: (run: WorkerCase) => Promise<T>): Promise<T> {
  const run = await openWorkerCase(golden, golden.last, inject('redisUrl'));
  try {
    return await work(run);
  } finally {
    await run.close();
  }
}

interface FailingStage {
  readonly job: JobName;
  readonly date: PlainDate;
  readonly source: string;
}

/** Tasks of this thread, of which those of one stage fail until it is mended. */
function failingAt({ job, date, source }: FailingStage, error: () => Error) {
  let isMended = false;
  let starts = 0;
  const runner = (context: Context): Runner => {
    const direct = directRunner(context);
    return {
      ...direct,
      run: (task, signal) => {
        const isIt = task.kind === 'stage' && task.job === job && task.lease.key.date === date;
        if (isMended || !isIt || task.lease.key.source !== source) return direct.run(task, signal);
        starts += 1;
        return Promise.reject(error());
      },
    };
  };
  return {
    runner,
    starts: () => starts,
    mend: () => {
      isMended = true;
    },
  };
}

describe('a stage that kills whoever does it', () => {
  it('is parked after five starts, while other dates go on, until a person asks for it', async () => {
    const bad = '2026-07-02' as PlainDate;
    const failing = failingAt(
      { job: 'normalise', date: bad, source: 'bank' },
      () => new StageStopped('out of memory', false),
    );
    await withCase(async (run) => {
      const worker = await run.start({
        runner: failing.runner,
        timers: { ...FAST, leaseMs: 150, heartbeatMs: 50, sweepMs: 100 },
      });
      await until(
        'the stage to be parked',
        async () => (await run.progress.of(bad))?.stages.some((stage) => stage.state === 'parked') ?? false,
      );
      expect(failing.starts()).toBe(5);
      await until('the dates before it to be published', async () =>
        (await run.progress.underWay()).every(({ date }) => date >= bad),
      );
      await until('the files of the date after it to be read', async () => {
        const next = await run.progress.of(golden.last);
        return (
          next !== null &&
          next.files.length > 0 &&
          next.files.every(({ file, normalised }) => normalised || file.state !== 'in')
        );
      });
      await until('health to say so', () => worker.health().status === 'degraded');
      failing.mend();
      await run.progress.begin(bad, { anew: true, filesFrom: 'sources' });
      await run.published(golden.last);
    });
  });
});

describe('a stage whose processes are killed again and again', () => {
  it('stays failed in the queue, and is parked where a person sees it; what earlier rounds left there goes', async () => {
    await withCase(async (run) => {
      const date = run.workspace.context.config.goLive ?? golden.last;
      const { round } = await run.progress.begin(date, { anew: true, filesFrom: 'sources' });
      const payload = { date, generation: 1, source: 'bank' };
      await withQueue(run.queue, JOBS.download.queue, async (queue) => {
        // As BullMQ leaves a job that stalled too often: no processor was left to say so.
        const givenUp = new Worker(
          JOBS.download.queue,
          () => Promise.reject(new UnrecoverableError('job stalled more than allowable limit')),
          { connection: { url: run.queue.url, maxRetriesPerRequest: null }, prefix: run.queue.prefix },
        );
        for (const one of [round, round + 7])
          await queue.add(
            'download',
            { ...payload, round: one },
            { jobId: stageJobId('download', { ...payload, round: one }) },
          );
        await until('both to be given up', async () => (await queue.getFailedCount()) === 2);
        await givenUp.close();
        const worker = await run.start();
        await until('the stage to be parked', async () => {
          const stages = (await run.progress.of(date))?.stages ?? [];
          return stages.some(({ source, state }) => source === 'bank' && state === 'parked');
        });
        expect((await run.progress.of(date))?.stages.find(({ source }) => source === 'bank')).toMatchObject({
          starts: 1,
          detail: 'job stalled more than allowable limit',
        });
        expect(run.logged.some(({ message }) => message.startsWith('parked: '))).toBe(true);
        await until('the other to go', async () => (await queue.getFailedCount()) === 1);
        await until('health to say so', () => worker.health().status === 'degraded');
        await run.progress.begin(date, { anew: true, filesFrom: 'sources' });
        await run.published(golden.last);
        await until('nothing to be left of it', async () => (await queue.getFailedCount()) === 0);
      });
    });
  });
});

describe('a stage that failed for good', () => {
  it('is not begun again by any sweep, and is once somebody asks', async () => {
    await withCase(async (run) => {
      const date = run.workspace.context.config.goLive ?? golden.last;
      const failing = failingAt(
        { job: 'download', date, source: 'bank' },
        () => new CuadreError('source_forbidden', 'the key is not accepted', {}),
      );
      const worker = await run.start({ runner: failing.runner });
      await until('the stage to fail', async () =>
        Boolean((await run.progress.of(date))?.stages.some(({ state }) => state === 'failed')),
      );
      for (let times = 0; times < 3; times += 1) await worker.sweeper.sweep();
      expect(failing.starts()).toBe(1);
      failing.mend();
      await worker.sweeper.sweep({ askAgain: true });
      await run.published(golden.last);
    });
  });
});
