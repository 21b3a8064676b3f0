import { describe, expect, it } from 'vitest';
import type { PlainDate } from '../../../schemas/dates.ts';
import { minor } from '../../../schemas/money.ts';
import { explainer } from './explanation.ts';
import { bankItem, july, payout, plainParams } from './samples.ts';
import type { Explanation } from './types.ts';

interface Given {
  readonly received: number;
  readonly members: readonly (readonly [string, number])[];
  readonly others?: readonly (readonly [string, number, string])[];
}

/** Explains a payout that is the sum of its members; others are lines of the provider with the month and day they were settled. */
function explain({ received, members, others = [] }: Given): Explanation {
  const expected = members.reduce((total, [, amount]) => total + amount, 0);
  const owed = payout('p', expected, july(14), { members: members.map(([id, amount]) => ({ id, amount: minor(amount) })) });
  const lines = others.map(([id, amount, day]) => ({ id, amount: minor(amount), settledOn: `2026-${day}` as PlainDate, receivable: null }));
  return explainer({ ...plainParams, explainers: () => lines })({ receivables: [owed], items: [bankItem('c', received, july(15))] });
}

describe('explaining a difference', () => {
  const members = [
    ['a', 1000],
    ['b', 70],
    ['d', 9],
    ['minus', -25],
  ] as const;

  it.each([
    ['a line of the payout that the credit leaves out', 1054 - 70, ['b']],
    ['a refund that the credit leaves out', 1054 + 25, ['minus']],
    ['two lines', 1054 - 79, ['b', 'd']],
    ['three lines', 1054 - 54, ['b', 'd', 'minus']],
  ])('names %s', (_, received, lines) => {
    expect(explain({ received, members })).toEqual({ state: 'unique', lines, sets: 1 });
  });

  it('names an open line of the provider however long it has waited, a closed one of ten business days', () => {
    const owed = payout('p', 1054, july(14), { members: [] });
    const old = { id: 'x', amount: minor(333), settledOn: '2026-05-04' as PlainDate, receivable: null };
    const explained = (isOpen: boolean): readonly string[] =>
      explainer({ ...plainParams, explainers: () => [{ ...old, isOpen }] })({
        receivables: [owed],
        items: [bankItem('c', 1054 + 333, july(15))],
      }).lines;
    expect([explained(true), explained(false)]).toEqual([['x'], []]);
  });

  it('names a line of the provider that the credit holds besides', () => {
    expect(explain({ received: 1054 + 333, members, others: [['x', 333, '07-14']] }).lines).toEqual(['x']);
    expect(explain({ received: 1054 - 40, members, others: [['refund', -40, '07-14']] }).lines).toEqual(['refund']);
  });

  // Monday the 13th of July is a holiday: after the 30th of June the 15th of July is the tenth business day.
  it.each([
    ['06-29', 'none'],
    ['06-30', 'unique'],
    ['07-15', 'unique'],
    ['07-16', 'none'],
  ])('looks ten business days back from the credit and not after it: %s, %s', (day, state) => {
    expect(explain({ received: 1054 + 333, members, others: [['x', 333, day]] }).state).toBe(state);
  });

  it('calls a second set of the smallest size no explanation, and does not count a larger one', () => {
    expect(explain({ received: 1054 - 70, members, others: [['x', -70, '07-14']] })).toEqual({ state: 'several', lines: [], sets: 2 });
    expect(explain({ received: 1054 - 70, members: [...members, ['e', 30], ['f', 40], ['g', -70]] }).lines).toEqual(['b']);
  });

  it('says that there is none', () => {
    expect(explain({ received: 1053, members })).toEqual({ state: 'none', lines: [], sets: 0 });
  });

  it('does not take a member for a line of its own', () => {
    expect(explain({ received: 1054 + 70, members, others: [['b', 70, '07-14']] }).state).toBe('none');
  });

  it.each([
    [2000, 'unique'],
    [2001, 'none'],
  ])('seeks sets of two among %i lines: %s', (count, state) => {
    const many = Array.from({ length: count }, (_, n): [string, number] => [
      `m${String(n).padStart(4, '0')}`,
      n < 2 ? 7 + n : 100 + n * 200,
    ]);
    const total = many.reduce((sum, [, amount]) => sum + amount, 0);
    expect(explain({ received: total - 15, members: many }).state).toBe(state);
  });

  it.each([
    [300, 'unique'],
    [301, 'none'],
  ])('seeks sets of three among %i lines: %s', (count, state) => {
    const many = Array.from({ length: count }, (_, n): [string, number] => [
      `m${String(n).padStart(4, '0')}`,
      n < 3 ? 7 + n : 100 + n * 200,
    ]);
    const total = many.reduce((sum, [, amount]) => sum + amount, 0);
    expect(explain({ received: total - 24, members: many }).state).toBe(state);
  });
});
