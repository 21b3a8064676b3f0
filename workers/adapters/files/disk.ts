import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { Bytes } from '../../../schemas/ports/archive.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import { makerName } from '../sqlite/holder.ts';

/** How much of a file is held in memory at a time. */
export const CHUNK_BYTES = 1 << 20;

/**
 * Where half-written files stand: always inside the folder in which they will be placed, so that neither a link nor a
 * rename ever crosses file systems.
 */
export const TEMPORARY_FOLDER = '.tmp';

/** Runs file system calls; what the system refuses (no space, a broken disk, no permission) becomes `disk_failed`. */
export function onDisk<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof CuadreError || !isSystemError(error)) throw error;
    throw new CuadreError('disk_failed', `${error.code}: ${path}`, { path, reason: error.code }, { cause: error });
  }
}

/** The same for work that waits. */
export async function onDiskAsync<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    return onDisk(path, () => {
      throw error;
    });
  }
}

/** Whether the system refused a call. */
export function isSystemError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}

/** Makes the names in a folder durable: a rename is on disk only when its folder is. */
export function syncDirectory(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Creates the file, hands its descriptor to `write`, and returns once its bytes are on disk. Throws `disk_failed`. */
export function writeDurably(path: string, write: (fd: number) => void): void {
  onDisk(path, () => {
    const fd = openSync(path, 'w');
    try {
      write(fd);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  });
}

/** Writes a small file in one step: a reader sees the former one or this. Throws `disk_failed`. */
export function replaceDurably(path: string, content: string): void {
  const half = `${path}.${makerName()}.half`;
  writeDurably(half, (fd) => {
    writeFileSync(fd, content);
  });
  onDisk(path, () => {
    renameSync(half, path);
    syncDirectory(dirname(path));
  });
}

/**
 * Places a finished file under a name at which nothing stands, and makes that durable; false where something does: that
 * stays. A disk without links takes a rename.
 */
export function placeOnce(from: string, to: string): boolean {
  return onDisk(to, () => {
    makeFolder(dirname(to));
    try {
      linkSync(from, to);
    } catch {
      if (existsSync(to)) return false;
      renameSync(from, to);
    }
    syncDirectory(dirname(to));
    return true;
  });
}

/**
 * Places a finished file under a name that says what it holds. What stands there already stays, and is as young as the
 * file that came again; it is replaced only where it holds something else: then it is damaged, or of an older program.
 */
export function putUnderItsName(from: string, to: string): void {
  if (placeOnce(from, to)) return;
  onDisk(to, () => {
    const { mtime } = statSync(from);
    if (digestFile(from)?.sha256 === digestFile(to)?.sha256) lutimesSync(to, mtime, mtime);
    else renameSync(from, to);
    syncDirectory(dirname(to));
  });
}

/** Creates a folder and its parents, and makes the new name durable in the parent. */
export function makeFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true });
  if (first !== undefined) syncDirectory(dirname(first));
}

/**
 * Removes a temporary folder that nobody needs any more. Where the disk refuses, it stays for `removeDead`: the work is
 * done, or has failed for a reason of its own, which this must not take the place of.
 */
export function leaveTemporary(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/** Runs work that waits with a folder of its own under `<directory>/.tmp`, and removes it whatever happens. */
export async function withTemporaryFolderAsync<T>(
  directory: string,
  prefix: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = temporaryFolder(directory, prefix);
  try {
    return await work(folder);
  } finally {
    leaveTemporary(folder);
  }
}

/** The same for work that is done at once. */
export function withTemporaryFolder<T>(directory: string, prefix: string, work: (folder: string) => T): T {
  const folder = temporaryFolder(directory, prefix);
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function temporaryFolder(directory: string, prefix: string): string {
  return onDisk(directory, () => {
    mkdirSync(join(directory, TEMPORARY_FOLDER), { recursive: true });
    return mkdtempSync(join(directory, TEMPORARY_FOLDER, `${prefix}-${makerName()}-`));
  });
}

/** Passes the bytes of a file on, chunk by chunk. The chunk is reused: who keeps it copies it. */
export function readChunks(path: string, take: (chunk: Buffer) => void): void {
  onDisk(path, () => {
    const fd = openSync(path, 'r');
    try {
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      for (let length = readSync(fd, buffer); length > 0; length = readSync(fd, buffer))
        take(buffer.subarray(0, length));
    } finally {
      closeSync(fd);
    }
  });
}

/** Large enough that the cost per chunk vanishes, small enough that memory stays flat. */
const STREAM_CHUNK_BYTES = 256 * 1024;

/** The bytes of a file; nothing is opened before something is asked. */
export function localBytes(path: string): Bytes {
  return {
    get size() {
      return statSync(path).size;
    },
    stream: (from = 0, to = Infinity) =>
      Readable.from(chunksOf(path, from, to), { objectMode: false, highWaterMark: STREAM_CHUNK_BYTES }),
    read: async (place, length) => {
      const file = await open(path);
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, place);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
  };
}

/** Opens the file when its first bytes are asked for: who fails before that leaves nothing open. */
async function* chunksOf(path: string, from: number, to: number): AsyncGenerator<Buffer> {
  yield* createReadStream(path, { start: from, end: to - 1, highWaterMark: STREAM_CHUNK_BYTES });
}

export interface FileDigest {
  readonly sha256: string;
  readonly size: number;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // A file stands where a folder belongs.
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** sha256 (lower-case hex) and size of a file, or null where there is none, nor a folder that could hold it. */
export function digestFile(path: string): FileDigest | null {
  if (statOf(path)?.isFile() !== true) return null;
  const hash = createHash('sha256');
  let size = 0;
  readChunks(path, (chunk) => {
    hash.update(chunk);
    size += chunk.length;
  });
  return { sha256: hash.digest('hex'), size };
}
