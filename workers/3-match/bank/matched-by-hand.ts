import { absolute, type Minor } from '../../../schemas/values/money.ts';
import type { HandGroup } from '../by-hand.ts';
import { differenceOf, pairing, without, type Group, type Pairing } from './group.ts';
import type { Receivable } from './types.ts';

/** What was matched by hand, before any pass, and what of it holds no more. */
export interface MatchedByHand {
  readonly pairings: readonly Pairing[];
  /** The sums are others than those that were let pass: its parties go through the passes as all others. */
  readonly differing: readonly HandGroup[];
}

/**
 * Matches what people matched: whole payouts and days that the lines named are of, with the movements named. What is
 * closed since, or given back, is not here any more, and is left as it is.
 */
export function matchByHand(open: Group, groups: readonly HandGroup[], bankTolerance: Minor): MatchedByHand {
  const pairings: Pairing[] = [];
  const differing: HandGroup[] = [];
  let left = open;
  for (const group of groups) {
    const receivables = left.receivables.filter((one) => isNamed(one, group));
    const items = left.items.filter(({ id }) => group.items.has(id));
    if (!isWhole(group, receivables, items.length)) continue;
    const found = pairing('by_hand', receivables, items);
    const difference = differenceOf(found);
    if (difference !== group.difference && absolute(difference) > bankTolerance) {
      differing.push(group);
      continue;
    }
    pairings.push(found);
    left = without(left, [found]);
  }
  return { pairings, differing };
}

function isNamed({ members }: Receivable, { lines }: HandGroup): boolean {
  return members.some(({ id }) => lines.has(id));
}

function isWhole({ lines, items }: HandGroup, receivables: readonly Receivable[], found: number): boolean {
  const members = new Set(receivables.flatMap((one) => one.members.map(({ id }) => id)));
  return found === items.size && [...lines].every((line) => members.has(line));
}
