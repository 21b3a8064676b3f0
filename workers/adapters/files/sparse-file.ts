import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { CuadreError } from '../../../schemas/errors.ts';
import { onDisk } from './disk.ts';

/** What is read at a time, and what one hash is of. */
export const BLOCK_BYTES = 1 << 20;

/**
 * A file that is read block by block, as its bytes are needed. `bytes` stands for the whole of it and holds nothing
 * where nobody asked yet: ask first, then look. Files never change under their name; one that changed its size is
 * `integrity_broken`.
 */
export interface SparseFile {
  readonly path: string;
  readonly size: number;
  /** One buffer for the whole file: the place of a view in it is its place in the file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Reads what is not there yet of the bytes from a place up to another. */
  need(from: number, to: number): void;
  /** Whether all of it is there. */
  readonly isWhole: boolean;
  /** How many bytes are there: pages of the buffer that were never written to take no memory. */
  readonly held: number;
}

/** Throws `disk_failed` where there is no such file. */
export function openSparse(path: string): SparseFile {
  const { size } = onDisk(path, () => statSync(path));
  return new BlockWise(path, size);
}

class BlockWise implements SparseFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #isThere: Uint8Array;
  #missing: number;

  constructor(
    readonly path: string,
    readonly size: number,
  ) {
    this.bytes = new Uint8Array(new ArrayBuffer(size));
    this.#missing = Math.ceil(size / BLOCK_BYTES);
    this.#isThere = new Uint8Array(this.#missing);
  }

  get isWhole(): boolean {
    return this.#missing === 0;
  }

  get held(): number {
    return Math.min((this.#isThere.length - this.#missing) * BLOCK_BYTES, this.size);
  }

  need(from: number, to: number): void {
    if (from < 0 || to > this.size || from > to)
      throw new CuadreError('integrity_broken', `${this.path} ends before ${String(to)}`, {
        path: this.path,
        from,
        to,
      });
    const last = Math.ceil(to / BLOCK_BYTES);
    for (let block = Math.floor(from / BLOCK_BYTES); block < last; block += 1) {
      if (this.#isThere[block] === 1) continue;
      let end = block + 1;
      while (end < last && this.#isThere[end] === 0) end += 1;
      this.#read(block, end);
      block = end - 1;
    }
  }

  #read(first: number, end: number): void {
    const from = first * BLOCK_BYTES;
    const to = Math.min(end * BLOCK_BYTES, this.size);
    onDisk(this.path, () => {
      const fd = openSync(this.path, 'r');
      try {
        if (fstatSync(fd).size !== this.size) throw otherSize(this.path, this.size);
        for (let place = from; place < to;) {
          const length = readSync(fd, this.bytes, place, to - place, place);
          if (length === 0) throw otherSize(this.path, this.size);
          place += length;
        }
      } finally {
        closeSync(fd);
      }
    });
    this.#isThere.fill(1, first, end);
    this.#missing -= end - first;
  }
}

function otherSize(path: string, size: number): CuadreError {
  return new CuadreError('integrity_broken', `${path} is no longer ${String(size)} bytes long`, { path, size });
}
