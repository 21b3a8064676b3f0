import { describe, expect, test } from 'vitest';
import type { PlainDate } from './dates.ts';
import { endOfDate, localClock } from './local-time.ts';
import type { EpochSeconds } from '../lines/records.ts';

const utc = (text: string): EpochSeconds => (Date.parse(text) / 1000) as EpochSeconds;

describe('The wall clock of a zone', () => {
  const table: [string, string, string, string][] = [
    [
      'a sale at 19:30 in Bogotá is already tomorrow in UTC',
      'America/Bogota',
      '2026-07-02T00:30:00Z',
      '2026-07-01 19:30:00',
    ],
    ['the last second of a day in Bogotá', 'America/Bogota', '2026-07-02T04:59:59Z', '2026-07-01 23:59:59'],
    [
      'midnight in Bogotá is 00:00:00 of the next day, not 24:00',
      'America/Bogota',
      '2026-07-02T05:00:00Z',
      '2026-07-02 00:00:00',
    ],
    ['the turn of the year', 'America/Bogota', '2027-01-01T04:59:59Z', '2026-12-31 23:59:59'],
    ['a leap day', 'America/Bogota', '2028-02-29T12:00:00Z', '2028-02-29 07:00:00'],
    ['a moment before 1970', 'America/Bogota', '1969-12-31T23:59:59Z', '1969-12-31 18:59:59'],
    ['a zone with quarters of an hour', 'Asia/Kathmandu', '2026-07-01T18:15:00Z', '2026-07-02 00:00:00'],
    ['the last second of standard time', 'America/New_York', '2026-03-08T06:59:59Z', '2026-03-08 01:59:59'],
    ['the first second of summer time', 'America/New_York', '2026-03-08T07:00:00Z', '2026-03-08 03:00:00'],
    ['UTC itself', 'UTC', '2026-07-01T00:00:00Z', '2026-07-01 00:00:00'],
  ];
  test.each(table)('%s', (_sentence, zone, moment, shown) => {
    const { date, time } = localClock(zone)(utc(moment));
    expect(`${date} ${time}`).toBe(shown);
  });

  test('one clock answers across a change of offset in any order', () => {
    const clock = localClock('America/New_York');
    expect(clock(utc('2026-03-08T07:00:00Z')).time).toBe('03:00:00');
    expect(clock(utc('2026-03-08T06:59:59Z')).time).toBe('01:59:59');
    expect(clock(utc('2026-11-01T06:00:00Z')).time).toBe('01:00:00');
  });
});

describe('The end of a date', () => {
  const table: [string, string, string, string][] = [
    ['Bogotá, five hours behind UTC', 'America/Bogota', '2026-07-01', '2026-07-02T04:59:59Z'],
    ['UTC', 'UTC', '2026-07-01', '2026-07-01T23:59:59Z'],
    ['the day on which summer time begins has 23 hours', 'America/New_York', '2026-03-08', '2026-03-09T03:59:59Z'],
    ['the day on which it ends has 25', 'America/New_York', '2026-11-01', '2026-11-02T04:59:59Z'],
    ['far east', 'Pacific/Kiritimati', '2026-07-01', '2026-07-01T09:59:59Z'],
    ['far west', 'Pacific/Pago_Pago', '2026-07-01', '2026-07-02T10:59:59Z'],
  ];
  test.each(table)('%s', (_sentence, zone, date, moment) => {
    expect(endOfDate(zone, date as PlainDate)).toBe(utc(moment));
  });
});
