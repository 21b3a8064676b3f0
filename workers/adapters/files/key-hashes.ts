import type { LineKey, LineKeyKind } from '../../../schemas/lines/line-keys.ts';
import { certain } from '../../../schemas/errors.ts';
import { quickHash } from '../../../schemas/values/hash.ts';

/** Numbers on disk, in every hash: never change one, only add. */
const KIND_NUMBERS: Readonly<Record<LineKeyKind, number>> = {
  reference: 1,
  provider_id: 2,
  refund_of: 3,
  cus: 4,
  bank_id: 5,
  bank_amount: 6,
  order_id: 7,
};

/** The hash of a key, seeded by its kind. */
export function hashKey(key: LineKey): [high: number, low: number] {
  return quickHash(key.value, KIND_NUMBERS[key.kind]);
}

/** Hashes of keys with the places that they stand for, by hash; those of one hash in the order they were given. */
export interface SortedHashes {
  readonly count: number;
  readonly highs: Uint32Array;
  /** For each hash its lower half, then its place. */
  readonly rests: Uint32Array;
}

const WORDS = 3;

/** Entries stand in pieces of so many: one list that grows would stand twice in memory while it is copied. */
const PIECE_ENTRIES = 4096;
/** From so many entries on they stand in buckets by the upper bits of their hash, of which one is sorted at a time. */
const SPREAD_ENTRIES_MIN = 1 << 16;
const BUCKET_BITS = 6;

/** The hashes of keys while their places come, one after the other; places count from 0. */
export class KeyHashes {
  #buckets: readonly Entries[] = [new Entries()];
  /** How far a hash is shifted to say its bucket. */
  #shift = 32;
  #count = 0;
  #place = 0;

  /** The keys at the next place. */
  take(keys: readonly LineKey[]): void {
    for (const key of keys) {
      const [high, low] = hashKey(key);
      this.#put(high, low, this.#place);
      this.#count += 1;
      if (this.#count === SPREAD_ENTRIES_MIN) this.#spread();
    }
    this.#place += 1;
  }

  /** All of them by hash, in pieces. Nothing is taken afterwards. */
  sorted(): readonly SortedHashes[] {
    const most = Math.max(...this.#buckets.map(({ count }) => count)) * WORDS;
    const [words, spare] = [new Uint32Array(most), new Uint32Array(most)];
    return this.#buckets.flatMap((bucket) => bucket.sorted(words, spare));
  }

  #put(high: number, low: number, place: number): void {
    // A shift by all 32 bits would be none.
    const at = this.#shift === 32 ? 0 : high >>> this.#shift;
    certain(this.#buckets[at], 'a bucket of hashes').put(high, low, place);
  }

  #spread(): void {
    const [all] = this.#buckets;
    this.#buckets = Array.from({ length: 1 << BUCKET_BITS }, () => new Entries());
    this.#shift = 32 - BUCKET_BITS;
    all?.each((high, low, place) => {
      this.#put(high, low, place);
    });
  }
}

/** Entries of a hash and its place in the order in which they come. */
class Entries {
  readonly #pieces: Uint32Array[] = [];
  count = 0;

  put(high: number, low: number, place: number): void {
    const at = (this.count % PIECE_ENTRIES) * WORDS;
    if (at === 0) this.#pieces.push(new Uint32Array(PIECE_ENTRIES * WORDS));
    const piece = certain(this.#pieces.at(-1), 'a piece of hashes');
    piece[at] = high;
    piece[at + 1] = low;
    piece[at + 2] = place;
    this.count += 1;
  }

  each(told: (high: number, low: number, place: number) => void): void {
    for (const piece of this.#filled())
      for (let at = 0; at < piece.length; at += WORDS) told(piece[at] ?? 0, piece[at + 1] ?? 0, piece[at + 2] ?? 0);
  }

  /** Sorted with the help of two arrays, into the pieces that they stood in. */
  sorted(words: Uint32Array, spare: Uint32Array): SortedHashes[] {
    const pieces = this.#filled();
    pieces.forEach((piece, at) => {
      words.set(piece, at * PIECE_ENTRIES * WORDS);
    });
    const length = this.count * WORDS;
    const sorted = sortByHash(words.subarray(0, length), spare.subarray(0, length));
    return pieces.map((piece, at) => {
      const from = at * PIECE_ENTRIES * WORDS;
      return intoColumns(sorted.subarray(from, from + piece.length), piece);
    });
  }

  #filled(): Uint32Array[] {
    const last = this.count - Math.max(this.#pieces.length - 1, 0) * PIECE_ENTRIES;
    return this.#pieces.map((piece, at) => (at === this.#pieces.length - 1 ? piece.subarray(0, last * WORDS) : piece));
  }
}

/** Every hash that stands for one of the keys once, ascending: what is asked of an index. */
export function askedHashes(keys: readonly LineKey[]): SortedHashes {
  const words = new Uint32Array(keys.length * WORDS);
  for (const [place, key] of keys.entries()) words.set([...hashKey(key), place], place * WORDS);
  const spare = new Uint32Array(words.length);
  const { count, highs, rests } = intoColumns(sortByHash(words, spare), new Uint32Array(words.length));
  let kept = 0;
  for (let at = 0; at < count; at += 1) {
    const isAgain = kept > 0 && highs[at] === highs[kept - 1] && rests[at * 2] === rests[kept * 2 - 2];
    if (isAgain) continue;
    highs[kept] = highs[at] ?? 0;
    rests[kept * 2] = rests[at * 2] ?? 0;
    rests[kept * 2 + 1] = rests[at * 2 + 1] ?? 0;
    kept += 1;
  }
  return { count: kept, highs: highs.subarray(0, kept), rests: rests.subarray(0, kept * 2) };
}

/** Entries as columns, which stand in an array as long as they are. */
function intoColumns(entries: Uint32Array, columns: Uint32Array): SortedHashes {
  const count = entries.length / WORDS;
  const [highs, rests] = [columns.subarray(0, count), columns.subarray(count)];
  for (let at = 0, word = 0; at < count; at += 1, word += WORDS) {
    highs[at] = entries[word] ?? 0;
    rests[at * 2] = entries[word + 1] ?? 0;
    rests[at * 2 + 1] = entries[word + 2] ?? 0;
  }
  return { count, highs, rests };
}

/** Below, the counters of a radix sort cost more than comparing. */
const RADIX_ENTRIES_MIN = 4096;

/** Stable, by the 64 bits of the hash. It is either of the arrays; the other one is as long, and holds nothing then. */
function sortByHash(entries: Uint32Array, spare: Uint32Array): Uint32Array {
  if (entries.length < RADIX_ENTRIES_MIN * WORDS) return sortByComparing(entries);
  let from = entries;
  let to = spare;
  for (const [word, shift] of [
    [1, 0],
    [1, 16],
    [0, 0],
    [0, 16],
  ] as const) {
    scatter(from, to, word, shift);
    [from, to] = [to, from];
  }
  return from;
}

function sortByComparing(entries: Uint32Array): Uint32Array {
  const word = (entry: number, at: number): number => entries[entry * WORDS + at] ?? 0;
  const order = Uint32Array.from({ length: entries.length / WORDS }, (_, entry) => entry);
  order.sort((a, b) => word(a, 0) - word(b, 0) || word(a, 1) - word(b, 1) || a - b);
  return Uint32Array.from({ length: entries.length }, (_, at) => word(order[Math.floor(at / WORDS)] ?? 0, at % WORDS));
}

/** One pass of a radix sort, by 16 bits. */
function scatter(from: Uint32Array, to: Uint32Array, word: number, shift: number): void {
  const starts = new Uint32Array((1 << 16) + 1);
  const digitOf = (at: number): number => ((from[at + word] ?? 0) >>> shift) & 0xffff;
  for (let at = 0; at < from.length; at += WORDS) starts[digitOf(at) + 1] = (starts[digitOf(at) + 1] ?? 0) + 1;
  for (let digit = 1; digit < starts.length; digit += 1)
    starts[digit] = (starts[digit] ?? 0) + (starts[digit - 1] ?? 0);
  for (let at = 0; at < from.length; at += WORDS) {
    const place = starts[digitOf(at)] ?? 0;
    starts[digitOf(at)] = place + 1;
    to[place * WORDS] = from[at] ?? 0;
    to[place * WORDS + 1] = from[at + 1] ?? 0;
    to[place * WORDS + 2] = from[at + 2] ?? 0;
  }
}
