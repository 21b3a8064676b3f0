import type { PlainDate } from '../../schemas/values/dates.ts';
import { absolute, minor, negate, subtract, ZERO, type Minor } from '../../schemas/values/money.ts';
import { amountDueOf, paidMoment } from './amount-due.ts';
import { notChargedBack } from './chargebacks.ts';
import { exactSubset } from './exact-subset.ts';
import { inProcessOf } from './in-process.ts';
import {
  latest,
  paidOnOf,
  type InProcess,
  type OrderVerdict,
  type PaymentVerdict,
  type Sale,
  type SaleFacts,
  type VerdictContext,
} from './sale.ts';
import { isSplitTender, restOfTenders } from './tenders.ts';

export type PaymentSide = Pick<OrderVerdict, 'payment' | 'difference' | 'paymentDueOn' | 'inProcess'>;

type MakeSide = (
  payment: PaymentVerdict,
  difference?: Minor,
  dueOn?: PlainDate | null,
  inProcess?: InProcess | null,
) => PaymentSide;

/**
 * Compares what the customer's payments come to, less standing chargebacks, with the amount due. A shortfall that
 * standing chargebacks account for is theirs to tell: the payments agree. Pure.
 */
export function paymentSide(sale: SaleFacts, context: VerdictContext): PaymentSide {
  const over = subtract(sale.collected, sale.amountDue);
  const verdict: MakeSide = (payment, difference = over, paymentDueOn = null, inProcess = null) => ({
    payment,
    difference,
    paymentDueOn,
    inProcess,
  });
  if (sale.orders.length === 0) return withoutOrder(sale, context, verdict);
  const currencies = new Set([...sale.orders, ...sale.payments, ...sale.refunds].map((held) => held.line.currency));
  if (currencies.size > 1) return verdict('currency_mismatch');
  const dueOn = paymentDue(sale, context);
  if (absolute(over) <= context.config.matching.orderTolerance) return verdict('agrees', over, dueOn);
  // What was paid before any of it was charged back.
  const short = subtract(sale.paid, sale.amountDue);
  // Who put them together has seen what they come to, and said why.
  if (short === context.accepted(sale.key)) return verdict('agrees', over > 0 ? over : short < 0 ? short : ZERO, dueOn);
  if (over < 0 && short >= negate(context.config.matching.orderTolerance))
    return verdict('agrees', short < 0 ? short : ZERO, dueOn);
  const rejected = context.rejected(sale.key, 'settlement');
  if (rejected) return verdict('rejected_row', over < 0 ? short : over, dueOn);
  if (over < 0) return tooLittle(sale, short, dueOn, context, verdict);
  return tooMuch(sale, over, context, verdict);
}

function withoutOrder(sale: SaleFacts, context: VerdictContext, verdict: MakeSide): PaymentSide {
  if (sale.payments.length === 0) return verdict('agrees', ZERO);
  if (context.rejected(sale.key, 'order')) return verdict('rejected_row', ZERO);
  const paidOn = sale.payments.map((held) => paidOnOf(held, context));
  const dueOn = latest(
    sale.payments.map((held, index) => context.due.orderOf(held.line.date, paidOn[index] ?? held.line.date)),
  );
  if (dueOn === null || dueOn >= context.date) return verdict('awaiting', ZERO, dueOn);
  // An order of before the go-live stands in a file that nobody was to read.
  if (paidOn.every((date) => date < context.goLive)) return verdict('before_history', ZERO, dueOn);
  return verdict('missing_in_erp', sale.paid, dueOn);
}

/** Until when the payments may come: the latest of the tenders that something is due for. */
function paymentDue(sale: Sale, context: VerdictContext): PlainDate | null {
  return latest(
    sale.orders
      .filter((held) => amountDueOf(held.line) > 0)
      .map((held) => context.due.order(paidMoment(held.line), context.collectorsOf(held.line))),
  );
}

function tooLittle(
  sale: SaleFacts,
  short: Minor,
  dueOn: PlainDate | null,
  context: VerdictContext,
  verdict: MakeSide,
): PaymentSide {
  const inProcess = inProcessOf(sale, negate(short), context);
  if (inProcess !== null && inProcess.stage !== 'given_up')
    return verdict('payment_in_process', short, dueOn, inProcess);
  if (dueOn !== null && dueOn >= context.date) return verdict('awaiting', short, dueOn);
  return verdict(lackingAs(sale, inProcess, context), short, dueOn, inProcess);
}

/** What a payment that is past due and lacks, wholly or in part, is. */
function lackingAs(sale: SaleFacts, givenUp: InProcess | null, context: VerdictContext): PaymentVerdict {
  if (sale.payments.length > 0) return hasOtherTenders(sale, context) ? 'split_tender' : 'amount_mismatch';
  if (givenUp !== null) return 'missing_in_settlement';
  if (sale.declined.some((held) => held.line.type === 'payment')) return 'status_conflict';
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

function tooMuch(sale: SaleFacts, over: Minor, context: VerdictContext, verdict: MakeSide): PaymentSide {
  const { orderTolerance } = context.config.matching;
  // Refunds beyond what the ERP booked bring an overpayment back to what is due.
  const broughtBack = subtract(sale.refunded, sale.erpRefunded ?? ZERO);
  const left = subtract(over, broughtBack > 0 ? broughtBack : ZERO);
  if (left <= orderTolerance) return verdict('agrees', left > 0 ? left : ZERO);
  if (sale.amountDue === 0) return calledOff(sale, over, context, verdict);
  const paidTwice = exactSubset(notChargedBack(sale.payments, sale.openChargebacks), sale.amountDue);
  return verdict(paidTwice ? 'duplicate_payment' : 'amount_mismatch', left);
}

/**
 * Paid, and nothing is due: what the provider gave back, or by the ERP's word is to, is the refunds' comparison; the
 * rest contradicts the order, which a pending one may still settle.
 */
function calledOff(sale: SaleFacts, over: Minor, context: VerdictContext, verdict: MakeSide): PaymentSide {
  const givenBack = minor(Math.max(sale.refunded, sale.erpRefunded ?? 0));
  const left = subtract(over, givenBack);
  if (left <= context.config.matching.orderTolerance) return verdict('agrees', left > 0 ? left : ZERO);
  if (!sale.orders.some((held) => held.line.status === 'pending')) return verdict('status_conflict', left);
  const dueOn = latest(sale.payments.map((held) => context.due.orderOf(held.line.date, paidOnOf(held, context))));
  return verdict(dueOn !== null && dueOn >= context.date ? 'awaiting' : 'status_conflict', left, dueOn);
}
