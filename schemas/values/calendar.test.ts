import Holidays from 'date-holidays';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { colombianCalendar, colombianHolidays, easterSunday } from './calendar.ts';
import { addDays, dateRange, dayNumber, fromDayNumber, weekday, type PlainDate } from './dates.ts';

const RUNS = { numRuns: 2_000, seed: 20_260_713 } as const;
const day = (text: string): PlainDate => text as PlainDate;
const calendar = colombianCalendar();

/** The public holidays of Colombia as an independent library knows them; it lists Easter Sunday as well. */
function independentHolidays(year: number): string[] {
  const easter: string = easterSunday(year);
  const dates = new Holidays('CO')
    .getHolidays(year)
    .filter((holiday) => holiday.type === 'public')
    .map((holiday) => holiday.date.slice(0, 10));
  return [...new Set(dates)].filter((date) => date !== easter).sort();
}

describe('colombianHolidays', () => {
  test.each(Array.from({ length: 16 }, (_, index) => 2020 + index))('%d agrees with date-holidays', (year) => {
    expect(colombianHolidays(year)).toEqual(independentHolidays(year));
  });

  test('the year 2026 reads as the law says', () => {
    expect(colombianHolidays(2026)).toEqual([
      '2026-01-01',
      '2026-01-12',
      '2026-03-23',
      '2026-04-02',
      '2026-04-03',
      '2026-05-01',
      '2026-05-18',
      '2026-06-08',
      '2026-06-15',
      '2026-06-29',
      '2026-07-13',
      '2026-07-20',
      '2026-08-07',
      '2026-08-17',
      '2026-10-12',
      '2026-11-02',
      '2026-11-16',
      '2026-12-08',
      '2026-12-25',
    ]);
  });

  test('9 July is a holiday from 2026, moved to Monday, and not before', () => {
    expect(calendar.isBusinessDay(day('2026-07-13'))).toBe(false);
    expect(calendar.isBusinessDay(day('2027-07-12'))).toBe(false);
    expect(colombianHolidays(2025)).not.toContain('2025-07-14');
    expect(calendar.isBusinessDay(day('2025-07-09'))).toBe(true);
  });

  test('two holidays on one day are listed once', () => {
    expect(colombianHolidays(2011).filter((date) => date === '2011-07-04')).toHaveLength(1);
    expect(colombianHolidays(2011)).toHaveLength(17);
  });

  test.each([
    [1961, '1961-04-02'],
    [2000, '2000-04-23'],
    [2008, '2008-03-23'],
    [2026, '2026-04-05'],
    [2038, '2038-04-25'],
    [2100, '2100-03-28'],
  ])('Easter of %d is %s', (year, expected) => {
    expect(easterSunday(year)).toBe(expected);
    expect(weekday(easterSunday(year))).toBe(0);
  });
});

describe('business days', () => {
  test.each([
    // Friday before the long weekend of Saint Peter and Saint Paul (Monday 29 June).
    ['2026-06-26', '2026-06-30', '2026-07-01', '2026-07-02'],
    ['2026-06-27', '2026-06-30', '2026-07-01', '2026-07-02'],
    ['2026-06-28', '2026-06-30', '2026-07-01', '2026-07-02'],
    ['2026-06-29', '2026-06-30', '2026-07-01', '2026-07-02'],
    ['2026-06-30', '2026-07-01', '2026-07-02', '2026-07-03'],
    ['2026-07-01', '2026-07-02', '2026-07-03', '2026-07-06'],
    // Friday before Independence Day (Monday 20 July).
    ['2026-07-17', '2026-07-21', '2026-07-22', '2026-07-23'],
    ['2026-07-18', '2026-07-21', '2026-07-22', '2026-07-23'],
    ['2026-07-19', '2026-07-21', '2026-07-22', '2026-07-23'],
    ['2026-07-20', '2026-07-21', '2026-07-22', '2026-07-23'],
    ['2026-07-21', '2026-07-22', '2026-07-23', '2026-07-24'],
  ])('from %s, T+1 is %s, T+2 is %s and T+3 is %s', (from, next, second, third) => {
    expect(calendar.addBusinessDays(day(from), 0)).toBe(from);
    expect([1, 2, 3].map((n) => calendar.addBusinessDays(day(from), n))).toEqual([next, second, third]);
  });

  test.each([
    ['2026-06-26', '2026-06-26', 0],
    ['2026-06-26', '2026-06-29', 0],
    ['2026-06-26', '2026-06-30', 1],
    ['2026-06-26', '2026-07-01', 2],
    ['2026-06-29', '2026-06-30', 1],
    ['2026-07-17', '2026-07-20', 0],
    ['2026-07-17', '2026-07-21', 1],
    ['2026-07-01', '2026-06-26', 0],
  ])('from %s to %s there are %d', (from, to, expected) => {
    expect(calendar.businessDaysBetween(day(from), day(to))).toBe(expected);
  });

  test('a closed day of this chain is skipped like a holiday', () => {
    const closed = colombianCalendar([day('2026-12-31'), day('2026-07-01')]);
    expect(closed.isBusinessDay(day('2026-12-31'))).toBe(false);
    expect(calendar.isBusinessDay(day('2026-12-31'))).toBe(true);
    // 1 January is a holiday, 2 and 3 January 2027 a weekend.
    expect(closed.addBusinessDays(day('2026-12-30'), 1)).toBe('2027-01-04');
    expect(closed.addBusinessDays(day('2026-06-26'), 2)).toBe('2026-07-02');
    expect(closed.businessDaysBetween(day('2026-06-26'), day('2026-07-01'))).toBe(1);
    expect(calendar.addBusinessDays(day('2026-06-26'), 2)).toBe('2026-07-01');
  });

  const anyDate = fc
    .integer({ min: dayNumber(day('2020-01-01')), max: dayNumber(day('2035-12-31')) })
    .map(fromDayNumber);

  test('adding n business days lands on a business day, n of them later', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 1, max: 40 }), (date, n) => {
        const due = calendar.addBusinessDays(date, n);
        expect(calendar.isBusinessDay(due)).toBe(true);
        expect(calendar.businessDaysBetween(date, due)).toBe(n);
        expect(calendar.businessDaysBetween(date, addDays(due, -1))).toBe(n - 1);
      }),
      RUNS,
    );
  });

  test('counting business days is counting the dates that are business days', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 0, max: 60 }), (date, span) => {
        const to = addDays(date, span);
        const counted = dateRange(addDays(date, 1), to).filter((each) => calendar.isBusinessDay(each)).length;
        expect(calendar.businessDaysBetween(date, to)).toBe(counted);
      }),
      RUNS,
    );
  });
});
