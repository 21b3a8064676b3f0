/** Keys that are counted as one or several; what came once may count as several, never the other way. */
export interface Tally {
  readonly add: (key: string) => void;
  /** Whether the key came exactly once. False also of a few that did, because others share both of their places. */
  readonly isOnce: (key: string) => boolean;
}

/** Slots for a key: so many that two keys rarely share both of their places. */
const SLOTS_A_KEY = 16;
const SEVERAL = 2;

/**
 * Counts keys without keeping them: a million take 16 MB. Two places a key, each counting whatever falls on it: a key
 * came at most as often as the lesser of the two says.
 */
export function tallyOf(keys: number): Tally {
  let size = 1024;
  while (size < keys * SLOTS_A_KEY) size *= 2;
  const counts = new Uint8Array(size);
  const places = placesIn(size);
  const leastOf = (key: string): number => {
    const [first, second] = places(key);
    return Math.min(counts[first] ?? 0, counts[second] ?? 0);
  };
  return {
    add: (key) => {
      const [first, second] = places(key);
      counts[first] = Math.min((counts[first] ?? 0) + 1, SEVERAL);
      if (second !== first) counts[second] = Math.min((counts[second] ?? 0) + 1, SEVERAL);
    },
    isOnce: (key) => leastOf(key) === 1,
  };
}

/** Two places of a key: two multiply-and-rotate hashes over its code units. A power of two is the size. */
function placesIn(size: number): (key: string) => readonly [number, number] {
  const mask = size - 1;
  return (key) => {
    let first = 0x9e3779b9;
    let second = 0x85ebca6b;
    for (let index = 0; index < key.length; index += 1) {
      const unit = key.charCodeAt(index);
      first = Math.imul(first ^ unit, 0x5bd1e995);
      first ^= first >>> 15;
      second = Math.imul(second ^ unit, 0x1b873593);
      second = (second << 13) | (second >>> 19);
    }
    first = Math.imul(first ^ (second >>> 16), 0x85ebca6b);
    second = Math.imul(second ^ (first >>> 13), 0xc2b2ae35);
    return [(first ^ (first >>> 16)) & mask, (second ^ (second >>> 15)) & mask];
  };
}
