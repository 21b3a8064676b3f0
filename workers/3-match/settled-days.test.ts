import { describe, expect, test } from 'vitest';
import type { EpochSeconds, SettlementLine } from '../../schemas/lines/records.ts';
import {
  bank,
  calendar,
  configOf,
  daily,
  day,
  erp,
  gate,
  payment,
  settlementSource,
  wompi,
} from '../../scripts/testing/kit.ts';
import { settledDays } from './settled-days.ts';

const cycle = settlementSource('cycle', { settles: 'per_day', compares: 'gross', cutOff: '17:00' });
const stripe = settlementSource('stripe', { profile: { builtIn: 'stripe-payout-reconciliation' } });
const days = settledDays(configOf({ sources: [gate, wompi, daily, cycle, stripe, erp, bank] }), calendar);

/** A moment on the wall of Bogota, five hours behind UTC. */
function at(local: string): EpochSeconds {
  return (Date.parse(`${local}-05:00`) / 1000) as EpochSeconds;
}

describe('The payout that a line belongs to', () => {
  const table: [string, Partial<SettlementLine>, string | null][] = [
    ['the one it names', { source: 'wompi', payoutId: 'W1' }, 'W1'],
    ['its file', { source: 'wompi' }, 'wompi 2026-07-01'],
    ['none yet, where other rows name theirs', { source: 'stripe' }, null],
    ['its file’s day, whatever it names', { source: 'daily', payoutId: 'W1' }, 'daily 2026-07-01'],
    ['the day that it states', { source: 'daily', settledOn: day('2026-07-02') }, 'daily 2026-07-02'],
    ['none, where every line is paid by itself', { source: 'gate', payoutId: 'W1' }, null],
    ['the day of its cycle', { source: 'cycle', paidAt: at('2026-07-01T17:00:01') }, 'cycle 2026-07-02'],
  ];
  test.each(table)('%s', (_sentence, line, expected) => {
    expect(days.payoutId(payment(line))).toBe(expected);
  });
});

describe('The day of a sale, of a provider with a cut-off at 17:00', () => {
  // 1 July 2026 is a Wednesday, the 13th (a Monday) and the 20th are holidays.
  const table: [string, string, string][] = [
    ['long before it', '2026-07-01T09:00:00', '2026-07-01'],
    ['a second before it', '2026-07-01T16:59:59', '2026-07-01'],
    ['exactly at it', '2026-07-01T17:00:00', '2026-07-01'],
    ['a second after it', '2026-07-01T17:00:01', '2026-07-02'],
    ['at the last second of the day, tomorrow already in UTC', '2026-07-01T23:59:59', '2026-07-02'],
    ['at midnight', '2026-07-02T00:00:00', '2026-07-02'],
    ['Friday evening', '2026-07-03T18:00:00', '2026-07-06'],
    ['Saturday morning', '2026-07-04T10:00:00', '2026-07-06'],
    ['Sunday night', '2026-07-05T23:00:00', '2026-07-06'],
    ['Friday evening before a holiday on Monday', '2026-07-10T18:00:00', '2026-07-14'],
    ['on the holiday, before the cut-off', '2026-07-13T10:00:00', '2026-07-14'],
  ];
  test.each(table)('%s', (_sentence, paid, expected) => {
    expect(days.settledOn(payment({ source: 'cycle', paidAt: at(paid) }))).toBe(expected);
  });

  test('counts before the day that the line states', () => {
    const line = payment({ source: 'cycle', paidAt: at('2026-07-01T18:00:00'), settledOn: day('2026-07-09') });
    expect(days.settledOn(line)).toBe('2026-07-02');
  });

  test.each([
    ['2026-07-01', '2026-07-01'],
    ['2026-07-04', '2026-07-06'],
  ])('a line without a paid time is of its file’s date: %s', (file, expected) => {
    expect(days.settledOn(payment({ source: 'cycle', date: day(file), paidAt: null }))).toBe(expected);
  });
});

describe('Without a cut-off, and of providers that pay otherwise', () => {
  const late = { paidAt: at('2026-07-04T18:00:00') };
  test.each([
    ['daily', null, '2026-07-01'],
    ['daily', '2026-07-02', '2026-07-02'],
    ['gate', null, '2026-07-01'],
    ['wompi', '2026-07-05', '2026-07-05'],
  ])('%s: the day that the line states (%s), else its file’s date, business day or not', (source, stated, expected) => {
    expect(days.settledOn(payment({ ...late, source, settledOn: stated === null ? null : day(stated) }))).toBe(
      expected,
    );
  });

  test('a payout id or a cut-off of a provider that pays single payments moves nothing', () => {
    const own = settledDays(
      configOf({ sources: [{ ...gate, cutOff: '17:00' }, { ...wompi, cutOff: '17:00' }, erp, bank] }),
      calendar,
    );
    expect(own.settledOn(payment({ ...late, source: 'gate' }))).toBe('2026-07-01');
    expect(own.settledOn(payment({ ...late, source: 'wompi' }))).toBe('2026-07-01');
  });
});
