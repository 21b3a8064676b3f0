import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CuadreError } from '../../../schemas/errors.ts';
import type { Archive } from '../../../schemas/ports/archive.ts';
import { promised } from '../../../schemas/ports/promised.ts';
import {
  digestFile,
  localBytes,
  makeFolder,
  onDisk,
  onDiskAsync,
  placeOnce,
  withTemporaryFolderAsync,
} from './disk.ts';
import type { FileDigest } from './disk.ts';
import { openCardKey } from './card-key.ts';
import { openInventory } from './archive-inventory.ts';
import { identityOf } from './proofs.ts';
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
  const proved = new ProvedFiles();
  const sizeOf = (sha256: string): number | null =>
    onDisk(path(sha256), () => statSync(path(sha256), { throwIfNoEntry: false })?.size ?? null);
  return {
    put: async (bytes) => {
      const { digest, isNew } = await withTemporaryFolderAsync(directory, 'put', async (folder) => {
        const copy = join(folder, 'copy');
        const written = await onDiskAsync(copy, () => copyHashed(bytes, copy));
        return { digest: written, isNew: placeOnce(copy, path(written.sha256)) };
      });
      // Once its other name is gone: a file that loses a name is another one to whoever asks.
      if (isNew) proved.add(path(digest.sha256));
      const size = isNew ? digest.size : sizeOf(digest.sha256);
      if (size !== digest.size) throw damaged(path(digest.sha256), digest.size, size);
      return digest;
    },
    ...promised<Omit<Archive, 'put'>>({
      open: (sha256) => {
        proved.assert(path(sha256), sha256);
        return localBytes(path(sha256));
      },
      has: (sha256) => sizeOf(sha256) !== null,
      ...openInventory(directory),
      ...openCardKey(directory),
      ...openRequestLog(join(directory, 'requests')),
    }),
  };
}

/** The files of which this process has seen that they hold the bytes that their names stand for. */
class ProvedFiles {
  readonly #identities = new Map<string, string>();

  add(path: string): void {
    this.#identities.set(path, identityAt(path));
  }

  /** Throws `integrity_broken` where there is no such file, or it holds other bytes. */
  assert(path: string, sha256: string): void {
    const isThere = onDisk(path, () => statSync(path, { throwIfNoEntry: false })) !== undefined;
    const identity = isThere ? identityAt(path) : null;
    if (identity !== null && this.#identities.get(path) === identity) return;
    const found = onDisk(path, () => digestFile(path))?.sha256 ?? 'missing';
    if (found !== sha256 || identity === null)
      throw new CuadreError(
        'integrity_broken',
        `${path} is ${isThere ? 'damaged' : 'not there any more'}; restore it from a backup: it is the evidence itself`,
        { path, expected: sha256, found },
      );
    this.#identities.set(path, identity);
  }
}

function identityAt(path: string): string {
  return identityOf(onDisk(path, () => statSync(path, { bigint: true })));
}

/** Copies and hashes in one pass, so that the name is of the bytes that were written and not of a later reading. */
async function copyHashed(bytes: AsyncIterable<Uint8Array>, to: string): Promise<FileDigest> {
  const hash = createHash('sha256');
  let size = 0;
  const fd = openSync(to, 'w');
  try {
    for await (const chunk of bytes) {
      hash.update(chunk);
      for (let done = 0; done < chunk.length;) done += writeSync(fd, chunk, done);
      size += chunk.length;
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  return { sha256: hash.digest('hex'), size };
}

function damaged(path: string, expected: number, found: number | null): CuadreError {
  return new CuadreError(
    'integrity_broken',
    `the archive holds ${String(found ?? 'no')} bytes under a name that stands for ${String(expected)}`,
    {
      path,
      expected,
      found,
    },
  );
}
