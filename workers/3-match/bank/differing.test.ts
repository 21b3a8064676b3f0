import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minor } from '../../../schemas/values/money.ts';
import { subRunsOf } from './differing.ts';
import { bankItem, july, match, payout, outline } from './samples.ts';
import type { Receivable } from './types.ts';

/** A payout with two lines: `<id>-small` of the given amount, and the rest. */
function ofTwo(id: string, amount: number, small: number, day: number): Receivable {
  const members = [
    { id: `${id}-small`, amount: minor(small) },
    { id: `${id}-rest`, amount: minor(amount - small) },
  ];
  return payout(id, amount, july(day), { members });
}

describe('differing credits', () => {
  it('are paired with the only open payout in the window, with the explanation', () => {
    const result = match([ofTwo('p', 1000, 70, 1)], [bankItem('c', 930, july(2))]);
    expect(outline(result)).toEqual(['differing: p = c']);
    expect(result.matches[0]).toMatchObject({
      expected: 1000,
      received: 930,
      difference: -70,
      explanation: { state: 'unique', lines: ['p-small'], sets: 1 },
    });
  });

  // Wednesday the 1st: due on Friday the 3rd, the window ends on Wednesday the 8th.
  it.each([
    [1, ['differing: p = c']],
    [8, ['differing: p = c']],
    [9, ['open: p', 'open: c']],
  ])('are paired in the window only (booked on the %ith)', (day, expected) => {
    expect(outline(match([payout('p', 1000, july(1))], [bankItem('c', 930, july(day))]))).toEqual(expected);
  });

  it('are not paired with a payout that is settled later', () => {
    expect(outline(match([payout('p', 1000, july(2))], [bankItem('c', 930, july(1))]))).toEqual(['open: p', 'open: c']);
  });

  it('are paired where exactly one pair has a unique explanation, which may leave another pair alone', () => {
    const payouts = [ofTwo('p', 1000, 70, 1), ofTwo('q', 2000, 444, 2)];
    const items = [bankItem('c', 930, july(2)), bankItem('d', 1900, july(3))];
    expect(outline(match(payouts, items))).toEqual(['differing: p = c', 'differing: q = d']);
  });

  it('are left where two pairs have an explanation', () => {
    const payouts = [ofTwo('p', 1000, 70, 1), ofTwo('q', 1100, 170, 2)];
    expect(outline(match(payouts, [bankItem('c', 930, july(2))]))).toEqual(['? p+q / c']);
  });

  it('are paired with all payouts of one payment day', () => {
    const weekend = [payout('fri', 500, july(3)), payout('sat', 300, july(4)), payout('sun', 200, july(5))];
    const result = match(weekend, [bankItem('c', 900, july(6))]);
    expect(outline(result)).toEqual(['differing: fri+sat+sun = c']);
    expect(result.matches[0]?.receivables[0]).toBe('fri');
  });

  it('are not paired with payouts of two payment days', () => {
    const payouts = [payout('thu', 500, july(2)), payout('fri', 300, july(3))];
    const result = match(payouts, [bankItem('c', 700, july(6))]);
    expect(outline(result)).toEqual(['? fri+thu / c']);
    expect(result.ambiguities[0]?.moneyAtRisk).toBe(100);
  });

  it('take in a negative payout of the same payment day', () => {
    const payouts = [payout('minus', -50, july(3)), payout('sat', 300, july(4))];
    expect(outline(match(payouts, [bankItem('c', 240, july(6))], { asOf: july(6) }))).toEqual([
      'differing: sat = c',
      'open: minus',
    ]);
    const three = [...payouts, payout('sun', 200, july(5))];
    expect(outline(match(three, [bankItem('c', 440, july(6))]))).toEqual(['differing: minus+sat+sun = c']);
  });
});

describe('what shares a window and stays unpaired', () => {
  const payouts = [payout('p', 1000, july(1)), payout('q', 2000, july(2))];
  const items = [bankItem('c', 900, july(2)), bankItem('d', 1850, july(3))];

  // The first payout is due on the 3rd; the due day itself still waits.
  it.each([
    [3, '…'],
    [4, '?'],
  ])('is one group with the difference of the sums at risk (as of the %ith: %s)', (day, mark) => {
    const result = match(payouts, items, { asOf: july(day) });
    expect(outline(result)).toEqual([`${mark} p+q / c+d`]);
    expect(result.ambiguities[0]?.moneyAtRisk).toBe(250);
  });

  it('is not joined with what has another window', () => {
    const later = [payout('r', 500, july(14)), payout('s', 600, july(15))];
    const credit = bankItem('e', 50, july(15));
    expect(outline(match([...payouts, ...later], [...items, credit]))).toEqual(['? p+q / c+d', '? r+s / e']);
  });
});

describe('the parts of a run', () => {
  it('are all that hold a payout which expects a credit, and are counted without being made', () => {
    const runs = fc
      .array(fc.constantFrom(-50, -20, 0, 100, 300), { maxLength: 9 })
      .map((amounts) => amounts.map((amount, n) => payout(`p${n}`, amount, july(1))));
    fc.assert(
      fc.property(runs, (run) => {
        const all = run.flatMap((_, start) => run.slice(start).map((__, more) => run.slice(start, start + more + 1)));
        const plainly = all.filter((part) => part.some(({ amount }) => amount > 0));
        expect(subRunsOf(run).list()).toEqual(plainly);
        expect(subRunsOf(run).count).toBe(plainly.length);
      }),
      { seed: 41_030, numRuns: 2_000 },
    );
  });

  it('of thousands of payouts are not made: they wait as an ambiguity', () => {
    const many = Array.from({ length: 5_000 }, (_, n) => n);
    const owed = many.map((n) => payout(`p${n}`, 10_000 + 7 * n, july(1)));
    const arrived = many.map((n) => bankItem(`c${n}`, 9_500 + 11 * n, july(2), { text: 'ABONO' }));
    const { matches, ambiguities } = match(owed, arrived);
    expect(ambiguities).toHaveLength(1);
    expect(matches.length).toBeLessThan(many.length);
  }, 10_000);
});
