import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrationsDirectory } from './migrate.ts';
import { openConnection } from './open.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-database-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});
const path = () => join(directory, 'cuadre.db');

/** A migration that went out is never edited: a new one is added, and its hash here. */
const MIGRATIONS = {
  '0000_first.sql': '7c8807bdbf8837c9cd45a250d620c6980aab2dbc952db5ad8ea91c2d85ce7c95',
  '0001_people.sql': '8770673c417a9d93950998dab6e7ba2f59e68649a9ff7da7084f4aaf4850cb07',
  '0002_pairings.sql': '27cffec6624dc6a4b23a73f1b1c3f048b065d9fb3b76a463ad37689d13f2f139',
  '0003_work.sql': '0e1aab06ac8411286288e7a93cd38f6d028d33814c5450b6339647c977f42bb2',
};

describe('the database', () => {
  it('whose folder cannot be made fails as a disk does', () => {
    writeFileSync(join(directory, 'data'), 'a file');
    expect(() => openConnection(join(directory, 'data', 'cuadre.db'), migrationsDirectory())).toThrow(
      expect.objectContaining({ code: 'disk_failed' }),
    );
  });

  it('waits, keeps every commit through a power cut, and holds foreign keys', () => {
    const { raw } = openConnection(path(), migrationsDirectory());
    const pragma = (name: string) => raw.pragma(name, { simple: true });
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys'), pragma('busy_timeout')]).toEqual([
      'wal',
      2,
      1,
      5_000,
    ]);
    expect(pragma('journal_size_limit')).toBe(67_108_864);
    expect(() => raw.exec("INSERT INTO report_files VALUES ('2026-07-01', 1, 'a', 'b', 1, NULL)")).toThrow(
      'FOREIGN KEY',
    );
    raw.close();
  });

  it('is refused when a newer program wrote it', () => {
    openConnection(path(), migrationsDirectory()).raw.close();
    const raw = new Database(path());
    raw.exec("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('of the future', 9999999999999)");
    raw.close();
    expect(() => openConnection(path(), migrationsDirectory())).toThrow(
      expect.objectContaining({ code: 'store_newer_than_program' }),
    );
  });

  it('is refused when a migration that was applied has been edited', () => {
    openConnection(path(), migrationsDirectory()).raw.close();
    const edited = join(directory, 'migrations');
    cpSync(migrationsDirectory(), edited, { recursive: true });
    writeFileSync(join(edited, '0000_first.sql'), `${readFileSync(join(edited, '0000_first.sql'), 'utf8')}\n-- edited`);
    expect(() => openConnection(path(), edited)).toThrow(expect.objectContaining({ code: 'integrity_broken' }));
  });

  it('keeps its rows, and those that point to them, where a migration builds a table anew', () => {
    const next = join(directory, 'next');
    cpSync(migrationsDirectory(), next, { recursive: true });
    const file = join(next, 'meta/_journal.json');
    const journal = JSON.parse(readFileSync(file, 'utf8')) as { entries: readonly object[] };
    const entries = [...journal.entries, { ...journal.entries[0], idx: 2, when: 9_999_999_999_999, tag: '0002_next' }];
    writeFileSync(file, JSON.stringify({ ...journal, entries }));
    writeFileSync(
      join(next, '0002_next.sql'),
      'CREATE TABLE new_runs AS SELECT * FROM runs;--> statement-breakpoint\nDROP TABLE runs;--> statement-breakpoint\n' +
        'CREATE TABLE runs (date text, generation integer, number integer UNIQUE, kept text, PRIMARY KEY (date, generation));' +
        "--> statement-breakpoint\nINSERT INTO runs SELECT date, generation, number, 'kept' FROM new_runs;",
    );
    const before = openConnection(path(), migrationsDirectory()).raw;
    before.exec(`INSERT INTO runs (date, generation, number, input_hash, outcome_hash, config_hash, rules_version,
      last_event, stale, discrepancies, conservation) VALUES ('2026-07-01', 1, 1, 'a', 'b', 'c', 'd', 0, 0, 0, '[]')`);
    before.exec("INSERT INTO report_files VALUES ('2026-07-01', 1, 'a', 'b', 1, NULL)");
    before.close();
    const after = openConnection(path(), next).raw;
    expect(after.prepare('SELECT * FROM runs').all()).toEqual([
      { date: '2026-07-01', generation: 1, number: 1, kept: 'kept' },
    ]);
    expect(after.prepare('SELECT name FROM report_files').pluck().all()).toEqual(['a']);
    after.close();
  });

  it('is no file of another kind', () => {
    writeFileSync(path(), 'not a database, but long enough to be taken for one at first sight'.repeat(100));
    expect(() => openConnection(path(), migrationsDirectory())).toThrow(
      expect.objectContaining({
        code: 'integrity_broken',
        message:
          'the database is damaged (SQLite: file is not a database). Get it back with "cuadre restore --from FOLDER"',
      }),
    );
  });
});

describe('the migrations', () => {
  it('are the ones that went out', () => {
    const files = readdirSync(migrationsDirectory()).filter((name) => name.endsWith('.sql'));
    const hash = (name: string) =>
      createHash('sha256')
        .update(readFileSync(join(migrationsDirectory(), name)))
        .digest('hex');
    expect(Object.fromEntries(files.map((name) => [name, hash(name)]))).toEqual(MIGRATIONS);
  });
});
