import { subtract, ZERO, type Minor } from '../../schemas/values/money.ts';
import type { OrderLine } from '../../schemas/lines/records.ts';

/**
 * What an order's payments are to come to, in hundredths. paid, refunded: the amount; partially_paid: the amount less
 * what the feed calls outstanding, where it says so; pending, cancelled, expired: nothing.
 */
export function amountDueOf(line: OrderLine): Minor {
  switch (line.status) {
    case 'paid':
    case 'refunded':
      return line.amount;
    case 'partially_paid':
      return subtract(line.amount, line.outstanding ?? ZERO);
    case 'pending':
    case 'cancelled':
    case 'expired':
      return ZERO;
  }
}

/** The moment at which the customer paid, by the ERP: paid_at, else created_at. */
export function paidMoment(line: OrderLine): OrderLine['createdAt'] {
  return line.paidAt ?? line.createdAt;
}
