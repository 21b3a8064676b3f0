import { describe, expect, it } from 'vitest';
import { minor } from '../../../schemas/values/money.ts';
import { bankItem, july, match, payout, outline } from './samples.ts';

describe('matching by amount', () => {
  // Friday the 10th: T+1 is Tuesday the 14th (Monday is a holiday), T+2 the 15th, the window ends three business days
  // on, on Tuesday the 21st, since Monday the 20th is a holiday too.
  it.each([
    ['T+0', 10],
    ['T+1', 14],
    ['T+2', 15],
    ['T+3', 16],
    ['the last day of the window', 21],
    ['the day after the window', 22],
  ])('matches the only payout of the amount on %s', (_, day) => {
    expect(outline(match([payout('p', 100, july(10))], [bankItem('c', 100, july(day))]))).toEqual(['amount: p = c']);
  });

  it.each([
    [21, ['amount: in = c', 'open: other']],
    [22, ['? in+other / c']],
  ])('looks inside the window first and alone (credit on the %ith)', (day, expected) => {
    const other = payout('other', 100, july(1));
    expect(outline(match([payout('in', 100, july(10)), other], [bankItem('c', 100, july(day))]))).toEqual(expected);
  });

  it('looks at an earlier credit only once the payout is past due', () => {
    const open = [payout('p', 100, july(10))];
    const credits = [bankItem('c', 100, july(9))];
    expect(outline(match(open, credits, { asOf: july(15) }))).toEqual(['open: p', 'open: c']);
    expect(outline(match(open, credits, { asOf: july(16) }))).toEqual(['amount: p = c']);
  });

  it('does not look further than the lookback', () => {
    const run = (lookbackDays: number) =>
      outline(match([payout('p', 100, july(1))], [bankItem('c', 100, july(30))], { lookbackDays }));
    expect(run(29)).toEqual(['amount: p = c']);
    expect(run(28)).toEqual(['open: p', 'open: c']);
  });

  it.each([
    [0, 99, 'differing'],
    [0, 101, 'differing'],
    [1, 99, 'amount'],
    [1, 101, 'amount'],
    [1, 98, 'differing'],
    [1, 102, 'differing'],
  ])('with a tolerance of %i takes a credit of %i for 100 as %s', (tolerance, amount, pass) => {
    const result = match([payout('p', 100, july(1))], [bankItem('c', amount, july(2))], {
      bankTolerance: minor(tolerance),
    });
    expect(result.matches.map((one) => [one.pass, one.difference])).toEqual([[pass, amount - 100]]);
  });

  it('prefers the exact amount to one within the tolerance', () => {
    const payouts = [payout('p1', 100, july(1)), payout('p2', 101, july(1))];
    expect(outline(match(payouts, [bankItem('c', 101, july(2))], { bankTolerance: minor(1) }))).toEqual([
      'amount: p2 = c',
      'open: p1',
    ]);
  });

  it('keeps sources and currencies apart', () => {
    const payouts = [payout('p1', 100, july(1), { source: 'dlocal' }), payout('p2', 100, july(1), { currency: 'USD' })];
    expect(outline(match(payouts, [bankItem('c', 100, july(2))]))).toEqual(['open: p1', 'open: p2', 'open: c']);
  });
});

describe('equal payouts and equal credits', () => {
  const first = payout('p1', 100, july(1));
  const payouts = [first, payout('p2', 100, july(2))];

  it('match as a set in date order where there are as many of each', () => {
    const items = [bankItem('c2', 100, july(6)), bankItem('c1', 100, july(3))];
    expect(outline(match(payouts, items))).toEqual(['equal_set: p1 = c1', 'equal_set: p2 = c2']);
  });

  it('follow the windows where these leave one pairing', () => {
    const items = [bankItem('c1', 100, july(1)), bankItem('c2', 100, july(7))];
    expect(outline(match([first, payout('p3', 100, july(7))], items))).toEqual([
      'equal_set: p1 = c1',
      'equal_set: p3 = c2',
    ]);
  });

  it.each([
    [2, '…'],
    [3, '…'],
    [4, '?'],
  ])('wait as one group on the %ith where there are not, until the first is past due', (day, mark) => {
    expect(outline(match(payouts, [bankItem('c', 100, july(2))], { asOf: july(day) }))).toEqual([`${mark} p1+p2 / c`]);
  });

  it.each([
    ['one credit too few', 1, ['? p1+p2 / c1'], 100],
    ['as many', 2, ['equal_set: p1 = c1', 'equal_set: p2 = c2'], undefined],
    ['one too many: the last waits', 3, ['equal_set: p1 = c1', 'equal_set: p2 = c2', 'open: c3'], undefined],
    ['two too many', 4, ['equal_set: p1 = c1', 'equal_set: p2 = c2', 'open: c3', 'open: c4'], undefined],
  ])('are paid in date order where the credits suffice: %s', (_, count, expected, risk) => {
    const items = Array.from({ length: count }, (__, n) => bankItem(`c${String(n + 1)}`, 100, july(3)));
    const result = match(payouts, items);
    expect(outline(result)).toEqual(expected);
    expect(result.ambiguities[0]?.moneyAtRisk).toBe(risk);
  });

  it('are at risk for as many payouts as credits are too few', () => {
    const four = [1, 2, 3, 4].map((n) => payout(`p${String(n)}`, 100, july(1)));
    expect(match(four, [bankItem('c', 100, july(2))]).ambiguities[0]?.moneyAtRisk).toBe(300);
  });

  it('one payout and two credits: the first pays it', () => {
    const items = [bankItem('c2', 100, july(3)), bankItem('c1', 100, july(2))];
    expect(outline(match([first], items))).toEqual(['equal_set: p1 = c1', 'open: c2']);
  });

  it('leave a credit that is too early for any of them', () => {
    const items = [bankItem('c0', 100, july(1)), bankItem('c1', 100, july(2)), bankItem('c2', 100, july(3))];
    expect(outline(match([payout('p2', 100, july(2))], items, { asOf: july(3) }))).toEqual([
      'equal_set: p2 = c1',
      'open: c0',
      'open: c2',
    ]);
  });

  it('outside the window only the one credit that could pay does', () => {
    const items = [bankItem('c1', 100, july(24)), bankItem('c2', 100, july(27))];
    expect(outline(match([first], items))).toEqual(['? p1 / c1+c2']);
  });

  it('block no other match of their source', () => {
    const items = [bankItem('c', 100, july(2)), bankItem('d', 70, july(3))];
    expect(outline(match([...payouts, payout('p3', 70, july(2))], items))).toEqual(['amount: p3 = d', '? p1+p2 / c']);
  });
});
