import type { SortedHashes } from './key-hashes.ts';
import { FENCE_ENTRIES, type Column, type KeyIndex } from './key-index.ts';
import type { SparseFile } from './sparse-file.ts';

/** From so many keys on, every upper half is read in one go: their pages are most of the file anyway. */
const BULK_KEYS_MIN = 64;

/**
 * The places of all entries with one of the hashes that are asked, in no order: both are sorted and walked once, in
 * steps that double as long as nothing is met (a merge where many are asked, a search where few are).
 */
export function placesOf(index: KeyIndex, asked: SortedHashes): number[] {
  const { file, entries } = index;
  const isBulk = asked.count >= BULK_KEYS_MIN;
  if (isBulk) file.need(0, index.highsEnd);
  const high = numbers(file, index.highs, !isBulk);
  const low = numbers(file, index.lows, true);
  const place = numbers(file, index.places, true);
  const find = finder(index, high, isBulk);
  const places: number[] = [];
  for (let at = 0; at < asked.count; at += 1) {
    const askedHigh = asked.highs[at] ?? 0;
    const askedLow = asked.rests[at * 2] ?? 0;
    for (let entry = find(askedHigh); entry < entries && high(entry) === askedHigh; entry += 1) {
      const found = low(entry);
      if (found > askedLow) break;
      if (found === askedLow) places.push(place(entry));
    }
  }
  return places;
}

/** The unsigned 32-bit number at a place of a column. */
type Numbers = (at: number) => number;

/** @param asks whether it reads what is not there yet */
function numbers(file: SparseFile, { start, step }: Column, asks: boolean): Numbers {
  const view = new DataView(file.bytes.buffer);
  if (!asks) return (at) => view.getUint32(start + at * step, true);
  return (at) => {
    const place = start + at * step;
    file.need(place, place + 4);
    return view.getUint32(place, true);
  };
}

/** The first entry whose upper half is not before one that is asked; what is asked ascends. */
function finder({ file, entries, fences }: KeyIndex, high: Numbers, isBulk: boolean): (asked: number) => number {
  if (fences === null) {
    let from = 0;
    return (asked) => (from = firstNotBefore(high, from, entries, asked));
  }
  const fence = numbers(file, fences, !isBulk);
  const pages = Math.ceil(entries / FENCE_ENTRIES);
  /** Fences before it are before all that is asked from here on. */
  let next = 0;
  let from = 0;
  return (asked) => {
    next = firstNotBefore(fence, next, pages, asked);
    // The entry stands in the page that begins before it, or it begins the next one.
    const start = Math.max(from, (next - 1) * FENCE_ENTRIES + 1, 0);
    from = next === 0 ? 0 : firstNotBefore(high, start, Math.min(next * FENCE_ENTRIES, entries), asked);
    return from;
  };
}

/** By steps that double from the beginning, then by halves; `to` where all are before. */
function firstNotBefore(numberAt: Numbers, from: number, to: number, asked: number): number {
  let [first, step] = [from, 1];
  while (first + step <= to && numberAt(first + step - 1) < asked) {
    first += step;
    step *= 2;
  }
  for (let end = Math.min(first + step - 1, to); first < end;) {
    const middle = (first + end) >>> 1;
    if (numberAt(middle) < asked) first = middle + 1;
    else end = middle;
  }
  return first;
}
