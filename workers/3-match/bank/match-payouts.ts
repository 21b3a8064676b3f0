import { ambiguousGroups } from './ambiguity.ts';
import { matchByAmount } from './by-amount.ts';
import { matchByPayoutId } from './by-payout-id.ts';
import { matchBundles } from './bundles.ts';
import { differing, pairDiffering } from './differing.ts';
import type { Explain } from './explanation.ts';
import { withCuts, without, type Decided, type Group, type Pairing } from './group.ts';
import { matchShifts, withWaiting } from './shifts.ts';
import { settleStanding, standingPairs } from './standing.ts';
import type { BankMatchParams } from './types.ts';
import { joinZeroPayouts } from './zero-payouts.ts';

/**
 * Matches the payouts (or days) and credits of one source and currency: by payout id, by amount, in bundles, as days that were
 * cut at another moment; then what stood in a differing pair; then new differing pairs. `held` are the ambiguous groups of what
 * stays open.
 */
export function matchPayouts(everything: Group, params: BankMatchParams, explain: Explain): Decided {
  const moved = everything.receivables.filter((one) => one.isMoved === true);
  const open = withoutMoved(everything);
  const first = matchExact(standingPairs(open).fresh, params);
  // What a provider cut at another moment agrees, whether or not its day stood in a differing pair since.
  const shifts = matchShifts(without(open, first.pairings), moved, [...first.held, ...first.tied], params);
  const standing = standingPairs(shifts.open);
  const settled = settleStanding(standing, [...first.held, ...first.tied], params, explain);
  const pairings: Pairing[] = [...first.pairings, ...shifts.pairings, ...settled];
  const days = withoutMoved(withCuts(open, shifts.cuts));
  // A pair that a later credit made exact may have set its former credit free, which then looks for a partner as any other.
  const second = matchExact(without(days, pairings), params);
  pairings.push(...second.pairings, ...second.tied.map((group) => differing(group, explain)));
  pairings.push(...pairDiffering(without(days, pairings), second.held, params, explain));
  const joined = joinZeroPayouts(days, withWaiting(pairings, shifts.waiting, params, explain));
  return { pairings: joined, held: ambiguousGroups(without(days, joined), second.held, params), cuts: shifts.cuts };
}

function withoutMoved({ receivables, items }: Group): Group {
  return { receivables: receivables.filter((one) => one.isMoved !== true), items };
}

/** The exact passes, each on what the one before left; `tied` is what a payout id names and no sum settles. */
function matchExact(open: Group, params: BankMatchParams): Decided & { readonly tied: readonly Group[] } {
  const byId = matchByPayoutId(open, params);
  const untied = without(open, [...byId.pairings, ...byId.tied, ...byId.held]);
  const byAmount = matchByAmount(credits(untied), params, { single: 'amount', several: 'equal_set' });
  const held = [...byId.held, ...byAmount.held];
  const pairings = [...byId.pairings, ...byAmount.pairings];
  const bundles = matchBundles(without(open, pairings), params, { tied: byId.tied, held });
  pairings.push(...bundles.pairings);
  const left = without(open, pairings);
  const tied = byId.tied.filter((group) => group.receivables.every((receivable) => left.receivables.includes(receivable)));
  return { pairings, held: [...held, ...bundles.held], tied };
}

/** What a credit can pay on its own, and the credits. */
function credits(open: Group): Group {
  return {
    receivables: open.receivables.filter((receivable) => receivable.amount > 0),
    items: open.items.filter((item) => item.amount > 0),
  };
}
