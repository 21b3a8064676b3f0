import { expect, test } from 'vitest';
import type { Line } from '../../schemas/lines/records.ts';
import { configOf, credit, day, lump, order, payment, pesos, refund, decide } from '../../scripts/testing/kit.ts';

const config = configOf({ matching: { orderTolerance: pesos(0, 50), bankTolerance: pesos(0, 50) } });

/** What the legs of a run let pass: `order COP 2: -0.50 of 1.00`. */
function outline(lines: readonly Line[], date = '2026-07-01'): string[] {
  return decide({ date: day(date), config, lines }).conservation.flatMap(({ leg, currency, tolerated }) =>
    tolerated === undefined
      ? []
      : [
          `${leg} ${currency} ${String(tolerated.comparisons)}: ${String(tolerated.difference)} of ${String(tolerated.absolute)}`,
        ],
  );
}

const second = { merchantReference: 'BOG01-2', providerId: 'B' };

test.each<[string, Line[], string[]]>([
  ['equal amounts', [order(), payment(), credit()], []],
  [
    'a payment over what is due',
    [order(), payment({ gross: pesos(100_000, 50) }), credit({ amount: pesos(100_000, 50) })],
    ['order COP 1: 50 of 50'],
  ],
  [
    'payments over and under cancel in the sum, not in its size',
    [
      order(),
      payment({ gross: pesos(100_000, 50) }),
      order({ merchantReference: 'BOG01-2' }),
      payment({ ...second, gross: pesos(100_000, -20) }),
    ],
    ['order COP 2: 30 of 70'],
  ],
  ['one centavo beyond the tolerance is a finding', [order(), payment({ gross: pesos(100_000, 51) })], []],
  [
    'a refund under what the ERP refunded',
    [order({ refundedAmount: pesos(1_000) }), payment(), refund({ gross: pesos(-999, -90) })],
    ['order COP 1: 10 of 10'],
  ],
  ['a credit under the line', [order(), payment(), credit({ amount: pesos(100_000, -50) })], ['bank COP 1: -50 of 50']],
  [
    'a lump over its payout',
    [order(), payment({ source: 'wompi', payoutId: 'W1' }), lump(pesos(100_000, 3))],
    ['bank COP 1: 3 of 3'],
  ],
])('%s', (_sentence, lines, expected) => {
  expect(outline(lines)).toEqual(expected);
});
