import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minor } from '../../../schemas/values/money.ts';
import { runs } from './bundles.ts';
import { bankItem, july, match, payout, outline } from './samples.ts';

const weekend = [payout('fri', 500, july(3)), payout('sat', 300, july(4)), payout('sun', 200, july(5))];

describe('bundles', () => {
  it('match one credit of Monday with Friday to Sunday', () => {
    const result = match(weekend, [bankItem('c', 1000, july(6))]);
    expect(outline(result)).toEqual(['bundle: fri+sat+sun = c']);
    expect(result.matches[0]).toMatchObject({ expected: 1000, received: 1000, difference: 0, arrivedOn: july(6) });
  });

  it.each([999, 1001])('are exact: a credit of %i is none', (amount) => {
    expect(outline(match(weekend, [bankItem('c', amount, july(6))]))).toEqual(['differing: fri+sat+sun = c']);
  });

  it('accept a difference within the tolerance', () => {
    expect(outline(match(weekend, [bankItem('c', 999, july(6))], { bankTolerance: minor(1) }))).toEqual([
      'bundle: fri+sat+sun = c',
    ]);
  });

  it('take contiguous runs only', () => {
    expect(outline(match(weekend, [bankItem('c', 700, july(6))]))).toEqual(['differing: fri+sat+sun = c']);
    expect(outline(match(weekend, [bankItem('c', 800, july(6))]))).toEqual(['bundle: fri+sat = c', 'open: sun']);
  });

  it('hold a credit that two runs would fill', () => {
    const payouts = [payout('a', 500, july(3)), payout('b', 300, july(4)), payout('d', 500, july(5))];
    expect(outline(match(payouts, [bankItem('c', 800, july(6))]))).toEqual(['? a+b+d / c']);
  });

  it('hold a run that two credits would pay', () => {
    const items = [bankItem('c1', 1000, july(6)), bankItem('c2', 1000, july(7))];
    expect(outline(match(weekend, items))).toEqual(['? fri+sat+sun / c1+c2']);
  });

  it('see what became contiguous once another bundle was taken', () => {
    const payouts = [
      payout('a', 5000, july(1)),
      payout('b', 70, july(2)),
      payout('d', 80, july(2)),
      payout('e', 7000, july(3)),
    ];
    const items = [bankItem('c1', 150, july(3)), bankItem('c2', 12000, july(6))];
    expect(outline(match(payouts, items))).toEqual(['bundle: a+e = c2', 'bundle: b+d = c1']);
  });

  it('take a negative payout in with the next ones, also after its own window', () => {
    const payouts = [payout('minus', -50, july(1)), payout('p', 1000, july(14))];
    expect(outline(match(payouts, [bankItem('c', 950, july(15))]))).toEqual(['bundle: minus+p = c']);
  });

  it('let a payout of zero join the next match, and wait without one', () => {
    const zero = payout('zero', 0, july(3));
    expect(outline(match([zero, payout('p', 100, july(4))], [bankItem('c', 100, july(6))]))).toEqual([
      'amount: zero+p = c',
    ]);
    expect(outline(match([zero, payout('p', 100, july(2))], [bankItem('c', 100, july(6))]))).toEqual([
      'amount: p = c',
      'open: zero',
    ]);
  });

  it('match several credits with one payout as a split that arrives with the last', () => {
    const result = match([payout('p', 1000, july(1))], [bankItem('c1', 600, july(2)), bankItem('c2', 400, july(6))]);
    expect(outline(result)).toEqual(['split: p = c1+c2']);
    expect(result.matches[0]?.arrivedOn).toBe(july(6));
  });

  it('look after the window for a run that is paid late, never before it is settled', () => {
    expect(outline(match(weekend, [bankItem('c', 1000, july(24))]))).toEqual(['bundle: fri+sat+sun = c']);
    expect(outline(match(weekend, [bankItem('c', 1000, july(4))]))).toEqual(['differing: fri+sat = c', 'open: sun']);
  });

  it('do not spend a member of a held group', () => {
    const payouts = [payout('a', 1000, july(1)), payout('b', 1000, july(2)), payout('d', 500, july(3))];
    const items = [bankItem('c1', 1000, july(6)), bankItem('c2', 1500, july(6))];
    expect(outline(match(payouts, items))).toEqual(['? a+b+d / c1+c2']);
  });
});

describe('the runs that come to a whole', () => {
  it('are all of them, though a sum that no whole can reach any more is not followed', () => {
    const some = fc.array(fc.integer({ min: -4, max: 9 }), { maxLength: 9 });
    let hits = 0;
    fc.assert(
      fc.property(some, some, fc.integer({ min: 0, max: 2 }), (parts, wholes, tolerance) => {
        const placed = (amounts: readonly number[]) => amounts.map((amount, place) => ({ amount, place }));
        const [small, large] = [placed(parts), placed(wholes)];
        const plainly = small.flatMap((_, start) =>
          small.slice(start + 1).flatMap((__, more) => {
            const run = small.slice(start, start + more + 2);
            const sum = run.reduce((total, { amount }) => total + amount, 0);
            return large
              .filter(({ amount }) => amount > 0 && Math.abs(amount - sum) <= tolerance)
              .map((whole) => [run, whole]);
          }),
        );
        hits += plainly.length;
        expect(runs(small, large, tolerance)).toEqual(plainly);
      }),
      { seed: 41_031, numRuns: 3_000 },
    );
    expect(hits).toBeGreaterThan(3_000);
  });
});
