import { groupBy } from '../../../schemas/values/groups.ts';
import { firstPlace } from '../../../schemas/values/places.ts';

/** Finds what has an amount, exactly or within the tolerance, in the order in which it was given. */
export function ofAmount<T extends { readonly amount: number }>(
  all: readonly T[],
  tolerance: number,
): (amount: number) => readonly T[] {
  const byAmount = groupBy(all, ({ amount }) => amount);
  if (tolerance === 0) return (amount) => byAmount.get(amount) ?? [];
  const places = new Map(all.map((one, place) => [one, place]));
  const amounts = [...byAmount.keys()].sort((a, b) => a - b);
  return (amount) => {
    const from = firstPlace(amounts, (one) => one >= amount - tolerance);
    const until = firstPlace(amounts, (one) => one > amount + tolerance);
    return amounts
      .slice(from, until)
      .flatMap((one) => byAmount.get(one) ?? [])
      .sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  };
}
