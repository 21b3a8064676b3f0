import type { Config, SettlementSource } from '../../schemas/config.ts';
import type { PlainDate } from '../../schemas/dates.ts';
import { absolute, add, minor, negate, subtract, sum, ZERO, type Minor } from '../../schemas/money.ts';
import { compareAddress, compareText, type OrderLine } from '../../schemas/records.ts';
import type { OrderPass } from '../../schemas/run.ts';
import { amountDueOf, paidMoment } from './amount-due.ts';
import type { DueDates } from './due-dates.ts';
import { settlementContent } from './receivables.ts';
import { groupBy, only, type HeldOrder, type HeldSettlement } from './hand.ts';
import { exactSubset } from './exact-subset.ts';
import { isSplitTender, restOfTenders } from './tenders.ts';

/** What the comparison of payments with the amount due came to. Names of kinds are the kind of the finding. */
export type PaymentVerdict =
  | 'agrees'
  | 'awaiting'
  | 'rejected_row'
  | 'before_history'
  | 'currency_mismatch'
  | 'status_conflict'
  | 'split_tender'
  | 'duplicate_payment'
  | 'amount_mismatch'
  | 'missing_in_settlement'
  | 'missing_in_erp';

/** What the comparison of refunds with what the ERP refunded came to. */
export type RefundVerdict =
  | 'none'
  | 'agrees'
  | 'awaiting'
  | 'refund_without_payment'
  | 'duplicate_refund'
  | 'refund_exceeds_payment'
  | 'refund_missing_in_settlement'
  | 'refund_missing_in_erp';

/** One sale compared: the tenders that the same sources collect, against what these sources report. */
export interface OrderVerdict {
  /** The compared reference. */
  readonly key: string;
  readonly pass: OrderPass;
  readonly orders: readonly HeldOrder[];
  readonly payments: readonly HeldSettlement[];
  readonly refunds: readonly HeldSettlement[];
  readonly chargebacks: readonly HeldSettlement[];
  /** Chargebacks that no reversal took back. */
  readonly openChargebacks: readonly HeldSettlement[];
  readonly declined: readonly HeldSettlement[];
  readonly pending: readonly HeldSettlement[];
  readonly amountDue: Minor;
  readonly paid: Minor;
  /** What the provider refunded, positive. */
  readonly refunded: Minor;
  /** What the ERP refunded; null where its feed does not say. */
  readonly erpRefunded: Minor | null;
  /** paid - amount due, less the refunds that bring it back. */
  readonly difference: Minor;
  readonly payment: PaymentVerdict;
  readonly refund: RefundVerdict;
  /** Refunds named by the refund verdict (all of them, or the equal ones). */
  readonly refundsNamed: readonly HeldSettlement[];
  readonly paymentDueOn: PlainDate | null;
  readonly refundDueOn: PlainDate | null;
}

export interface VerdictContext {
  readonly date: PlainDate;
  readonly goLive: PlainDate;
  readonly config: Config;
  readonly due: DueDates;
  /** The canonical columns that the feed of a source carries on a date. */
  readonly columnsOf: (line: OrderLine) => readonly string[];
  /** The sources that collect the method of an order. */
  readonly collectorsOf: (line: OrderLine) => readonly SettlementSource[];
  /** True where a rejected row of that leg stands for a line of the group. */
  readonly rejected: (key: string, leg: 'order' | 'settlement') => boolean;
}

/** What a group consists of once versions and scope are settled. */
export interface Sale {
  readonly key: string;
  readonly pass: OrderPass;
  readonly orders: readonly HeldOrder[];
  /** Current, in scope, of the types that look for an order. */
  readonly approved: readonly HeldSettlement[];
  readonly declined: readonly HeldSettlement[];
  readonly pending: readonly HeldSettlement[];
}

/** Compares one sale. Pure. */
export function orderVerdict(sale: Sale, context: VerdictContext): OrderVerdict {
  const orders = byContent(sale.orders);
  const payments = byContent(only(sale.approved, (held) => held.line.type === 'payment'));
  const refunds = byContent(only(sale.approved, (held) => held.line.type === 'refund' || held.line.type === 'refund_reversal'));
  const chargebacks = byContent(only(sale.approved, (held) => held.line.type === 'chargeback' || held.line.type === 'chargeback_reversal'));
  const amountDue = sum(sale.orders.map((held) => amountDueOf(held.line)));
  const paid = sum(payments.map((held) => held.line.gross));
  const refunded = negate(sum(refunds.map((held) => held.line.gross)));
  const erpRefunded = refundedByErp(sale.orders, context);
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
    amountDue,
    paid,
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
    openChargebacks: unreversed(chargebacks),
    declined: byContent(sale.declined),
    pending: byContent(sale.pending),
    amountDue,
    paid,
    refunded,
    erpRefunded,
    difference: payment.difference,
    payment: payment.payment,
    refund: refund.refund,
    refundsNamed: refund.refundsNamed,
    paymentDueOn: payment.paymentDueOn,
    refundDueOn: refund.refundDueOn,
  };
}

/** By date, then by what they say: which of several lines a row shows must not hang on the order of a file's rows. */
function byContent<T extends HeldOrder | HeldSettlement>(lines: readonly T[]): readonly T[] {
  if (lines.length < 2) return lines;
  return [...lines].sort(
    (a, b) => compareText(a.line.date, b.line.date) || compareText(contentOf(a), contentOf(b)) || compareAddress(a.line, b.line),
  );
}

function contentOf({ line }: HeldOrder | HeldSettlement): string {
  if (line.leg === 'settlement') return settlementContent(line);
  const fields = [line.source, line.orderId, line.method, line.createdAt, line.amount, line.currency, line.status];
  return fields.map((field) => String(field ?? '')).join('|');
}

type SaleFacts = Sale & Pick<OrderVerdict, 'payments' | 'refunds' | 'chargebacks' | 'amountDue' | 'paid' | 'refunded' | 'erpRefunded'>;

type PaymentSide = Pick<OrderVerdict, 'payment' | 'difference' | 'paymentDueOn'>;
type RefundSide = Pick<OrderVerdict, 'refund' | 'refundDueOn' | 'refundsNamed'>;

/** What the ERP refunded; a feed without the column says nothing, but for a refunded order: the whole amount. */
function refundedByErp(orders: readonly HeldOrder[], context: VerdictContext): Minor | null {
  const stated = orders.map((held) => {
    if (held.line.status === 'refunded' && (held.line.refundedAmount ?? 0) === 0) return held.line.amount;
    return context.columnsOf(held.line).includes('refunded_amount') ? (held.line.refundedAmount ?? ZERO) : null;
  });
  const known = stated.filter((amount) => amount !== null);
  return known.length === 0 ? null : sum(known);
}

function paymentSide(sale: SaleFacts, context: VerdictContext): PaymentSide {
  const over = subtract(sale.paid, sale.amountDue);
  const verdict = (payment: PaymentVerdict, difference: Minor = over, paymentDueOn: PlainDate | null = null): PaymentSide => ({
    payment,
    difference,
    paymentDueOn,
  });
  if (sale.orders.length === 0) return withoutOrder(sale, context, verdict);
  const currencies = new Set([...sale.orders, ...sale.payments, ...sale.refunds].map((held) => held.line.currency));
  if (currencies.size > 1) return verdict('currency_mismatch');
  const dueOn = paymentDue(sale, context);
  if (absolute(over) <= context.config.matching.orderTolerance) return verdict('agrees', over, dueOn);
  const rejected = context.rejected(sale.key, 'settlement');
  if (rejected) return verdict('rejected_row', over, dueOn);
  if (over < 0) return verdict(tooLittle(sale, dueOn, context), over, dueOn);
  return tooMuch(sale, over, context, verdict);
}

function withoutOrder(
  sale: SaleFacts,
  context: VerdictContext,
  verdict: (payment: PaymentVerdict, difference?: Minor, dueOn?: PlainDate | null) => PaymentSide,
): PaymentSide {
  if (sale.payments.length === 0) return verdict('agrees', ZERO);
  if (context.rejected(sale.key, 'order')) return verdict('rejected_row', ZERO);
  const paidOn = sale.payments.map((held) => paidOnOf(held, context));
  const dueOn = latest(sale.payments.map((held, index) => context.due.orderOf(held.line.date, paidOn[index] ?? held.line.date)));
  if (dueOn === null || dueOn >= context.date) return verdict('awaiting', ZERO, dueOn);
  // An order of before the go-live stands in a file that nobody was to read.
  if (paidOn.every((date) => date < context.goLive)) return verdict('before_history', ZERO, dueOn);
  return verdict('missing_in_erp', sale.paid, dueOn);
}

function paidOnOf(held: HeldSettlement, context: VerdictContext): PlainDate {
  return held.line.paidAt === null ? held.line.date : context.due.localDate(held.line.paidAt);
}

/** Until when the payments may come: the latest of the tenders that something is due for. */
function paymentDue(sale: Sale, context: VerdictContext): PlainDate | null {
  return latest(
    sale.orders
      .filter((held) => amountDueOf(held.line) > 0)
      .map((held) => context.due.order(paidMoment(held.line), context.collectorsOf(held.line))),
  );
}

function tooLittle(sale: SaleFacts, dueOn: PlainDate | null, context: VerdictContext): PaymentVerdict {
  if (dueOn !== null && dueOn >= context.date) return 'awaiting';
  if (sale.payments.length > 0) return hasOtherTenders(sale, context) ? 'split_tender' : 'amount_mismatch';
  if (sale.declined.length > 0) return 'status_conflict';
  const paidBefore = sale.orders.every((held) => context.due.localDate(paidMoment(held.line)) < context.goLive);
  return paidBefore ? 'before_history' : 'missing_in_settlement';
}

/** Whether what is lacking may have been paid by a tender that no provider collects. */
function hasOtherTenders(sale: SaleFacts, { config }: VerdictContext): boolean {
  const due = sale.orders.map(({ line }) => ({ amount: amountDueOf(line), split: isSplitTender(line, config) }));
  const rest = restOfTenders(
    due,
    sale.payments.map((held) => held.line.gross),
  );
  return rest !== null && rest > 0;
}

function tooMuch(
  sale: SaleFacts,
  over: Minor,
  context: VerdictContext,
  verdict: (payment: PaymentVerdict, difference?: Minor, dueOn?: PlainDate | null) => PaymentSide,
): PaymentSide {
  const { orderTolerance } = context.config.matching;
  // Refunds beyond what the ERP booked bring an overpayment back to what is due.
  const broughtBack = subtract(sale.refunded, sale.erpRefunded ?? ZERO);
  const left = subtract(over, broughtBack > 0 ? broughtBack : ZERO);
  if (left <= orderTolerance) return verdict('agrees', left > 0 ? left : ZERO);
  if (sale.amountDue === 0) return calledOff(sale, over, context, verdict);
  const paidTwice = exactSubset(
    sale.payments.map((held) => held.line.gross),
    sale.amountDue,
  );
  return verdict(paidTwice ? 'duplicate_payment' : 'amount_mismatch', left);
}

/**
 * Paid, and nothing is due: what the provider gave back, or by the ERP's word is to, is the refunds' comparison; the rest
 * contradicts the order, which a pending one may still settle.
 */
function calledOff(
  sale: SaleFacts,
  over: Minor,
  context: VerdictContext,
  verdict: (payment: PaymentVerdict, difference?: Minor, dueOn?: PlainDate | null) => PaymentSide,
): PaymentSide {
  const givenBack = minor(Math.max(sale.refunded, sale.erpRefunded ?? 0));
  const left = subtract(over, givenBack);
  if (left <= context.config.matching.orderTolerance) return verdict('agrees', left > 0 ? left : ZERO);
  if (!sale.orders.some((held) => held.line.status === 'pending')) return verdict('status_conflict', left);
  const dueOn = latest(sale.payments.map((held) => context.due.orderOf(held.line.date, paidOnOf(held, context))));
  return verdict(dueOn !== null && dueOn >= context.date ? 'awaiting' : 'status_conflict', left, dueOn);
}

function refundSide(sale: SaleFacts, difference: Minor, context: VerdictContext): RefundSide {
  const { refunds, refunded, erpRefunded } = sale;
  const side = (
    refund: RefundVerdict,
    refundsNamed: readonly HeldSettlement[] = refunds,
    refundDueOn: PlainDate | null = null,
  ): RefundSide => ({ refund, refundsNamed, refundDueOn });
  const outgoing = only(refunds, (held) => held.line.type === 'refund');
  if (outgoing.length > 0 && sale.payments.length === 0) return side('refund_without_payment', outgoing);
  if (outgoing.length > 0) {
    const limit = erpRefunded ?? sale.paid;
    const repeated = refunded > limit ? equalOnOneDay(outgoing, limit, context) : [];
    if (repeated.length > 0) return side('duplicate_refund', repeated);
    if (refunded > sale.paid) return side('refund_exceeds_payment', outgoing);
  }
  if (sale.orders.length === 0 || erpRefunded === null) return side(refunds.length > 0 ? 'agrees' : 'none');
  const gap = subtract(refunded, erpRefunded);
  if (absolute(gap) <= context.config.matching.orderTolerance) return side(refunds.length > 0 || erpRefunded > 0 ? 'agrees' : 'none');
  if (gap < 0) {
    const dueOn = latest(sale.orders.map((held) => context.due.refund(refundDay(held.line, context), context.collectorsOf(held.line))));
    if (context.rejected(sale.key, 'settlement')) return side('awaiting', refunds, dueOn);
    return side(dueOn !== null && dueOn < context.date ? 'refund_missing_in_settlement' : 'awaiting', refunds, dueOn);
  }
  const overpaid = add(subtract(sale.paid, sale.amountDue), ZERO);
  // What brings an overpayment back is no refund of the sale; an order called off expects the whole of it back.
  if (overpaid > 0 && gap <= overpaid && difference >= 0) return side('agrees');
  // Too much breaks at once.
  return side('refund_missing_in_erp', outgoing);
}

function refundDay(line: OrderLine, context: VerdictContext): PlainDate {
  return line.refundedAt === null ? line.date : context.due.localDate(line.refundedAt);
}

/**
 * Equal refunds of one payment on one day under different ids, together more than `limit`; the copies of one id were told
 * apart before.
 */
function equalOnOneDay(refunds: readonly HeldSettlement[], limit: Minor, context: VerdictContext): HeldSettlement[] {
  const keyOf = ({ line }: HeldSettlement, day: PlainDate): string => `${line.refundOf ?? ''}|${String(line.gross)}|${day}`;
  const groups = groupBy(refunds, (held) => keyOf(held, paidOnOf(held, context)));
  return [...groups.values()].filter((equal) => equal.length > 1 && negate(sum(equal.map((held) => held.line.gross))) > limit).flat();
}

/** Each reversal takes back one chargeback of the same amount. */
function unreversed(chargebacks: readonly HeldSettlement[]): readonly HeldSettlement[] {
  if (chargebacks.length === 0) return chargebacks;
  const reversals = chargebacks.filter((held) => held.line.type === 'chargeback_reversal').map((held) => Math.abs(held.line.gross));
  return chargebacks.filter((held) => {
    if (held.line.type !== 'chargeback') return false;
    const taken = reversals.indexOf(Math.abs(held.line.gross));
    if (taken < 0) return true;
    reversals.splice(taken, 1);
    return false;
  });
}

function latest(dates: readonly PlainDate[]): PlainDate | null {
  return dates.reduce<PlainDate | null>((last, date) => (last === null || date > last ? date : last), null);
}

/** The money of a verdict that is not what it should be: never negative. */
export function excessOf(verdict: OrderVerdict): Minor {
  return minor(Math.abs(verdict.difference));
}
