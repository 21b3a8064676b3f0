import { describe, expect, test } from 'vitest';
import { addressKey, type SettlementLine } from '../../schemas/lines/records.ts';
import type { PayoutRow } from '../../schemas/outcome/run.ts';
import {
  calendar,
  carried,
  configOf,
  daily,
  day,
  gate,
  holdAll,
  hold,
  payment,
  pesos,
  wompi,
  type InWorkingSet,
} from '../../scripts/testing/kit.ts';
import { payout } from '../../scripts/testing/records.ts';
import { dueDates } from './due-dates.ts';
import type { HeldSettlement } from './working-set.ts';
import { givenBackOf, isTakeBack, takeBacks } from './take-backs.ts';

/** A provider whose rows name their payout. */
const naming = { ...wompi, profile: { builtIn: 'stripe-payout-reconciliation' } } as const;
const due = dueDates(configOf({ sources: [gate, naming, daily] }), calendar, []);
const SOURCES = new Map([gate, naming, daily].map((source) => [source.id, source]));

const back = (change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({
    source: 'wompi',
    type: 'payout',
    merchantReference: '',
    providerId: 'X1',
    gross: pesos(97_000),
    payoutId: 'W2',
    ...change,
  });
const sold = (change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({ source: 'wompi', payoutId: 'W1', gross: pesos(97_000), ...change });
const row = (payoutId: string, change: Partial<PayoutRow> = {}): PayoutRow =>
  payout(payoutId, { source: 'wompi', gross: pesos(97_000), fees: pesos(0), net: pesos(97_000), ...change });
const closed = { fate: 'matched', bankMatch: 'm1' } as const;

/** What takes which payout back, as `X1: W1 in W2`. */
function outline(lines: readonly (SettlementLine | InWorkingSet)[], rows: readonly PayoutRow[] = []): string[] {
  return takeBacks(hold(lines) as HeldSettlement[], rows, SOURCES, due).map(
    ({ held, payout: of, host }) =>
      `${held.line.providerId}: ${of.split('|')[1] ?? ''} in ${host?.split('|')[1] ?? 'none'}`,
  );
}

describe('A line gives a payout back', () => {
  const table: [string, Partial<SettlementLine>, boolean][] = [
    ['as a row of type payout that brings money', {}, true],
    ['by the net that it states', { gross: pesos(0), net: pesos(1) }, true],
    ['not where it takes money', { gross: pesos(-97_000) }, false],
    ['not where it brings none', { gross: pesos(0) }, false],
    ['not where it only carries the balance', { skip: 'balance_row' }, false],
    ['not where it is pending', { status: 'pending' }, false],
    ['not as an adjustment', { type: 'adjustment' }, false],
  ];
  test.each(table)('%s', (_sentence, change, expected) => {
    expect(isTakeBack(back(change))).toBe(expected);
  });
});

describe('Which payout a line takes back', () => {
  const table: [string, (SettlementLine | InWorkingSet)[], PayoutRow[], string[]][] = [
    ['the one that it names, of this date', [sold(), back({ refundOf: 'w1' })], [], ['X1: W1 in W2']],
    ['the one that it names, of an earlier date', [back({ refundOf: 'W1' })], [row('W1')], ['X1: W1 in W2']],
    ['the one whose id is its own', [back({ providerId: 'W1' })], [row('W1')], ['W1: W1 in W2']],
    [
      'the one that it names, whatever the amount',
      [back({ refundOf: 'W1', gross: pesos(1) })],
      [row('W1')],
      ['X1: W1 in W2'],
    ],
    ['named, and in no payout yet', [back({ refundOf: 'W1', payoutId: null })], [row('W1')], ['X1: W1 in none']],
    ['none where the named one is not known', [back({ refundOf: 'W9' })], [row('W1')], []],
    ['not its own payout', [back({ refundOf: 'W2' })], [row('W2')], []],
    ['the only one of its amount', [back()], [row('W1')], ['X1: W1 in W2']],
    ['none a centavo off', [back({ gross: pesos(97_000, 1) })], [row('W1')], []],
    ['none of two that are open', [back()], [row('W1'), row('W3')], []],
    ['the open one rather than the closed one', [back()], [row('W1'), row('W3', closed)], ['X1: W1 in W2']],
    ['the only closed one', [back()], [row('W3', closed)], ['X1: W3 in W2']],
    ['none that came after it', [back()], [row('W1', { cohorts: [day('2026-07-02')] })], []],
    [
      'the unnamed one beside the named one',
      [back(), back({ providerId: 'X2', refundOf: 'W3' })],
      [row('W1'), row('W3')],
      ['X2: W3 in W2', 'X1: W1 in W2'],
    ],
    ['none where two lines could', [back(), back({ providerId: 'X2' })], [row('W1')], []],
    ['none in another currency', [back({ currency: 'USD' })], [row('W1')], []],
    [
      'none of a provider that pays by the day',
      [back({ source: 'daily', refundOf: 'W1' })],
      [row('W1', { source: 'daily' })],
      [],
    ],
    [
      'as before, also where another of its amount came since',
      [carried(back({ date: day('2026-07-01') }))],
      [row('W1', { net: pesos(0), givenBack: pesos(97_000) }), row('W3')],
      ['X1: W1 in W2'],
    ],
  ];
  test.each(table)('%s', (_sentence, lines, rows, expected) => {
    expect(outline(lines, rows)).toEqual(expected);
  });
});

test('What lines take back of one payout is summed; what no payout lists is not', () => {
  const lines = holdAll(
    back({ refundOf: 'W1', gross: pesos(90_000) }),
    back({ providerId: 'X2', refundOf: 'W1', gross: pesos(7_000) }),
  );
  const waiting = holdAll(back({ providerId: 'X3', refundOf: 'W1', payoutId: null }));
  expect([...givenBackOf(takeBacks(lines, [row('W1')], SOURCES, due))]).toEqual([['wompi|W1|COP', pesos(97_000)]]);
  expect([...givenBackOf(takeBacks(waiting, [row('W1')], SOURCES, due))]).toEqual([]);
});

test('In an account that is withdrawn by its balance, what no withdrawal lists yet is its own receivable', () => {
  const account = { ...wompi, profile: { builtIn: 'mercadopago-release' } } as const;
  const lines = hold([back({ refundOf: 'W1', payoutId: null })]) as HeldSettlement[];
  const ofAccount = takeBacks(lines, [row('W1')], new Map([[account.id, account]]), due);
  expect(ofAccount.map((one) => one.host)).toEqual(lines.map(({ line }) => addressKey(line)));
  expect([...givenBackOf(ofAccount)]).toEqual([['wompi|W1|COP', pesos(97_000)]]);
});
