import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openLog } from '../cli/log.ts';
import { loadConfig } from '../cli/config-file.ts';
import { boundHeap } from '../cli/open.ts';
import { startWorker } from '../../workers/service/main.ts';
import { threadRunner } from '../../workers/service/runner.ts';

/**
 * A worker process as the command starts it, whose clock shows `now` at the start: `<config> <now>`. It works until
 * SIGTERM, and then tells how late its main thread came to what it had to do: that thread renews the locks of the jobs.
 */
export interface LoopDelay {
  /** Milliseconds beyond the time that was asked for. */
  readonly maxMs: number;
  readonly p99Ms: number;
  readonly meanMs: number;
  /**
   * The longest without the time in which the thread was ready and had no processor: that is the machine's, and all of
   * it where the system does not tell (Linux does).
   */
  readonly ownMaxMs: number;
}

/** How often the loop is asked how late it is. */
const RESOLUTION_MS = 10;
const NS = 1e6;

const [path = '', now = ''] = process.argv.slice(2);

/** How late the loop is without what it waited for a processor, looked at again and again; the longest so far. */
function watchOwnDelay(): () => number {
  let [longestMs, lastMs, lastWaitMs] = [0, performance.now(), waitedMs()];
  const timer = setInterval(() => {
    const [nowMs, waitMs] = [performance.now(), waitedMs()];
    longestMs = Math.max(longestMs, nowMs - lastMs - (waitMs - lastWaitMs) - RESOLUTION_MS);
    [lastMs, lastWaitMs] = [nowMs, waitMs];
  }, RESOLUTION_MS);
  timer.unref();
  return () => Math.round(longestMs);
}

/** How long the main thread has waited for a processor so far; 0 where the system does not tell. */
function waitedMs(): number {
  try {
    const [, waitedNs = '0'] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
    return Number(waitedNs) / NS;
  } catch {
    return 0;
  }
}

async function main(): Promise<LoopDelay> {
  boundHeap();
  const startedMs = Date.now();
  const { config, configHash } = await loadConfig(path);
  const log = openLog('info');
  const stopping = new AbortController();
  process.once('SIGTERM', () => {
    stopping.abort();
  });
  const base = {
    configText: readFileSync(path, 'utf8'),
    baseDirectory: dirname(resolve(path)),
    programVersion: 'bench',
  };
  const worker = await startWorker({
    config,
    configHash,
    programVersion: 'bench',
    clock: {
      nowMs: () => Date.parse(now) + Date.now() - startedMs,
      wait: (ms) => new Promise((done) => setTimeout(done, ms)),
    },
    log,
    runner: () => threadRunner({ ...base, log }),
    signal: stopping.signal,
  });
  if (worker === null) throw new RangeError('stopped before Redis was there');
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const ownMaxMs = watchOwnDelay();
  if (!stopping.signal.aborted) await new Promise((done) => stopping.signal.addEventListener('abort', done));
  delay.disable();
  // What is measured is the time between two questions.
  const beyond = (ns: number): number => Math.max(0, Math.round(ns / NS - RESOLUTION_MS));
  const told = {
    maxMs: beyond(delay.max),
    p99Ms: beyond(delay.percentile(99)),
    meanMs: beyond(delay.mean),
    ownMaxMs: ownMaxMs(),
  };
  await worker.stop();
  return told;
}

process.stdout.write(JSON.stringify(await main()), () => process.exit(0));
