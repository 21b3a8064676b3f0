import { describe, expect, test } from 'vitest';
import type { OrderLine } from '../../schemas/records.ts';
import { configOf, day, holdAll, order, pesos } from '../../scripts/testing/kit.ts';
import type { HeldOrder } from './hand.ts';
import { orderVersions } from './order-versions.ts';
import { referenceComparer } from './references.ts';

const NEXT = day('2026-07-02');

/** Rows by the invoice number that each is given. */
function versions(...rows: readonly OrderLine[]): { current: string[]; superseded: string[]; duplicates: string[] } {
  const names = (held: readonly HeldOrder[]): string[] => held.map((one) => one.line.invoiceNumber ?? '').sort();
  const { current, superseded, duplicates } = orderVersions(holdAll(...rows), referenceComparer(configOf()));
  return {
    current: names(current),
    superseded: names(superseded),
    duplicates: duplicates.map((one) => `${one.counted.line.invoiceNumber ?? ''} over ${names(one.others).join('+')}`),
  };
}

const row = (name: string, change: Partial<OrderLine> = {}): OrderLine => order({ invoiceNumber: name, ...change });

describe('The rows of one order', () => {
  const table: [string, OrderLine[], Partial<ReturnType<typeof versions>>][] = [
    ['one row counts', [row('a')], { current: ['a'], duplicates: [] }],
    [
      'the row of a later file is a newer version',
      [row('a'), row('b', { date: NEXT })],
      { current: ['b'], superseded: ['a'], duplicates: [] },
    ],
    [
      'by order id too',
      [row('a', { orderId: '7' }), row('b', { date: NEXT, orderId: '7' })],
      { current: ['b'], superseded: ['a'], duplicates: [] },
    ],
    [
      'the same order under another reference in a later file',
      [row('a', { orderId: '7' }), row('b', { date: NEXT, orderId: '7', merchantReference: 'BOG01-2' })],
      { current: ['b'], superseded: ['a'], duplicates: [] },
    ],
    [
      'an order of two references in one file is told by them',
      [row('a', { orderId: '7' }), row('b', { orderId: '7', merchantReference: 'BOG01-2' }), row('c', { date: NEXT, orderId: '7' })],
      { current: ['b', 'c'], superseded: ['a'], duplicates: [] },
    ],
    [
      'a cancelled newer version counts: an order can be called off',
      [row('a'), row('b', { date: NEXT, status: 'cancelled' })],
      { current: ['b'], superseded: ['a'], duplicates: [] },
    ],
    ['twice in one file: the last counts', [row('a'), row('b')], { current: ['b'], duplicates: ['b over a'] }],
    ['three times in one file', [row('a'), row('b'), row('c')], { current: ['c'], duplicates: ['c over a+b'] }],
    ['the last not cancelled counts', [row('a'), row('b', { status: 'cancelled' })], { current: ['a'], duplicates: ['a over b'] }],
    ['an expired one is cancelled too', [row('a'), row('b', { status: 'expired' })], { current: ['a'], duplicates: ['a over b'] }],
    [
      'where all are cancelled the last counts',
      [row('a', { status: 'cancelled' }), row('b', { status: 'cancelled' })],
      { current: ['b'], duplicates: ['b over a'] },
    ],
    [
      'one reference under two order ids in one file',
      [row('a', { orderId: '7' }), row('b', { orderId: '8' })],
      { current: ['b'], duplicates: ['b over a'] },
    ],
    [
      'and in two files: no newer version',
      [row('a', { orderId: '7' }), row('b', { orderId: '8', date: NEXT })],
      { current: ['b'], superseded: [], duplicates: ['b over a'] },
    ],
    ['two tenders of one order are no duplicates', [row('a'), row('b', { method: 'CARD' })], { current: ['a', 'b'], duplicates: [] }],
    [
      'the method in other letters is the same tender',
      [row('a'), row('b', { method: 'pse' })],
      { current: ['b'], duplicates: ['b over a'] },
    ],
    [
      'the reference with a retry suffix is the same sale',
      [row('a'), row('b', { merchantReference: 'BOG01-1-r2' })],
      { current: ['b'], duplicates: ['b over a'] },
    ],
    ['another amount changes nothing', [row('a'), row('b', { amount: pesos(1) })], { current: ['b'], duplicates: ['b over a'] }],
    ['two references are two orders', [row('a'), row('b', { merchantReference: 'BOG01-2' })], { current: ['a', 'b'], duplicates: [] }],
  ];
  test.each(table)('%s', (_sentence, rows, expected) => {
    expect(versions(...rows)).toMatchObject(expected);
  });

  test('the order of the rows in hand does not matter', () => {
    const rows = [row('a', { row: 0 }), row('b', { row: 1 }), row('c', { row: 0, date: NEXT })];
    expect(versions(...[...rows].reverse())).toEqual(versions(...rows));
  });
});
