import { describe, expect, test } from 'vitest';
import { minor } from '../../schemas/values/money.ts';
import { exactSubset, fewestSumming } from './exact-subset.ts';

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

describe('The fewest amounts that sum to a target', () => {
  const table: [string, number[], number, number[] | null][] = [
    ['are one where one is it', [60, 40, 100], 100, [2]],
    ['are all where only all are', [60, 40], 100, [0, 1]],
    ['are the fewer of two ways', [10, 20, 30, 60], 60, [3]],
    ['are the first of two ways alike', [60, 40, 70, 30], 100, [0, 1]],
    ['are none a centavo off', [60, 40], 101, null],
    ['are none of no amounts', [], 0, null],
    ['are not sought among thirteen', Array.from({ length: 13 }, () => 1), 2, null],
    ['are sought among twelve', Array.from({ length: 12 }, () => 1), 2, [0, 1]],
  ];
  test.each(table)('%s', (_sentence, amounts, target, expected) => {
    expect(fewestSumming(amounts.map(minor), minor(target))).toEqual(expected);
  });
});
