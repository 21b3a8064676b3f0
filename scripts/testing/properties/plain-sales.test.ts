import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPARISONS } from '../../../workers/3-match/plain/screens.ts';
import { contextOf, runAll } from './chain.ts';
import { besides, counted, decided, sales, withSales } from './plain-world.ts';
import { wildWorlds } from './wild.ts';

/** Whether a sale is closed in bulk or goes through the passes must not matter, whatever stands beside it. */

const SEED = 52_101;
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 120);
const TIME_MS = 300_000;

describe(`plain sales (seed ${String(SEED)}, ${String(RUNS)} runs each)`, () => {
  it('come to what the passes would say, date after date, with a screen off', { timeout: TIME_MS }, async () => {
    const inBulk = { closed: 0, waiting: 0, carried: 0, inPayouts: 0 };
    await fc.assert(
      fc.asyncProperty(
        wildWorlds({ rows: 5, dates: 2, after: 1 }),
        fc.array(sales, { minLength: 1, maxLength: 5 }),
        fc.array(besides, { maxLength: 3 }),
        fc.constantFrom(...COMPARISONS),
        async (wild, more, beside, without) => {
          const world = withSales(wild, more, beside);
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
