import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  dateRange,
  dayNumber,
  daysBetween,
  fromDayNumber,
  isPlainDate,
  laterOf,
  parsePlainDate,
  weekday,
  type PlainDate,
} from './dates.ts';

const RUNS = { numRuns: 2_000, seed: 20_260_629 } as const;
const day = (text: string): PlainDate => {
  const date = parsePlainDate(text);
  if (date === null) throw new Error(`not a date: ${text}`);
  return date;
};
const FIRST = dayNumber(day('1900-01-01'));
const LAST = dayNumber(day('2199-12-31'));
const anyDate = fc.integer({ min: FIRST, max: LAST }).map(fromDayNumber);

describe('isPlainDate', () => {
  test.each(['1900-01-01', '1999-12-31', '2000-02-29', '2024-02-29', '2026-06-30', '2199-12-31'])(
    '%s is a date',
    (text) => {
      expect(isPlainDate(text)).toBe(true);
    },
  );

  test.each([
    '',
    '2026-02-29',
    '1900-02-29',
    '2026-02-30',
    '2026-06-31',
    '2026-00-10',
    '2026-13-01',
    '2026-01-00',
    '2026-1-01',
    '26-01-01',
    '1899-12-31',
    '2200-01-01',
    '2026/06/24',
    '20260624',
    ' 2026-06-24',
    '2026-06-24\n',
    '2026-06-24T00:00:00Z',
    '\u0662026-06-24',
  ])('%j is none', (text) => {
    expect(isPlainDate(text)).toBe(false);
    expect(parsePlainDate(text)).toBeNull();
  });
});

describe('counting days', () => {
  test('day numbers and dates are one to one over every year that is accepted', () => {
    for (let number = FIRST; number <= LAST; number += 1) {
      const date = fromDayNumber(number);
      if (!isPlainDate(date) || dayNumber(date) !== number)
        throw new Error(`day ${String(number)} is printed as ${date}`);
    }
    expect(dayNumber(day('1970-01-01'))).toBe(0);
  });

  test.each([
    ['2026-06-30', 1, '2026-07-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2026-06-24', 0, '2026-06-24'],
    ['2026-06-24', 400, '2027-07-29'],
  ])('%s plus %d days is %s', (from, days, expected) => {
    expect(addDays(day(from), days)).toBe(expected);
    expect(daysBetween(day(from), day(expected))).toBe(days);
  });

  test('dates compare as texts just as their day numbers do', () => {
    fc.assert(
      fc.property(anyDate, anyDate, (a, b) => {
        expect(Math.sign(daysBetween(a, b))).toBe(a < b ? 1 : a > b ? -1 : 0);
        expect(laterOf(a, b)).toBe(daysBetween(a, b) > 0 ? b : a);
      }),
      RUNS,
    );
  });

  test.each([
    ['2026-06-28', 0],
    ['2026-06-29', 1],
    ['2026-07-04', 6],
    ['1970-01-01', 4],
    ['1969-12-28', 0],
    ['1969-12-27', 6],
    ['1900-01-01', 1],
    ['2199-12-31', 2],
  ])('%s is weekday %d', (text, expected) => {
    expect(weekday(day(text))).toBe(expected);
  });

  test('weekdays run from 0 to 6 and the next day has the next one, before 1970 too', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        expect([0, 1, 2, 3, 4, 5, 6]).toContain(weekday(date));
        expect(weekday(addDays(date, 1))).toBe((weekday(date) + 1) % 7);
      }),
      RUNS,
    );
  });

  test('a range holds both ends, and nothing when it runs backwards', () => {
    expect(dateRange(day('2026-06-29'), day('2026-07-01'))).toEqual(['2026-06-29', '2026-06-30', '2026-07-01']);
    expect(dateRange(day('2026-06-29'), day('2026-06-29'))).toEqual(['2026-06-29']);
    expect(dateRange(day('2026-06-30'), day('2026-06-29'))).toEqual([]);
  });
});
