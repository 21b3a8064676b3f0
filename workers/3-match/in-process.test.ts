import { describe, expect, test } from 'vitest';
import { formatMajor } from '../../schemas/values/money.ts';
import type { Line } from '../../schemas/lines/records.ts';
import {
  at,
  day,
  workingSetOf,
  order,
  payment,
  pesos,
  refund,
  type WorkingSetChange,
} from '../../scripts/testing/kit.ts';
import { match } from './match.ts';

/** The verdict on the payments of the only sale: `agrees`, `amount_mismatch -0.01`. */
function verdict(lines: readonly Line[], change: WorkingSetChange = {}): string {
  const [one] = match(workingSetOf({ ...change, lines })).verdicts;
  if (!one) return 'none';
  return one.difference === 0 ? one.payment : `${one.payment} ${formatMajor(one.difference)}`;
}

const paid = (whole: number, centavos = 0, id = `P${String(whole)}`): Line =>
  payment({ gross: pesos(whole, centavos), providerId: id });
/** The sale is of Wednesday 1 July: its line is due on Friday the 3rd. */
const pastDue = { date: day('2026-07-04') };

describe('A payment that the provider still has in process', () => {
  const pending = payment({ status: 'pending' });
  const declined = payment({ status: 'rejected', providerId: 'NO' });
  const on = (date: string): WorkingSetChange => ({ date: day(date) });
  const stage = (lines: readonly Line[], change: WorkingSetChange = {}): string => {
    const [one] = match(workingSetOf({ ...change, lines })).verdicts;
    return `${one?.payment ?? 'none'}${one?.inProcess ? ` ${one.inProcess.stage}` : ''}`;
  };
  // Pending since Wednesday 1 July, ten in the morning: 48 hours end on the 3rd; ten business days after it, with the
  // holiday of the 13th: the 20th is one too.
  const table: [string, Line[], WorkingSetChange, string][] = [
    ['on its first day', [order(), pending], {}, 'payment_in_process waiting'],
    ['on the second', [order(), pending], on('2026-07-02'), 'payment_in_process waiting'],
    ['past 48 hours', [order(), pending], on('2026-07-03'), 'payment_in_process stale'],
    ['past the order’s due date', [order(), pending], on('2026-07-04'), 'payment_in_process stale'],
    [
      'exactly 48 hours',
      [order(), payment({ status: 'pending', paidAt: at('2026-07-01 00:00') })],
      on('2026-07-02'),
      'payment_in_process waiting',
    ],
    [
      'one second more',
      [order(), payment({ status: 'pending', paidAt: at('2026-06-30 23:59:59') })],
      on('2026-07-02'),
      'payment_in_process stale',
    ],
    ['whatever else was declined', [order(), pending, declined], on('2026-07-04'), 'payment_in_process stale'],
    [
      'one centavo short of what is lacking',
      [order(), payment({ status: 'pending', gross: pesos(100_000, -1) })],
      on('2026-07-04'),
      'missing_in_settlement',
    ],
    [
      'declined, and one that is too small',
      [order(), declined, payment({ status: 'pending', gross: pesos(1) })],
      on('2026-07-04'),
      'status_conflict',
    ],
    [
      'the rest of what is due',
      [order(), paid(60_000), payment({ status: 'pending', gross: pesos(40_000), providerId: 'B' })],
      {},
      'payment_in_process waiting',
    ],
    [
      'without a moment: since the end of its date',
      [order(), payment({ status: 'pending', paidAt: null })],
      on('2026-07-03'),
      'payment_in_process waiting',
    ],
    [
      'the latest of two attempts counts',
      [order(), pending, payment({ status: 'pending', date: day('2026-07-03'), providerId: 'B' })],
      on('2026-07-04'),
      'payment_in_process waiting',
    ],
    ['the last day of the carry days', [order(), pending], on('2026-07-21'), 'payment_in_process stale'],
    ['after ten business days without a word', [order(), pending], on('2026-07-22'), 'missing_in_settlement given_up'],
    ['beside what is paid already', [order(), payment({ providerId: 'A' }), pending], {}, 'agrees'],
    ['of an order that nobody calls paid', [order({ status: 'pending' }), pending], on('2026-07-04'), 'agrees'],
    [
      'a refund in process is no payment',
      [order(), refund({ status: 'pending', gross: pesos(100_000) })],
      on('2026-07-04'),
      'missing_in_settlement',
    ],
  ];
  test.each(table)('%s', (_sentence, lines, change, expected) => {
    expect(stage(lines, change)).toBe(expected);
  });
});

test('a refund that was declined says nothing of the payment', () => {
  expect(verdict([order(), refund({ status: 'rejected' })], pastDue)).toBe('missing_in_settlement -100000.00');
});
