import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlainDate } from '../schemas/values/dates.ts';
import { openStore } from '../workers/adapters/sqlite/sqlite.ts';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { copyShop, hashesOf } from './testing/shop.ts';
import { MISSING_DATE, providerFile, writeTinyShop } from './testing/tiny-shop.ts';

/** `cuadre replay` as a person types it. What it decides is tested in workers/pipeline/replay.test.ts. */

const MONDAY = '2025-03-03';
let cuadre: Cuadre;
let recorded = '';
let folder = '';
const folders: string[] = [];
beforeAll(() => {
  cuadre = buildCuadre();
  recorded = writeTinyShop();
  folders.push(recorded);
  cuadre.run(['run', '--date', MISSING_DATE], recorded);
});
afterAll(() => {
  cuadre.remove();
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-replay-cli-'));
  folders.push(folder);
  copyShop(recorded, folder);
});

const run = (...args: string[]) => cuadre.runWarm(args, folder);
const json = (...args: string[]): Record<string, unknown> =>
  JSON.parse(run(...args, '--json').stdout) as Record<string, unknown>;
const restate = (): void => {
  writeFileSync(join(folder, 'input/psp_20250303.csv'), providerFile(MONDAY).replace('50000.00', '49000.00'));
};

describe('cuadre replay', () => {
  it('says that equal inputs change nothing', () => {
    const before = hashesOf(join(folder, 'reports'));
    const { code, stdout, stderr } = run('replay', '--date', MONDAY, '--reason', 'just asking');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('2025-03-03, generation 1: unchanged, nothing recorded');
    expect(stdout).toContain('the same files, configuration, rules and decisions as before');
    expect(hashesOf(join(folder, 'reports'))).toEqual(before);
  });

  it('tells what changed and why, keeps it as diff.json, names the stale dates, and ends 3', () => {
    restate();
    const { code, stdout } = run('replay', '--date', MONDAY, '--refetch', '--reason', 'the provider\n corrected it');
    expect(code).toBe(3);
    for (const outline of [
      '2025-03-03, generation 2',
      'psp 2 lines (a new version)',
      'against generation 1, because of other bytes of psp:',
      'newly broken  1  COP 50,000.00',
      /A1-1001 +matched > broken +COP 50,000\.00 +provider COP 50,000\.00 > COP 49,000\.00/,
      'unchanged  1  COP 75,000.50',
      'discrepancies: opened 2, closed 0, changed 0',
      '2 (2025-03-04 - 2025-03-05)',
    ]) {
      if (typeof outline === 'string') expect(stdout).toContain(outline);
      else expect(stdout).toMatch(outline);
    }
    const report = (name: string): Record<string, unknown> =>
      JSON.parse(readFileSync(join(folder, 'reports', MONDAY, name), 'utf8')) as Record<string, unknown>;
    expect(report('diff.json')).toMatchObject({
      generation: 2,
      former_generation: 1,
      reason: 'the provider corrected it',
    });
    expect(report('manifest.json')).toMatchObject({ reason: 'the provider corrected it' });
    expect(run('status').stdout).toMatch(/2025-03-03 +committed +2 .* the provider corrected it\n2025-03-04 +stale/);
    expect(json('status', '--date', MONDAY)).toMatchObject({
      reason: 'the provider corrected it',
      made: [
        { generation: 1, reason: null },
        { generation: 2, reason: 'the provider corrected it' },
      ],
    });
    // The former generation stands as it was, and the diff is held to its hash.
    expect(existsSync(join(folder, 'reports', MONDAY, 'generations/1/diff.json'))).toBe(false);
    expect(run('verify').code).toBe(0);
    const diff = join(folder, 'reports', MONDAY, 'generations/2/diff.json');
    writeFileSync(diff, readFileSync(diff, 'utf8').replace('49000.00', '49000.01'));
    const verified = run('verify');
    expect(verified).toMatchObject({ code: 1 });
    expect(verified.stdout).toContain('report 2025-03-03/generations/2/diff.json');
  });

  it('is one document, with the dates that were run again and the view', () => {
    restate();
    const document = json('replay', '--date', MONDAY, '--refetch', '--cascade', '--as-of', MISSING_DATE);
    expect(document).toMatchObject({
      date: MONDAY,
      generation: 2,
      former_generation: 1,
      changed: true,
      dry_run: false,
      actions_opened: 2,
      diff: {
        totals: [
          { change: 'newly_broken', references: 1 },
          { change: 'unchanged', references: 1 },
        ],
      },
      rerun: [
        { date: '2025-03-04', generation: 2, former_generation: 1, actions_opened: 2 },
        { date: MISSING_DATE, generation: 2, former_generation: 1, actions_opened: 2 },
      ],
      stale: [],
      view: { as_of: MISSING_DATE, generation: 2, reports: 'reports/2025-03-03/as-of-2025-03-05' },
      exit: 4,
    });
    expect(existsSync(join(folder, 'reports/2025-03-03/as-of-2025-03-05/matches.csv'))).toBe(true);
    expect(run('verify').code).toBe(0);
  });

  it('with --dry-run says the same and writes nothing at all', () => {
    restate();
    writeFileSync(join(folder, 'input/psp_20250305.csv'), providerFile(MISSING_DATE));
    const temporary = join(folder, 'temporary');
    mkdirSync(temporary);
    const [data, reports] = [join(folder, 'data'), join(folder, 'reports')];
    const before = hashesOf(data, reports);
    const flags = ['--refetch', '--cascade', '--as-of', MISSING_DATE, '--reason', 'what if'];
    const dry = cuadre.runWarm(['replay', '--date', MONDAY, ...flags, '--dry-run', '--json'], folder, {
      TMPDIR: temporary,
    });
    expect(hashesOf(data, reports)).toEqual(before);
    expect(readdirSync(temporary)).toEqual([]);
    expect(json('status')).toMatchObject({ dates: [{ generations: 1 }, { generations: 1 }, { generations: 1 }] });
    const said = JSON.parse(dry.stdout) as Record<string, unknown>;
    const done = json('replay', '--date', MONDAY, ...flags);
    expect({ ...said, dry_run: false, reports: done['reports'], view: done['view'] }).toEqual(done);
    expect(said['view']).toMatchObject({ headline: (done['view'] as { headline: string }).headline, reports: null });
  });

  it('with --dry-run of a date that nothing changed writes nothing either', () => {
    const before = hashesOf(join(folder, 'data'), join(folder, 'reports'));
    const { code, stdout } = run('replay', '--date', MONDAY, '--dry-run');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^A dry run: nothing of this was recorded or written\.\n/) as string,
    });
    expect(stdout).not.toContain('reports:');
    expect(hashesOf(join(folder, 'data'), join(folder, 'reports'))).toEqual(before);
  });

  it('keeps the bytes of the archive where the source has the file no more, and says so', () => {
    rmSync(join(folder, 'input/psp_20250303.csv'));
    const { code, stdout } = run('replay', '--date', MONDAY, '--refetch');
    expect(code).toBe(0);
    expect(stdout).toContain('psp 2 lines (from the archive; its source no longer has it)');
  });

  it('ends 4 for a date that still lacks a source', () => {
    expect(run('replay', '--date', MISSING_DATE).code).toBe(4);
  });

  it.each([
    [2, ['--date', '2025-03-02'], 'before the go-live'],
    [2, ['--date', '2190-01-01', '--dry-run'], 'in the future'],
    [2, ['--date', '2025-02-30'], 'a date is written like'],
    [2, [], "required option '--date <date>'"],
    [2, ['--date', '2025-03-04', '--as-of', MONDAY], 'not earlier'],
    [2, ['--date', MONDAY, '--reason', ' \n'], '--reason is a text'],
    [1, ['--date', '2025-03-06'], '"cuadre run --date 2025-03-06" runs it'],
    [1, ['--date', MONDAY, '--as-of', '2025-03-06'], '"cuadre run --date 2025-03-06" runs it'],
  ])('ends %i on %j and says what to do', (code, args, message) => {
    const result = run('replay', ...args);
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
    expect(result.stderr).toContain(message);
  });

  it('ends 1 where nothing was ever run, and creates nothing', () => {
    for (const part of ['data', 'reports']) rmSync(join(folder, part), { recursive: true });
    for (const dry of [[], ['--dry-run']]) {
      const { code, stderr } = run('replay', '--date', MONDAY, ...dry);
      expect(code).toBe(1);
      expect(stderr).toContain('no date was run yet');
      expect(existsSync(join(folder, 'data'))).toBe(false);
    }
  });

  it('ends 1 where another process holds the date, and leaves what was there', async () => {
    const store = openStore({ path: join(folder, 'data/cuadre.db'), linesDirectory: join(folder, 'data/lines') });
    await store.leases.take(MONDAY as PlainDate, 'another:1', Date.now());
    store.close();
    restate();
    const { code, stderr } = run('replay', '--date', MONDAY, '--refetch');
    expect(code).toBe(1);
    expect(stderr).toContain('2025-03-03 is held by another:1');
    expect(stderr).toContain('Wait until it has finished');
    expect(json('status', '--date', MONDAY)).toMatchObject({ generations: 1 });
  });

  it('started three times at once makes one generation', async () => {
    restate();
    const once = (): Promise<{ code: number | null; stderr: string }> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [cuadre.program, 'replay', '--date', MONDAY, '--refetch'], {
          cwd: folder,
        });
        let stderr = '';
        child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
        child.stdout.resume();
        child.on('close', (code) => {
          resolve({ code, stderr });
        });
      });
    const ended = await Promise.all([once(), once(), once()]);
    expect(ended.filter(({ code }) => code === 3)).toHaveLength(1);
    for (const { code, stderr } of ended.filter((one) => one.code !== 3)) {
      // Who came too late for the same lease found it held; who came after it found nothing to do.
      expect([0, 1]).toContain(code);
      if (code === 1) expect(stderr).toMatch(/is held by|was taken over/);
    }
    expect(json('status', '--date', MONDAY)).toMatchObject({ generation: 2, generations: 2 });
    expect(run('verify').code).toBe(0);
  });
});
