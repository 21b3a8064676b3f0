import { Worker as Thread } from 'node:worker_threads';
import type { Log } from '../../schemas/ports/log.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { doTask, type Task, type TaskResults } from './tasks.ts';
import { errorOf, type Answer, type Request, type ThreadData } from './thread-messages.ts';

/** Where tasks are done. What one throws, `run` rejects with; `StageStopped` where it told nothing. */
export interface Runner {
  readonly run: <T extends Task>(task: T, signal?: AbortSignal) => Promise<TaskResults[T['kind']]>;
  readonly close: () => Promise<void>;
}

/** The body did not come to an end: it was stopped from outside, or its thread died (out of memory). */
export class StageStopped extends Error {
  readonly byUs: boolean;
  constructor(reason: string, byUs: boolean) {
    super(reason);
    this.name = 'StageStopped';
    this.byUs = byUs;
  }
}

/** In this very thread: for tests, which look at many small dates. */
export function directRunner(context: Context): Runner {
  return {
    run: async <T extends Task>(task: T, signal: AbortSignal = NEVER) =>
      (await doTask(task, context, signal)) as TaskResults[T['kind']],
    close: () => Promise.resolve(),
  };
}

/** The signal of a task that nobody stops. */
const NEVER = new AbortController().signal;

/** How long a body may take to notice that it is to stop, before its thread is ended under it. */
const ABORT_GRACE_MS = 2_000;

export interface ThreadOptions extends ThreadData {
  /** The entry point of a thread; by default the one beside this program. */
  readonly file?: URL;
  readonly log: Log;
}

/** In threads, each with its own database connection. They are made as they are needed and kept for the next stage. */
export function threadRunner({ file = threadFile(), log, ...data }: ThreadOptions): Runner {
  const idle: Thread[] = [];
  const all = new Set<Thread>();
  const take = (): Thread => {
    const known = idle.pop();
    if (known !== undefined) return known;
    const thread = new Thread(file, {
      workerData: data,
      ...(file.pathname.endsWith('.ts') ? { execArgv: ['--import', 'tsx'] } : {}),
    });
    all.add(thread);
    thread.once('exit', () => all.delete(thread));
    return thread;
  };
  return {
    run: async <T extends Task>(task: T, signal: AbortSignal = NEVER) => {
      const thread = take();
      const result = await resultOf(thread, task, signal, log);
      if (all.has(thread)) idle.push(thread);
      if (result instanceof Error) throw result;
      return result as TaskResults[T['kind']];
    },
    close: async () => {
      await Promise.all([...all].map((thread) => thread.terminate()));
    },
  };
}

function threadFile(): URL {
  return new URL(
    import.meta.url.endsWith('.ts') ? './stage-thread-entry.ts' : './stage-thread-entry.js',
    import.meta.url,
  );
}

/** What the thread came to: its result, the error that it told, or that it ended without a word. */
function resultOf(
  thread: Thread,
  task: Task,
  signal: AbortSignal,
  log: Log,
): Promise<TaskResults[Task['kind']] | Error> {
  return new Promise((resolve) => {
    let ending: NodeJS.Timeout | null = null;
    let lastError: Error | null = null;
    const settle = (result: TaskResults[Task['kind']] | Error): void => {
      if (ending !== null) clearTimeout(ending);
      thread.off('message', onMessage).off('error', onError).off('exit', onExit);
      signal.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const onMessage = (answer: Answer): void => {
      switch (answer.kind) {
        case 'log':
          log[answer.level](answer.fields, answer.message);
          return;
        case 'done':
          settle(answer.result);
          return;
        case 'failed':
          settle(signal.aborted ? new StageStopped('stopped while it worked', true) : errorOf(answer.failure));
      }
    };
    const onError = (error: Error): void => {
      lastError = error;
    };
    const onExit = (): void => {
      settle(new StageStopped(lastError?.message ?? 'its thread was ended', signal.aborted));
    };
    const onAbort = (): void => {
      thread.postMessage('abort' satisfies Request);
      ending = setTimeout(() => void thread.terminate(), ABORT_GRACE_MS);
    };
    thread.on('message', onMessage).on('error', onError).on('exit', onExit);
    signal.addEventListener('abort', onAbort, { once: true });
    thread.postMessage(task satisfies Request);
    if (signal.aborted) onAbort();
  });
}
