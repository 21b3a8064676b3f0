import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isJoinedPath } from '../workers/adapters/files/joined-keys.ts';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { writeTinyShop } from './testing/tiny-shop.ts';

/** Joined indexes as the program makes them, in a shop whose first three dates begin a stretch of five. */

let cuadre: Cuadre;
let folder = '';
beforeAll(() => {
  cuadre = buildCuadre();
  folder = writeTinyShop();
});
afterAll(() => {
  cuadre.remove();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => cuadre.runWarm(args, folder);
const lines = (): string => join(folder, 'data/lines');
const joined = (): string[] => readdirSync(lines(), { recursive: true, encoding: 'utf8' }).filter(isJoinedPath).sort();

it('are made with the last date of a stretch, and again where verify named one and --repair took it away', () => {
  run('run', '--date', '2025-03-06');
  expect(joined()).toEqual([]);
  run('run', '--date', '2025-03-07');
  expect(joined().map((path) => path.replace(/-[0-9a-f]{16}\.keys$/, ''))).toEqual([
    '2025-03-07/joined.bank.5',
    '2025-03-07/joined.order.5',
    '2025-03-07/joined.settlement.5',
  ]);
  expect(run('verify').code).toBe(0);
  const [path = ''] = joined();
  const good = readFileSync(join(lines(), path));
  writeFileSync(join(lines(), path), Buffer.from(good).fill(0, good.length - 8));
  const { code, stdout } = run('verify');
  expect(code).toBe(1);
  expect(stdout).toContain(`Different: joined keys ${path}\n`);
  expect(joined()).toContain(path);
  expect(run('verify', '--repair', '--yes').code).toBe(0);
  expect(joined()).not.toContain(path);
  expect(run('verify').code).toBe(0);
  expect(run('replay', '--date', '2025-03-04', '--dry-run').stdout).toContain('unchanged');
  run('run', '--date', '2025-03-12');
  expect(readFileSync(join(lines(), path))).toEqual(good);
  expect(run('verify').code).toBe(0);
});
