import type { Store } from '../../schemas/ports/store.ts';
import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SourceStamp } from '../../schemas/ports/sources.ts';
import { D, fileOf, sha } from '../../scripts/testing/kit.ts';
import { openStore } from '../adapters/sqlite/sqlite.ts';
import { isRestated } from './restated.ts';

const root = mkdtempSync(join(tmpdir(), 'cuadre-restated-'));
const path = join(root, 'wompi_20260701.csv');
const from = { directory: root, file: 'wompi_{date:yyyyMMdd}*.csv' };
const read = fileOf('wompi', D, { sha256: sha('a;1\n') });
const later = { nowMs: () => Date.now() + 60_000 };

/** The real store, and what was written into it. */
let store: Store;
let stamps: SourceStamp[] = [];
const sources = (): Store['sources'] => ({
  ...store.sources,
  recordStamp: async (stamp) => {
    stamps.push(stamp);
    await store.sources.recordStamp(stamp);
  },
});
const ask = async (clock = later): Promise<boolean> =>
  isRestated('wompi', from, read, { store: { sources: sources() }, clock });

beforeEach(() => {
  const folder = mkdtempSync(join(root, 'store-'));
  store = openStore({ path: join(folder, 'db'), linesDirectory: join(folder, 'lines') });
  stamps = [];
  writeFileSync(path, 'a;1\n');
});
afterEach(() => {
  store.close();
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('Whether a file came again', () => {
  test('the same bytes are not, and the next look does not read them', async () => {
    expect(await ask()).toBe(false);
    expect(stamps).toHaveLength(1);
    await store.sources.recordStamp({ ...(stamps[0] as SourceStamp), sha256: 'what the last look says is believed' });
    expect(await ask()).toBe(true);
    expect(stamps).toHaveLength(1);
  });

  test('the look that is written down holds no number of a card that stands in the name', async () => {
    const other = join(root, 'wompi_20260701_4111111111111111.csv');
    renameSync(path, other);
    expect(await ask()).toBe(false);
    expect(await ask()).toBe(false);
    expect(stamps.map(({ name }) => name)).toEqual(['wompi_20260701_411111******1111.csv']);
    rmSync(other);
  });

  test('other bytes of the same size and with the times of the old ones are', async () => {
    const times = new Date('2026-07-02T10:00:00Z');
    utimesSync(path, times, times);
    expect(await ask()).toBe(false);
    writeFileSync(path, 'a;2\n');
    utimesSync(path, times, times);
    expect(await ask()).toBe(true);
    expect(stamps).toHaveLength(2);
  });

  test('written again with the same bytes it is not', async () => {
    expect(await ask()).toBe(false);
    writeFileSync(path, 'a;1\n');
    expect(await ask()).toBe(false);
  });

  test('a file that changed a moment ago is read at every look', async () => {
    expect(await ask({ nowMs: () => Date.now() })).toBe(false);
    expect(stamps).toEqual([]);
  });

  test('under another name it is read', async () => {
    expect(await ask()).toBe(false);
    rmSync(path);
    writeFileSync(join(root, 'wompi_20260701b.csv'), 'a;3\n');
    expect(await ask()).toBe(true);
    rmSync(join(root, 'wompi_20260701b.csv'));
  });

  test('one that is gone is not: the archive has it', async () => {
    rmSync(path);
    expect(await ask()).toBe(false);
  });

  test('what is read unpacked is compared unpacked, and unpacked once', async () => {
    let opened = 0;
    const unpacked = (sha256: string | null) => () => {
      opened += 1;
      return Promise.resolve(sha256);
    };
    const askPacked = (inner: string | null) =>
      isRestated('wompi', from, read, { store: { sources: sources() }, clock: later }, unpacked(inner));
    expect(await askPacked(null)).toBe(false);
    expect(await askPacked(sha('a;1\n'))).toBe(false);
    expect(await askPacked('never asked')).toBe(false);
    expect(opened).toBe(2);
    writeFileSync(path, 'packed anew');
    expect(await askPacked(sha('a;2\n'))).toBe(true);
  });

  test('two are an error that names both', async () => {
    writeFileSync(join(root, 'wompi_20260701b.csv'), 'a;3\n');
    await expect(ask()).rejects.toThrow(expect.objectContaining({ code: 'two_files_for_one_date' }) as Error);
    rmSync(join(root, 'wompi_20260701b.csv'));
  });
});
