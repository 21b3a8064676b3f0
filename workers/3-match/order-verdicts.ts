import { minor, negate, subtract, sum, ZERO, type Minor } from '../../schemas/values/money.ts';
import { compareAddress, compareText } from '../../schemas/lines/records.ts';
import { amountDueOf } from './amount-due.ts';
import { disputedAmount, unreversed } from './chargebacks.ts';
import { only, type HeldOrder, type HeldSettlement } from './working-set.ts';
import { paymentSide } from './payment-side.ts';
import { settlementContent } from './receivables.ts';
import { refundSide } from './refund-side.ts';
import type { OrderVerdict, Sale, SaleFacts, VerdictContext } from './sale.ts';

export type { OrderVerdict, Sale, VerdictContext } from './sale.ts';

/** Compares one sale. Pure. */
export function orderVerdict(sale: Sale, context: VerdictContext): OrderVerdict {
  const orders = byContent(sale.orders);
  const payments = byContent(only(sale.approved, (held) => held.line.type === 'payment'));
  const refunds = byContent(
    only(sale.approved, (held) => held.line.type === 'refund' || held.line.type === 'refund_reversal'),
  );
  const chargebacks = byContent(
    only(sale.approved, (held) => held.line.type === 'chargeback' || held.line.type === 'chargeback_reversal'),
  );
  const amountDue = sum(sale.orders.map((held) => amountDueOf(held.line)));
  const paid = sum(payments.map((held) => held.line.gross));
  const refunded = negate(sum(refunds.map((held) => held.line.gross)));
  const erpRefunded = refundedByErp(sale.orders, context);
  const openChargebacks = unreversed(chargebacks);
  const collected = subtract(paid, disputedAmount(chargebacks, currencyOf(sale)));
  const facts: SaleFacts = {
    key: sale.key,
    pass: sale.pass,
    orders,
    approved: sale.approved,
    declined: sale.declined,
    pending: sale.pending,
    payments,
    refunds,
    chargebacks,
    openChargebacks,
    amountDue,
    paid,
    collected,
    refunded,
    erpRefunded,
  };
  const payment = paymentSide(facts, context);
  const refund = refundSide(facts, payment.difference, context);
  return {
    key: sale.key,
    pass: sale.pass,
    orders,
    payments,
    refunds,
    chargebacks,
    openChargebacks,
    declined: byContent(sale.declined),
    pending: byContent(sale.pending),
    amountDue,
    paid,
    collected,
    refunded,
    erpRefunded,
    difference: payment.difference,
    payment: payment.payment,
    refund: refund.refund,
    refundsNamed: refund.refundsNamed,
    goneTwice: refund.goneTwice,
    failedRefunds: refund.failedRefunds,
    inProcess: payment.inProcess,
    paymentDueOn: payment.paymentDueOn,
    refundDueOn: refund.refundDueOn,
  };
}

/** By date, then by what they say: which of several lines a row shows must not hang on the order of a file's rows. */
function byContent<T extends HeldOrder | HeldSettlement>(lines: readonly T[]): readonly T[] {
  if (lines.length < 2) return lines;
  return [...lines].sort(
    (a, b) =>
      compareText(a.line.date, b.line.date) ||
      compareText(contentOf(a), contentOf(b)) ||
      compareAddress(a.line, b.line),
  );
}

function contentOf({ line }: HeldOrder | HeldSettlement): string {
  if (line.leg === 'settlement') return settlementContent(line);
  const fields = [line.source, line.orderId, line.method, line.createdAt, line.amount, line.currency, line.status];
  return fields.map((field) => String(field ?? '')).join('|');
}

/** What the ERP refunded; a feed without the column says nothing, but for a refunded order: the whole amount. */
function refundedByErp(orders: readonly HeldOrder[], context: VerdictContext): Minor | null {
  const stated = orders.map((held) => {
    if (held.line.status === 'refunded' && (held.line.refundedAmount ?? 0) === 0) return held.line.amount;
    return context.columnsOf(held.line).includes('refunded_amount') ? (held.line.refundedAmount ?? ZERO) : null;
  });
  const known = stated.filter((amount) => amount !== null);
  return known.length === 0 ? null : sum(known);
}

/** The currency in which a sale is compared; null where nothing says one. */
function currencyOf({ orders, approved }: Sale): string | null {
  return orders[0]?.line.currency ?? approved.find((held) => held.line.type === 'payment')?.line.currency ?? null;
}

/** The money of a verdict that is not what it should be: never negative. */
export function excessOf(verdict: OrderVerdict): Minor {
  return minor(Math.abs(verdict.difference));
}
