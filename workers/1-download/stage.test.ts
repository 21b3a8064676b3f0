import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SourceConfig } from '../../schemas/config/config.ts';
import { calendar, configOf, D, day, fileOf, sha, wompi } from '../../scripts/testing/kit.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { openContext } from '../pipeline/open.ts';
import { assertClaimedOnce, download, isExpected } from './stage.ts';

const root = mkdtempSync(join(tmpdir(), 'cuadre-download-'));
const source = (change: Partial<SourceConfig['expected']> = {}, file = 'wompi_{date:yyyyMMdd}.csv'): SourceConfig => ({
  ...wompi,
  from: { directory: root, file },
  expected: { ...wompi.expected, ...change },
});
let context: Context;
beforeAll(() => {
  writeFileSync(join(root, 'wompi_20260701.csv'), 'a;b\n');
  const storage = {
    path: join(root, 'db'),
    archive: join(root, 'archive'),
    lines: join(root, 'lines'),
    retentionYears: 10,
    umask: 0o077,
  };
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  context = openContext({
    config: configOf({ storage }),
    configHash: 'x',
    programVersion: 'x',
    clock: { nowMs: () => 0 },
    log: silent,
  });
});
afterAll(() => {
  context.store.close();
  rmSync(root, { recursive: true, force: true });
});

describe('The file of a source and date comes into the archive', () => {
  test('byte for byte, known by its sha256', async () => {
    const file = await download(source(), D, context, D);
    expect(file).toMatchObject({ state: 'in', name: 'wompi_20260701.csv', sha256: sha('a;b\n'), size: 4 });
    expect(await context.archive.has(sha('a;b\n'))).toBe(true);
  });

  test('or an archive that fails before it reads ends this download, and not the process', async () => {
    const put = (): Promise<never> => {
      rmSync(join(root, 'archive', '.tmp'), { recursive: true });
      return Promise.reject(new CuadreError('disk_failed', 'the archive is full'));
    };
    const failing = { ...context, archive: { ...context.archive, put } };
    await expect(download(source(), D, failing, D)).rejects.toThrow('the archive is full');
    await new Promise((later) => setTimeout(later, 20));
  });

  test('one that should be there and is not is missing, with the name it would have', async () => {
    expect(await download(source(), day('2026-07-02'), context, D)).toMatchObject({
      state: 'missing',
      name: 'wompi_20260702.csv',
      sha256: null,
    });
  });

  test('one that nobody expects is no miss', async () => {
    expect(await download(source({ days: 'business' }), day('2026-07-04'), context, D)).toMatchObject({
      state: 'not_expected',
      name: null,
    });
  });

  test('one that nobody expects and that is there all the same is in', async () => {
    writeFileSync(join(root, 'wompi_20260704.csv'), 'c\n');
    expect((await download(source({ days: 'business' }), day('2026-07-04'), context, D)).state).toBe('in');
  });
});

describe('Whether a file is expected', () => {
  const table: [string, Partial<SourceConfig['expected']>, string, boolean][] = [
    ['every day, a Sunday', {}, '2026-07-05', true],
    ['business days, a Friday', { days: 'business' }, '2026-07-03', true],
    ['business days, a Saturday', { days: 'business' }, '2026-07-04', false],
    ['business days, the holiday of 29 June', { days: 'business' }, '2026-06-29', false],
    ['business days, the holiday of 13 July', { days: 'business' }, '2026-07-13', false],
    ['on the go-live', {}, '2026-06-24', true],
    ['before the go-live', {}, '2026-06-23', false],
    ['on its own first day', { from: day('2026-07-01') }, '2026-07-01', true],
    ['before its own first day', { from: day('2026-07-01') }, '2026-06-30', false],
  ];
  test.each(table)('%s', (_sentence, expected, date, answer) => {
    expect(isExpected(source(expected), day(date), { calendar }, day('2026-06-24'))).toBe(answer);
  });
});

describe('Two sources never take one file', () => {
  const one = source();
  const other = { ...source(), id: 'twin' };
  const file = fileOf('wompi', D, { name: 'wompi_20260701.csv' });

  test('an error that names both', () => {
    expect(() => {
      assertClaimedOnce([file, { ...file, source: 'twin' }], [one, other]);
    }).toThrow(
      expect.objectContaining({
        code: 'file_claimed_twice',
        context: { sources: ['wompi', 'twin'], file: 'wompi_20260701.csv' },
      }),
    );
  });

  test('two files are two files, and a missing one is claimed by nobody', () => {
    expect(() => {
      assertClaimedOnce([file, { ...file, source: 'twin', name: 'twin_20260701.csv' }], [one, other]);
      assertClaimedOnce([file, { ...file, source: 'twin', state: 'missing' }], [one, other]);
    }).not.toThrow();
  });
});
