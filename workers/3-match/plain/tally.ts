import { quickHash } from '../../../schemas/values/hash.ts';

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

/** Two places of a key among as many as a power of two. */
function placesIn(size: number): (key: string) => readonly [number, number] {
  const mask = size - 1;
  return (key) => {
    const [first, second] = quickHash(key);
    return [first & mask, second & mask];
  };
}
