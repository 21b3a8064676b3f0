import { describe, expect, it } from 'vitest';
import { minor } from '../../../schemas/values/money.ts';
import { bankItem, july, line, match, named, payout, outline } from './samples.ts';

describe('matching by reference', () => {
  it('matches equal amounts under one reference whatever the dates', () => {
    expect(outline(match([line('a', 'x1', 100, july(1))], [named('c', 'x1', 100, july(30))]))).toEqual([
      'reference: a = c',
    ]);
  });

  it('matches equal amounts as a multiset in date order and leaves the younger line open', () => {
    const lines = [line('late', 'x1', 100, july(2)), line('early', 'x1', 100, july(1))];
    expect(outline(match(lines, [named('c', 'x1', 100, july(3))]))).toEqual(['reference: early = c', 'open: late']);
  });

  it('lets equal amounts go before sums', () => {
    const lines = [line('a', 'x1', 60, july(1)), line('b', 'x1', 40, july(1)), line('d', 'x1', 100, july(1))];
    const items = [named('c', 'x1', 100, july(2)), named('e', 'x1', 100, july(2))];
    expect(outline(match(lines, items))).toEqual(['reference: a+b = e', 'reference: d = c']);
  });

  it('matches one line with the sum of all credits', () => {
    const items = [named('c', 'x1', 70, july(2)), named('e', 'x1', 30, july(3))];
    const result = match([line('a', 'x1', 100, july(1))], items);
    expect(outline(result)).toEqual(['reference: a = c+e']);
    expect(result.matches[0]?.arrivedOn).toBe(july(3));
  });

  it.each([
    [99, ['differing: a = c']],
    [100, ['reference: a = c']],
    [101, ['differing: a = c']],
  ])('takes one line of 100 left against one credit of %i', (amount, expected) => {
    expect(outline(match([line('a', 'x1', 100, july(1))], [named('c', 'x1', amount, july(2))]))).toEqual(expected);
  });

  it.each([
    [98, 'differing'],
    [99, 'reference'],
    [101, 'reference'],
    [102, 'differing'],
  ])(
    'accepts a credit of %i for 100 within a tolerance of one centavo as %s, and records the difference',
    (amount, pass) => {
      const result = match([line('a', 'x1', 100, july(1))], [named('c', 'x1', amount, july(2))], {
        bankTolerance: minor(1),
      });
      expect(result.matches.map((one) => [one.pass, one.difference])).toEqual([[pass, amount - 100]]);
    },
  );

  it('leaves two differing lines against one credit unmatched', () => {
    const lines = [line('a', 'x1', 60, july(1)), line('b', 'x1', 50, july(1))];
    expect(outline(match(lines, [named('c', 'x1', 100, july(2))]))).toEqual(['open: a', 'open: b', 'open: c']);
  });

  it('never matches a credit with a refund, and matches a refund with a debit', () => {
    const lines = [line('paid', 'x1', 100, july(1)), line('refund', 'x1', -100, july(1))];
    expect(outline(match(lines, [named('d', 'x1', -100, july(2))]))).toEqual(['reference: refund = d', 'open: paid']);
  });

  it('expects no debit of a source that nets its refunds', () => {
    const refund = line('refund', 'x1', -100, july(1), { source: 'payu' });
    expect(outline(match([refund], [named('d', 'x1', -100, july(2))]))).toEqual(['open: refund', 'open: d']);
  });

  it('tries the references of an item in order and takes the first that is known', () => {
    const lines = [line('a', 'x1', 100, july(1)), line('b', 'x2', 100, july(1))];
    const item = named('c', 'x0', 100, july(2), { references: ['x0', 'x2', 'x1'] });
    expect(outline(match(lines, [item]))).toEqual(['reference: b = c', 'open: a']);
  });

  it('keeps currencies apart', () => {
    expect(
      outline(match([line('a', 'x1', 100, july(1))], [named('c', 'x1', 100, july(2), { currency: 'USD' })])),
    ).toEqual(['open: a', 'open: c']);
  });

  it('believes an exact reference inside the text of another source, and no differing one', () => {
    const item = named('c', 'x1', 100, july(2), { looksLike: 'wompi' });
    expect(outline(match([line('a', 'x1', 100, july(1))], [item]))).toEqual(['reference: a = c']);
    expect(outline(match([line('a', 'x1', 101, july(1))], [item]))).toEqual(['open: a', 'open: c']);
  });

  it('holds an item whose reference and amount two sources know, unless it looks like one of them', () => {
    const lines = [line('a', 'x1', 100, july(1)), line('b', 'x1', 100, july(1), { source: 'payu' })];
    expect(outline(match(lines, [named('c', 'x1', 100, july(2))]))).toEqual(['? a+b / c']);
    expect(outline(match(lines, [named('c', 'x1', 100, july(2), { looksLike: 'payu' })]))).toEqual([
      'reference: b = c',
      'open: a',
    ]);
  });

  it('never matches a line that is paid per transaction by its amount alone', () => {
    const item = bankItem('c', 100, july(2), { looksLike: 'kushki' });
    expect(outline(match([line('a', 'x1', 100, july(1))], [item]))).toEqual(['open: a', 'open: c']);
  });

  it('keeps a standing pair when an equal line appears later, and lets a later credit take its line', () => {
    const pair = { priorPair: 'p' };
    const stood = line('a', 'x1', 100, july(1), pair);
    const credit = named('c', 'x1', 90, july(2), pair);
    expect(outline(match([stood, line('b', 'x1', 90, july(3))], [credit]))).toEqual(['differing: a = c', 'open: b']);
    expect(outline(match([stood], [credit, named('d', 'x1', 100, july(3))]))).toEqual(['reference: a = d', 'open: c']);
    expect(outline(match([stood], [credit, named('d', 'x1', 10, july(3))]))).toEqual(['reference: a = c+d']);
    expect(outline(match([stood], [credit, named('d', 'x1', 9, july(3))]))).toEqual(['differing: a = c', 'open: d']);
  });

  it('leaves a payout of another source to its own passes', () => {
    const result = match([line('a', 'x1', 100, july(1)), payout('p', 100, july(1))], [bankItem('c', 100, july(2))]);
    expect(outline(result)).toEqual(['amount: p = c', 'open: a']);
  });
});
