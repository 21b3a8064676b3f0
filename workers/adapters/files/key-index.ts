import type { LineKey, LineKeyKind } from '../../../schemas/lines/line-keys.ts';
import { endianness } from 'node:os';
import { writeSync } from 'node:fs';
import { CuadreError } from '../../../schemas/errors.ts';
import { quickHash } from '../../../schemas/values/hash.ts';
import { BlockHasher, type BlockHashes } from './block-hashes.ts';
import { writeDurably } from './disk.ts';
import type { SparseFile } from './sparse-file.ts';
import { storedByNewer } from './stored-versions.ts';

/**
 * `<line file>.keys`: by what each row can be found, as fixed-width entries sorted by hash, so that a key is found with
 * a few single reads of a file that is never loaded. A hash only proposes: the caller compares every hit in full.
 *
 * Little-endian: header `CUADREK2`, entries (u32), fences (u32); per fence the hash of every 4096th entry, high and low
 * (u32 each), so that the head of the file says where a key stands; per entry hash high (u32), hash low (u32), kind
 * (u32), row (u32). `CUADREK1`, of before, has no fences and says so.
 */
const MAGIC = 'CUADREK';
const STORED_VERSION = 2;
const HEADER_BYTES = 16;
const FENCE_BYTES = 8;
const ENTRY_BYTES = 16;
const FENCE_ENTRIES = 4096;

/** From here on one reading of the whole file is cheaper than looking for each key. */
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
export function writeKeyIndex(path: string, keysByRow: Iterable<readonly LineKey[]>): BlockHashes {
  const entries = sortByHash(entriesOf(keysByRow));
  const fences = fencesOf(entries);
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(`${MAGIC}${String(STORED_VERSION)}`, 'latin1');
  header.writeUInt32LE(entries.length / 4, 8);
  header.writeUInt32LE(fences.length / 2, 12);
  const hasher = new BlockHasher();
  writeDurably(path, (fd) => {
    for (const bytes of [header, littleEndian(fences), littleEndian(entries)]) {
      hasher.update(bytes);
      for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
    }
  });
  return hasher.finish();
}

function fencesOf(entries: Uint32Array): Uint32Array {
  const count = Math.ceil(entries.length / 4 / FENCE_ENTRIES);
  return Uint32Array.from({ length: count * 2 }, (_, at) => entries[(at >> 1) * FENCE_ENTRIES * 4 + (at & 1)] ?? 0);
}

function littleEndian(words: Uint32Array): Buffer {
  const bytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
  return endianness() === 'BE' ? Buffer.from(bytes).swap32() : bytes;
}

/** Where the parts of an index stand in its file. */
interface Layout {
  readonly entries: number;
  readonly fences: number;
  /** The place of the first entry. */
  readonly first: number;
}

/**
 * Rows that may carry one of the keys, ascending, each once. Throws `integrity_broken` where the file is no key index
 * and `store_newer_than_program` where it is one of a newer version.
 */
export function candidateRows(file: SparseFile, keys: readonly LineKey[]): number[] {
  if (keys.length === 0) return [];
  const layout = layoutOf(file);
  if (keys.length >= BULK_KEYS_MIN) file.need(0, file.size);
  const words = wordsOf(file);
  const rows = new Set<number>();
  for (const key of keys) collectRows(words, layout, key, rows);
  return [...rows].sort((a, b) => a - b);
}

/** The unsigned 32-bit number at a byte offset of the file. */
type Words = (offset: number) => number;

function wordsOf(file: SparseFile): Words {
  const view = new DataView(file.bytes.buffer);
  if (file.isWhole) return (offset) => view.getUint32(offset, true);
  return (offset) => {
    file.need(offset, offset + 4);
    return view.getUint32(offset, true);
  };
}

function layoutOf(file: SparseFile): Layout {
  const { path, size } = file;
  if (size < HEADER_BYTES) throw new CuadreError('integrity_broken', `${path} is no key index`, { path, size });
  file.need(0, HEADER_BYTES);
  const header = Buffer.from(file.bytes.buffer, 0, HEADER_BYTES);
  const version = header.toString('latin1', 0, 8).startsWith(MAGIC) ? header.toString('latin1', 7, 8) : '';
  if (/^[3-9]$/.test(version)) throw storedByNewer(path, `${MAGIC}${version}`);
  const [entries, fences] = [header.readUInt32LE(8), header.readUInt32LE(12)];
  const first = HEADER_BYTES + fences * FENCE_BYTES;
  const expected = version === '2' ? Math.ceil(entries / FENCE_ENTRIES) : version === '1' ? 0 : -1;
  if (fences !== expected || size !== first + entries * ENTRY_BYTES)
    throw new CuadreError('integrity_broken', `${path} is no key index`, { path, size });
  return { entries, fences, first };
}

function collectRows(words: Words, layout: Layout, key: LineKey, rows: Set<number>): void {
  const [high, low] = hashKey(key);
  const at = (entry: number, word: number): number => words(layout.first + entry * ENTRY_BYTES + word * 4);
  const [from, to] = betweenFences(words, layout, high, low);
  const first = firstNotBefore(from, to, (entry) => isBefore(at(entry, 0), at(entry, 1), high, low));
  for (let entry = first; entry < layout.entries && at(entry, 0) === high && at(entry, 1) === low; entry += 1) {
    if (at(entry, 2) === KIND_NUMBERS[key.kind]) rows.add(at(entry, 3));
  }
}

/** The entries among which the first of a hash stands: all of them where there are no fences. */
function betweenFences(words: Words, { entries, fences }: Layout, high: number, low: number): [number, number] {
  if (fences === 0) return [0, entries];
  const at = (fence: number, word: number): number => words(HEADER_BYTES + fence * FENCE_BYTES + word * 4);
  const next = firstNotBefore(0, fences, (fence) => isBefore(at(fence, 0), at(fence, 1), high, low));
  return [Math.max(next - 1, 0) * FENCE_ENTRIES, Math.min(next * FENCE_ENTRIES, entries)];
}

function isBefore(high: number, low: number, wantedHigh: number, wantedLow: number): boolean {
  return high < wantedHigh || (high === wantedHigh && low < wantedLow);
}

function firstNotBefore(from: number, to: number, isEarlier: (place: number) => boolean): number {
  let first = from;
  for (let end = to; first < end;) {
    const middle = (first + end) >>> 1;
    if (isEarlier(middle)) first = middle + 1;
    else end = middle;
  }
  return first;
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

/** The hash of a key, seeded by its kind. */
export function hashKey(key: LineKey): [high: number, low: number] {
  return quickHash(key.value, KIND_NUMBERS[key.kind]);
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
