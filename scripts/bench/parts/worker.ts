import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addDays } from '../../../schemas/values/dates.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { openStore } from '../../../workers/adapters/sqlite/sqlite.ts';
import { startRedis } from '../../testing/redis.ts';
import type { Bench } from '../bench-types.ts';
import { cached } from '../data/cache.ts';
import { BULK_DATE, writeBulk } from '../data/same-day.ts';
import { Workplace } from '../program.ts';
import type { LoopDelay } from '../worker-entry.ts';

/**
 * One date by a worker process: how late the thread came that renews the locks of jobs. The longest is what counts: a
 * lock that is not renewed in time is lost by one of them, however short the others are.
 */
export interface WorkerFigures extends LoopDelay {
  readonly payments: number;
  /** What was handed to the discrepancy queue. */
  readonly messages: number;
  /** From its start until the date is published and every message handed over. */
  readonly wallMs: number;
}

const SEED = 1;
const LOOK_MS = 500;
/** A date of a million takes minutes; one that takes this never ends. */
const LIMIT_MS = 3_600_000;

/** A worker with a Redis of its own does one date of so many payments. */
export async function measureWorker(payments: number, { programs, say }: Bench): Promise<WorkerFigures> {
  say(`a worker, ${payments} payments: making the files`);
  const { folder } = cached(`same-day-${payments}`, (into) => writeBulk(into, payments, SEED));
  const work = mkdtempSync(join(tmpdir(), 'cuadre-bench-worker-'));
  const redis = await startRedis();
  try {
    const yaml = readFileSync(join(folder, 'cuadre.yaml'), 'utf8');
    const queue = `queue: { url: '${redis.url}', prefix: bench, allowEviction: true }\n`;
    const place = new Workplace(programs, work, `${yaml}${queue}`, join(folder, 'inbox'));
    const startedMs = performance.now();
    const worker = startEntry(programs.worker, [place.config, `${addDays(BULK_DATE, 1)}T17:00:00Z`]);
    const messages = await Promise.race([untilDone(work), worker.failed]);
    const wallMs = Math.round(performance.now() - startedMs);
    const delay = await worker.stop();
    say(`  ${wallMs} ms, ${messages} messages; late at most ${delay.maxMs} ms, ${delay.ownMaxMs} ms of its own`);
    return { payments, messages, wallMs, ...delay };
  } finally {
    await redis.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

/** Resolves to the number of discrepancies, once the date is published and its outbox empty. */
async function untilDone(work: string): Promise<number> {
  const path = join(work, 'data/cuadre.db');
  const end = performance.now() + LIMIT_MS;
  while (performance.now() < end) {
    await sleep(LOOK_MS);
    if (!existsSync(path)) continue;
    const store = openStore({ path, linesDirectory: join(work, 'data/lines') });
    try {
      if (await isDone(store)) return (await store.queue.entries()).length;
    } finally {
      store.close();
    }
  }
  throw new RangeError(`the worker did not publish ${BULK_DATE}`);
}

async function isDone({ runs, progress, reports, outbox }: Store): Promise<boolean> {
  return (
    (await runs.newest(BULK_DATE)) !== null &&
    (await progress.underWay()).length === 0 &&
    (await reports.unpublished()).length === 0 &&
    (await outbox.size()) === 0
  );
}

interface Entry {
  /** Rejects when it ends by itself. */
  readonly failed: Promise<never>;
  readonly stop: () => Promise<LoopDelay>;
}

function startEntry(module: string, args: readonly string[]): Entry {
  const child = spawn(process.execPath, [module, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr = `${stderr}${chunk.toString()}`.slice(-4000)));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  let isStopping = false;
  const failed = ended.then((code) => {
    if (!isStopping) throw new Error(`the worker ended with ${String(code)}: ${stderr}`);
    return new Promise<never>(() => undefined);
  });
  failed.catch(() => undefined);
  return {
    failed,
    stop: async () => {
      isStopping = true;
      child.kill('SIGTERM');
      const code = await ended;
      if (code !== 0) throw new Error(`the worker ended with ${String(code)}: ${stderr}`);
      return JSON.parse(stdout) as LoopDelay;
    },
  };
}
