import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, parsePlainDate, type PlainDate } from '../../../schemas/values/dates.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { openStore } from '../../../workers/adapters/sqlite/sqlite.ts';
import { COMPARED_FILES } from '../../golden/case-folder.ts';
import { bundleInto } from '../cuadre.ts';
import { writeTinyShop } from '../tiny-shop.ts';
import { until } from '../worker-kit.ts';
import { stopOutsideTransactions } from './stand-still.ts';

/** A chain of stores with worker processes of its own, which tests kill. */

/** The last date of the tiny shop. */
export const LAST = '2025-03-05' as PlainDate;

/** Bundles the worker that can be broken, as the program is bundled; remove the folder when done. */
export function buildCrashWorker(): { readonly program: string; readonly remove: () => void } {
  const folder = bundleInto('.cuadre-crash-', [
    'scripts/testing/crash/crash-worker.ts',
    'scripts/testing/crash/crash-thread.ts',
  ]);
  return {
    program: join(folder, 'crash-worker.js'),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Crash {
  /** The step, or how it begins: `fates_in_place`, `linked:`. */
  readonly at: string;
  /** `HANG`: the thread alone stands still, and the process lives. */
  readonly by: 'SIGKILL' | 'SIGSTOP' | 'HANG';
  /** How often the step is passed before; 0 by default. */
  readonly after?: number;
  /** `limits.stageMinutes` of the process, also less than a whole one. */
  readonly stageMinutes?: number;
}

export interface WorkerProcess {
  readonly child: ChildProcess;
  /** What it has logged so far. */
  readonly log: () => string;
  /** Its exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals | null>;
}

export interface Chain {
  readonly folder: string;
  readonly store: Store;
  readonly start: (how?: { readonly crash?: Crash; readonly real?: boolean }) => WorkerProcess;
  /** Whether the last crash that was asked for has come; a process that is to stand still does from this answer on. */
  readonly hasCrashed: () => boolean;
  readonly published: (ms?: number) => Promise<void>;
  /** Every compared report of every date, and nothing else that stands in their folders. */
  readonly reports: () => ReadonlyMap<string, string>;
  readonly close: () => Promise<void>;
}

export function openChain(program: string, queue: { readonly url: string; readonly prefix: string }): Chain {
  const folder = writeTinyShop();
  const config = join(folder, 'cuadre.yaml');
  writeFileSync(config, `queue: { url: '${queue.url}', prefix: ${queue.prefix} }\n`, { flag: 'a' });
  const path = join(folder, 'data/cuadre.db');
  const store = openStore({ path, linesDirectory: join(folder, 'data/lines') });
  let mark = join(folder, 'crashed-0');
  let crashes = 0;
  let toStop: number | null = null;
  const processes: WorkerProcess[] = [];
  return {
    folder,
    store,
    start: ({ crash, real } = {}) => {
      // Processes that are to crash share the crash until it has come.
      if (crash !== undefined && existsSync(mark)) mark = join(folder, `crashed-${String((crashes += 1))}`);
      const env = { PATH: process.env['PATH'], ...(crash === undefined ? {} : crashEnvironment(crash, mark)) };
      const args = [program, config, `${addDays(LAST, 1)}T17:00:00Z`, ...(real === true ? ['real'] : [])];
      const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
      let text = '';
      child.stderr.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      const started = { child, log: () => text, exited: exitOf(child) };
      processes.push(started);
      if (crash?.by === 'SIGSTOP') toStop = child.pid ?? null;
      return started;
    },
    hasCrashed: () => {
      if (!existsSync(mark)) return false;
      if (toStop !== null) stopOutsideTransactions(toStop, path, mark);
      toStop = null;
      return true;
    },
    published: (ms = 60_000) =>
      until(
        `${LAST} to be published: ${processes.map((one) => one.log().slice(-1_500)).join('\n--\n')}`,
        async () => {
          const run = await store.runs.newest(LAST);
          return (
            run !== null &&
            !run.stale &&
            (await store.progress.underWay()).length === 0 &&
            (await store.reports.unpublished()).length === 0
          );
        },
        ms,
      ),
    reports: () => reportsUnder(join(folder, 'reports')),
    close: async () => {
      for (const { child, exited } of processes) {
        child.kill('SIGKILL');
        await exited;
      }
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function crashEnvironment({ at, by, after, stageMinutes }: Crash, mark: string): Record<string, string> {
  return {
    CRASH_AT: at,
    CRASH_BY: by,
    CRASH_MARK: mark,
    CRASH_AFTER: String(after ?? 0),
    CRASH_STAGE_MINUTES: String(stageMinutes ?? ''),
  };
}

/** Once its pipes are closed too: its last words are what tells why. */
function exitOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  return new Promise((done) => {
    child.once('close', (code, signal) => {
      done(code ?? signal);
    });
  });
}

function reportsUnder(reports: string): Map<string, string> {
  const dates = readdirSync(reports).filter((name) => parsePlainDate(name) !== null);
  const files = dates.flatMap((date) => COMPARED_FILES.map((name) => `${date}/${name}`));
  return new Map(files.map((name) => [name, readFileSync(join(reports, name), 'utf8')]));
}
