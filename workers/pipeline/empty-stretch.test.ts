import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { addDays, dateRange, type PlainDate } from '../../schemas/values/dates.ts';
import type { RunRecord, Runs } from '../../schemas/ports/runs.ts';
import { day, wompi } from '../../scripts/testing/kit.ts';
import { emptyStretch, longestRow } from './empty-stretch.ts';

const folder = mkdtempSync(join(tmpdir(), 'cuadre-empty-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
writeFileSync(join(folder, 'w_20260701.csv'), 'x');
symlinkSync('nowhere', join(folder, 'w_20260615.csv'));

const source = { ...wompi, from: { directory: folder, file: 'w_{date:yyyyMMdd}.csv' } };
const remote = { ...wompi, id: 'far', from: { https: 'https://x.co/{date:yyyyMMdd}' } as never };
const stretch = (dates: readonly PlainDate[], sources = [source], hasRun: (date: PlainDate) => boolean = () => false) =>
  emptyStretch(dates, {
    config: { sources },
    store: {
      runs: {
        newestOfEach: () => Promise.resolve(dates.filter(hasRun).map((date) => ({ date }) as RunRecord)),
      } as Runs,
    },
  });
const before = (dates: number): PlainDate[] => dateRange(addDays(day('2026-07-01'), -dates), day('2026-07-01'));

describe('dates without a single file', () => {
  test('31 are run, 32 are asked for', async () => {
    expect(await stretch(before(31))).toBeNull();
    expect(await stretch(before(32))).toEqual({
      from: '2026-05-30',
      to: '2026-06-30',
      dates: 32,
      next: '2026-07-01',
      after: null,
    });
  });

  test('a date that was run, or has a file, stands between them', async () => {
    expect(await stretch(before(40), [source], (date) => date === '2026-06-10')).toBeNull();
    writeFileSync(join(folder, 'x_20260610.csv'), 'x');
    const other = { ...source, id: 'other', from: { directory: folder, file: 'x_{date:yyyyMMdd}.csv' } };
    expect(await stretch(before(40), [source, other])).toBeNull();
  });

  test('after the last file none follows', async () => {
    expect(await stretch(dateRange(day('2026-07-02'), day('2026-12-31')))).toMatchObject({
      from: '2026-07-02',
      dates: 183,
      next: null,
    });
  });

  test('a server may have any of them, but those that follow the newest run', async () => {
    expect(await stretch(before(400), [source, remote])).toBeNull();
    const jumped = dateRange(day('2026-07-01'), day('2036-07-01'));
    expect(await stretch(jumped, [source, remote])).toBeNull();
    expect(await stretch(jumped, [source, remote], (date) => date === '2026-07-01')).toEqual({
      from: '2026-07-02',
      to: '2036-07-01',
      dates: 3653,
      next: null,
      after: '2026-07-01',
    });
    // An older date that is run for the first time is no jump.
    expect(await stretch([...before(400), ...jumped], [source, remote], (date) => date === '2036-07-01')).toBeNull();
  });

  test('the longest row of dates', () => {
    const days = ['2026-07-01', '2026-07-03', '2026-07-04', '2026-07-06', '2026-07-07'].map(day);
    expect(longestRow(days)).toEqual(['2026-07-03', '2026-07-04']);
    expect(longestRow([])).toEqual([]);
  });
});
