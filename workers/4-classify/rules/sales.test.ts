import { describe, expect, test } from 'vitest';
import type { Line, SettlementLine } from '../../../schemas/lines/records.ts';
import {
  at,
  configOf,
  day,
  erp,
  fileOf,
  bank,
  gate,
  order,
  payment,
  pesos,
  refund,
  tell,
  type WorkingSetChange,
  decide,
} from '../../../scripts/testing/kit.ts';

const DATE = day('2026-07-06');
/** Everything is past due on Monday 6 July; the bank has what it should. */
function outline(lines: readonly Line[], change: WorkingSetChange = {}): string[] {
  const outcome = decide({ date: DATE, ...change, lines });
  return outcome.discrepancies.filter((one) => one.kind !== 'missing_in_bank').map(tell);
}

const back = (gross: number, change: Partial<SettlementLine> = {}): SettlementLine =>
  refund({ gross: pesos(gross), ...change });

describe('Every kind between an order and its settlement lines, with its money', () => {
  const table: [string, Line[], string[]][] = [
    [
      'missing in settlement: the amount is owed to us',
      [order()],
      ['missing_in_settlement BOG01-1 100000.00 owed_to_us'],
    ],
    ['missing in the ERP', [payment()], ['missing_in_erp BOG01-1 100000.00 unknown']],
    [
      'too little: the difference is owed to us',
      [order(), payment({ gross: pesos(99_999, 99) })],
      ['amount_mismatch BOG01-1 0.01 owed_to_us'],
    ],
    [
      'too much: the difference is owed by us',
      [order(), payment({ gross: pesos(100_000, 1) })],
      ['amount_mismatch BOG01-1 0.01 owed_by_us'],
    ],
    [
      'paid twice: the excess',
      [order(), payment(), payment({ providerId: 'P2' })],
      ['duplicate_payment BOG01-1 100000.00 owed_by_us'],
    ],
    ['paid and declined', [order(), payment({ status: 'rejected' })], ['status_conflict BOG01-1 100000.00 owed_to_us']],
    [
      'cancelled and paid',
      [order({ status: 'cancelled' }), payment()],
      ['status_conflict BOG01-1 100000.00 owed_by_us'],
    ],
    ['currencies', [order(), payment({ currency: 'USD' })], ['currency_mismatch BOG01-1 100000.00 unknown']],
    [
      'a refund of no known payment',
      [back(-30_000, { merchantReference: 'BOG01-9' })],
      ['refund_without_payment BOG01-9 30000.00 owed_to_us'],
    ],
    [
      'a refund that the ERP does not know',
      [order(), payment(), back(-30_000)],
      ['refund_missing_in_erp BOG01-1 30000.00 unknown'],
    ],
    [
      'a refund twice',
      [order({ refundedAmount: pesos(30_000) }), payment(), back(-30_000), back(-30_000, { providerId: 'R2' })],
      ['duplicate_refund BOG01-1 30000.00 owed_to_us'],
    ],
    [
      'more refunded than paid',
      [order({ refundedAmount: pesos(100_000) }), payment(), back(-60_000), back(-50_000, { providerId: 'R2' })],
      ['refund_exceeds_payment BOG01-1 10000.00 owed_to_us'],
    ],
    [
      'a chargeback: the amount and the fee',
      [order(), payment(), back(-100_000, { type: 'chargeback', fee: pesos(15_000) })],
      ['chargeback BOG01-1 115000.00 unknown'],
    ],
    [
      'a chargeback reversed',
      [
        order(),
        payment(),
        back(-100_000, { type: 'chargeback' }),
        back(100_000, { type: 'chargeback_reversal', providerId: 'V' }),
      ],
      [],
    ],
    ['all is well', [order(), payment()], []],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    expect(outline(lines)).toEqual(expected);
  });

  test('an ERP refund past due is owed by us to the customer', () => {
    const lines = [order({ refundedAmount: pesos(30_000) }), payment()];
    expect(outline(lines, { date: day('2026-07-25') })).toEqual([
      'refund_missing_in_settlement BOG01-1 30000.00 owed_by_us',
    ]);
  });

  test('two payments without an order are two transactions, two rows', () => {
    expect(outline([payment(), payment({ providerId: 'P2' })])).toEqual([
      'missing_in_erp BOG01-1 100000.00 unknown',
      'missing_in_erp BOG01-1 100000.00 unknown',
    ]);
  });

  test('what a payment and its order say differently is printed as the order wrote it', () => {
    expect(
      outline([order({ merchantReference: 'BOG01-A' }), payment({ merchantReference: 'bog01-a-r2', gross: pesos(1) })]),
    ).toEqual(['amount_mismatch BOG01-A 99999.00 owed_to_us']);
  });
});

describe('What a row says besides', () => {
  const only = (
    lines: readonly Line[],
    change: WorkingSetChange = {},
  ): ReturnType<typeof decide>['discrepancies'][number] | undefined =>
    decide({ date: DATE, ...change, lines }).discrepancies.find((one) => one.kind !== 'missing_in_bank');

  test('an evidence deadline, where the provider states one', () => {
    const config = configOf({ sources: [{ ...gate, chargebackEvidenceDays: 7 }, erp, bank] });
    const lines = [order(), payment(), back(-100_000, { type: 'chargeback' })];
    expect(only(lines, { config })?.facts).toMatchObject({ evidenceDueOn: '2026-07-08' });
    expect(only(lines)?.facts).toMatchObject({ evidenceDueOn: null });
  });

  test('the three legs side by side', () => {
    expect(only([order(), payment({ gross: pesos(90_000), fee: pesos(2_000) })])).toMatchObject({
      provider: 'gate',
      method: 'PSE',
      store: 'BOG01',
      orderAmount: pesos(100_000),
      settlementGross: pesos(90_000),
      settlementNet: pesos(88_000),
      difference: pesos(-10_000),
      paidOn: '2026-07-01',
      dueOn: '2026-07-03',
    });
  });

  test('what only earlier data could explain says so', () => {
    const early = { date: day('2026-06-05'), goLive: day('2026-06-01') };
    const sale = { date: day('2026-06-01'), paidAt: at('2026-06-01 00:30') };
    expect(only([payment(sale)], early)?.facts).toMatchObject({ beforeHistory: true });
    expect(
      only([payment({ ...sale, date: day('2026-06-02'), paidAt: at('2026-06-02 10:00') })], early)?.facts,
    ).toMatchObject({
      beforeHistory: false,
    });
  });

  test('the declined attempt is named and not broken: it is out of scope', () => {
    const lines = only([order(), payment({ status: 'rejected' })])?.lines.map(
      (line) => `${line.leg} ${String(line.broken)}`,
    );
    expect(lines).toEqual(['order true', 'settlement false']);
  });
});

describe('One row where two rules see the same sale', () => {
  test('cancelled, paid, and a refund that is not the whole: the higher in the table', () => {
    const rows = outline([order({ status: 'cancelled' }), payment(), back(-30_000)]);
    expect(rows).toHaveLength(1);
  });

  test('a refund without payment hides the missing payment of its order', () => {
    const outcome = decide({ date: DATE, lines: [order(), back(-30_000)] });
    expect(outcome.discrepancies.filter((one) => one.class === 'action').map((one) => one.kind)).toEqual(
      expect.arrayContaining(['refund_without_payment']),
    );
  });
});

describe('What a chargeback still puts at risk', () => {
  const disputed = (change: Partial<SettlementLine> = {}): SettlementLine =>
    back(-100_000, { type: 'chargeback', fee: pesos(15_000), ...change });
  const again = (centavos = 0): SettlementLine => payment({ providerId: 'AGAIN', gross: pesos(100_000, centavos) });
  const table: [string, Line[], string[]][] = [
    ['paid again: its fee', [order(), payment(), disputed(), again()], ['chargeback BOG01-1 15000.00 unknown']],
    [
      'paid again but for a centavo',
      [order(), payment(), disputed(), again(-1)],
      ['chargeback BOG01-1 15000.01 unknown'],
    ],
    ['paid again, and no fee: nothing is left to do', [order(), payment(), disputed({ fee: null }), again()], []],
    [
      'of an order that was cancelled: its fee',
      [order({ status: 'cancelled' }), payment(), disputed()],
      ['chargeback BOG01-1 15000.00 unknown'],
    ],
    [
      'twice, and paid again once: the newer one',
      [
        order(),
        payment(),
        disputed({ fee: null }),
        again(),
        disputed({ fee: null, providerId: 'C2', refundOf: 'AGAIN', date: day('2026-07-02') }),
      ],
      ['chargeback BOG01-1 100000.00 unknown'],
    ],
    [
      'of a payment whose order nobody knows: all of it',
      [payment(), disputed()],
      ['chargeback BOG01-1 115000.00 unknown', 'missing_in_erp BOG01-1 100000.00 unknown'],
    ],
    [
      'refunded and disputed: one row with the excess and the fee, for both',
      [order({ status: 'refunded' }), payment(), back(-100_000, { providerId: 'R' }), disputed({ providerId: 'C' })],
      ['refund_exceeds_payment BOG01-1 115000.00 owed_to_us'],
    ],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    expect([...outline(lines)].sort()).toEqual(expected);
  });
});

describe('What the provider has not decided, or decided against', () => {
  const failed = back(-30_000, { status: 'failed' });
  const pending = payment({ status: 'pending' });
  const rows = (lines: readonly Line[], change: WorkingSetChange = {}): string[] =>
    decide({ date: DATE, ...change, lines }).discrepancies.map((one) => `${one.class} ${one.severity} ${tell(one)}`);

  test('a refund that failed is owed to the customer, and stands for what is missing', () => {
    const lines = [order({ refundedAmount: pesos(30_000) }), payment(), failed];
    expect(rows(lines)).toContain('action high refund_failed BOG01-1 30000.00 owed_by_us');
    const late = decide({ date: day('2026-07-25'), lines });
    expect(
      late.discrepancies.filter((one) => one.kind.startsWith('refund')).map((one) => [one.kind, one.hides]),
    ).toEqual([['refund_failed', ['refund_missing_in_settlement']]]);
    expect([...late.fates].find((fate) => fate.leg === 'order')?.orderLeg).toBe('awaiting');
  });

  test('in a feed without refunds it is a medium question', () => {
    const files = [fileOf('erp', day('2026-07-01'), { columns: ['merchant_reference'] })];
    expect(rows([order(), payment(), failed], { files })).toContain(
      'action medium refund_failed BOG01-1 30000.00 owed_by_us',
    );
  });

  test('a payment in process is a notice, then an action, then a question that quotes it, and never missing before', () => {
    const on = (date: string): string[] => rows([order(), pending], { date: day(date) });
    expect(on('2026-07-02')).toEqual(['notice low payment_in_process BOG01-1 0.00 none']);
    expect(on('2026-07-04')).toEqual(['action medium payment_in_process BOG01-1 100000.00 unknown']);
    expect(on('2026-07-21')).toEqual(['action medium payment_in_process BOG01-1 100000.00 unknown']);
    expect(on('2026-07-22')).toEqual(['action high missing_in_settlement BOG01-1 100000.00 unknown']);
    const last = decide({ date: day('2026-07-22'), lines: [order(), pending] });
    expect(last.discrepancies.map((one) => [one.seenElsewhere.length, one.claimable])).toEqual([[1, false]]);
    expect([...last.fates].map((fate) => fate.fate)).toEqual(['broken', 'out_of_scope']);
  });

  test('while it is in process its order awaits, and its line stays out of scope', () => {
    const { fates } = decide({ date: DATE, lines: [order(), pending] });
    expect([...fates].map((fate) => [fate.fate, fate.reason])).toEqual([
      ['awaiting', null],
      ['out_of_scope', 'pending'],
    ]);
  });
});
