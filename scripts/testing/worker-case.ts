import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import type { Log } from '../../schemas/ports/log.ts';
import { startWorker, type RunningWorker, type WorkerOptions } from '../../workers/service/main.ts';
import type { Runner } from '../../workers/service/runner.ts';
import { doTask, type Task, type TaskResults } from '../../workers/service/tasks.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { openContext } from '../../workers/pipeline/open.ts';
import type { GoldenCase } from '../golden/case-folder.ts';
import { openCase, type CaseWorkspace } from '../golden/run-case.ts';
import { clean, FAST, queueOn, running, until } from './worker-kit.ts';
import type { Progress } from '../../schemas/ports/progress.ts';

/**
 * A golden case with workers of this very process on a real Redis. Its clock stands at noon after a date and goes on
 * from there.
 */
export interface WorkerCase {
  readonly workspace: CaseWorkspace;
  readonly queue: ReturnType<typeof queueOn>;
  /** The store as another process sees it. */
  readonly progress: Progress;
  /** `after`: the clock stands at noon after this date. Default: the last one. */
  readonly start: (change?: Partial<WorkerOptions>, after?: PlainDate) => Promise<RunningWorker>;
  /** Whatever was logged, in order. */
  readonly logged: readonly {
    readonly level: string;
    readonly fields: Readonly<Record<string, unknown>>;
    readonly message: string;
  }[];
  /** Everything up to the date is published, and nothing is under way. */
  readonly published: (last: PlainDate) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Tasks in this very thread: small dates need no other. */
export function directRunner(context: Context): Runner {
  return {
    run: async <T extends Task>(task: T) => (await doTask(task, context)) as TaskResults[T['kind']],
    close: () => Promise.resolve(),
  };
}

export async function openWorkerCase(
  golden: Pick<GoldenCase, 'folder'>,
  last: PlainDate,
  url: string,
  change: Parameters<typeof queueOn>[1] = {},
): Promise<WorkerCase> {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-workers-'));
  const workspace = await openCase(golden, folder);
  const { context } = workspace;
  const queue = queueOn(url, change);
  const startedMs = Date.now();
  // 17:00 in UTC is noon in Bogotá.
  const noonAfter = (date: PlainDate) => ({
    nowMs: () => Date.parse(`${addDays(date, 1)}T17:00:00Z`) + Date.now() - startedMs,
  });
  const clock = noonAfter(last);
  const logged: WorkerCase['logged'][number][] = [];
  const at =
    (level: string): Log['info'] =>
    (fields, message) => {
      logged.push({ level, fields, message });
    };
  const log: Log = { info: at('info'), warn: at('warn'), error: at('error') };
  const options = {
    config: { ...context.config, queue },
    configHash: context.configHash,
    programVersion: '0',
    clock,
    log,
  };
  const other = openContext(options);
  const workers: RunningWorker[] = [];
  return {
    workspace,
    queue,
    progress: other.store.progress,
    logged,
    start: async (more = {}, after = last) => {
      const worker = running(
        await startWorker({ ...options, clock: noonAfter(after), runner: directRunner, timers: FAST, ...more }),
      );
      workers.push(worker);
      return worker;
    },
    published: (date) =>
      until(`${date} to be published`, async () => {
        const run = await context.store.runs.newest(date);
        return (
          run !== null &&
          !run.stale &&
          (await other.store.progress.underWay()).length === 0 &&
          (await other.store.reports.unpublished()).length === 0
        );
      }),
    close: async () => {
      for (const worker of workers) await worker.stop();
      await clean(queue);
      other.store.close();
      workspace.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
