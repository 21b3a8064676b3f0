import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LineKey } from '../../../schemas/lines/line-keys.ts';
import { askedHashes, KeyHashes, type SortedHashes } from './key-hashes.ts';
import { FENCE_ENTRIES, openKeyIndex, writeKeyColumns, type KeyIndex } from './key-index.ts';
import { placesOf } from './key-search.ts';
import { proverOf } from './proofs.ts';
import { openSparse } from './sparse-file.ts';

const SEED = 20_260_704;

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-search-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function hashesOf(entries: readonly Hash[]): SortedHashes {
  return {
    count: entries.length,
    highs: Uint32Array.from(entries, ([high]) => high),
    rests: Uint32Array.from(entries.flatMap(([, low], place) => [low, place])),
  };
}

/** The same entries as each version of the program wrote them. */
const FORMS = {
  CUADREK1: (path: string, hashes: SortedHashes) => {
    writeBefore(path, 'CUADREK1', hashes, 0);
  },
  CUADREK2: (path: string, hashes: SortedHashes) => {
    writeBefore(path, 'CUADREK2', hashes, Math.ceil(hashes.count / FENCE_ENTRIES));
  },
  CUADREK3: (path: string, { count, highs, rests }: SortedHashes) => {
    const fences = highs.filter((_, at) => at % FENCE_ENTRIES === 0);
    writeKeyColumns(path, { head: '', entries: count, fences }, [highs, rests]);
  },
} as const;

function writeBefore(path: string, magic: string, { count, highs, rests }: SortedHashes, fences: number): void {
  const header = Buffer.from(`${magic}........`);
  header.writeUInt32LE(count, 8);
  header.writeUInt32LE(fences, 12);
  const words = (list: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(list.length * 4);
    list.forEach((word, at) => bytes.writeUInt32LE(word, at * 4));
    return bytes;
  };
  const at = (entry: number): number[] => [highs[entry] ?? 0, rests[entry * 2] ?? 0, 1, rests[entry * 2 + 1] ?? 0];
  const heads = Array.from({ length: fences }, (_, page) => at(page * FENCE_ENTRIES).slice(0, 2));
  const entries = Array.from({ length: count }, (_, entry) => at(entry));
  writeFileSync(path, Buffer.concat([header, words(heads.flat()), words(entries.flat())]));
}

let files = 0;
function opened(form: keyof typeof FORMS, hashes: SortedHashes): KeyIndex {
  files += 1;
  const path = join(directory, String(files));
  FORMS[form](path, hashes);
  return openKeyIndex(openSparse(path, proverOf(path, { sha256: null, getBack: '' })));
}

type Hash = readonly [high: number, low: number];
const byHash = (a: Hash, b: Hash): number => a[0] - b[0] || a[1] - b[1];

/** Hashes with upper halves up to a number: many are equal, some in both halves and some in the upper one alone. */
function someHashes(length: number, most: number, salt: number): Hash[] {
  let state = salt >>> 0;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length }, () => [next(most + 1), next(4)]);
}

const cases = fc.record({
  most: fc.constantFrom(0, 3, 300, 0xffff_ffff),
  length: fc.constantFrom(0, 1, 4095, 4096, 4097, 9000),
  own: fc.constantFrom(0, 1, 5, 63, 64, 5000),
  strange: fc.constantFrom(0, 1, 64),
  salt: fc.nat(),
});

describe.each(['CUADREK1', 'CUADREK2', 'CUADREK3'] as const)('an index of the form %s', (form) => {
  it('gives the places that a look at every entry gives, whether few keys are asked or many', () => {
    fc.assert(
      fc.property(cases, ({ most, length, own, strange, salt }) => {
        const entries = someHashes(length, most, salt).sort(byHash);
        const step = Math.max(Math.floor(length / Math.max(own, 1)), 1);
        const some = entries.filter((_, at) => at % step === 0).slice(0, own);
        const asked = new Map(
          [...some, ...someHashes(strange, 0xffff_ffff, salt + 1)].sort(byHash).map((one) => [one.join(), one]),
        );
        const expected = entries.flatMap((one, place) => (asked.has(one.join()) ? [place] : []));
        const found = placesOf(opened(form, hashesOf(entries)), hashesOf([...asked.values()]));
        expect([...found].sort((a, b) => a - b)).toEqual(expected);
      }),
      { seed: SEED, numRuns: 80 },
    );
  });
});

function sortedHashes(keysByPlace: readonly (readonly LineKey[])[]): SortedHashes {
  const hashes = new KeyHashes();
  for (const keys of keysByPlace) hashes.take(keys);
  const pieces = hashes.sorted();
  const joined = (of: 'highs' | 'rests'): Uint32Array => Uint32Array.from(pieces.flatMap((piece) => [...piece[of]]));
  return { count: pieces.reduce((sum, { count }) => sum + count, 0), highs: joined('highs'), rests: joined('rests') };
}

/** Asserts their order; gives the places of those that have only their upper half in common. */
function expectSorted({ count, highs, rests }: SortedHashes): number[] {
  const alike: number[] = [];
  const placeOf = (at: number): number => rests[at * 2 + 1] ?? 0;
  for (let at = 1; at < count; at += 1) {
    const [before, own] = [at - 1, at].map((one): Hash => [highs[one] ?? 0, rests[one * 2] ?? 0]) as [Hash, Hash];
    const order = byHash(before, own);
    if (order < 0 && before[0] === own[0]) alike.push(placeOf(at), placeOf(at - 1));
    if (order > 0 || (order === 0 && placeOf(at - 1) >= placeOf(at)))
      throw new Error(`${String(before)} stands before ${String(own)}`);
  }
  return alike;
}

it.each([10, 4094, 4096, 4098, 65_534, 65_536, 65_538, 400_000])(
  '%i hashes are sorted by both halves, and asked once each',
  (length) => {
    const keys = Array.from({ length }, (_, at): LineKey => ({ kind: 'cus', value: `c-${String(at >> 1)}` }));
    const hashes = sortedHashes(keys.map((key) => [key]));
    expect(hashes.count).toBe(length);
    const alike = expectSorted(hashes);
    if (length === 400_000) expect(alike.length).toBeGreaterThan(2);
    for (const some of [alike, [...alike].reverse()])
      expectSorted(sortedHashes(some.map((place) => (keys[place] === undefined ? [] : [keys[place]]))));
    const asked = askedHashes(keys);
    expect(asked.count).toBe(length / 2);
    expect(asked.highs).toEqual(hashes.highs.filter((_, at) => at % 2 === 0));
    expect(asked.rests.filter((_, at) => at % 2 === 0)).toEqual(hashes.rests.filter((_, at) => at % 4 === 0));
  },
);
