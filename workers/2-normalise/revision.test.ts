import { describe, expect, test } from 'vitest';
import type { Line, Reject } from '../../schemas/lines/records.ts';
import { credit, day, order, payment, pesos, refund, reject } from '../../scripts/testing/kit-lines.ts';
import { compareVersions } from './revision.ts';

type Row = Line | Reject;
const one = payment({ merchantReference: 'A' });
const two = payment({ merchantReference: 'B' });
const moved = (row: Row, line: number): Row => ({ ...row, row: line - 2, line, file: 'ffffffffffff' });

/** `+added -removed ~changed`, then the nets in major pesos. */
function outline(former: readonly Row[], newer: readonly Row[]): string {
  const { added, removed, changed, nets } = compareVersions(former, newer);
  const money = nets.map((net) => `${net.currency} ${String(net.former / 100)} > ${String(net.newer / 100)}`);
  return [`+${String(added)} -${String(removed)} ~${String(changed)}`, ...money].join(', ');
}

describe('Two versions of a file', () => {
  const table: [string, Row[], Row[], string][] = [
    ['without rows', [], [], '+0 -0 ~0'],
    ['equal', [one, two], [one, two], '+0 -0 ~0, COP 200000 > 200000'],
    ['in another order, in other bytes', [one, two], [moved(two, 2), moved(one, 3)], '+0 -0 ~0, COP 200000 > 200000'],
    ['a line more', [one], [one, two], '+1 -0 ~0, COP 100000 > 200000'],
    ['a line less', [one, two], [two], '+0 -1 ~0, COP 200000 > 100000'],
    ['one centavo more', [one], [{ ...one, gross: pesos(100_000, 1) }], '+0 -0 ~1, COP 100000 > 100000.01'],
    ['a word that is no money', [one], [{ ...one, store: 'MED01' }], '+0 -0 ~1, COP 100000 > 100000'],
    ['an empty field and none are the same', [{ ...one, cus: null }], [one], '+0 -0 ~0, COP 100000 > 100000'],
    [
      'a fee: what is paid out changes, and the gross does not',
      [one],
      [{ ...one, fee: pesos(100) }],
      '+0 -0 ~1, COP 100000 > 99900',
    ],
    [
      'a pending line moves no money until it is final',
      [{ ...one, status: 'pending' }],
      [one],
      '+0 -0 ~1, COP 0 > 100000',
    ],
    ['another transaction', [one], [{ ...one, providerId: 'P-9' }], '+1 -1 ~0, COP 100000 > 100000'],
    [
      'payment and refund under one id are two',
      [one],
      [{ ...refund({ merchantReference: 'A' }), providerId: 'P-A' }],
      '+1 -1 ~0, COP 100000 > -100000',
    ],
    ['a line twice', [one], [one, one], '+1 -0 ~0, COP 100000 > 200000'],
    [
      'the copy of a line goes and the other changes',
      [one, one],
      [{ ...one, store: 'X' }],
      '+0 -1 ~1, COP 200000 > 100000',
    ],
    [
      'paid out in another currency',
      [one],
      [{ ...one, settledCurrency: 'USD', settledNet: pesos(25) }],
      '+0 -0 ~1, COP 100000 > 0, USD 0 > 25',
    ],
    [
      'an order that is cancelled is due no more',
      [order()],
      [order({ status: 'cancelled' })],
      '+0 -0 ~1, COP 100000 > 0',
    ],
    ['an order refunded in part', [order()], [order({ refundedAmount: pesos(1000) })], '+0 -0 ~1, COP 100000 > 99000'],
    [
      'a bank line of another amount',
      [credit({ bankId: 'B1' })],
      [credit({ bankId: 'B1', amount: pesos(5) })],
      '+0 -0 ~1, COP 100000 > 5',
    ],
    [
      'without an id a movement is its day and its text',
      [credit()],
      [credit({ amount: pesos(5) })],
      '+0 -0 ~1, COP 100000 > 5',
    ],
    [
      'on another day it is another',
      [credit()],
      [credit({ bookedOn: day('2026-07-02') })],
      '+1 -1 ~0, COP 100000 > 100000',
    ],
    ['a balance row is no money', [], [credit({ skip: 'balance_row' })], '+1 -0 ~0'],
    [
      'a row that cannot be read any more',
      [one],
      [reject({ merchantReference: 'A', amount: pesos(100_000) })],
      '+1 -1 ~0, COP 100000 > 100000',
    ],
    [
      'an unreadable row without an amount takes its money along',
      [one],
      [reject({ merchantReference: 'A' })],
      '+1 -1 ~0, COP 100000 > 0',
    ],
    ['an unreadable row put another way', [reject()], [reject({ raw: 'x' })], '+0 -0 ~1'],
  ];
  test.each(table)('%s', (_sentence, former, newer, expected) => {
    expect(outline(former, newer)).toBe(expected);
  });

  test('turned round, added is removed and the net goes back', () => {
    for (const [, former, newer] of table) {
      const there = compareVersions(former, newer);
      const back = compareVersions(newer, former);
      expect([back.added, back.removed, back.changed]).toEqual([there.removed, there.added, there.changed]);
      expect(back.nets).toEqual(there.nets.map((net) => ({ ...net, former: net.newer, newer: net.former })));
    }
  });
});
