import { describe, expect, it } from 'vitest';
import { bankItem, july, payout } from './samples.ts';
import type { BankItem, Receivable } from './types.ts';
import { matchWithdrawals } from './withdrawals.ts';

const [a, b, c] = [payout('a', 700, july(1)), payout('b', 500, july(2)), payout('c', 80, july(6))];

function outline(waiting: readonly Receivable[], credits: readonly BankItem[], lookbackDays = 400): string[] {
  return matchWithdrawals(waiting, credits, { lookbackDays }).map(
    ({ pass, receivables, items }) =>
      `${pass}: ${receivables.map((one) => one.id).join('+')} = ${items.map((one) => one.id).join('+')}`,
  );
}

describe('a withdrawal pays', () => {
  const table: [string, Receivable[], BankItem[], string[]][] = [
    ['the one line that waits', [a], [bankItem('x', 700, july(3))], ['amount: a = x']],
    ['everything from the oldest line on', [a, b, c], [bankItem('x', 1200, july(3))], ['bundle: a+b = x']],
    [
      'what an earlier one left',
      [a, b, c],
      [bankItem('x', 700, july(1)), bankItem('y', 580, july(7))],
      ['amount: a = x', 'bundle: b+c = y'],
    ],
    ['nothing where a line in between stayed', [a, b, c], [bankItem('x', 780, july(7))], []],
    ['nothing by one centavo more', [a, b], [bankItem('x', 1201, july(3))], []],
    ['nothing by one centavo less', [a, b], [bankItem('x', 1199, july(3))], []],
    ['nothing from its middle', [a, b], [bankItem('x', 500, july(3))], []],
    ['nothing before it was settled', [a, b], [bankItem('x', 1200, july(1))], []],
    [
      'with others what it left itself',
      [a, b],
      [bankItem('x', 1000, july(3)), bankItem('y', 200, july(6))],
      ['bundle: a+b = x+y'],
    ],
    [
      'not more than was there, whatever comes later',
      [a, c],
      [bankItem('x', 750, july(3)), bankItem('y', 30, july(7))],
      [],
    ],
    [
      'a balance less its refunds',
      [a, payout('r', -200, july(2)), b],
      [bankItem('x', 1000, july(3))],
      ['bundle: a+b+r = x'],
    ],
    [
      'what cancels out behind it as well',
      [a, payout('r', -50, july(2)), payout('s', 50, july(2))],
      [bankItem('x', 700, july(3))],
      ['bundle: a+r+s = x'],
    ],
    ['nothing as a debit', [payout('r', -50, july(2))], [bankItem('x', -50, july(3))], []],
    ['nothing of another currency', [a], [bankItem('x', 700, july(3), { currency: 'USD' })], []],
    ['nothing where it looks like no provider', [a], [bankItem('x', 700, july(3), { looksLike: null })], []],
    ['nothing of another provider', [a], [bankItem('x', 700, july(3), { looksLike: 'dlocal' })], []],
  ];
  it.each(table)('%s', (_sentence, waiting, credits, expected) => {
    expect(outline(waiting, credits)).toEqual(expected);
  });

  it('what is within the days of looking back', () => {
    expect(outline([a], [bankItem('x', 700, july(4))], 3)).toEqual(['amount: a = x']);
    expect(outline([a], [bankItem('x', 700, july(5))], 3)).toEqual([]);
  });

  it('before a stranger that comes first', () => {
    expect(outline([a, b], [bankItem('w', 333, july(2)), bankItem('x', 1200, july(3))])).toEqual(['bundle: a+b = x']);
  });
});
