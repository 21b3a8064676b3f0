import { describe, expect, it } from 'vitest';
import { bankItem, july, match, payout, plainParams, told } from './samples.ts';
import type { BankItem, Receivable } from './types.ts';

const params = { ...plainParams, sources: { wompi: { settles: 'per_day', refunds: 'debited' } } } as const;
const shown = (days: Receivable[], credits: BankItem[]): string[] => told(match(days, credits, { sources: params.sources }));

/** Wednesday 1 July: 1,000 in four sales; Thursday: 500 in three. */
const first = payout('first', 1000, july(1), { inOrder: [400, 300, 200, 100] });
const second = payout('second', 500, july(2), { inOrder: [120, 80, 300] });

describe('two days that the provider cut at another moment', () => {
  it.each([
    ['the last sale', 900, 600],
    ['the last two sales', 700, 800],
    ['all sales but the first', 400, 1100],
  ])('agree where the first lacks %s and the second credit has it', (_, one, other) => {
    expect(shown([first, second], [bankItem('a', one, july(2)), bankItem('b', other, july(3))])).toEqual(['shift: first+second = a+b']);
  });

  it('agree where the first credit has the first sales of the second day', () => {
    expect(shown([first, second], [bankItem('a', 1120, july(2)), bankItem('b', 380, july(3))])).toEqual(['shift: first+second = a+b']);
    expect(shown([first, second], [bankItem('a', 1080, july(2)), bankItem('b', 420, july(3))])).toEqual(['? first+second / a+b']);
  });

  it.each([
    ['by a centavo', 900, 599],
    ['by another sale of the second day', 900, 300],
  ])('do not agree where the sum is short %s: the loss shows', (_, one, other) => {
    const lines = shown([first, second], [bankItem('a', one, july(2)), bankItem('b', other, july(3))]);
    expect(lines.some((line) => line.startsWith('shift'))).toBe(false);
    expect(lines).toEqual(['? first+second / a+b']);
  });

  it('do not agree by a sum that is no end of the day, or is the whole of it', () => {
    for (const [one, other] of [
      [800, 700],
      [600, 900],
      [150, 1350],
    ] as const) {
      const lines = shown([first, second], [bankItem('a', one, july(2)), bankItem('b', other, july(3))]);
      expect(lines.some((line) => line.startsWith('shift'))).toBe(false);
    }
  });

  it('agree although the first stood in a differing pair since the day before, and not without its credit', () => {
    const pair = { standingPair: 'earlier' };
    const day = { ...first, ...pair };
    expect(shown([day, second], [bankItem('a', 900, july(2), pair), bankItem('b', 600, july(3))])).toEqual(['shift: first+second = a+b']);
  });

  it('are sales that were paid at one moment, together', () => {
    const day = payout('first', 1000, july(1), { inOrder: [700, 300] });
    expect(shown([day, second], [bankItem('a', 900, july(2)), bankItem('b', 600, july(3))]).some((line) => line.startsWith('shift'))).toBe(
      false,
    );
  });

  it('are next to each other: a day between them is another matter', () => {
    const later = { ...second, settledOn: july(6), dueOn: july(8) };
    expect(shown([first, later], [bankItem('a', 900, july(2)), bankItem('b', 600, july(7))]).some((line) => line.startsWith('shift'))).toBe(
      false,
    );
  });

  it('are not found for a provider that pays by payouts', () => {
    const lines = told(match([first, second], [bankItem('a', 900, july(2)), bankItem('b', 600, july(3))]));
    expect(lines.some((line) => line.startsWith('shift'))).toBe(false);
  });
});

describe('a provider that is short every day by that day’s last sale and makes up for the one of the day before', () => {
  it('is short of the last one, and it shows which day', () => {
    const days = [
      payout('d1', 1000, july(1), { inOrder: [900, 100] }),
      payout('d2', 1000, july(2), { inOrder: [880, 120] }),
      payout('d3', 1000, july(3), { inOrder: [860, 140] }),
    ];
    const credits = [bankItem('a', 900, july(2)), bankItem('b', 980, july(3)), bankItem('c', 980, july(6))];
    const lines = shown(days, credits);
    expect(lines.some((line) => line.startsWith('shift'))).toBe(false);
  });
});
