import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parsePlainDate, type PlainDate } from '../../schemas/dates.ts';
import { onDisk, syncDirectory } from './disk.ts';

/** What stands in an archive, for who keeps house in it: nothing else removes a file of it. */

export interface ArchivedFile {
  readonly sha256: string;
  readonly size: number;
  readonly modifiedMs: number;
}

/** The source files by hash, in the order of their names. What has another name is not of the archive's making and left alone. */
export function archivedFiles(directory: string): ArchivedFile[] {
  return namesIn(directory).flatMap((name) => {
    const found = /^[0-9a-f]{64}$/.test(name) ? statOf(join(directory, name)) : null;
    return found === null ? [] : [{ sha256: name, size: found.size, modifiedMs: found.mtimeMs }];
  });
}

/** The logs of what sources were asked, by date. */
export function requestLogs(directory: string): { readonly date: PlainDate; readonly size: number }[] {
  const folder = join(directory, 'requests');
  return namesIn(folder).flatMap((name) => {
    const date = name.endsWith('.jsonl') ? parsePlainDate(name.slice(0, -'.jsonl'.length)) : null;
    const found = date === null ? null : statOf(join(folder, name));
    return date === null || found === null ? [] : [{ date, size: found.size }];
  });
}

/** Removes files of the archive, named relative to it, and makes that durable. One that is gone already is no error. */
export function removeArchived(directory: string, paths: readonly string[], onRemoved: (path: string) => void): void {
  for (const path of paths) {
    onDisk(join(directory, path), () => {
      rmSync(join(directory, path), { force: true });
    });
    onRemoved(path);
  }
  const folders = new Set(paths.map((path) => (path.includes('/') ? join(directory, 'requests') : directory)));
  for (const folder of folders) {
    onDisk(folder, () => {
      syncDirectory(folder);
    });
  }
}

function namesIn(folder: string): string[] {
  return onDisk(folder, () => {
    if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
    return readdirSync(folder).sort();
  });
}

function statOf(path: string) {
  const found = onDisk(path, () => statSync(path, { throwIfNoEntry: false }));
  return found?.isFile() === true ? found : null;
}
