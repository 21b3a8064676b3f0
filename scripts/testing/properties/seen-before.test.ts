import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextOf, runAll } from './chain.ts';
import { besides, sales, withSales } from './plain-world.ts';
import { countSeen, lookedAt, rolling, withoutLooks } from './rolling-world.ts';
import { printable, wildWorlds } from './wild.ts';

/**
 * Whether a row that was told before is told in bulk or goes through the passes must not matter, whatever stands beside
 * it: what is brought back for it is left as it was.
 */

const SEED = Number(process.env['PROPERTY_SEED'] ?? 64_223);
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 120);
const TIME_MS = 600_000;

const window = fc.constantFrom(1, 2, 3, 4);

describe(`rows seen before (seed ${String(SEED)}, ${String(RUNS)} runs)`, () => {
  it('come to what the passes would say, date after date', { timeout: TIME_MS }, async () => {
    const seen = { order: 0, settlement: 0, bank: 0 };
    await fc.assert(
      fc.asyncProperty(
        wildWorlds({ rows: 4, dates: 3, after: 2 }),
        fc.array(sales, { minLength: 1, maxLength: 5 }),
        fc.array(besides, { maxLength: 2 }),
        fc.record({ erp: window, gate: window, agg: window, bank: window }),
        async (wild, more, beside, windows) => {
          const world = printable(rolling(withSales(wild, more, beside), windows));
          const chain = await runAll(world);
          const own = countSeen(chain);
          for (const leg of ['order', 'settlement', 'bank'] as const) seen[leg] += own[leg];
          const other = await runAll(world, contextOf(world.rules), { looksAtSeen: true });
          const kept = lookedAt(chain);
          expect(withoutLooks(other, kept)).toEqual(withoutLooks(chain, kept));
        },
      ),
      { seed: SEED, numRuns: RUNS },
    );
    // Otherwise the comparison would hold for want of anything to compare.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS / 5);
  });
});
