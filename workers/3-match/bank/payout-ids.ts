import { normaliseKey } from '../../../schemas/lines/line-keys.ts';
import { indexBy } from '../../../schemas/values/groups.ts';
import { wordsAt } from '../words.ts';
import type { BankItem, Receivable } from './types.ts';

/** What of a movement may name a payout. */
export type NamingItem = Pick<BankItem, 'text' | 'references' | 'endToEndId' | 'looksLike'>;

/** A payout id as a bank's text would show it: upper-cased, without accents. */
export function asText(payoutId: string): string {
  return payoutId.trim().normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
}

/** Whether a movement carries the id as a reference. */
export function statesId(item: NamingItem, payoutId: string): boolean {
  const key = normaliseKey(payoutId);
  return item.references.includes(key) || (item.endToEndId !== null && normaliseKey(item.endToEndId) === key);
}

/** A payout with its id. */
export interface PayoutId<R> {
  readonly receivable: R;
  readonly id: string;
  /** The id as a text would show it. */
  readonly token: string;
}

/** The ids of payouts as a text is searched for them: the longest first. */
export function idsOf<R extends Pick<Receivable, 'payoutId'>>(receivables: readonly R[]): PayoutId<R>[] {
  const ids = receivables.flatMap((receivable) =>
    receivable.payoutId === null ? [] : [{ receivable, id: receivable.payoutId, token: asText(receivable.payoutId) }],
  );
  return ids.sort((a, b) => b.token.length - a.token.length);
}

/**
 * The payouts whose ids the bank item holds as words of any length: what stands inside a longer id that is named says
 * nothing (`PO-1` in `PO-1-2`). A hint that needs the amount beside it.
 */
export function payoutsNamed<R>(item: NamingItem, ids: readonly PayoutId<R>[]): R[] {
  let text = item.text;
  return ids
    .filter(({ id, token }) => {
      if (wordsAt(text, token) < 0) return statesId(item, id) && !text.includes(TAKEN);
      for (let at = wordsAt(text, token); at >= 0; at = wordsAt(text, token)) {
        const rest = text.slice(0, at) + TAKEN.repeat(token.length) + text.slice(at + token.length);
        if (rest === text) break;
        text = rest;
      }
      return true;
    })
    .map(({ receivable }) => receivable);
}

/** Stands in the text where a longer id stood. */
const TAKEN = '\u0000';

/** Finds the ids that a movement may name, in the order in which they are looked for. */
export type IdFinder<R> = (item: NamingItem) => PayoutId<R>[];

/**
 * Makes the finder of some ids: of each movement those that stand anywhere in its text, or are one of its references.
 * `payoutsNamed` says the same of these as of all, and a movement costs its own length, however many ids there are.
 */
export function idFinder<R>(ids: readonly PayoutId<R>[]): IdFinder<R> {
  const places = new Map(ids.map((one, place) => [one, place]));
  const byKey = indexBy(ids, ({ id }) => [normaliseKey(id)]);
  const byToken = indexBy(ids, ({ token }) => [token]);
  const lengths = [...new Set(ids.map(({ token }) => token.length))];
  // What may stand where a longer id stood is looked for in every text.
  const always = ids.filter(({ token }) => token.includes(TAKEN));
  return (item) => {
    const found = new Set(always);
    const take = (some: readonly PayoutId<R>[] = []): void => {
      for (const one of some) found.add(one);
    };
    for (const reference of item.references) take(byKey.get(reference));
    if (item.endToEndId !== null) take(byKey.get(normaliseKey(item.endToEndId)));
    for (let at = 0; at < item.text.length; at += 1)
      for (const length of lengths) take(byToken.get(item.text.slice(at, at + length)));
    return [...found].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  };
}
