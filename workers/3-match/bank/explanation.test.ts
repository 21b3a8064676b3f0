import { describe, expect, it } from 'vitest';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { minor } from '../../../schemas/values/money.ts';
import { explainer } from './explanation.ts';
import { bankItem, july, payout, plainParams } from './samples.ts';
import type { BankItem, Explanation, Receivable } from './types.ts';

interface Given {
  readonly received: number;
  readonly members: readonly (readonly [string, number])[];
  readonly others?: readonly (readonly [string, number, string])[];
}

/**
 * Explains a payout that is the sum of its members; others are lines of the provider with the month and day they were
 * settled.
 */
function explain({ received, members, others = [] }: Given): Explanation {
  const expected = members.reduce((total, [, amount]) => total + amount, 0);
  const owed = payout('p', expected, july(14), {
    payoutId: 'p',
    members: members.map(([id, amount]) => ({ id, amount: minor(amount) })),
  });
  const lines = others.map(([id, amount, day]) => ({
    id,
    amount: minor(amount),
    settledOn: `2026-${day}` as PlainDate,
    receivable: null,
  }));
  return explainer({ ...plainParams, explainers: () => lines })({
    receivables: [owed],
    items: [bankItem('c', received, july(15))],
  });
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
    const owed = payout('p', 1054, july(14), { payoutId: 'p', members: [] });
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
    expect(explain({ received: 1054 - 70, members, others: [['x', -70, '07-14']] })).toEqual({
      state: 'several',
      lines: [],
      sets: 2,
    });
    expect(explain({ received: 1054 - 70, members: [...members, ['e', 30], ['f', 40], ['g', -70]] }).lines).toEqual([
      'b',
    ]);
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
      n < 2 ? 7 + n : 100 + n * 2_000_000,
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
      n < 3 ? 7 + n : 100 + n * 2_000_000,
    ]);
    const total = many.reduce((sum, [, amount]) => sum + amount, 0);
    expect(explain({ received: total - 24, members: many }).state).toBe(state);
  });

  // Six sets of two among 1 to 4: the sums go from 3 to 7, so some would fit nearly any difference.
  it.each([
    ['small whole amounts', [1, 2, 3, 40], 'none'],
    ['the same in thousands: coarse prices are no finer', [1000, 2000, 3000, 40_000], 'none'],
    ['and with one centavo among them', [1001, 2000, 3000, 40_000], 'unique'],
  ])('a set of two that chance would find says nothing: %s', (_what, amounts, state) => {
    const lines = amounts.map((amount, n): [string, number] => [`m${String(n)}`, amount]);
    const total = amounts.reduce((sum, amount) => sum + amount, 0);
    expect(explain({ received: total - (amounts[0] ?? 0) - (amounts[3] ?? 0), members: lines }).state).toBe(state);
  });

  // Three lines have one set of three, which is expected once among the one sum that it can have.
  it('the only set of three there is says nothing', () => {
    expect(
      explain({
        received: 1070 - 1070 + 1,
        members: [
          ['a', 1000],
          ['b', 69],
          ['d', 2],
        ],
      }).state,
    ).toBe('none');
  });

  // 6 sets of two; the sums go from 3 to 3 + range in steps of 1.
  it.each([
    [119, 'none'],
    [120, 'unique'],
  ])('twenty sums a set are needed: a range of %i, %s', (range, state) => {
    // Smallest sum 1 + 2, largest b + c; the set that fits is 1 and 7.
    const [b, c] = [7, range + 3 - 7];
    const lines: [string, number][] = [
      ['m1', 1],
      ['m2', 2],
      ['m3', b],
      ['m4', c],
    ];
    expect(explain({ received: 3 + b + c - 8, members: lines }).state).toBe(state);
  });
});

describe('a credit that says what it pays', () => {
  const strangers = [
    { id: 'A2', amount: minor(3_000_010), settledOn: july(14), receivable: 'A2', isOpen: true },
    { id: 'A3', amount: minor(4_100_020), settledOn: july(14), receivable: 'A3', isOpen: true },
    { id: 'R', amount: minor(-7_100_031), settledOn: july(14), receivable: 'R', isOpen: true },
  ];
  const explainBy = explainer({ ...plainParams, explainers: () => strangers });
  const owed = (more: Partial<Receivable>): Receivable =>
    payout('A1', 8_000_000, july(14), { members: [{ id: 'A1', amount: minor(8_000_000) }], ...more });
  const short = (text: string): BankItem => bankItem('c', 7_999_999, july(15), { text });

  it.each([
    ['by the reference of one line', owed({ references: ['a1'] }), short('A1'), 'none'],
    ['by the id of one payout', owed({ payoutId: 'PO-4711' }), short('ABONO PO-4711'), 'none'],
    ['by nothing', owed({ payoutId: 'PO-4711' }), short('ABONO'), 'unique'],
  ])('%s is never explained by strangers', (_what, receivable, item, state) => {
    expect(explainBy({ receivables: [receivable], items: [item] }).state).toBe(state);
  });
});
