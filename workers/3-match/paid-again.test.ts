import { describe, expect, test } from 'vitest';
import type { PayoutRow } from '../../schemas/outcome/run.ts';
import { hold, payment, pesos } from '../../scripts/testing/kit.ts';
import { takenBackPayouts } from './paid-again.ts';

const row = { source: 'wompi', payoutId: 'PO-1', net: pesos(97_000), givenBack: pesos(0) } as PayoutRow;
const back = (change: Parameters<typeof payment>[0] = {}): ReturnType<typeof payment> =>
  payment({ source: 'wompi', type: 'payout', gross: pesos(97_000), providerId: 'X1', payoutId: 'PO-2', ...change });

describe('A payout that the provider took back', () => {
  const table: [string, ReturnType<typeof payment>, boolean][] = [
    ['given back to the centavo in another payout', back(), true],
    ['one centavo less', back({ gross: pesos(97_000, -1) }), false],
    ['named by its id, whatever the amount', back({ gross: pesos(1), refundOf: 'po-1' }), true],
    ['its own closing row', back({ payoutId: 'PO-1' }), false],
    ['a row that only carries the balance', back({ skip: 'balance_row' }), false],
    ['of another provider', back({ source: 'gate' }), false],
    ['another type of row', back({ type: 'adjustment' }), false],
    ['a row that takes money', back({ gross: pesos(-97_000) }), false],
  ];
  test.each(table)('%s', (_sentence, line, expected) => {
    expect(takenBackPayouts({ lines: hold([line]), payouts: [row] })('wompi', 'PO-1')).toBe(expected);
  });
});
