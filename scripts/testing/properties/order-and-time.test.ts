import { inTurn } from '../../../schemas/in-turn.ts';
import { decisionsFor } from '../../../workers/pipeline/gather/decisions-for.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dateRange, type PlainDate } from '../../../schemas/values/dates.ts';
import type { SourceFile } from '../../../schemas/lines/files.ts';
import { addressKey, compareText, type LineAddress } from '../../../schemas/lines/records.ts';
import { fateTableOf } from '../../../schemas/outcome/fates.ts';
import type { FateRow, RunOutcome } from '../../../schemas/outcome/run.ts';
import type { WorkingSet } from '../../../workers/3-match/working-set.ts';
import { match } from '../../../workers/3-match/match.ts';
import { classified } from '../kit.ts';
import { inputHashOf } from '../../../workers/4-classify/hashes.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { contextOf, placed, rendered, runAll, runDate, type Filing, type Ran, type World } from './chain.ts';
import { printable, wildWorlds } from './wild.ts';

/**
 * What must not matter: the order in the working set, the order in a file, a second look, a second reading, the day a
 * restatement came.
 */

const SEED = 31_415;
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 120);
const TIME_MS = 300_000;

const shuffled = <T>(list: readonly T[], seed: number): T[] =>
  list
    .map((item, index) => ({ item, key: Math.imul(index + 1, 2_654_435_761) ^ Math.imul(seed + index, 40_503) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

function deepFreeze<T>(value: T): T {
  // An array of places cannot be frozen; who wrote into one would write into that of the next reading too.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}

/** A store that answers with the right rows in any order, where the port names none. */
function shufflingPorts({ store, lines }: Context, seed: number): Pick<Context, 'store' | 'lines'> {
  return {
    store: {
      ...store,
      outcomes: {
        ...store.outcomes,
        discrepancies: async (run) => shuffled(await store.outcomes.discrepancies(run), seed),
        payouts: async (run) => shuffled(await store.outcomes.payouts(run), seed),
      },
      history: {
        ...store.history,
        filesBetween: async (first, last) => shuffled(await store.history.filesBetween(first, last), seed),
        carry: async (run) => fateTableOf(shuffled([...(await store.history.carry(run))], seed)),
        findPayouts: async (source, ids, upTo) => shuffled(await store.history.findPayouts(source, ids, upTo), seed),
      },
    },
    lines: {
      ...lines,
      find: async (ids, keys) => (await lines.find(ids, keys)).map((rows) => shuffled(rows, seed)),
    },
  };
}

/** The same working set with everything but its lines, which lie in address order, in another order. */
function shuffledSet(workingSet: WorkingSet, seed: number): WorkingSet {
  return {
    ...workingSet,
    rejects: shuffled(workingSet.rejects, seed),
    files: shuffled(workingSet.files, seed),
    payouts: shuffled(workingSet.payouts, seed),
    priorDiscrepancies: shuffled(workingSet.priorDiscrepancies, seed),
    reportedBefore: shuffled(workingSet.reportedBefore, seed),
    config: { ...workingSet.config, sources: shuffled(workingSet.config.sources, seed) },
  };
}

describe(`the core (seed ${String(SEED)}, ${String(RUNS)} runs each)`, () => {
  it(
    'decides the same, byte for byte, in whatever order files, lines and history are found',
    { timeout: TIME_MS },
    async () => {
      await fc.assert(
        fc.asyncProperty(wildWorlds({ rows: 6, dates: 2, after: 0 }), fc.nat(), async (world, seed) => {
          const plain = await runAll(world);
          const inner = contextOf(world.rules);
          const other = await runAll(world, { ...inner, ...shufflingPorts(inner, seed) });
          expect(other.map(rendered)).toEqual(plain.map(rendered));
          expect(other.map(({ outcome }) => [...outcome.fates])).toEqual(
            plain.map(({ outcome }) => [...outcome.fates]),
          );
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
  );

  it(
    'matches and classifies one hand the same in whatever order its parts lie, and changes nothing in it',
    { timeout: TIME_MS },
    async () => {
      await fc.assert(
        fc.asyncProperty(wildWorlds({ rows: 6, dates: 1, after: 0 }), fc.nat(), async (world, seed) => {
          const [ran] = await runAll(world);
          if (ran === undefined) return;
          const workingSet = deepFreeze(shuffledSet(ran.matched.workingSet, seed));
          const outcome = classified(workingSet, match(workingSet));
          expect(rendered({ ...ran, outcome })).toBe(rendered(ran));
          expect(byAddress([...outcome.fates])).toEqual(byAddress([...ran.outcome.fates]));
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
  );

  it('gives identical bytes for the same files twice', { timeout: TIME_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(wildWorlds({ rows: 6, dates: 1, after: 1 }), async (world) => {
        const once = await runAll(deepFreeze(world));
        const again = await runAll(world);
        expect(again.map((one) => one.outcome)).toEqual(once.map((one) => one.outcome));
        expect(again.map(rendered)).toEqual(once.map(rendered));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});

const byAddress = (fates: readonly FateRow[]): FateRow[] =>
  [...fates].sort((a, b) => compareText(addressKey(a), addressKey(b)));

/**
 * Worlds in which no row repeats or contradicts another of its file: what a row is does not hang on its place. A
 * reference stands in one way of writing: of two, a report shows the one that it has in the working set.
 */
const distinctWorlds = (wildness: Parameters<typeof wildWorlds>[0]): fc.Arbitrary<World> =>
  wildWorlds({ ...wildness, lookAlikes: false }).map((world) =>
    printable({ ...world, filings: world.filings.map(distinct) }),
  );

function distinct(filing: Filing): Filing {
  const seen = new Set<string>();
  const rows = filing.rows.flatMap((row, index): Filing['rows'] => {
    if ('code' in row) return [];
    const own = ((): typeof row => {
      switch (row.leg) {
        case 'order':
          return { ...row, orderId: row.merchantReference.replace('-r1', '') };
        case 'settlement':
          return { ...row, merchantReference: row.merchantReference.replace('-r1', ''), environment: null };
        case 'bank':
          return { ...row, bankId: `${filing.date} B${String(index)}`, endToEndId: null };
      }
    })();
    const sign = own.leg === 'settlement' && own.gross < 0 ? '-' : '+';
    const key =
      own.leg === 'order'
        ? (own.orderId ?? '')
        : own.leg === 'settlement'
          ? `${own.providerId} ${own.type} ${sign}`
          : (own.bankId ?? '');
    if (seen.has(key)) return [];
    seen.add(key);
    return [own];
  });
  return { ...filing, rows };
}

/** What a row is, wherever it stands: its leg and its own identity. */
function identities(world: World): (address: LineAddress) => string {
  const names = new Map(
    world.filings
      .filter((filing) => (filing.state ?? 'in') === 'in')
      .flatMap(placed)
      .map((line): [string, string] => {
        const key = addressKey(line);
        if ('code' in line) return [key, key];
        switch (line.leg) {
          case 'order':
            return [key, `${line.date} order ${line.orderId ?? ''}`];
          case 'settlement':
            return [key, `${line.date} ${line.source} ${line.providerId} ${line.type} ${String(line.gross)}`];
          case 'bank':
            return [key, `${line.date} bank ${line.bankId ?? ''}`];
        }
      }),
  );
  return (address) => names.get(addressKey(address)) ?? addressKey(address);
}

/** Discrepancies and fates with every line by what it is and not by where it stands. */
function placeless(ran: readonly Ran[], world: World): unknown {
  const nameOf = identities(world);
  return ran.map(({ outcome }) => ({
    discrepancies: outcome.discrepancies
      .map(({ lines, seenElsewhere, facts, ...one }) => ({
        ...one,
        facts: { ...facts, address: null, seenAt: null, sameAmountAt: null },
        seenElsewhere: seenElsewhere.map(nameOf).sort(),
        lines: lines.map((line) => `${nameOf(line)} ${String(line.broken)}`).sort(),
      }))
      .sort((a, b) => compareText(a.id, b.id)),
    fates: [...outcome.fates].map((fate) => `${nameOf(fate)} ${JSON.stringify(withoutPlace(fate))}`).sort(),
    payouts: outcome.payouts.map(({ bankMatch: _match, ...row }) => row),
    stores: outcome.stores,
    conservation: outcome.conservation,
  }));
}

function withoutPlace({ row: _row, line: _line, file: _file, bankMatch: _match, ...fate }: FateRow): object {
  return fate;
}

describe(`the order of rows (seed ${String(SEED)}, ${String(RUNS)} runs)`, () => {
  it('within a file changes line numbers, and no discrepancy, fate, payout or sum', { timeout: TIME_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(distinctWorlds({ rows: 6, dates: 1, after: 2 }), fc.nat(), async (world, seed) => {
        const other = {
          ...world,
          filings: world.filings.map((filing) => ({ ...filing, rows: shuffled(filing.rows, seed) })),
        };
        expect(placeless(await runAll(other), other)).toEqual(placeless(await runAll(world), world));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});

describe(`seen again (seed ${String(SEED)}, ${String(RUNS)} runs)`, () => {
  it(
    'a provider file and a statement repeated the next day add nothing but already_seen',
    { timeout: TIME_MS },
    async () => {
      await fc.assert(
        fc.asyncProperty(distinctWorlds({ rows: 6, dates: 1, after: 1 }), async (world) => {
          const again = world.filings
            .filter((filing) => filing.source !== 'erp' && filing.state !== 'missing')
            .map((filing) => ({ ...filing, date: addDays(filing.date, 1), version: 2 }));
          const last = addDays(world.last, 1);
          const once = await runAll({ ...world, last });
          const twice = await runAll({ ...world, last, filings: [...world.filings, ...again] });
          const repeated = new Set(again.flatMap(placed).map(addressKey));
          const fates = twice
            .flatMap(({ outcome }) => [...outcome.fates])
            .filter((fate) => repeated.has(addressKey(fate)));
          expect(fates.map((fate) => [fate.fate, fate.reason])).toEqual(
            fates.map(() => ['out_of_scope', 'already_seen']),
          );
          expect(new Set(fates.map(addressKey)).size).toBe(repeated.size);
          expect(closing(twice, repeated)).toEqual(closing(once, repeated));
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
  );
});

/** What stands on each date, without the lines that were seen again. */
function closing(ran: readonly Ran[], without: ReadonlySet<string>): unknown {
  const fates = new Map<string, unknown>();
  return ran.map(({ outcome }) => {
    for (const fate of outcome.fates) {
      // A closed line that is looked at again has no due date any more.
      const { entered: _entered, former: _former, dueOn: _due, ...rest } = fate;
      if (!without.has(addressKey(fate))) fates.set(addressKey(fate), rest);
    }
    return { discrepancies: outcome.discrepancies, fates: [...fates].sort(([a], [b]) => compareText(a, b)) };
  });
}

describe(`a restated date (seed ${String(SEED)}, ${String(RUNS)} runs)`, () => {
  it(
    'run again with every later one leaves what a store that knew it from the start holds',
    { timeout: TIME_MS },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          wildWorlds({ rows: 5, dates: 2, after: 1 }),
          wildWorlds({ rows: 4, dates: 1, after: 0 }),
          fc.nat({ max: 9 }),
          async (world, restated, n) => {
            const filing = world.filings[n % Math.max(world.filings.length, 1)];
            if (filing === undefined) return;
            const replacement = replacementOf(filing, restated);
            const withFile = (file: Filing): World => ({
              ...world,
              filings: world.filings.map((one) => (one === filing ? file : one)),
            });
            const final = withFile({ ...replacement, replaces: filing });
            const context = contextOf(world.rules);
            await runAll(world, context);
            const rerun = await inTurn(dateRange(filing.date, world.last), (date) => runDate(final, date, context));
            const knew = (await runAll(withFile(replacement))).filter((one) => one.date >= filing.date);
            expect(rerun.map((one) => withoutHistory(one.outcome))).toEqual(
              knew.map((one) => withoutHistory(one.outcome)),
            );
            expect(rerun.map((one) => one.outcome.run.generation)).toEqual(rerun.map(() => 2));
            expect((await context.store.runs.newestOfEach()).some((run) => run.stale)).toBe(false);
            // That the file came again is told on its date, and every input is what it was: once more would record
            // nothing.
            const [reported] = rerun[0]?.files.flatMap((file) => file.revisions) ?? [];
            expect(revised(rerun[0]?.outcome)).toEqual(reported === undefined ? [] : [reported.sha256]);
            for (const { date, files } of rerun)
              expect(await inputHashNow(date, files, world, context)).toBe(
                (await context.store.runs.newest(date))?.inputHash,
              );
          },
        ),
        { seed: SEED, numRuns: RUNS },
      );
    },
  );
});

/** Another version of a file: other rows of its source, or half its own where the other world has none. */
function replacementOf(filing: Filing, restated: World): Filing {
  const other = restated.filings.find((one) => one.source === filing.source && one.rows.length > 0);
  const rows = other?.rows ?? filing.rows.slice(Math.ceil(filing.rows.length / 2));
  return { date: filing.date, source: filing.source, version: 2, rows };
}

/**
 * What a run decided, without the number of its generation and that a file came again: the rest is a function of the
 * files in force.
 */
function withoutHistory({ run, ...outcome }: RunOutcome): Omit<RunOutcome, 'run'> & { readonly date: PlainDate } {
  return {
    date: run.date,
    ...outcome,
    discrepancies: outcome.discrepancies.filter((one) => one.kind !== 'source_revised'),
  };
}

/** The hashes of the versions that a run says came again. */
function revised(outcome: RunOutcome | undefined): (string | undefined)[] {
  return (outcome?.discrepancies ?? []).flatMap((one) => (one.kind === 'source_revised' ? [one.key[2]] : []));
}

async function inputHashNow(
  date: PlainDate,
  files: readonly SourceFile[],
  world: World,
  context: Context,
): Promise<string> {
  const parent = date > world.goLive ? await context.store.runs.newest(addDays(date, -1)) : null;
  return inputHashOf(
    date,
    world.goLive,
    files,
    parent,
    await decisionsFor(date, parent, context.store),
    context.configHash,
    null,
  );
}
