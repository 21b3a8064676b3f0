import fc from 'fast-check';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { minor } from '../../../schemas/values/money.ts';
import { PROVIDERS, rendered, type Filing, type Ran, type Row, type SourceId, type World } from './chain.ts';
import { movement, order, payment } from './rows.ts';

/**
 * A sale whose order and payment come on one day, and its credit on that day, later, or not at all: by itself or with
 * the others of its payout. Its names may be those of another, or of the world around it.
 */
export const sales = fc
  .record({
    day: fc.nat({ max: 2 }),
    number: fc.nat({ max: 9 }),
    taken: fc.constantFrom('none', 'none', 'none', 'reference', 'transaction', 'order', 'movement', 'payout'),
    amount: fc.constantFrom(70_000, 80_000, 10_000),
    inText: fc.boolean(),
    settles: fc.constantFrom('gate', 'gate', 'agg'),
    paidAfter: fc.constantFrom(0, 1, 1, 2, null),
    payout: fc.nat({ max: 1 }),
    /** What the order says more than its payment. */
    more: fc.constantFrom(0, 0, 0, 0, 0, 100),
    /** What the provider keeps of a payment. */
    fee: fc.constantFrom(0, 0, 0, 1_400),
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
    payoutId: taken === 'payout' ? 'PAGO-1' : `LOTE-77${String(payout)}`,
  }));
export type Sale = typeof sales extends fc.Arbitrary<infer One> ? One : never;

/** The rows of sales by source and day; a payout is paid as one sum, on the first day that a sale of it says. */
export function rowsOf(all: readonly Sale[], start: PlainDate): readonly (readonly [SourceId, PlainDate, Row])[] {
  const rows: (readonly [SourceId, PlainDate, Row])[] = [];
  const payouts = new Map<string, { on: number | null; amount: number; currency: string; named: boolean }>();
  for (const { day, reference, transaction, orderId, amount, inText, settles, paidAfter, payoutId, ...sale } of all) {
    const on = addDays(start, day);
    const { currency, fee, named } = sale;
    rows.push([
      'erp',
      on,
      order(reference, amount + sale.more, on, { orderId, currency, method: PROVIDERS[settles].method }),
    ]);
    const paidOn = paidAfter === null ? null : day + paidAfter;
    const charged = { currency, fee: minor(fee), net: minor(amount - fee) };
    if (settles === 'agg') {
      rows.push(['agg', on, payment('agg', transaction, reference, amount, on, { payoutId, ...charged })]);
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
export function withSales(world: World, more: readonly Sale[]): World {
  const filings: Filing[] = [...world.filings];
  for (const [source, date, row] of rowsOf(more, world.goLive)) {
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
