import { describe, expect, it } from 'vitest';
import { addDays, dateRange, type PlainDate } from '../values/dates.ts';
import { CuadreError } from '../errors.ts';
import { fileNameFor, filePatternProblem, fits, matchFileName } from './file-pattern.ts';

const day = (text: string): PlainDate => text as PlainDate;

describe('the name of the file of a date', () => {
  it.each([
    ['dlocal_{date:yyyyMMdd}.csv', '2026-07-01', 'dlocal_20260701.csv'],
    ['orders_{date:yyyy-MM-dd}.csv', '2026-12-31', 'orders_2026-12-31.csv'],
    ['{date:dd.MM.yyyy}.xml', '2026-02-03', '03.02.2026.xml'],
    ['{date:yyyy}_{date:MM}_{date:dd}', '2026-02-03', '2026_02_03'],
    ['next_{date+1:yyyyMMdd}', '2026-12-31', 'next_20270101'],
    ['before_{date-1:yyyyMMdd}', '2026-03-01', 'before_20260228'],
    ['{date:yyyyMMdd}-{date+1:yyyyMMdd}', '2026-07-31', '20260731-20260801'],
  ])('%s on %s is %s, and back', (pattern, date, name) => {
    expect(fileNameFor(pattern, day(date))).toEqual({ kind: 'exact', name });
    expect(matchFileName(pattern, name)).toBe(date);
  });

  it('is a family of names where the pattern has a star', () => {
    const expected = fileNameFor('a_{date:yyyyMMdd}_*.csv', day('2026-07-01'));
    expect(expected.kind).toBe('wildcard');
    expect(expected.name).toBe('a_20260701_*.csv');
    const cases: [string, boolean][] = [
      ['a_20260701_101112.csv', true],
      ['a_20260701_.csv', true],
      ['a_20260702_101112.csv', false],
      ['a_20260701_1.csv.tmp', false],
      ['a_20260701.csv', false],
    ];
    for (const [name, verdict] of cases) expect([name, fits(expected, name)]).toEqual([name, verdict]);
    expect(matchFileName('a_{date:yyyyMMdd}_*.csv', 'a_20260701_101112.csv')).toBe('2026-07-01');
  });

  it('takes every other character as it is written', () => {
    expect(matchFileName('a.b+(1)_{date:yyyyMMdd}.csv', 'a.b+(1)_20260701.csv')).toBe('2026-07-01');
    expect(matchFileName('a.b_{date:yyyyMMdd}.csv', 'axb_20260701.csv')).toBeNull();
  });

  it.each([
    ['dlocal_{date:yyyyMMdd}.csv', 'dlocal_20260230.csv', 'no such day'],
    ['dlocal_{date:yyyyMMdd}.csv', 'dlocal_2026071.csv', 'a digit is missing'],
    ['dlocal_{date:yyyyMMdd}.csv', 'DLOCAL_20260701.csv', 'another case'],
    ['dlocal_{date:yyyyMMdd}.csv', 'dlocal_20260701.csv.filepart', 'an upload under way'],
    ['{date:yyyyMMdd}-{date+1:yyyyMMdd}', '20260731-20260802', 'the parts disagree'],
  ])('%s does not fit %s: %s', (pattern, name) => {
    expect(matchFileName(pattern, name)).toBeNull();
  });

  it('reads back every day of two years, across month ends and a leap day', () => {
    for (const date of dateRange(day('2027-01-01'), day('2028-12-31'))) {
      for (const pattern of [
        'x{date+1:yyyyMMdd}',
        '{date-1:dd}_{date-1:MM}_{date-1:yyyy}',
        '{date:yyyy}-{date:MMdd}',
      ]) {
        expect(matchFileName(pattern, fileNameFor(pattern, date).name)).toBe(date);
      }
      expect(fileNameFor('{date+1:yyyy-MM-dd}', date).name).toBe(addDays(date, 1));
    }
  });
});

describe('a pattern that is none', () => {
  it.each([
    ['orders.csv', 'no date part'],
    ['orders_{date}.csv', 'braces'],
    ['orders_{fecha:yyyyMMdd}.csv', 'braces'],
    ['orders_{date:yyyyMM}.csv', 'no dd'],
    ['orders_{date:yyMMdd}.csv', 'yyyy, MM and dd only'],
    ['orders_{date:yyyyMMddHH}.csv', 'yyyy, MM and dd only'],
    ['in/orders_{date:yyyyMMdd}.csv', 'folder'],
    ['orders_{date:yyyyMMdd', 'braces'],
  ])('%s: %s', (pattern, words) => {
    expect(filePatternProblem(pattern)).toContain(words);
    expect(() => fileNameFor(pattern, day('2026-07-01'))).toThrow(CuadreError);
  });

  it('accepts the patterns of the manual', () => {
    expect(filePatternProblem('statement_{date:yyyyMMdd}.xml')).toBeNull();
    expect(filePatternProblem('*_{date+1:yyyyMMdd}_*.csv')).toBeNull();
  });
});
