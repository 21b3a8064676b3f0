import { expect, test } from 'vitest';
import type { FateRow } from '../../schemas/outcome/run.ts';
import {
  classified,
  configOf,
  credit,
  day,
  order,
  payment,
  pesos,
  reject,
  withPlainSales,
  workingSetOf,
} from '../../scripts/testing/kit.ts';
import { match } from '../3-match/match.ts';
import { DecidedFates } from './decided-fates.ts';

const sale = (reference: string, amount: number) => [
  order({
    merchantReference: reference,
    orderId: `O-${reference}`,
    store: reference.slice(0, 5),
    amount: pesos(amount),
  }),
  payment({ merchantReference: reference, providerId: `P-${reference}`, gross: pesos(amount) }),
  credit({ reference, amount: pesos(amount), bankId: `B-${reference}`, description: `ABONO ${reference}` }),
];

test('every cell of a table is that of its row, whether a line was plain or went through the passes', () => {
  const workingSet = withPlainSales(
    workingSetOf({
      date: day('2026-07-01'),
      config: configOf(),
      lines: [...sale('BOG01-1000', 100), ...sale('MED01-1001', 200), order({ merchantReference: 'CAL01-1002' })],
      rejects: [reject({ merchantReference: 'XXX' })],
    }),
  );
  expect(workingSet.plain.length).toBe(2);
  const { fates } = classified(workingSet, match(workingSet));
  expect(fates.length).toBe(8);
  const rows = [...fates];
  expect(rows.map(({ fate }) => fate).sort()).toEqual([
    'awaiting',
    ...Array.from({ length: 6 }, () => 'matched'),
    'rejected',
  ]);
  const names = Object.keys(rows[0] ?? {}) as (keyof FateRow)[];
  expect(names.length).toBeGreaterThan(30);
  for (const name of names) {
    const cell = fates.column(name);
    expect(
      rows.map((_, place) => cell(place)),
      name,
    ).toEqual(rows.map((row) => row[name]));
  }
});

test('a finding that names a plain line stands in its row, and changes nothing else of it', () => {
  const [own] = [
    ...classified(
      workingSetOf({ lines: sale('BOG01-1000', 100) }),
      match(workingSetOf({ lines: sale('BOG01-1000', 100) })),
    ).fates,
  ];
  if (own === undefined) throw new RangeError('a line has a fate');
  const fates = new DecidedFates({
    open: [],
    order: Int32Array.of(~4, ~7),
    plain: (name) => () => own[name],
    named: new Map([[7, { fate: 'broken', discrepancyIds: ['D1'] }]]),
  });
  expect([...fates]).toEqual([own, { ...own, fate: 'broken', discrepancyIds: ['D1'] }]);
  expect([0, 1].map(fates.column('fate'))).toEqual([own.fate, 'broken']);
  expect([...fates.ofNamed()]).toEqual([{ place: 7, fate: { ...own, fate: 'broken', discrepancyIds: ['D1'] } }]);
  expect([4, 7].map((place) => fates.isNamed(place))).toEqual([false, true]);
});
