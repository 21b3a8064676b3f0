import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CuadreError } from '../../../schemas/errors.ts';
import { BLOCK_BYTES } from './block-hashes.ts';
import { onDisk } from './disk.ts';
import type { Prover } from './proofs.ts';

/**
 * A file that is read block by block, as its bytes are needed; each block is proved before it is believed. `bytes`
 * stands for the whole of it and holds anything where nobody asked yet: ask first, then look.
 */
export interface SparseFile {
  readonly path: string;
  readonly size: number;
  /** One buffer for the whole file: the place of a view in it is its place in the file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /**
   * Reads what is not there yet of the bytes from a place up to another. Throws `integrity_broken` where they are not
   * those that were recorded.
   */
  need(from: number, to: number): void;
  /** Whether all of it is there. */
  readonly isWhole: boolean;
  /** How many bytes are there: pages of the buffer that were never written to take no memory. */
  readonly held: number;
}

/** Every block that is read is proved by `prover`. */
export function openSparse(path: string, prover: Prover): SparseFile {
  return new BlockWise(path, prover);
}

class BlockWise implements SparseFile {
  readonly size: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #prover: Prover;
  readonly #isThere: Uint8Array;
  #missing: number;

  constructor(
    readonly path: string,
    prover: Prover,
  ) {
    this.#prover = prover;
    this.size = prover.size;
    // Not filled with zeros: that would write to every page of a file of which a few blocks are read.
    this.bytes = new Uint8Array(Buffer.allocUnsafeSlow(this.size).buffer);
    this.#missing = Math.ceil(this.size / BLOCK_BYTES);
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
    const to = Math.min(end * BLOCK_BYTES, this.size);
    onDisk(this.path, () => {
      const fd = openSync(this.path, 'r');
      try {
        const stat = fstatSync(fd, { bigint: true });
        for (let place = first * BLOCK_BYTES; place < to;) {
          const length = readSync(fd, this.bytes, place, to - place, place);
          // What is missing at its end is proved to be missing by its block.
          if (length === 0) break;
          place += length;
        }
        for (let block = first; block < end; block += 1) {
          const from = block * BLOCK_BYTES;
          this.#prover.prove(block, this.bytes.subarray(from, Math.min(from + BLOCK_BYTES, this.size)), stat);
          this.#isThere[block] = 1;
          this.#missing -= 1;
        }
      } finally {
        closeSync(fd);
      }
    });
  }
}
