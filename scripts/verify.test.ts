import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { certain } from '../schemas/errors.ts';
import { sha256 } from '../schemas/values/hash.ts';
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

  it('names the index of all dates where it is damaged, and makes it anew', () => {
    const index = join(shop.folder, 'reports/index.html');
    const whole = readFileSync(index, 'utf8');
    writeFileSync(index, whole.replace('2025-03-04', '2025-03-05'));
    const { code, stdout } = run('verify');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Different: report index\.html$/m);
    expect(readFileSync(index, 'utf8')).toBe(whole);
    rmSync(index);
    run('run', '--date', '2025-03-04');
    expect(readFileSync(index, 'utf8')).toBe(whole);
    expect(run('verify').code).toBe(0);
  });

  const flipByte = (path: string): void => {
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] = certain(bytes[bytes.length >> 1], 'a byte') ^ 1;
    rmSync(path);
    writeFileSync(path, bytes);
  };
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
      expect(run('verify').stdout).toContain('Run "cuadre replay --date 2025-03-04", which makes it again');
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
  const inDatabase = (sql: string): void => {
    const raw = new Database(join(shop.folder, 'data/cuadre.db'));
    raw.exec(sql);
    raw.close();
  };

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

  it('has fates made again that the record no longer names, or names as an earlier version did', () => {
    const path = first('data/lines/2025-03-04', FATES);
    const whole = readFileSync(path);
    inDatabase(`DELETE FROM registered_files WHERE path LIKE '2025-03-04/fates.%'`);
    expect(run('verify').stdout).toMatch(/^Different: lines 2025-03-04\/fates\.g1$/m);
    expect(replay().code).toBe(0);
    expect(run('verify').code).toBe(0);
    const former = join(shop.folder, 'data/lines/2025-03-04/fates.g1.arrow');
    renameSync(path, former);
    rmSync(`${path}.blocks`);
    const name = `path = '2025-03-04/fates.g1.arrow', sha256 = '${sha256(whole)}'`;
    inDatabase(`UPDATE registered_files SET ${name} WHERE path LIKE '2025-03-04/fates.%'`);
    expect(run('verify').code).toBe(0);
    flipByte(former);
    expect(run('verify').code).toBe(1);
    expect(replay().code).toBe(0);
    expect([existsSync(former), readFileSync(path).equals(whole)]).toEqual([false, true]);
    expect(run('verify').code).toBe(0);
  });

  it.each([
    [
      'discrepancy_spans',
      "UPDATE discrepancy_spans SET note = 'x' WHERE first = (SELECT number FROM runs WHERE date = '2025-03-04')",
      'outcome of 2025-03-04, generation 1',
    ],
    [
      'findings, which is torn,',
      'UPDATE findings SET document = substr(document, 1, 99) WHERE number = 1',
      'outcome of 2025-03-04, generation 1',
    ],
    [
      'findings, of another amount,',
      `UPDATE findings SET document = replace(document, '"moneyAtRisk":', '"moneyAtRisk":1')`,
      'outcome of 2025-03-04, generation 1',
    ],
    [
      'store_movements',
      "UPDATE store_movements SET gross = gross + 1 WHERE date = '2025-03-03' AND store = 'A2'",
      'outcome of 2025-03-03, generation 1',
    ],
    ['events', "DROP TRIGGER events_are_not_changed; UPDATE events SET note = 'x' WHERE seq = 1", 'event 1'],
  ])('names what a changed row of %s belongs to, and ends 1', (_, sql, named) => {
    inDatabase(sql);
    expect(json('verify')).toMatchObject({ ok: false, difference: { what: named } });
    expect(run('verify').code).toBe(1);
  });
});
