import { randomUUID } from 'node:crypto';
import { COMMIT_STEPS } from '../../../workers/adapters/sqlite/commit.ts';
import { startRedis } from '../redis.ts';
import { until } from '../worker-kit.ts';
import { buildCrashWorker, openChain, type Crash } from './chain.ts';

/**
 * `npm run crash [-- <part of a name>]`: the long form of scripts/worker-crash.test.ts. At every named step a worker
 * process is killed, and once stands still until another has taken its date; what is left must be what a calm run
 * leaves, byte for byte, and the same events. Prints one line a case; exits with 1 where one differs.
 */

const JOB_STEPS = [
  'download:started',
  'download:done',
  'download:recorded',
  'normalise:started',
  'normalise:done',
  'normalise:recorded',
];
const DATE_STEPS = [
  'match:started',
  'match:done',
  'classify:done',
  'match:recorded',
  'publish:started',
  'publish:done',
  'publish:recorded',
];
const PUBLISH_STEPS = [
  'written',
  'generation_in_place',
  'reports_recorded',
  'linked:discrepancies.csv',
  'linked:summary.json',
  'swept',
  'linked:manifest.json',
  'done',
];
/** Under the write lock of the store nobody can go on until the process that stands still is gone. */
const UNDER_LOCK = new Set(['lease_checked', 'rows_written', 'queue_moved']);

const wanted = process.argv[2] ?? '';
const steps = [...JOB_STEPS, ...DATE_STEPS, ...COMMIT_STEPS, ...PUBLISH_STEPS];
const cases: Crash[] = steps.flatMap((at) => [
  { at, by: 'SIGKILL' as const },
  ...(UNDER_LOCK.has(at) ? [] : [{ at, by: 'SIGSTOP' as const }]),
]);

const redis = await startRedis();
const { program, remove } = buildCrashWorker();

async function leftBy(crash: Crash | null): Promise<{ reports: string; events: string; reached: boolean }> {
  const chain = openChain(program, { url: redis.url, prefix: `crash-${randomUUID()}` });
  try {
    const first = chain.start(crash === null ? {} : { crash });
    if (crash !== null) {
      await until(
        'the crash, or the end',
        async () => chain.hasCrashed() || (await chain.store.runs.newestOfEach()).length === 3,
        60_000,
      );
      chain.start();
    }
    await chain.published(90_000);
    if (crash?.by === 'SIGSTOP') {
      first.child.kill('SIGCONT');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    const events = (await chain.store.queue.events()).map((event) => event.eventId);
    return {
      reports: JSON.stringify([...chain.reports()]),
      events: events.join(' '),
      reached: crash === null || chain.hasCrashed(),
    };
  } finally {
    await chain.close();
  }
}

let failed = 0;
try {
  const calm = await leftBy(null);
  for (const crash of cases.filter(({ at, by }) => `${at} ${by}`.includes(wanted))) {
    const startedMs = Date.now();
    const outcome = await leftBy(crash).then(
      (left) =>
        !left.reached
          ? 'never reached'
          : left.reports === calm.reports && left.events === calm.events
            ? 'same'
            : 'DIFFERS',
      (error: unknown) => String(error),
    );
    if (outcome !== 'same') failed += 1;
    process.stdout.write(
      `${outcome.padEnd(8)} ${crash.by} at ${crash.at} (${((Date.now() - startedMs) / 1000).toPrecision(3)} s)\n`,
    );
  }
} finally {
  remove();
  await redis.stop();
}
process.stdout.write(failed === 0 ? 'every case is the same as a calm run\n' : `${failed} cases are not\n`);
process.exitCode = failed === 0 ? 0 : 1;
