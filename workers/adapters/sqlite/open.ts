import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { CuadreError } from '../../../schemas/errors.ts';
import { noteChanges } from './chain.ts';
import { connectionTo, translated, type Connection } from './database.ts';
import { onDisk } from '../files/disk.ts';
import { migrate, type Converting } from './migrate.ts';

/** How long a connection waits for another one's write lock. */
const BUSY_TIMEOUT_MS = 5_000;
/** What the write-ahead log shrinks back to after a large commit. */
const JOURNAL_SIZE_LIMIT_BYTES = 64 * 1024 * 1024;
const SYNCHRONOUS_FULL = 2;

/**
 * Opens the database; creates it, brings it up to date or converts it where needed. Local disks only: SQLite's locks do
 * not hold on a network. Throws `store_busy`, `disk_failed` and what `migrate` throws.
 */
export function openConnection(path: string, migrationsDirectory: string, converting: Converting = {}): Connection {
  const raw = translated(() => {
    onDisk(path, () => mkdirSync(dirname(path), { recursive: true }));
    return new Database(path, { timeout: BUSY_TIMEOUT_MS });
  });
  try {
    translated(() => {
      configure(raw);
      migrate(raw, migrationsDirectory, converting);
      noteChanges(raw);
    }, raw);
  } catch (error) {
    raw.close();
    throw error;
  }
  return connectionTo(raw);
}

/**
 * FULL, or a power cut could take back a commit that was already reported. It is asserted after a first read, where it
 * was seen to drift.
 */
function configure(raw: Database.Database): void {
  raw.pragma('journal_mode = WAL');
  raw.pragma('synchronous = FULL');
  raw.pragma(`journal_size_limit = ${String(JOURNAL_SIZE_LIMIT_BYTES)}`);
  raw.pragma('foreign_keys = ON');
  // Of which blocks a transaction changes, and what `verify` gathers.
  raw.pragma('temp_store = MEMORY');
  raw.prepare('SELECT count(*) FROM sqlite_master').get();
  const mode = String(raw.pragma('journal_mode', { simple: true }));
  const synchronous = Number(raw.pragma('synchronous', { simple: true }));
  if (mode !== 'wal' || synchronous !== SYNCHRONOUS_FULL) {
    throw new CuadreError('disk_failed', `SQLite runs with journal_mode ${mode}, synchronous ${String(synchronous)}`, {
      mode,
      synchronous,
    });
  }
}
