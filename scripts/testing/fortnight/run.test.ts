import { describe, expect, it } from 'vitest';
import { describeComparison } from './compare.ts';
import type { FortnightOptions } from './generate.ts';
import { runFortnight } from './run.ts';

/** Twenty dates of a chain with every fault planted, through the whole program: all of it found, nothing else. */

const CASES: readonly FortnightOptions[] = [
  { seed: 1, faults: true },
  { seed: 2, faults: true, formats: 'xml' },
  { seed: 3, sourceFaults: true, formats: 'xml' },
  { seed: 1, dates: 12 },
];

describe('a fortnight of a chain', () => {
  it.each(CASES)(
    'shows what was planted in %o, on its date, and invents nothing',
    { timeout: 300_000 },
    async (options) => {
      const { planted, comparison } = await runFortnight(options);
      expect(describeComparison(comparison)).toEqual([]);
      expect(planted > 0).toBe(options.faults === true || options.sourceFaults === true);
    },
  );
});
