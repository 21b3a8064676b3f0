import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { certain } from '../../../schemas/errors.ts';
import { sha256 } from '../../../schemas/values/hash.ts';
import { BlockHasher, rootOf } from '../files/block-hashes.ts';
import { CHUNK_BYTES, digestFile, onDiskAsync, syncDirectory, TEMPORARY_FOLDER } from '../files/disk.ts';
import { damaged, type Hashed } from './manifest.ts';

/** A backup holds everything that a store holds: nobody else reads it. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** What a copy was found to hold. */
interface Copied extends Hashed {
  /** The hash by which the record would name it as a line file. */
  readonly root: string;
}

/** Copies a file, hashing on the way, and returns once the copy is on disk. */
export async function copyDurably(from: string, to: string): Promise<Copied> {
  return onDiskAsync(from, async () => {
    const source = await open(from, 'r');
    try {
      return await onDiskAsync(to, async () => {
        const target = await open(to, 'w', FILE_MODE);
        try {
          const [hash, blocks] = [createHash('sha256'), new BlockHasher()];
          const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
          let size = 0;
          for (;;) {
            const { bytesRead } = await source.read(buffer, 0, buffer.length, null);
            if (bytesRead === 0) break;
            const chunk = buffer.subarray(0, bytesRead);
            hash.update(chunk);
            blocks.update(chunk);
            for (let done = 0; done < bytesRead;) done += (await target.write(chunk, done)).bytesWritten;
            size += bytesRead;
          }
          await target.sync();
          return { sha256: hash.digest('hex'), size, root: rootOf(blocks.finish()) };
        } finally {
          await target.close();
        }
      });
    } finally {
      await source.close();
    }
  });
}

/** Writes bytes and returns once they are on disk. */
export async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  await onDiskAsync(path, async () => {
    const file = await open(path, 'w', FILE_MODE);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

export async function makePrivateFolder(path: string): Promise<void> {
  await onDiskAsync(path, async () => {
    await mkdir(path, { recursive: true, mode: FOLDER_MODE });
  });
}

/** The shared objects of a folder of backups. */
export class BackupObjects {
  readonly #folder: string;
  readonly #touched = new Set<string>();
  #number = 0;
  /** How many bytes were written that no backup had before. */
  added = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  path(hash: string): string {
    return join(this.#folder, 'objects', hash.slice(0, 2), hash);
  }

  has({ sha256: hash, size }: Hashed): boolean {
    return statSync(this.path(hash), { throwIfNoEntry: false })?.size === size;
  }

  /** A name for a half-written file. */
  temporary(): string {
    this.#number += 1;
    return join(this.#folder, TEMPORARY_FOLDER, `object-${String(this.#number)}`);
  }

  /**
   * Copies a file in, reads the copy back and puts it under its hash. Null where the copy is not what `isRight` asks
   * for: then nothing is put.
   */
  async putFile(from: string, isRight: (copied: Copied) => boolean): Promise<Hashed | null> {
    const half = this.temporary();
    try {
      const copied = await copyDurably(from, half);
      const object = { sha256: copied.sha256, size: copied.size };
      if (!isRight(copied)) return null;
      if (certain(digestFile(half), 'the copy').sha256 !== copied.sha256)
        throw damaged(half, 'what was written is read back as something else');
      await this.#place(half, object);
      return object;
    } finally {
      await rm(half, { force: true });
    }
  }

  /** Puts bytes under their hash. */
  async putBytes(bytes: Uint8Array): Promise<Hashed> {
    const object = { sha256: sha256(bytes), size: bytes.byteLength };
    if (this.has(object)) return object;
    const half = this.temporary();
    try {
      await writeBytes(half, bytes);
      await this.#place(half, object);
    } finally {
      await rm(half, { force: true });
    }
    return object;
  }

  /** The bytes of a small object, proved. Throws `backup_damaged`. */
  async read({ sha256: hash, size }: Hashed): Promise<Buffer> {
    const path = this.path(hash);
    if (!existsSync(path)) throw damaged(path, 'it is missing');
    const bytes = await onDiskAsync(path, () => readFile(path));
    if (bytes.length !== size || sha256(bytes) !== hash)
      throw damaged(path, 'it holds other bytes than it is named by');
    return bytes;
  }

  /** Copies an object out, proved while it is copied. Throws `backup_damaged`. */
  async copyTo({ sha256: hash }: Hashed, to: string): Promise<void> {
    const path = this.path(hash);
    if (!existsSync(path)) throw damaged(path, 'it is missing');
    const copied = await copyDurably(path, to);
    if (copied.sha256 !== hash) throw damaged(path, 'it holds other bytes than it is named by');
  }

  /** Proves an object where it stands. Throws `backup_damaged`. */
  prove({ sha256: hash }: Hashed): void {
    const path = this.path(hash);
    const found = digestFile(path);
    if (found === null) throw damaged(path, 'it is missing');
    if (found.sha256 !== hash) throw damaged(path, 'it holds other bytes than it is named by');
  }

  /** Makes the names of all that was put durable. */
  sync(): void {
    for (const folder of this.#touched) syncDirectory(folder);
    this.#touched.clear();
  }

  /** What stands there already is the same, unless it was cut off: then it is replaced. */
  async #place(half: string, object: Hashed): Promise<void> {
    const path = this.path(object.sha256);
    await onDiskAsync(path, async () => {
      if (this.has(object)) return;
      await makePrivateFolder(dirname(path));
      await rename(half, path);
      this.#touched.add(dirname(path)).add(dirname(dirname(path)));
      this.added += object.size;
    });
  }
}

/**
 * Does work on many things, so many at a time: most of the time is spent waiting for the disk. After the first failure
 * nothing more is begun, and it is thrown once all that was begun is over.
 */
export async function several<T>(all: readonly T[], work: (one: T, index: number) => Promise<void>): Promise<void> {
  const entries = all.entries();
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (const [index, one] of entries) {
      if (failures.length > 0) return;
      await work(one, index).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (failures.length > 0) throw failures[0];
}

/** The threads of libuv that do file work, twice; each lane holds a chunk. */
const LANES = 8;
