import { describe, expect, it } from 'vitest';
import { nodeOf, placesAround, UNENDED } from './span-tree.ts';

/** The number is looked for among spans as SQLite does it: by node and one end. */
function isFound(first: number, last: number | null, number: number, greatest: number): number {
  const node = nodeOf(first, last);
  return placesAround(number, greatest).filter((place) => {
    if (place.node !== node) return false;
    return place.end === 'first' ? first <= number : last !== null && last >= number;
  }).length;
}

describe('the spans around a number', () => {
  const GREATEST = 70;
  const numbers = Array.from({ length: GREATEST }, (_, index) => index + 1);

  it('are found, each at one place, and no other is: all spans and numbers up to 70, whatever the greatest is', () => {
    for (const first of numbers) {
      for (const last of numbers.slice(first - 1)) {
        for (const greatest of new Set([last, 64, GREATEST]))
          for (const number of numbers) {
            if (greatest < last) continue;
            const wanted = first <= number && number <= last ? 1 : 0;
            if (isFound(first, last, number, greatest) === wanted) continue;
            expect([first, last, number, greatest]).toBe(wanted);
          }
      }
    }
  });

  it('are found before they have an end, from their first number on', () => {
    expect(nodeOf(7, null)).toBe(UNENDED);
    for (const [number, wanted] of [
      [6, 0],
      [7, 1],
      [90, 1],
    ] as const)
      expect(isFound(7, null, number, 90)).toBe(wanted);
  });

  it('stand at a few places, however many numbers there are', () => {
    expect(placesAround(1, 0)).toEqual([{ node: UNENDED, end: 'first' }]);
    expect(placesAround(3_650, 3_650).length).toBeLessThanOrEqual(13);
    expect(placesAround(2 ** 30, 2 ** 31 - 1)).toHaveLength(32);
    expect(isFound(2 ** 30 - 1, 2 ** 31 - 1, 2 ** 30, 2 ** 31 - 1)).toBe(1);
  });

  it('stand where the paper has them: at the number in between with the most zeros at its end', () => {
    expect([nodeOf(1, 1), nodeOf(3, 3), nodeOf(3, 4), nodeOf(5, 7), nodeOf(1, 7), nodeOf(6, 9), nodeOf(9, 15)]).toEqual(
      [1, 3, 4, 6, 4, 8, 12],
    );
  });
});
