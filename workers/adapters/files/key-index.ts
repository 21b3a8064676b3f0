import { endianness } from 'node:os';
import { writeSync } from 'node:fs';
import { CuadreError } from '../../../schemas/errors.ts';
import { BlockHasher, type BlockHashes } from './block-hashes.ts';
import { writeDurably } from './disk.ts';
import type { KeyHashes } from './key-hashes.ts';
import type { SparseFile } from './sparse-file.ts';
import { storedByNewer } from './stored-versions.ts';

/**
 * `<line file>.keys`: by what each row can be found, as columns sorted by hash, so that sorted questions are merged
 * with it and a single one reads a page. A hash only proposes: the caller compares every hit in full.
 *
 * Little-endian: header `CUADREK3`, entries (u32), bytes of the head (u32); the head, a text in UTF-8 filled up with
 * blanks to whole words: empty in the index of one file; the upper half of the hash of every 4096th entry (u32), so
 * that the beginning of the file says where a key stands; of every entry the upper half of its hash (u32); of every
 * entry the lower half (u32) and the row (u32). The kind of a key is in its hash.
 *
 * Of before, and read as they are: `CUADREK2`, where a third number in the header counts fences of both halves, and
 * every entry stands together (high, low, kind, row), and `CUADREK1`, which has no fences.
 */
const MAGIC = 'CUADREK';
const STORED_VERSION = 3;
const HEADER_BYTES = 16;
export const FENCE_ENTRIES = 4096;

/** Numbers that stand in equal distances: where the first one stands, and how far it is to the next, in bytes. */
export interface Column {
  readonly start: number;
  readonly step: number;
}

/** An index as it stands in its file. */
export interface KeyIndex {
  readonly file: SparseFile;
  readonly head: string;
  readonly entries: number;
  readonly highs: Column;
  readonly lows: Column;
  /** Of an entry: its row. */
  readonly places: Column;
  /** The upper half of the hash of every 4096th entry; null where there are none. */
  readonly fences: Column | null;
  /** So much of the file holds every upper half. */
  readonly highsEnd: number;
}

/** Writes the index of rows, fsynced. Equal keys give equal bytes. */
export function writeKeyIndex(path: string, hashes: KeyHashes): BlockHashes {
  const pieces = hashes.sorted();
  const entries = pieces.reduce((sum, { count }) => sum + count, 0);
  const [highs, rests] = [pieces.map((piece) => piece.highs), pieces.map((piece) => piece.rests)];
  return writeKeyColumns(path, { head: '', entries, fences: fencesOf(highs, entries) }, [...highs, ...rests]);
}

function fencesOf(highs: readonly Uint32Array[], entries: number): Uint32Array {
  const fences = new Uint32Array(pagesOf(entries));
  let before = 0;
  for (const piece of highs) {
    // The first entry of a page stands behind those that fill the page before it.
    for (let at = (FENCE_ENTRIES - (before % FENCE_ENTRIES)) % FENCE_ENTRIES; at < piece.length; at += FENCE_ENTRIES)
      fences[(before + at) / FENCE_ENTRIES] = piece[at] ?? 0;
    before += piece.length;
  }
  return fences;
}

function pagesOf(entries: number): number {
  return Math.ceil(entries / FENCE_ENTRIES);
}

/** Writes an index from its columns, in any number of pieces: first all upper halves, then all rests. */
export function writeKeyColumns(
  path: string,
  { head, entries, fences }: { readonly head: string; readonly entries: number; readonly fences: Uint32Array },
  columns: Iterable<Uint32Array>,
): BlockHashes {
  const text = Buffer.from(head);
  const words = Buffer.alloc(Math.ceil(text.length / 4) * 4, ' ');
  text.copy(words);
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(`${MAGIC}${String(STORED_VERSION)}`, 'latin1');
  header.writeUInt32LE(entries, 8);
  header.writeUInt32LE(words.length, 12);
  const hasher = new BlockHasher();
  writeDurably(path, (fd) => {
    const put = (bytes: Buffer): void => {
      hasher.update(bytes);
      for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
    };
    for (const bytes of [header, words, littleEndian(fences)]) put(bytes);
    for (const column of columns) put(littleEndian(column));
  });
  return hasher.finish();
}

function littleEndian(words: Uint32Array): Buffer {
  const bytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
  return endianness() === 'BE' ? Buffer.from(bytes).swap32() : bytes;
}

/**
 * Reads where the columns of an index stand. Throws `integrity_broken` where the file is none and
 * `store_newer_than_program` where it is one of a newer version.
 */
export function openKeyIndex(file: SparseFile): KeyIndex {
  const { path, size } = file;
  const header = Buffer.from(file.bytes.buffer, 0, Math.min(HEADER_BYTES, size));
  file.need(0, header.length);
  const [, version] = /^CUADREK(\d)$/.exec(header.toString('latin1', 0, 8)) ?? [];
  if (header.length === HEADER_BYTES && version !== undefined) {
    if (Number(version) > STORED_VERSION) throw storedByNewer(path, `${MAGIC}${version}`);
    const [entries, second] = [header.readUInt32LE(8), header.readUInt32LE(12)];
    const index = version === '3' ? inColumns(file, entries, second) : ofBefore(file, version, entries, second);
    if (index !== null) return index;
  }
  throw new CuadreError('integrity_broken', `${path} is no key index`, { path, size });
}

function inColumns(file: SparseFile, entries: number, headBytes: number): KeyIndex | null {
  const fences = HEADER_BYTES + headBytes;
  const highs = fences + pagesOf(entries) * 4;
  const rests = highs + entries * 4;
  if (file.size !== rests + entries * 8) return null;
  file.need(HEADER_BYTES, fences);
  return {
    file,
    head: Buffer.from(file.bytes.buffer, HEADER_BYTES, headBytes).toString(),
    entries,
    highs: { start: highs, step: 4 },
    lows: { start: rests, step: 8 },
    places: { start: rests + 4, step: 8 },
    fences: { start: fences, step: 4 },
    highsEnd: rests,
  };
}

const ENTRY_BYTES_BEFORE = 16;
const FENCE_BYTES_BEFORE = 8;

function ofBefore(file: SparseFile, version: string, entries: number, fences: number): KeyIndex | null {
  const expected = version === '2' ? pagesOf(entries) : version === '1' ? 0 : null;
  const start = HEADER_BYTES + fences * FENCE_BYTES_BEFORE;
  if (fences !== expected || file.size !== start + entries * ENTRY_BYTES_BEFORE) return null;
  const column = (word: number): Column => ({ start: start + word * 4, step: ENTRY_BYTES_BEFORE });
  return {
    file,
    head: '',
    entries,
    highs: column(0),
    lows: column(1),
    places: column(3),
    fences: version === '2' ? { start: HEADER_BYTES, step: FENCE_BYTES_BEFORE } : null,
    highsEnd: file.size,
  };
}
