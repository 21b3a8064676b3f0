import { addDays, weekday, type PlainDate } from '../../../schemas/values/dates.ts';
import { minor, negate, sum, type Minor } from '../../../schemas/values/money.ts';
import {
  addBank,
  addLine,
  addOrder,
  clock,
  makeOrder,
  makePayment,
  makeRefund,
  type LineOptions,
  type OrderOptions,
} from './rows.ts';
import { AGIL, CORTE, NOCTURNO, OTHER_METHOD, PASARELA, payoutIdOf, type Provider } from './sources.ts';
import { freshAmount, isBlocked, lastDate, type OrderRow, type SettlementRow, type World } from './world.ts';

/**
 * An ordinary day: sales that every leg agrees on, in all the ways that they come to agree. Nothing here is a finding.
 */
export function cleanDay(world: World, date: PlainDate, orders: number): void {
  const hasNocturno = world.providers.includes(NOCTURNO);
  for (let index = 0; index < orders; index += 1) {
    // The first three make sure that no provider's file is empty.
    const roll = index < 3 ? ([0, 60, 85][index] ?? 0) : world.random.int(0, 99);
    if (roll < 50) aggregatorSale(world, date);
    else if (roll < 80) sellThrough(world, PASARELA, date, gatewaySale);
    else if (roll < 90) sellThrough(world, hasNocturno ? NOCTURNO : PASARELA, date, plainSale);
    else addOrder(world, makeOrder(world, date, OTHER_METHOD));
  }
  if (!world.providers.includes(CORTE)) return;
  for (const time of ['10:20:00', '17:00:00', '17:00:01', '20:45:00']) {
    const moment = `${date} ${time}`;
    pay(
      world,
      CORTE,
      addOrder(world, makeOrder(world, date, CORTE.method, { createdAt: moment, paidAt: moment })),
      date,
    );
  }
}

/** Where the provider's file of the date will be missing, the sale goes another way. */
function sellThrough(
  world: World,
  provider: Provider,
  date: PlainDate,
  sale: (world: World, provider: Provider, date: PlainDate) => void,
): void {
  if (isBlocked(world, provider.id, date)) aggregatorSale(world, date);
  else sale(world, provider, date);
}

function plainSale(world: World, provider: Provider, date: PlainDate): void {
  pay(world, provider, addOrder(world, makeOrder(world, date, provider.method)), date);
}

/** A payment in the file of `date`; a gateway's also goes to the bank by itself. */
export function pay(
  world: World,
  provider: Provider,
  order: OrderRow,
  date: PlainDate,
  options: LineOptions = {},
): SettlementRow {
  const payoutId = provider.settles === 'per_payout' ? payoutIdOf(provider, date) : '';
  const line = addLine(world, makePayment(world, provider, order, date, payoutId, options));
  if (provider.settles === 'per_transaction' && line.status === 'approved') creditByReference(world, provider, line);
  return line;
}

/** The bank's line of one gateway payment or refund, one or two business days later, by column or inside the text. */
export function creditByReference(
  world: World,
  provider: Provider,
  line: SettlementRow,
  days = world.random.int(1, 2),
  amount: Minor = line.gross,
) {
  const booked = world.calendar.addBusinessDays(line.date, days);
  const inColumn = world.random.chance(50);
  const words = amount < 0 ? 'DEVOLUCION' : 'ABONO';
  const text = `${words} ${provider.bankText}`;
  return addBank(
    world,
    booked,
    amount,
    inColumn ? text : `${text} ${line.reference}`,
    inColumn ? { reference: line.reference } : {},
  );
}

/** A sale by the aggregator's method, in the orders file of its day; its payment is the caller's. */
export function aggregatorOrder(world: World, date: PlainDate, options: OrderOptions = {}): OrderRow {
  return addOrder(world, makeOrder(world, date, AGIL.method, options));
}

function aggregatorSale(world: World, date: PlainDate): void {
  const roll = world.random.int(0, 99);
  if (roll < 60) plainSale(world, AGIL, date);
  else if (roll < 65) orderTomorrow(world, AGIL, date);
  else if (roll < 70) reportedLate(world, AGIL, date);
  else if (roll < 75) declinedFirst(world, date);
  else if (roll < 80) retried(world, AGIL, date);
  else if (roll < 84) pendingFirst(world, date);
  else if (roll < 88) depositAndBalance(world, AGIL, date);
  else if (roll < 92) refundedSameDay(world, AGIL, date);
  else if (roll < 95) refundedLater(world, date);
  else if (roll < 97) severalRefunds(world, date);
  else cancelledUnpaid(world, date);
}

function gatewaySale(world: World, provider: Provider, date: PlainDate): void {
  const roll = world.random.int(0, 99);
  if (roll < 70) plainSale(world, provider, date);
  else if (roll < 76) orderTomorrow(world, provider, date);
  else if (roll < 82) reportedLate(world, provider, date);
  else if (roll < 88) retried(world, provider, date);
  else if (roll < 94) depositAndBalance(world, provider, date);
  else refundedSameDay(world, provider, date);
}

/** The ERP exports the sale a day after the provider reports it: within `orderGraceDays`. */
function orderTomorrow(world: World, provider: Provider, date: PlainDate): void {
  const order = makeOrder(world, addDays(date, 1), provider.method, { paidOn: date });
  addOrder(world, order);
  pay(world, provider, order, date);
}

/** The provider reports the sale one or two business days after it: within `reportedWithinBusinessDays`. */
function reportedLate(world: World, provider: Provider, date: PlainDate): void {
  const reported = world.calendar.addBusinessDays(date, world.random.int(1, 2));
  const order = addOrder(world, makeOrder(world, date, provider.method));
  pay(world, provider, order, isBlocked(world, provider.id, reported) ? date : reported);
}

/** One refused attempt, then an approved one. */
function declinedFirst(world: World, date: PlainDate): void {
  const order = addOrder(world, makeOrder(world, date, AGIL.method));
  pay(world, AGIL, order, date, { status: 'rejected' });
  pay(world, AGIL, order, date, { reference: `${order.reference}-r1` });
}

/** The shop tried again under a suffix that the configuration strips. */
function retried(world: World, provider: Provider, date: PlainDate): void {
  const order = addOrder(world, makeOrder(world, date, provider.method));
  pay(world, provider, order, date, { reference: `${order.reference}-r1` });
}

/** PSE leaves the payment pending overnight; the next day both sides know that it was paid. */
function pendingFirst(world: World, date: PlainDate): void {
  const next = addDays(date, 1);
  const order = addOrder(world, makeOrder(world, date, AGIL.method, { status: 'pending' }));
  const waiting = pay(world, AGIL, order, date, { status: 'pending' });
  pay(world, AGIL, order, next, { providerId: waiting.providerId, cus: waiting.cus });
  addOrder(world, {
    ...order,
    date: next,
    status: 'paid',
    paidAt: `${next} ${clock(world)}`,
    invoice: `FE-${order.orderId.slice(1)}`,
  });
}

function depositAndBalance(world: World, provider: Provider, date: PlainDate): void {
  const next = addDays(date, 1);
  const deposit = freshAmount(world);
  const balance = freshAmount(world);
  const laterToo = !isBlocked(world, provider.id, next);
  const status = laterToo ? 'partially_paid' : 'paid';
  const order = addOrder(world, makeOrder(world, date, provider.method, { status, amount: minor(deposit + balance) }));
  pay(world, provider, order, date, { gross: deposit });
  pay(world, provider, order, laterToo ? next : date, {
    gross: balance,
    paidAt: `${laterToo ? next : date} ${clock(world)}`,
  });
  if (laterToo && world.random.chance(50)) addOrder(world, { ...order, date: next, status: 'paid' });
}

/** Part or all of a sale refunded on its day, known to both sides. */
function refundedSameDay(world: World, provider: Provider, date: PlainDate): void {
  const amount = freshAmount(world, 200_000);
  const whole = world.random.chance(30);
  const refunded = whole ? amount : freshAmount(world, 20_000, 150_000);
  const status = whole ? 'refunded' : 'paid';
  const order = addOrder(
    world,
    makeOrder(world, date, provider.method, { amount, status, refunded, refundedAt: `${date} 18:00:00` }),
  );
  const payment = pay(world, provider, order, date);
  refund(world, provider, payment, refunded, date);
}

/** A refund in the provider's file of `date`, debited by reference where the gateway does so. */
export function refund(
  world: World,
  provider: Provider,
  payment: SettlementRow,
  amount: Minor,
  date: PlainDate,
  options: LineOptions = {},
): SettlementRow {
  const payoutId = provider.settles === 'per_payout' ? payoutIdOf(provider, date) : '';
  const line = addLine(world, makeRefund(world, provider, payment, amount, date, payoutId, options));
  if (provider.settles === 'per_transaction') creditByReference(world, provider, line);
  return line;
}

/** The ERP refunds days after the sale, and the provider up to three days after the ERP. */
function refundedLater(world: World, date: PlainDate): void {
  const order = addOrder(world, makeOrder(world, date, AGIL.method, { amount: freshAmount(world, 200_000) }));
  const payment = pay(world, AGIL, order, date);
  const decided = addDays(date, world.random.int(2, 5));
  const refunded = freshAmount(world, 20_000, 150_000);
  addOrder(world, { ...order, date: decided, refunded, refundedAt: `${decided} 18:00:00` });
  refund(world, AGIL, payment, refunded, addDays(decided, world.random.pick([0, 1, 3])));
}

function severalRefunds(world: World, date: PlainDate): void {
  const parts = [freshAmount(world, 20_000, 90_000), freshAmount(world, 20_000, 90_000)];
  const next = addDays(date, 1);
  const order = makeOrder(world, date, AGIL.method, {
    amount: freshAmount(world, 300_000),
    refunded: sum(parts),
    refundedAt: `${date} 18:00:00`,
  });
  addOrder(world, order);
  const payment = pay(world, AGIL, order, date);
  parts.forEach((part, index) => refund(world, AGIL, payment, part, index === 0 ? date : next));
}

function cancelledUnpaid(world: World, date: PlainDate): void {
  const order = addOrder(world, makeOrder(world, date, AGIL.method, { status: 'cancelled' }));
  if (world.random.chance(50)) pay(world, AGIL, order, date, { status: 'rejected' });
}

/** Movements of the account that are nobody's payout: charges, GMF, rent, interest. */
export function unrelatedMovements(world: World): void {
  for (const date of world.dates) {
    if (!world.calendar.isBusinessDay(date)) continue;
    addBank(world, date, minor(-world.random.int(1_000, 90_000)), 'IMPTO GOBIERNO 4X1000');
    if (weekday(date) === 5)
      addBank(world, date, minor(-world.random.int(500_000, 900_000)), 'CUOTA MANEJO Y COMISION BANCARIA');
    if (world.random.chance(40))
      addBank(world, date, negate(freshAmount(world, 1_000_000, 4_000_000)), 'PAGO ARRIENDO LOCAL');
    if (world.random.chance(40))
      addBank(world, date, freshAmount(world, 1_000_000, 4_000_000), 'CONSIGNACION EFECTIVO SUCURSAL');
    if (date === lastDate(world)) addBank(world, date, minor(world.random.int(100, 900)), 'ABONO INTERESES AHORROS');
  }
}
