import { inTurn } from '../../schemas/in-turn.ts';
import { mkdirSync, mkdtempSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dateRange } from '../../schemas/values/dates.ts';
import { referenceExtractor } from '../../workers/3-match/references.ts';
import { openLineStore } from '../../workers/adapters/files/line-files.ts';
import { openStore } from '../../workers/adapters/sqlite/sqlite.ts';
import { lineRecordOf } from '../../workers/pipeline/open.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { configOf, contextOf, rendered, runAll, type World } from './properties/chain.ts';
import type { Store } from '../../schemas/ports/store.ts';
import { extract } from './line-rows.ts';
import { memoryLines, memoryStore } from './memory-store.ts';
import { describeHistory } from './ports/history.ts';
import { describeLeases } from './ports/leases.ts';
import { describeLineFiles } from './ports/line-files.ts';
import type { Opened } from './ports/opened.ts';
import { describeOutcomes } from './ports/outcomes.ts';
import { describeRuns } from './ports/runs.ts';
import { wildWorlds } from './properties/wild.ts';

/** What it keeps, it keeps as the ports promise; the same place is opened again by whoever holds the store. */
const inMemory = (): Opened<Store> => {
  const store = memoryStore();
  return { port: store, again: () => store, remove: () => undefined };
};
describeLeases('the store in memory', inMemory);
describeRuns('the store in memory', inMemory);
describeOutcomes('the store in memory', inMemory);
describeHistory('the store in memory', inMemory);
describeLineFiles('the store in memory', () => {
  const lines = memoryLines(extract);
  return { port: lines, again: () => lines, remove: () => undefined };
});

/** The store in memory against the real one: SQLite, Arrow files and key indexes, also joined, on a disk. */

const SEED = 7_310;
const CHAINS = 40;

describe(`the store in memory, over ${String(CHAINS)} chains (seed ${String(SEED)})`, () => {
  let folder = '';
  let chains = 0;

  beforeAll(() => {
    // A disk of memory where there is one: every commit waits for its files.
    folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'cuadre-store-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const withRealStore = async (world: World, body: (context: Context) => Promise<void>): Promise<void> => {
    chains += 1;
    const linesDirectory = join(folder, String(chains), 'lines');
    mkdirSync(linesDirectory, { recursive: true });
    const store = openStore({ path: join(folder, String(chains), 'cuadre.db'), linesDirectory });
    try {
      const extract = referenceExtractor(configOf(world.rules).referenceExtract);
      const lines = openLineStore(linesDirectory, extract, lineRecordOf(store));
      await body(contextOf(world.rules, { store, lines }));
    } finally {
      store.close();
      rmSync(join(folder, String(chains)), { recursive: true, force: true });
    }
  };

  it('leads every run to the same outcome as the real one, and answers like it', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(wildWorlds({ rows: 8 }), async (world) => {
        await withRealStore(world, async (real) => {
          const memory = contextOf(world.rules);
          const expected = await runAll(world, real);
          const found = await runAll(world, memory);
          for (const [index, one] of found.entries()) {
            expect(one.outcome).toEqual(expected[index]?.outcome);
            expect(rendered(one)).toBe(expected[index] && rendered(expected[index]));
          }
          expect(await answers(memory, world)).toEqual(await answers(real, world));
        });
      }),
      { seed: SEED, numRuns: CHAINS },
    );
  });
});

/** Everything that the stages ask of a store, about every date, line, payout and discrepancy of a world. */
async function answers({ store }: Context, world: World): Promise<unknown> {
  const dates = dateRange(world.goLive, world.last);
  const runs = await store.runs.newestOfEach();
  const lines = (await inTurn(runs, async (run) => [...(await store.outcomes.fates(run))])).flat();
  const ids = [
    ...new Set(
      (await inTurn(runs, async (run) => (await store.outcomes.discrepancies(run)).map((one) => one.id))).flat(),
    ),
  ].sort();
  return {
    runs: runs.map(({ lastEvent: _lastEvent, ...run }) => run),
    carried: await inTurn(runs, async (run) => [...(await store.history.carry(run))]),
    present: await inTurn(dates, (date) => store.history.presentFates(lines, date)),
    files: await store.history.filesBetween(world.goLive, world.last),
    discrepancies: await inTurn(runs, (run) => store.outcomes.discrepancies(run)),
    histories: await inTurn(dates, (date) => store.history.formerStates(ids, date)),
    payouts: await inTurn(
      dates,
      async (date) =>
        await inTurn(['agg', 'day'], (source) =>
          store.history.findPayouts(source, ['P1', 'P2', 'P3', `${source} ${date}`], date),
        ),
    ),
    split: await inTurn(runs, async (run) => [
      await store.outcomes.stores(run),
      (await store.outcomes.figures(run)).conservation,
    ]),
  };
}
