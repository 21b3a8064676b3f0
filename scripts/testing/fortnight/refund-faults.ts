import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { add, minor, negate, type Minor } from '../../../schemas/values/money.ts';
import { aggregatorOrder as sale, pay, refund } from './clean.ts';
import { addLine, addOrder, makeOrder, makeRefund, plant } from './rows.ts';
import { AGIL, payoutIdOf } from './sources.ts';
import { freshAmount, lastDate, pastDue, type SettlementRow, type World } from './world.ts';

/** What can be wrong when money goes back: refunds, disputes and adjustments in the aggregator's daily payout. */

/** A clean sale, disputed three days later, with a fee for the dispute. */
export function disputed(world: World, date: PlainDate): void {
  const later = addDays(date, 3);
  const payment = pay(world, AGIL, sale(world, date), date);
  const fee = minor(1_500_000);
  addLine(
    world,
    makeRefund(world, AGIL, payment, payment.gross, later, payoutIdOf(AGIL, later), { type: 'chargeback', fee }),
  );
  plant(world, {
    kind: 'chargeback',
    key: { reference: payment.reference },
    firstDate: later,
    moneyAtRisk: add(payment.gross, fee),
    because: 'on the date of its file; amount and fee are at risk',
  });
}

/** Disputed by mistake and paid again: what is left is the fee of the dispute, and nobody paid twice. */
export function disputedAndPaidAgain(world: World, date: PlainDate): void {
  const [disputedOn, paidOn] = [addDays(date, 3), addDays(date, 4)];
  const order = sale(world, date);
  const payment = pay(world, AGIL, order, date);
  const fee = minor(1_700_000);
  const back = { type: 'chargeback' as const, fee };
  addLine(world, makeRefund(world, AGIL, payment, payment.gross, disputedOn, payoutIdOf(AGIL, disputedOn), back));
  pay(world, AGIL, order, paidOn);
  plant(world, {
    kind: 'chargeback',
    key: { reference: payment.reference },
    firstDate: disputedOn,
    moneyAtRisk: paidOn <= lastDate(world) ? fee : add(payment.gross, fee),
    because: 'paid again after the chargeback: the money is there, its fee is lost',
  });
}

/** Refunded, and then disputed all the same. */
export function wentBackTwice(world: World, date: PlainDate): void {
  const [refundedOn, disputedOn] = [addDays(date, 1), addDays(date, 4)];
  const amount = freshAmount(world, 100_000, 200_000);
  const order = sale(world, date, { amount });
  const payment = pay(world, AGIL, order, date);
  addOrder(world, {
    ...order,
    date: refundedOn,
    status: 'refunded',
    refunded: amount,
    refundedAt: `${refundedOn} 18:00:00`,
  });
  refund(world, AGIL, payment, amount, refundedOn);
  const fee = minor(1_600_000);
  const back = { type: 'chargeback' as const, fee };
  addLine(world, makeRefund(world, AGIL, payment, amount, disputedOn, payoutIdOf(AGIL, disputedOn), back));
  plant(world, {
    kind: 'refund_exceeds_payment',
    key: { reference: payment.reference },
    firstDate: disputedOn,
    moneyAtRisk: add(amount, fee),
    because: 'refund and chargeback of one payment: the money went back twice, and the fee with it',
  });
}

/** The provider rejects the refund on the next day and makes it two days later. */
export function refundFails(world: World, date: PlainDate): void {
  const [failedOn, madeOn] = [addDays(date, 1), addDays(date, 3)];
  const part = freshAmount(world, 20_000, 60_000);
  const order = sale(world, date, {
    amount: freshAmount(world, 300_000),
    refunded: part,
    refundedAt: `${date} 18:00:00`,
  });
  const payment = pay(world, AGIL, order, date);
  const failed = refund(world, AGIL, payment, part, failedOn, { status: 'rejected' });
  refund(world, AGIL, payment, part, madeOn);
  plant(world, {
    kind: 'refund_failed',
    key: { reference: order.reference, providerId: failed.providerId },
    firstDate: failedOn,
    closedDate: madeOn,
    moneyAtRisk: part,
    because: 'rejected by the provider at once; an approved refund of the amount closes it',
  });
}

/** Nothing is wrong: two equal refunds stand under the id of their payment, each in the payout of its day. */
export function refundsUnderThePayment(world: World, date: PlainDate): void {
  const part = freshAmount(world, 20_000, 60_000);
  const order = sale(world, date, {
    amount: freshAmount(world, 300_000),
    refunded: minor(2 * part),
    refundedAt: `${date} 18:00:00`,
  });
  const payment = pay(world, AGIL, order, date);
  const { providerId } = payment;
  for (const days of [1, 2]) refund(world, AGIL, payment, part, addDays(date, days), { providerId, refundOf: '' });
}

/** Nothing is wrong: the credit note stands in the orders of the morning after the refund. */
export function creditNoteNextDay(world: World, date: PlainDate): void {
  const next = addDays(date, 1);
  const part = freshAmount(world, 20_000, 60_000);
  const order = sale(world, date, { amount: freshAmount(world, 300_000) });
  refund(world, AGIL, pay(world, AGIL, order, date), part, date);
  addOrder(world, { ...order, date: next, refunded: part, refundedAt: `${next} 08:00:00` });
}

export function refundOfNothing(world: World, date: PlainDate): void {
  const unknown = makeOrder(world, date, AGIL.method);
  const amount = freshAmount(world, 20_000, 60_000);
  const options = { refundOf: 'AG-UNKNOWN' };
  const ghost: SettlementRow = { ...pay(world, AGIL, sale(world, date), date), reference: unknown.reference };
  const line = refund(world, AGIL, ghost, amount, date, options);
  plant(world, {
    kind: 'refund_without_payment',
    key: { reference: line.reference, providerId: line.providerId },
    firstDate: date,
    because: 'no payment is known by its reference or by the id it names: at once',
  });
}

/** A sale with what the ERP says that it gave back, and the refunds that the provider made. */
function saleWithRefunds(
  world: World,
  date: PlainDate,
  amount: Minor,
  erp: Minor | null,
  provider: readonly Minor[],
): string {
  const order = sale(world, date, { amount, refunded: erp, refundedAt: erp === null ? '' : `${date} 18:00:00` });
  const payment = pay(world, AGIL, order, date);
  for (const part of provider) refund(world, AGIL, payment, part, date);
  return order.reference;
}

export function refundedTwice(world: World, date: PlainDate): void {
  const part = freshAmount(world, 20_000, 60_000);
  const reference = saleWithRefunds(world, date, freshAmount(world, 300_000), part, [part, part]);
  plant(world, {
    kind: 'duplicate_refund',
    key: { reference },
    firstDate: date,
    moneyAtRisk: part,
    because: 'equal refunds of one payment on one day, together more than the ERP refunded',
  });
}

export function refundedTooMuch(world: World, date: PlainDate): void {
  const amount = freshAmount(world, 300_000);
  const excess = minor(3_000_000);
  const reference = saleWithRefunds(world, date, amount, amount, [minor(10_000_000), add(amount, minor(-7_000_000))]);
  plant(world, {
    kind: 'refund_exceeds_payment',
    key: { reference },
    firstDate: date,
    moneyAtRisk: excess,
    because: 'refunds of one payment sum to more than it, by the amount at risk',
  });
}

/** Also the reason why it happens on the first day: the provider has 10 (or 15) business days. */
export function refundNotPaidOut(world: World, date: PlainDate): void {
  const part = freshAmount(world, 20_000, 60_000);
  const reference = saleWithRefunds(world, date, freshAmount(world, 300_000), part, []);
  plant(world, {
    kind: 'refund_missing_in_settlement',
    key: { reference },
    firstDate: pastDue(world.calendar.addBusinessDays(date, refundWithinBusinessDays(world))),
    moneyAtRisk: part,
    because: 'refunded date + refundWithinBusinessDays; open the day after',
  });
}

/** The default of 15 where the fortnight is long enough to see it run out, else 10. */
export function refundWithinBusinessDays(world: World): number {
  return world.dates.length >= 26 ? 15 : 10;
}

export function refundUnknownToErp(world: World, date: PlainDate): void {
  const part = freshAmount(world, 20_000, 60_000);
  const reference = saleWithRefunds(world, date, freshAmount(world, 300_000), null, [part]);
  plant(world, {
    kind: 'refund_missing_in_erp',
    key: { reference },
    firstDate: pastDue(addDays(date, 1)),
    moneyAtRisk: part,
    because:
      'more refunded than the ERP knows, past 1 calendar day from the file: the credit note may come the next morning',
  });
}

export function adjusted(world: World, date: PlainDate): void {
  const amount = freshAmount(world, 5_000, 15_000);
  const line = refund(world, AGIL, pay(world, AGIL, sale(world, date), date), amount, date, {
    type: 'adjustment',
    reference: '',
    refundOf: '',
    cus: '',
    description: 'AJUSTE MANUAL',
    gross: negate(amount),
  });
  plant(world, {
    kind: 'unexplained_adjustment',
    key: { providerId: line.providerId },
    firstDate: date,
    because: 'not named in knownAdjustments',
  });
}
