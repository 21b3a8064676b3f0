import { describe, expect, it } from 'vitest';
import type { PlainDate } from '../schemas/values/dates.ts';
import type { CuadreError } from '../schemas/errors.ts';
import type { RunRecord } from '../schemas/ports/runs.ts';
import { assertSchedule, dueDates, lastDueDate, lastTickMs } from './nightly.ts';

const date = (text: string) => text as PlainDate;
const at = (text: string) => Date.parse(text);
const nightly = { cron: '30 5 * * *', zone: 'America/Bogota' };

describe('the schedule', () => {
  it('names its last moment in its zone', () => {
    expect(new Date(lastTickMs(nightly, at('2026-07-02T10:29:59Z'))).toISOString()).toBe('2026-07-01T10:30:00.000Z');
    expect(new Date(lastTickMs(nightly, at('2026-07-02T10:30:01Z'))).toISOString()).toBe('2026-07-02T10:30:00.000Z');
  });

  const tick = (cron: string, zone: string, now: string): string =>
    new Date(lastTickMs({ cron, zone }, at(now))).toISOString();

  it.each([
    [
      'New York goes forward: named an hour later, that day',
      '30 2 * * *',
      'America/New_York',
      '2027-03-14T12:00:00Z',
      '2027-03-14T07:30:00.000Z',
    ],
    ['and not before', '30 2 * * *', 'America/New_York', '2027-03-14T07:29:59Z', '2027-03-13T07:30:00.000Z'],
    ['and the day after as ever', '30 2 * * *', 'America/New_York', '2027-03-15T12:00:00Z', '2027-03-15T06:30:00.000Z'],
    ['Santiago has no midnight', '0 0 * * *', 'America/Santiago', '2026-09-06T12:00:00Z', '2026-09-06T04:00:00.000Z'],
    [
      'half an hour of Lord Howe',
      '15 2 * * *',
      'Australia/Lord_Howe',
      '2026-10-04T00:00:00Z',
      '2026-10-03T15:45:00.000Z',
    ],
    [
      'New York goes back: the first time',
      '30 1 * * *',
      'America/New_York',
      '2027-11-07T05:31:00Z',
      '2027-11-07T05:30:00.000Z',
    ],
    ['between the two', '30 1 * * *', 'America/New_York', '2027-11-07T06:10:00Z', '2027-11-07T05:30:00.000Z'],
    [
      'after the second: still the first',
      '30 1 * * *',
      'America/New_York',
      '2027-11-07T06:31:00Z',
      '2027-11-07T05:30:00.000Z',
    ],
    ['before the first', '30 1 * * *', 'America/New_York', '2027-11-07T05:29:59Z', '2027-11-06T05:30:00.000Z'],
    ['the very moment', '30 5 * * *', 'America/Bogota', '2026-07-02T10:30:00Z', '2026-07-02T10:30:00.000Z'],
  ])('where %s', (_what, cron, zone, now, expected) => {
    expect(tick(cron, zone, now)).toBe(expected);
  });

  it('names one moment a day, through a year of changes, and never one to come', () => {
    // What was named last in the old year counts where the zone is behind UTC.
    for (const [zone, ticks] of [
      ['America/New_York', 366],
      ['Australia/Lord_Howe', 365],
    ] as const) {
      const found = new Set<string>();
      for (let ms = at('2026-01-01T00:00:00Z'); ms < at('2027-01-01T00:00:00Z'); ms += 12 * 3_600_000) {
        const last = lastTickMs({ cron: '30 2 * * *', zone }, ms);
        expect(last).toBeLessThanOrEqual(ms);
        expect(ms - last).toBeLessThanOrEqual(25 * 3_600_000);
        found.add(new Date(last).toISOString());
      }
      expect({ zone, ticks: found.size }).toEqual({ zone, ticks });
    }
  });

  it.each([
    ['a day that no month has', { ...nightly, cron: '0 5 31 2 *' }],
    ['no cron', { ...nightly, cron: 'every night' }],
    ['no zone', { ...nightly, zone: 'America/Bogotá' }],
  ])('with %s is refused when a worker starts', (_what, schedule) => {
    const codes = (): string => {
      try {
        assertSchedule(schedule, at('2026-07-02T12:00:00Z'));
        return 'accepted';
      } catch (error) {
        return (error as CuadreError).code;
      }
    };
    expect(codes()).toBe('configuration_invalid');
  });
});

describe('the last date that is due', () => {
  const by = (hour: string) => () => hour;
  it.each([
    ['before the tick: the day before yesterday', '2026-07-02T10:29:00Z', '04:00', nightly.cron, '2026-06-30'],
    ['after the tick: yesterday', '2026-07-02T10:31:00Z', '04:00', nightly.cron, '2026-07-01'],
    ['after the tick, before a source is expected', '2026-07-02T10:31:00Z', '06:00', nightly.cron, '2026-06-30'],
    ['from the very minute at which it is expected', '2026-07-02T11:00:00Z', '06:00', nightly.cron, '2026-07-01'],
    [
      'late in the evening in Bogotá, already tomorrow in UTC',
      '2026-07-03T03:00:00Z',
      '04:00',
      nightly.cron,
      '2026-07-01',
    ],
    ['on a weekend without ticks: what Friday named', '2026-07-05T15:00:00Z', '04:00', '30 5 * * 1-5', '2026-07-02'],
    ['on Monday: all of the weekend', '2026-07-06T15:00:00Z', '04:00', '30 5 * * 1-5', '2026-07-05'],
  ])('is, %s', (_when, now, expected, cron, last) => {
    expect(lastDueDate({ ...nightly, cron }, by(expected), at(now))).toBe(last);
  });
});

describe('the last date on a night without the hour of the schedule', () => {
  const schedule = { cron: '30 2 * * *', zone: 'America/New_York' };
  it.each([
    ['2027-03-14T07:29:00Z', '2027-03-12'],
    ['2027-03-14T12:00:00Z', '2027-03-13'],
    ['2027-03-15T12:00:00Z', '2027-03-14'],
  ])('at %s is %s', (now, last) => {
    expect(lastDueDate(schedule, () => '02:00', at(now))).toBe(last);
  });
});

describe('the dates that are due', () => {
  const run = (day: string, stale = false) => ({ date: date(day), generation: 1, stale }) as RunRecord;
  const request = { goLive: date('2026-07-01'), last: date('2026-07-04'), runs: [], unpublished: [], late: [] };

  it('are those without a run, oldest first', () => {
    expect(dueDates(request)).toEqual(['2026-07-01', '2026-07-02', '2026-07-03', '2026-07-04']);
    expect(dueDates({ ...request, runs: [run('2026-07-01')] })).toEqual(['2026-07-02', '2026-07-03', '2026-07-04']);
  });

  it('are stale ones, unpublished ones, and ones whose file has come', () => {
    const runs = [run('2026-07-01'), run('2026-07-02', true), run('2026-07-03'), run('2026-07-04')];
    expect(dueDates({ ...request, runs })).toEqual(['2026-07-02']);
    expect(dueDates({ ...request, runs, unpublished: [date('2026-07-03')], late: [date('2026-07-01')] })).toEqual([
      '2026-07-01',
      '2026-07-02',
      '2026-07-03',
    ]);
  });

  it('are none before the go-live, and none after the last', () => {
    expect(dueDates({ ...request, last: date('2026-06-30') })).toEqual([]);
  });
});
