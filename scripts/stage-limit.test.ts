import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openStore } from '../workers/adapters/sqlite/sqlite.ts';
import { writeTinyShop } from './testing/tiny-shop.ts';

const folder = writeTinyShop();
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const hanging = (at: string) =>
  spawnSync(
    process.execPath,
    ['--import', 'tsx', 'scripts/testing/crash/hanging-run.ts', join(folder, 'cuadre.yaml'), at, '0.25'],
    { encoding: 'utf8', timeout: 90_000 },
  );

it('ends a run whose stage never does: exit code 1, what to do next, nothing half-written, and the date is free', async () => {
  const ended = hanging('fates_written');
  expect([ended.status, ended.signal]).toEqual([1, null]);
  expect(ended.stderr).toMatch(
    /^cuadre: the stage \w+ of [\d-]{10} took longer than limits\.stageMinutes allows \(0\.25\)/,
  );
  expect(ended.stderr).toContain('raise limits.stageMinutes');
  const store = openStore({ path: join(folder, 'data/cuadre.db'), linesDirectory: join(folder, 'data/lines') });
  try {
    expect(await store.runs.newestOfEach()).toEqual([]);
  } finally {
    store.close();
  }
  // The same in peace: the time of a stage ends with it, and the lease of the dead run holds up nobody.
  const calm = hanging('nowhere');
  expect([calm.status, calm.stderr]).toEqual([0, '']);
}, 200_000);
