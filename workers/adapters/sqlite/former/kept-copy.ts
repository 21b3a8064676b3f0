import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { certain } from '../../../../schemas/errors.ts';
import { digestFile, onDisk, placeOnce } from '../../files/disk.ts';

/** What the name of the copy ends with; a later one has a number. */
const SUFFIX = '.before-conversion';

/**
 * Copies the store as it stands to a file beside it and makes the copy durable. Called by who holds the write lock: a
 * second connection reads what was committed last, and nobody commits meanwhile. A copy that is there is never
 * overwritten: where it is of this very store, left by a conversion that was stopped, it is the copy; else the new one
 * gets a number. Throws `disk_failed`.
 *
 * @returns the path of the copy
 */
export function keepFormer(path: string): string {
  const half = `${path}${SUFFIX}.half`;
  rmSync(half, { force: true });
  try {
    copyTo(path, half);
    const sha256 = certain(digestFile(half), 'the copy that was just written').sha256;
    for (let number = 1; ; number += 1) {
      const copy = `${path}${SUFFIX}${number === 1 ? '' : `-${String(number)}`}`;
      if (placeOnce(half, copy) || digestFile(copy)?.sha256 === sha256) return copy;
    }
  } finally {
    if (existsSync(half)) rmSync(half);
  }
}

function copyTo(path: string, half: string): void {
  // Read by nobody who may not read the store.
  onDisk(half, () => {
    closeSync(openSync(half, 'wx', statSync(path).mode));
  });
  const reader = new Database(path, { fileMustExist: true });
  try {
    reader.prepare('VACUUM INTO ?').run(half);
  } finally {
    reader.close();
  }
  onDisk(half, () => {
    const fd = openSync(half, 'r+');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  });
}
