import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../schemas/values/dates.ts';
import { besides, counted, decided, sales, withSales } from './plain-world.ts';
import { laterRules, played, rules, steps } from './played.ts';
import { printable, wildWorlds } from './wild.ts';

/**
 * The same with people who decide between the dates, and files that come late, come again with other rows, or are gone:
 * every date from them on is run again.
 */

const SEED = Number(process.env['PROPERTY_SEED'] ?? 81_307);
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 60);
const TIME_MS = 600_000;

describe(`plain sales, decided upon and restated (seed ${String(SEED)}, ${String(RUNS)} runs)`, () => {
  it('come to what the passes would say', { timeout: TIME_MS }, async () => {
    const inBulk = { closed: 0, waiting: 0, carried: 0, inPayouts: 0 };
    await fc.assert(
      fc.asyncProperty(
        wildWorlds({ rows: 3, dates: 3, after: 1 }),
        rules,
        fc.array(sales, { minLength: 2, maxLength: 6 }),
        fc.array(besides, { maxLength: 4 }),
        fc.array(steps, { minLength: 3, maxLength: 14 }),
        laterRules,
        fc.nat({ max: 4 }),
        async (wild, more, plain, beside, history, later, laterFrom) => {
          const world = printable(
            withSales({ ...wild, last: addDays(wild.goLive, 9), rules: { ...wild.rules, ...more } }, plain, beside),
          );
          const chain = await played(world, history, later, laterFrom);
          const own = counted(chain);
          for (const name of ['closed', 'waiting', 'carried', 'inPayouts'] as const) inBulk[name] += own[name];
          const other = await played(world, history, later, laterFrom, { without: ['sales'] });
          expect(decided(other)).toEqual(decided(chain));
        },
      ),
      { seed: SEED, numRuns: RUNS },
    );
    // Otherwise the comparison would hold for want of anything to compare.
    for (const count of Object.values(inBulk)) expect(count).toBeGreaterThan(RUNS / 5);
  });
});
