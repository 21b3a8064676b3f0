import { createHash, type Hash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { digestFile, onDisk, readChunks } from './disk.ts';

/**
 * What one hash is of. Small: who asks for a row of an earlier date reads the end of its file, which says where columns
 * stand, and a block of each column. A date of 15,000 orders with 55 before it read 536 MB in blocks of a mebibyte, and
 * reads 269.
 */
export const BLOCK_BYTES = 1 << 16;
const HASH_BYTES = 32;

/**
 * The sha256 of every block of a file, the last one shorter. The record names the hash of this list, so that a part of
 * the file is proved by its own blocks, and the list itself stands beside the file (`<file>.blocks`): it needs no trust
 * and no backup, being proved by its hash and made again from the file. In the record it would be written before the
 * record knows of the file, and by whoever may not write there.
 */
export interface BlockHashes {
  /** Bytes of the file. */
  readonly size: number;
  /** The hashes end to end. */
  readonly hashes: Uint8Array;
}

export const BLOCKS_SUFFIX = '.blocks';

/** Hashes what is written, piece by piece. */
export class BlockHasher {
  readonly #done: Uint8Array[] = [];
  #hash: Hash = createHash('sha256');
  #inBlock = 0;
  #size = 0;

  update(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length;) {
      const to = Math.min(from + BLOCK_BYTES - this.#inBlock, bytes.length);
      this.#hash.update(bytes.subarray(from, to));
      this.#inBlock += to - from;
      this.#size += to - from;
      from = to;
      if (this.#inBlock === BLOCK_BYTES) this.#close();
    }
  }

  /** Ends the last block. */
  finish(): BlockHashes {
    if (this.#inBlock > 0) this.#close();
    return { size: this.#size, hashes: Buffer.concat(this.#done) };
  }

  #close(): void {
    this.#done.push(this.#hash.digest());
    this.#hash = createHash('sha256');
    this.#inBlock = 0;
  }
}

/** Reads a file and hashes its blocks. Throws `disk_failed`. */
export function hashBlocks(path: string): BlockHashes {
  const hasher = new BlockHasher();
  readChunks(path, (chunk) => {
    hasher.update(chunk);
  });
  return hasher.finish();
}

export function hashOfBlock({ hashes }: BlockHashes, block: number): Uint8Array {
  return hashes.subarray(block * HASH_BYTES, (block + 1) * HASH_BYTES);
}

const MAGIC = 'CUADREB1';
const HEAD_BYTES = 16;

/** The list as it is hashed and stored: `CUADREB1`, the size of the file (u64, little-endian), the hashes. */
function encoded({ size, hashes }: BlockHashes): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(MAGIC, 'latin1');
  head.writeBigUInt64LE(BigInt(size), 8);
  return Buffer.concat([head, hashes]);
}

/** The hash of the list (hex): what the record names a file by. */
export function rootOf(blocks: BlockHashes): string {
  return createHash('sha256').update(encoded(blocks)).digest('hex');
}

/**
 * Writes the list beside the file at `path`. It ends with its own hash: one that is torn is known, and made again, so
 * that nobody waits for the disk. Throws `disk_failed`.
 */
export function putBlocks(path: string, blocks: BlockHashes): void {
  const target = `${path}${BLOCKS_SUFFIX}`;
  onDisk(target, () => {
    writeFileSync(target, Buffer.concat([encoded(blocks), Buffer.from(rootOf(blocks), 'hex')]));
  });
}

/** The list beside a file; null where there is none that is whole. */
export function blocksBeside(path: string): BlockHashes | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(`${path}${BLOCKS_SUFFIX}`);
  } catch {
    return null;
  }
  const end = bytes.length - HASH_BYTES;
  if (end < HEAD_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return null;
  const size = Number(bytes.readBigUInt64LE(8));
  const blocks = { size, hashes: bytes.subarray(HEAD_BYTES, end) };
  const isWhole =
    blocks.hashes.length === Math.ceil(size / BLOCK_BYTES) * HASH_BYTES &&
    rootOf(blocks) === bytes.toString('hex', end);
  return isWhole ? blocks : null;
}

/**
 * The hash that the record names a file by, and its size, from the list beside it; null where there is no file. Without
 * a list the file is read, and the list put beside it.
 */
export function sealOf(path: string): { readonly sha256: string; readonly size: number } | null {
  const size = sizeOf(path);
  if (size === null) return null;
  const beside = blocksBeside(path);
  if (beside?.size === size) return { sha256: rootOf(beside), size };
  const blocks = hashBlocks(path);
  putBlocks(path, blocks);
  return { sha256: rootOf(blocks), size: blocks.size };
}

/**
 * What the record would name the file by now, from all its bytes: the hash of its list or, where `recorded` is of a
 * version before there were lists, the hash of its bytes. Null where there is no file.
 */
export function foundHash(path: string, recorded: string): string | null {
  if (sizeOf(path) === null) return null;
  const root = rootOf(hashBlocks(path));
  if (root === recorded) return root;
  return digestFile(path)?.sha256 === recorded ? recorded : root;
}

/** Whether the file stands there, every byte as it was recorded: all of it is read. Throws `disk_failed`. */
export function isAsRecorded(path: string, recorded: string): boolean {
  return foundHash(path, recorded) === recorded;
}

function sizeOf(path: string): number | null {
  const stat = onDisk(path, () => statSync(path, { throwIfNoEntry: false }));
  return stat?.isFile() === true ? stat.size : null;
}
