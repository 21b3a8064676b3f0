import { inTurn } from '../../schemas/in-turn.ts';
import { openConnection } from '../adapters/sqlite/open.ts';
import { releaseLease, takeLease } from '../adapters/sqlite/leases.ts';
import { migrationsDirectory } from '../adapters/sqlite/migrate.ts';
import { existsSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CuadreError } from '../../schemas/errors.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { configOf } from '../../scripts/testing/kit.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { openContext } from '../pipeline/open.ts';
import { commitRunOf, day, discrepancy, fate, payout, sha, sourceFile } from '../../scripts/testing/records.ts';
import { verifyStore } from '../adapters/sqlite/verify.ts';
import { assertNotPruned } from './closed.ts';
import { prune, retentionPlan } from './prune.ts';
import type { Progress } from '../../schemas/ports/progress.ts';

/** Dropping over a real store and archive: what open things need, and a stop after every step. */

const NOW_MS = Date.UTC(2040, 0, 1);
const DAY_MS = 86_400_000;
const ANA = { by: 'ana', orphans: false };
const NEWEST = day(500);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let root = '';
let context: Context;
let progress: Progress;
/** Told every step; a test stops there. */
let onStep: (step: string) => void;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cuadre-prune-'));
  const storage = {
    path: join(root, 'db'),
    archive: join(root, 'archive'),
    lines: join(root, 'lines'),
    retentionYears: 10,
    umask: 0o077,
  };
  const config = configOf({ storage });
  context = openContext({
    config,
    configHash: 'x',
    programVersion: 'x',
    clock: { nowMs: () => NOW_MS },
    log: silent,
    onStep: (step) => {
      onStep(step);
    },
  });
  onStep = () => undefined;
  ({ progress } = context.store);
});
afterEach(() => {
  context.store.close();
  rmSync(root, { recursive: true, force: true });
});

/** Where bytes stand in the archive. */
const archived = (sha256: string): string => join(root, 'archive', sha256);
/** Bytes of their own in the archive. */
async function put(text: string): Promise<string> {
  return (await context.archive.put(Readable.from([Buffer.from(text)]))).sha256;
}
const fileOf = async (date: PlainDate, text: string, source = 'dlocal') =>
  sourceFile(date, { source, sha256: await put(text) });
async function commit(date: PlainDate, change: Parameters<typeof commitRunOf>[2] = {}): Promise<void> {
  await commitRunOf(context.store, date, change);
  const lease = await context.store.leases.take(date, 'test', 0);
  const run = await context.store.runs.newest(date);
  if (run !== null)
    await context.store.reports.record(lease, run, [{ name: 'summary.json', sha256: sha('r'), size: 1 }], null);
  await context.store.leases.release(lease);
}
/** Why each file of the archive stays, by its text; null where it goes. */
async function judged(...texts: readonly string[]): Promise<(string | null)[]> {
  const { goes, kept } = await retentionPlan(context);
  return texts.map((text) =>
    goes.some(({ path }) => path === sha(text))
      ? null
      : (kept.find(({ path }) => path === sha(text))?.reason ?? 'no file'),
  );
}
const lost = async (): Promise<string[]> => {
  const found: string[] = [];
  const places = {
    store: context.store,
    archive: context.archive,
    linesDirectory: join(root, 'lines'),
    reportsDirectory: root,
    mayReplay: () => Promise.resolve(true),
  };
  for await (const { what } of verifyStore(places)) found.push(what);
  return found.filter((what) => what.startsWith('archive'));
};
const codeOf = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
    return null;
  } catch (error) {
    return (error as { code?: string }).code ?? error;
  }
};

describe('what something open needs', () => {
  it('is gathered from the queue, the newest run and its payouts', async () => {
    const texts = ['named', 'whole', 'other', 'waiting', 'paid', 'free'];
    const dateOf = (text: string): PlainDate => day(texts.indexOf(text) + 1);
    const line = (text: string) => ({ ...fate(dateOf(text), 0), file: sha(text).slice(0, 12), broken: true });
    for (const text of texts) await commit(dateOf(text), { files: [await fileOf(dateOf(text), text)] });
    await commit(NEWEST, {
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
    expect(await judged('named', 'whole', 'other', 'waiting', 'paid', 'free')).toEqual([
      'open_item',
      'open_item',
      'open_item',
      'carried',
      'open_payout',
      null,
    ]);
  });

  it('is every file of a date that is stale, unpublished or under way', async () => {
    await commitRunOf(context.store, day(1), { files: [await fileOf(day(1), 'unpublished')] });
    await commit(day(2), { files: [await fileOf(day(2), 'fresh')] });
    await commit(day(3), { files: [await fileOf(day(3), 'stale')], parentGeneration: 7 });
    await commit(NEWEST);
    expect(await judged('unpublished', 'fresh', 'stale')).toEqual(['unfinished', null, 'unfinished']);
    await progress.begin(day(2), { anew: true, filesFrom: 'sources' });
    const key = { date: day(2), generation: 2, round: 1, stage: 'download', source: 'dlocal' };
    const lease = await progress.start(key, { holder: 'worker', starts: 1, nowMs: NOW_MS, leaseMs: 1_000 });
    expect(await codeOf(() => prune(context, ANA))).toBe('run_held_elsewhere');
    if (typeof lease !== 'string')
      await progress.recordResult(lease, { kind: 'file', file: await fileOf(day(2), 'fresh'), normalised: false });
    expect(await judged('fresh')).toEqual(['unfinished']);
  });
});

describe('dropping', () => {
  beforeEach(async () => {
    await commit(day(1), { files: [await fileOf(day(1), 'one'), await fileOf(day(1), 'bank', 'bank')] });
    await commit(day(2), { files: [await fileOf(day(2), 'two')] });
    await commit(NEWEST, { files: [await fileOf(NEWEST, 'new')] });
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
    await context.archive.appendRequest({
      ...exchange,
      date: day(1),
      source: 'dlocal',
      at: '',
      sha256: await put('packed'),
      fileSha256: sha('one'),
    });
  });
  const storedFiles = async (): Promise<string[]> => {
    const stored: string[] = [];
    for (const text of ['one', 'bank', 'packed', 'two', 'new'])
      if (await context.archive.has(sha(text))) stored.push(text);
    return stored;
  };

  it('records every file, and verify knows it from a lost one', async () => {
    const before = await lost();
    const { dropped } = await prune(context, ANA);
    expect(dropped.map(({ kind, lastDate }) => [kind, lastDate])).toEqual([
      ...[1, 1, 1, 2].map((n) => ['source_file', day(n)]),
      ['request_log', day(1)],
    ]);
    expect(await storedFiles()).toEqual(['new']);
    expect(existsSync(join(root, 'archive/requests', `${day(1)}.jsonl`))).toBe(false);
    expect([before, await lost()]).toEqual([[], []]);
    expect(await context.store.retention.pruned(sha('one'))).toEqual([
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
    rmSync(archived(sha('new')));
    expect(await lost()).toEqual([`archive ${sha('new')} (dlocal ${NEWEST})`]);
    // A newer date that uses dropped bytes and has not got them is no work of the retention.
    await commit(day(501), { files: [sourceFile(day(501), { sha256: sha('one') })] });
    expect(await lost()).toEqual([
      `archive ${sha('new')} (dlocal ${NEWEST})`,
      `archive ${sha('one')} (dlocal ${day(501)})`,
    ]);
    expect((await prune(context, ANA)).dropped).toEqual([]);
  });

  it('closes the dates up to the newest one dropped, until the files are put back', async () => {
    await prune(context, ANA);
    const codeOn = (n: number) => codeOf(() => assertNotPruned(day(n), context));
    expect(await inTurn([1, 2, 3], codeOn)).toEqual(['file_pruned', 'file_pruned', null]);
    await put('two');
    expect(await inTurn([1, 2], codeOn)).toEqual(['file_pruned', null]);
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
    async (stop) => {
      let steps = 0;
      onStep = () => {
        if (steps++ === stop) throw new Error('killed');
      };
      await expect(prune(context, ANA)).rejects.toThrow('killed');
      expect(await lost()).toEqual([]);
      expect(await storedFiles()).toHaveLength(5 - Math.min(4, Math.max(0, stop - 1)));
      await prune(context, { by: 'eva', orphans: false });
      expect(await storedFiles()).toEqual(['new']);
      expect(await lost()).toEqual([]);
      // Who asked first stands on record: the second one finished it.
      expect((await context.store.retention.pruned()).map(({ by }) => by)).toEqual(
        Array(5).fill(stop === 0 ? 'eva' : 'ana'),
      );
    },
  );

  it('takes back the record of what it did not come to drop and is needed by now', async () => {
    onStep = (step) => {
      if (step === 'prune:recorded') throw new Error('killed');
    };
    await expect(prune(context, ANA)).rejects.toThrow('killed');
    onStep = () => undefined;
    await commit(day(502), {
      discrepancies: [
        discrepancy('R', { lines: [{ ...fate(day(2), 0), file: sha('two').slice(0, 12), broken: true }] }),
      ],
    });
    await prune(context, ANA);
    expect(await storedFiles()).toEqual(['two', 'new']);
    rmSync(archived(sha('two')));
    expect(await lost()).toEqual([`archive ${sha('two')} (dlocal ${day(2)})`]);
  });

  it('drops no byte while a date is run, nor after something was run or decided since the plan', async () => {
    const lease = await context.store.leases.take(day(501), 'another', NOW_MS);
    expect(await codeOf(() => prune(context, ANA))).toBe('run_held_elsewhere');
    await context.store.leases.release(lease);
    const other = openConnection(join(root, 'db'), migrationsDirectory());
    for (const step of ['prune:planned', 'prune:recorded']) {
      onStep = (at) => {
        if (at === step) releaseLease(other, takeLease(other, join(root, 'lines'), day(501), 'another', NOW_MS));
      };
      expect(await codeOf(() => prune(context, ANA))).toBe('store_busy');
      expect(await storedFiles()).toHaveLength(5);
    }
    other.raw.close();
  });

  it('lets no date be taken while files go: bytes that came in again meanwhile would be lost', async () => {
    const other = openConnection(join(root, 'db'), migrationsDirectory());
    other.raw.pragma('busy_timeout = 0');
    const refusals: unknown[] = [];
    onStep = (at) => {
      if (at !== 'prune:removed') return;
      try {
        takeLease(other, join(root, 'lines'), day(501), 'another', NOW_MS);
      } catch (error) {
        refusals.push((error as CuadreError).code);
      }
    };
    expect((await prune(context, ANA)).dropped).toHaveLength(5);
    expect(refusals).toEqual(Array(5).fill('store_busy'));
    other.raw.close();
  });

  it('takes a lease from a process that was killed an hour ago, not sooner', async () => {
    const lease = await context.store.leases.take(day(501), 'killed', NOW_MS - 3_600_000 - 120_000 + 1);
    expect(await codeOf(() => prune(context, ANA))).toBe('run_held_elsewhere');
    await context.store.leases.renew(lease, NOW_MS - 3_600_000 - 120_000);
    expect((await prune(context, ANA)).dropped).toHaveLength(5);
    expect(
      await codeOf(async () => {
        await context.store.leases.renew(lease, NOW_MS);
      }),
    ).toBe('lease_lost');
  });

  it('drops orphans only where it is asked, and only old ones', async () => {
    const [old, young] = [await put('old orphan'), await put('young orphan')];
    const at = (ms: number) => new Date(NOW_MS - ms);
    utimesSync(archived(old), at(DAY_MS + 1_000), at(DAY_MS + 1_000));
    utimesSync(archived(young), at(DAY_MS - 1_000), at(DAY_MS - 1_000));
    await prune(context, ANA);
    expect(await inTurn([old, young], (one) => context.archive.has(one))).toEqual([true, true]);
    await prune(context, { by: 'ana', orphans: true });
    expect(await inTurn([old, young], (one) => context.archive.has(one))).toEqual([false, true]);
    expect(await context.store.retention.pruned(old)).toMatchObject([{ kind: 'orphan', lastDate: null, uses: [] }]);
  });
});
