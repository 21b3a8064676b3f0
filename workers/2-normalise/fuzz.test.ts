import { describe, expect, it } from 'vitest';
import { describeFinding, fuzz } from '../../scripts/testing/fuzz/fuzz.ts';
import { fuzzPacked } from '../../scripts/testing/fuzz/packed.ts';
import { subjects } from '../../scripts/testing/fuzz/subjects.ts';
import { fixture } from './fixture-reading.ts';
import { BUILT_INS } from './formats/index.ts';

/**
 * Every fixture, broken in ten thousand ways: refused, or every row a line or a reject and every proved sum right;
 * never a throw, never two seconds. `npm run fuzz -- 1 <seed> <case>` repeats one that failed;
 * `npm run fuzz -- 100000 2` asks for more.
 */

const SEED = 20260701;
const FILES = 10_000;
/** Parts of the count, so that a failure shows early and a slow machine is no failure. */
const PARTS = 10;
const PART_MS = 120_000;

describe('files of every format, broken', () => {
  const all = subjects();
  let totalled = 0;

  it('are of every built-in', () => {
    expect(Object.keys(BUILT_INS).filter((name) => !all.some((subject) => subject.format === name))).toEqual([]);
  });

  it.each(Array.from({ length: PARTS }, (_, part) => part))(
    'are read as any file must be, part %i',
    async (part) => {
      const count = FILES / PARTS;
      const result = await fuzz(all, SEED, count, part * count);
      expect(result.findings.map((finding) => describeFinding(finding, SEED))).toEqual([]);
      expect(result.files).toBe(count);
      totalled += result.totalled;
      // Neither all refused nor all accepted: the changes reach what is behind the first check.
      expect(Math.min(result.refused, result.accepted, result.withRejects)).toBeGreaterThan(count / 50);
    },
    PART_MS,
  );

  it('were compared with their own totals by a reader that shares nothing with ours', () => {
    expect(totalled).toBeGreaterThan(FILES / 20);
  });
});

it('packed files that are broken are refused, or give the packed file to the last byte', async () => {
  const { refused, findings } = await fuzzPacked(fixture('dlocal-settlement/usd.csv'), SEED, 300);
  expect(findings).toEqual([]);
  expect(refused).toBeGreaterThan(300);
});
