import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ofAmount } from './of-amount.ts';

const SEED = 41_029;
const amounts = fc.array(fc.integer({ min: -6, max: 6 }), { maxLength: 12 });

describe('what has an amount', () => {
  it('is what looking at all of them finds, in their order', () => {
    fc.assert(
      fc.property(
        amounts,
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: -7, max: 7 }),
        (some, tolerance, sought) => {
          const all = some.map((amount, place) => ({ amount, place }));
          const plainly = all.filter(({ amount }) => Math.abs(amount - sought) <= tolerance);
          expect(ofAmount(all, tolerance)(sought)).toEqual(plainly);
        },
      ),
      { seed: SEED, numRuns: 3_000 },
    );
  });
});
