import { describe, expect, test } from 'vitest';
import { minor } from '../../schemas/values/money.ts';
import type { SettlementLine } from '../../schemas/lines/records.ts';
import { payment, pesos, tariff } from '../../scripts/testing/kit.ts';
import { charged, fittingPercent, tariffCharge, type ChargeComponent } from './tariff.ts';

describe('What a tariff asks', () => {
  const table: [string, number, Parameters<typeof tariff>[0], ChargeComponent, number][] = [
    // Wompi's disbursement report: 117,729.00 at 1.5 % withheld is 1,765.935.
    ['Wompi truncates 1,765.935 to 1,765.93', 11_772_900, { withheldIncomePercent: '1.5' }, 'withheld_income', 176_593],
    [
      'half up it would be 1,765.94',
      11_772_900,
      { withheldIncomePercent: '1.5', rounding: 'half_up' },
      'withheld_income',
      176_594,
    ],
    [
      'half even 1,765.94: the digit before is odd',
      11_772_900,
      { withheldIncomePercent: '1.5', rounding: 'half_even' },
      'withheld_income',
      176_594,
    ],
    ['half even keeps an even digit', 100, { percent: '2.5', fixed: minor(0), rounding: 'half_even' }, 'fee', 2],
    ['half up does not', 100, { percent: '2.5', fixed: minor(0), rounding: 'half_up' }, 'fee', 3],
    ['2.35 % and 400 pesos', 10_000_000, {}, 'fee', 275_000],
    ['a sale of nothing costs the fixed part', 0, {}, 'fee', 40_000],
    ['a percentage without decimals', 10_000_000, { percent: '3', fixed: minor(0) }, 'fee', 300_000],
    ['many decimals are exact', 10_000_000, { percent: '2.333333', fixed: minor(0) }, 'fee', 233_333],
    ['VAT on the fee', 10_000_000, {}, 'fee_vat', 52_250],
    // The fee is 1.95 centavos: 110 % of it are 2, of a truncated centavo only 1.
    ['VAT on the fee before it is truncated', 50, { percent: '3.9', fixed: minor(0), vatPercent: '110' }, 'fee_vat', 2],
    ['a withholding is of the gross', 10_000_000, { withheldIcaPercent: '0.414' }, 'withheld_ica', 41_400],
    ['so is that of the VAT, as declared', 10_000_000, { withheldVatPercent: '15' }, 'withheld_vat', 1_500_000],
    [
      'a negative gross mirrors a positive one',
      -11_772_900,
      { withheldIncomePercent: '1.5' },
      'withheld_income',
      -176_593,
    ],
  ];
  test.each(table)('%s', (_sentence, gross, entry, component, expected) => {
    expect(tariffCharge(minor(gross), tariff(entry), component)).toBe(expected);
  });

  test('a rate that is not declared is not asserted', () => {
    const nothing = tariff({ vatPercent: null });
    expect(
      (['fee_vat', 'withheld_income', 'withheld_vat', 'withheld_ica'] as const).map((one) =>
        tariffCharge(pesos(1), nothing, one),
      ),
    ).toEqual([null, null, null, null]);
  });
});

describe('What a line says was charged', () => {
  const table: [string, Partial<SettlementLine>, ChargeComponent, number | null][] = [
    ['its fee', { fee: pesos(10) }, 'fee', 10],
    ['its fee in what is paid out', { fee: pesos(10), settledFee: pesos(2) }, 'fee', 2],
    ['nothing said', {}, 'fee', null],
    ['a fee of zero is said', { fee: pesos(0) }, 'fee', 0],
    ['its VAT', { feeVat: pesos(3), tax: pesos(9), withheldIncome: pesos(6) }, 'fee_vat', 3],
    ['one tax column is the VAT', { tax: pesos(3) }, 'fee_vat', 3],
    ['but not where the withholdings stand beside it', { tax: pesos(9), withheldIncome: pesos(6) }, 'fee_vat', null],
    ['a withholding', { withheldIca: pesos(4) }, 'withheld_ica', 4],
  ];
  test.each(table)('%s', (_sentence, line, component, expected) => {
    expect(charged(payment(line), component)).toBe(expected === null ? null : pesos(expected));
  });
});

describe('The rate that would fit what was charged', () => {
  const of = (
    gross: number,
    found: number,
    fee = 0,
  ): { gross: ReturnType<typeof pesos>; found: ReturnType<typeof pesos>; fee: ReturnType<typeof pesos> } => ({
    gross: pesos(gross),
    found: pesos(found),
    fee: pesos(fee),
  });
  test('of the fee: less the fixed part of every sale', () => {
    expect(fittingPercent([of(100_000, 2_900), of(100_000, 2_900)], tariff(), 'fee')).toBe('2.5000');
  });
  test('of the VAT: over the fee', () => {
    expect(fittingPercent([of(100_000, 160, 1_000)], tariff(), 'fee_vat')).toBe('16.0000');
  });
  test('rounded to four decimals', () => {
    expect(fittingPercent([of(300_000, 1_000)], tariff({ fixed: minor(0) }), 'fee')).toBe('0.3333');
    expect(fittingPercent([of(300_000, 2_000)], tariff({ fixed: minor(0) }), 'fee')).toBe('0.6667');
  });
  test('less than the fixed part alone fits a negative rate', () => {
    expect(fittingPercent([of(100_000, 300)], tariff(), 'fee')).toBe('-0.1000');
  });
  test('nothing sold, no rate', () => {
    expect(fittingPercent([of(0, 400)], tariff(), 'fee')).toBeNull();
    expect(fittingPercent([], tariff(), 'fee')).toBeNull();
  });
});
