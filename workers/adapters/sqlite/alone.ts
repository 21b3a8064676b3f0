import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { CuadreError } from '../../../schemas/errors.ts';
import { onDisk } from '../files/disk.ts';
import { translated } from './database.ts';
import { isHolderGone, shownHolder } from './holder.ts';

/**
 * Keeps a database for one process alone: until `release` nobody else opens it. The lock is the system's, so that it
 * goes with a process that is killed.
 */
export interface Alone {
  /** Gives it back; again, it does nothing. */
  readonly release: () => void;
}

/** A lease as it stands in a database. */
const LEASES = z.array(z.object({ date: z.string(), source: z.string(), holder: z.string(), untilMs: z.number() }));

/**
 * Takes a database that stands for this process alone. Throws `store_in_use`, with who it is as far as the system says
 * it, while any process of this machine has it open, and while a lease runs whose holder is not known to be gone (of
 * another machine). What is no database, or so damaged that it opens for nobody, is nobody's to work on.
 */
export function takeAlone(path: string, nowMs: number): Alone {
  if (!onDisk(path, () => existsSync(path))) return { release: () => undefined };
  const raw = openedAlone(path, () => {
    throw inUse(path, processesOf(path), readLeases(path, nowMs));
  });
  if (raw === null) return { release: () => undefined };
  const alone = {
    release: () => {
      raw.close();
    },
  };
  const held = leasesIn(raw, nowMs);
  if (held.length === 0) return alone;
  alone.release();
  throw inUse(path, [], held);
}

/**
 * Takes a name in the file system for this process alone: a file stands there until `release`. Throws what `held` makes
 * of who has it.
 */
export function takeName(path: string, held: (processes: readonly string[]) => CuadreError): Alone {
  const raw = openedAlone(path, () => {
    throw held(processesOf(path));
  });
  return {
    release: () => {
      if (raw?.open !== true) return;
      rmSync(path, { force: true });
      raw.close();
    },
  };
}

/**
 * In this mode SQLite locks out every other connection of the machine, and finds each that is open: one that works with
 * a write-ahead log keeps a lock on the file for as long as it lives. Null where SQLite cannot open it.
 */
function openedAlone(path: string, onBusy: () => never): Database.Database | null {
  const raw = translated(() => new Database(path, { timeout: 0 }));
  try {
    raw.pragma('locking_mode = EXCLUSIVE');
    raw.exec('BEGIN EXCLUSIVE; COMMIT');
    return raw;
  } catch (error) {
    raw.close();
    if (!(error instanceof Database.SqliteError)) throw error;
    return error.code.startsWith('SQLITE_BUSY') ? onBusy() : null;
  }
}

function inUse(path: string, processes: readonly string[], held: readonly string[]): CuadreError {
  const who = [...processes, ...held].join('; ') || 'another process';
  return new CuadreError('store_in_use', `the store at ${path} is at work: ${who}`, { store: path });
}

/** The leases that run, for people, beside whoever has the database open. */
function readLeases(path: string, nowMs: number): string[] {
  const raw = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return leasesIn(raw, nowMs);
  } finally {
    raw.close();
  }
}

function leasesIn(raw: Database.Database, nowMs: number): string[] {
  try {
    const rows = raw
      .prepare('SELECT date, source, holder, until_ms AS untilMs FROM leases WHERE until_ms > ? ORDER BY date, source')
      .all(nowMs);
    return LEASES.parse(rows)
      .filter(({ holder }) => !isHolderGone(holder))
      .map(
        ({ date, source, holder, untilMs }) =>
          `${shownHolder(holder)} holds ${`${date} ${source}`.trim()} until ${new Date(untilMs).toISOString()}`,
      );
  } catch (error) {
    // A store of a former version, or none of ours.
    if (error instanceof Database.SqliteError) return [];
    throw error;
  }
}

/** The first of the bytes that SQLite locks for whoever has a database open (its source, `os.h`: SHARED_FIRST). */
const SHARED_FIRST = 0x4000_0002;
const COMMAND_LENGTH_MAX = 120;

/** The processes that have a lock on a database, where the system says so (Linux, proc(5), `/proc/locks`). */
function processesOf(path: string): string[] {
  try {
    const inode = String(statSync(path).ino);
    const pids = readFileSync('/proc/locks', 'utf8')
      .split('\n')
      .map((line) => / (?<pid>\d+) \S+:(?<inode>\d+) (?<first>\d+) (?<last>\d+)$/.exec(line)?.groups)
      .flatMap((found) =>
        found?.['inode'] === inode && Number(found['first']) <= SHARED_FIRST && Number(found['last']) >= SHARED_FIRST
          ? [String(found['pid'])]
          : [],
      );
    return [...new Set(pids)].filter((pid) => pid !== '0').map(shownProcess);
  } catch {
    return [];
  }
}

function shownProcess(pid: string): string {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
    return `process ${pid} (${command.slice(0, COMMAND_LENGTH_MAX)})`;
  } catch {
    return `process ${pid}`;
  }
}
