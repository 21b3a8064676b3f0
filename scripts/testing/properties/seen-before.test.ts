import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../schemas/values/dates.ts';
import { contextOf, runAll } from './chain.ts';
import { besides, sales, withSales } from './plain-world.ts';
import { laterRules, played, rules, steps } from './played.ts';
import { countSeen, lookedAt, rolling, withoutLooks } from './rolling-world.ts';
import { printable, wildWorlds } from './wild.ts';

/**
 * Whether a row that was told before is told in bulk or goes through the passes must not matter, whatever stands beside
 * it: what is brought back for it is left as it was.
 */

const SEED = Number(process.env['PROPERTY_SEED'] ?? 64_223);
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 60);
const TIME_MS = 600_000;

const window = fc.constantFrom(1, 2, 3, 4);

const windowsOf = fc.record({ erp: window, gate: window, agg: window, bank: window });
const none = { order: 0, settlement: 0, bank: 0 };

describe(`rows seen before (seed ${String(SEED)}, ${String(RUNS)} runs)`, () => {
  it('come to what the passes would say, date after date', { timeout: TIME_MS }, async () => {
    const seen = { ...none };
    await fc.assert(
      fc.asyncProperty(
        wildWorlds({ rows: 4, dates: 3, after: 2 }),
        fc.array(sales, { minLength: 1, maxLength: 5 }),
        fc.array(besides, { maxLength: 2 }),
        windowsOf,
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

  it('the same where people decide, files come again and the configuration changes', { timeout: TIME_MS }, async () => {
    const seen = { ...none };
    await fc.assert(
      fc.asyncProperty(
        wildWorlds({ rows: 2, dates: 3, after: 1 }),
        rules,
        fc.array(sales, { minLength: 2, maxLength: 5 }),
        fc.array(besides, { maxLength: 2 }),
        windowsOf,
        fc.array(steps, { minLength: 3, maxLength: 10 }),
        laterRules,
        fc.nat({ max: 4 }),
        async (wild, more, plain, beside, windows, history, later, laterFrom) => {
          const own = { ...wild, last: addDays(wild.goLive, 6), rules: { ...wild.rules, ...more } };
          const world = printable(rolling(withSales(own, plain, beside), windows));
          const chain = await played(world, history, later, laterFrom);
          const counts = countSeen(chain);
          for (const leg of ['order', 'settlement', 'bank'] as const) seen[leg] += counts[leg];
          const other = await played(world, history, later, laterFrom, { looksAtSeen: true });
          const kept = lookedAt(chain);
          expect(withoutLooks(other, kept)).toEqual(withoutLooks(chain, kept));
        },
      ),
      { seed: SEED, numRuns: RUNS / 2 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS / 20);
  });
});
