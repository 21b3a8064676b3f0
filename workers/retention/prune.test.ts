import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { Journeys } from '../../schemas/ports/journeys.ts';
import { configOf } from '../../scripts/testing/kit.ts';
import type { Context } from '../pipeline/context.ts';
import { openWorkerContext } from '../pipeline/open.ts';
import { commitRunOf, day, discrepancy, fate, payout, sha, sourceFile } from '../adapters/sqlite/testing.ts';
import { verifyStore } from '../adapters/sqlite/verify.ts';
import { assertNotPruned } from './closed.ts';
import { prune, retentionPlan } from './prune.ts';

/** Dropping over a real store and archive: what open things need, and a stop after every step. */

const NOW_MS = Date.UTC(2040, 0, 1);
const DAY_MS = 86_400_000;
const ANA = { by: 'ana', orphans: false };
const NEWEST = day(500);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let root = '';
let context: Context;
let journeys: Journeys;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cuadre-prune-'));
  const storage = {
    path: join(root, 'db'),
    archive: join(root, 'archive'),
    lines: join(root, 'lines'),
    retentionYears: 10,
  };
  const config = configOf({ storage });
  ({ context, journeys } = openWorkerContext({
    config,
    configHash: 'x',
    programVersion: 'x',
    clock: { nowMs: () => NOW_MS },
    log: silent,
  }));
});
afterEach(() => {
  context.store.close();
  rmSync(root, { recursive: true, force: true });
});

/** Bytes of their own in the archive. */
function put(text: string): string {
  writeFileSync(join(root, 'in'), text);
  return context.archive.put(join(root, 'in')).sha256;
}
const fileOf = (date: PlainDate, text: string, source = 'dlocal') => sourceFile(date, { source, sha256: put(text) });
function commit(date: PlainDate, change: Parameters<typeof commitRunOf>[2] = {}): void {
  commitRunOf(context.store, date, change);
  const lease = context.store.takeLease(date, 'test', 0);
  const run = context.store.newestRun(date);
  if (run !== null) context.store.recordReports(lease, run, [{ name: 'summary.json', sha256: sha('r'), size: 1 }]);
  context.store.releaseLease(lease);
}
/** Why each file of the archive stays, by its text; null where it goes. */
function judged(...texts: readonly string[]): (string | null)[] {
  const { goes, kept } = retentionPlan(context);
  return texts.map((text) =>
    goes.some(({ path }) => path === sha(text))
      ? null
      : (kept.find(({ path }) => path === sha(text))?.reason ?? 'no file'),
  );
}
const lost = (): string[] =>
  [
    ...verifyStore({
      store: context.store,
      archive: context.archive,
      linesDirectory: join(root, 'lines'),
      reportsDirectory: root,
    }),
  ]
    .map(({ what }) => what)
    .filter((what) => what.startsWith('archive'));
const codeOf = (work: () => unknown): unknown => {
  try {
    work();
    return null;
  } catch (error) {
    return (error as { code?: string }).code ?? error;
  }
};

describe('what something open needs', () => {
  it('is gathered from the queue, the newest run and its payouts', () => {
    const texts = ['named', 'whole', 'other', 'waiting', 'paid', 'free'];
    const dateOf = (text: string): PlainDate => day(texts.indexOf(text) + 1);
    const line = (text: string) => ({ ...fate(dateOf(text), 0), file: sha(text).slice(0, 12), broken: true });
    for (const text of texts) commit(dateOf(text), { files: [fileOf(dateOf(text), text)] });
    commit(NEWEST, {
      fates: [{ ...line('waiting'), fate: 'awaiting', entered: 'carried' }, line('free')],
      discrepancies: [
        discrepancy('R-1', { lines: [line('named')] }),
        discrepancy('R-2', { lines: [line('free')], state: 'resolved' }),
        discrepancy('x', { kind: 'source_rejected', key: ['dlocal', dateOf('whole')] }),
        discrepancy('y', { kind: 'statement_gap', key: ['acc', day(400)], facts: { previousDate: dateOf('other') } }),
      ],
      payouts: [
        payout('P-1', { cohorts: [dateOf('paid')] }),
        payout('P-2', { cohorts: [dateOf('free')], fate: 'matched' }),
      ],
    });
    expect(judged('named', 'whole', 'other', 'waiting', 'paid', 'free')).toEqual([
      'open_item',
      'open_item',
      'open_item',
      'carried',
      'open_payout',
      null,
    ]);
  });

  it('is every file of a date that is stale, unpublished or under way', () => {
    commitRunOf(context.store, day(1), { files: [fileOf(day(1), 'unpublished')] });
    commit(day(2), { files: [fileOf(day(2), 'fresh')] });
    commit(day(3), { files: [fileOf(day(3), 'stale')], parentGeneration: 7 });
    commit(NEWEST);
    expect(judged('unpublished', 'fresh', 'stale')).toEqual(['unfinished', null, 'unfinished']);
    journeys.begin(day(2), { anew: true, filesFrom: 'sources' });
    const key = { date: day(2), generation: 2, stage: 'download', source: 'dlocal' };
    const lease = journeys.start(key, 'worker', NOW_MS, 1_000);
    expect(codeOf(() => prune(context, ANA))).toBe('run_held_elsewhere');
    if (typeof lease !== 'string')
      journeys.recordResult(lease, { kind: 'file', file: fileOf(day(2), 'fresh'), normalised: false });
    expect(judged('fresh')).toEqual(['unfinished']);
  });
});

describe('dropping', () => {
  beforeEach(() => {
    commit(day(1), { files: [fileOf(day(1), 'one'), fileOf(day(1), 'bank', 'bank')] });
    commit(day(2), { files: [fileOf(day(2), 'two')] });
    commit(NEWEST, { files: [fileOf(NEWEST, 'new')] });
    const exchange = {
      target: 't',
      outcome: 'fetched',
      status: null,
      facts: {},
      detail: '',
      size: 1,
      ms: 1,
      transport: 'https',
    } as const;
    context.archive.appendRequest({
      ...exchange,
      date: day(1),
      source: 'dlocal',
      at: '',
      sha256: put('packed'),
      fileSha256: sha('one'),
    });
  });
  const storedFiles = (): string[] =>
    ['one', 'bank', 'packed', 'two', 'new'].filter((text) => context.archive.has(sha(text)));

  it('records every file, and verify knows it from a lost one', () => {
    const before = lost();
    const { dropped } = prune(context, ANA);
    expect(dropped.map(({ kind, lastDate }) => [kind, lastDate])).toEqual([
      ...[1, 1, 1, 2].map((n) => ['source_file', day(n)]),
      ['request_log', day(1)],
    ]);
    expect(storedFiles()).toEqual(['new']);
    expect(existsSync(join(root, 'archive/requests', `${day(1)}.jsonl`))).toBe(false);
    expect([before, lost()]).toEqual([[], []]);
    expect(context.store.pruned(sha('one'))).toEqual([
      {
        path: sha('one'),
        kind: 'source_file',
        sha256: sha('one'),
        size: 3,
        uses: [{ date: day(1), source: 'dlocal' }],
        lastDate: day(1),
        atMs: NOW_MS,
        by: 'ana',
      },
    ]);
    rmSync(context.archive.path(sha('new')));
    expect(lost()).toEqual([`archive ${sha('new')} (dlocal ${NEWEST})`]);
    // A newer date that uses dropped bytes and has not got them is no work of the retention.
    commit(day(501), { files: [sourceFile(day(501), { sha256: sha('one') })] });
    expect(lost()).toEqual([`archive ${sha('new')} (dlocal ${NEWEST})`, `archive ${sha('one')} (dlocal ${day(501)})`]);
    expect(prune(context, ANA).dropped).toEqual([]);
  });

  it('closes the dates up to the newest one dropped, until the files are put back', () => {
    prune(context, ANA);
    expect(
      [1, 2, 3].map((n) =>
        codeOf(() => {
          assertNotPruned(day(n), context);
        }),
      ),
    ).toEqual(['file_pruned', 'file_pruned', null]);
    put('two');
    expect(
      [1, 2].map((n) =>
        codeOf(() => {
          assertNotPruned(day(n), context);
        }),
      ),
    ).toEqual(['file_pruned', null]);
  });

  const stops = [
    'prune:planned',
    'prune:recorded',
    'prune:removed',
    'prune:removed',
    'prune:removed',
    'prune:removed',
    'prune:removed',
  ];
  it.each(stops.map((step, index) => [index, step]))(
    'stopped after step %i (%s) loses nothing, and the next one finishes',
    (stop) => {
      let steps = 0;
      const stopped: Context = {
        ...context,
        onStep: () => {
          if (steps++ === stop) throw new Error('killed');
        },
      };
      expect(() => prune(stopped, ANA)).toThrow('killed');
      expect(lost()).toEqual([]);
      expect(storedFiles()).toHaveLength(5 - Math.min(4, Math.max(0, stop - 1)));
      prune(context, { by: 'eva', orphans: false });
      expect(storedFiles()).toEqual(['new']);
      expect(lost()).toEqual([]);
      // Who asked first stands on record: the second one finished it.
      expect(context.store.pruned().map(({ by }) => by)).toEqual(Array(5).fill(stop === 0 ? 'eva' : 'ana'));
    },
  );

  it('takes back the record of what it did not come to drop and is needed by now', () => {
    const stopped: Context = {
      ...context,
      onStep: (step) => {
        if (step === 'prune:recorded') throw new Error('killed');
      },
    };
    expect(() => prune(stopped, ANA)).toThrow('killed');
    commit(day(502), {
      discrepancies: [
        discrepancy('R', { lines: [{ ...fate(day(2), 0), file: sha('two').slice(0, 12), broken: true }] }),
      ],
    });
    prune(context, ANA);
    expect(storedFiles()).toEqual(['two', 'new']);
    rmSync(context.archive.path(sha('two')));
    expect(lost()).toEqual([`archive ${sha('two')} (dlocal ${day(2)})`]);
  });

  it('drops no byte while a date is run, nor after something was run or decided since the plan', () => {
    const lease = context.store.takeLease(day(501), 'another', NOW_MS);
    expect(codeOf(() => prune(context, ANA))).toBe('run_held_elsewhere');
    context.store.releaseLease(lease);
    for (const step of ['prune:planned', 'prune:recorded']) {
      const meanwhile: Context = {
        ...context,
        onStep: (at) => {
          if (at === step) context.store.releaseLease(context.store.takeLease(day(501), 'another', NOW_MS));
        },
      };
      expect(codeOf(() => prune(meanwhile, ANA))).toBe('store_busy');
      expect(storedFiles()).toHaveLength(5);
    }
  });

  it('takes a lease from a process that was killed an hour ago, not sooner', () => {
    const lease = context.store.takeLease(day(501), 'killed', NOW_MS - 3_600_000 - 120_000 + 1);
    expect(codeOf(() => prune(context, ANA))).toBe('run_held_elsewhere');
    context.store.renewLease(lease, NOW_MS - 3_600_000 - 120_000);
    expect(prune(context, ANA).dropped).toHaveLength(5);
    expect(
      codeOf(() => {
        context.store.renewLease(lease, NOW_MS);
      }),
    ).toBe('lease_lost');
  });

  it('drops orphans only where it is asked, and only old ones', () => {
    const [old, young] = [put('old orphan'), put('young orphan')];
    const at = (ms: number) => new Date(NOW_MS - ms);
    utimesSync(context.archive.path(old), at(DAY_MS + 1_000), at(DAY_MS + 1_000));
    utimesSync(context.archive.path(young), at(DAY_MS - 1_000), at(DAY_MS - 1_000));
    prune(context, ANA);
    expect([old, young].map((one) => context.archive.has(one))).toEqual([true, true]);
    prune(context, { by: 'ana', orphans: true });
    expect([old, young].map((one) => context.archive.has(one))).toEqual([false, true]);
    expect(context.store.pruned(old)).toMatchObject([{ kind: 'orphan', lastDate: null, uses: [] }]);
  });
});
