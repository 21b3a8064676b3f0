import fc from 'fast-check';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { minor } from '../../../schemas/values/money.ts';
import { PROVIDERS, rendered, type Filing, type Ran, type Row, type SourceId, type World } from './chain.ts';
import { movement, order, payment, reject, type OrderRow, type SettlementRow } from './rows.ts';

/**
 * A sale whose order and payment come on one day, and its credit on that day, later, or not at all: by itself or with
 * the others of its payout. Its names may be those of another, or of the world around it.
 */
export const sales = fc
  .record({
    day: fc.nat({ max: 2 }),
    number: fc.nat({ max: 9 }),
    taken: fc.constantFrom(
      'none',
      'none',
      'none',
      'reference',
      'transaction',
      'order',
      'movement',
      'payout',
      'no payout',
    ),
    amount: fc.constantFrom(70_000, 80_000, 10_000),
    inText: fc.boolean(),
    settles: fc.constantFrom('gate', 'gate', 'agg'),
    paidAfter: fc.constantFrom(0, 1, 1, 2, null),
    payout: fc.nat({ max: 1 }),
    /** What the order says more than its payment. */
    more: fc.constantFrom(0, 0, 0, 0, 0, 100),
    /** What the provider keeps of a payment. */
    fee: fc.constantFrom(0, 0, 0, 1_400),
    cus: fc.constantFrom(null, null, 'C1', 'C2'),
    currency: fc.constantFrom('COP', 'COP', 'COP', 'COP', 'COP', 'COP', 'COP', 'USD'),
    /** Whether the bank names the payout that it pays. */
    named: fc.constantFrom(true, true, false),
    /** What the bank pays too much for a payout. */
    surplus: fc.constantFrom(0, 0, 0, 0, 500, 70_000, 10_000),
  })
  .map(({ number, taken, payout, ...sale }) => ({
    ...sale,
    reference: taken === 'reference' ? 'BOG01-001' : `MED01-90${String(number)}`,
    transaction: taken === 'transaction' ? 'T1' : `S${String(number)}`,
    orderId: taken === 'order' ? 'O1' : `N${String(number)}`,
    movement: taken === 'movement' ? 'B1' : `K${String(number)}`,
    payoutId: taken === 'no payout' ? null : taken === 'payout' ? 'PAGO-1' : `LOTE-77${String(payout)}`,
  }));
export type Sale = typeof sales extends fc.Arbitrary<infer One> ? One : never;

/** What may stand beside a sale, days before or after it. */
const BESIDE = [
  'the order again',
  'the order changed',
  'the order renumbered',
  'an order by its other keys',
  'the payment again',
  'the payment in another payout',
  'the payment pending',
  'another payment by its other keys',
  'a refund by id',
  'a refund under its id',
  'a refund by reference',
  'a chargeback',
  'a fee of its payout',
  'a tax of its payout',
  'an adjustment of its payout',
  'its payout taken back',
  'an unreadable payment',
  'an unreadable payment of its payout',
  'an unreadable order',
  'a debit of its amount',
  'a credit of its amount',
  'a credit that names it',
] as const;

export const besides = fc.record({
  what: fc.constantFrom(...BESIDE),
  of: fc.nat({ max: 5 }),
  day: fc.nat({ max: 3 }),
  amount: fc.constantFrom(null, 10_000, 500),
  payoutId: fc.constantFrom('LOTE-770', 'LOTE-771', null),
});
export type Beside = typeof besides extends fc.Arbitrary<infer One> ? One : never;

/** The row that stands beside a sale. */
export function besideOf(
  sale: Sale,
  { what, day, payoutId, ...one }: Beside,
  start: PlainDate,
): readonly [SourceId, PlainDate, Row] {
  const [on, sold] = [addDays(start, day), addDays(start, sale.day)];
  const { settles, reference, transaction, orderId, currency, cus } = sale;
  const amount = one.amount ?? sale.amount;
  const ofOrder = (name: string, due: number, more: Partial<OrderRow> = {}): readonly [SourceId, PlainDate, Row] => [
    'erp',
    on,
    order(name, due, sold, { orderId, currency, method: PROVIDERS[settles].method, cus, ...more }),
  ];
  const own = settles === 'agg' ? sale.payoutId : null;
  const ofProvider = (
    id: string,
    name: string,
    gross: number,
    more: Partial<SettlementRow> = {},
  ): readonly [SourceId, PlainDate, Row] => [
    settles,
    on,
    payment(settles, id, name, gross, sold, { currency, payoutId: own, ...more }),
  ];
  const ofPayout = (more: Partial<SettlementRow>): readonly [SourceId, PlainDate, Row] => [
    'agg',
    on,
    payment('agg', `X${what}`, '', more.type === 'payout' ? amount : -amount, sold, { currency, payoutId, ...more }),
  ];
  const [text, keys] = [PROVIDERS[settles].bankText, { cus: 'C1', providerId: transaction }];
  switch (what) {
    case 'the order again':
      return ofOrder(reference, sale.amount + sale.more);
    case 'the order changed':
      return ofOrder(reference, sale.amount + 500);
    case 'the order renumbered':
      return ofOrder('MED01-999', sale.amount);
    case 'an order by its other keys':
      return ofOrder('MED01-998', sale.amount, { orderId: 'N98', ...keys });
    case 'the payment again':
      return ofProvider(transaction, reference, sale.amount, {
        fee: minor(sale.fee),
        net: minor(sale.amount - sale.fee),
        cus,
      });
    case 'the payment in another payout':
      return ofProvider(transaction, reference, sale.amount, { payoutId });
    case 'the payment pending':
      return ofProvider(transaction, reference, sale.amount, { status: 'pending' });
    case 'another payment by its other keys':
      return ofProvider('S98', 'MED01-998', sale.amount, { cus: 'C1' });
    case 'a refund by id':
      return ofProvider('R1', '', -amount, { type: 'refund', refundOf: transaction });
    case 'a refund under its id':
      return ofProvider(transaction, reference, -amount, { type: 'refund', payoutId });
    case 'a refund by reference':
      return ofProvider('R1', reference, -amount, { type: 'refund' });
    case 'a chargeback':
      return ofProvider('C1', '', -amount, { type: 'chargeback', refundOf: transaction });
    case 'a fee of its payout':
      return ofPayout({ type: 'fee', payoutId: own });
    case 'a tax of its payout':
      return ofPayout({ type: 'tax', payoutId: own });
    case 'an adjustment of its payout':
      return ofPayout({ type: 'adjustment', payoutId: own });
    case 'its payout taken back':
      return ofPayout({ type: 'payout', refundOf: one.amount === 500 ? null : own });
    case 'an unreadable payment':
      return [settles, on, reject('settlement', { merchantReference: reference })];
    case 'an unreadable payment of its payout':
      return [settles, on, reject('settlement', { payoutId: own, amount: minor(500) })];
    case 'an unreadable order':
      return ['erp', on, reject('order', { merchantReference: reference })];
    case 'a debit of its amount':
      return ['bank', on, movement('D1', -amount, on, `${text} ${own ?? reference}`, { currency })];
    case 'a credit of its amount':
      return ['bank', on, movement(sale.movement, amount, on, text, { currency })];
    case 'a credit that names it':
      return ['bank', on, movement('K98', amount, on, `${text} ${own ?? reference}`, { currency })];
  }
}

/** The rows of sales by source and day; a payout is paid as one sum, on the first day that a sale of it says. */
export function rowsOf(all: readonly Sale[], start: PlainDate): readonly (readonly [SourceId, PlainDate, Row])[] {
  const rows: (readonly [SourceId, PlainDate, Row])[] = [];
  const payouts = new Map<string, { on: number | null; amount: number; currency: string; named: boolean }>();
  for (const { day, reference, transaction, orderId, amount, inText, settles, paidAfter, payoutId, ...sale } of all) {
    const on = addDays(start, day);
    const { currency, cus, fee, named } = sale;
    rows.push([
      'erp',
      on,
      order(reference, amount + sale.more, on, { orderId, currency, cus, method: PROVIDERS[settles].method }),
    ]);
    const paidOn = paidAfter === null ? null : day + paidAfter;
    const charged = { currency, cus, fee: minor(fee), net: minor(amount - fee) };
    if (settles === 'agg') {
      rows.push(['agg', on, payment('agg', transaction, reference, amount, on, { payoutId, ...charged })]);
      if (payoutId === null) continue;
      const known = payouts.get(payoutId) ?? { on: paidOn, amount: 0, currency, named };
      payouts.set(payoutId, { ...known, amount: known.amount + amount - fee + sale.surplus });
      continue;
    }
    rows.push(['gate', on, payment('gate', transaction, reference, amount, on, charged)]);
    if (paidOn === null) continue;
    const text = inText ? `${PROVIDERS.gate.bankText} ${reference}` : PROVIDERS.gate.bankText;
    const own = { reference: inText ? null : reference, currency };
    const booked = addDays(start, paidOn);
    rows.push(['bank', booked, movement(sale.movement, amount, booked, text, own)]);
  }
  for (const [payoutId, { on, amount, currency, named }] of payouts) {
    if (on === null) continue;
    const booked = addDays(start, on);
    const text = named ? `${PROVIDERS.agg.bankText} ${payoutId}` : PROVIDERS.agg.bankText;
    rows.push(['bank', booked, movement(`L${payoutId}`, amount, booked, text, { currency })]);
  }
  return rows;
}

/** The world with some sales more, in the files of their days. */
export function withSales(world: World, more: readonly Sale[], beside: readonly Beside[] = []): World {
  const filings: Filing[] = [...world.filings];
  const others = beside.flatMap((one) => {
    const sale = more[one.of % more.length];
    return sale === undefined ? [] : [besideOf(sale, one, world.goLive)];
  });
  for (const [source, date, row] of [...rowsOf(more, world.goLive), ...others]) {
    if (date > world.last) continue;
    const at = filings.findIndex((one) => one.date === date && one.source === source);
    const own = filings[at] ?? { date, source, version: 1, rows: [] };
    filings.splice(at < 0 ? filings.length : at, at < 0 ? 0 : 1, { ...own, rows: [...own.rows, row] });
  }
  return { ...world, filings };
}

/** How many plain sales were closed with their credit, with their payout, or left waiting, on what had been carried. */
export function counted(chain: readonly Ran[]): Record<'closed' | 'waiting' | 'carried' | 'inPayouts', number> {
  const counts = { closed: 0, waiting: 0, carried: 0, inPayouts: 0 };
  for (const { matched } of chain)
    for (const { credit, former, payment: line } of matched.workingSet.plain.each()) {
      if (credit === null) counts.waiting += 1;
      else counts.closed += 1;
      if (former !== null) counts.carried += 1;
      if (line.source === 'agg') counts.inPayouts += 1;
    }
  return counts;
}

/** Everything that some runs decided, and what they print. */
export const decided = (chain: readonly Ran[]): unknown[] =>
  chain.map((ran) => ({ ...ran.outcome, fates: [...ran.outcome.fates], reports: rendered(ran) }));
