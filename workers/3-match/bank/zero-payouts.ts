import { compareReceivables, pairing, without, type Group, type Pairing } from './group.ts';
import { append } from '../../../schemas/values/groups.ts';

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
