import { describe, expect, test } from 'vitest';
import type { MatchKey } from '../../schemas/config/config.ts';
import type { OrderLine, SettlementLine } from '../../schemas/lines/records.ts';
import { configOf, day, holdAll, order, payment, refund } from '../../scripts/testing/kit.ts';
import { looksForOrder, orderGroups } from './order-groups.ts';
import { referenceComparer } from './references.ts';

const ALL: readonly MatchKey[] = ['merchant_reference', 'cus', 'provider_id'];

/** Groups as `pass: orders = provider ids`. */
function grouped(orders: readonly OrderLine[], lines: readonly SettlementLine[], keys = ALL): string[] {
  return orderGroups(holdAll(...orders), holdAll(...lines), keys, referenceComparer(configOf()))
    .map((group) => {
      const left = group.orders.map((held) => held.line.merchantReference).join('+');
      const right = group.settlements.map((held) => held.line.providerId).join('+');
      return `${group.pass}: ${left} = ${right}`;
    })
    .sort();
}

describe('By reference', () => {
  const table: [string, OrderLine[], SettlementLine[], string[]][] = [
    ['one and one', [order()], [payment()], ['merchant_reference: BOG01-1 = P-BOG01-1']],
    [
      'whatever the dates',
      [order({ date: day('2026-01-02') })],
      [payment()],
      ['merchant_reference: BOG01-1 = P-BOG01-1'],
    ],
    [
      'a retry suffix is the same sale',
      [order()],
      [payment({ merchantReference: 'bog01-1-r2', providerId: 'P2' })],
      ['merchant_reference: BOG01-1 = P2'],
    ],
    [
      'deposit and balance stand together',
      [order()],
      [payment({ providerId: 'A' }), payment({ providerId: 'B' })],
      ['merchant_reference: BOG01-1 = A+B'],
    ],
    [
      'two tenders of one order stand together',
      [order({ method: 'PSE' }), order({ method: 'CARD' })],
      [payment()],
      ['merchant_reference: BOG01-1+BOG01-1 = P-BOG01-1'],
    ],
    [
      'a refund by its own reference',
      [order()],
      [payment(), refund()],
      ['merchant_reference: BOG01-1 = P-BOG01-1+R-BOG01-1'],
    ],
    [
      'lines without a reference never stand together',
      [],
      [payment({ merchantReference: '', providerId: 'A' }), payment({ merchantReference: ' ', providerId: 'B' })],
      ['merchant_reference:  = A', 'merchant_reference:  = B'],
    ],
  ];
  test.each(table)('%s', (_sentence, orders, lines, expected) => {
    expect(grouped(orders, lines)).toEqual(expected);
  });
});

describe('By the further keys, where exactly one stands alone on each side', () => {
  const renamed = { merchantReference: 'W-9' };
  const table: [string, OrderLine[], SettlementLine[], string[]][] = [
    ['by CUS', [order({ cus: '0012' })], [payment({ ...renamed, providerId: 'A', cus: '0012' })], ['cus: BOG01-1 = A']],
    [
      'a CUS of fewer leading zeros is another one',
      [order({ cus: '12' })],
      [payment({ ...renamed, providerId: 'A', cus: '0012' })],
      ['merchant_reference:  = A', 'merchant_reference: BOG01-1 = '],
    ],
    [
      'by provider id',
      [order({ providerId: 'A' })],
      [payment({ ...renamed, providerId: 'a' })],
      ['provider_id: BOG01-1 = a'],
    ],
    [
      'the reference goes first, whatever the CUS says',
      [order({ cus: '1' })],
      [payment({ providerId: 'A' }), payment({ ...renamed, providerId: 'B', cus: '1' })],
      ['merchant_reference:  = B', 'merchant_reference: BOG01-1 = A'],
    ],
    [
      'two orders of one CUS: no choice',
      [order({ cus: '1' }), order({ merchantReference: 'BOG01-2', cus: '1' })],
      [payment({ ...renamed, providerId: 'A', cus: '1' })],
      ['merchant_reference:  = A', 'merchant_reference: BOG01-1 = ', 'merchant_reference: BOG01-2 = '],
    ],
    [
      'two lines of one CUS under different references: no choice',
      [order({ cus: '1' })],
      [
        payment({ ...renamed, providerId: 'A', cus: '1' }),
        payment({ merchantReference: 'W-8', providerId: 'B', cus: '1' }),
      ],
      ['merchant_reference:  = A', 'merchant_reference:  = B', 'merchant_reference: BOG01-1 = '],
    ],
    [
      'where the CUS leaves it open the provider id may decide',
      [order({ cus: '1', providerId: 'A' }), order({ merchantReference: 'BOG01-2', cus: '1' })],
      [payment({ ...renamed, providerId: 'A', cus: '1' })],
      ['merchant_reference: BOG01-2 = ', 'provider_id: BOG01-1 = A'],
    ],
    [
      'an empty key is no key',
      [order({ cus: '' })],
      [payment({ ...renamed, providerId: 'A', cus: '' })],
      ['merchant_reference:  = A', 'merchant_reference: BOG01-1 = '],
    ],
  ];
  test.each(table)('%s', (_sentence, orders, lines, expected) => {
    const left = grouped(orders, lines);
    expect(left).toEqual(expected);
  });

  test('a key that is not configured joins nothing', () => {
    const lines = [payment({ ...renamed, providerId: 'A', cus: '1' })];
    expect(grouped([order({ cus: '1' })], lines, ['merchant_reference'])).toEqual([
      'merchant_reference:  = A',
      'merchant_reference: BOG01-1 = ',
    ]);
  });
});

describe('By the payment that a refund names', () => {
  const lost = { merchantReference: 'RF-77', providerId: 'R' };
  const table: [string, OrderLine[], SettlementLine[], string[]][] = [
    [
      'a refund under a reference of its own',
      [order()],
      [payment(), refund({ ...lost, refundOf: 'P-BOG01-1' })],
      ['merchant_reference: BOG01-1 = P-BOG01-1+R'],
    ],
    [
      'a refund without any reference',
      [order()],
      [payment(), refund({ merchantReference: '', providerId: 'R', refundOf: 'p-bog01-1' })],
      ['merchant_reference: BOG01-1 = P-BOG01-1+R'],
    ],
    [
      'a chargeback likewise',
      [order()],
      [payment(), refund({ ...lost, type: 'chargeback', refundOf: 'P-BOG01-1' })],
      ['merchant_reference: BOG01-1 = P-BOG01-1+R'],
    ],
    [
      'a payment of another provider is not meant',
      [order()],
      [payment(), refund({ ...lost, source: 'wompi', refundOf: 'P-BOG01-1' })],
      ['merchant_reference:  = R', 'merchant_reference: BOG01-1 = P-BOG01-1'],
    ],
    [
      'a payment that nobody knows',
      [order()],
      [payment(), refund({ ...lost, refundOf: 'P-0' })],
      ['merchant_reference:  = R', 'merchant_reference: BOG01-1 = P-BOG01-1'],
    ],
    [
      'a refund whose own reference leads to an order stays there',
      [order(), order({ merchantReference: 'RF-77' })],
      [payment(), refund({ ...lost, refundOf: 'P-BOG01-1' })],
      ['merchant_reference: BOG01-1 = P-BOG01-1', 'merchant_reference: RF-77 = R'],
    ],
    [
      'two refunds of one reference that name different payments are not torn apart',
      [],
      [
        payment({ providerId: 'A' }),
        payment({ merchantReference: 'BOG01-2', providerId: 'B' }),
        refund({ ...lost, providerId: 'R1', refundOf: 'A' }),
        refund({ ...lost, providerId: 'R2', refundOf: 'B' }),
      ],
      ['merchant_reference:  = A', 'merchant_reference:  = B', 'merchant_reference:  = R1+R2'],
    ],
  ];
  test.each(table)('%s', (_sentence, orders, lines, expected) => {
    expect(grouped(orders, lines)).toEqual(expected);
  });
});

test('payments, refunds, chargebacks and their reversals look for an order; the rest belongs to its payout', () => {
  const types = [
    'payment',
    'refund',
    'chargeback',
    'chargeback_reversal',
    'refund_reversal',
    'fee',
    'tax',
    'adjustment',
    'reserve',
    'payout',
  ] as const;
  expect(types.filter((type) => looksForOrder(payment({ type })))).toEqual(types.slice(0, 5));
});
