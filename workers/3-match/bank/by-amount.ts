import { addDays } from '../../../schemas/values/dates.ts';
import { ZERO, type Minor } from '../../../schemas/values/money.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import type { BankPass } from '../../../schemas/outcome/run.ts';
import {
  compareReceivables,
  membersOf,
  mergeGroups,
  pairing,
  without,
  type Decided,
  type Group,
  type Pairing,
} from './group.ts';
import type { BankItem, BankMatchParams, Receivable } from './types.ts';
import { isPastDue, tiedByDates, windowOf, type Span } from './window.ts';
import { groupBy } from '../../../schemas/values/groups.ts';
import { ofAmount } from './of-amount.ts';

/** One round of the pass: which dates go together, and how close the amounts must be. */
export interface Tier {
  /** The booking dates that fit a payout; the one whose time runs out first is served first. */
  readonly spanOf: (receivable: Receivable) => Span;
  readonly tolerance: Minor;
  /**
   * Whether payouts may find more equal bank items than there are of them: those of the window are theirs, the rest
   * wait.
   */
  readonly spare: boolean;
}

/** How a match of one pair, and one pair of several equal ones, are called. */
export interface AmountPasses {
  readonly single: BankPass;
  readonly several: BankPass;
}

/**
 * Matches payouts and bank items of one sign, source and currency by amount (domain: 4.2).
 *
 * In the window first and alone: the exact amount, then the amount within the tolerance. What stays open then looks
 * outside the window, at the exact amount only, up to `lookbackDays`: at later bookings always, at earlier ones once
 * the payout is past due (until then its own credit may still come).
 *
 * Candidates that hang together are decided together: k equal payouts and k or, in the window, more equal bank items
 * match as a set, the first in date order, since any pairing leaves the same books; what is left of the items waits for
 * a payout of its own. More payouts than items are held: which of them is paid would leave other books.
 */
export function matchByAmount(open: Group, params: BankMatchParams, passes: AmountPasses): Decided {
  const pairings: Pairing[] = [];
  const held: Group[] = [];
  for (const tier of tiersOf(params)) {
    const left = without(open, pairings);
    const blocked = membersOf(held);
    for (const group of mergeGroups(candidates(left, tier))) {
      const free = ![...group.receivables, ...group.items].some((party) => blocked.has(party));
      const pairs = free ? pairUp(group, tier) : null;
      if (pairs === null) held.push(group);
      else
        pairings.push(
          ...pairs.map(([receivable, item]) =>
            pairing(group.items.length === 1 ? passes.single : passes.several, [receivable], [item]),
          ),
        );
    }
  }
  return { pairings, held: mergeGroups(held) };
}

/** The rounds of the pass, in turn. */
export function tiersOf(params: BankMatchParams): Tier[] {
  const inside: Tier = { spanOf: (receivable) => windowOf(receivable, params), tolerance: ZERO, spare: true };
  const outside: Tier = {
    spanOf: (receivable) => ({
      from: isPastDue(receivable, params) ? addDays(receivable.settledOn, -params.lookbackDays) : receivable.settledOn,
      until: addDays(receivable.settledOn, params.lookbackDays),
    }),
    tolerance: ZERO,
    spare: false,
  };
  return params.bankTolerance > 0
    ? [inside, { ...inside, tolerance: params.bankTolerance, spare: false }, outside]
    : [inside, outside];
}

/** What hangs together by amount and dates, tied so that it need not be written down pair by pair. */
function candidates(open: Group, tier: Tier): Group[] {
  const itemsOf = ofAmount(
    [...groupBy(open.items, (item) => item.amount)].map(([amount, items]) => ({ amount, items })),
    tier.tolerance,
  );
  return [...groupBy(open.receivables, (receivable) => receivable.amount)].flatMap(([amount, receivables]) =>
    itemsOf(amount).flatMap(({ items }) => tiedByDates(receivables, items, tier.spanOf)),
  );
}

/**
 * Pairs every payout of a group with one bank item, or returns null where that cannot be done or where another pairing
 * would leave other books. Bank items are served in date order, each by the payout whose time runs out
 * first: with windows of one length that is date order on both sides, and where a full pairing exists it finds one.
 */
function pairUp(group: Group, tier: Tier): [Receivable, BankItem][] | null {
  const { receivables, items } = group;
  if (tier.spare ? receivables.length > items.length : receivables.length !== items.length) return null;
  if (receivables.some((receivable) => receivable.amount !== receivables[0]?.amount)) return null;
  if (items.some((item) => item.amount !== items[0]?.amount)) return null;
  const waiting = receivables
    .map((receivable) => ({ receivable, ...tier.spanOf(receivable) }))
    .sort((a, b) => compareText(a.until, b.until) || compareReceivables(a.receivable, b.receivable));
  const pairs: [Receivable, BankItem][] = [];
  for (const item of items) {
    const index = waiting.findIndex(({ from, until }) => item.bookedOn >= from && item.bookedOn <= until);
    const served = waiting[index];
    if (served === undefined) continue;
    waiting.splice(index, 1);
    pairs.push([served.receivable, item]);
  }
  return waiting.length === 0 ? pairs : null;
}
