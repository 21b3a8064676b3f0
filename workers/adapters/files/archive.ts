import { createHash } from 'node:crypto';
import { statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CuadreError } from '../../../schemas/errors.ts';
import type { Archive } from '../../../schemas/ports/archive.ts';
import { promised, type AtOnce } from '../../../schemas/ports/promised.ts';
import {
  makeFolder,
  moveIntoPlace,
  onDisk,
  readChunks,
  withTemporaryFolder,
  withTemporaryFolderAsync,
  writeDurably,
} from './disk.ts';
import type { FileDigest } from './disk.ts';
import { openInventory } from './archive-inventory.ts';
import { openRequestLog } from './request-log.ts';

/**
 * The evidence: `<directory>/<sha256>`, byte for byte, never rewritten. Colombian merchants keep their books and
 * vouchers ten years (Ley 962 of 2005, art. 28).
 */
export function openArchive(directory: string): Archive {
  onDisk(directory, () => {
    makeFolder(directory);
  });
  const path = (sha256: string): string => join(directory, sha256);
  const sizeOf = (sha256: string): number | null => statSync(path(sha256), { throwIfNoEntry: false })?.size ?? null;
  const files: Omit<AtOnce<Archive>, 'path' | 'withFolder'> = {
    put: (source) =>
      withTemporaryFolder(directory, 'put', (folder) => {
        const copy = join(folder, 'copy');
        const digest = copyHashed(source, copy);
        const size = sizeOf(digest.sha256);
        if (size === null) moveIntoPlace(copy, path(digest.sha256));
        else if (size !== digest.size) throw damaged(path(digest.sha256), digest.size, size);
        return digest;
      }),
    has: (sha256) => sizeOf(sha256) !== null,
    ...openInventory(directory),
    ...openRequestLog(join(directory, 'requests')),
  };
  return {
    ...promised<Omit<Archive, 'path' | 'withFolder'>>(files),
    path,
    withFolder: (work) => withTemporaryFolderAsync(directory, 'fetch', work),
  };
}

/** Copies and hashes in one pass, so that the name is of the bytes that were written and not of a later reading. */
function copyHashed(from: string, to: string): FileDigest {
  const hash = createHash('sha256');
  let size = 0;
  writeDurably(to, (fd) => {
    readChunks(from, (chunk) => {
      hash.update(chunk);
      for (let done = 0; done < chunk.length;) done += writeSync(fd, chunk, done);
      size += chunk.length;
    });
  });
  return { sha256: hash.digest('hex'), size };
}

function damaged(path: string, expected: number, found: number): CuadreError {
  return new CuadreError(
    'integrity_broken',
    `the archive holds ${String(found)} bytes under a name that stands for ${String(expected)}`,
    {
      path,
      expected,
      found,
    },
  );
}
