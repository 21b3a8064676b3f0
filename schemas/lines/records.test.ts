import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlainDate } from '../values/dates.ts';
import { addressKey, compareAddress, compareText, type LineAddress } from './records.ts';

const RUNS = { numRuns: 2_000, seed: 20_260_701 } as const;
const anyAddress = fc.record({
  date: fc.constantFrom('2026-06-24', '2026-06-25', '2026-07-01').map((date) => date as PlainDate),
  source: fc.constantFrom('bank', 'dlocal', 'shop'),
  file: fc.constantFrom('0a1b2c3d4e5f', '9f8e7d6c5b4a'),
  row: fc.nat({ max: 12 }),
});

describe('compareText', () => {
  test('orders by code unit: capitals before small letters, accents after both', () => {
    expect(['b', 'á', 'Z', 'a', 'z', '10', '9'].sort(compareText)).toEqual(['10', '9', 'Z', 'a', 'b', 'z', 'á']);
    expect(compareText('', 'a')).toBe(-1);
    expect(compareText('a', 'a')).toBe(0);
  });
});

describe('addresses', () => {
  const at = (date: string, source: string, file: string, row: number): LineAddress => ({
    date: date as PlainDate,
    source,
    file,
    row,
  });

  test('sort by date, then source, then file, then row as a number', () => {
    const sorted = [
      at('2026-06-24', 'bank', 'aaa', 2),
      at('2026-06-24', 'bank', 'aaa', 10),
      at('2026-06-24', 'bank', 'bbb', 0),
      at('2026-06-24', 'shop', 'aaa', 0),
      at('2026-06-25', 'bank', 'aaa', 0),
    ];
    expect([...sorted].reverse().sort(compareAddress)).toEqual(sorted);
  });

  test('compare as equal exactly when their keys are equal, and the other way round when swapped', () => {
    fc.assert(
      fc.property(anyAddress, anyAddress, (a, b) => {
        expect(compareAddress(a, b) === 0).toBe(addressKey(a) === addressKey(b));
        expect(Math.sign(compareAddress(a, b)) + Math.sign(compareAddress(b, a))).toBe(0);
      }),
      RUNS,
    );
  });

  test('the key is spelled date, source, file, row', () => {
    expect(addressKey(at('2026-06-24', 'dlocal', '0a1b2c3d4e5f', 7))).toBe('2026-06-24/dlocal/0a1b2c3d4e5f/7');
  });
});
