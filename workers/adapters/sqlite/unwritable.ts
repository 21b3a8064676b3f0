import { accessSync, constants, copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { CuadreError } from '../../../schemas/errors.ts';
import { isSystemError, onDisk } from '../files/disk.ts';
import { copyDatabase } from './scratch.ts';
import type { StorePlaces } from './standing.ts';

/** A file or folder that may not be written to, and what the system says to it. */
interface Unwritable {
  readonly path: string;
  readonly reason: string;
}

/** Whether one of these stands where nothing may be written; null where all may be, or are not there yet. */
function unwritableOf(paths: readonly string[]): Unwritable | null {
  for (const path of paths) {
    if (!existsSync(path)) continue;
    try {
      accessSync(path, constants.W_OK);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return { path, reason: error.code };
    }
  }
  return null;
}

/** Whether what opening a store may bring up to date can be written. */
export function mayBeOpened({ database, archive, lines }: StorePlaces): boolean {
  return unwritableOf([database, dirname(database), archive, lines]) === null;
}

/** Throws `disk_failed` where the record may not be written to: said before anything is begun. */
export function assertWritable({ database }: StorePlaces): void {
  const found = unwritableOf([database, dirname(database)]);
  if (found === null) return;
  const { path, reason } = found;
  const why = reason === 'EROFS' ? 'it is on a read-only file system' : `permission is denied (${reason})`;
  throw new CuadreError('disk_failed', `this command writes, and ${path} cannot be written to: ${why}`, {
    path,
    reason,
    works: 'status, trace, stores, verify, discrepancies list and show write nothing and work all the same',
  });
}

/** A writer needs longer for a transaction than this copy for a try. */
const TRIES_MAX = 10;

/**
 * Copies a database that stands where nothing may be written, with what its log holds. SQLite copies it as of one
 * moment where it can open it there, and it cannot where the log's index is not there: then the files are copied, again
 * where somebody wrote to them meanwhile. Throws `store_busy` where that never ends, and `disk_failed`.
 */
export async function copyUnwritable(from: string, to: string): Promise<void> {
  try {
    await copyDatabase(from, to);
  } catch (error) {
    if (!(error instanceof CuadreError) || error.code !== 'disk_failed') throw error;
    copyFiles(from, to);
  }
}

function copyFiles(from: string, to: string): void {
  const log = (path: string): string => `${path}-wal`;
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    const before = [from, log(from)].map(stateOf);
    onDisk(from, () => {
      for (const path of [to, log(to), `${to}-shm`]) rmSync(path, { force: true });
      copyFileSync(from, to);
      if (existsSync(log(from))) copyFileSync(log(from), log(to));
    });
    if ([from, log(from)].map(stateOf).join() === before.join()) return;
  }
  throw new CuadreError('store_busy', `${from} was written to whenever it was copied`, { store: from });
}

function stateOf(path: string): string {
  return onDisk(path, () => {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? 'none' : `${String(stat.ino)} ${String(stat.size)} ${String(stat.mtimeNs)}`;
  });
}
