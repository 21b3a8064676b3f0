import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTurn } from '../../../schemas/in-turn.ts';
import type { Line } from '../../../schemas/lines/records.ts';
import { contentOf, type PairingFacts } from '../../../schemas/outcome/pairing.ts';
import { addDays, dateRange, type PlainDate } from '../../../schemas/values/dates.ts';
import { minor } from '../../../schemas/values/money.ts';
import type { ScreenOptions } from '../../../workers/3-match/plain/screens.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { decidedOtherwise } from '../decided-otherwise.ts';
import { contextOf, placed, runDate, type Ran, type World } from './chain.ts';
import { decided, sales, withSales } from './plain-world.ts';
import { printable, wildWorlds } from './wild.ts';

/**
 * People decide on any lines by hand, between any dates, and undo it again: whatever they do, every line has one fate
 * and the sums are proved (a run throws otherwise), what is closed in bulk comes to what the passes would say, and a
 * date comes to the same when it is decided again over what it read.
 */

const SEED = Number(process.env['PROPERTY_SEED'] ?? 40_507);
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 20);
const TIME_MS = 600_000;

const handSteps = fc.record({
  /** After the run of which date, from the first on. */
  day: fc.nat({ max: 8 }),
  act: fc.constantFrom('match', 'match', 'match', 'unmatch', 'exclude', 'undo'),
  /** Which lines, of those that are known then. */
  picks: fc.array(fc.nat({ max: 10_000 }), { minLength: 1, maxLength: 4 }),
  /** The date is run once more with it. */
  again: fc.boolean(),
});
type HandStep = typeof handSteps extends fc.Arbitrary<infer One> ? One : never;

describe(`decisions by hand (seed ${String(SEED)}, ${String(RUNS)} runs)`, () => {
  it(
    'leave every sum proved, in bulk and by the passes, and every date as it was decided',
    { timeout: TIME_MS },
    async () => {
      let taken = 0;
      await fc.assert(
        fc.asyncProperty(
          wildWorlds({ rows: 4, dates: 3, after: 1 }),
          fc.array(sales, { minLength: 1, maxLength: 4 }),
          fc.array(handSteps, { minLength: 1, maxLength: 8 }),
          async (wild, plain, steps) => {
            const world = printable(withSales({ ...wild, last: addDays(wild.goLive, 8) }, plain));
            const { chain, count, context } = await handed(world, steps);
            taken += count;
            expect(await decidedOtherwise(context, world.goLive)).toEqual([]);
            const other = await handed(world, steps, { without: ['sales'] });
            expect(decided(other.chain)).toEqual(decided(chain));
          },
        ),
        { seed: SEED, numRuns: RUNS },
      );
      expect(taken).toBeGreaterThan(RUNS);
    },
  );
});

/** Runs every date of a world, with what people decide in between. */
async function handed(
  world: World,
  steps: readonly HandStep[],
  screens?: ScreenOptions,
): Promise<{ readonly chain: Ran[]; readonly count: number; readonly context: Context }> {
  const context = contextOf(world.rules);
  const chain: Ran[] = [];
  let count = 0;
  await inTurn(dateRange(world.first ?? world.goLive, world.last), async (date, place) => {
    chain.push(await runDate(world, date, context, screens));
    await inTurn(
      steps.filter(({ day }) => day === place),
      async (step) => {
        const facts = factsOf(step, linesUpTo(world, date), await context.store.pairings.last());
        if (facts === null) return;
        count += 1;
        const desk = { who: null, day: date, lapsesAfter: date, approval: null };
        await context.store.pairings.take(
          { ...facts, letsPass: [], stores: [], note: 'any', by: 'Ana' },
          { atMs: 0, desk },
        );
        if (step.again) chain.push(await runDate(world, date, context, screens));
      },
    );
  });
  return { chain, count, context };
}

function linesUpTo(world: World, date: PlainDate): Line[] {
  const filed = world.filings.filter((filing) => (filing.state ?? 'in') === 'in' && filing.date <= date);
  return filed.flatMap(placed).flatMap((row) => ('code' in row ? [] : [row]));
}

/** What a step decides; null where there is nothing to decide on. */
function factsOf({ act, picks }: HandStep, lines: readonly Line[], last: number): PairingFacts | null {
  const facts = { undoes: null, orderDifference: null, bankDifference: null };
  if (act === 'undo') {
    const undoes = last === 0 ? 0 : ((picks[0] ?? 0) % last) + 1;
    return undoes === 0 ? null : { ...facts, act, undoes, lines: [] };
  }
  const chosen = [...new Set(picks.map((pick) => lines[pick % Math.max(lines.length, 1)]))];
  const named = chosen.flatMap((line) => {
    if (line === undefined || (act === 'unmatch' && line.leg === 'order')) return [];
    const { date, source, file, row, leg, line: number } = line;
    return [{ date, source, file, row, leg, line: number, content: contentOf(line) }];
  });
  if (named.length === 0) return null;
  const hasSides = new Set(named.map(({ leg }) => leg)).size > 1 && named.some(({ leg }) => leg === 'settlement');
  if (act === 'match' && !hasSides) return null;
  return { ...facts, act, lines: named, ...differences((picks[0] ?? 0) % 3) };
}

/** None, one that hardly ever is that of the lines, and one that may be. */
function differences(which: number): Pick<PairingFacts, 'orderDifference' | 'bankDifference'> {
  const amount = which === 0 ? minor(0) : which === 1 ? minor(1) : minor(-10_000);
  return { orderDifference: amount, bankDifference: amount };
}
