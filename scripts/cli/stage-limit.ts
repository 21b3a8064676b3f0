import { Worker } from 'node:worker_threads';
import type { StageName } from '../../jobs/order.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';

/** What the thread of the limit knows from the start. */
export interface StageLimitData {
  readonly minutes: number;
  readonly json: boolean;
}

export interface BegunStage {
  readonly date: PlainDate;
  readonly stage: StageName;
}

export interface StageLimit {
  /** A stage begins, and with it its time. */
  readonly began: (date: PlainDate, stage: StageName) => void;
  /** The stages are over. */
  readonly end: () => Promise<void>;
}

/**
 * Bounds the stages of a command, which run on its main thread: one that takes longer than `minutes` ends the process
 * with exit code 1 and the error `stage_too_long`. Nothing is half-written, as after a kill, and whoever comes next
 * finds the date free. A thread of its own watches, because what stands still cannot stop itself.
 */
export function limitStages(data: StageLimitData): StageLimit {
  const thread = startThread(data);
  // A limit that cannot be kept is no reason to run nothing.
  thread.on('error', (error) => {
    process.stderr.write(`cuadre: limits.stageMinutes is not kept: ${error.message}\n`);
  });
  thread.unref();
  return {
    began: (date, stage) => {
      thread.postMessage({ date, stage } satisfies BegunStage);
    },
    end: async () => {
      await thread.terminate();
    },
  };
}

function startThread(data: StageLimitData): Worker {
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL('./stage-limit-thread.js', import.meta.url), { workerData: data });
  // From the sources, as tests do, a thread first has to learn to read TypeScript.
  const file = JSON.stringify(new URL('./stage-limit-thread.ts', import.meta.url).href);
  const begin = `import('tsx/esm/api').then(({ register }) => { register(); return import(${file}); });`;
  return new Worker(begin, { workerData: data, eval: true });
}
