import { describe, expect, test } from 'vitest';
import type { OrderLine, SettlementLine } from '../../schemas/lines/records.ts';
import {
  at,
  carried,
  configOf,
  day,
  hold,
  holdAll,
  order,
  payment,
  pesos,
  type InWorkingSet,
} from '../../scripts/testing/kit.ts';
import type { HeldOrder } from './working-set.ts';
import type { OrderFacts, OrderVersions } from './order-version-facts.ts';
import { orderVersions } from './order-versions.ts';
import { referenceComparer } from './references.ts';
import { renumbered } from './renumbered.ts';

const D = day('2026-07-01');
const NEXT = day('2026-07-02');
const THIRD = day('2026-07-03');

/** The facts of a world with these payments, on the day of the orders. */
function factsOf(payments: readonly SettlementLine[], change: Partial<OrderFacts> = {}): OrderFacts {
  const compare = referenceComparer(configOf());
  const held = holdAll(...payments);
  return {
    compare,
    payments: (reference) => held.filter((one) => compare(one.line.merchantReference) === reference),
    returns: () => [],
    tellsCreation: () => true,
    isPastDue: () => true,
    ...change,
  };
}

interface Reported {
  readonly current: string[];
  readonly superseded: string[];
  readonly seen: string[];
  readonly duplicates: string[];
  readonly shared: string[];
  readonly former: string[];
}

/** Rows by the CUS that each is given: the last letter, so that two rows can say the same. */
function versionsBeside(facts: OrderFacts, ...rows: readonly OrderLine[]): Reported {
  const names = (held: readonly HeldOrder[]): string[] =>
    held.map((one) => NAMES.get(one.line.row + 100 * Number(one.line.date.slice(-2))) ?? '').sort();
  const placed = rows.map((line, index) => ({ ...line, row: index }));
  const NAMES = new Map(
    placed.map((line) => [line.row + 100 * Number(line.date.slice(-2)), line.cus?.split('/')[0] ?? '']),
  );
  const outline = orderVersions(holdAll(...placed.map((line) => ({ ...line, cus: null }))), facts);
  return {
    current: names(outline.current),
    superseded: names(outline.superseded),
    seen: names(outline.seenBefore),
    duplicates: outline.duplicates.map((one) => `${names([one.counted]).join('')} over ${names(one.others).join('+')}`),
    shared: outline.shared.map((one) => names(one.orders).join('+')),
    former: [...outline.formerReferences].map(([before, now]) => `${before} -> ${now}`),
  };
}

const versions = (...rows: readonly OrderLine[]): Reported => versionsBeside(factsOf([]), ...rows);

const row = (name: string, change: Partial<OrderLine> = {}): OrderLine =>
  order({ cus: name, createdAt: at('2026-07-01 10:00'), ...change });

describe('The rows of one order', () => {
  const table: [string, OrderLine[], Partial<Reported>][] = [
    ['one row counts', [row('a')], { current: ['a'], duplicates: [] }],
    [
      'the row of a later file is a newer version',
      [row('a'), row('b', { date: NEXT, amount: pesos(90_000) })],
      { current: ['b'], superseded: ['a'], seen: [], duplicates: [] },
    ],
    [
      'by order id too',
      [row('a', { orderId: '7' }), row('b', { date: NEXT, orderId: '7', store: 'BOG02' })],
      { current: ['b'], superseded: ['a'], duplicates: [] },
    ],
    [
      'the same order under another reference in a later file',
      [row('a', { orderId: '7' }), row('b', { date: NEXT, orderId: '7', merchantReference: 'BOG01-2' })],
      { current: ['b'], superseded: ['a'], duplicates: [] },
    ],
    [
      'an order of two references in one file is told by them',
      [
        row('a', { orderId: '7' }),
        row('b', { orderId: '7', merchantReference: 'BOG01-2' }),
        row('c', { date: NEXT, orderId: '7', amount: pesos(1) }),
      ],
      { current: ['b', 'c'], superseded: ['a'], duplicates: [] },
    ],
    [
      'a cancelled newer version counts: an order can be called off',
      [row('a'), row('b', { date: NEXT, status: 'cancelled' })],
      { current: ['b'], superseded: ['a'], duplicates: [] },
    ],
    ['twice in one file: the last counts', [row('a'), row('b')], { current: ['b'], duplicates: ['b over a'] }],
    ['three times in one file', [row('a'), row('b'), row('c')], { current: ['c'], duplicates: ['c over a+b'] }],
    [
      'the last not cancelled counts',
      [row('a'), row('b', { status: 'cancelled' })],
      { current: ['a'], duplicates: ['a over b'] },
    ],
    [
      'an expired one is cancelled too',
      [row('a'), row('b', { status: 'expired' })],
      { current: ['a'], duplicates: ['a over b'] },
    ],
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
    [
      'two tenders of one order are no duplicates',
      [row('a'), row('b', { method: 'CARD' })],
      { current: ['a', 'b'], duplicates: [] },
    ],
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
    [
      'another amount changes nothing',
      [row('a'), row('b', { amount: pesos(1) })],
      { current: ['b'], duplicates: ['b over a'] },
    ],
    [
      'two references are two orders',
      [row('a'), row('b', { merchantReference: 'BOG01-2' })],
      { current: ['a', 'b'], duplicates: [] },
    ],
  ];
  test.each(table)('%s', (_sentence, rows, expected) => {
    expect(versions(...rows)).toMatchObject(expected);
  });

  test('the order of the rows in hand does not matter', () => {
    const rows = [row('a', { row: 0 }), row('b', { row: 1 }), row('c', { row: 0, date: NEXT })];
    const facts = factsOf([]);
    const outline = ({ current, superseded, seenBefore }: OrderVersions): string[][] =>
      [current, superseded, seenBefore].map((held) =>
        held.map((one) => `${one.line.date}/${String(one.line.row)}`).sort(),
      );
    const forwards = orderVersions(holdAll(...rows), facts);
    expect(outline(orderVersions(holdAll(...rows).reverse(), facts))).toEqual(outline(forwards));
    expect(forwards.current).toHaveLength(1);
  });
});

describe('A row that a later file repeats', () => {
  const table: [string, OrderLine[], Partial<Reported>][] = [
    ['the first stays', [row('a'), row('b', { date: NEXT })], { current: ['a'], superseded: [], seen: ['b'] }],
    [
      'by order id',
      [row('a', { orderId: '7' }), row('b', { orderId: '7', date: NEXT })],
      { current: ['a'], seen: ['b'] },
    ],
    [
      'for as long as it is repeated',
      [row('a'), row('b', { date: NEXT }), row('c', { date: THIRD })],
      { current: ['a'], seen: ['b', 'c'] },
    ],
    [
      'a centavo more is another version',
      [row('a'), row('b', { date: NEXT, amount: pesos(100_000, 1) })],
      { current: ['b'], superseded: ['a'], seen: [] },
    ],
    [
      'called off and put back is a newer version: the last word counts',
      [row('a'), row('b', { date: NEXT, status: 'cancelled' }), row('c', { date: THIRD })],
      { current: ['c'], superseded: ['a', 'b'], seen: [] },
    ],
    [
      'of two in one file the one that is repeated stays',
      [row('a'), row('b', { amount: pesos(1) }), row('c', { date: NEXT })],
      { current: ['a'], superseded: ['b'], seen: ['c'], duplicates: [] },
    ],
    [
      'twice in the later file, the second is a duplicate',
      [row('a'), row('b', { date: NEXT }), row('c', { date: NEXT })],
      { current: ['c'], seen: ['b'], duplicates: ['c over a'] },
    ],
  ];
  test.each(table)('%s', (_sentence, rows, expected) => {
    expect(versions(...rows)).toMatchObject(expected);
  });
});

describe('The same order id under another reference', () => {
  const before = row('a', { orderId: '7' });
  const after = row('b', { orderId: '7', merchantReference: 'BOG01-9', date: NEXT });
  const paid = (reference: string, date = D): SettlementLine =>
    payment({ merchantReference: reference, providerId: `${reference} ${date}`, date });
  const one: Partial<Reported> = { current: ['b'], superseded: ['a'], former: ['bog01-1 -> bog01-9'] };
  const two: Partial<Reported> = { current: ['a', 'b'], superseded: [], former: [] };
  const table: [string, OrderLine[], SettlementLine[], Partial<Reported>][] = [
    ['is the order with another number', [before, after], [], one],
    ['paid under the former one', [before, after], [paid('BOG01-1')], one],
    ['paid under the new one', [before, after], [paid('BOG01-9', NEXT)], one],
    ['also with another amount', [before, { ...after, amount: pesos(5) }], [], one],
    ['created at another moment: another order', [before, { ...after, createdAt: at('2026-07-02 08:00') }], [], two],
    ['a second later: another order', [before, { ...after, createdAt: at('2026-07-01 10:00:01') }], [], two],
    ['in another currency: another order', [before, { ...after, currency: 'USD' }], [], two],
    ['paid under both by then: two orders', [before, after], [paid('BOG01-1'), paid('BOG01-9', NEXT)], two],
    ['paid under both later: one order, paid twice', [before, after], [paid('BOG01-1'), paid('BOG01-9', THIRD)], one],
    [
      'a deposit under one number and the rest under the other: one order',
      [before, after],
      [
        { ...paid('BOG01-1'), gross: pesos(40_000) },
        { ...paid('BOG01-9', NEXT), gross: pesos(60_000) },
      ],
      one,
    ],
    [
      'one centavo less than all under the former one: one order',
      [before, after],
      [{ ...paid('BOG01-1'), gross: pesos(100_000, -1) }, paid('BOG01-9', NEXT)],
      one,
    ],
    [
      'twice in one file: two orders',
      [before, after, row('c', { orderId: '7', merchantReference: 'BOG01-8', date: NEXT })],
      [],
      { current: ['a', 'b', 'c'], superseded: [], former: [] },
    ],
    [
      'the former reference goes to the order that carries it now',
      [before, after, row('c', { orderId: '8', date: NEXT })],
      [],
      { current: ['b', 'c'], superseded: ['a'], former: [] },
    ],
    [
      'renamed twice, both former ones lead to the last',
      [before, after, row('c', { orderId: '7', merchantReference: 'BOG01-10', date: THIRD })],
      [],
      { current: ['c'], superseded: ['a', 'b'], former: ['bog01-1 -> bog01-10', 'bog01-9 -> bog01-10'] },
    ],
    ['of another method: another tender', [before, { ...after, method: 'CARD' }], [], two],
  ];
  test.each(table)('%s', (_sentence, rows, payments, expected) => {
    expect(versionsBeside(factsOf(payments), ...rows)).toMatchObject(expected);
  });

  test('a feed without a time of creation is told by the amount, and by payments of any day', () => {
    const silent = (...payments: SettlementLine[]): OrderFacts => factsOf(payments, { tellsCreation: () => false });
    expect(versionsBeside(silent(), before, { ...after, createdAt: at('2026-07-02 08:00') })).toMatchObject(one);
    expect(versionsBeside(silent(), before, { ...after, amount: pesos(100_000, 1) })).toMatchObject(two);
    expect(versionsBeside(silent(paid('BOG01-1'), paid('BOG01-9', THIRD)), before, after)).toMatchObject(two);
  });
});

describe('Orders that stood side by side', () => {
  const a = row('a', { merchantReference: 'BOG01-1', orderId: '7' });
  const b = row('b', { date: NEXT, merchantReference: 'BOG01-2', orderId: '7' });
  const table: [string, InWorkingSet[], number][] = [
    ['stay two, whatever else of their id is in hand', [carried(a), carried(b)], 2],
    ['are one where the newer comes now', [carried(a), { line: b, entered: 'new', former: null }], 1],
    ['are one where the older was superseded', [carried(a, { reason: 'superseded' }), carried(b)], 1],
  ];
  test.each(table)('%s', (_sentence, rows, current) => {
    expect(orderVersions(hold(rows) as HeldOrder[], factsOf([])).current).toHaveLength(current);
  });
});

describe('Several orders under one reference', () => {
  const first = row('a', { orderId: '7' });
  const second = row('b', { orderId: '8', amount: pesos(40_000) });
  const paid = (...amounts: number[]): SettlementLine[] =>
    amounts.map((amount, index) => payment({ providerId: `P${String(index)}`, gross: pesos(amount) }));
  const shared: Partial<Reported> = { current: ['a', 'b'], duplicates: [], shared: ['a+b'] };
  const duplicate: Partial<Reported> = { current: ['b'], duplicates: ['b over a'], shared: [] };
  const waiting: Partial<Reported> = { current: ['a', 'b'], duplicates: [], shared: [] };
  const table: [string, OrderLine[], SettlementLine[], boolean, Partial<Reported>][] = [
    ['one payment of the sum', [first, second], paid(140_000), false, shared],
    ['payments one by one', [first, second], paid(40_000, 100_000), false, shared],
    ['one payment of the sum of equal orders', [first, row('b', { orderId: '8' })], paid(200_000), false, shared],
    [
      'equal orders and equal payments: sent twice, paid twice?',
      [first, row('b', { orderId: '8' })],
      paid(100_000, 100_000),
      false,
      duplicate,
    ],
    ['one centavo less than the sum', [first, second], [payment({ gross: pesos(140_000, -1) })], false, duplicate],
    ['only one of them paid', [first, second], paid(100_000), false, duplicate],
    ['one id twice', [first, row('b', { orderId: '7', amount: pesos(40_000) })], paid(140_000), false, duplicate],
    ['no ids', [row('a'), row('b', { amount: pesos(40_000) })], paid(140_000), false, duplicate],
    ['another currency', [first, { ...second, currency: 'USD' }], paid(140_000), false, duplicate],
    [
      'the other one called off',
      [first, { ...second, status: 'cancelled' }],
      paid(100_000),
      false,
      { current: ['a'], duplicates: ['a over b'] },
    ],
    ['nothing paid yet', [first, second], [], false, waiting],
    ['nothing paid yet, one id twice', [first, row('b', { orderId: '7' })], [], false, waiting],
    ['nothing paid, past due', [first, second], [], true, duplicate],
  ];
  test.each(table)('%s', (_sentence, rows, payments, late, expected) => {
    expect(versionsBeside(factsOf(payments, { isPastDue: () => late }), ...rows)).toMatchObject(expected);
  });

  test('beside another tender only payments of their own method count', () => {
    const card = row('c', { orderId: '7', method: 'CARD', amount: pesos(140_000) });
    const cardPaid = payment({ method: 'CARD', gross: pesos(140_000) });
    const facts = factsOf([cardPaid], { isPastDue: () => false });
    expect(versionsBeside(facts, first, second, card)).toMatchObject({ current: ['a', 'b', 'c'], shared: [] });
  });
});

test('a number that one order had and another number that it has later are told by its id and its creation', () => {
  const before = row('a', { orderId: '7' });
  const after = row('b', { orderId: '7', merchantReference: 'BOG01-9', date: NEXT });
  const moved = (...rows: OrderLine[]): boolean =>
    renumbered(holdAll(...rows), referenceComparer(configOf()))('bog01-1', 'bog01-9');
  expect(moved(before, after)).toBe(true);
  expect(moved({ ...before, date: NEXT }, after)).toBe(false);
  expect(moved(before, { ...after, orderId: '8' })).toBe(false);
  expect(moved({ ...before, orderId: null }, { ...after, orderId: null })).toBe(false);
  expect(moved(before, { ...after, createdAt: at('2026-07-01 10:00:01') })).toBe(false);
  expect(moved({ ...after, date: D }, { ...before, date: NEXT })).toBe(false);
});
