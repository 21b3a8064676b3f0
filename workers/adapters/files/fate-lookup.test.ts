import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressKey, compareAddress, type Leg } from '../../../schemas/lines/records.ts';
import { fateTableOf } from '../../../schemas/outcome/fates.ts';
import type { FateRow } from '../../../schemas/outcome/run.ts';
import { day, fate } from '../../../scripts/testing/records.ts';
import { openArrowFile, type ArrowFile } from './arrow-file.ts';
import { fateReader, writeFates } from './fate-files.ts';
import { fatesOfLines, statesOfLines, membersOfMatches } from './fate-lookup.ts';
import { stretchesIn } from './fate-stretches.ts';
import { proverOf } from './proofs.ts';

const SEED = 20_260_701;
const RUN = { date: day(3), generation: 1 };

let directory = '';
let files = 0;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-fates-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const opened = (path: string): ArrowFile => openArrowFile(path, proverOf(path, { sha256: null, getBack: '' }));

function written(fates: readonly FateRow[]): string {
  files += 1;
  const path = join(directory, `${String(files)}.arrow`);
  writeFates(path, RUN, fateTableOf(fates));
  return path;
}

const LEGS: Readonly<Record<string, Leg>> = { bank: 'bank', dlocal: 'settlement', erp: 'order' };
const line = fc
  .record({
    date: fc.integer({ min: 1, max: 3 }),
    source: fc.constantFrom('bank', 'dlocal', 'erp'),
    row: fc.nat({ max: 40 }),
    match: fc.constantFrom(null, 'a1', 'a12', 'b2'),
    rejected: fc.boolean(),
  })
  .map(({ date, source, row, match, rejected }) =>
    fate(day(date), row, {
      source,
      leg: LEGS[source] ?? 'bank',
      bankMatch: match,
      fate: rejected ? 'rejected' : 'matched',
    }),
  );
const lines = fc.oneof(
  fc.uniqueArray(line, { selector: addressKey, maxLength: 20 }),
  fc.uniqueArray(line, { selector: addressKey, minLength: 70, maxLength: 150 }),
);

/** As a run writes them: in order, and the rejects behind. */
const asWritten = (fates: readonly FateRow[]): FateRow[] => {
  const sorted = [...fates].sort(compareAddress);
  return [...sorted.filter((one) => one.fate !== 'rejected'), ...sorted.filter((one) => one.fate === 'rejected')];
};
const named = (fates: readonly FateRow[]): string[] => fates.map(addressKey);

describe('the fates of some lines', () => {
  it.each([
    ['in the order of a run', asWritten],
    ['in no order', (fates: readonly FateRow[]) => [...fates]],
  ])('are those that a linear search finds, %s', (_, order) => {
    fc.assert(
      fc.property(
        lines,
        fc.array(line, { maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 3 }),
        (all, other, picks) => {
          const fates = order(all);
          const file = opened(written(fates));
          const asked = [...other, ...picks.flatMap((pick) => fates[pick % Math.max(fates.length, 1)] ?? [])];
          const keys = new Set(asked.map(addressKey));
          const expected = fates.filter((one) => keys.has(addressKey(one)));
          expect(fatesOfLines(file, asked)).toEqual(expected);
          expect(statesOfLines(file, asked)).toEqual(
            expected.map(({ date, source, file: name, row, fate: left, reason, orderLeg, bankLeg, bankPass }) => ({
              ...{ date, source, file: name, row, fate: left },
              ...{ reason, orderLeg, bankLeg, bankPass },
            })),
          );
          // One at a time they are looked for by halves.
          for (const one of asked)
            expect(named(fatesOfLines(file, [one]))).toEqual(
              named(expected.filter((found) => addressKey(found) === addressKey(one))),
            );
          for (const leg of ['bank', 'settlement', 'order'] as const)
            expect(membersOfMatches(file, leg, ['a1', 'b2']).map((one) => [addressKey(one), one.bankMatch])).toEqual(
              fates
                .filter((one) => one.leg === leg && (one.bankMatch === 'a1' || one.bankMatch === 'b2'))
                .map((one) => [addressKey(one), one.bankMatch]),
            );
        },
      ),
      { seed: SEED, numRuns: 150 },
    );
  });
});

describe('of a file of many batches', () => {
  const ROWS = 150_000;
  const fates = asWritten(
    Array.from({ length: ROWS }, (_, index) => {
      const source = ['bank', 'dlocal', 'erp'][index % 3] ?? 'bank';
      return fate(day(1 + (index % 2)), Math.floor(index / 6), {
        source,
        leg: LEGS[source] ?? 'bank',
        bankMatch: index % 7 === 0 ? null : `m-${String(Math.floor(index / 3))}`,
        fate: index % 1000 === 5 ? 'rejected' : 'matched',
      });
    }),
  );
  let path = '';
  beforeAll(() => {
    path = written(fates);
  });

  it('a few are found in the batches that hold them, and little else is read', () => {
    const places = [0, 65_535, 65_536, 131_071, 131_072, ROWS - 200, ROWS - 149, ROWS - 1];
    for (const place of places) {
      const file = opened(path);
      expect(fatesOfLines(file, [fates[place] ?? fate(day(9), 0)])).toEqual([fates[place]]);
      expect(file.held).toBeLessThan(statSync(path).size * 0.75);
    }
    const file = opened(path);
    const asked = places.map((place) => fates[place] ?? fate(day(9), 0));
    expect(fatesOfLines(file, [...asked, ...asked].reverse())).toEqual(asked);
    expect(fatesOfLines(file, [fate(day(9), 0), fate(day(1), 9_999_999), fate(day(1), 0, { source: 'aa' })])).toEqual(
      [],
    );
    expect(stretchesIn(file)?.map((run) => run.length)).toEqual([3, 1]);
  });

  it('members of matches are those that a linear search finds, of few and of many', () => {
    const file = opened(path);
    const membersIn = (leg: Leg, wanted: ReadonlySet<string>) =>
      fates.flatMap((one) =>
        one.leg === leg && wanted.has(one.bankMatch ?? '') ? [[addressKey(one), one.bankMatch]] : [],
      );
    for (const wanted of [['m-0'], ['m-1', 'm-49999'], Array.from({ length: 5000 }, (_, n) => `m-${String(n * 9)}`)])
      expect(membersOfMatches(file, 'settlement', wanted).map((one) => [addressKey(one), one.bankMatch])).toEqual(
        membersIn('settlement', new Set(wanted)),
      );
    expect(membersOfMatches(file, 'bank', ['m-', '-1', 'none'])).toEqual([]);
  });

  it('members of a match that was just read are found without reading every match', () => {
    const one = fates.find((row) => row.leg === 'settlement' && row.bankMatch !== null);
    if (one === undefined || one.bankMatch === null) throw new Error('some are matched');
    const [asked, searched] = [opened(path), opened(path)];
    expect(fatesOfLines(asked, [one])[0]?.bankMatch).toBe(one.bankMatch);
    const expected = fates.filter((row) => row.leg === 'bank' && row.bankMatch === one.bankMatch).map(addressKey);
    expect(expected).toHaveLength(1);
    for (const file of [asked, searched])
      expect(membersOfMatches(file, 'bank', [one.bankMatch]).map(addressKey)).toEqual(expected);
    // One that was not read beside one that was is searched for.
    expect(membersOfMatches(asked, 'bank', [one.bankMatch, 'm-49999'])).toEqual(
      membersOfMatches(searched, 'bank', [one.bankMatch, 'm-49999']),
    );
  });

  it('all are read one by one as from end to end', () => {
    const file = opened(path);
    const read = fateReader(file);
    for (const place of [1, 70_000, ROWS - 1, 5]) expect(read(place)).toEqual(fates[place]);
    const whole = opened(path);
    whole.readWhole();
    const readWhole = fateReader(whole);
    const differing = fates.filter((one, place) => addressKey(readWhole(place)) !== addressKey(one));
    expect(differing).toEqual([]);
    expect(whole.held).toBe(statSync(path).size);
  });
});
