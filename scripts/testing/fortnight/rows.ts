import type { PlainDate } from '../../../schemas/values/dates.ts';
import { add, minor, negate, subtract, sum, type Minor } from '../../../schemas/values/money.ts';
import { chargesOn, STORES, type Provider } from './sources.ts';
import {
  freshAmount,
  lastDate,
  serial,
  type BankRow,
  type Draft,
  type OrderRow,
  type SettlementRow,
  type World,
} from './world.ts';

/** How a sale differs from the plain one: what is given replaces what would be made up. */
export type OrderOptions = Partial<Omit<OrderRow, 'method'>> & { readonly paidOn?: PlainDate };

/** A sale of `date`, paid that day, not yet put into a file. */
export function makeOrder(world: World, date: PlainDate, method: string, options: OrderOptions = {}): OrderRow {
  const { paidOn, ...given } = options;
  const store = given.store ?? world.random.pick(STORES);
  const number = serial(world, 6);
  const status = given.status ?? 'paid';
  const sold = status !== 'pending' && status !== 'cancelled' && status !== 'expired';
  const moment = `${paidOn ?? date} ${clock(world)}`;
  return {
    date,
    reference: `${store}-${date.replaceAll('-', '')}-${number}`,
    orderId: `S${number}`,
    store,
    method,
    amount: given.amount ?? freshAmount(world),
    currency: 'COP',
    status,
    createdAt: moment,
    paidAt: sold ? moment : '',
    invoice: sold ? `FE-${number}` : '',
    refunded: null,
    refundedAt: '',
    ...given,
  };
}

/** Between eight and six: no payment near midnight, so the local date is the same in every reading. */
export function clock(world: World): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(world.random.int(8, 17))}:${two(world.random.int(0, 59))}:${two(world.random.int(0, 59))}`;
}

export type LineOptions = Partial<SettlementRow>;

/** The provider's line of a payment of `gross` under the order's reference, in the file of `date`. */
export function makePayment(
  world: World,
  provider: Provider,
  order: Pick<OrderRow, 'reference' | 'createdAt' | 'amount'>,
  date: PlainDate,
  payoutId: string,
  options: LineOptions = {},
): SettlementRow {
  const gross = options.gross ?? order.amount;
  const charged = chargesOn(gross, provider.charges);
  const nets = provider.compares === 'net';
  const approved = (options.status ?? 'approved') === 'approved';
  const number = serial(world, 9);
  return {
    source: provider.id,
    date,
    reference: order.reference,
    providerId: `${provider.payoutPrefix}${number}`,
    type: 'payment',
    status: 'approved',
    method: provider.method,
    gross,
    fee: nets && approved ? charged.fee : null,
    tax: nets && approved && provider.charges.vatPercent > 0 ? charged.tax : null,
    net:
      nets && approved
        ? subtract(subtract(gross, charged.fee), provider.charges.vatPercent > 0 ? charged.tax : minor(0))
        : null,
    currency: 'COP',
    paidAt: order.createdAt,
    settledOn: approved && provider.settles !== 'per_day' ? date : null,
    payoutId: approved ? payoutId : '',
    cus: `00${number}`,
    environment: 'live',
    refundOf: '',
    description: '',
    copy: false,
    ...options,
  };
}

/**
 * The provider's line of a refund (or chargeback): the amount is given positive, the row carries it negative, without
 * charges.
 */
export function makeRefund(
  world: World,
  provider: Provider,
  payment: SettlementRow,
  amount: Minor,
  date: PlainDate,
  payoutId: string,
  options: LineOptions = {},
): SettlementRow {
  const fee = options.fee ?? null;
  const net = subtract(negate(amount), fee ?? minor(0));
  return makePayment(world, provider, { ...payment, createdAt: payment.paidAt, amount }, date, payoutId, {
    type: 'refund',
    gross: negate(amount),
    tax: null,
    net: provider.compares === 'net' ? net : null,
    paidAt: `${date} ${clock(world)}`,
    refundOf: payment.providerId,
    reference: payment.reference,
    ...options,
    fee,
  });
}

export function addOrder(world: World, order: OrderRow): OrderRow {
  if (order.date <= lastDate(world)) world.orders.push(order);
  return order;
}

export function addLine(world: World, line: SettlementRow): SettlementRow {
  if (line.date <= lastDate(world)) world.settlements.push(line);
  return line;
}

export type BankOptions = Partial<Omit<BankRow, 'date' | 'amount' | 'description'>>;

/** A movement of the account. Banks book on business days only. */
export function addBank(
  world: World,
  date: PlainDate,
  amount: Minor,
  description: string,
  options: BankOptions = {},
): BankRow {
  if (!world.calendar.isBusinessDay(date)) throw new RangeError(`the bank books nothing on ${date}`);
  const row: BankRow = {
    date,
    amount,
    description,
    bankId: `BK${serial(world, 9)}`,
    reference: '',
    endToEndId: '',
    ...options,
  };
  if (date <= lastDate(world)) world.bank.push(row);
  return row;
}

/** Remembers what must be found, unless the fortnight ends before it shows. */
export function plant(world: World, draft: Draft): void {
  if (draft.firstDate <= lastDate(world)) world.drafts.push(draft);
}

/** What the provider pays out for these lines; a copy of a printed line is not paid again. */
export function payoutNet(lines: readonly SettlementRow[]): Minor {
  return sum(lines.filter((line) => !line.copy).map((line) => line.net ?? minor(0)));
}

/** The lines that belong to a payout, as they stand in the files. */
export function payoutLines(world: World, payoutId: string): SettlementRow[] {
  return world.settlements.filter((line) => line.payoutId === payoutId);
}

/**
 * A line like `line` with an amount more in its fee, tax or net, and its net following unless the net itself is off.
 */
export function withCharge(line: SettlementRow, part: 'fee' | 'tax' | 'net', excess: Minor): SettlementRow {
  const less = subtract(line.net ?? minor(0), excess);
  if (part === 'net') return { ...line, net: less };
  return { ...line, [part]: add(line[part] ?? minor(0), excess), net: less };
}
