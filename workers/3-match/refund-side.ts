import type { PlainDate } from '../../schemas/values/dates.ts';
import { absolute, add, negate, subtract, sum, type Minor } from '../../schemas/values/money.ts';
import type { OrderLine } from '../../schemas/lines/records.ts';
import { goneTwiceOf } from './chargebacks.ts';
import { failedRefundsOf } from './failed-refunds.ts';
import { only, type HeldSettlement } from './working-set.ts';
import {
  latest,
  paidOnOf,
  type OrderVerdict,
  type RefundVerdict,
  type SaleFacts,
  type VerdictContext,
} from './sale.ts';
import { groupBy } from '../../schemas/values/groups.ts';

export type RefundSide = Pick<OrderVerdict, 'refund' | 'refundDueOn' | 'refundsNamed' | 'failedRefunds' | 'goneTwice'>;

/**
 * Compares what the provider gave back with what the ERP refunded. Money that went back twice, and equal refunds of one
 * day, break at once; what the ERP does not know yet breaks `orderGraceDays` after the refund's file, for the credit
 * note may come the next morning. Pure.
 */
export function refundSide(sale: SaleFacts, difference: Minor, context: VerdictContext): RefundSide {
  const { refunds, refunded, erpRefunded } = sale;
  const gap = erpRefunded === null ? null : subtract(refunded, erpRefunded);
  const failedRefunds = failedRefundsOf(sale, gap);
  const side = (
    refund: RefundVerdict,
    refundsNamed: readonly HeldSettlement[] = refunds,
    refundDueOn: PlainDate | null = null,
  ): RefundSide => ({ refund, refundsNamed, refundDueOn, failedRefunds, goneTwice: null });
  const outgoing = only(refunds, (held) => held.line.type === 'refund');
  if (outgoing.length > 0 && sale.payments.length === 0) return side('refund_without_payment', outgoing);
  const limit = erpRefunded ?? sale.paid;
  const overpaid = subtract(sale.collected, sale.amountDue);
  // What brings an overpayment back is no refund of the sale; an order called off expects the whole of it back.
  const broughtBack = sale.orders.length > 0 && gap !== null && gap > 0 && gap <= overpaid && difference >= 0;
  const repeated =
    outgoing.length > 0 && refunded > limit && !broughtBack ? equalOnOneDay(outgoing, limit, context) : [];
  if (repeated.length > 0) return side('duplicate_refund', repeated);
  const goneTwice = goneTwiceOf(sale);
  if (goneTwice !== null) return { ...side('refund_exceeds_payment', outgoing), goneTwice };
  if (sale.orders.length === 0 || erpRefunded === null || gap === null)
    return side(refunds.length > 0 ? 'agrees' : 'none');
  const { orderTolerance } = context.config.matching;
  if (absolute(gap) <= orderTolerance) return side(refunds.length > 0 || erpRefunded > 0 ? 'agrees' : 'none');
  if (gap < 0) return tooLittleBack(sale, side, context);
  if (broughtBack) return side('agrees');
  return tooMuchBack(gap, outgoing, side, context);
}

type MakeSide = (refund: RefundVerdict, named?: readonly HeldSettlement[], dueOn?: PlainDate | null) => RefundSide;

function tooLittleBack(sale: SaleFacts, side: MakeSide, context: VerdictContext): RefundSide {
  const dueOn = latest(
    sale.orders.map((held) => context.due.refund(refundDay(held.line, context), context.collectorsOf(held.line))),
  );
  if (context.rejected(sale.key, 'settlement')) return side('awaiting', sale.refunds, dueOn);
  return side(
    dueOn !== null && dueOn < context.date ? 'refund_missing_in_settlement' : 'awaiting',
    sale.refunds,
    dueOn,
  );
}

/**
 * A refund in the file of yesterday may have its credit note in the orders of today: what is past that grace breaks.
 */
function tooMuchBack(
  gap: Minor,
  outgoing: readonly HeldSettlement[],
  side: MakeSide,
  context: VerdictContext,
): RefundSide {
  const dueOn = outgoing.map((held) => context.due.orderOf(held.line.date, paidOnOf(held, context)));
  const waiting = outgoing.filter((_, index) => (dueOn[index] ?? context.date) >= context.date);
  const known = add(gap, sum(waiting.map((held) => held.line.gross)));
  if (known > context.config.matching.orderTolerance) return side('refund_missing_in_erp', outgoing);
  return side('awaiting', outgoing, latest(dueOn));
}

function refundDay(line: OrderLine, context: VerdictContext): PlainDate {
  return line.refundedAt === null ? line.date : context.due.localDate(line.refundedAt);
}

/**
 * Equal refunds of one payment on one day under different ids, together more than `limit`; the copies of one id were
 * told apart before.
 */
function equalOnOneDay(refunds: readonly HeldSettlement[], limit: Minor, context: VerdictContext): HeldSettlement[] {
  const keyOf = ({ line }: HeldSettlement, day: PlainDate): string =>
    `${line.refundOf ?? ''}|${String(line.gross)}|${day}`;
  const groups = groupBy(refunds, (held) => keyOf(held, paidOnOf(held, context)));
  return [...groups.values()]
    .filter((equal) => equal.length > 1 && negate(sum(equal.map((held) => held.line.gross))) > limit)
    .flat();
}
