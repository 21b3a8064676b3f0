import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { BankSource, SettlementSource } from '../../schemas/config/config.ts';
import { PLAIN } from '../../workers/2-normalise/fixture-reading.ts';
import { bank, day, wompi } from '../testing/kit.ts';
import { accountWarnings, bankTextWarnings, checkFolders } from './source-folders.ts';

const root = mkdtempSync(join(tmpdir(), 'cuadre-folders-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});
let count = 0;
let folder = root;
beforeEach(() => {
  count += 1;
  folder = join(root, String(count));
  mkdirSync(folder);
});

const look = (file = 'wompi_{date:yyyyMMdd}.csv', directory = folder) =>
  checkFolders({ sources: [{ ...wompi, from: { directory, file } }] }, day('2026-07-10'))[0];
const put = (...names: readonly string[]): void => {
  for (const name of names) writeFileSync(join(folder, name), 'x');
};

describe('What stands in the folder of a source', () => {
  test('its dates, in stretches', () => {
    put('wompi_20260701.csv', 'wompi_20260702.csv', 'wompi_20260705.csv', 'other.txt');
    expect(look()).toEqual({
      source: 'wompi',
      dates: ['2026-07-01', '2026-07-02', '2026-07-05'],
      found: '3 dates with a file: 2026-07-01 to 2026-07-02, 2026-07-05',
      warnings: [],
    });
  });

  test('none fits: what was looked for, where, and the nearest name', () => {
    put('Wompi-20260701.csv', 'bank_20260701.xml');
    const { found, warnings } = look() ?? {};
    expect(found).toBe('no file');
    expect(warnings).toEqual([
      `wompi: no file; looked for wompi_{date:yyyyMMdd}.csv in ${folder}, for 2026-07-09 wompi_20260709.csv: none of 2 names fits; the nearest is Wompi-20260701.csv`,
    ]);
  });

  test('a folder that is empty, one that is not there, and one that cannot be read', () => {
    expect(look()?.warnings[0]).toContain('the folder is empty');
    expect(look(undefined, join(folder, 'nowhere'))?.warnings[0]).toContain('the folder is not there');
    put('plain');
    expect(look(undefined, join(folder, 'plain'))).toMatchObject({ found: 'cannot be read', dates: [] });
  });

  test('two files of one date, and names that are not taken', () => {
    put('wompi_20260701_a.csv', 'wompi_20260701_b.csv', 'wompi_20260702.csv');
    symlinkSync('/etc/hostname', join(folder, 'wompi_20260703.csv'));
    const { dates, warnings } = look('wompi_{date:yyyyMMdd}*.csv') ?? {};
    expect(dates).toEqual(['2026-07-02']);
    expect(warnings).toEqual([
      'wompi has two files for 2026-07-01: wompi_20260701_a.csv and wompi_20260701_b.csv',
      'wompi: wompi_20260703.csv is not taken: it is a link that leads out of the folder',
    ]);
  });
});

describe('How a provider is found on the statement', () => {
  const source = wompi;
  test.each<[string, Partial<SettlementSource>, number]>([
    ['each transaction by itself needs no name', { settles: 'per_transaction', bankText: [] }, 0],
    ['a payout with a name', { settles: 'per_payout', bankText: ['WOMPI'] }, 0],
    ['a payout without one', { settles: 'per_payout', bankText: [] }, 1],
    ['a day without one', { settles: 'per_day', bankText: [] }, 1],
  ])('%s', (_sentence, change, warnings) => {
    const outline = bankTextWarnings([{ ...source, ...change }]);
    expect(outline).toHaveLength(warnings);
    for (const text of outline)
      expect(text).toContain("add bankText, how the bank's text names the provider, for example bankText: ['WOMPI']");
  });
});

describe('Which account a bank source is of', () => {
  const mapped = (columns: Record<string, string>, constants: Record<string, string> = {}): BankSource['profile'] => ({
    inline: { ...PLAIN, columns, constants },
  });
  test.each<[string, Partial<BankSource>, number]>([
    ['a built-in format says it', { profile: { builtIn: 'camt.053' }, account: null }, 0],
    ['a column says it', { profile: mapped({ account: 'cuenta' }), account: null }, 0],
    ['a constant says it', { profile: mapped({}, { account: '1' }), account: null }, 0],
    ['the source says it', { profile: mapped({}), account: '1' }, 0],
    ['nobody says it', { profile: mapped({}), account: null }, 1],
  ])('%s', (_sentence, change, warnings) => {
    const outline = accountWarnings([{ ...bank, ...change }, wompi]);
    expect(outline).toHaveLength(warnings);
    for (const text of outline) expect(text).toContain("add account, for example account: '001-123456-78'");
  });
});
