import fc from 'fast-check';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { minor } from '../../../schemas/values/money.ts';
import { PROVIDERS, rendered, type Filing, type Ran, type Row, type SourceId, type World } from './chain.ts';
import { movement, order, payment, reject, type OrderRow, type RejectRow, type SettlementRow } from './rows.ts';

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

/** Makes the rows that speak of a sale on another day. */
interface Makers {
  readonly sale: Sale;
  readonly amount: number;
  readonly payoutId: string | null;
  readonly order: (reference: string, amount: number, more?: Partial<OrderRow>) => PlacedRow;
  /** In the payout of the sale. */
  readonly payment: (id: string, reference: string, gross: number, more?: Partial<SettlementRow>) => PlacedRow;
  readonly charge: (more: Partial<SettlementRow>) => PlacedRow;
  readonly movement: (id: string, amount: number, isNamed: boolean) => PlacedRow;
  readonly reject: (leg: 'order' | 'settlement', more: Partial<RejectRow>) => PlacedRow;
}

type PlacedRow = readonly [SourceId, PlainDate, Row];

function makersOf(sale: Sale, one: Beside, start: PlainDate): Makers {
  const { settles, reference, currency, cus } = sale;
  const [on, sold] = [addDays(start, one.day), addDays(start, sale.day)];
  const own = settles === 'agg' ? sale.payoutId : null;
  const amount = one.amount ?? sale.amount;
  const ofOrder = { orderId: sale.orderId, currency, method: PROVIDERS[settles].method, cus };
  const ofPayout = { currency, payoutId: own };
  return {
    sale,
    amount,
    payoutId: one.payoutId,
    order: (name, due, more) => ['erp', on, order(name, due, sold, { ...ofOrder, ...more })],
    payment: (id, name, gross, more) => [
      settles,
      on,
      payment(settles, id, name, gross, sold, { ...ofPayout, ...more }),
    ],
    charge: (more) => [
      'agg',
      on,
      payment('agg', `X${one.what}`, '', more.type === 'payout' ? amount : -amount, sold, { ...ofPayout, ...more }),
    ],
    movement: (id, booked, isNamed) => {
      const text = isNamed ? `${PROVIDERS[settles].bankText} ${own ?? reference}` : PROVIDERS[settles].bankText;
      return ['bank', on, movement(id, booked, on, text, { currency })];
    },
    reject: (leg, more) => [leg === 'order' ? 'erp' : settles, on, reject(leg, more)],
  };
}

/** What may stand beside a sale, days before or after it. */
const BESIDES = {
  'the order again': ({ sale, ...make }) => make.order(sale.reference, sale.amount + sale.more),
  'the order changed': ({ sale, ...make }) => make.order(sale.reference, sale.amount + 500),
  'the order renumbered': ({ sale, ...make }) => make.order('MED01-999', sale.amount),
  'an order by its other keys': ({ sale, ...make }) =>
    make.order('MED01-998', sale.amount, { orderId: 'N98', cus: 'C1', providerId: sale.transaction }),
  'the payment again': ({ sale, ...make }) =>
    make.payment(sale.transaction, sale.reference, sale.amount, {
      fee: minor(sale.fee),
      net: minor(sale.amount - sale.fee),
      cus: sale.cus,
    }),
  'the payment in another payout': ({ sale, payoutId, ...make }) =>
    make.payment(sale.transaction, sale.reference, sale.amount, { payoutId }),
  'the payment pending': ({ sale, ...make }) =>
    make.payment(sale.transaction, sale.reference, sale.amount, { status: 'pending' }),
  'another payment by its other keys': ({ sale, ...make }) =>
    make.payment('S98', 'MED01-998', sale.amount, { cus: 'C1' }),
  'a refund by id': ({ sale, amount, ...make }) =>
    make.payment('R1', '', -amount, { type: 'refund', refundOf: sale.transaction }),
  'a refund under its id': ({ sale, amount, payoutId, ...make }) =>
    make.payment(sale.transaction, sale.reference, -amount, { type: 'refund', payoutId }),
  'a refund by reference': ({ sale, amount, ...make }) =>
    make.payment('R1', sale.reference, -amount, { type: 'refund' }),
  'a chargeback': ({ sale, amount, ...make }) =>
    make.payment('C1', '', -amount, { type: 'chargeback', refundOf: sale.transaction }),
  'a fee of its payout': ({ charge }) => charge({ type: 'fee' }),
  'a tax of its payout': ({ charge }) => charge({ type: 'tax' }),
  'an adjustment of its payout': ({ charge }) => charge({ type: 'adjustment' }),
  'its payout taken back': ({ sale, payoutId, charge }) =>
    charge({ type: 'payout', payoutId, refundOf: sale.inText ? sale.payoutId : null }),
  'an unreadable payment': ({ sale, ...make }) => make.reject('settlement', { merchantReference: sale.reference }),
  'an unreadable payment of its payout': ({ sale, ...make }) =>
    make.reject('settlement', { payoutId: sale.payoutId, amount: minor(500) }),
  'an unreadable order': ({ sale, ...make }) => make.reject('order', { merchantReference: sale.reference }),
  'a debit of its amount': ({ amount, ...make }) => make.movement('D1', -amount, true),
  'a credit of its amount': ({ sale, amount, ...make }) => make.movement(sale.movement, amount, false),
  'a credit that names it': ({ amount, ...make }) => make.movement('K98', amount, true),
} as const satisfies Readonly<Record<string, (make: Makers) => PlacedRow>>;

export const besides = fc.record({
  what: fc.constantFrom(...(Object.keys(BESIDES) as (keyof typeof BESIDES)[])),
  of: fc.nat({ max: 5 }),
  day: fc.nat({ max: 3 }),
  amount: fc.constantFrom(null, 10_000, 500),
  payoutId: fc.constantFrom('LOTE-770', 'LOTE-771', null),
});
type Beside = typeof besides extends fc.Arbitrary<infer One> ? One : never;

/** The row that stands beside a sale. */
function besideOf(sale: Sale, one: Beside, start: PlainDate): PlacedRow {
  return BESIDES[one.what](makersOf(sale, one, start));
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
