import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type Database from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { MigrationMeta } from 'drizzle-orm/migrator';
import { CuadreError } from '../../../schemas/errors.ts';

/** drizzle's own table, so that its tools can read what was applied. */
const APPLIED = '__drizzle_migrations';

/** The first migration of the versions before the first release: what they wrote is not brought up to date. */
const BEFORE_RELEASE = '821b8c610946532c88b416d08025cd32825f85741207b15873b2b79b40aada83';

/** Where the migrations stand: beside the bundle (`dist/migrations`), or in the sources. */
export function migrationsDirectory(): string {
  const besideBundle = fileURLToPath(new URL('./migrations', import.meta.url));
  return existsSync(besideBundle)
    ? besideBundle
    : fileURLToPath(new URL('../../../schemas/tables/migrations', import.meta.url));
}

/**
 * Applies what is missing, in one immediate transaction, so that two processes that start together do not both apply
 * it. drizzle's own migrator is not used: it begins a deferred transaction and leaves foreign keys on, under which
 * rebuilding a table deletes the rows that point to it. Throws `store_older_than_release` for a store of before the
 * first release, `store_newer_than_program` where the database knows migrations that this program does not, and
 * `integrity_broken` where one that was applied has been edited since.
 */
export function migrate(raw: Database.Database, directory: string): void {
  const migrations = readMigrationFiles({ migrationsFolder: directory });
  if (pending(raw, migrations).length === 0) return;
  raw.pragma('foreign_keys = OFF');
  try {
    raw
      .transaction(() => {
        apply(raw, pending(raw, migrations));
      })
      .immediate();
  } finally {
    raw.pragma('foreign_keys = ON');
  }
}

function apply(raw: Database.Database, migrations: readonly MigrationMeta[]): void {
  raw.exec(`CREATE TABLE IF NOT EXISTS ${APPLIED} (id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric)`);
  for (const migration of migrations) {
    for (const statement of migration.sql) raw.exec(statement);
    raw.prepare(`INSERT INTO ${APPLIED} (hash, created_at) VALUES (?, ?)`).run(migration.hash, migration.folderMillis);
  }
  const broken = raw.pragma('foreign_key_check') as unknown[];
  if (broken.length > 0)
    throw new CuadreError('integrity_broken', 'a migration left rows that point nowhere', { rows: broken.length });
}

function pending(raw: Database.Database, migrations: readonly MigrationMeta[]): MigrationMeta[] {
  const applied = appliedHashes(raw);
  if (applied[0] === BEFORE_RELEASE)
    throw new CuadreError('store_older_than_release', 'a version before the first release wrote this store');
  if (applied.length > migrations.length) {
    throw new CuadreError('store_newer_than_program', 'the store was written by a newer version of this program', {
      migrationsOfStore: applied.length,
      migrationsOfProgram: migrations.length,
    });
  }
  applied.forEach((hash, index) => {
    if (migrations[index]?.hash === hash) return;
    throw new CuadreError('integrity_broken', `migration ${String(index)} is not the one that was applied`, {
      migration: index,
      expected: hash,
    });
  });
  return migrations.slice(applied.length);
}

function appliedHashes(raw: Database.Database): string[] {
  const exists =
    raw.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(APPLIED) !== undefined;
  return exists ? raw.prepare<[], string>(`SELECT hash FROM ${APPLIED} ORDER BY id`).pluck().all() : [];
}
