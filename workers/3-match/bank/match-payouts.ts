import { matchByAmount } from './by-amount.ts';
import { matchByPayoutId } from './by-payout-id.ts';
import { matchBundles } from './bundles.ts';
import { joinCrossed, matchCrosswise } from './crosswise.ts';
import { pairDiffering } from './differing.ts';
import type { Explain } from './explanation.ts';
import {
  membersOf,
  partiesOf,
  withCuts,
  without,
  type Decided,
  type DecidedPayouts,
  type Group,
  type Pairing,
  compareReceivables,
  pairing,
} from './group.ts';
import { matchShifts, withWaiting } from './shifts.ts';
import { settlePrior, priorPairs, type PriorPairs } from './prior-pairs.ts';
import type { BankMatchParams } from './types.ts';
import { append } from '../../../schemas/values/groups.ts';
import { ambiguousGroups } from './window.ts';

/**
 * Matches the payouts (or days) and credits of one source and currency: by payout id, by amount, in bundles, as days
 * that were cut at another moment, crosswise where the bank's texts are exchanged; then what stood in a differing pair;
 * then new differing pairs. `held` are the ambiguous groups of what stays open.
 */
export function matchPayouts(everything: Group, params: BankMatchParams, explain: Explain): DecidedPayouts {
  const moved = everything.receivables.filter((one) => one.isMoved === true);
  const open = withoutMoved(everything);
  const first = matchExact(priorPairs(open).fresh, params);
  // What a provider cut at another moment agrees, whether or not its day stood in a differing pair since.
  const shifts = matchShifts(without(open, first.pairings), moved, [...first.held, ...first.tied], params);
  const prior = priorPairs(shifts.open);
  const crossed = crosswise(prior, first, params);
  const settled = settlePrior(priorWithout(prior, crossed), [...first.held, ...first.tied], params, explain);
  const pairings: Pairing[] = [...first.pairings, ...shifts.pairings, ...crossed, ...settled];
  const days = withoutMoved(withCuts(open, shifts.cuts));
  // A pair that a later credit made exact may have set its former credit free, which then looks for a partner as any
  // other.
  const second = matchExact(without(days, pairings), params);
  const isApart = (one: Pairing): boolean => one.pass === 'differing';
  const apart = joinCrossed([...pairings.filter(isApart), ...second.tied], params, explain);
  const decided = [...pairings.filter((one) => !isApart(one)), ...second.pairings, ...apart.pairings];
  const held = [...second.held, ...apart.held];
  decided.push(...pairDiffering(without(days, decided), held, params, explain));
  const joined = joinZeroPayouts(days, withWaiting(decided, shifts.waiting, params, explain));
  return { pairings: joined, held: ambiguousGroups(without(days, joined), held, params), cuts: shifts.cuts };
}

function withoutMoved({ receivables, items }: Group): Group {
  return { receivables: receivables.filter((one) => one.isMoved !== true), items };
}

function priorWithout({ pairs, fresh }: PriorPairs, taken: readonly Pairing[]): PriorPairs {
  const gone = membersOf(taken);
  return {
    pairs: pairs.filter((pair) => !partiesOf(pair).some((party) => gone.has(party))),
    fresh: without(fresh, taken),
  };
}

/**
 * What ids and former pairs put together against the amounts, where the amounts put all of it together in another way.
 */
function crosswise(prior: PriorPairs, first: Exact, params: BankMatchParams): Pairing[] {
  const fresh = membersOf([prior.fresh]);
  const tied = first.tied.filter((group) => partiesOf(group).every((party) => fresh.has(party)));
  const units = [...tied, ...prior.pairs.filter((pair) => pair.called.length === 0)];
  return matchCrosswise({ units, others: credits(without(prior.fresh, tied)), othersTakePart: true }, params);
}

/** What the exact passes decided; `tied` is what a payout id names and no sum settles. */
interface Exact extends Decided {
  readonly tied: readonly Group[];
}

/** The exact passes, each on what the one before left. */
function matchExact(open: Group, params: BankMatchParams): Exact {
  const byId = matchByPayoutId(open, params);
  const untied = without(open, [...byId.pairings, ...byId.tied, ...byId.held]);
  const byAmount = matchByAmount(credits(untied), params, { single: 'amount', several: 'equal_set' });
  const held = [...byId.held, ...byAmount.held];
  const pairings = [...byId.pairings, ...byAmount.pairings];
  const bundles = matchBundles(without(open, pairings), params, { tied: byId.tied, held });
  pairings.push(...bundles.pairings);
  const left = membersOf([without(open, pairings)]);
  const tied = byId.tied.filter((group) => group.receivables.every((receivable) => left.has(receivable)));
  return { pairings, held: [...held, ...bundles.held], tied };
}

/** What a credit can pay on its own, and the credits. */
function credits(open: Group): Group {
  return {
    receivables: open.receivables.filter((receivable) => receivable.amount > 0),
    items: open.items.filter((item) => item.amount > 0),
  };
}

/**
 * A payout of zero expects no credit and joins the next payouts (domain: 4.6). No sum can tell with which credit, so it
 * joins the first match whose last payout comes after it; without one it stays open.
 */
export function joinZeroPayouts(open: Group, pairings: readonly Pairing[]): Pairing[] {
  const zeros = without(open, pairings).receivables.filter((receivable) => receivable.amount === 0);
  if (zeros.length === 0) return [...pairings];
  const lastOf = (matched: Pairing) => matched.receivables.at(-1);
  const hosts = pairings
    .filter((matched) => matched.receivables.length > 0 && matched.pass !== 'differing' && matched.pass !== 'debit')
    .sort((a, b) => {
      const [left, right] = [lastOf(a), lastOf(b)];
      return left === undefined || right === undefined ? 0 : compareReceivables(left, right);
    });
  const joined = new Map<Pairing, typeof zeros>();
  for (const zero of zeros) {
    const host = hosts.find((matched) => {
      const last = lastOf(matched);
      return last !== undefined && compareReceivables(last, zero) > 0;
    });
    if (host !== undefined) append(joined, host, zero);
  }
  return pairings.map((matched) => {
    const extra = joined.get(matched);
    return extra === undefined ? matched : pairing(matched.pass, [...extra, ...matched.receivables], matched.items);
  });
}
