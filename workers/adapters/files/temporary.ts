import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fateOfMaker, makerName } from '../sqlite/holder.ts';
import type { StorePlaces } from '../sqlite/standing.ts';
import { isSystemError, leaveTemporary, onDisk, TEMPORARY_FOLDER } from './disk.ts';

/** Of a process on another host nobody can tell here whether it lives; none leaves a file alone for so long. */
const ABANDONED_MS = 24 * 3_600_000;

/**
 * Removes what processes and threads that are no more left half written: everything under the `.tmp` of the three
 * folders, and the `.half` files beside the database and the archive's mark. What a thread of this host wrote goes as
 * soon as it, or its whole process, is gone, and never before; of other hosts, what nothing was written to for a day.
 * What the disk refuses stays.
 *
 * @returns how many files and folders went
 */
export function removeDead({ database, archive, lines, reports }: StorePlaces): number {
  const temporary = [archive, lines, reports].map((folder) => join(folder, TEMPORARY_FOLDER));
  const isHalfOf = (path: string) => (name: string) => name.startsWith(`${basename(path)}.`) && name.endsWith('.half');
  return (
    temporary.reduce((sum, folder) => sum + removeDeadIn(folder, folder), 0) +
    removeDeadIn(dirname(database), join(archive, TEMPORARY_FOLDER), isHalfOf(database)) +
    removeDeadIn(archive, join(archive, TEMPORARY_FOLDER), isHalfOf('store.id'))
  );
}

/**
 * A new folder under the system's folder for temporary files, for who works on a copy of a store; what the same work
 * left there that was killed goes first. The caller removes it.
 */
export function copyFolder(work: string): string {
  const start = `cuadre-${work}-`;
  removeDeadIn(tmpdir(), tmpdir(), (name) => name.startsWith(start));
  return onDisk(tmpdir(), () => mkdtempSync(join(tmpdir(), `${start}${makerName()}-`)));
}

/** @param scratch a folder for temporary things on the same disk: it tells the time */
function removeDeadIn(folder: string, scratch: string, isTemporary?: (name: string) => boolean): number {
  let now: number | null = null;
  let removed = 0;
  for (const name of namesIn(folder)) {
    if (isTemporary?.(name) === false) continue;
    const path = join(folder, name);
    const fate = fateOfMaker(name);
    if (fate === 'lives') continue;
    try {
      if (fate === 'unknown') {
        now ??= timeOf(scratch);
        if (now - lastWrittenMs(path) <= ABANDONED_MS) continue;
      }
      rmSync(path, { recursive: true, force: true });
      removed += 1;
    } catch (error) {
      // Another removes it too, or the disk refuses.
      if (!isSystemError(error)) throw error;
    }
  }
  return removed;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}

/** The time of a folder's disk, which dated what stands there. The clock that dates are run by may have jumped. */
function timeOf(folder: string): number {
  const probe = mkdtempSync(join(folder, `time-${makerName()}-`));
  try {
    return lstatSync(probe).mtimeMs;
  } finally {
    leaveTemporary(probe);
  }
}

function lastWrittenMs(path: string): number {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => lastWrittenMs(join(path, name))));
}
