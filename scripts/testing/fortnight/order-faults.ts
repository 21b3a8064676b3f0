import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { add, minor } from '../../../schemas/values/money.ts';
import { aggregatorOrder as sale, pay } from './clean.ts';
import {
  adjusted,
  creditNoteNextDay,
  disputed,
  disputedAndPaidAgain,
  refundFails,
  refundsUnderThePayment,
  refundedTooMuch,
  refundedTwice,
  refundNotPaidOut,
  refundOfNothing,
  refundUnknownToErp,
  wentBackTwice,
} from './refund-faults.ts';
import { addLine, addOrder, makeOrder, plant, withCharge } from './rows.ts';
import { AGIL } from './sources.ts';
import { lastDate, pastDue, serial, type World } from './world.ts';

/**
 * What can be wrong between an order and the aggregator's line. The line rides in the daily payout, which the bank
 * pays as the file says, so that nothing is wrong on the other side. Every fault has a date and an order of its own.
 */
type Fault = (world: World, date: PlainDate) => void;

/** The fault and the day of the fortnight, counted from 0, on which it happens. */
const FAULTS: readonly (readonly [Fault, number])[] = [
  [refundNotPaidOut, 0],
  [missingInSettlement, 1],
  [missingInErp, 2],
  [paidTooMuch, 3],
  [paidTooLittle, 3],
  [paidTwice, 4],
  [declinedForGood, 5],
  [cancelledButPaid, 6],
  [pendingButPaid, 7],
  [printedTwice, 7],
  [soldTwice, 8],
  [disputed, 8],
  [refundOfNothing, 9],
  [refundedTwice, 10],
  [refundedTooMuch, 10],
  [refundUnknownToErp, 11],
  [netOff, 12],
  [adjusted, 12],
  [storeNotListed, 13],
  [storesDisagree, 13],
  [withoutInvoice, 14],
  [inDollars, 14],
  [orderUnreadable, 15],
  [pendingForDays, 15],
  [refundFails, 2],
  [refundsUnderThePayment, 3],
  [numberUsedAgain, 1],
  [disputedAndPaidAgain, 4],
  [wentBackTwice, 5],
  [approvedOvernight, 6],
  [creditNoteNextDay, 7],
  [inProcessForLong, 9],
  [soldTogether, 8],
  [paidByTwoTenders, 9],
  [ruinedBySpreadsheet, 10],
  // Again over a weekend and the holiday of Monday, 29 June.
  [missingInSettlement, 3],
  [paidTooLittle, 2],
  [declinedForGood, 4],
];

export function orderFaults(world: World): void {
  for (const [fault, day] of FAULTS) {
    const date = world.dates[day];
    if (date !== undefined) fault(world, date);
  }
}

/** The day after an order's due date: paid date + 2 business days. */
function orderPastDue(world: World, date: PlainDate): PlainDate {
  return pastDue(world.calendar.addBusinessDays(date, 2));
}

function missingInSettlement(world: World, date: PlainDate): void {
  const order = sale(world, date);
  plant(world, {
    kind: 'missing_in_settlement',
    key: { reference: order.reference },
    firstDate: orderPastDue(world, date),
    moneyAtRisk: order.amount,
    because: 'no line until paid date + 2 business days; open the day after',
  });
}

function missingInErp(world: World, date: PlainDate): void {
  const line = pay(world, AGIL, makeOrder(world, date, AGIL.method), date);
  plant(world, {
    kind: 'missing_in_erp',
    key: { reference: line.reference, providerId: line.providerId },
    firstDate: pastDue(addDays(date, 1)),
    moneyAtRisk: line.gross,
    because: 'no order until the file date + 1 calendar day; open the day after',
  });
}

function paidTooMuch(world: World, date: PlainDate): void {
  const order = sale(world, date);
  pay(world, AGIL, order, date, { gross: add(order.amount, minor(700_000)) });
  const key = { reference: order.reference };
  plant(world, {
    kind: 'amount_mismatch',
    key,
    firstDate: date,
    moneyAtRisk: minor(700_000),
    because: 'too much breaks at once',
  });
}

function paidTooLittle(world: World, date: PlainDate): void {
  const order = sale(world, date);
  pay(world, AGIL, order, date, { gross: add(order.amount, minor(-700_000)) });
  plant(world, {
    kind: 'amount_mismatch',
    key: { reference: order.reference },
    firstDate: orderPastDue(world, date),
    moneyAtRisk: minor(700_000),
    because: "too little awaits until the order's due date; open the day after",
  });
}

function paidTwice(world: World, date: PlainDate): void {
  const order = sale(world, date);
  pay(world, AGIL, order, date);
  pay(world, AGIL, order, date);
  plant(world, {
    kind: 'duplicate_payment',
    key: { reference: order.reference },
    firstDate: date,
    moneyAtRisk: order.amount,
    because: 'more than is due breaks at once; one of the two payments is exactly what is due',
  });
}

function declinedForGood(world: World, date: PlainDate): void {
  const order = sale(world, date);
  pay(world, AGIL, order, date, { status: 'rejected' });
  plant(world, {
    kind: 'status_conflict',
    key: { reference: order.reference },
    firstDate: orderPastDue(world, date),
    because: "the ERP says paid, the provider's final word is no, past the order's due date",
  });
}

function cancelledButPaid(world: World, date: PlainDate): void {
  const order = sale(world, date, { status: 'cancelled' });
  pay(world, AGIL, order, date);
  plant(world, {
    kind: 'status_conflict',
    key: { reference: order.reference },
    firstDate: date,
    because: 'approved, and cancelled by the ERP without refund: at once',
  });
}

function pendingButPaid(world: World, date: PlainDate): void {
  const order = sale(world, date, { status: 'pending' });
  pay(world, AGIL, order, date);
  plant(world, {
    kind: 'status_conflict',
    key: { reference: order.reference },
    firstDate: pastDue(addDays(date, 1)),
    because: 'approved, and still pending in the ERP past 1 calendar day',
  });
}

function printedTwice(world: World, date: PlainDate): void {
  const line = pay(world, AGIL, sale(world, date), date);
  addLine(world, { ...line, copy: true });
  plant(world, {
    kind: 'duplicate_settlement_line',
    class: 'notice',
    key: { reference: line.reference },
    firstDate: date,
    noted: true,
    because: 'equal in the same file, paid once: a notice',
  });
}

function soldTwice(world: World, date: PlainDate): void {
  const order = sale(world, date);
  addOrder(world, { ...order, orderId: `S${serial(world, 6)}` });
  pay(world, AGIL, order, date);
  plant(world, {
    kind: 'duplicate_order',
    key: { reference: order.reference },
    firstDate: date,
    because: 'one reference under two order ids',
  });
}

/** Two orders under one reference, and one payment that is their sum. */
function soldTogether(world: World, date: PlainDate): void {
  const order = sale(world, date);
  const other = addOrder(world, {
    ...makeOrder(world, date, AGIL.method),
    reference: order.reference,
    store: order.store,
  });
  pay(world, AGIL, order, date, { gross: add(order.amount, other.amount) });
  plant(world, {
    kind: 'shared_reference',
    class: 'notice',
    key: { reference: order.reference },
    firstDate: date,
    noted: true,
    moneyAtRisk: minor(0),
    because: 'two orders that one payment pays: nothing is owed',
  });
}

/** The export does not split an order that a gift card paid in part: what no feed shows is its risk. */
function paidByTwoTenders(world: World, date: PlainDate): void {
  const order = addOrder(world, makeOrder(world, date, `REGALO + ${AGIL.method}`));
  pay(world, AGIL, order, date, { gross: add(order.amount, minor(-500_000)) });
  plant(world, {
    kind: 'split_tender',
    class: 'notice',
    key: { reference: order.reference },
    firstDate: orderPastDue(world, date),
    noted: true,
    moneyAtRisk: minor(500_000),
    because: 'the other tender may have paid the rest, and no feed shows it',
  });
}

/** The order went through a spreadsheet, its payment did not. */
function ruinedBySpreadsheet(world: World, date: PlainDate): void {
  const made = makeOrder(world, date, AGIL.method);
  const order = addOrder(world, { ...made, reference: '4.10077E+15' });
  const line = pay(world, AGIL, { ...made, reference: '4100770000000123' }, date);
  plant(world, {
    kind: 'reference_damaged',
    key: {},
    firstDate: date,
    moneyAtRisk: order.amount,
    because: 'a key in powers of ten is no key: one row for the file',
  });
  plant(world, {
    kind: 'missing_in_erp',
    key: { reference: line.reference, providerId: line.providerId },
    firstDate: pastDue(addDays(date, 1)),
    moneyAtRisk: line.gross,
    because: 'the payment whose order is ruined stands under the row of the file',
  });
}

function netOff(world: World, date: PlainDate): void {
  const line = pay(world, AGIL, sale(world, date), date);
  world.settlements[world.settlements.indexOf(line)] = withCharge(line, 'net', minor(100_000));
  const key = { reference: line.reference };
  plant(world, {
    kind: 'net_mismatch',
    key,
    firstDate: date,
    moneyAtRisk: minor(100_000),
    because: 'gross - fee - tax is not the net',
  });
}

function storeNotListed(world: World, date: PlainDate): void {
  const order = sale(world, date, { store: 'CAL09' });
  pay(world, AGIL, order, date);
  plant(world, {
    kind: 'store_unknown',
    key: { reference: order.reference },
    firstDate: date,
    moneyAtRisk: minor(0),
    because: 'CAL09 is on no list',
  });
}

function storesDisagree(world: World, date: PlainDate): void {
  const made = makeOrder(world, date, AGIL.method, { store: 'BOG01' });
  const order = addOrder(world, { ...made, store: 'BOG02' });
  pay(world, AGIL, order, date);
  const key = { reference: order.reference };
  plant(world, {
    kind: 'store_conflict',
    key,
    firstDate: date,
    moneyAtRisk: minor(0),
    because: 'the reference says BOG01, the order BOG02',
  });
}

function withoutInvoice(world: World, date: PlainDate): void {
  const order = sale(world, date, { invoice: '' });
  pay(world, AGIL, order, date);
  plant(world, {
    kind: 'invoice_missing',
    key: { reference: order.reference },
    firstDate: date,
    moneyAtRisk: minor(0),
    because: 'paid, without number',
  });
}

function inDollars(world: World, date: PlainDate): void {
  const order = sale(world, date, { currency: 'USD' });
  pay(world, AGIL, order, date);
  plant(world, {
    kind: 'currency_mismatch',
    key: { reference: order.reference },
    firstDate: date,
    because: 'the order in USD, the payment in COP',
  });
}

/** The order's amount cannot be read: its row stands for it, and its payment misses no order. */
function orderUnreadable(world: World, date: PlainDate): void {
  const order = sale(world, date, { amountText: 'doce mil' });
  pay(world, AGIL, order, date);
  plant(world, {
    kind: 'row_rejected',
    key: { reference: order.reference },
    evidenceOf: order,
    firstDate: date,
    because: 'an order row with a readable reference: its payment raises nothing else',
  });
}

function pendingForDays(world: World, date: PlainDate): void {
  const line = pay(world, AGIL, sale(world, date, { status: 'pending' }), date, { status: 'pending' });
  plant(world, {
    kind: 'stale_pending',
    key: { reference: line.reference },
    firstDate: addDays(date, 2),
    noted: true,
    because: 'paid_at in working hours: 48 hours are over at the end of the second day, not of the first',
  });
}

/** The shop counts the sale as paid while PSE still has the payment pending; the next day it is approved. */
function approvedOvernight(world: World, date: PlainDate): void {
  const order = sale(world, date);
  const waiting = pay(world, AGIL, order, date, { status: 'pending' });
  pay(world, AGIL, order, addDays(date, 1), { providerId: waiting.providerId, cus: waiting.cus });
  plant(world, {
    kind: 'payment_in_process',
    class: 'notice',
    key: { reference: order.reference },
    firstDate: date,
    noted: true,
    moneyAtRisk: minor(0),
    because: "the ERP says paid and the provider's last word is pending: a notice, and no more once it is approved",
  });
}

function inProcessForLong(world: World, date: PlainDate): void {
  const risenDate = addDays(date, 2);
  const order = sale(world, date);
  pay(world, AGIL, order, date, { status: 'pending' });
  if (risenDate > lastDate(world)) return;
  const givenUp = pastDue(world.calendar.addBusinessDays(risenDate, CARRY_BUSINESS_DAYS));
  plant(world, {
    kind: 'missing_in_settlement',
    key: { reference: order.reference },
    firstDate: givenUp,
    because: 'no final word for carryBusinessDays more: a question that quotes the pending line',
  });
  plant(world, {
    kind: 'payment_in_process',
    class: 'action',
    key: { reference: order.reference },
    firstDate: date,
    risenDate,
    closedDate: givenUp,
    moneyAtRisk: order.amount,
    because:
      '48 hours are over at the end of the second day: the notice becomes an action, and the order is not called missing',
  });
}

/** `matching.carryBusinessDays` of the configuration. */
const CARRY_BUSINESS_DAYS = 10;

/** Nothing is wrong: an acquirer uses an authorisation number again for another sale. */
function numberUsedAgain(world: World, date: PlainDate): void {
  const later = addDays(date, 5);
  const { providerId } = pay(world, AGIL, sale(world, date), date);
  pay(world, AGIL, sale(world, later), later, { providerId });
}
