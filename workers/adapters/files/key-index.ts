import type { LineKey, LineKeyKind } from '../../../schemas/lines/line-keys.ts';
import { endianness } from 'node:os';
import { closeSync, fstatSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { CuadreError } from '../../../schemas/errors.ts';
import { onDisk, writeDurably } from './disk.ts';

/**
 * `<line file>.keys`: by what each row can be found, as fixed-width entries sorted by hash, so that a key is found with
 * a few single reads of a file that is never loaded. A hash only proposes: the caller compares every hit in full.
 *
 * Little-endian: header `CUADREK1`, entries (u32), 0 (u32); then per entry hash high (u32), hash low (u32), kind (u32),
 * row (u32).
 */
const MAGIC = 'CUADREK1';
const HEADER_BYTES = 16;
const ENTRY_BYTES = 16;

/** From here on one reading of the whole file is cheaper than a binary search on disk for each key. */
const BULK_KEYS_MIN = 64;

/** Numbers on disk: never change one, only add. */
const KIND_NUMBERS: Readonly<Record<LineKeyKind, number>> = {
  reference: 1,
  provider_id: 2,
  refund_of: 3,
  cus: 4,
  bank_id: 5,
  bank_amount: 6,
  order_id: 7,
};

/** Writes the index of rows 0 to keysByRow.length - 1, fsynced. Equal keys give equal bytes. */
export function writeKeyIndex(path: string, keysByRow: Iterable<readonly LineKey[]>): void {
  const entries = sortByHash(entriesOf(keysByRow));
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 'latin1');
  header.writeUInt32LE(entries.length / 4, 8);
  const body = Buffer.from(entries.buffer, entries.byteOffset, entries.byteLength);
  if (endianness() === 'BE') body.swap32();
  writeDurably(path, (fd) => {
    for (const bytes of [header, body]) for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
  });
}

/** Rows that may carry one of the keys, ascending, each once. */
export function candidateRows(path: string, keys: readonly LineKey[]): number[] {
  if (keys.length === 0) return [];
  return onDisk(path, () => {
    const fd = openSync(path, 'r');
    try {
      const words = keys.length < BULK_KEYS_MIN ? wordsOnDisk(fd) : wordsInMemory(readFileSync(fd));
      const entries = entryCount(words, fstatSync(fd).size, path);
      const rows = new Set<number>();
      for (const key of keys) collectRows(words, entries, key, rows);
      return [...rows].sort((a, b) => a - b);
    } finally {
      closeSync(fd);
    }
  });
}

/** The unsigned 32-bit number at a byte offset of the file. */
type Words = (offset: number) => number;

function wordsInMemory(bytes: Buffer): Words {
  return (offset) => bytes.readUInt32LE(offset);
}

function wordsOnDisk(fd: number): Words {
  const entry = Buffer.alloc(ENTRY_BYTES);
  let held = -1;
  return (offset) => {
    const start = offset - (offset % ENTRY_BYTES);
    if (start !== held) readSync(fd, entry, 0, ENTRY_BYTES, start);
    held = start;
    return entry.readUInt32LE(offset - start);
  };
}

function entryCount(words: Words, size: number, path: string): number {
  const magic = Buffer.from(MAGIC, 'latin1');
  const intact = size >= HEADER_BYTES && words(0) === magic.readUInt32LE(0) && words(4) === magic.readUInt32LE(4);
  const entries = intact ? words(8) : -1;
  if (size !== HEADER_BYTES + entries * ENTRY_BYTES)
    throw new CuadreError('integrity_broken', `${path} is no key index`, { path, size });
  return entries;
}

function collectRows(words: Words, entries: number, key: LineKey, rows: Set<number>): void {
  const [high, low] = hashKey(key);
  const at = (entry: number, word: number): number => words(HEADER_BYTES + entry * ENTRY_BYTES + word * 4);
  const isBefore = (entry: number): boolean => at(entry, 0) < high || (at(entry, 0) === high && at(entry, 1) < low);
  let first = 0;
  for (let end = entries; first < end;) {
    const middle = (first + end) >>> 1;
    if (isBefore(middle)) first = middle + 1;
    else end = middle;
  }
  for (let entry = first; entry < entries && at(entry, 0) === high && at(entry, 1) === low; entry += 1) {
    if (at(entry, 2) === KIND_NUMBERS[key.kind]) rows.add(at(entry, 3));
  }
}

function entriesOf(keysByRow: Iterable<readonly LineKey[]>): Uint32Array {
  let words = new Uint32Array(1 << 16);
  let used = 0;
  let row = 0;
  for (const keys of keysByRow) {
    for (const key of keys) {
      if (used === words.length) words = grown(words);
      [words[used], words[used + 1]] = hashKey(key);
      words[used + 2] = KIND_NUMBERS[key.kind];
      words[used + 3] = row;
      used += 4;
    }
    row += 1;
  }
  return words.subarray(0, used);
}

function grown(words: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(words.length * 2);
  larger.set(words);
  return larger;
}

/**
 * Two independent 32-bit multiply-and-rotate hashes over the code units, seeded by the kind. It need not withstand an
 * enemy: a collision costs one comparison.
 */
export function hashKey(key: LineKey): [high: number, low: number] {
  let high = 0x9e3779b9 ^ KIND_NUMBERS[key.kind];
  let low = 0x85ebca6b + KIND_NUMBERS[key.kind];
  for (let index = 0; index < key.value.length; index += 1) {
    const unit = key.value.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x5bd1e995);
    high ^= high >>> 15;
    low = Math.imul(low ^ unit, 0x1b873593);
    low = (low << 13) | (low >>> 19);
  }
  high = Math.imul(high ^ (low >>> 16), 0x85ebca6b);
  low = Math.imul(low ^ (high >>> 13), 0xc2b2ae35);
  return [(high ^ (high >>> 16)) >>> 0, (low ^ (low >>> 15)) >>> 0];
}

/** A stable radix sort by the 64 bits of the hash, 16 at a time: rows of one hash stay in their order. */
function sortByHash(entries: Uint32Array): Uint32Array {
  let from = entries;
  let to = new Uint32Array(entries.length);
  for (const [word, shift] of [
    [1, 0],
    [1, 16],
    [0, 0],
    [0, 16],
  ] as const) {
    scatter(from, to, word, shift);
    [from, to] = [to, from as Uint32Array<ArrayBuffer>];
  }
  return from;
}

function scatter(from: Uint32Array, to: Uint32Array, word: number, shift: number): void {
  const starts = new Uint32Array((1 << 16) + 1);
  const digitOf = (at: number): number => ((from[at + word] ?? 0) >>> shift) & 0xffff;
  for (let at = 0; at < from.length; at += 4) starts[digitOf(at) + 1] = (starts[digitOf(at) + 1] ?? 0) + 1;
  for (let digit = 1; digit < starts.length; digit += 1)
    starts[digit] = (starts[digit] ?? 0) + (starts[digit - 1] ?? 0);
  for (let at = 0; at < from.length; at += 4) {
    const place = starts[digitOf(at)] ?? 0;
    starts[digitOf(at)] = place + 1;
    to[place * 4] = from[at] ?? 0;
    to[place * 4 + 1] = from[at + 1] ?? 0;
    to[place * 4 + 2] = from[at + 2] ?? 0;
    to[place * 4 + 3] = from[at + 3] ?? 0;
  }
}
