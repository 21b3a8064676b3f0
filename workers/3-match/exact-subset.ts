import type { Minor } from '../../schemas/values/money.ts';

/** More payments under one reference are not searched: 2^12 sums are looked at in the worst case. */
const ITEMS_MAX = 12;

/**
 * Whether some proper, non-empty subset of the amounts sums to exactly `target`: the customer paid what is due, and then
 * something more. False for more than 12 amounts.
 */
export function exactSubset(amounts: readonly Minor[], target: Minor): boolean {
  if (amounts.length < 2 || amounts.length > ITEMS_MAX) return false;
  for (let mask = 1; mask < (1 << amounts.length) - 1; mask += 1) {
    let total = 0;
    for (let index = 0; index < amounts.length; index += 1) if (mask & (1 << index)) total += amounts[index] ?? 0;
    if (total === target) return true;
  }
  return false;
}
