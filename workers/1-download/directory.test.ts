import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CuadreError } from '../../schemas/errors.ts';
import { D, day } from '../../scripts/testing/kit.ts';
import type { DirectoryFrom } from '../../schemas/from.ts';
import { earliestDate, findFile } from './directory.ts';

const root = mkdtempSync(join(tmpdir(), 'cuadre-directory-'));
let folder = root;
let count = 0;
beforeEach(() => {
  count += 1;
  folder = join(root, String(count));
  mkdirSync(folder);
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const from = (file: string, directory = folder): DirectoryFrom => ({ directory, file });
function put(...names: readonly string[]): void {
  for (const name of names) writeFileSync(join(folder, name), name);
}

/** The code thrown, or what came back. */
function outcome(ask: () => string | null): string | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof CuadreError) return error.code;
    throw error;
  }
}

describe('The file of a date', () => {
  const table: [string, string, string[], string | null][] = [
    ['by its date', 'wompi_{date:yyyyMMdd}.csv', ['wompi_20260630.csv', 'wompi_20260701.csv'], 'wompi_20260701.csv'],
    ['of another date only', 'wompi_{date:yyyyMMdd}.csv', ['wompi_20260702.csv'], null],
    ['with a wildcard', 'wompi_{date:yyyyMMdd}_*.csv', ['wompi_20260701_0812.csv'], 'wompi_20260701_0812.csv'],
    [
      'two for one date: which one counts is not ours to guess',
      'wompi_{date:yyyyMMdd}_*.csv',
      ['wompi_20260701_0812.csv', 'wompi_20260701_0930.csv'],
      'two_files_for_one_date',
    ],
    [
      'other files beside it',
      'wompi_{date:yyyyMMdd}.csv',
      ['wompi_20260701.csv', 'wompi_20260701.csv.part', 'x.csv'],
      'wompi_20260701.csv',
    ],
    ['an empty folder', 'wompi_{date:yyyyMMdd}.csv', [], null],
  ];
  test.each(table)('%s', (_sentence, pattern, names, expected) => {
    put(...names);
    expect(outcome(() => findFile('wompi', from(pattern), D)?.name ?? null)).toBe(expected);
  });

  test('two files are both named', () => {
    put('wompi_20260701_a.csv', 'wompi_20260701_b.csv');
    const ask = (): unknown => findFile('wompi', from('wompi_{date:yyyyMMdd}_*.csv'), D);
    expect(ask).toThrow(
      expect.objectContaining({ context: { source: 'wompi', date: D, files: ['wompi_20260701_a.csv', 'wompi_20260701_b.csv'] } }),
    );
  });

  test('a folder of that name is no file', () => {
    mkdirSync(join(folder, 'wompi_20260701.csv'));
    expect(findFile('wompi', from('wompi_{date:yyyyMMdd}.csv'), D)).toBeNull();
  });

  test('a folder that is not there holds no file', () => {
    expect(findFile('wompi', from('wompi_{date:yyyyMMdd}.csv', join(folder, 'nowhere')), D)).toBeNull();
  });

  test('a folder that is a file cannot be read: try again later', () => {
    put('plain');
    expect(outcome(() => findFile('wompi', from('x_{date:yyyyMMdd}.csv', join(folder, 'plain')), D)?.name ?? null)).toBe(
      'source_unreachable',
    );
  });
});

describe('The earliest date with a file', () => {
  test('by date, not by name', () => {
    put('wompi_02072026.csv', 'wompi_30062026.csv', 'readme.txt');
    expect(earliestDate(from('wompi_{date:ddMMyyyy}.csv'))).toBe(day('2026-06-30'));
  });

  test('none where nothing fits', () => {
    put('readme.txt', 'wompi_20260230.csv');
    expect(earliestDate(from('wompi_{date:yyyyMMdd}.csv'))).toBeNull();
  });
});
