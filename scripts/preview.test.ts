import { appendFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { writeTinyShop } from './testing/tiny-shop.ts';

let cuadre: Cuadre;
let folder = '';
beforeAll(() => {
  cuadre = buildCuadre();
});
afterAll(() => {
  cuadre.remove();
});
beforeEach(() => {
  folder = writeTinyShop();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => cuadre.runWarm(args, folder);
const json = (...args: string[]): Record<string, unknown> => {
  const { stdout } = run(...args, '--json');
  return JSON.parse(stdout) as Record<string, unknown>;
};

describe('cuadre preview', () => {
  it('shows records, totals and what cannot be read, and writes nothing', () => {
    const file = join(folder, 'input/psp_20250304.csv');
    appendFileSync(file, 'A1-9,P-9,OK,12 pesos,COP,2025-03-04 11:00,9\n');
    const { code, stdout } = run('preview', file, '--source', 'psp');
    expect(code).toBe(0);
    for (const shown of [
      'of 2025-03-04; 1 line, 1 unreadable row',
      'gross',
      '44000.00',
      '2025-03-04T15:05:00Z',
      'payment approved',
      'line 3 unreadable: bad_amount in gross',
    ]) {
      expect(stdout).toContain(shown);
    }
    expect(json('preview', file, '--source', 'psp')).toMatchObject({
      ok: true,
      records: [{ merchant_reference: 'A1-1003', gross: '44000.00' }],
    });
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('says why a file would be refused, and ends 1', () => {
    const file = join(folder, 'input/psp_20250304.csv');
    writeFileSync(file, '');
    expect(run('preview', file, '--source', 'psp')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('would be refused: empty_file') as string,
    });
  });

  it('ends 2 without a file or a source of that name', () => {
    expect(run('preview', 'nowhere.csv', '--source', 'psp').code).toBe(2);
    expect(run('preview', 'cuadre.yaml', '--source', 'pps').code).toBe(2);
    expect(run('preview', 'cuadre.yaml').code).toBe(2);
  });
});
