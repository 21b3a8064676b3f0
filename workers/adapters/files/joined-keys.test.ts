import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  day,
  idsOf,
  keysOf,
  linearSearch,
  linesOnDisk,
  START,
  type Delivered,
  type LinesOnDisk,
} from '../../../scripts/testing/lines-on-disk.ts';
import { inTurn } from '../../../schemas/in-turn.ts';
import type { LineStore } from '../../../schemas/ports/line-files.ts';
import { hashBlocks, putBlocks, sealOf } from './block-hashes.ts';
import { isJoinedPath, openJoinedKeys } from './joined-keys.ts';
import { KEYS_SUFFIX, lineFileName } from './line-files.ts';

let directory = '';
let disk: LinesOnDisk;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-joined-'));
  disk = linesOnDisk(directory);
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const opened = (options?: Parameters<LinesOnDisk['open']>[1]): LineStore => disk.open('plain', options);
const delivered = (store: LineStore, number: number, source: string, references: readonly string[]) =>
  disk.deliver(store, 'plain', day(number), source, references);

const joinedFiles = (): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(isJoinedPath).sort();
const joinedRecord = (): string[] => [...disk.record.keys()].filter(isJoinedPath).sort();

/** One order file a day and a second one every other day, with one reference each in common. */
async function someDays(store: LineStore, days: number): Promise<Delivered[]> {
  const numbers = Array.from({ length: days }, (_, number) => number);
  return (
    await inTurn(numbers, async (number) => [
      await delivered(store, number, 'erp', [`A-${String(number)}`, 'COMMON']),
      ...(number % 2 === 0 ? [await delivered(store, number, 'pos', [`B-${String(number)}`, 'COMMON'])] : []),
    ])
  ).flat();
}

const upTo = (number: number) => ({ first: START, last: day(number) });

async function expectFound(store: LineStore, files: readonly Delivered[], references: readonly string[]) {
  const keys = keysOf(references);
  const expected = files.map((file) => linearSearch(file, 'plain', keys));
  expect(await store.find(idsOf(files), keys)).toEqual(expected);
}

/** Takes the indexes of the files themselves away: what is found then is found by joined ones. */
function loseOwnIndexes(files: readonly Delivered[]): void {
  for (const { id } of files) rmSync(join(directory, `${lineFileName(id)}${KEYS_SUFFIX}`));
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 0x10;
  writeFileSync(path, bytes);
}

describe('joined indexes', () => {
  it('answer for the files of their stretches, without the indexes of these', async () => {
    const files = await someDays(opened(), 10);
    await opened().joinKeys(idsOf(files), upTo(9));
    expect(joinedFiles()).toHaveLength(2);
    expect(joinedRecord()).toEqual(joinedFiles());
    loseOwnIndexes(files);
    await expectFound(opened(), files, ['COMMON', 'A-3', 'B-8', 'none']);
    await expectFound(opened(), files.slice(4), ['A-9', 'B-4']);
    const many = Array.from({ length: 100 }, (_, number) => `A-${String(number)}`);
    await expectFound(opened(), [...files].reverse(), many);
  });

  it('are made where all dates of a stretch are there, and again of nothing', async () => {
    const store = opened();
    const files = await someDays(store, 9);
    await store.joinKeys(idsOf(files), { first: day(1), last: day(8) });
    expect(joinedFiles()).toEqual([]);
    await store.joinKeys(idsOf(files), upTo(8));
    const before = joinedFiles();
    expect(before.map((path) => path.slice(0, 10))).toEqual([day(4)]);
    let made = 0;
    await opened({ onJoined: () => (made += 1) }).joinKeys(idsOf(files), upTo(8));
    expect(made).toBe(0);
    expect(joinedFiles()).toEqual(before);
  });

  it('over 25 dates take the place of those over five, and over 125 leave them', async () => {
    const store = opened();
    const files = await someDays(store, 125);
    for (let last = 4; last < 125; last += 5) await store.joinKeys(idsOf(files), upTo(last));
    expect(joinedFiles().map((path) => path.replace(/-[0-9a-f]{16}/, ''))).toEqual([
      ...[24, 49, 74, 99].map((number) => `${day(number)}/joined.order.25.keys`),
      `${day(124)}/joined.order.125.keys`,
      `${day(124)}/joined.order.25.keys`,
    ]);
    expect(joinedRecord()).toEqual(joinedFiles());
    const bytes = joinedFiles().map((path) => readFileSync(join(directory, path), 'hex'));
    loseOwnIndexes(files);
    await expectFound(opened(), files, ['COMMON', 'A-0', 'A-124']);
    await expectFound(opened(), files.slice(60, 105), ['COMMON', 'B-44']);
    for (const path of joinedFiles()) {
      rmSync(join(directory, path));
      disk.record.delete(path);
    }
    await someDays(opened(), 125);
    await opened().joinKeys(idsOf(files), upTo(124));
    expect(joinedFiles().map((path) => readFileSync(join(directory, path), 'hex'))).toEqual(bytes);
  });

  it('answer for no file that came in the place of another, and are made again of it', async () => {
    const store = opened();
    const files = await someDays(store, 5);
    await store.joinKeys(idsOf(files), upTo(4));
    const before = joinedFiles();
    const again = [await delivered(store, 0, 'erp', ['NEW', 'COMMON']), ...files.slice(1)];
    for (const one of [store, opened()])
      for (const asked of ['NEW', 'A-0', 'COMMON']) await expectFound(one, again, [asked]);
    await store.joinKeys(idsOf(again), upTo(4));
    expect(joinedFiles()).toHaveLength(1);
    expect(joinedFiles()).not.toEqual(before);
    expect(joinedRecord()).toEqual(joinedFiles());
    for (const one of [store, opened()])
      for (const asked of ['NEW', 'A-0', 'COMMON']) await expectFound(one, again, [asked]);
    // The former file is in force again: nobody joined it lately, and it answers for itself.
    for (const asked of ['NEW', 'A-0', 'COMMON']) await expectFound(store, files, [asked]);
  });

  it.each(['before the record names it', 'before it stands there'])(
    'that a process did not finish %s',
    async (when) => {
      const files = await someDays(opened(), 5);
      const dying = opened({
        onJoined: () => {
          throw new Error('killed');
        },
      });
      await expect(dying.joinKeys(idsOf(files), upTo(4))).rejects.toThrow('killed');
      expect(joinedRecord()).toEqual([]);
      if (when === 'before it stands there') for (const path of joinedFiles()) rmSync(join(directory, path));
      await expectFound(opened(), files, ['COMMON', 'A-3']);
      // Meanwhile a file came again: what stands there is nobody's, and goes.
      const again = [...files.slice(0, -1), await delivered(opened(), 4, 'pos', ['NEW'])];
      await opened().joinKeys(idsOf(again), upTo(4));
      expect(joinedFiles()).toHaveLength(1);
      expect(joinedRecord()).toEqual(joinedFiles());
      await expectFound(opened(), again, ['COMMON', 'A-3', 'NEW']);
    },
  );

  it('that a process did not come to take away go with the next ones', async () => {
    const store = opened();
    const files = await someDays(store, 25);
    for (const last of [4, 9, 14, 19]) await store.joinKeys(idsOf(files), upTo(last));
    const former = joinedFiles().map((path) => [path, readFileSync(join(directory, path))] as const);
    await store.joinKeys(idsOf(files), upTo(24));
    const after = joinedFiles();
    for (const [path, bytes] of former) writeFileSync(join(directory, path), bytes);
    await opened().joinKeys(idsOf(files), upTo(24));
    expect([former.length, joinedFiles()]).toEqual([4, after]);
  });

  it('that are damaged or lost give no answer, and are made again', async () => {
    const store = opened();
    const files = await someDays(store, 5);
    await store.joinKeys(idsOf(files), upTo(4));
    const path = join(directory, joinedFiles()[0] ?? '');
    const good = readFileSync(path);
    const damages: (() => void)[] = [
      ...[0, 9, 13, 20, good.length - 200, good.length - 1].map((at) => () => {
        flip(path, at);
      }),
      () => {
        rmSync(path);
      },
      () => {
        writeFileSync(path, good.subarray(0, good.length - 12));
      },
    ];
    for (const damage of damages) {
      damage();
      const other = opened();
      for (const one of [store, other]) await expectFound(one, files, ['COMMON', 'A-3']);
      await other.joinKeys(idsOf(files), upTo(4));
      expect(readFileSync(path)).toEqual(good);
      expect(joinedRecord()).toEqual(joinedFiles());
      await expectFound(other, files, ['COMMON', 'A-3']);
    }
    rmSync(path);
    await opened().joinKeys(idsOf(files), upTo(4));
    expect(readFileSync(path)).toEqual(good);
  });

  it('that are damaged join no longer stretch', async () => {
    const store = opened();
    const files = await someDays(store, 25);
    for (const last of [4, 9, 14, 19]) await store.joinKeys(idsOf(files), upTo(last));
    const [first = ''] = joinedFiles();
    flip(join(directory, first), 300);
    const other = opened();
    await other.joinKeys(idsOf(files), upTo(24));
    await other.joinKeys(idsOf(files), upTo(24));
    expect(joinedFiles().map((path) => path.slice(11, 26))).toEqual(['joined.order.25']);
    loseOwnIndexes(files);
    await expectFound(opened(), files, ['COMMON', 'A-3']);
  });

  it('that were forged with their list, or of a newer program, or stand under another name, are not believed', async () => {
    const store = opened();
    const files = await someDays(store, 10);
    await store.joinKeys(idsOf(files), upTo(9));
    const [first = '', second = ''] = joinedFiles();
    const [own, other] = [first, second].map((path) => join(directory, path)) as [string, string];
    const good = readFileSync(own);
    writeFileSync(own, Buffer.from(good).fill(0, good.length - 128));
    putBlocks(own, hashBlocks(own));
    await expectFound(opened(), files, ['COMMON', 'A-3']);
    const newer = readFileSync(own);
    newer.write('CUADREK4', 'latin1');
    writeFileSync(own, newer);
    const name = (path: string): void => {
      putBlocks(path, hashBlocks(path));
      const seal = sealOf(path);
      if (seal !== null) disk.record.set(first, { path: first, date: day(4), ...seal });
    };
    name(own);
    await expectFound(opened(), files, ['COMMON', 'A-3']);
    renameSync(other, own);
    name(own);
    const named = disk.record.get(first);
    if (named === undefined) throw new Error('it is named');
    expect(openJoinedKeys(directory, () => Promise.resolve([named])).openWhole(named)).toBeNull();
    await expectFound(opened(), files, ['COMMON', 'A-3', 'A-7']);
  });

  it('are not made where they would be too large, nor of one file, nor of what no run registered', async () => {
    const store = opened();
    const files = await someDays(store, 5);
    const [one] = files;
    if (one === undefined) throw new Error('there are files');
    await store.joinKeys([one.id], upTo(4));
    expect(joinedFiles()).toEqual([]);
    const path = `${lineFileName(one.id)}${KEYS_SUFFIX}`;
    const known = disk.record.get(path);
    if (known === undefined) throw new Error('the index is registered');
    disk.record.delete(path);
    await store.joinKeys(idsOf(files), upTo(4));
    expect(joinedFiles()).toEqual([]);
    disk.record.set(path, { ...known, size: 48 * 1024 * 1024 });
    await store.joinKeys(idsOf(files), upTo(4));
    expect(joinedFiles()).toEqual([]);
    disk.record.set(path, known);
    await store.joinKeys(idsOf(files), upTo(4));
    expect(joinedFiles()).toHaveLength(1);
    expect(existsSync(join(directory, '.tmp')) ? readdirSync(join(directory, '.tmp')) : []).toEqual([]);
  });
});
