import { certain } from '../../../schemas/errors.ts';
import type { BlockHashes } from './block-hashes.ts';
import { FENCE_ENTRIES, writeKeyColumns, type Column, type KeyIndex } from './key-index.ts';

/** An index that is joined with others. */
export interface JoinedSource {
  readonly index: KeyIndex;
  /** Its place 0 stands for this one in what is made. */
  readonly offset: number;
}

/**
 * Writes one index of several: their entries by hash, those of one hash in the order of the sources. The same sources
 * give the same bytes, and so do those that the sources were made of. Holds the sources in memory.
 */
export function writeJoinedKeys(path: string, head: string, sources: readonly JoinedSource[]): BlockHashes {
  const columns = sources.map(columnsOf);
  const { order, fences } = merged(columns);
  return writeKeyColumns(path, { head, entries: order.length, fences }, inOrder(order, columns));
}

/** What an index holds, by entry. */
interface Columns {
  readonly entries: number;
  readonly high: (entry: number) => number;
  readonly low: (entry: number) => number;
  readonly place: (entry: number) => number;
}

function columnsOf({ index: { file, entries, highs, lows, places }, offset }: JoinedSource): Columns {
  file.need(0, file.size);
  const view = new DataView(file.bytes.buffer);
  const numbers =
    ({ start, step }: Column) =>
    (entry: number): number =>
      view.getUint32(start + entry * step, true);
  const place = numbers(places);
  return { entries, high: numbers(highs), low: numbers(lows), place: (entry) => offset + place(entry) };
}

/** Which source each entry comes from. */
function merged(sources: readonly Columns[]): { readonly order: Uint16Array; readonly fences: Uint32Array } {
  const order = new Uint16Array(sources.reduce((total, { entries }) => total + entries, 0));
  const fences = new Uint32Array(Math.ceil(order.length / FENCE_ENTRIES));
  const at = new Uint32Array(sources.length);
  const highs = sources.map(({ entries, high }) => (entries === 0 ? Infinity : high(0)));
  const lows = sources.map(({ entries, low }) => (entries === 0 ? Infinity : low(0)));
  for (let out = 0; out < order.length; out += 1) {
    let first = 0;
    for (let source = 1; source < sources.length; source += 1) if (isBefore(highs, lows, source, first)) first = source;
    order[out] = first;
    if (out % FENCE_ENTRIES === 0) fences[out / FENCE_ENTRIES] = highs[first] ?? 0;
    const { entries, high, low } = certain(sources[first], 'a source that is joined');
    const next = (at[first] ?? 0) + 1;
    at[first] = next;
    highs[first] = next < entries ? high(next) : Infinity;
    lows[first] = next < entries ? low(next) : Infinity;
  }
  return { order, fences };
}

function isBefore(highs: readonly number[], lows: readonly number[], a: number, b: number): boolean {
  const [highA, highB] = [highs[a] ?? 0, highs[b] ?? 0];
  return highA < highB || (highA === highB && (lows[a] ?? 0) < (lows[b] ?? 0));
}

/** So many numbers are written at once. */
const WRITTEN_WORDS = 1 << 16;

/** The columns of what is joined, piece by piece; a piece is filled anew when the next one is asked for. */
function* inOrder(order: Uint16Array, sources: readonly Columns[]): Generator<Uint32Array> {
  const piece = new Uint32Array(WRITTEN_WORDS);
  for (const isRest of [false, true]) {
    const at = new Uint32Array(sources.length);
    let used = 0;
    for (const number of order) {
      const source = certain(sources[number], 'a source that is joined');
      const entry = at[number] ?? 0;
      at[number] = entry + 1;
      piece[used] = isRest ? source.low(entry) : source.high(entry);
      if (isRest) piece[used + 1] = source.place(entry);
      used += isRest ? 2 : 1;
      if (used < WRITTEN_WORDS) continue;
      yield piece;
      used = 0;
    }
    yield piece.subarray(0, used);
  }
}
