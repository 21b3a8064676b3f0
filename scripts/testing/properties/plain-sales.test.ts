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

/** A sale whose three lines come on one day; its names may be those of another, or of the world around it. */
const sales = fc
  .record({
    day: fc.nat({ max: 2 }),
    number: fc.nat({ max: 9 }),
    taken: fc.constantFrom('none', 'none', 'none', 'reference', 'transaction', 'order', 'movement'),
    amount: fc.constantFrom(70_000, 80_000, 10_000),
    inText: fc.boolean(),
  })
  .map(({ day, number, taken, amount, inText }) => ({
    day,
    reference: taken === 'reference' ? 'BOG01-001' : `MED01-90${String(number)}`,
    transaction: taken === 'transaction' ? 'T1' : `S${String(number)}`,
    orderId: taken === 'order' ? 'O1' : `N${String(number)}`,
    movement: taken === 'movement' ? 'B1' : `K${String(number)}`,
    amount,
    inText,
  }));
type Sale = typeof sales extends fc.Arbitrary<infer One> ? One : never;

function rowsOf(sale: Sale, on: PlainDate): readonly (readonly [SourceId, Row])[] {
  const { reference, transaction, orderId, amount, inText } = sale;
  const text = inText ? `${PROVIDERS.gate.bankText} ${reference}` : PROVIDERS.gate.bankText;
  return [
    ['erp', order(reference, amount, on, { orderId, method: PROVIDERS.gate.method })],
    ['gate', payment('gate', transaction, reference, amount, on)],
    ['bank', movement(sale.movement, amount, on, text, { reference: inText ? null : reference })],
  ];
}

/** The world with some sales more, in the files of their days. */
function withSales(world: World, more: readonly Sale[]): World {
  const filings: Filing[] = [...world.filings];
  for (const sale of more) {
    const date = addDays(world.goLive, sale.day);
    for (const [source, row] of date > world.last ? [] : rowsOf(sale, date)) {
      const at = filings.findIndex((one) => one.date === date && one.source === source);
      const own = filings[at] ?? { date, source, version: 1, rows: [] };
      filings.splice(at < 0 ? filings.length : at, at < 0 ? 0 : 1, { ...own, rows: [...own.rows, row] });
    }
  }
  return { ...world, filings };
}

const decided = (chain: readonly Ran[]): unknown[] =>
  chain.map((ran) => ({ ...ran.outcome, fates: [...ran.outcome.fates], reports: rendered(ran) }));

describe(`plain sales (seed ${String(SEED)}, ${String(RUNS)} runs each)`, () => {
  it('come to what the passes would say, date after date, with a screen off', { timeout: TIME_MS }, async () => {
    let inBulk = 0;
    await fc.assert(
      fc.asyncProperty(
        wildWorlds({ rows: 5, dates: 2, after: 1 }),
        fc.array(sales, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(...COMPARISONS),
        async (wild, more, without) => {
          const world = withSales(wild, more);
          const chain = await runAll(world);
          inBulk += chain.reduce((all, { matched }) => all + matched.workingSet.plain.length, 0);
          const other = await runAll(world, contextOf(world.rules), { without: [without] });
          expect(other.map(({ matched }) => matched.workingSet.plain.length)).toEqual(other.map(() => 0));
          expect(decided(other)).toEqual(decided(chain));
        },
      ),
      { seed: SEED, numRuns: RUNS },
    );
    // Otherwise the comparison would hold for want of anything to compare.
    expect(inBulk).toBeGreaterThan(RUNS / 5);
  });
});
