import type { LineKey, LineKeyKind } from '../../../schemas/lines/line-keys.ts';
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

/** The keys at each place, hashed and sorted by hash. Places count from 0. */
export function sortedHashes(keysByPlace: Iterable<readonly LineKey[]>): SortedHashes {
  let words = new Uint32Array(WORDS << 12);
  let used = 0;
  let place = 0;
  for (const keys of keysByPlace) {
    for (const key of keys) {
      if (used === words.length) words = grown(words);
      put(words, used, key, place);
      used += WORDS;
    }
    place += 1;
  }
  return asColumns(sortByHash(words.subarray(0, used)));
}

/** Every hash that stands for one of the keys once, ascending: what is asked of an index. */
export function askedHashes(keys: readonly LineKey[]): SortedHashes {
  const words = new Uint32Array(keys.length * WORDS);
  for (const [place, key] of keys.entries()) put(words, place * WORDS, key, place);
  const { count, highs, rests } = asColumns(sortByHash(words));
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

function put(words: Uint32Array, at: number, key: LineKey, place: number): void {
  const [high, low] = hashKey(key);
  words[at] = high;
  words[at + 1] = low;
  words[at + 2] = place;
}

function grown(words: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(words.length * 2);
  larger.set(words);
  return larger;
}

function asColumns(words: Uint32Array): SortedHashes {
  const count = words.length / WORDS;
  const highs = new Uint32Array(count);
  const rests = new Uint32Array(count * 2);
  for (let at = 0, word = 0; at < count; at += 1, word += WORDS) {
    highs[at] = words[word] ?? 0;
    rests[at * 2] = words[word + 1] ?? 0;
    rests[at * 2 + 1] = words[word + 2] ?? 0;
  }
  return { count, highs, rests };
}

/** Below, the counters of a radix sort cost more than comparing. */
const RADIX_ENTRIES_MIN = 4096;

/** Stable, by the 64 bits of the hash. */
function sortByHash(entries: Uint32Array): Uint32Array {
  if (entries.length < RADIX_ENTRIES_MIN * WORDS) return sortByComparing(entries);
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
