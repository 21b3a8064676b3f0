import { normaliseKey } from '../../../schemas/line-keys.ts';
import { expectedOf, mergeGroups, pairing, receivedOf, type Decided, type Group, type Pairing } from './group.ts';
import type { BankItem, BankMatchParams, Receivable } from './types.ts';
import { withinLookback } from './window.ts';

/** A shorter id cannot be told from a word or a number of the text; such payouts match by their amount. */
const PAYOUT_ID_LENGTH_MIN = 4;

/** What the pass decided, and what an id ties together although the amounts differ. */
export interface DecidedById extends Decided {
  /** Payouts and bank items that belong together by id: they match exactly together, or differ together. */
  readonly tied: readonly Group[];
}

/** A payout id as a bank's text would show it: upper-cased, without accents. */
function asText(payoutId: string): string {
  return payoutId.trim().normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
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

/** True where the bank item names the payout: in its text, or as its reference or end-to-end id. */
export function namesPayout(item: BankItem, receivable: Receivable): boolean {
  if (receivable.payoutId === null) return false;
  const token = asText(receivable.payoutId);
  if (token.length < PAYOUT_ID_LENGTH_MIN) return false;
  const key = normaliseKey(receivable.payoutId);
  if (item.references.includes(key)) return true;
  if (item.endToEndId !== null && normaliseKey(item.endToEndId) === key) return true;
  return holdsToken(item.text, token);
}

/**
 * Matches payouts and credits of one source and currency by the payout id that the bank shows (domain: 4.2): one credit
 * and every payout it names, or one payout and every credit that names it, where the sums agree within the tolerance.
 * Where they do not, one credit among several may still be the payout alone; otherwise the id ties the members, unless
 * nothing is owed: a credit cannot be the differing payment of a negative payout.
 */
export function matchByPayoutId(open: Group, params: BankMatchParams): DecidedById {
  const named = open.receivables.flatMap((receivable) =>
    open.items
      .filter((item) => item.amount > 0 && withinLookback(receivable, item, params) && namesPayout(item, receivable))
      .map((item) => ({ receivables: [receivable], items: [item] })),
  );
  const pairings: Pairing[] = [];
  const held: Group[] = [];
  const tied: Group[] = [];
  for (const group of mergeGroups(named)) {
    const whole = Math.abs(receivedOf(group) - expectedOf(group)) <= params.bankTolerance;
    const alone = whole ? [] : paidAlone(group, params);
    if (whole) pairings.push(pairing('payout_id', group.receivables, group.items));
    else if (alone.length === 1) pairings.push(pairing('payout_id', group.receivables, alone));
    else if (alone.length > 1) held.push(group);
    else if (expectedOf(group) > 0) tied.push(group);
  }
  return { pairings, held, tied };
}

/** Of several credits that name one payout, those that are it alone: exactly, else within the tolerance. */
function paidAlone(group: Group, params: BankMatchParams): BankItem[] {
  const [receivable, ...others] = group.receivables;
  if (receivable === undefined || others.length > 0) return [];
  const exact = group.items.filter((item) => item.amount === receivable.amount);
  return exact.length > 0 ? exact : group.items.filter((item) => Math.abs(item.amount - receivable.amount) <= params.bankTolerance);
}
