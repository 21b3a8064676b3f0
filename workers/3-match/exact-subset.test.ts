import { describe, expect, test } from 'vitest';
import { minor } from '../../schemas/values/money.ts';
import { exactSubset } from './exact-subset.ts';

describe('Some proper subset of the payments is exactly what is due', () => {
  const table: [string, number[], number, boolean][] = [
    ['the same payment twice', [100, 100], 100, true],
    ['a payment and something more', [100, 30], 100, true],
    ['all of them together are no proper subset', [60, 40], 100, false],
    ['a deposit and a balance, and one of them again', [60, 40, 40], 100, true],
    ['one centavo over', [101, 101], 100, false],
    ['one centavo under', [99, 99], 100, false],
    ['nothing in common', [70, 50], 100, false],
    ['one payment has no proper subset', [100], 100, false],
    ['no payment', [], 0, false],
    ['the empty subset is none, whatever nothing sums to', [50, 60], 0, false],
    ['twelve payments are searched', [100, ...Array.from({ length: 11 }, () => 1)], 100, true],
    ['the twelfth is as good as the first', [...Array.from({ length: 11 }, () => 1), 100], 100, true],
    ['thirteen are not searched', [100, ...Array.from({ length: 12 }, () => 1)], 100, false],
  ];
  test.each(table)('%s', (_sentence, amounts, target, expected) => {
    expect(exactSubset(amounts.map(minor), minor(target))).toBe(expected);
  });
});
