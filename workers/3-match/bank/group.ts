import { hash } from 'node:crypto';
import { laterOf, type PlainDate } from '../../../schemas/values/dates.ts';
import { subtract, sum, type Minor } from '../../../schemas/values/money.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import type { BankPass } from '../../../schemas/outcome/run.ts';
import type { BankItem, BankMatch, Cut, Explanation, Receivable } from './types.ts';

/** Receivables and bank items that are looked at together; both in date order. */
export interface Group {
  readonly receivables: readonly Receivable[];
  readonly items: readonly BankItem[];
}

/** Either side of a group. Parties are told apart by identity, never by their text. */
export type Party = Receivable | BankItem;

/** A group that a pass has matched. */
export interface Pairing extends Group {
  readonly pass: BankPass;
  readonly explanation: Explanation | null;
  readonly undoes: string | null;
}

/** What a pass, or a sequence of passes, decided. */
export interface Decided {
  readonly pairings: readonly Pairing[];
  /** Groups with several possible pairings: no later pass may choose among their members. */
  readonly held: readonly Group[];
}

/** What was decided of payouts and days: the members are without a day that was cut, and with what it was cut into. */
export interface DecidedPayouts extends Decided {
  readonly cuts: readonly Cut[];
}

/** The group with every day that was cut replaced by what it was cut into. */
export function withCuts(open: Group, cuts: readonly Cut[]): Group {
  if (cuts.length === 0) return open;
  let { receivables } = open;
  for (const cut of cuts) {
    if (!receivables.includes(cut.whole)) continue;
    receivables = [...receivables.filter((one) => one !== cut.whole), cut.kept, ...cut.moved];
  }
  return groupOf(receivables, open.items);
}

/**
 * The total order of receivables: by the date they were settled, then by what they are; only equal ones by their place.
 */
export function compareReceivables(a: Receivable, b: Receivable): number {
  return compareText(a.settledOn, b.settledOn) || compareText(a.content, b.content) || compareText(a.id, b.id);
}

/**
 * The total order of bank items: by the date they were booked, then by what they are; only equal ones by their place.
 */
export function compareItems(a: BankItem, b: BankItem): number {
  return compareText(a.bookedOn, b.bookedOn) || compareText(a.content, b.content) || compareText(a.id, b.id);
}

/** A group in date order. */
export function groupOf(receivables: Iterable<Receivable>, items: Iterable<BankItem>): Group {
  return { receivables: [...receivables].sort(compareReceivables), items: [...items].sort(compareItems) };
}

/** A match that needs no explanation, and undoes nothing. */
export function pairing(pass: BankPass, receivables: Iterable<Receivable>, items: Iterable<BankItem>): Pairing {
  return { ...groupOf(receivables, items), pass, explanation: null, undoes: null };
}

export function partiesOf(group: Group): Party[] {
  return [...group.receivables, ...group.items];
}

/** The members of all groups, as a set. */
export function membersOf(groups: Iterable<Group>): Set<Party> {
  const members = new Set<Party>();
  for (const group of groups) {
    for (const receivable of group.receivables) members.add(receivable);
    for (const item of group.items) members.add(item);
  }
  return members;
}

/** The groups none of whose members stands in another of them: whichever of the others is meant, these are. */
export function uncontested<G extends Group>(groups: readonly G[]): G[] {
  const uses = new Map<Party, number>();
  for (const group of groups) for (const party of partiesOf(group)) uses.set(party, (uses.get(party) ?? 0) + 1);
  return groups.filter((group) => partiesOf(group).every((party) => uses.get(party) === 1));
}

/** Makes the test of whether a group takes the members of each of some groups all together, or none of them. */
export function keepsWhole(bound: readonly Group[]): (group: Group) => boolean {
  const bondOf = new Map<Party, readonly Party[]>(
    bound.flatMap((group) => partiesOf(group).map((party) => [party, partiesOf(group)])),
  );
  return (group) => {
    const members = membersOf([group]);
    return [...members].every((party) => (bondOf.get(party) ?? []).every((one) => members.has(one)));
  };
}

/** What is left of a group once the members of `taken` are gone. */
export function without(open: Group, taken: Iterable<Group>): Group {
  const gone = membersOf(taken);
  if (gone.size === 0) return open;
  return {
    receivables: open.receivables.filter((receivable) => !gone.has(receivable)),
    items: open.items.filter((item) => !gone.has(item)),
  };
}

export function expectedOf(group: Group): Minor {
  return sum(group.receivables.map((receivable) => receivable.amount));
}

export function receivedOf(group: Group): Minor {
  return sum(group.items.map((item) => item.amount));
}

/** What arrived less what was expected, in hundredths. */
export function differenceOf(group: Group): Minor {
  return subtract(receivedOf(group), expectedOf(group));
}

/** Joins groups that share a member until none do; sorted by their first member. */
export function mergeGroups(groups: readonly Group[]): Group[] {
  const leader = new Map<Party, Party>();
  const find = (party: Party): Party => {
    let root = party;
    for (let next = leader.get(root); next !== undefined && next !== root; next = leader.get(root)) root = next;
    for (let at = party; at !== root;) {
      const next = leader.get(at) ?? root;
      leader.set(at, root);
      at = next;
    }
    return root;
  };
  for (const group of groups) {
    const [first, ...others] = partiesOf(group);
    if (first === undefined) continue;
    if (!leader.has(first)) leader.set(first, first);
    for (const party of others) leader.set(find(party), find(first));
  }
  return gather(groups, find);
}

function gather(groups: readonly Group[], find: (party: Party) => Party): Group[] {
  const merged = new Map<Party, { receivables: Set<Receivable>; items: Set<BankItem> }>();
  for (const group of groups) {
    const first = partiesOf(group)[0];
    if (first === undefined) continue;
    const root = find(first);
    const members = merged.get(root) ?? { receivables: new Set<Receivable>(), items: new Set<BankItem>() };
    merged.set(root, members);
    for (const receivable of group.receivables) members.receivables.add(receivable);
    for (const item of group.items) members.items.add(item);
  }
  return [...merged.values()].map((members) => groupOf(members.receivables, members.items)).sort(compareGroups);
}

/** By the first receivable; groups without any come last, by their first bank item. */
export function compareGroups(a: Group, b: Group): number {
  const [left, right] = [a.receivables[0], b.receivables[0]];
  if (left !== undefined && right !== undefined && left !== right) return compareReceivables(left, right);
  if ((left === undefined) !== (right === undefined)) return left === undefined ? 1 : -1;
  const [credit, other] = [a.items[0], b.items[0]];
  if (credit === undefined || other === undefined)
    return (credit === undefined ? 1 : 0) - (other === undefined ? 1 : 0);
  return compareItems(credit, other);
}

/**
 * The match as it leaves the module. Its id is a hash of its members alone: found by another pass, it is the same
 * match.
 */
export function toBankMatch(matched: Pairing): BankMatch {
  const receivables = matched.receivables.map((receivable) => receivable.id);
  const bankItems = matched.items.map((item) => item.id);
  return {
    id: matchId(receivables, bankItems),
    pass: matched.pass,
    receivables,
    bankItems,
    expected: expectedOf(matched),
    received: receivedOf(matched),
    difference: differenceOf(matched),
    arrivedOn: lastBooking(matched.items),
    explanation: matched.explanation,
    undoes: matched.undoes,
  };
}

/** 32 hex digits. Cut from the digest, not from its text: the rest of the text would live as long as the id. */
const ID_BYTES = 16;

export function matchId(receivables: readonly string[], bankItems: readonly string[]): string {
  const members = JSON.stringify([[...receivables].sort(compareText), [...bankItems].sort(compareText)]);
  return hash('sha256', members, 'buffer').subarray(0, ID_BYTES).toString('hex');
}

/** Every match has at least one bank item. */
function lastBooking(items: readonly BankItem[]): PlainDate {
  return items.map((item) => item.bookedOn).reduce(laterOf);
}
