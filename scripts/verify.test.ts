import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { certain } from '../schemas/errors.ts';
import { sha256 } from '../schemas/values/hash.ts';
import { flipByte } from './testing/flip-byte.ts';
import { recordedShop } from './testing/recorded-shop.ts';
import { hashesOf } from './testing/shop.ts';
import { MISSING_DATE, providerFile } from './testing/tiny-shop.ts';

/** `cuadre verify` over a store that is damaged on purpose, and how what it names is got back. */

const shop = recordedShop();
const run = (...args: string[]) => shop.run(args);
const json = (...args: string[]): Record<string, unknown> =>
  JSON.parse(run(...args, '--json').stdout) as Record<string, unknown>;

describe('cuadre verify', () => {
  it('verifies, and says what it checked', () => {
    const { code, stdout } = run('verify');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^No difference\. Checked: 3 runs, 8 source files, .+ report files\.\n$/) as string,
    });
  });

  const inDatabase = (sql: string): void => {
    const raw = new Database(join(shop.folder, 'data/cuadre.db'));
    raw.exec(sql);
    raw.close();
  };

  const repaired = (): string[] => {
    const { code, stdout } = run('verify', '--repair', '--yes');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^No difference\.\n$/m) as string });
    return stdout.split('\n').filter((line) => line.startsWith('Done: '));
  };

  it('names the index of all dates where it is damaged, and makes it anew when it is asked to', () => {
    const index = join(shop.folder, 'reports/index.html');
    const whole = readFileSync(index, 'utf8');
    writeFileSync(index, whole.replace('2025-03-04', '2025-03-05'));
    for (const stdout of [run('verify').stdout, run('verify').stdout])
      expect(stdout).toMatch(/^Different: report index\.html$/m);
    expect(repaired()).toEqual(['Done: write index.html again from the reports of all dates']);
    expect(readFileSync(index, 'utf8')).toBe(whole);
    rmSync(index);
    run('run', '--date', '2025-03-04');
    expect(readFileSync(index, 'utf8')).toBe(whole);
    expect(run('verify').code).toBe(0);
  });

  const DAY_FOLDER = 'reports/2025-03-04';
  const dayFiles = () => readdirSync(join(shop.folder, DAY_FOLDER)).filter((name) => name !== 'generations');
  const replaced = (path: string): void => {
    rmSync(path, { force: true });
    writeFileSync(path, 'x');
  };

  it('names every file of a date that its readers see, replaced, removed or slipped in, and puts it right', () => {
    const before = hashesOf(join(shop.folder, 'reports'));
    const names = dayFiles();
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) {
      for (const change of [rmSync, replaced]) {
        change(join(shop.folder, DAY_FOLDER, name));
        expect(json('verify')).toMatchObject({ ok: false, difference: { what: `report 2025-03-04/${name}` } });
      }
      repaired();
    }
    replaced(join(shop.folder, DAY_FOLDER, 'mine.csv'));
    expect(repaired()).toHaveLength(1);
    expect(hashesOf(join(shop.folder, 'reports'))).toEqual(before);
  });

  it('names a generation that no run made, and a date whose folder is a file', () => {
    const made = join(shop.folder, DAY_FOLDER, 'generations/9');
    mkdirSync(made);
    writeFileSync(join(made, 'stores.csv'), 'x');
    expect(json('verify')).toMatchObject({ difference: { what: 'report 2025-03-04/generations/9' } });
    rmSync(made, { recursive: true });
    rmSync(join(shop.folder, DAY_FOLDER), { recursive: true });
    writeFileSync(join(shop.folder, DAY_FOLDER), 'x');
    expect(run('verify')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^Different: report 2025-03-04\/generations\/1\/\w/m) as string,
    });
  });

  it('writes lost reports again from the record, byte for byte, and a part of them that changed', () => {
    const before = hashesOf(join(shop.folder, 'reports'));
    rmSync(join(shop.folder, 'reports'), { recursive: true });
    expect(json('verify')).toMatchObject({ ok: false, difference: { found: 'missing' } });
    expect(repaired()).toHaveLength(7);
    expect(repaired()).toEqual([]);
    expect(hashesOf(join(shop.folder, 'reports'))).toEqual(before);
    // In place: the file of the generation is the same file.
    for (const name of dayFiles()) writeFileSync(join(shop.folder, DAY_FOLDER, name), 'x');
    expect(repaired()).toHaveLength(3);
    expect(hashesOf(join(shop.folder, 'reports'))).toEqual(before);
  });

  it('writes the report of a date again as it was, also after an earlier date was run again with another file', () => {
    const path = join(shop.folder, 'reports/2025-03-05/generations/1/report.html');
    const before = readFileSync(path, 'utf8');
    expect(before).toContain('"psp_20250304.csv"');
    const restated = providerFile('2025-03-04').replace('44000.00', '43000.00');
    writeFileSync(join(shop.folder, 'input/psp_20250304.csv'), restated);
    expect(run('replay', '--date', '2025-03-04', '--refetch').stdout).toContain('2025-03-04, generation 2');
    rmSync(path);
    repaired();
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('changes nothing where nobody agrees, and where the record itself differs', () => {
    const path = join(shop.folder, DAY_FOLDER, 'generations/1/stores.csv');
    rmSync(path);
    expect(run('verify', '--repair')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/nothing was changed: 2 repairs to agree to[^]*say so with --yes/) as string,
    });
    expect(run('verify', '--yes').code).toBe(2);
    inDatabase('DROP TRIGGER chain_is_not_deleted');
    expect(run('verify', '--repair', '--yes')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('Only a backup has these ("cuadre restore --from FOLDER"):\n  trigger') as string,
    });
    expect(existsSync(path)).toBe(false);
  });

  it('puts no report there that comes out otherwise', () => {
    const path = join(shop.folder, DAY_FOLDER, 'generations/1/report.html');
    const config = join(shop.folder, 'cuadre.yaml');
    writeFileSync(config, `${readFileSync(config, 'utf8')}reports: { languages: [es] }\n`);
    rmSync(path);
    const { code, stdout } = run('verify', '--repair', '--yes');
    expect({ code, there: existsSync(path) }).toEqual({ code: 1, there: false });
    expect(stdout).toContain('come out otherwise now');
  });

  const first = (path: string, pattern: RegExp): string => {
    const names = readdirSync(join(shop.folder, path)).filter((name) => pattern.test(name));
    return join(shop.folder, path, certain(names.sort()[0], `a file like ${String(pattern)}`));
  };

  it.each([
    ['archive', 'data/archive', /^[0-9a-f]{64}$/, /^Different: archive [0-9a-f]{64} /],
    ['lines', 'data/lines/2025-03-03', /^psp.*arrow$/, /^Different: lines 2025-03-03\/psp-[^ ]+\.arrow$/m],
    ['fates', 'data/lines/2025-03-04', /^fates/, /^Different: lines 2025-03-04\/fates\.g1-[0-9a-f]{12}\.arrow$/m],
    [
      'a report',
      'reports/2025-03-04/generations/1',
      /^matches/,
      /^Different: report 2025-03-04\/generations\/1\/matches\.csv$/m,
    ],
  ])('names the file when one byte of %s changed, and ends 1', (_, path, pattern, named) => {
    flipByte(first(path, pattern));
    const { code, stdout } = run('verify');
    expect(code).toBe(1);
    expect(stdout).toMatch(named);
  });

  const emptied = (path: string): void => {
    writeFileSync(path, '');
  };

  it.each([
    ['lines', /^psp.*arrow$/],
    ['the keys of lines', /^psp.*arrow\.keys$/],
    ['fates', /^fates.*arrow$/],
  ])('names the replay that makes %s again where they are damaged or lost, and it does', (_, pattern) => {
    const path = first('data/lines/2025-03-04', pattern);
    const whole = readFileSync(path);
    const reports = hashesOf(join(shop.folder, 'reports'));
    for (const spoil of [flipByte, emptied, rmSync]) {
      spoil(path);
      expect(json('verify')).toMatchObject({ ok: false, difference: { replay: '2025-03-04' } });
      expect(run('verify').stdout).toContain(
        'Run "cuadre replay --date 2025-03-04" or "cuadre verify --repair", which makes it',
      );
      const { code, stdout } = run('replay', '--date', '2025-03-04');
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining('generation 1: unchanged, nothing recorded') as string,
      });
      expect(readFileSync(path)).toEqual(whole);
      expect(run('verify').code).toBe(0);
    }
    expect(hashesOf(join(shop.folder, 'reports'))).toEqual(reports);
  });

  const FATES = /^fates.*arrow$/;
  const replay = () => run('replay', '--date', '2025-03-04');
  it('has fates made again before a further generation takes the place of their run', () => {
    const path = first(`data/lines/${MISSING_DATE}`, FATES);
    const whole = readFileSync(path);
    const [{ id }] = json('discrepancies', 'list').discrepancies as [{ id: string }];
    run('discrepancies', 'resolve', id, '--note', 'refunded', '--by', 'luis');
    rmSync(path);
    const { stdout } = run('replay', '--date', MISSING_DATE);
    expect(stdout).toContain('against generation 1');
    expect(readFileSync(path)).toEqual(whole);
    expect(run('verify').code).toBe(0);
  });

  it('has nothing recorded where fates are lost and what they were made from has changed', () => {
    const path = first('data/lines/2025-03-04', FATES);
    const config = join(shop.folder, 'cuadre.yaml');
    const before = readFileSync(config, 'utf8');
    writeFileSync(config, `${before}matching: { lookbackDays: 31 }\n`);
    rmSync(path);
    expect(replay()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /2025-03-04 is lost or damaged, and cannot be made again: its configuration/,
      ) as string,
    });
    writeFileSync(config, before);
    expect(replay()).toMatchObject({ code: 0, stdout: expect.stringContaining('generation 1: unchanged') as string });
    expect(run('verify').code).toBe(0);
  });

  it('has no line file made again from a source file that is damaged itself', () => {
    const path = first('data/lines/2025-03-04', /^psp.*arrow$/);
    const lines = readFileSync(path);
    const name = sha256(providerFile('2025-03-04'));
    const archived = join(shop.folder, 'data/archive', name);
    const bytes = readFileSync(archived, 'utf8');
    rmSync(archived);
    writeFileSync(archived, bytes.replace('4', '5'));
    flipByte(path);
    const refused = replay();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`${name} is damaged; restore it from a backup`);
    writeFileSync(archived, bytes);
    expect(replay().code).toBe(0);
    expect(readFileSync(path)).toEqual(lines);
    expect(run('verify').code).toBe(0);
  });

  it('has nothing written over a record that no longer names fates', () => {
    inDatabase(`DELETE FROM registered_files WHERE path LIKE '2025-03-04/fates.%'`);
    expect(run('verify').stdout).toMatch(/^Different: registered_files 2025-03-04$/m);
    expect(replay()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('rows of registered_files 2025-03-04 in the database are not what') as string,
    });
  });

  it('makes lines and fates again when it is asked to', () => {
    const patterns = [/^psp.*arrow$/, /^psp.*arrow\.keys$/, FATES];
    const paths = patterns.map((pattern) => first('data/lines/2025-03-04', pattern));
    const whole = paths.map((path) => readFileSync(path));
    for (const path of paths) flipByte(path);
    expect(repaired()).toEqual(['Done: make lines and fates of 2025-03-04 again from the archive']);
    expect(paths.map((path) => readFileSync(path))).toEqual(whole);
  });

  it.each([
    [
      'discrepancy_spans',
      "UPDATE discrepancy_spans SET note = 'x' WHERE first = (SELECT number FROM runs WHERE date = '2025-03-04')",
      /^discrepancy_spans \d+$/,
    ],
    [
      'findings, which is torn,',
      'UPDATE findings SET document = substr(document, 1, 99) WHERE number = 1',
      /^findings 1$/,
    ],
    [
      'findings, of another amount,',
      `UPDATE findings SET document = replace(document, '"moneyAtRisk":', '"moneyAtRisk":1')`,
      /^findings 1$/,
    ],
    [
      'findings, of which a fact has another name,',
      `UPDATE findings SET document = replace(document, '"merchantReference":', '"merchantReferencf":')`,
      /^findings 1$/,
    ],
    [
      'store_movements',
      "UPDATE store_movements SET gross = gross + 1 WHERE date = '2025-03-03' AND store = 'A2'",
      /^store_movements 2025-03-03 1 \d+$/,
    ],
    ['events', "DROP TRIGGER events_are_not_changed; UPDATE events SET note = 'x' WHERE seq = 1", /^trigger/],
  ])('names what a changed row of %s belongs to, and ends 1', (_, sql, named) => {
    inDatabase(sql);
    expect(json('verify')).toMatchObject({ ok: false, difference: { what: expect.stringMatching(named) as string } });
    expect(run('verify').code).toBe(1);
  });

  it.each([
    [
      'a document of a finding that says another amount',
      `UPDATE findings SET document = replace(document, '"moneyAtRisk":', '"moneyAtRisk":1')`,
      /finding of dsc_\w+ is not what was recorded/,
    ],
    [
      'spans that a hand has written off',
      `UPDATE discrepancy_spans SET state = 'written_off'`,
      /rows of discrepancy_spans \d+ in the database are not what was recorded/,
    ],
    [
      'another hash of the inputs of a run',
      `UPDATE runs SET input_hash = 'x' WHERE date = '2025-03-03'`,
      /rows of runs 2025-03-03 1 in the database are not/,
    ],
    [
      'another file of a run',
      `UPDATE run_files SET rejects = rejects + 1 WHERE date = '2025-03-03'`,
      /rows of run_files 2025-03-03 1 in the database are not/,
    ],
    [
      'a file that is registered no more',
      `DELETE FROM registered_files WHERE date = '2025-03-03'`,
      /rows of registered_files 2025-03-03 in the database are not/,
    ],
    [
      'a run that was deleted',
      `PRAGMA foreign_keys = OFF; DELETE FROM runs WHERE date = '2025-03-03'`,
      /rows of runs 2025-03-03 1 in the database are not/,
    ],
    [
      'events that were taken off the end, with the trigger that forbids it',
      'DROP TRIGGER events_are_not_deleted; DELETE FROM events',
      /its trigger events_are_not_deleted is not as the program made it/,
    ],
  ])('publishes nothing over %s, and says so plainly', (_, sql, said) => {
    inDatabase(sql);
    const { code, stderr } = run('run', '--date', '2025-03-06');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(said) as string });
    expect(stderr).not.toContain('defect');
    expect(existsSync(join(shop.folder, 'reports/2025-03-06'))).toBe(false);
  });

  it.each([
    ['a view', ['run', '--date', '2025-03-03', '--as-of', MISSING_DATE]],
    ['the split by store', ['stores']],
    ['claims', ['claims', '--provider', 'psp']],
  ])('gives nobody %s over it either', (_, command) => {
    expect(run(...command).code).toBe(0);
    const before = hashesOf(join(shop.folder, 'reports'));
    inDatabase(`UPDATE discrepancy_spans SET state = 'written_off'`);
    expect(run(...command)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('rows of discrepancy_spans 0 in the database are not') as string,
    });
    expect(hashesOf(join(shop.folder, 'reports'))).toEqual(before);
  });

  it('is what a command speaks of that stumbles over a row of it, and no defect', () => {
    inDatabase(`PRAGMA foreign_keys = OFF; UPDATE runs SET date = 'soon' WHERE date = '2025-03-04'`);
    expect(run('status')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^cuadre: rows of runs 2025-03-04 1 in the database are not what was recorded/,
      ) as string,
    });
  });
});
