import {
  expectedOf,
  groupOf,
  mergeGroups,
  pairing,
  partiesOf,
  receivedOf,
  type Group,
  type Pairing,
  type Party,
} from './group.ts';
import { differing } from './differing.ts';
import type { Explain } from './explanation.ts';
import type { BankItem, BankMatchParams, Receivable } from './types.ts';
import { inWindow, withinLookback } from './window.ts';

/** What an id, a reference or a former run puts together and the amounts do not, beside what else is open. */
export interface Apart {
  readonly units: readonly Group[];
  readonly others: Group;
  /** Whether an open payout may find its credit among the others, and not only make an amount occur twice. */
  readonly othersTakePart: boolean;
}

/** One payout and one credit of its amount, each the only one that has it. */
interface Exact {
  readonly receivable: Receivable;
  readonly item: BankItem;
}

/**
 * Matches what the bank's texts have exchanged: credits that name one payout and are exactly another (domain: an id is
 * a hint, an amount is evidence). Taken only where every payout and credit of such a ring finds its exact counterpart,
 * and each of the amounts occurs once: then this is the only way in which all agree. All of one source, currency and
 * sign.
 */
export function matchCrosswise({ units, others, othersTakePart }: Apart, params: BankMatchParams): Pairing[] {
  if (units.length < (othersTakePart ? 1 : 2)) return [];
  const unitOf = new Map<Party, Group>(units.flatMap((unit) => partiesOf(unit).map((party) => [party, unit] as const)));
  const exact = exactPairs(units, others, unitOf, params);
  const pairings: Pairing[] = [];
  const seen = new Set<Group>();
  for (const unit of units) {
    if (seen.has(unit)) continue;
    const ring = ringOf(unit, unitOf, exact, othersTakePart);
    for (const one of ring.units) seen.add(one);
    if (ring.pairs !== null)
      pairings.push(...ring.pairs.map(({ receivable, item }) => pairing('amount', [receivable], [item])));
  }
  return pairings;
}

/** Every pair of an amount that occurs once on either side, by each of its members. */
function exactPairs(
  units: readonly Group[],
  others: Group,
  unitOf: ReadonlyMap<Party, Group>,
  params: BankMatchParams,
): Map<Party, Exact> {
  const wanted = new Set(units.flatMap((unit) => partiesOf(unit).map((party) => party.amount)));
  const of = <P extends Party>(members: readonly P[]): Map<number, P[]> => {
    const byAmount = new Map<number, P[]>();
    for (const one of members)
      if (wanted.has(one.amount)) byAmount.set(one.amount, [...(byAmount.get(one.amount) ?? []), one]);
    return byAmount;
  };
  const owed = of([...units.flatMap((unit) => unit.receivables), ...others.receivables]);
  const booked = of([...units.flatMap((unit) => unit.items), ...others.items]);
  // What the bank names is paid whenever it comes; what only has the amount, in the window.
  const fits = (receivable: Receivable, item: BankItem): boolean =>
    unitOf.has(receivable) && unitOf.has(item)
      ? withinLookback(receivable, item, params)
      : inWindow(receivable, item, params);
  const pairs = new Map<Party, Exact>();
  for (const [amount, receivables] of owed) {
    const items = booked.get(amount) ?? [];
    const found = receivables.flatMap((receivable) =>
      items.filter((item) => fits(receivable, item)).map((item) => ({ receivable, item })),
    );
    const [only, ...more] = found;
    if (only === undefined || more.length > 0) continue;
    pairs.set(only.receivable, only);
    pairs.set(only.item, only);
  }
  return pairs;
}

/** What hangs together with a unit by exact amounts; `pairs` are null where one of the members has no counterpart. */
function ringOf(
  first: Group,
  unitOf: ReadonlyMap<Party, Group>,
  exact: ReadonlyMap<Party, Exact>,
  othersTakePart: boolean,
): { units: ReadonlySet<Group>; pairs: readonly Exact[] | null } {
  const units = new Set([first]);
  const pairs = new Set<Exact>();
  let whole = true;
  for (const unit of units) {
    if (unit.receivables.length !== 1 || unit.items.length !== 1) whole = false;
    for (const party of partiesOf(unit)) {
      const pair = exact.get(party);
      if (pair === undefined) {
        whole = false;
        continue;
      }
      pairs.add(pair);
      for (const member of [pair.receivable, pair.item]) {
        const own = unitOf.get(member);
        if (own !== undefined) units.add(own);
        else if (!othersTakePart) whole = false;
      }
    }
  }
  return { units, pairs: whole ? [...pairs] : null };
}

/**
 * Puts differing payouts together of which a credit that names one is exactly the other: nobody can say which of them
 * is short or over, and what they come to together is what is wrong. Sums that agree although the amounts do not tell
 * who is paid are held: they are a question.
 */
export function joinCrossed(
  apart: readonly Group[],
  params: BankMatchParams,
  explain: Explain,
): { pairings: readonly Pairing[]; held: readonly Group[] } {
  const owed = new Map<number, Receivable[]>();
  for (const { receivables } of apart) {
    const [only, ...more] = receivables;
    if (only !== undefined && more.length === 0) owed.set(only.amount, [...(owed.get(only.amount) ?? []), only]);
  }
  const crossing = apart.flatMap(({ items }) =>
    items
      .flatMap((item) => (owed.get(item.amount) ?? []).map((receivable) => groupOf([receivable], [item])))
      .filter(({ receivables, items: [item] }) =>
        receivables.every((one) => item !== undefined && withinLookback(one, item, params)),
      ),
  );
  if (crossing.length === 0) return { pairings: apart.map((group) => differing(group, explain)), held: [] };
  const groups = mergeGroups([...apart, ...crossing]);
  const agrees = (group: Group): boolean => Math.abs(receivedOf(group) - expectedOf(group)) <= params.bankTolerance;
  return {
    pairings: groups.filter((group) => !agrees(group)).map((group) => differing(group, explain)),
    held: groups.filter(agrees),
  };
}
