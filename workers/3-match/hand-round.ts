import type { Minor } from '../../schemas/values/money.ts';
import { compareGroups, groupOf, toBankMatch } from './bank/group.ts';
import { matchByHand } from './bank/matched-by-hand.ts';
import type { BankItem, BankMatch } from './bank/types.ts';
import type { ByHand, HandGroup, HandVoid } from './by-hand.ts';
import type { OpenReceivable } from './receivables.ts';
import { isBank } from './working-set.ts';

/** What people matched, and what of the rest the passes may look at. */
export interface HandRound {
  readonly matches: readonly BankMatch[];
  /** What is matched so, and what is not. */
  readonly taken: readonly OpenReceivable[];
  readonly left: readonly OpenReceivable[];
  readonly items: readonly BankItem[];
  /** Movements that people took from their match: no pass looks at them. */
  readonly apart: readonly string[];
  readonly voids: readonly HandVoid[];
}

/** The matches by hand of a round, before the passes of the bank. Pure. */
export function handRound(
  expected: readonly OpenReceivable[],
  items: ReadonlyMap<number, BankItem>,
  { groups, apart, parted }: ByHand,
  bankTolerance: Minor,
): HandRound {
  const all = groupOf(
    expected.map((one) => one.receivable),
    [...items.values()],
  );
  const { pairings, voids } = matchByHand(all, groups, bankTolerance, (group) => wasApplied(group, parted));
  const matched = new Set<unknown>(pairings.flatMap((one) => [...one.receivables, ...one.items]));
  const left = [...items].filter(([, item]) => !matched.has(item));
  return {
    matches: [...pairings].sort(compareGroups).map(toBankMatch),
    taken: expected.filter((one) => matched.has(one.receivable)),
    left: expected.filter((one) => !matched.has(one.receivable)),
    items: left.flatMap(([ix, item]) => (apart.has(ix) ? [] : [item])),
    apart: left.flatMap(([ix, item]) => (apart.has(ix) ? [item.id] : [])),
    voids: voids.map(({ group, why }): HandVoid => ({ pairing: group.pairing, why, lines: group.members })),
  };
}

/** Whether an earlier run matched it by hand: its movements are in that match still, or went back with a debit. */
function wasApplied({ members }: HandGroup, parted: ReadonlySet<string>): boolean {
  const passes = members
    .filter(isBank)
    .map(({ former }) => (former === null || parted.has(former.bankMatch ?? '') ? null : former.bankPass));
  return passes.every((pass) => pass === 'by_hand') || passes.some((pass) => pass === 'debit');
}
