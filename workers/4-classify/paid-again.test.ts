import { describe, expect, test } from 'vitest';
import type { Line, SettlementLine } from '../../schemas/lines/records.ts';
import {
  bank,
  broughtBack,
  configOf,
  daily,
  day,
  erp,
  gate,
  leftBy,
  lump,
  openKinds,
  order,
  payment,
  pesos,
  type WorkingSetChange,
  type InWorkingSet,
  wompi,
  decide,
} from '../../scripts/testing/kit.ts';
import { payout } from '../../scripts/testing/records.ts';

/** A provider whose rows name their payout. */
const named = { ...wompi, profile: { builtIn: 'stripe-payout-reconciliation' } } as const;
const config = configOf({ sources: [gate, named, daily, erp, bank] });

const first = (change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({ source: 'wompi', payoutId: 'W1', ...change });
const back = (change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({
    source: 'wompi',
    type: 'payout',
    merchantReference: '',
    providerId: 'X1',
    date: day('2026-07-02'),
    payoutId: 'W2',
    refundOf: 'W1',
    ...change,
  });
const later = (change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({
    source: 'wompi',
    merchantReference: 'BOG01-2',
    date: day('2026-07-02'),
    payoutId: 'W2',
    gross: pesos(40_000),
    ...change,
  });
const second = [order({ merchantReference: 'BOG01-2', date: day('2026-07-02'), amount: pesos(40_000) }), later()];
const credit = (amount: number, date: string): Line => lump(pesos(amount), { date: day(date) });

/** Payouts as `W1 awaiting 0`, then open kinds; and the fate of the payment of the first payout. */
function outline(date: string, lines: readonly (Line | InWorkingSet)[], change: WorkingSetChange = {}): string[] {
  const outcome = decide({ config, ...change, date: day(date), lines });
  const own = [...outcome.fates]
    .filter((fate) => fate.leg === 'settlement' && fate.providerId === 'P-BOG01-1')
    .map((fate) => `sale ${fate.fate}`);
  return [
    ...outcome.payouts.map((row) => `${row.payoutId} ${row.fate} ${String(row.net / 100)}`).sort(),
    ...own,
    ...openKinds(outcome),
  ];
}

describe('A payout that the provider takes back', () => {
  const table: [string, string, Line[], string[]][] = [
    [
      'waits with the one that pays it again',
      '2026-07-02',
      [],
      ['W1 awaiting 0', 'W2 awaiting 140000', 'sale awaiting'],
    ],
    [
      'is paid with it',
      '2026-07-03',
      [credit(140_000, '2026-07-03')],
      ['W1 matched 0', 'W2 matched 140000', 'sale matched'],
    ],
    ['is no longer due by itself', '2026-07-06', [], ['W1 awaiting 0', 'W2 awaiting 140000', 'sale awaiting']],
    ['is missing with it', '2026-07-07', [], ['W1 broken 0', 'W2 broken 140000', 'sale broken', 'missing_in_bank']],
    [
      'differs with it by a centavo',
      '2026-07-03',
      [lump(pesos(140_000, -1), { date: day('2026-07-03') })],
      ['W1 broken 0', 'W2 broken 140000', 'sale broken', 'payout_mismatch'],
    ],
    [
      'is paid by what came of the other, where one line of that explains the rest',
      '2026-07-03',
      [credit(100_000, '2026-07-03')],
      ['W1 matched 0', 'W2 broken 140000', 'sale matched', 'payout_mismatch'],
    ],
  ];
  test.each(table)('%s', (_sentence, date, lines, expected) => {
    expect(outline(date, [order(), first(), back(), ...second, ...lines])).toEqual(expected);
  });

  test('keeps on the next date what the date before found', () => {
    const left = leftBy(decide({ date: day('2026-07-02'), lines: [order(), first(), back(), ...second] }));
    const { lines, ...rest } = left;
    expect(outline('2026-07-03', [...lines, credit(140_000, '2026-07-03')], rest)).toEqual([
      'W1 matched 0',
      'W2 matched 140000',
      'sale matched',
    ]);
  });

  test.each<[string, string, string[]]>([
    ['waits through its days of grace', '2026-07-08', ['W1 awaiting 100000', 'sale awaiting']],
    ['and is missing after them', '2026-07-09', ['W1 broken 100000', 'sale broken', 'missing_in_bank']],
  ])('while no payout lists what gives it back: %s', (_sentence, date, expected) => {
    expect(outline(date, [order(), first(), back({ payoutId: null })])).toEqual(expected);
  });

  test('of which a part is kept is missing by that part', () => {
    const outcome = decide({
      date: day('2026-07-06'),
      lines: [order(), first(), back({ gross: pesos(99_000) }), ...second],
    });
    const missing = outcome.discrepancies.find((one) => one.kind === 'missing_in_bank');
    expect(missing).toMatchObject({ payoutId: 'W1', moneyAtRisk: pesos(1_000), direction: 'owed_to_us' });
  });

  test('in turn, is paid by the last of the payouts', () => {
    const again = back({
      providerId: 'X2',
      gross: pesos(140_000),
      payoutId: 'W3',
      refundOf: 'W2',
      date: day('2026-07-03'),
    });
    const lines = [order(), first(), back(), ...second, again, credit(140_000, '2026-07-03')];
    expect(outline('2026-07-03', lines)).toEqual(['W1 matched 0', 'W2 matched 0', 'W3 matched 140000', 'sale matched']);
  });

  test('each by the other is taken for no payment at all', () => {
    const around = back({
      providerId: 'X2',
      gross: pesos(140_000),
      payoutId: 'W1',
      refundOf: 'W2',
      date: day('2026-07-02'),
    });
    expect(() =>
      outline('2026-07-10', [order(), first(), back({ gross: pesos(240_000) }), ...second, around]),
    ).not.toThrow();
  });
});

describe('A line that gives back', () => {
  const closed = { fate: 'matched', bankLeg: 'agrees', bankPass: 'amount', bankMatch: 'm1' } as const;
  const row = payout('W1', {
    source: 'wompi',
    gross: pesos(100_000),
    net: pesos(100_000),
    fees: pesos(0),
    fate: 'matched',
    bankMatch: 'm1',
    pass: 'amount',
  });

  test('a payout that nobody knows is asked about', () => {
    expect(outline('2026-07-02', [back(), ...second])).toEqual(['W2 awaiting 140000', 'unexplained_adjustment']);
  });

  test('a payout whose credit stands is asked about once it is paid again', () => {
    const waits = outline('2026-07-02', [back(), ...second], { payouts: [row] });
    const paid = outline('2026-07-03', [back(), ...second, credit(140_000, '2026-07-03')], { payouts: [row] });
    expect(waits).toEqual(['W2 awaiting 140000']);
    expect(paid).toEqual(['W2 matched 140000', 'unexplained_adjustment']);
  });

  test('says which of several equal credits a debit takes back', () => {
    const other = payout('W5', { ...row, payoutId: 'W5', bankMatch: 'm2' });
    const paidOther = { ...closed, bankMatch: 'm2' };
    const lines = [
      broughtBack(order(), { fate: 'matched' }),
      broughtBack(first(), closed),
      broughtBack(credit(100_000, '2026-07-01'), closed),
      broughtBack(order({ merchantReference: 'BOG01-5' }), { fate: 'matched' }),
      broughtBack(first({ merchantReference: 'BOG01-5', payoutId: 'W5' }), paidOther),
      broughtBack(lump(pesos(100_000), { date: day('2026-07-02') }), paidOther),
      back(),
      ...second,
      credit(-100_000, '2026-07-03'),
    ];
    expect(outline('2026-07-03', lines, { payouts: [row, other] })).toEqual([
      'W1 awaiting 0',
      'W2 awaiting 140000',
      'sale awaiting',
    ]);
  });

  test('is in no store', () => {
    const { stores } = decide({ date: day('2026-07-02'), lines: [back(), ...second] });
    expect(stores.map((one) => `${one.store} ${String(one.net / 100)}`)).toEqual(['BOG01 40000']);
  });
});
