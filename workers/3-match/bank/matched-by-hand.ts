import { absolute, type Minor } from '../../../schemas/values/money.ts';
import type { HandGroup } from '../by-hand.ts';
import { differenceOf, pairing, without, type Group, type Pairing } from './group.ts';
import type { Receivable } from './types.ts';

/** What was matched by hand, before any pass, and what of it holds no more. */
export interface MatchedByHand {
  readonly pairings: readonly Pairing[];
  /** What is not applied, and why: its parties go through the passes as all others. */
  readonly voids: readonly { readonly group: HandGroup; readonly why: 'taken' | 'differs' }[];
}

/**
 * Matches what people matched: whole payouts and days that the lines named are of, with the movements named. What was
 * applied before and is closed, or given back since, is not open any more, and is left as it is.
 *
 * @param isDone whether a group was applied by an earlier run
 */
export function matchByHand(
  open: Group,
  groups: readonly HandGroup[],
  bankTolerance: Minor,
  isDone: (group: HandGroup) => boolean,
): MatchedByHand {
  const pairings: Pairing[] = [];
  const voids: MatchedByHand['voids'][number][] = [];
  let left = open;
  for (const group of groups) {
    const receivables = left.receivables.filter((one) => isNamed(one, group));
    const items = left.items.filter(({ id }) => group.items.has(id));
    if (!isWhole(group, receivables, items.length)) {
      if (!isDone(group)) voids.push({ group, why: 'taken' });
      continue;
    }
    const found = pairing('by_hand', receivables, items);
    const difference = differenceOf(found);
    if (difference !== group.difference && absolute(difference) > bankTolerance) {
      voids.push({ group, why: 'differs' });
      continue;
    }
    pairings.push(found);
    left = without(left, [found]);
  }
  return { pairings, voids };
}

function isNamed({ members }: Receivable, { lines }: HandGroup): boolean {
  return members.some(({ id }) => lines.has(id));
}

function isWhole({ lines, items }: HandGroup, receivables: readonly Receivable[], found: number): boolean {
  const members = new Set(receivables.flatMap((one) => one.members.map(({ id }) => id)));
  return found === items.size && [...lines].every((line) => members.has(line));
}
