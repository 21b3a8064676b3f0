import { compareText } from '../../../schemas/lines/records.ts';
import { matchCrosswise } from './crosswise.ts';
import { differing } from './differing.ts';
import type { Explain } from './explanation.ts';
import {
  compareItems,
  compareReceivables,
  expectedOf,
  membersOf,
  pairing,
  partiesOf,
  receivedOf,
  without,
  type Group,
  type Pairing,
  type Party,
} from './group.ts';
import { wholePairs } from './prior-pairs.ts';
import type { BankItem, BankMatchParams, Receivable } from './types.ts';
import { indexBy } from '../../../schemas/values/groups.ts';

/** Everything under one reference of one source, in one currency and of one sign. */
interface ReferenceGroup extends Group {
  readonly key: string;
}

/** What bank items name, and what they name at two sources at once. */
export interface Named {
  readonly groups: readonly ReferenceGroup[];
  /** One item, with the receivables of several sources that it could mean. */
  readonly contested: readonly Group[];
}

/**
 * Finds for every bank item the receivables that it names (domain: 4.2, `per_transaction`): of its references, in their
 * order, the first that an open receivable of the same currency and sign carries. A reference is certain whatever the
 * item looks like; where two sources know it, the item means the one that it looks like, else the one that expects its
 * amount, else none: it is contested, unless it looks like a third source and neither expects its amount.
 */
export function namedByReference(open: Group): Named {
  const known = indexBy(open.receivables, (receivable) =>
    receivable.references.map((reference) => keyOf(receivable, reference)),
  );
  const byKey = new Map<string, { receivables: Receivable[]; items: BankItem[] }>();
  const contested: Group[] = [];
  for (const item of open.items) {
    const key = item.references.map((reference) => keyOf(item, reference)).find((candidate) => known.has(candidate));
    const receivables = key === undefined ? [] : (known.get(key) ?? []);
    if (key === undefined || receivables.length === 0) continue;
    const source = sourceMeant(item, receivables);
    if (source === null) {
      const expected = receivables.some((receivable) => receivable.amount === item.amount);
      if (expected || item.looksLike === null) contested.push({ receivables, items: [item] });
      continue;
    }
    const full = `${source} ${key}`;
    const group = byKey.get(full);
    if (group === undefined)
      byKey.set(full, { receivables: receivables.filter((one) => one.source === source), items: [item] });
    else group.items.push(item);
  }
  // A reference that names one line goes before one that names several: it is the finer key.
  const groups = [...byKey].map(([key, group]) => ({ key, ...group }));
  groups.sort((a, b) => a.receivables.length - b.receivables.length || compareText(a.key, b.key));
  return { groups, contested };
}

function keyOf(party: { readonly currency: string; readonly amount: number }, reference: string): string {
  return `${party.currency} ${String(Math.sign(party.amount))} ${reference}`;
}

function sourceMeant(item: BankItem, receivables: readonly Receivable[]): string | null {
  const sources = new Set(receivables.map((receivable) => receivable.source));
  if (item.looksLike !== null && sources.has(item.looksLike)) return item.looksLike;
  const expecting = new Set(
    receivables.filter((receivable) => receivable.amount === item.amount).map((receivable) => receivable.source),
  );
  const [only, ...others] = sources.size === 1 ? sources : expecting;
  return only !== undefined && others.length === 0 ? only : null;
}

/**
 * Matches under each reference: equal amounts as a multiset in date order, then the sum of one side against one member
 * of the other; again while that sets members of standing pairs free. A standing credit leaves its pair only when its
 * line is gone; a sum may complete the pair.
 */
export function matchByReference(named: Named, params: BankMatchParams): Pairing[] {
  const priorDiscrepancies = indexBy(
    named.groups.flatMap((group) => group.receivables),
    (receivable) => (receivable.priorPair === null ? [] : [receivable.priorPair]),
  );
  const taken = new Set<Party>();
  const stands = (item: BankItem): boolean =>
    item.priorPair !== null &&
    (priorDiscrepancies.get(item.priorPair) ?? []).some((receivable) => !taken.has(receivable));
  const pairings: Pairing[] = [];
  let groups = named.groups;
  for (let before = -1; before < pairings.length;) {
    before = pairings.length;
    for (const pass of [equalAmounts, oneSum]) {
      for (const group of groups) {
        if (group.items.length === 1 && group.items.every((item) => taken.has(item))) continue;
        const found = pass(untaken(group, taken), stands, params);
        for (const one of found) {
          for (const party of partiesOf(one)) taken.add(party);
          pairings.push(one);
        }
      }
    }
    groups = groups.filter((group) => group.items.some((item) => !taken.has(item)));
  }
  return pairings;
}

function untaken(group: Group, taken: ReadonlySet<Party>): Group {
  return {
    receivables: group.receivables.filter((receivable) => !taken.has(receivable)),
    items: group.items.filter((item) => !taken.has(item)),
  };
}

type Stands = (item: BankItem) => boolean;

function equalAmounts(group: Group, stands: Stands, params: BankMatchParams): Pairing[] {
  const { receivables, items } = group;
  if (receivables.length === 0 || items.length === 0) return [];
  // A line of a standing pair is served after the others; its credit is not up for a new one.
  const waiting = [...receivables].sort((a, b) => standsLast(a, b) || compareReceivables(a, b));
  let arrived = items.filter((item) => !stands(item)).sort(compareItems);
  const found: Pairing[] = [];
  for (const tolerance of params.bankTolerance > 0 ? [0, params.bankTolerance] : [0]) {
    arrived = arrived.filter((item) => {
      const index = waiting.findIndex((receivable) => Math.abs(receivable.amount - item.amount) <= tolerance);
      const receivable = waiting[index];
      if (receivable === undefined) return true;
      waiting.splice(index, 1);
      found.push(pairing('reference', [receivable], [item]));
      return false;
    });
  }
  return found;
}

function standsLast(a: Receivable, b: Receivable): number {
  return (a.priorPair === null ? 0 : 1) - (b.priorPair === null ? 0 : 1);
}

function oneSum(group: Group, stands: Stands, params: BankMatchParams): Pairing[] {
  const { receivables, items } = group;
  if (receivables.length > 1) {
    const expected = expectedOf(group);
    const item = [...items]
      .sort(compareItems)
      .find((one) => Math.abs(one.amount - expected) <= params.bankTolerance && keepsPair(receivables, [one], stands));
    if (item !== undefined) return [pairing('reference', receivables, [item])];
  }
  if (items.length > 1) {
    const received = receivedOf(group);
    const receivable = [...receivables]
      .sort(compareReceivables)
      .find((one) => Math.abs(one.amount - received) <= params.bankTolerance && keepsPair([one], items, stands));
    if (receivable !== undefined) return [pairing('reference', [receivable], items)];
  }
  return [];
}

/** True where every standing credit of the match brings the lines that it stood with. */
function keepsPair(receivables: readonly Receivable[], items: readonly BankItem[], stands: Stands): boolean {
  return items.every(
    (item) => !stands(item) || receivables.some((receivable) => receivable.priorPair === item.priorPair),
  );
}

/**
 * What no sum settles: references that the bank exchanged are matched crosswise by their amounts; pairs that stood
 * before are formed again, and one line left against one bank item left under one reference differs. A reference inside
 * the text of another source is not enough for that: only exact amounts are.
 */
export function differingByReference(open: Group, named: Named, params: BankMatchParams, explain: Explain): Pairing[] {
  const apart = wholePairs(open);
  const members = membersOf([without(open, apart)]);
  for (const group of named.groups) {
    const [receivable, ...others] = group.receivables.filter((one) => members.has(one));
    const [item, ...further] = group.items.filter((one) => members.has(one));
    if (receivable === undefined || item === undefined || others.length > 0 || further.length > 0) continue;
    if (item.looksLike !== null && item.looksLike !== receivable.source) continue;
    apart.push({ receivables: [receivable], items: [item] });
    members.delete(receivable);
    members.delete(item);
  }
  const crossed = crosswiseOfSource(apart, without(open, apart), params);
  const gone = membersOf(crossed);
  const left = apart.filter((pair) => !partiesOf(pair).some((party) => gone.has(party)));
  return [...crossed, ...left.map((pair) => differing(pair, explain))];
}

/**
 * References exchanged among the lines of one source, in one currency and of one sign: where an amount occurs again,
 * none.
 */
function crosswiseOfSource(apart: readonly Group[], others: Group, params: BankMatchParams): Pairing[] {
  const sideOf = (source: string, { currency, amount }: Party): string =>
    JSON.stringify([source, currency, Math.sign(amount)]);
  const units = indexBy(apart, ({ receivables: [first] }) =>
    first === undefined ? [] : [sideOf(first.source, first)],
  );
  const several = [...units].filter(([, own]) => own.length > 1);
  if (several.length === 0) return [];
  const owed = indexBy(others.receivables, (one) => [sideOf(one.source, one)]);
  const booked = indexBy(others.items, (item) => (item.looksLike === null ? [] : [sideOf(item.looksLike, item)]));
  return several.flatMap(([side, own]) =>
    matchCrosswise(
      {
        units: own,
        others: { receivables: owed.get(side) ?? [], items: booked.get(side) ?? [] },
        othersTakePart: false,
      },
      params,
    ),
  );
}
