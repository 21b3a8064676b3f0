import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryStore } from '../../../scripts/testing/memory-store.ts';
import { codeOf } from '../../../scripts/testing/ports/opened.ts';
import { commitRunOf, day, discrepancy, fate, runCommit, sha } from '../../../scripts/testing/records.ts';
import { inTurn } from '../../../schemas/in-turn.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import { namesOf } from '../../../schemas/outcome/facts.ts';
import type { Discrepancy, RunKey } from '../../../schemas/outcome/run.ts';
import type { RunCommit } from '../../../schemas/ports/runs.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { minor } from '../../../schemas/values/money.ts';
import { openStore } from './sqlite.ts';

/** Discrepancies as SQLite keeps them: what stands adds nothing, and every run reads as it was committed. */

let directory = '';
let store: Store;
const path = () => join(directory, 'cuadre.db');
const open = (onCommitStep: Parameters<typeof openStore>[0]['onCommitStep'] = () => undefined): Store =>
  openStore({
    path: path(),
    linesDirectory: join(directory, 'lines'),
    archiveDirectory: join(directory, 'archive'),
    onCommitStep,
  });
const empty = (): void => {
  // A disk of memory where there is one: every commit waits for it.
  directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'cuadre-spans-'));
  store = open();
};
const remove = (): void => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
};
beforeEach(empty);
afterEach(remove);

/** What another process does to the file, the checks of the database left out. */
function tamper(sql: string): void {
  const raw = new Database(path());
  raw.pragma('foreign_keys = OFF');
  raw.exec(sql);
  raw.close();
}

/** How many rows each table has that grows with discrepancies. */
function rows(): Readonly<Record<'findings' | 'discrepancy_spans' | 'discrepancy_names', number>> {
  const raw = new Database(path());
  const count = (table: string) => raw.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
  const counted = {
    findings: count('findings'),
    discrepancy_spans: count('discrepancy_spans'),
    discrepancy_names: count('discrepancy_names'),
  };
  raw.close();
  return counted;
}

const inIdOrder = (list: readonly Discrepancy[]): Discrepancy[] => [...list].sort((a, b) => compareText(a.id, b.id));

describe('what stands', () => {
  const opened = inIdOrder(Array.from({ length: 40 }, (_, index) => discrepancy(`R-${String(index)}`)));
  const standing = opened.map((one): Discrepancy => ({ ...one, event: null }));

  it('adds no row on later dates, nor when dates are run again; what changed adds its own', async () => {
    await commitRunOf(store, day(1), { discrepancies: opened });
    const first = rows();
    expect(first).toEqual({ findings: 40, discrepancy_spans: 40, discrepancy_names: 80 });
    for (const n of [2, 3, 4]) await commitRunOf(store, day(n), { discrepancies: standing });
    for (const n of [2, 3, 4]) await commitRunOf(store, day(n), { discrepancies: standing });
    expect(rows()).toEqual(first);
    const [one, two] = standing;
    const changed = [{ ...one, note: 'asked' } as Discrepancy, { ...two, moneyAtRisk: minor(99) } as Discrepancy];
    await commitRunOf(store, day(5), { discrepancies: [...changed, ...standing.slice(2, 39)] });
    // A note is no part of a finding; what is gone adds nothing; and none of it has a name that was not known.
    expect(rows()).toEqual({ findings: 41, discrepancy_spans: 42, discrepancy_names: 80 });
  });

  it('adds no document where it stood before, in another generation or as of an older date', async () => {
    await commitRunOf(store, day(1), { discrepancies: opened.slice(0, 20) });
    await commitRunOf(store, day(2), { discrepancies: [...standing.slice(0, 20), ...opened.slice(20)] });
    const documents = rows();
    await commitRunOf(store, day(1), { discrepancies: opened.slice(0, 20) });
    await commitRunOf(store, day(2), { discrepancies: [...standing.slice(0, 20), ...opened.slice(20)] });
    expect(rows()).toMatchObject({ findings: documents.findings, discrepancy_names: documents.discrepancy_names });
  });

  it('is of each of two processes what stood when it came to commit, not what stood when it began to', async () => {
    const [a, b, c] = standing as [Discrepancy, Discrepancy, Discrepancy];
    await commitRunOf(store, day(1), { discrepancies: [a, b] });
    const lease = await store.leases.take(day(2), 'other', 0);
    const other = await runCommit(store, day(2), { discrepancies: [b, { ...c, event: 'opened' }] });
    const between: Promise<void>[] = [];
    const slow = open((step) => {
      if (step === 'fates_in_place') between.push(store.runs.commit(lease, other));
    });
    const record = await commitRunOf(slow, day(9), { discrepancies: [a, b], movesQueue: false });
    await Promise.all(between);
    slow.close();
    expect(between).toHaveLength(1);
    for (const { run, outcome } of [other, record])
      expect(await store.outcomes.discrepancies(run)).toEqual(outcome.discrepancies);
    const later = await commitRunOf(store, day(10), { discrepancies: [a], movesQueue: false });
    for (const { run, outcome } of [other, record, later])
      expect(await store.outcomes.discrepancies(run)).toEqual(outcome.discrepancies);
  });

  it.each<[string, string]>([
    ['a span is gone', `DELETE FROM discrepancy_spans WHERE id = '${standing[3]?.id ?? ''}'`],
    [
      'a span is there twice',
      'INSERT INTO discrepancy_spans SELECT 999, "id", 7, first, last, node, state, event, note, finding FROM discrepancy_spans LIMIT 1',
    ],
    ['a span ends too early', 'UPDATE discrepancy_spans SET last = 1, node = 1 WHERE number = 5'],
    ['a span stands where nobody looks for it', 'UPDATE discrepancy_spans SET node = 7 WHERE number = 5'],
    ['a document is gone', 'DELETE FROM findings WHERE number = 5'],
    [
      'a document says another amount',
      `UPDATE findings SET document = replace(document, '"moneyAtRisk":', '"moneyAtRisk":1') WHERE number = 5`,
    ],
  ])('is refused and never left out where %s', async (_what, sql) => {
    const runs = [1, 2, 3].map((n): RunKey => ({ date: day(n), generation: 1 }));
    for (const n of [1, 2, 3]) await commitRunOf(store, day(n), { discrepancies: n === 1 ? opened : standing });
    tamper(sql);
    expect(await codeOf(() => store.outcomes.discrepancies(runs[1] as RunKey))).toBe('integrity_broken');
    expect(await codeOf(() => store.outcomes.discrepancies(runs[2] as RunKey))).toBe('integrity_broken');
  });
});

const SEED = 20_261_130;
const SEQUENCES = 60;

/** Some break a row, so that what is carried depends on them. */
const POOL = inIdOrder([
  ...['R-1', 'R-2', 'R-3', 'R-4', 'R-5'].map((key) => discrepancy(key)),
  ...['bytes:1', 'bytes:2'].map((key) => discrepancy(key, { kind: 'row_rejected' })),
]);

const CHANGES = {
  gone: null,
  again: {},
  noted: { state: 'noted', event: 'noted' },
  asked: { note: 'asked', event: null },
  more: { moneyAtRisk: minor(77), event: 'changed' },
  renamed: { merchantReference: 'Other-1', event: null },
  resolved: { state: 'resolved', event: null },
  closed: { state: 'auto_resolved', event: 'auto_resolved' },
} as const satisfies Record<string, Partial<Discrepancy> | null>;
type Change = keyof typeof CHANGES;

interface Step {
  readonly n: number;
  /** By place in the pool; undefined: as the run before had it. */
  readonly changes: readonly (Change | undefined)[];
  readonly isShuffled: boolean;
  readonly then: 'nothing' | 'reopen' | 'prune' | 'decide';
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    n: fc.integer({ min: 1, max: 6 }),
    changes: fc.array(fc.option(fc.constantFrom(...(Object.keys(CHANGES) as Change[])), { nil: undefined, freq: 1 }), {
      minLength: POOL.length,
      maxLength: POOL.length,
    }),
    isShuffled: fc.boolean(),
    then: fc.constantFrom('nothing', 'nothing', 'reopen', 'prune', 'decide'),
  }),
  { minLength: 2, maxLength: 14 },
);

/** The list of a run after the list of the one before. */
function listAfter(before: readonly Discrepancy[], { changes, isShuffled }: Step): Discrepancy[] {
  const list = POOL.flatMap((known, index): Discrepancy[] => {
    const former = before.find((one) => one.id === known.id);
    const name = changes[index];
    if (name === undefined) return former === undefined ? [] : [{ ...former, event: null }];
    const change = CHANGES[name];
    return change === null ? [] : [{ ...known, ...former, ...change }];
  });
  return isShuffled ? [...list.slice(2).reverse(), ...list.slice(0, 2)] : list;
}

async function afterStep({ then }: Step): Promise<void> {
  switch (then) {
    case 'nothing':
      return;
    case 'reopen':
      store.close();
      store = open();
      return;
    case 'prune': {
      const dropped = [
        {
          path: sha('old'),
          kind: 'orphan' as const,
          sha256: sha('old'),
          size: 1,
          uses: [],
          lastDate: null,
          atMs: 1,
          by: 'ana',
        },
      ];
      await store.retention.recordPruned(await store.retention.idleMark(0), 0, { dropped, back: [] });
      await store.retention.drop(await store.retention.idleMark(0), 0, [sha('old')]);
      return;
    }
    case 'decide': {
      const decisions = POOL.map(({ id }) => {
        return { discrepancyId: id, event: 'resolved' as const, by: 'ana', note: 'paid', seq: null };
      });
      await store.queue.decide(decisions.slice(0, 3), { atMs: 1, partial: true });
    }
  }
}

/** Everything that is asked of discrepancies, of every run, date, id and name. */
async function answers(of: Store, runs: readonly RunKey[]): Promise<unknown> {
  const dates = [1, 2, 3, 4, 5, 6, 7].map(day);
  const ids = [...POOL.map((one) => one.id), 'dsc_none'];
  const names = [...new Set(POOL.flatMap(namesOf)), 'other-1', 'none'];
  return {
    runs: await inTurn(runs, (run) => of.outcomes.discrepancies(run)),
    single: await inTurn(runs, (run) => inTurn(ids, (id) => of.outcomes.discrepancy(run, id))),
    carried: await inTurn(runs, async (run) => [...(await of.history.carry(run))]),
    former: await inTurn(dates, (date) => of.history.formerStates(ids, date)),
    decided: await inTurn(dates, (date) => of.history.decided(date)),
    named: await inTurn(names, (name) => of.history.named([name])),
    together: await of.history.named(names),
  };
}

/** Each entry of the queue is about what the run found that last moved it. */
async function expectQueueToHold(records: readonly RunCommit[]): Promise<void> {
  for (const { discrepancy: entry, run } of await store.queue.entries()) {
    const of = records.find(({ run: one }) => one.date === run.date && one.generation === run.generation);
    const found = of?.outcome.discrepancies.find((one) => one.id === entry.id);
    expect({ ...entry, state: null, event: null, note: null }).toEqual({
      ...found,
      state: null,
      event: null,
      note: null,
    });
    expect((await store.queue.find(entry.id))?.discrepancy).toEqual(entry);
  }
}

describe(`whatever is run in whatever order (seed ${String(SEED)}, ${String(SEQUENCES)} sequences)`, () => {
  it('is read as a plain model has it', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        remove();
        empty();
        const model = memoryStore();
        const records: RunCommit[] = [];
        for (const step of sequence) {
          const discrepancies = listAfter(records.at(-1)?.outcome.discrepancies ?? [], step);
          const fates = POOL.map(({ id }, row) => {
            return fate(day(step.n), row, { fate: 'rejected', rejectCode: 'bad_amount', discrepancyIds: [id] });
          });
          const movesQueue = records.every(({ run }) => run.date <= day(step.n));
          const record = await commitRunOf(store, day(step.n), { discrepancies, fates, movesQueue });
          await model.runs.commit(await model.leases.take(record.run.date, 'test', 0), record);
          records.push(record);
          expect(await store.outcomes.discrepancies(record.run)).toEqual(discrepancies);
          await afterStep(step);
        }
        const runs = records.map(({ run }) => run);
        expect(await answers(store, runs)).toEqual(await answers(model, runs));
        await expectQueueToHold(records);
      }),
      { seed: SEED, numRuns: SEQUENCES },
    );
  });
});
