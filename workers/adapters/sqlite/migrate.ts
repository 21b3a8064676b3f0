import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type Database from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { MigrationMeta } from 'drizzle-orm/migrator';
import { CuadreError } from '../../../schemas/errors.ts';
import { sealEverything } from './chain.ts';
import { convertFormer, isFormer } from './former/convert.ts';

/** drizzle's own table, so that its tools can read what was applied. */
const APPLIED = '__drizzle_migrations';

/** Where the migrations stand: beside the bundle (`dist/migrations`), or in the sources. */
export function migrationsDirectory(): string {
  const besideBundle = fileURLToPath(new URL('./migrations', import.meta.url));
  return existsSync(besideBundle)
    ? besideBundle
    : fileURLToPath(new URL('../../../schemas/tables/migrations', import.meta.url));
}

/** What converting a former store asks and tells. */
export interface Converting {
  /** The time, to tell leases that ran out; absent: a date is held until it is given back. */
  readonly nowMs?: () => number;
  /** Called once a store was converted, with where the copy of it stands. */
  readonly onConverted?: (copy: string) => void;
}

/**
 * Applies what is missing, in one immediate transaction, so that two processes that start together do not both apply
 * it; a store of a former version is converted in it (`former/convert.ts`). drizzle's own migrator is not used: it
 * begins a deferred transaction and leaves foreign keys on, under which rebuilding a table deletes the rows that point
 * to it. Throws `store_newer_than_program` where the database knows migrations that this program does not,
 * `integrity_broken` where one that was applied has been edited since, and what a conversion throws.
 */
export function migrate(raw: Database.Database, directory: string, converting: Converting = {}): void {
  const { nowMs = () => 0, onConverted } = converting;
  const migrations = readMigrationFiles({ migrationsFolder: directory });
  const applied = appliedHashes(raw);
  if (!isFormer(applied) && pending(applied, migrations).length === 0) return;
  raw.pragma('foreign_keys = OFF');
  try {
    const copy = raw.transaction(() => bringUpToDate(raw, migrations, nowMs)).immediate();
    if (copy !== null) onConverted?.(copy);
  } finally {
    raw.pragma('foreign_keys = ON');
  }
}

/** Under the lock, so what was applied is read anew: another process may have been first. */
function bringUpToDate(
  raw: Database.Database,
  migrations: readonly MigrationMeta[],
  nowMs: () => number,
): string | null {
  const applied = appliedHashes(raw);
  const isConverted = isFormer(applied);
  const copy = isConverted
    ? convertFormer(raw, applied, nowMs(), () => {
        apply(raw, migrations);
      })
    : null;
  if (isConverted) sealEverything(raw);
  else apply(raw, pending(applied, migrations));
  assertReferences(raw);
  return copy;
}

function apply(raw: Database.Database, migrations: readonly MigrationMeta[]): void {
  raw.exec(`CREATE TABLE IF NOT EXISTS ${APPLIED} (id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric)`);
  for (const migration of migrations) {
    for (const statement of migration.sql) raw.exec(statement);
    raw.prepare(`INSERT INTO ${APPLIED} (hash, created_at) VALUES (?, ?)`).run(migration.hash, migration.folderMillis);
  }
}

function assertReferences(raw: Database.Database): void {
  const broken = raw.pragma('foreign_key_check') as unknown[];
  if (broken.length > 0)
    throw new CuadreError('integrity_broken', 'a migration left rows that point nowhere', { rows: broken.length });
}

function pending(applied: readonly string[], migrations: readonly MigrationMeta[]): MigrationMeta[] {
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
