import { expect, it } from 'vitest';
import { dateRange, fromDayNumber, type PlainDate } from '../values/dates.ts';
import { STRETCH_LENGTHS, stretchAround, stretchesWithin } from './stretches.ts';

it('every date stands in one stretch of each length, which are those of the next length in fives', () => {
  for (const date of dateRange('1969-09-01' as PlainDate, '1970-06-01' as PlainDate))
    for (const [at, length] of STRETCH_LENGTHS.entries()) {
      const stretch = stretchAround(date, length);
      expect(stretch.first <= date && date <= stretch.last).toBe(true);
      expect(dateRange(stretch.first, stretch.last)).toHaveLength(length);
      const longer = STRETCH_LENGTHS[at + 1];
      if (longer === undefined) continue;
      const around = stretchAround(date, longer);
      const parts = stretchesWithin(around.first, around.last, length);
      expect(parts).toHaveLength(5);
      expect(parts).toContainEqual(stretch);
    }
});

it('between two dates are only those that lie wholly there', () => {
  const [zero, four, nine] = [0, 4, 9].map(fromDayNumber) as [PlainDate, PlainDate, PlainDate];
  expect(stretchesWithin(zero, four, 5)).toEqual([{ first: zero, last: four, length: 5 }]);
  expect(stretchesWithin(zero, fromDayNumber(3), 5)).toEqual([]);
  expect(stretchesWithin(fromDayNumber(1), nine, 5)).toEqual([{ first: fromDayNumber(5), last: nine, length: 5 }]);
  expect(stretchesWithin(zero, nine, 25)).toEqual([]);
});
