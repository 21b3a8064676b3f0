import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConnection } from './database.ts';
import { migrationsDirectory } from './migrate.ts';

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
  '0000_first.sql': '821b8c610946532c88b416d08025cd32825f85741207b15873b2b79b40aada83',
  '0001_append_only_events.sql': '054fde4e9c82543332e201902b361656f1422cd7ecd0f326646741ef7bd8419b',
  '0002_replay.sql': 'b3d3514c785cc04b8e881127a1f625419ebd53b3842961838847d8f6744324a2',
  '0003_decisions_with_time.sql': '5d053fc27c9788086a4b9f8ab338dcff46ce644a03b6e17d5e9bf9969d6f7813',
  '0004_journeys.sql': '3abe1a0962a1a4dc44ed01723b7f916abe860f1664111d0885efd01e9cbe30d1',
  '0005_journey_files_from.sql': 'db5f3d93fc73f4bf67b38c63f21d67c623ede17dfe89413dcc61ffddb0189f6a',
  '0006_alerts.sql': 'a3ffaa3ae2e789d2b9b08e948ac3b11f73f595ab2aa60f3b8154a0a33dc8300a',
  '0007_pruned_files.sql': 'c8973eb606b2d7aa1240ad14d1721d8af435001d8a4388ea742e1dacfe5afe13',
  '0008_dues_and_months.sql': '81262294efd53ce2a5f381f597625204f6aec3a099abcbfcdfae3eb69eaade88',
  '0009_store_places.sql': 'f3ab2b606ab558714c4cab5563ed8376e56863a31c27f185f764925da24c271e',
  '0010_given_back.sql': '48824272b9eb8aa6ee99f73a28831c5b9a10073fe7404c4ba3556a4e6e18c978',
  '0011_refused_deliveries.sql': '9a91a17f5ad4570bb4fecc39d8a3401a14bb879fe242b0cf8ed17ad44f2e090f',
};

describe('the database', () => {
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
    expect(() => raw.exec("INSERT INTO report_files VALUES ('2026-07-01', 1, 'a', 'b', 1)")).toThrow('FOREIGN KEY');
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

  it('keeps the tokens of its leases where they come to name a source', () => {
    const first = join(directory, 'first');
    cpSync(migrationsDirectory(), first, { recursive: true });
    const journal = JSON.parse(readFileSync(join(first, 'meta/_journal.json'), 'utf8')) as {
      entries: readonly unknown[];
    };
    writeFileSync(
      join(first, 'meta/_journal.json'),
      JSON.stringify({ ...journal, entries: journal.entries.slice(0, 4) }),
    );
    const before = openConnection(path(), first).raw;
    before.exec("INSERT INTO leases (date, token, holder, until_ms) VALUES ('2026-07-01', 7, 'one', 0)");
    before.close();
    const after = openConnection(path(), migrationsDirectory()).raw;
    expect(after.prepare('SELECT date, source, token FROM leases').all()).toEqual([
      { date: '2026-07-01', source: '', token: 7 },
    ]);
    after.close();
  });

  it('is no file of another kind', () => {
    writeFileSync(path(), 'not a database, but long enough to be taken for one at first sight'.repeat(100));
    expect(() => openConnection(path(), migrationsDirectory())).toThrow(
      expect.objectContaining({ code: 'integrity_broken' }),
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
