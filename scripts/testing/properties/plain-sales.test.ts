import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { COMPARISONS } from '../../../workers/3-match/plain/screens.ts';
import {
  contextOf,
  PROVIDERS,
  rendered,
  runAll,
  type Filing,
  type Ran,
  type Row,
  type SourceId,
  type World,
} from './chain.ts';
import { movement, order, payment } from './rows.ts';
import { wildWorlds } from './wild.ts';

/** Whether a sale is closed in bulk or goes through the passes must not matter, whatever stands beside it. */

const SEED = 52_101;
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 120);
const TIME_MS = 300_000;

/**
 * A sale whose order and payment come on one day, and its credit on that day, later, or not at all: by itself or with
 * the others of its payout. Its names may be those of another, or of the world around it.
 */
const sales = fc
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
    /** What the bank pays too much for a payout. */
    surplus: fc.constantFrom(0, 0, 0, 0, 500),
  })
  .map(({ number, taken, payout, ...sale }) => ({
    ...sale,
    reference: taken === 'reference' ? 'BOG01-001' : `MED01-90${String(number)}`,
    transaction: taken === 'transaction' ? 'T1' : `S${String(number)}`,
    orderId: taken === 'order' ? 'O1' : `N${String(number)}`,
    movement: taken === 'movement' ? 'B1' : `K${String(number)}`,
    payoutId: taken === 'payout' ? 'PAGO-1' : `LOTE-77${String(payout)}`,
  }));
type Sale = typeof sales extends fc.Arbitrary<infer One> ? One : never;

/** The rows of sales by source and day; a payout is paid as one sum, on the first day that a sale of it says. */
function rowsOf(all: readonly Sale[], start: PlainDate): readonly (readonly [SourceId, PlainDate, Row])[] {
  const rows: (readonly [SourceId, PlainDate, Row])[] = [];
  const payouts = new Map<string, { on: number | null; amount: number }>();
  for (const { day, reference, transaction, orderId, amount, inText, settles, paidAfter, payoutId, ...sale } of all) {
    const on = addDays(start, day);
    rows.push(['erp', on, order(reference, amount + sale.more, on, { orderId, method: PROVIDERS[settles].method })]);
    const paidOn = paidAfter === null ? null : day + paidAfter;
    if (settles === 'agg') {
      rows.push(['agg', on, payment('agg', transaction, reference, amount, on, { payoutId })]);
      const known = payouts.get(payoutId) ?? { on: paidOn, amount: 0 };
      payouts.set(payoutId, { ...known, amount: known.amount + amount + sale.surplus });
      continue;
    }
    rows.push(['gate', on, payment('gate', transaction, reference, amount, on)]);
    if (paidOn === null) continue;
    const text = inText ? `${PROVIDERS.gate.bankText} ${reference}` : PROVIDERS.gate.bankText;
    const own = { reference: inText ? null : reference };
    const booked = addDays(start, paidOn);
    rows.push(['bank', booked, movement(sale.movement, amount, booked, text, own)]);
  }
  for (const [payoutId, { on, amount }] of payouts) {
    if (on === null) continue;
    const booked = addDays(start, on);
    rows.push(['bank', booked, movement(`L${payoutId}`, amount, booked, `${PROVIDERS.agg.bankText} ${payoutId}`)]);
  }
  return rows;
}

/** The world with some sales more, in the files of their days. */
function withSales(world: World, more: readonly Sale[]): World {
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
function counted(chain: readonly Ran[]): Record<'closed' | 'waiting' | 'carried' | 'inPayouts', number> {
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

const decided = (chain: readonly Ran[]): unknown[] =>
  chain.map((ran) => ({ ...ran.outcome, fates: [...ran.outcome.fates], reports: rendered(ran) }));

describe(`plain sales (seed ${String(SEED)}, ${String(RUNS)} runs each)`, () => {
  it('come to what the passes would say, date after date, with a screen off', { timeout: TIME_MS }, async () => {
    const inBulk = { closed: 0, waiting: 0, carried: 0, inPayouts: 0 };
    await fc.assert(
      fc.asyncProperty(
        wildWorlds({ rows: 5, dates: 2, after: 1 }),
        fc.array(sales, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(...COMPARISONS),
        async (wild, more, without) => {
          const world = withSales(wild, more);
          const chain = await runAll(world);
          const own = counted(chain);
          for (const name of ['closed', 'waiting', 'carried', 'inPayouts'] as const) inBulk[name] += own[name];
          const other = await runAll(world, contextOf(world.rules), { without: [without] });
          expect(other.map(({ matched }) => matched.workingSet.plain.length)).toEqual(other.map(() => 0));
          expect(decided(other)).toEqual(decided(chain));
        },
      ),
      { seed: SEED, numRuns: RUNS },
    );
    // Otherwise the comparison would hold for want of anything to compare.
    for (const count of Object.values(inBulk)) expect(count).toBeGreaterThan(RUNS / 5);
  });
});
