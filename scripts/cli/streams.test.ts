import { randomUUID } from 'node:crypto';
import { spawn, spawnSync, type StdioOptions } from 'node:child_process';
import { appendFileSync, closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { openStore } from '../../workers/adapters/sqlite/sqlite.ts';
import { buildCuadre, type Cuadre } from '../testing/cuadre.ts';
import { MISSING_DATE, writeTinyShop } from '../testing/tiny-shop.ts';
import { clean, until } from '../testing/worker-kit.ts';

/** Commands whose streams are on a full disk: everything that is written to /dev/full is refused with ENOSPC. */

const FULL = '/dev/full';

let cuadre: Cuadre;
beforeAll(() => {
  cuadre = buildCuadre();
});
afterAll(() => {
  cuadre.remove();
});

function run(folder: string, args: readonly string[], stdio: StdioOptions): { code: number | null; stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [cuadre.program, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'trace' },
    encoding: 'utf8',
    stdio,
  });
  return { code: status, stderr };
}

const summaryOf = (folder: string): string =>
  readFileSync(join(folder, 'reports', MISSING_DATE, 'summary.json'), 'utf8');

describe.skipIf(!existsSync(FULL))('a full log disk', () => {
  it('ends no run, and only what was to be shown has failed', () => {
    const [calm, folder] = [writeTinyShop(), writeTinyShop()];
    const full = openSync(FULL, 'w');
    try {
      const args = ['run', '--date', MISSING_DATE];
      const expected = run(calm, args, 'ignore');
      expect(expected.code).toBe(4);
      const told = run(folder, args, ['ignore', full, 'pipe']);
      expect(told.code).toBe(4);
      expect(told.stderr.match(/ENOSPC/g)).toHaveLength(1);
      expect(summaryOf(folder)).toBe(summaryOf(calm));
      expect(run(folder, ['replay', '--date', MISSING_DATE], ['ignore', full, full]).code).toBe(4);
      expect(run(folder, ['status'], ['ignore', full, full]).code).toBe(1);
      expect(run(folder, ['status'], 'ignore').code).toBe(0);
    } finally {
      closeSync(full);
      for (const one of [calm, folder]) rmSync(one, { recursive: true, force: true });
    }
  });

  it('ends no worker', async () => {
    const folder = writeTinyShop();
    const queue = { url: inject('redisUrl'), prefix: `full-${randomUUID()}` };
    appendFileSync(
      join(folder, 'cuadre.yaml'),
      `queue: { url: '${queue.url}', prefix: ${queue.prefix}, allowEviction: true }\n`,
    );
    const store = openStore({ path: join(folder, 'data/cuadre.db'), linesDirectory: join(folder, 'data/lines') });
    const full = openSync(FULL, 'w');
    const child = spawn(process.execPath, [cuadre.program, 'worker'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], LOG_LEVEL: 'trace' },
      stdio: ['ignore', full, full],
    });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    try {
      await until('the date to be published', async () => {
        expect(child.exitCode).toBeNull();
        return (
          (await store.runs.newest(MISSING_DATE as PlainDate)) !== null &&
          (await store.reports.unpublished()).length === 0
        );
      });
      child.kill('SIGTERM');
      expect(await exited).toBe(0);
    } finally {
      child.kill('SIGKILL');
      await exited;
      closeSync(full);
      store.close();
      await clean(queue);
      rmSync(folder, { recursive: true, force: true });
    }
  }, 40_000);
});
