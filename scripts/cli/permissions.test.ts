import { appendFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildCuadre, type Cuadre } from '../testing/cuadre.ts';
import { MISSING_DATE, writeTinyShop } from '../testing/tiny-shop.ts';

let cuadre: Cuadre;
beforeAll(() => {
  cuadre = buildCuadre();
});
afterAll(() => {
  cuadre.remove();
});

/** Every file and folder below one, itself too, with the permissions that it has of 777. */
function modesUnder(folder: string): [string, number][] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return ['.', ...names].map((name) => [name, statSync(join(folder, name)).mode & 0o777]);
}

it.each([
  ['the owner alone, whatever the process was started with', null, 0o077],
  ['whom the configuration names', '027', 0o027],
])('lets %s see what a run writes', (_, written, withheld) => {
  const folder = writeTinyShop();
  try {
    if (written !== null) appendFileSync(join(folder, 'cuadre.yaml'), `storage: { umask: '${written}' }\n`);
    const before = process.umask(0o022);
    try {
      expect(cuadre.run(['run', '--date', MISSING_DATE], folder).code).toBe(4);
      const view = ['replay', '--date', '2025-03-04', '--as-of', MISSING_DATE];
      expect([1, 2]).not.toContain(cuadre.run(view, folder).code);
    } finally {
      process.umask(before);
    }
    const modes = ['data', 'reports'].flatMap((name) => modesUnder(join(folder, name)));
    expect(modes.length).toBeGreaterThan(50);
    expect(modes.filter(([, mode]) => (mode & withheld) !== 0)).toEqual([]);
    // What is not withheld is given: a group that may read the reports reads all of them.
    const group = 0o040 & ~withheld;
    expect(modesUnder(join(folder, 'reports')).filter(([, mode]) => (mode & group) !== group)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
