import { mkdirSync, mkdtempSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dateRange } from '../../schemas/values/dates.ts';
import { referenceExtractor } from '../../workers/3-match/references.ts';
import { openLineStore } from '../../workers/adapters/files/line-files.ts';
import { openStore } from '../../workers/adapters/sqlite/sqlite.ts';
import type { Context } from '../../workers/pipeline/context.ts';
import { configOf, contextOf, rendered, runAll, type World } from './properties/chain.ts';
import { wildWorlds } from './properties/wild.ts';

/** The store in memory against the real one: SQLite, Arrow files and key indexes on a disk. */

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

  const withRealStore = (world: World, body: (context: Context) => void): void => {
    chains += 1;
    const linesDirectory = join(folder, String(chains), 'lines');
    mkdirSync(linesDirectory, { recursive: true });
    const store = openStore({ path: join(folder, String(chains), 'cuadre.db'), linesDirectory });
    try {
      const lines = openLineStore(linesDirectory, referenceExtractor(configOf(world.rules).referenceExtract));
      body(contextOf(world.rules, { store, lines }));
    } finally {
      store.close();
      rmSync(join(folder, String(chains)), { recursive: true, force: true });
    }
  };

  it('leads every run to the same outcome as the real one, and answers like it', { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(wildWorlds({ rows: 8 }), (world) => {
        withRealStore(world, (real) => {
          const memory = contextOf(world.rules);
          const expected = runAll(world, real);
          const found = runAll(world, memory);
          for (const [index, one] of found.entries()) {
            expect(one.outcome).toEqual(expected[index]?.outcome);
            expect(rendered(one)).toBe(expected[index] && rendered(expected[index]));
          }
          expect(answers(memory, world)).toEqual(answers(real, world));
        });
      }),
      { seed: SEED, numRuns: CHAINS },
    );
  });
});

/** Everything that the stages ask of a store, about every date, line, payout and discrepancy of a world. */
function answers({ store }: Context, world: World): unknown {
  const dates = dateRange(world.goLive, world.last);
  const runs = store.newestRuns();
  const lines = runs.flatMap((run) => store.fates(run));
  const ids = [...new Set(runs.flatMap((run) => store.discrepancies(run).map((one) => one.id)))].sort();
  return {
    runs: runs.map(({ lastEvent: _lastEvent, ...run }) => run),
    carried: runs.map((run) => store.carry(run)),
    present: dates.map((date) => store.presentFates(lines, date)),
    files: store.filesBetween(world.goLive, world.last),
    discrepancies: runs.map((run) => store.discrepancies(run)),
    histories: ids.map((id) => dates.map((date) => [store.firstSeen(id, date), store.lastState(id, date)])),
    payouts: dates.map((date) =>
      ['agg', 'day'].map((source) => store.findPayouts(source, ['P1', 'P2', 'P3', `${source} ${date}`], date)),
    ),
    split: runs.map((run) => [store.stores(run), store.conservation(run)]),
  };
}
