import { describe, expect, test } from 'vitest';
import {
  configOf,
  bank,
  credit,
  D,
  day,
  erp,
  fatesOf,
  gate,
  lump,
  order,
  payment,
  pesos,
  reject,
  tell,
  decide,
} from '../../../scripts/testing/kit.ts';

describe('A rejected row stands for its line', () => {
  test('with its reference: its order is broken by the row, and nothing else is raised', () => {
    const outcome = decide({
      date: day('2026-07-06'),
      lines: [order()],
      rejects: [reject({ amount: pesos(100_000) })],
    });
    expect(outcome.discrepancies.map(tell)).toEqual(['row_rejected BOG01-1 100000.00 unknown']);
    expect(fatesOf(outcome)).toEqual(['order BOG01-1: broken', 'settlement : rejected']);
  });

  test('so is the credit that it would have matched', () => {
    const config = configOf({ sources: [gate, erp, { ...bank, referencePattern: '([A-Z]{3}\\d{2}-\\d+)' }] });
    const outcome = decide({ date: day('2026-07-07'), config, lines: [order(), credit()], rejects: [reject()] });
    expect(outcome.discrepancies.map((one) => one.kind)).toEqual(['row_rejected']);
    expect(fatesOf(outcome)).toEqual(['bank : broken', 'order BOG01-1: broken', 'settlement : rejected']);
  });

  test('a rejected order stands for the payment’s', () => {
    const rejects = [reject({ leg: 'order', source: 'erp', amount: pesos(100_000) })];
    const outcome = decide({ date: day('2026-07-03'), lines: [payment(), credit()], rejects });
    expect(outcome.discrepancies.map(tell)).toEqual(['row_rejected BOG01-1 100000.00 unknown']);
  });

  test('without a reference it stands for nothing: the order is missing all the same', () => {
    const outcome = decide({
      date: day('2026-07-06'),
      lines: [order()],
      rejects: [reject({ merchantReference: null })],
    });
    expect(outcome.discrepancies.map((one) => one.kind)).toEqual(['row_rejected', 'missing_in_settlement']);
  });

  test('two rejected rows of one reference are two rows', () => {
    const outcome = decide({ lines: [], rejects: [reject(), reject({ row: 901, line: 903 })] });
    expect(outcome.discrepancies.map((one) => one.kind)).toEqual(['row_rejected', 'row_rejected']);
    expect(new Set(outcome.discrepancies.map((one) => one.id)).size).toBe(2);
  });

  test('it says where it stands and why', () => {
    const [row] = decide({ rejects: [reject({ code: 'bad_date', field: 'paid_at' })] }).discrepancies;
    expect(row).toMatchObject({
      severity: 'medium',
      owner: 'systems',
      facts: { rejectCode: 'bad_date', rejectField: 'paid_at', line: 902, leg: 'settlement', source: 'gate' },
    });
  });

  test('the money of a row whose amount was readable stays in the totals', () => {
    const { conservation } = decide({ rejects: [reject({ amount: pesos(7) }), reject({ row: 901, line: 903 })] });
    expect(conservation[0]?.fates.rejected).toEqual({ lines: 2, amount: pesos(7) });
  });
});

describe('A sandbox line in a live source', () => {
  test('is one action and counts for nothing', () => {
    const outcome = decide({ date: day('2026-07-06'), lines: [payment({ environment: 'test' })] });
    expect(outcome.discrepancies.map(tell)).toEqual(['test_transaction BOG01-1 0.00 none']);
    expect(fatesOf(outcome)).toEqual(['settlement P-BOG01-1: out_of_scope other_environment']);
    expect(outcome.stores).toEqual([]);
  });

  test('an order likewise', () => {
    expect(
      decide({ date: day('2026-07-06'), lines: [order({ environment: 'test' })] }).discrepancies.map((one) => one.kind),
    ).toEqual(['test_transaction']);
  });

  test('told twice in a file it is one row of both lines', () => {
    const outcome = decide({ date: D, lines: [payment({ environment: 'test' }), payment({ environment: 'test' })] });
    expect(outcome.discrepancies.map((one) => `${one.kind} of ${String(one.lines.length)}`)).toEqual([
      'test_transaction of 2',
    ]);
  });

  test('it is in no payout', () => {
    const sandbox = payment({ source: 'wompi', payoutId: 'W1', environment: 'sandbox', merchantReference: 'BOG01-2' });
    const outcome = decide({
      lines: [order(), payment({ source: 'wompi', payoutId: 'W1' }), sandbox, lump(pesos(100_000))],
    });
    expect(outcome.payouts).toMatchObject([{ payoutId: 'W1', lines: 1, net: pesos(100_000), fate: 'matched' }]);
  });
});
