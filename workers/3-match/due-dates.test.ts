import { describe, expect, test } from 'vitest';
import { colombianCalendar } from '../../schemas/values/calendar.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { at, calendar, configOf, D, day, fileOf, gate, settlementSource, wompi } from '../../scripts/testing/kit.ts';
import { businessDaysBefore, dueDates, MissingFiles } from './due-dates.ts';

const lost = (source: string, date: string): SourceFile => fileOf(source, day(date), { state: 'missing' });
const due = (files: readonly SourceFile[] = [], config = configOf()): ReturnType<typeof dueDates> =>
  dueDates(config, calendar, files);

describe('An order waits two business days for its settlement line', () => {
  const table: [string, string, string][] = [
    ['a Wednesday waits until Friday', '2026-07-01 10:00', '2026-07-03'],
    ['a Thursday waits until Monday', '2026-07-02 10:00', '2026-07-06'],
    ['a Friday waits until Tuesday', '2026-07-03 10:00', '2026-07-07'],
    ['a Saturday waits until Tuesday', '2026-07-04 10:00', '2026-07-07'],
    ['a Sunday waits until Tuesday', '2026-07-05 10:00', '2026-07-07'],
    ['the Friday before the holiday of 29 June waits until Wednesday', '2026-06-26 10:00', '2026-07-01'],
    ['the Thursday before the holiday of 13 July waits until Tuesday', '2026-07-09 10:00', '2026-07-14'],
    ['a holiday itself waits two business days more', '2026-07-13 10:00', '2026-07-15'],
    ['a sale at 19:30 in Bogotá, tomorrow in UTC, is of today', '2026-07-01 19:30', '2026-07-03'],
    ['a second before midnight is of the day', '2026-07-01 23:59:59', '2026-07-03'],
    ['midnight is of the next', '2026-07-02 00:00:00', '2026-07-06'],
  ];
  test.each(table)('%s', (_sentence, paid, expected) => {
    expect(due().order(at(paid), [gate])).toBe(expected);
  });

  const cutOff: [string, string, string][] = [
    ['a second before the cut-off', '2026-07-01 16:59:59', '2026-07-03'],
    ['at the cut-off', '2026-07-01 17:00:00', '2026-07-03'],
    ['one second after it counts as the next business day', '2026-07-01 17:00:01', '2026-07-06'],
    ['after it on the Friday before the holiday counts as the Tuesday', '2026-07-10 17:00:01', '2026-07-16'],
  ];
  test.each(cutOff)('with a cut-off at 17:00: %s', (_sentence, paid, expected) => {
    expect(due().order(at(paid), [{ ...gate, cutOff: '17:00' }])).toBe(expected);
  });

  test('the latest of its collectors counts', () => {
    expect(due().order(at('2026-07-01 18:00'), [gate, { ...wompi, cutOff: '17:00' }])).toBe('2026-07-06');
  });
});

describe('A settled line or payout waits two business days for the bank: T+2', () => {
  const table: [string, string, string][] = [
    ['Wednesday: Friday', '2026-07-01', '2026-07-03'],
    ['Friday: Tuesday', '2026-07-03', '2026-07-07'],
    ['Saturday: Tuesday', '2026-07-04', '2026-07-07'],
    ['the Friday before 29 June: Wednesday', '2026-06-26', '2026-07-01'],
    ['the Thursday before 13 July: Tuesday', '2026-07-09', '2026-07-14'],
  ];
  test.each(table)('%s', (_sentence, settled, expected) => {
    expect(due().bank(wompi, day(settled))).toBe(expected);
  });

  const perSource: [string, number, string][] = [
    ['the same day', 0, '2026-07-10'],
    ['T+1 over the weekend and the holiday', 1, '2026-07-14'],
    ['T+3 over the weekend and the holiday', 3, '2026-07-16'],
  ];
  test.each(perSource)('a source says otherwise: %s', (_sentence, lateAfterBusinessDays, expected) => {
    expect(due().bank(settlementSource('x', { lateAfterBusinessDays }), day('2026-07-10'))).toBe(expected);
  });
});

describe('The other waits', () => {
  test('a settlement line waits one calendar day for its order, weekend or not', () => {
    expect(due().orderOf(day('2026-07-03'), day('2026-07-03'))).toBe('2026-07-04');
    expect(due().orderOf(day('2026-06-28'), day('2026-06-28'))).toBe('2026-06-29');
  });

  test('a bank line waits three business days', () => {
    expect(due().bankLine(day('2026-07-01'), wompi)).toBe('2026-07-06');
    expect(due().bankLine(day('2026-07-08'), wompi)).toBe('2026-07-14');
  });

  test('an ERP refund waits fifteen business days', () => {
    expect(due().refund(day('2026-07-01'), [gate])).toBe('2026-07-24');
  });

  test('closed days of the tenant are no business days', () => {
    const closed = dueDates(configOf(), colombianCalendar([day('2026-07-03')]), []);
    expect(closed.bank(wompi, day('2026-07-01'))).toBe('2026-07-06');
  });
});

describe('What depends on a missing file is due three business days later, once', () => {
  const orders: [string, string, string, string][] = [
    ['the file of the paid date', 'gate', '2026-07-01', '2026-07-08'],
    ['the file of the due day', 'gate', '2026-07-03', '2026-07-08'],
    ['the day before the paid date does not count', 'gate', '2026-06-30', '2026-07-03'],
    ['the day after the due day does not count', 'gate', '2026-07-04', '2026-07-03'],
    ['a file of another provider does not count', 'wompi', '2026-07-01', '2026-07-03'],
    ['a bank file does not count for an order', 'bank', '2026-07-01', '2026-07-03'],
  ];
  test.each(orders)('an order: %s', (_sentence, source, missing, expected) => {
    expect(due([lost(source, missing)]).order(at('2026-07-01 10:00'), [gate])).toBe(expected);
  });

  test('several missing files extend no further', () => {
    const files = ['2026-07-01', '2026-07-02', '2026-07-03', '2026-07-06', '2026-07-07', '2026-07-08'].map((date) =>
      lost('gate', date),
    );
    expect(due(files).order(at('2026-07-01 10:00'), [gate])).toBe('2026-07-08');
  });

  test('a refused file is a missing one; a file that was not expected is none', () => {
    const refused = fileOf('gate', day('2026-07-02'), { state: 'rejected' });
    const none = fileOf('gate', day('2026-07-02'), { state: 'not_expected' });
    expect(due([refused]).order(at('2026-07-01 10:00'), [gate])).toBe('2026-07-08');
    expect(due([none]).order(at('2026-07-01 10:00'), [gate])).toBe('2026-07-03');
  });

  const payouts: [string, string, string, string][] = [
    ['a bank file of the settled date', 'bank', '2026-07-01', '2026-07-08'],
    ['a bank file of the due day', 'bank', '2026-07-03', '2026-07-08'],
    ['a bank file after it', 'bank', '2026-07-04', '2026-07-03'],
    ['the provider itself', 'wompi', '2026-07-01', '2026-07-03'],
  ];
  test.each(payouts)('a payout: %s', (_sentence, source, missing, expected) => {
    expect(due([lost(source, missing)]).bank(wompi, day('2026-07-01'))).toBe(expected);
  });

  const credits: [string, string, string, string][] = [
    ['a file two business days before it was booked', 'wompi', '2026-06-26', '2026-07-09'],
    ['a file of the weekend within that span', 'wompi', '2026-06-28', '2026-07-09'],
    ['a day earlier does not count', 'wompi', '2026-06-25', '2026-07-06'],
    ['a file of the due day', 'wompi', '2026-07-06', '2026-07-09'],
    ['a file of the day after does not count', 'wompi', '2026-07-07', '2026-07-06'],
    ['another provider does not count', 'gate', '2026-07-01', '2026-07-06'],
  ];
  test.each(credits)('a bank credit of 1 July: %s', (_sentence, source, missing, expected) => {
    expect(due([lost(source, missing)]).bankLine(day('2026-07-01'), wompi)).toBe(expected);
  });

  test('a settlement line waits longer for an order feed that is missing, counted in business days', () => {
    expect(due([lost('erp', '2026-07-02')]).orderOf(day('2026-07-01'), day('2026-07-01'))).toBe('2026-07-07');
  });
});

describe('Helpers', () => {
  test('missing files are found within both ends of a range', () => {
    const missing = new MissingFiles([lost('bank', '2026-07-01')]);
    expect(missing.any(['bank'], day('2026-07-01'), day('2026-07-01'))).toBe(true);
    expect(missing.any(['bank'], day('2026-07-02'), day('2026-07-03'))).toBe(false);
    expect(missing.any(['gate'], day('2026-07-01'), day('2026-07-01'))).toBe(false);
    expect(missing.any([], day('2026-07-01'), day('2026-07-01'))).toBe(false);
  });

  test.each([
    ['refused night after night', ['rejected', 'rejected', 'rejected'], [true, false, false]],
    [
      'refused on Friday and again after a weekend without a file',
      ['rejected', 'not_expected', 'rejected'],
      [true, false, false],
    ],
    ['refused, then whole, then refused', ['rejected', 'in', 'rejected'], [true, false, true]],
    ['missing, then refused, then refused again', ['missing', 'rejected', 'rejected'], [true, true, false]],
    ['missing night after night', ['missing', 'missing', 'missing'], [true, true, true]],
  ] as const)('a file that is %s buys time once for every delivery that was awaited', (_sentence, states, expected) => {
    const days = ['2026-07-01', '2026-07-02', '2026-07-03'].map(day);
    const files = states.map((state, at) => fileOf('gate', days[at] ?? D, { state }));
    const missing = new MissingFiles([...files].reverse());
    expect(days.map((date) => missing.any(['gate'], date, date))).toEqual(expected);
  });

  test('a refused delivery beside a file in force is no missing file', () => {
    const problem = { code: 'truncated', detail: '', line: null, byte: 1 } as const;
    const refused = { name: 'gate.csv', sha256: 'b', size: 1, profileHash: 'p', problem };
    expect(new MissingFiles([fileOf('gate', D, { refused })]).any(['gate'], D, D)).toBe(false);
  });

  test('business days before a date pass over weekends and holidays', () => {
    expect(businessDaysBefore(calendar, day('2026-07-01'), 0)).toBe('2026-07-01');
    expect(businessDaysBefore(calendar, day('2026-06-30'), 1)).toBe('2026-06-26');
    expect(businessDaysBefore(calendar, day('2026-07-14'), 2)).toBe('2026-07-09');
  });
});
