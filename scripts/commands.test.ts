import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlainDate } from '../schemas/values/dates.ts';
import { openStore } from '../workers/adapters/sqlite/sqlite.ts';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { MISSING_DATE, providerFile, writeTinyShop } from './testing/tiny-shop.ts';

let cuadre: Cuadre;
let folder = '';
/** A shop whose three dates were run: copied for each test that starts from there. */
let recorded = '';
beforeAll(() => {
  cuadre = buildCuadre();
  recorded = writeTinyShop();
  cuadre.run(['run', '--date', MISSING_DATE], recorded);
});
afterAll(() => {
  cuadre.remove();
  rmSync(recorded, { recursive: true, force: true });
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
const reports = (): Map<string, string> => {
  const names = readdirSync(join(folder, 'reports'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    names.map((entry) => [
      join(entry.parentPath, entry.name),
      readFileSync(join(entry.parentPath, entry.name), 'utf8'),
    ]),
  );
};

describe('cuadre run', () => {
  it('ends 0 on a clean date, 3 where an action opened, 4 where a source is missing', () => {
    expect(run('run', '--date', '2025-03-03')).toMatchObject({ code: 0, stderr: '' });
    const paidTooMuch = run('run', '--date', '2025-03-04');
    expect(paidTooMuch.code).toBe(3);
    expect(paidTooMuch.stdout).toMatch(/opened by this run: 1 action\n +amount_mismatch +A1-1003 +COP 4,000\.00/);
    const incomplete = run('run', '--date', MISSING_DATE);
    expect(incomplete.code).toBe(4);
    expect(incomplete.stdout).toContain('psp missing (psp_20250305.csv)');
  });

  it('runs what is missing first and says so; over several dates a missing source speaks for all', () => {
    const { code, stdout, stderr } = run('run', '--date', MISSING_DATE);
    expect(code).toBe(4);
    expect(stderr).toBe('2 dates before 2025-03-05 are due and run first: 2025-03-03 to 2025-03-04\n');
    expect(stdout.match(/^2025-03-0\d, generation 1$/gm)).toEqual([
      '2025-03-03, generation 1',
      '2025-03-04, generation 1',
      '2025-03-05, generation 1',
    ]);
  });

  it('is one JSON document', () => {
    const document = json('run', '--date', '2025-03-04');
    expect(document).toMatchObject({
      dates: [
        { date: '2025-03-03', generation: 1, changed: true, actions_opened: 0, discrepancies: [] },
        {
          date: '2025-03-04',
          generation: 1,
          changed: true,
          actions_opened: 1,
          discrepancies: [{ kind: 'amount_mismatch', count: 1 }],
          reports: 'reports/2025-03-04',
        },
      ],
      exit: 3,
    });
  });

  it('changes nothing the second time: the same bytes, no new generation', () => {
    run('run', '--date', '2025-03-04');
    const before = reports();
    const again = run('run', '--date', '2025-03-04');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('2025-03-04, generation 1: unchanged, nothing recorded');
    expect(reports()).toEqual(before);
    expect(json('run', '--date', '2025-03-04')).toMatchObject({
      dates: [{ generation: 1, changed: false, actions_opened: 0 }],
      exit: 0,
    });
  });

  it('ends 4 for an unchanged date that is asked for and still lacks a source', () => {
    cpSync(recorded, folder, { recursive: true });
    expect(run('run', '--date', MISSING_DATE).code).toBe(4);
  });

  it('takes a late file of one source as the next generation', () => {
    cpSync(recorded, folder, { recursive: true });
    writeFileSync(join(folder, 'input/psp_20250305.csv'), providerFile(MISSING_DATE));
    expect(json('run', '--date', MISSING_DATE, '--only', 'psp')).toMatchObject({
      dates: [{ generation: 2, changed: true }],
      exit: 0,
    });
  });

  it('ends 1 where another process holds the date, and leaves nothing half-written', async () => {
    run('run', '--date', '2025-03-03');
    const store = openStore({ path: join(folder, 'data/cuadre.db'), linesDirectory: join(folder, 'data/lines') });
    await store.leases.take('2025-03-04' as PlainDate, 'another:1', Date.now());
    store.close();
    const { code, stderr } = run('run', '--date', '2025-03-04');
    expect(code).toBe(1);
    expect(stderr).toContain('2025-03-04 is held by another:1');
    expect(existsSync(join(folder, 'reports/2025-03-04'))).toBe(false);
  });

  it('asks before it goes through more than 31 dates without a single file, and runs nothing where nobody can answer', () => {
    const yaml = readFileSync(join(folder, 'cuadre.yaml'), 'utf8');
    writeFileSync(join(folder, 'cuadre.yaml'), yaml.replace('goLive: 2025-03-03', 'goLive: 2025-01-30'));
    const refused = run('run', '--date', '2025-03-03');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(
      /32 dates from 2025-01-30 to 2025-03-02 no source has a file[^]*goLive[^]*2025-03-03[^]*--yes/,
    );
    expect(existsSync(join(folder, 'reports'))).toBe(false);
    writeFileSync(join(folder, 'cuadre.yaml'), yaml.replace('goLive: 2025-03-03', 'goLive: 2025-03-01'));
    expect(run('run', '--date', '2025-03-03').code).toBe(4);
  });

  it('reads again what was refused for being empty, once it may be', () => {
    writeFileSync(join(folder, 'input/psp_20250305.csv'), `${providerFile(MISSING_DATE).split('\n')[0] ?? ''}\n`);
    expect(run('run', '--date', MISSING_DATE).stdout).toContain('source_rejected');
    const yaml = readFileSync(join(folder, 'cuadre.yaml'), 'utf8');
    writeFileSync(
      join(folder, 'cuadre.yaml'),
      yaml.replace('compares: gross\n', 'compares: gross\n    expected: { empty: allowed }\n'),
    );
    const dates = (): string[] =>
      (json('run', '--date', '2025-03-06')['dates'] as { date: string }[]).map(({ date }) => date);
    expect(dates()).toEqual([MISSING_DATE, '2025-03-06']);
    expect(readFileSync(join(folder, 'reports', MISSING_DATE, 'discrepancies.csv'), 'utf8')).not.toMatch(
      /source_rejected,[^\n]*,open/,
    );
    expect(json('status', '--date', MISSING_DATE)).toMatchObject({ generation: 2 });
    expect(dates()).toEqual(['2025-03-06']);
  });

  it.each([
    [['run', '--date', '2025-02-30'], 'a date is written like 2026-07-01'],
    [['run', '--date', '2025-03-01'], 'before the go-live'],
    [['run', '--date', '2190-01-01'], 'in the future'],
    [['run', '--only', 'nobody'], 'there is no source "nobody"; the configuration has shop, psp, bank'],
    [['run', '--as-of', '2025-03-04'], '--as-of needs --date'],
    [['run', '--config', 'other.yaml'], 'there is no such file'],
  ])('ends 2 on %j', (args, message) => {
    const { code, stderr, stdout } = run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('names every problem of a wrong configuration and ends 2', () => {
    appendFileSync(join(folder, 'cuadre.yaml'), 'keys: [nothing]\nmatching: { orderTolerance: x }\n');
    const { code, stderr } = run('run');
    expect(code).toBe(2);
    expect(stderr).toMatch(/cuadre\.yaml:\d+: keys\[0\]/);
    expect(stderr).toMatch(/cuadre\.yaml:\d+: matching\.orderTolerance/);
  });

  it('speaks Spanish where the reports do first', () => {
    appendFileSync(join(folder, 'cuadre.yaml'), 'reports: { directory: ./reports, languages: [es, en] }\n');
    expect(run('run', '--date', '2025-03-03').stdout).toContain(
      'Las ventas del 2025-03-03 son COP 125.000,50 en 2 pedidos',
    );
  });
});

describe('cuadre run --as-of', () => {
  it('writes a view without a generation, and runs what it stands on first', () => {
    const { code, stdout } = run('run', '--date', '2025-03-03', '--as-of', '2025-03-04');
    expect(code).toBe(3);
    expect(stdout).toContain('2025-03-03 as of 2025-03-04, generation 1');
    expect(readdirSync(join(folder, 'reports/2025-03-03/as-of-2025-03-04')).sort()).toContain('manifest.json');
    expect(json('status')).toMatchObject({ dates: [{ generations: 1 }, { generations: 1 }] });
    // Seen from its own close nothing has happened since: the lines are the same.
    run('run', '--date', '2025-03-03', '--as-of', '2025-03-03');
    const matches = (path: string): string =>
      readFileSync(join(folder, 'reports/2025-03-03', path, 'matches.csv'), 'utf8');
    expect(matches('as-of-2025-03-03')).toBe(matches(''));
  });
});

describe('what was recorded', () => {
  beforeEach(() => {
    cpSync(recorded, folder, { recursive: true });
  });

  it('is shown by date: files, fates, open actions', () => {
    const { code, stdout } = run('status');
    expect(code).toBe(0);
    expect(stdout).toMatch(/2025-03-05 +committed +1 +2 of 3, psp missing/);
    expect(stdout).toMatch(/not run: \d+ dates?, 2025-03-06 to /);
    expect(json('status', '--date', '2025-03-03')).toMatchObject({
      state: 'committed',
      sources: [{ source: 'bank' }, { source: 'psp', lines: 2, footing: { state: 'none' } }, { source: 'shop' }],
    });
    expect(run('status', '--date', '2025-04-01').code).toBe(1);
  });

  it('is traced from any of its names: reference, provider id, CUS, bank id', () => {
    for (const name of ['A1-1003', ' a1-1003', 'P-3', '003', 'B-P-3']) {
      const found = json('trace', name)['lines'] as { leg: string }[];
      expect(
        found.map((line) => line.leg),
        name,
      ).toEqual(['order', 'settlement', 'bank']);
    }
    const { code, stdout } = run('trace', 'A1-1003');
    expect(code).toBe(0);
    for (const shown of [
      'orders_2025-03-04.csv:2',
      'psp_20250304.csv:2',
      'bank_20250304.csv:2',
      'amount_mismatch, open',
    ]) {
      expect(stdout).toContain(shown);
    }
    expect(stdout).toMatch(/opened on 2025-03-04 at \d{4}-\d\d-\d\d \d\d:\d\d by system/);
  });

  it('says of an unknown reference what is near, and ends 1', () => {
    const { code, stderr } = run('trace', 'A1-10033');
    expect(code).toBe(1);
    expect(stderr).toContain('nothing is known of "A1-10033"; the nearest are A1-1003');
    expect(json('trace', 'nothing-like-it')).toMatchObject({ error: { code: 'reference_unknown' } });
  });

  it('is split by store, a date and a month', () => {
    const { stdout } = run('stores', '--date', '2025-03-03');
    expect(stdout).toMatch(/A1 +COP +1 +50000\.00/);
    const month = json('stores', '--month', '2025-03');
    expect(month).toMatchObject({
      as_of: MISSING_DATE,
      stores: [
        { store: 'A1', orders: 3, gross: '94000.00' },
        { store: 'A2', orders: 1, gross: '75000.50' },
      ],
      totals: [{ store: 'total', gross: '169000.50', net: '169000.50' }],
    });
    expect(run('stores', '--month', '2025-3').code).toBe(2);
  });
});

describe('a command in a process of its own', () => {
  beforeEach(() => {
    cpSync(recorded, folder, { recursive: true });
  });

  it.each<[number, string]>([
    [4, 'run --date 2025-03-05'],
    [0, 'run --date 2025-03-03 --as-of 2025-03-04'],
    [0, 'replay --date 2025-03-04 --refetch --reason asked'],
    [0, 'status'],
    [0, 'trace A1-1003'],
    [0, 'stores --month 2025-03'],
    [0, 'verify'],
    [0, 'preview input/psp_20250304.csv --source psp'],
    [0, 'discrepancies list'],
    [0, 'discrepancies export --xlsx open.xlsx'],
    [2, 'discrepancies import nothing.xlsx --yes'],
    [0, 'claims --provider psp'],
    [0, 'archive prune --dry-run'],
    [0, 'config check'],
    [0, 'source guess input/psp_20250304.csv'],
    [2, 'enqueue --date 2025-03-04'],
    [0, 'worker --help'],
  ])('ends %i and says the same as one in the process that stays: cuadre %s', (code, line) => {
    const args = line.split(' ');
    const copy = `${folder}-copy`;
    cpSync(folder, copy, { recursive: true });
    const own = cuadre.run(args, folder);
    rmSync(folder, { recursive: true });
    renameSync(copy, folder);
    expect(cuadre.runWarm(args, folder)).toEqual(own);
    expect(own.code, own.stderr).toBe(code);
  });
});

describe('before anything was run', () => {
  it.each([['status'], ['verify'], ['stores'], ['trace', 'x']])(
    'cuadre %s says so, ends 1 and creates nothing',
    (...args) => {
      const { code, stderr } = run(...args);
      expect(code).toBe(1);
      expect(stderr).toContain('no date was run yet');
      expect(existsSync(join(folder, 'data'))).toBe(false);
    },
  );
});
