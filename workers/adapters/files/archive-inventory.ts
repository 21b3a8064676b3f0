import { readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parsePlainDate } from '../../../schemas/values/dates.ts';
import type { AtOnce } from '../../../schemas/ports/promised.ts';
import type { Archive } from '../../../schemas/ports/archive.ts';
import type { StoredFile, StoredLog } from '../../../schemas/ports/retention.ts';
import { digestFile, onDisk, syncDirectory } from './disk.ts';

/**
 * What stands in an archive. What has another name than a hash or the date of a log is not of the archive's making, and
 * left alone.
 */
export function openInventory(directory: string): Pick<AtOnce<Archive>, 'storedFiles' | 'storedLogs'> {
  const logs = join(directory, 'requests');
  return {
    storedFiles: () =>
      namesIn(directory).flatMap((name): StoredFile[] =>
        /^[0-9a-f]{64}$/.test(name) ? storedFile(directory, name) : [],
      ),
    storedLogs: () =>
      namesIn(logs).flatMap((name): StoredLog[] => {
        const date = name.endsWith('.jsonl') ? parsePlainDate(name.slice(0, -'.jsonl'.length)) : null;
        const digest = date === null ? null : digestFile(join(logs, name));
        return date === null || digest === null ? [] : [{ date, ...digest }];
      }),
  };
}

/**
 * Removes files, named relative to the archive, and makes that durable; what is gone already is no error.
 *
 * @param onDropped called after each of them
 */
export function dropFiles(directory: string, paths: readonly string[], onDropped: () => void): void {
  const files = paths.map((path) => join(directory, path));
  for (const file of files) {
    onDisk(file, () => {
      rmSync(file, { force: true });
    });
    onDropped();
  }
  for (const folder of new Set(files.map((file) => dirname(file)))) {
    onDisk(folder, () => {
      if (statSync(folder, { throwIfNoEntry: false }) !== undefined) syncDirectory(folder);
    });
  }
}

function storedFile(directory: string, name: string): StoredFile[] {
  const found = onDisk(directory, () => statSync(join(directory, name), { throwIfNoEntry: false }));
  return found?.isFile() === true ? [{ sha256: name, size: found.size, modifiedMs: found.mtimeMs }] : [];
}

function namesIn(folder: string): string[] {
  return onDisk(folder, () =>
    statSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(folder).sort(),
  );
}
