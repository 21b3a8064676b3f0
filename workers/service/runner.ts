import { setImmediate as nextTurn } from 'node:timers/promises';
import { Piscina } from 'piscina';
import { CuadreError, messageOf } from '../../schemas/errors.ts';
import type { Log } from '../../schemas/ports/log.ts';
import type { Task, TaskResults } from './tasks.ts';
import { errorOf, type Done, type LogLine, type ThreadData } from './thread-messages.ts';

/** Where tasks are done. What one throws, `run` rejects with; `StageStopped` where it told nothing. */
export interface Runner {
  readonly run: <T extends Task>(task: T, signal?: AbortSignal) => Promise<TaskResults[T['kind']]>;
  readonly close: () => Promise<void>;
}

/** How the stack of a `StageStopped` begins, which is all that a queue keeps of it. */
export const STOPPED = 'StageStopped';

/** A task did not come to an end: it was stopped from outside, or its thread died (out of memory). */
export class StageStopped extends Error {
  static {
    // On the prototype, so that it stands in the stack from the first.
    this.prototype.name = STOPPED;
  }
  readonly byUs: boolean;
  constructor(reason: string, byUs: boolean) {
    super(reason);
    this.byUs = byUs;
  }
}

/**
 * Does a task that may take so long. Throws `stage_too_long` where it takes longer: its thread is ended then, wherever
 * it is. `what`: the task in words.
 */
export async function runWithin<T extends Task>(
  runner: Pick<Runner, 'run'>,
  task: T,
  { minutes, what, signal }: { readonly minutes: number; readonly what: string; readonly signal?: AbortSignal },
): Promise<TaskResults[T['kind']]> {
  const tooLong = new AbortController();
  const timer = setTimeout(() => {
    tooLong.abort();
  }, minutes * MS_PER_MINUTE);
  try {
    return await runner.run(task, AbortSignal.any([tooLong.signal, ...(signal === undefined ? [] : [signal])]));
  } catch (error) {
    if (!tooLong.signal.aborted || !(error instanceof StageStopped)) throw error;
    throw new CuadreError(
      'stage_too_long',
      `${what} took longer than limits.stageMinutes allows (${String(minutes)}) and was ended; raise the limit if there is that much to do, else see which file it stands at`,
      { minutes },
    );
  } finally {
    clearTimeout(timer);
  }
}

const MS_PER_MINUTE = 60_000;

/** More than ever work at once: two downloads, two readings, a match, a publish, sources, alerts, a backup. */
const THREADS_MAX = 9;

export interface ThreadOptions extends ThreadData {
  /** The module of a thread; by default the one beside this program. */
  readonly file?: URL;
  readonly log: Log;
}

/**
 * In threads, each with its own database connection. They are made as they are needed and kept. A task whose signal is
 * aborted ends with its thread, wherever it is: what it had not committed is as if it had never begun.
 */
export function threadRunner({ file = threadFile(), log, ...data }: ThreadOptions): Runner {
  const pool = new Piscina<Task, Done>({
    filename: file.href,
    workerData: data,
    minThreads: 0,
    maxThreads: THREADS_MAX,
    idleTimeout: Number.POSITIVE_INFINITY,
    // Between two tasks a thread must not stand still: connections that it keeps have answers to take.
    atomics: 'disabled',
    recordTiming: false,
    ...(file.pathname.endsWith('.ts') ? { execArgv: ['--import', 'tsx'] } : {}),
  });
  pool.on('message', ({ level, fields, message }: LogLine) => {
    log[level](fields, message);
  });
  // A thread that ends before it begins takes no task with it; without another one they would wait for ever.
  const unfinished = new Set<AbortController>();
  const giveUpWaiting = (): void => {
    if (pool.threads.length === 0) for (const one of unfinished) one.abort();
  };
  pool.on('error', (error: Error) => {
    log.error({ reason: error.message }, 'a thread ended that did nothing');
    giveUpWaiting();
  });
  return {
    run: async <T extends Task>(task: T, stopping?: AbortSignal) => {
      const waiting = new AbortController();
      const signal = AbortSignal.any([waiting.signal, ...(stopping === undefined ? [] : [stopping])]);
      unfinished.add(waiting);
      try {
        const done = await pool.run(task, { signal }).catch((error: unknown) => {
          if (waiting.signal.aborted) throw new CuadreError('thread_not_started', 'no thread could be started');
          throw new StageStopped(messageOf(error), stopping?.aborted ?? false);
        });
        // What the thread said comes on another way than its end, and is logged before it.
        await nextTurn();
        if ('failure' in done) throw errorOf(done.failure);
        return done.result as TaskResults[T['kind']];
      } finally {
        unfinished.delete(waiting);
        giveUpWaiting();
      }
    },
    close: () => pool.destroy(),
  };
}

function threadFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './stage-thread.ts' : './stage-thread.js', import.meta.url);
}
