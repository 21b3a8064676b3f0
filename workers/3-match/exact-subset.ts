import type { Minor } from '../../schemas/values/money.ts';

/** More amounts are not searched: 2^12 sums are looked at in the worst case. */
const ITEMS_MAX = 12;

/**
 * Whether some proper, non-empty subset of the amounts sums to exactly `target`: the customer paid what is due, and
 * then something more. False for more than 12 amounts.
 */
export function exactSubset(amounts: readonly Minor[], target: Minor): boolean {
  if (amounts.length < 2 || amounts.length > ITEMS_MAX) return false;
  for (let mask = 1; mask < (1 << amounts.length) - 1; mask += 1) {
    if (sumOf(amounts, mask) === target) return true;
  }
  return false;
}

/** The places of the fewest amounts that sum to exactly `target`; null where none do, or of more than 12 amounts. */
export function fewestSumming(amounts: readonly Minor[], target: Minor): readonly number[] | null {
  if (amounts.length > ITEMS_MAX) return null;
  let fewest: readonly number[] | null = null;
  for (let mask = 1; mask < 1 << amounts.length; mask += 1) {
    if (sumOf(amounts, mask) !== target) continue;
    const places = [...amounts.keys()].filter((place) => (mask & (1 << place)) !== 0);
    if (fewest === null || places.length < fewest.length) fewest = places;
  }
  return fewest;
}

function sumOf(amounts: readonly Minor[], mask: number): number {
  let total = 0;
  for (let index = 0; index < amounts.length; index += 1) if (mask & (1 << index)) total += amounts[index] ?? 0;
  return total;
}
