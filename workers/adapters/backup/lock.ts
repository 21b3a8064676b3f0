import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CuadreError } from '../../../schemas/errors.ts';
import { onDisk } from '../files/disk.ts';
import { holderOf, isHolderGone, shownHolder } from '../sqlite/holder.ts';

const NAME = 'in-progress';
/** On another host nobody can tell whether the holder lives; no backup takes so long. */
const ABANDONED_MS = 24 * 3_600_000;

/**
 * Does work as the only one that writes to a folder of backups: two at once would be right and twice the work. Throws
 * `store_busy` while another does. Of a process that was killed the lock is taken.
 */
export async function whileOnly<T>(folder: string, nowMs: number, work: () => Promise<T>): Promise<T> {
  const path = join(folder, NAME);
  onDisk(path, () => {
    take(path, folder, nowMs);
  });
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path: string, folder: string, nowMs: number, mayClear = true): void {
  try {
    const fd = openSync(path, 'wx', 0o600);
    writeSync(fd, holderOf());
    closeSync(fd);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const holder = readFileSync(path, 'utf8');
    const isOld = nowMs - statSync(path).mtimeMs > ABANDONED_MS;
    if (!mayClear || !(isHolderGone(holder) || isOld)) throw held(folder, holder, error);
    rmSync(path, { force: true });
    take(path, folder, nowMs, false);
  }
}

function held(folder: string, holder: string, cause: unknown): CuadreError {
  const message = `another backup is being written to ${folder} by ${shownHolder(holder)}`;
  return new CuadreError('store_busy', message, { folder }, { cause });
}
