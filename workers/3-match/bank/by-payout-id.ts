import { sum } from '../../../schemas/values/money.ts';
import {
  expectedOf,
  membersOf,
  mergeGroups,
  pairing,
  receivedOf,
  type Decided,
  type Group,
  type Pairing,
} from './group.ts';
import { asText, idFinder, idsOf, payoutsNamed, statesId, type IdFinder, type NamingItem } from './payout-ids.ts';
import type { BankItem, BankMatchParams, Receivable } from './types.ts';
import { withinLookback } from './window.ts';
import { indexBy } from '../../../schemas/values/groups.ts';

/** A shorter id may be any word or number of the text: it counts only where the amount says the same. */
const SURE_LENGTH_MIN = 6;

/** Digits alone that read as a date, with its day, month and year in any order a bank prints them in. */
export const DATE_LIKE =
  /^(?:(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)?\d{2})$/;

/** What the pass decided, and what an id ties together although the amounts differ. */
export interface DecidedById extends Decided {
  /** Payouts and bank items that belong together by id: they match exactly together, or differ together. */
  readonly tied: readonly Group[];
}

/**
 * True where the text holds the id as a whole token: not inside a longer run of letters and digits, and not a piece of
 * one that `-`, `_` or `.` holds together (`PO-1` is not named by `PO-1-2`). A slash or a colon separates: MT940 writes
 * `/ROC/<id>/`.
 */
export function holdsToken(text: string, token: string): boolean {
  for (let at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at);
    const after = text.slice(at + token.length, at + token.length + 2);
    if (!/[\p{L}\p{N}][-_.]?$/u.test(before) && !/^[-_.]?[\p{L}\p{N}]/u.test(after)) return true;
  }
  return false;
}

/**
 * True where the bank item names the payout whatever its amount: by an id of at least six characters that is no date,
 * as a token of its own or as the reference, beside the name of the provider.
 */
export function namesPayout(item: NamingItem, receivable: Pick<Receivable, 'payoutId' | 'source'>): boolean {
  if (receivable.payoutId === null || item.looksLike !== receivable.source) return false;
  const token = asText(receivable.payoutId);
  if (token.length < SURE_LENGTH_MIN || DATE_LIKE.test(token)) return false;
  return statesId(item, receivable.payoutId) || holdsToken(item.text, token);
}

/** Whether a bank item names the reference, or the payout, of what is owed in another currency than its own. */
export function speaksOfInOtherCurrency(item: BankItem, receivable: Receivable): boolean {
  return (
    item.currency !== receivable.currency &&
    Math.sign(item.amount) === Math.sign(receivable.amount) &&
    (receivable.references.some((reference) => item.references.includes(reference)) || namesPayout(item, receivable))
  );
}

/**
 * Whether a text holds a payout's id, of any length: a short one names the payout by itself no more than an amount
 * does.
 */
export function holdsId(text: string, payoutId: string): boolean {
  return holdsToken(text, asText(payoutId));
}

/** A payout and a bank item that an id puts together; `sure` where it does so whatever the amounts. */
interface Link extends Group {
  readonly sure: boolean;
}

/**
 * Matches payouts and credits of one source and currency by the payout id that the bank shows (domain: 4.2): one credit
 * and every payout it names, or one payout and every credit that names it, where the sums agree within the tolerance.
 * Where they do not, one credit among several may still be the payout alone; otherwise a sure id ties the members,
 * unless nothing is owed: a credit cannot be the differing payment of a negative payout. Two ids in one text are a
 * bundle where the sum says so, else they name nothing.
 */
export function matchByPayoutId(open: Group, params: BankMatchParams): DecidedById {
  const idsFor = idFinder(idsOf(open.receivables));
  const links = open.items.flatMap((item) => (item.amount > 0 ? linksOf(item, idsFor, params) : []));
  const held: Group[] = [];
  const tied: Group[] = [];
  const isWhole = (group: Group): boolean => Math.abs(receivedOf(group) - expectedOf(group)) <= params.bankTolerance;
  const pairings: Pairing[] = mergeGroups(links)
    .filter(isWhole)
    .map((group) => pairing('payout_id', group.receivables, group.items));
  const paired = membersOf(pairings);
  const sureLinks = links.filter((link) => link.sure && !link.items.some((item) => paired.has(item)));
  for (const group of mergeGroups(sureLinks)) {
    const whole = isWhole(group);
    const alone = whole ? [] : paidAlone(group, params);
    if (whole) pairings.push(pairing('payout_id', group.receivables, group.items));
    else if (alone.length === 1) pairings.push(pairing('payout_id', group.receivables, alone));
    else if (alone.length > 1) held.push(group);
    else if (expectedOf(group) > 0) tied.push(group);
  }
  return { pairings, held, tied };
}

/**
 * What one credit names: payouts of which it is exactly the sum, the one that it names surely, or the one short id in
 * it.
 */
function linksOf(item: BankItem, idsFor: IdFinder<Receivable>, params: BankMatchParams): Link[] {
  const near = idsFor(item).filter(({ receivable }) => withinLookback(receivable, item, params));
  const named = payoutsNamed(item, near);
  if (named.length === 0) return [];
  const agrees = (some: readonly Receivable[]): boolean =>
    some.length > 0 && Math.abs(sum(some.map((one) => one.amount)) - item.amount) <= params.bankTolerance;
  const sure = named.filter((receivable) => namesPayout(item, receivable));
  const whole = [named, sure].find((some) => some.length > 1 && agrees(some));
  if (whole !== undefined) return [{ receivables: whole, items: [item], sure: true }];
  if (sure.length > 1) return [];
  const [only] = sure;
  if (only !== undefined) return [{ receivables: [only], items: [item], sure: true }];
  const exact = named.filter((receivable) => agrees([receivable]));
  const [meant, ...others] = exact.length > 0 ? exact : named;
  return meant === undefined || others.length > 0
    ? []
    : [{ receivables: [meant], items: [item], sure: exact.length > 0 }];
}

/** Of several credits that name one payout, those that are it alone: exactly, else within the tolerance. */
function paidAlone(group: Group, params: BankMatchParams): BankItem[] {
  const [receivable, ...others] = group.receivables;
  if (receivable === undefined || others.length > 0) return [];
  const exact = group.items.filter((item) => item.amount === receivable.amount);
  return exact.length > 0
    ? exact
    : group.items.filter((item) => Math.abs(item.amount - receivable.amount) <= params.bankTolerance);
}

/**
 * Finds the payouts of its provider that the text of a movement names, whatever the amounts: what a debit and a credit
 * share.
 */
export function payoutsNamedBy<R extends Pick<Receivable, 'payoutId' | 'source'>>(
  payouts: readonly R[],
): (item: NamingItem) => R[] {
  const bySource = new Map(
    [...indexBy(payouts, ({ source }) => [source])].map(([source, own]) => [source, idFinder(idsOf(own))]),
  );
  return (item) => {
    const idsFor = item.looksLike === null ? undefined : bySource.get(item.looksLike);
    return idsFor === undefined ? [] : payoutsNamed(item, idsFor(item));
  };
}

/**
 * Finds whose payouts the texts of movements name that carry no provider's name: the ids count there only where what
 * they come to is exactly what was booked (domain: 4.2).
 */
export function payoutNamer(
  receivables: readonly Receivable[],
): (item: NamingItem & Pick<BankItem, 'amount' | 'currency'>) => string | null {
  const payouts = receivables.filter((receivable) => receivable.payoutId !== null && receivable.amount !== 0);
  const groups = [...indexBy(payouts, ({ source, currency }) => [JSON.stringify([source, currency])]).values()];
  const finders = groups.flatMap((own) => {
    const [first] = own;
    return first === undefined
      ? []
      : [{ source: first.source, currency: first.currency, idsFor: idFinder(idsOf(own)) }];
  });
  return (item) => {
    const sources = new Set<string>();
    for (const { source, currency, idsFor } of finders) {
      if (currency !== item.currency) continue;
      const named = payoutsNamed(item, idsFor(item));
      const all = sum(named.map((one) => one.amount)) === item.amount;
      if (named.length > 0 && (all || named.some((one) => one.amount === item.amount))) sources.add(source);
    }
    const [only, ...others] = sources;
    return only !== undefined && others.length === 0 ? only : null;
  };
}
