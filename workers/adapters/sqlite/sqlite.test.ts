import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../../schemas/ports/leases.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import {
  commitRunOf,
  day,
  discrepancy,
  fate,
  payout,
  runCommit,
  sourceFile,
} from '../../../scripts/testing/records.ts';
import { codeOf } from '../../../scripts/testing/ports/opened.ts';
import { COMMIT_STEPS } from './commit.ts';
import { hashBlocks, rootOf } from '../files/block-hashes.ts';
import { openStore } from './sqlite.ts';

let directory = '';
let store: Store;
const options = () => ({ path: join(directory, 'data', 'cuadre.db'), linesDirectory: join(directory, 'lines') });
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-store-'));
  store = openStore(options());
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('a store of a thread that must not stand still', () => {
  it('asks again for a lock that another holds, while the thread goes on, and gives up after its time', async () => {
    const patient = openStore({ ...options(), asksAgainForMs: 5_000 });
    const hasty = openStore({ ...options(), asksAgainForMs: 60 });
    const other = new Database(options().path);
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 5);
    try {
      other.exec('BEGIN IMMEDIATE');
      expect(await codeOf(() => hasty.runs.recordGoLive(day(2)))).toBe('store_busy');
      const recorded = patient.runs.recordGoLive(day(1));
      await expect.poll(() => turns).toBeGreaterThan(10);
      other.exec('COMMIT');
      await recorded;
      expect(await store.runs.goLive()).toBe(day(1));
    } finally {
      clearInterval(turning);
      other.close();
      patient.close();
      hasty.close();
    }
  });
});

describe('a commit that is stopped', () => {
  for (const step of COMMIT_STEPS.slice(0, -1)) {
    it(`after ${step} leaves nothing visible, and the same run can be committed afterwards`, async () => {
      const first = await commitRunOf(store, day(1), { discrepancies: [discrepancy('R-1')] });
      const broken = openStore({
        ...options(),
        onCommitStep: (at) => {
          if (at === step) throw new Error('killed');
        },
      });
      const lease = await broken.leases.take(day(2), 'test', 0);
      const record = await runCommit(broken, day(2), {
        fates: [fate(day(2), 0)],
        discrepancies: [discrepancy('R-9'), discrepancy('R-1', { event: null, note: 'asked' })],
        payouts: [payout('P-9')],
        files: [sourceFile(day(2))],
      });
      await expect(broken.runs.commit(lease, record)).rejects.toThrow('killed');
      broken.close();
      store.close();
      store = openStore(options());
      expect(await store.runs.newest(day(2))).toBeNull();
      expect(await store.outcomes.files(record.run)).toEqual([]);
      expect(await store.outcomes.payouts(record.run)).toEqual([]);
      expect(await store.outcomes.discrepancies(record.run)).toEqual([]);
      expect(await store.outcomes.discrepancies(first.run)).toEqual(first.outcome.discrepancies);
      expect(await store.history.named(['r-9'])).toEqual([]);
      expect(await store.outcomes.registeredFiles(day(2))).toEqual([]);
      expect((await store.queue.events()).map((event) => event.event)).toEqual(['opened']);
      await commitRunOf(store, day(2), {
        fates: [fate(day(2), 0), fate(day(2), 1)],
        discrepancies: [discrepancy('R-1')],
      });
      expect(await store.outcomes.fates(record.run)).toHaveLength(2);
      expect(await store.outcomes.discrepancies(record.run)).toEqual([discrepancy('R-1')]);
      expect(await store.outcomes.discrepancies(first.run)).toEqual(first.outcome.discrepancies);
      expect(readdirSync(join(directory, 'lines', '.tmp'))).toEqual([]);
    });
  }
});

describe('the fates of a run', () => {
  const everyFile = () => readdirSync(join(directory, 'lines', day(1))).sort();
  const files = () => everyFile().filter((name) => name.endsWith('.arrow'));
  const at = (name: string) => join(directory, 'lines', day(1), name);
  const put = async (row: number): Promise<string> => {
    const before = new Set(files());
    const former = await store.leases.take(day(1), 'one', 0);
    await store.leases.release(await store.leases.take(day(1), 'two', LEASE_MS));
    const commit = await runCommit(store, day(1), { fates: [fate(day(1), row)] });
    expect(await codeOf(() => store.runs.commit(former, commit))).toBe('lease_lost');
    return files().find((name) => !before.has(name)) ?? '';
  };
  beforeEach(() => {
    mkdirSync(join(directory, 'lines', day(1)));
  });

  it('stand under their hash, which only their bytes can stand under: damaged ones give way when they are put again', async () => {
    const name = await put(0);
    const bytes = readFileSync(at(name));
    expect(name).toBe(`fates.g1-${rootOf(hashBlocks(at(name))).slice(0, 12)}.arrow`);
    writeFileSync(at(name), 'torn');
    const commit = await runCommit(store, day(1), { fates: [fate(day(1), 0)] });
    await store.runs.commit(await store.leases.take(day(1), 'two', 0), commit);
    expect(readFileSync(at(name)).equals(bytes)).toBe(true);
    expect(await store.outcomes.fates(commit.run)).toHaveLength(1);
  });

  it('are proved before they are believed: a damaged file is named, with how it is got back', async () => {
    const { run } = await commitRunOf(store, day(1), { fates: [fate(day(1), 0)] });
    const [name = ''] = files();
    const bytes = readFileSync(at(name));
    const place = bytes.indexOf('BOG01-0');
    expect(place).toBeGreaterThan(0);
    bytes[place] = 0x43;
    writeFileSync(at(name), bytes);
    for (const ask of [
      async () => (await store.outcomes.fates(run)).row(0),
      () => store.history.presentFates([fate(day(1), 0)], day(1)),
      async () => [...(await store.history.carry(run))],
    ]) {
      const error: unknown = await ask().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ code: 'integrity_broken', context: { path: at(name) } });
      expect(String(error)).toContain('restore it from a backup');
    }
  });

  it('that no run names are collected a day later by the next commit of their date', async () => {
    const [old, again, fresh] = [await put(0), await put(1), await put(2)];
    const longAgo = Date.now() / 1000 - 90_000;
    for (const name of [old, again]) utimesSync(at(name), longAgo, longAgo);
    await commitRunOf(store, day(1), { fates: [fate(day(1), 1)] });
    expect(files()).toEqual([again, fresh].sort());
    expect(everyFile()).toEqual([again, fresh].flatMap((name) => [name, `${name}.blocks`]).sort());
    for (const name of files()) utimesSync(at(name), longAgo, longAgo);
    await commitRunOf(store, day(1), { fates: [fate(day(1), 3)] });
    expect(files()).toHaveLength(2);
    expect(files()).toContain(again);
  });
});

describe('the lease of a date', () => {
  it('when taken empties what its former holder left half written, and nothing of other dates', async () => {
    for (const name of [`${day(1)}.g1.1`, `${day(1)}.g2.7`, `${day(2)}.g1.1`])
      mkdirSync(join(directory, 'lines', '.tmp', name));
    await store.leases.take(day(1), 'one', 0);
    expect(readdirSync(join(directory, 'lines', '.tmp'))).toEqual([`${day(2)}.g1.1`]);
  });

  it('once lost lets its former holder leave only what nobody names', async () => {
    const former = await store.leases.take(day(1), 'one', 0);
    const mine = await store.leases.take(day(1), 'two', LEASE_MS);
    const record = await runCommit(store, day(1), { fates: [fate(day(1), 0)] });
    expect(await codeOf(() => store.runs.commit(former, record))).toBe('lease_lost');
    // What it put has another name than what its successor puts, and no row names it.
    expect(await store.outcomes.registeredFiles(day(1))).toEqual([]);
    await store.runs.commit(mine, await runCommit(store, day(1)));
    // Each with the list of its blocks.
    expect(readdirSync(join(directory, 'lines', day(1)))).toHaveLength(2 * 2);
    expect(await store.outcomes.registeredFiles(day(1))).toHaveLength(1);
    expect(await store.outcomes.fates({ date: day(1), generation: 1 })).toHaveLength(0);
  });
});

describe('events', () => {
  it('can neither be changed nor deleted', async () => {
    await commitRunOf(store, day(1), { discrepancies: [discrepancy('R-A')] });
    const raw = new Database(join(directory, 'data', 'cuadre.db'));
    expect(() => raw.exec("UPDATE events SET note = 'x'")).toThrow('append-only');
    expect(() => raw.exec('DELETE FROM events')).toThrow('append-only');
    raw.close();
  });
});
