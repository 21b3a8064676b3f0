import { daysBetween } from '../../../schemas/values/dates.ts';
import type { BankPass } from '../../../schemas/outcome/run.ts';
import { namesPayout } from './by-payout-id.ts';
import { differing } from './differing.ts';
import type { Explain } from './explanation.ts';
import {
  differenceOf,
  expectedOf,
  groupOf,
  membersOf,
  pairing,
  partiesOf,
  receivedOf,
  without,
  type Group,
  type Pairing,
  type Party,
} from './group.ts';
import type { BankItem, BankMatchParams, Receivable } from './types.ts';
import { inWindow } from './window.ts';
import { indexBy } from '../../../schemas/values/groups.ts';

/** A differing pair of the run before, and the new credits that name its payout. */
export interface PriorPair extends Group {
  readonly called: readonly BankItem[];
}

/** Open members of one source, apart by whether they stood in a pair at the close of the run before. */
export interface PriorPairs {
  readonly pairs: readonly PriorPair[];
  readonly fresh: Group;
}

/** The standing pairs of which both sides are still open, in the order of their oldest member. */
export function wholePairs(open: Group): Group[] {
  const receivables = indexBy(open.receivables, (receivable) =>
    receivable.priorPair === null ? [] : [receivable.priorPair],
  );
  const items = indexBy(open.items, (item) => (item.priorPair === null ? [] : [item.priorPair]));
  return [...receivables].flatMap(([id, owed]) => {
    const arrived = items.get(id);
    return arrived === undefined ? [] : [groupOf(owed, arrived)];
  });
}

/**
 * Pairs that agree after all, because an amount was restated or another line joined: they stay together whatever their
 * dates. Pairs of lines that are paid by reference are left to the reference, which knows them better.
 */
export function agreeingPairs(all: Group, params: BankMatchParams): Pairing[] {
  return wholePairs(all)
    .filter((pair) => isOne(pair) && Math.abs(differenceOf(pair)) <= params.bankTolerance)
    .filter((pair) => pair.receivables.every((receivable) => receivable.payoutId !== null))
    .map((pair) => pairing(passOf(pair), pair.receivables, pair.items));
}

function passOf(pair: Group): BankPass {
  if (namesItself(pair)) return 'payout_id';
  return pair.items.length > 1 ? 'split' : pair.receivables.length > 1 ? 'bundle' : 'amount';
}

/**
 * Frees the members of pairs that are none any more: a side is gone, a restated amount made it agree, or its members
 * are not of one source, currency and sign. Everything after this may trust that what stands in a pair differs.
 */
export function withoutStalePairs(all: Group, params: BankMatchParams): Group {
  const kept = membersOf(
    wholePairs(all).filter((pair) => isOne(pair) && Math.abs(differenceOf(pair)) > params.bankTolerance),
  );
  const freed = <T extends Party>(party: T): T =>
    party.priorPair === null || kept.has(party) ? party : { ...party, priorPair: null };
  return { receivables: all.receivables.map(freed), items: all.items.map(freed) };
}

function isOne(pair: Group): boolean {
  const sources = new Set(pair.receivables.map((receivable) => receivable.source));
  const currencies = new Set(partiesOf(pair).map((party) => party.currency));
  const signs = new Set(pair.items.map((item) => Math.sign(item.amount)));
  return sources.size === 1 && currencies.size === 1 && signs.size === 1 && signs.has(Math.sign(expectedOf(pair)));
}

/** Tells standing pairs from everything else; a new credit that names the payout of a pair goes with the pair. */
export function priorPairs(open: Group): PriorPairs {
  const whole = wholePairs(open);
  const fresh = without(open, whole);
  const called = new Set<BankItem>();
  const pairs = whole.map((pair) => {
    const naming = fresh.items.filter(
      (item) =>
        item.amount > 0 && !called.has(item) && pair.receivables.some((receivable) => namesPayout(item, receivable)),
    );
    for (const item of naming) called.add(item);
    return { ...pair, called: naming };
  });
  return { pairs, fresh: without(fresh, [{ receivables: [], items: [...called] }]) };
}

/**
 * What becomes of standing pairs once the new lines have found their exact partners (domain: 4.4). A pair stays paired
 * until a later bank line makes it exact: together with the pair's credits, or alone, which sets the former credit
 * free. A later payout may complete it too, since nothing is taken apart. Only the one possible completion counts; any
 * other pair is formed again as it stood, with the new credits that name its payout. Held members complete nothing.
 */
export function settlePrior(
  priorDiscrepancies: PriorPairs,
  held: readonly Group[],
  params: BankMatchParams,
  explain: Explain,
): Pairing[] {
  const blocked = membersOf(held);
  const free = without(priorDiscrepancies.fresh, held);
  const completions = priorDiscrepancies.pairs.map((pair) => ({
    pair,
    ways: firstOfEqual(pair, completionsOf(pair, priorDiscrepancies.fresh, params), free),
  }));
  const uses = new Map<Party, number>();
  for (const { ways } of completions) {
    for (const party of membersOf(ways)) uses.set(party, (uses.get(party) ?? 0) + 1);
  }
  const pairings: Pairing[] = [];
  const again: PriorPair[] = [];
  for (const { pair, ways } of completions) {
    const [way, ...others] = ways;
    const alone =
      way !== undefined &&
      others.length === 0 &&
      partiesOf(way).every((party) => uses.get(party) === 1 && !blocked.has(party));
    if (alone) pairings.push(way);
    else again.push(pair);
  }
  for (const pair of again)
    pairings.push(...formAgain(pair, without(priorDiscrepancies.fresh, [...held, ...pairings]), params, explain));
  return pairings;
}

/**
 * Several equal credits that each replace those of a pair: the first by date does, since whichever it is the books are
 * the same.
 */
function firstOfEqual({ receivables }: Group, ways: readonly Pairing[], free: Group): readonly Pairing[] {
  const [first] = ways;
  const amount = first?.items[0]?.amount;
  const isEqual = (way: Pairing): boolean =>
    way.receivables.length === receivables.length &&
    way.items.every((item) => item.amount === amount && free.items.includes(item));
  return first !== undefined && ways.every((way) => way.items.length === 1 && isEqual(way)) ? [first] : ways;
}

/** Every exact match that keeps the pair together, or replaces its credits by a new one. */
function completionsOf(pair: PriorPair, fresh: Group, params: BankMatchParams): Pairing[] {
  const agrees = (group: Group): boolean => Math.abs(differenceOf(group)) <= params.bankTolerance;
  const isNear = (sum: number, amount: number): boolean => Math.abs(sum - amount) <= params.bankTolerance;
  if (pair.called.length > 0) {
    const together = pairing('payout_id', pair.receivables, [...pair.items, ...pair.called]);
    return [together, pairing('payout_id', pair.receivables, pair.called)].filter(agrees).slice(0, 1);
  }
  const credits = groupOf([], [...fresh.items.filter((item) => item.amount > 0), ...pair.items]).items;
  const payouts = groupOf(
    [...fresh.receivables.filter((receivable) => receivable.amount !== 0), ...pair.receivables],
    [],
  ).receivables;
  // What stands together already fits, whatever the dates say since another line joined the payout.
  const together = (receivable: Receivable, item: BankItem): boolean =>
    pair.receivables.includes(receivable) && pair.items.includes(item);
  const later = (group: Group): boolean =>
    group.receivables.every((receivable) =>
      group.items.every((item) => together(receivable, item) || follows(receivable, item, params)),
    );
  const inside = (group: Group): boolean =>
    group.receivables.every((receivable) => group.items.every((item) => inWindow(receivable, item, params)));
  // A credit that names its payout is not replaced by one that only has the amount.
  const replacements = namesItself(pair) ? [] : fresh.items;
  return [
    ...runsAround(credits, pair.items, (sum) => isNear(sum, expectedOf(pair)))
      .map((items) => pairing('split', pair.receivables, items))
      .filter(later),
    ...(pair.items.length > 1 ? [] : runsAround(payouts, pair.receivables, (sum) => isNear(sum, receivedOf(pair))))
      .map((receivables) => pairing('bundle', receivables, pair.items))
      .filter(later),
    ...replacements
      .map((item) => pairing(pair.receivables.length > 1 ? 'bundle' : 'amount', pair.receivables, [item]))
      .filter(inside),
  ].filter(agrees);
}

function namesItself(pair: Group): boolean {
  return pair.items.some((item) => pair.receivables.some((receivable) => namesPayout(item, receivable)));
}

function follows(receivable: Receivable, item: BankItem, params: BankMatchParams): boolean {
  return (
    item.bookedOn >= receivable.settledOn && daysBetween(receivable.settledOn, item.bookedOn) <= params.lookbackDays
  );
}

/**
 * The contiguous runs of `all` that hold every one of `core` and more, and whose sum is one that fits: summed up before
 * they are made, since there are as many runs as pairs of a place before and a place after.
 */
export function runsAround<T extends { readonly amount: number }>(
  all: readonly T[],
  core: readonly T[],
  fits: (sum: number) => boolean,
): T[][] {
  const places = core.map((member) => all.indexOf(member));
  const [first, last] = [Math.min(...places), Math.max(...places)];
  const found: T[][] = [];
  let least = all.slice(first, last + 1).reduce((total, { amount }) => total + amount, 0);
  for (let start = first; start >= 0; start -= 1) {
    if (start < first) least += all[start]?.amount ?? 0;
    let sum = least;
    for (let end = last; end < all.length; end += 1) {
      if (end > last) sum += all[end]?.amount ?? 0;
      if (end - start + 1 > core.length && fits(sum)) found.push(all.slice(start, end + 1));
    }
  }
  return found;
}

/**
 * The pair as it stood; of several payouts those leave it that a new credit pays exactly, each the only one for the
 * other.
 */
function formAgain(pair: PriorPair, fresh: Group, params: BankMatchParams, explain: Explain): Pairing[] {
  const items = [...pair.items, ...pair.called];
  if (pair.receivables.length === 1 || namesItself(pair))
    return [differing({ receivables: pair.receivables, items }, explain)];
  const exact = pair.receivables.flatMap((receivable) =>
    fresh.items
      .filter((item) => item.amount === receivable.amount && inWindow(receivable, item, params))
      .map((item) => pairing('amount', [receivable], [item])),
  );
  const alone = exact.filter(
    (one) => !exact.some((other) => other !== one && partiesOf(other).some((party) => partiesOf(one).includes(party))),
  );
  const rest = pair.receivables.filter((receivable) => !alone.some((one) => one.receivables.includes(receivable)));
  if (rest.length === 0) return alone;
  const kept = { receivables: rest, items };
  const settled = expectedOf(kept) === receivedOf(kept);
  return [...alone, settled ? pairing(rest.length > 1 ? 'bundle' : 'amount', rest, items) : differing(kept, explain)];
}
