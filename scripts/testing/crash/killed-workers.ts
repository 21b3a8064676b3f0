import { randomUUID } from 'node:crypto';
import { startRedis } from '../redis.ts';
import { until } from '../worker-kit.ts';
import type { CrashCase, Lane } from './cases.ts';
import { buildCrashWorker, openChain, type Crash } from './chain.ts';
import { temporaryIn } from './embedded.ts';
import { JOB_STEPS, RUN_STEPS, UNDER_LOCK } from './points.ts';

/** Where the worker that takes over is killed too. */
const AGAIN_AT = ['normalise:started', 'fates_in_place', 'reports_recorded'];

interface WorkersLeft {
  readonly reports: string;
  readonly events: string;
}

/** A worker process, killed or standing still at every step, and another that takes over. */
export async function workersLane(): Promise<Lane> {
  const redis = await startRedis();
  const { program, remove } = buildCrashWorker();
  const leftBy = (crashes: readonly Crash[]): Promise<WorkersLeft | null> => leftByWorkers(crashes, program, redis.url);
  let calm: Promise<WorkersLeft | null> | null = null;
  const compared = async (crashes: readonly Crash[]): Promise<string | null> => {
    const expected = await (calm ??= leftBy([]));
    const left = await leftBy(crashes);
    if (left === null || expected === null) return 'never reached';
    if (left.reports !== expected.reports) return 'the reports differ';
    return left.events === expected.events ? null : `the events differ: ${left.events}`;
  };
  const steps = [...JOB_STEPS, ...RUN_STEPS];
  const killed = steps.map((at) => ({ at, by: 'SIGKILL' }) as const);
  const stopped = steps.filter((at) => !UNDER_LOCK.has(at)).map((at) => ({ at, by: 'SIGSTOP' }) as const);
  const cases: CrashCase[] = [
    ...killed.map((crash) => ({ name: `worker: killed at ${crash.at}`, run: () => compared([crash]) })),
    ...stopped.map((crash) => ({ name: `worker: stands still at ${crash.at}`, run: () => compared([crash]) })),
    ...killed.flatMap((crash) =>
      AGAIN_AT.map((at) => ({
        name: `worker: killed at ${crash.at}, and its successor at ${at}`,
        run: () => compared([crash, { at, by: 'SIGKILL' as const }]),
      })),
    ),
  ];
  return {
    cases,
    isAlone: true,
    missing: null,
    close: async () => {
      remove();
      await redis.stop();
    },
  };
}

/** What workers leave of which all but the last meet their end; null where the first one never does. */
async function leftByWorkers(crashes: readonly Crash[], program: string, url: string): Promise<WorkersLeft | null> {
  const chain = openChain(program, { url, prefix: `crash-${randomUUID()}` });
  const isOver = async (): Promise<boolean> => (await chain.store.runs.newestOfEach()).length === 3;
  try {
    let isReached = true;
    const stopped: { readonly child: { kill(signal: NodeJS.Signals): boolean } }[] = [];
    for (const [index, crash] of crashes.entries()) {
      const worker = chain.start({ crash });
      await until('the crash, or the end', async () => chain.hasCrashed() || (await isOver()), 60_000);
      if (index === 0) isReached = chain.hasCrashed() || (await chain.published(90_000), chain.hasCrashed());
      if (crash.by === 'SIGSTOP') stopped.push(worker);
    }
    chain.start();
    await chain.published(90_000);
    for (const { child } of stopped) {
      child.kill('SIGCONT');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    // Of a process that was killed nothing is left half written; one that stood still tidies up itself.
    await until('every .tmp to be empty', () => temporaryIn(chain.folder).length === 0, 30_000);
    const events = (await chain.store.queue.events()).map((event) => event.eventId);
    return isReached ? { reports: JSON.stringify([...chain.reports()]), events: events.join(' ') } : null;
  } finally {
    await chain.close();
  }
}
