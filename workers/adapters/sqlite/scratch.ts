import { copyFileSync, linkSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Config } from '../../../schemas/config/config.ts';
import { translated } from './database.ts';
import { onDisk, TEMPORARY_FOLDER } from '../files/disk.ts';

type Storage = Config['storage'];

/**
 * Lays out a storage in an empty folder that reads like the given one and to which anything may be done: the database
 * is copied as it stands at one moment, files that are never changed once they are written are linked, all others
 * copied. Nothing is written to the given storage, not even what opening it would bring up to date.
 */
export async function layOutScratch(storage: Storage, folder: string): Promise<Storage> {
  const scratch: Storage = {
    ...storage,
    path: join(folder, 'cuadre.db'),
    archive: join(folder, 'archive'),
    lines: join(folder, 'lines'),
  };
  await copyDatabase(storage.path, scratch.path);
  onDisk(folder, () => {
    linkTree(storage.archive, scratch.archive);
    linkTree(storage.lines, scratch.lines);
  });
  return scratch;
}

/**
 * Copies a database as it stands at one moment, while others work with it. Throws `disk_failed` and `store_busy`.
 *
 * A connection for reading alone would leave its journal files behind; one that may write and never does takes them
 * away.
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const raw = translated(() => new Database(from, { fileMustExist: true }));
  try {
    translated(() => raw.pragma('query_only = ON'));
    await raw.backup(to, { progress: () => ALL_PAGES });
  } catch (error) {
    translated(() => {
      throw error;
    });
  } finally {
    raw.close();
  }
}

/** In one step: a database that is written to meanwhile would make it start again. */
const ALL_PAGES = 0x7fff_ffff;

/** Source files by hash, line files and their keys, also joined: a name stands for the same bytes for ever. */
const NEVER_CHANGED = /^[0-9a-f]{64}$|\.arrow(\.keys)?$|^joined\..+\.keys$/;

function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      if (entry.name !== TEMPORARY_FOLDER) linkTree(source, target);
    } else if (NEVER_CHANGED.test(entry.name)) linkFile(source, target);
    else copyFileSync(source, target);
  }
}

/** By name where the system lets us, else by a second name of the same file, else as a copy. */
function linkFile(source: string, target: string): void {
  for (const link of [symlinkSync, linkSync]) {
    try {
      link(source, target);
      return;
    } catch (error) {
      if (!(error instanceof Error) || !('syscall' in error)) throw error;
    }
  }
  copyFileSync(source, target);
}
