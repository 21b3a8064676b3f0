import type { Minor } from '../../schemas/values/money.ts';
import { sum } from '../../schemas/values/money.ts';
import type { OrderLine } from '../../schemas/lines/records.ts';
import type { HeldOrder, HeldSettlement } from './working-set.ts';
import { amountDueOf } from './amount-due.ts';

/** Orders under one reference and method that their payments pay, each of them. */
export interface SharedReference {
  readonly orders: readonly HeldOrder[];
  readonly payments: readonly HeldSettlement[];
}

/** What several rows under one reference and method are. */
export type Rivalry = 'shared' | 'duplicate' | 'undecided';

/**
 * Several rows that are no versions of each other: orders paid together, one order twice, or not to be told yet. Paid
 * together: under different order ids, and one payment is exactly their sum, or payments of different amounts are
 * theirs one by one. Equal amounts paid by equal payments could be a sale that was sent twice and paid twice: that is
 * asked, not assumed.
 *
 * @param payments approved payments of the reference, by that method
 * @param isPastDue whether a payment of the order should have been there
 */
export function rivalryOf(
  rows: readonly HeldOrder[],
  payments: readonly HeldSettlement[],
  isPastDue: (line: OrderLine) => boolean,
): Rivalry {
  const live = rows.filter((held) => !isCalledOff(held.line));
  if (payments.length === 0)
    return live.some((held) => isPastDue(held.line)) || live.length === 0 ? 'duplicate' : 'undecided';
  return arePaidTogether(live, payments) ? 'shared' : 'duplicate';
}

function arePaidTogether(orders: readonly HeldOrder[], payments: readonly HeldSettlement[]): boolean {
  const ids = new Set(orders.map((held) => (held.line.orderId ?? '').trim()));
  if (orders.length < 2 || ids.has('') || ids.size !== orders.length) return false;
  if (new Set([...orders, ...payments].map((held) => held.line.currency)).size !== 1) return false;
  const due = orders.map((held) => amountDueOf(held.line));
  if (due.some((amount) => amount <= 0)) return false;
  const paid = payments.map((held) => held.line.gross);
  return (
    paid.includes(sum(due)) || (new Set<Minor>(due).size === due.length && due.every((amount) => paid.includes(amount)))
  );
}

export function isCalledOff(line: OrderLine): boolean {
  return line.status === 'cancelled' || line.status === 'expired';
}
