import type { SettlementSource } from '../../schemas/config/config.ts';
import type { SettlementLine } from '../../schemas/lines/records.ts';
import { add, minor, negate, subtract, sum, type Minor } from '../../schemas/values/money.ts';
import { feeOf, settledGrossOf, settledNetOf, taxOf } from './settled-money.ts';

/** The sums of a payout, as its row prints them. */
export interface PayoutSums {
  readonly lines: number;
  readonly gross: Minor;
  readonly refunds: Minor;
  readonly fees: Minor;
  readonly taxes: Minor;
  readonly adjustments: Minor;
  readonly net: Minor;
}

/** The sums of some lines, signed as money moves: refunds negative, fees and taxes positive when deducted. */
export function payoutSums(lines: readonly SettlementLine[]): PayoutSums {
  const of = (types: readonly SettlementLine['type'][]): SettlementLine[] =>
    lines.filter((line) => types.includes(line.type));
  return {
    lines: lines.length,
    gross: sum(of(['payment']).map(settledGrossOf)),
    refunds: sum(of(['refund', 'refund_reversal', 'chargeback', 'chargeback_reversal']).map(settledGrossOf)),
    fees: sum([
      ...lines.filter((line) => line.type !== 'fee').map(feeOf),
      ...of(['fee']).map((line) => negate(settledNetOf(line))),
    ]),
    taxes: sum([
      ...lines.filter((line) => line.type !== 'tax' && line.type !== 'fee').map(taxOf),
      ...of(['tax']).map((line) => negate(settledNetOf(line))),
    ]),
    adjustments: sum(of(['adjustment', 'reserve', 'payout']).map(settledNetOf)),
    net: sum(lines.map(settledNetOf)),
  };
}

/** Of no line. */
export const NO_SUMS: PayoutSums = payoutSums([]);

/** The sums with one payment more. */
export function addedPayment(sums: PayoutSums, line: SettlementLine): PayoutSums {
  return {
    ...sums,
    lines: sums.lines + 1,
    gross: add(sums.gross, settledGrossOf(line)),
    fees: add(sums.fees, feeOf(line)),
    taxes: add(sums.taxes, taxOf(line)),
    net: add(sums.net, settledNetOf(line)),
  };
}

/** Two sums added, or the second taken off. */
export function combine(a: PayoutSums, b: PayoutSums, sign: 1 | -1): PayoutSums {
  const part = (key: keyof PayoutSums): Minor => minor(a[key] + sign * b[key]);
  return {
    lines: a.lines + sign * b.lines,
    gross: part('gross'),
    refunds: part('refunds'),
    fees: part('fees'),
    taxes: part('taxes'),
    adjustments: part('adjustments'),
    net: part('net'),
  };
}

/** The sums of a payout less what the provider took back of it. */
export function lessGivenBack<T extends Pick<PayoutSums, 'adjustments' | 'net'>>(sums: T, givenBack: Minor): T {
  return { ...sums, adjustments: subtract(sums.adjustments, givenBack), net: subtract(sums.net, givenBack) };
}

/** What the bank should show of a payout with these sums. */
export function expectedOf(sums: PayoutSums, source: SettlementSource): Minor {
  return source.compares === 'net' ? sums.net : sum([sums.gross, sums.refunds, sums.adjustments]);
}
