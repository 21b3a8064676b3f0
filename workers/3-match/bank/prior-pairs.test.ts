import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsAround } from './prior-pairs.ts';
import { bankItem, july, match, payout, outline } from './samples.ts';

const pair = { priorPair: 'earlier' };
const owed = payout('p', 1000, july(1), pair);
const credit = bankItem('c', 900, july(2), pair);

describe('a pair that stood in the run before', () => {
  it('stays paired, with the same id, although it is no longer the only one in the window', () => {
    const before = match([payout('p', 1000, july(1))], [bankItem('c', 900, july(2))]);
    const after = match([owed, payout('q', 2000, july(2))], [credit, bankItem('d', 50, july(2))]);
    expect(outline(after)).toEqual(['differing: p = c', 'differing: q = d']);
    expect(after.matches[0]?.id).toBe(before.matches[0]?.id);
  });

  it('stays paired although a later payout has exactly the credit', () => {
    expect(outline(match([owed, payout('q', 900, july(2))], [credit]))).toEqual(['differing: p = c', 'open: q']);
  });

  it.each([
    [99, ['differing: p = c', 'open: d']],
    [100, ['split: p = c+d']],
    [101, ['differing: p = c', 'open: d']],
  ])('is made exact by a later credit of what was missing (%i for 100)', (amount, expected) => {
    expect(outline(match([owed], [credit, bankItem('d', amount, july(6))]))).toEqual(expected);
  });

  it('is undone by a later credit of the whole amount, which sets the former credit free', () => {
    expect(outline(match([owed], [credit, bankItem('d', 1000, july(6))]))).toEqual(['amount: p = d', 'open: c']);
    expect(outline(match([owed, payout('q', 900, july(2))], [credit, bankItem('d', 1000, july(6))]))).toEqual([
      'amount: p = d',
      'amount: q = c',
    ]);
  });

  it('is undone by the first of two equal credits of the whole amount, and the other stays open', () => {
    const [d, e] = [bankItem('d', 1000, july(6)), bankItem('e', 1000, july(6))];
    expect(outline(match([owed], [credit, d, e]))).toEqual(['amount: p = d', 'open: c', 'open: e']);
    expect(outline(match([owed], [credit, d, bankItem('e', 1000, july(7))]))).toEqual([
      'amount: p = d',
      'open: c',
      'open: e',
    ]);
  });

  it('leaves a new credit to a new payout of its amount', () => {
    const items = [credit, bankItem('d', 100, july(6))];
    expect(outline(match([owed, payout('q', 100, july(6))], items))).toEqual(['differing: p = c', 'amount: q = d']);
  });

  it('waits where two completions are possible', () => {
    const items = [credit, bankItem('d', 100, july(6)), bankItem('e', 1000, july(6))];
    expect(outline(match([owed], items))).toEqual(['differing: p = c', 'open: d', 'open: e']);
  });

  it('takes in a later credit that names its payout', () => {
    const withId = { ...owed, payoutId: 'PO-1001' };
    const naming = (amount: number) => match([withId], [credit, bankItem('d', amount, july(6), { text: 'PO-1001' })]);
    expect(outline(naming(100))).toEqual(['payout_id: p = c+d']);
    expect(outline(naming(1000))).toEqual(['payout_id: p = d', 'open: c']);
    expect(outline(naming(40))).toEqual(['differing: p = c+d']);
  });

  it('of several payouts gives up those that a later credit pays exactly', () => {
    const weekend = [
      payout('fri', 500, july(3), pair),
      payout('sat', 300, july(4), pair),
      payout('sun', 200, july(5), pair),
    ];
    const items = [bankItem('c', 495, july(6), pair), bankItem('d', 300, july(7)), bankItem('e', 200, july(7))];
    expect(outline(match(weekend, items))).toEqual(['differing: fri = c', 'amount: sat = d', 'amount: sun = e']);
  });

  it('is completed by a later payout that makes it exact', () => {
    const more = bankItem('c', 1500, july(2), pair);
    expect(outline(match([owed, payout('q', 500, july(2))], [more]))).toEqual(['bundle: p+q = c']);
  });

  it('is undone by a debit that takes the credit back', () => {
    const debit = bankItem('d', -900, july(6), { reversal: true });
    expect(outline(match([owed], [credit, debit]))).toEqual(['debit:  = c+d', 'open: p']);
  });

  it('is a pair no longer where one side is gone', () => {
    expect(outline(match([owed], [bankItem('d', 1000, july(2))]))).toEqual(['amount: p = d']);
  });
});

describe('the runs around what stands together', () => {
  it('are those of all whose sum fits', () => {
    const cases = fc
      .record({
        amounts: fc.array(fc.integer({ min: -3, max: 6 }), { minLength: 1, maxLength: 9 }),
        core: fc.array(fc.nat(), { minLength: 1, maxLength: 2 }),
        target: fc.integer({ min: 0, max: 9 }),
      })
      .map(({ amounts, core, target }) => {
        const all = amounts.map((amount, place) => ({ amount, place }));
        return { all, core: all.filter(({ place }) => core.some((one) => one % all.length === place)), target };
      });
    let hits = 0;
    fc.assert(
      fc.property(cases, ({ all, core, target }) => {
        const plainly = [...all.keys()]
          .reverse()
          .flatMap((start) => all.slice(start).map((_, more) => all.slice(start, start + more + 1)))
          .filter((run) => run.length > core.length && core.every((one) => run.includes(one)))
          .filter((run) => run.reduce((total, { amount }) => total + amount, 0) === target);
        hits += plainly.length;
        expect(runsAround(all, core, (sum) => sum === target)).toEqual(plainly);
      }),
      { seed: 41_032, numRuns: 5_000 },
    );
    expect(hits).toBeGreaterThan(1_000);
  });

  it('of thousands of credits are not made to be summed', () => {
    const many = Array.from({ length: 2_000 }, (_, n) => n);
    const around = many.map((n) => bankItem(`d${n}`, 10_001 + 2 * n, july(n < 1_000 ? 1 : 3)));
    expect(outline(match([owed], [credit, ...around]))).toContain('differing: p = c');
  }, 10_000);
});
