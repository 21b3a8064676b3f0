import { describe, expect, test } from 'vitest';
import type { CuadreError } from '../../schemas/errors.ts';
import { fateTableOf } from '../../schemas/outcome/fates.ts';
import type { FateRow } from '../../schemas/outcome/run.ts';
import {
  broughtBack,
  carried,
  credit,
  day,
  workingSetOf,
  lump,
  order,
  payment,
  pesos,
  reject,
  decide,
} from '../../scripts/testing/kit.ts';
import { conserve } from './conservation.ts';

const LINES = [
  order(),
  payment(),
  payment({ merchantReference: 'BOG01-2', status: 'pending' }),
  carried(payment({ date: day('2026-06-30'), merchantReference: 'BOG01-3' })),
  broughtBack(order({ date: day('2026-06-30'), merchantReference: 'BOG01-3' }), { fate: 'matched' }),
  credit(),
  lump(pesos(1), { description: 'ABONO NOMINA' }),
];
const outcome = decide({ lines: LINES, rejects: [reject({ amount: pesos(7) })] });

/** The code thrown, or null. */
function codeOf(fates: readonly FateRow[]): string | null {
  try {
    conserve(outcome.workingSet, fateTableOf(fates));
    return null;
  } catch (error) {
    return (error as CuadreError).code;
  }
}

describe('Carried in + new + brought back = the sum over the fates', () => {
  test('per leg and currency, in lines and in money', () => {
    const outline = outcome.conservation.map(
      ({ leg, currency, entered, fates }) =>
        `${leg} ${currency}: ${[entered.carried, entered.new, entered.brought_back].map((one) => `${String(one.lines)} of ${String(one.amount / 100)}`).join(' + ')} = ${String(
          Object.values(fates).reduce((lines, one) => lines + one.lines, 0),
        )} of ${String(Object.values(fates).reduce((all, one) => all + one.amount, 0) / 100)}`,
    );
    expect(outline).toEqual([
      'order COP: 0 of 0 + 1 of 100000 + 1 of 100000 = 2 of 200000',
      'settlement COP: 1 of 100000 + 3 of 200007 + 0 of 0 = 4 of 300007',
      'bank COP: 0 of 0 + 2 of 100001 + 0 of 0 = 2 of 100001',
    ]);
  });

  test('what is out of scope is tallied by reason', () => {
    expect(outcome.conservation[1]?.outOfScope).toEqual({ pending: { lines: 1, amount: pesos(100_000) } });
    expect(outcome.conservation[2]?.outOfScope).toEqual({ not_ours: { lines: 1, amount: pesos(1) } });
  });

  test('a currency of its own is proved by itself', () => {
    const { conservation } = decide({ lines: [payment(), payment({ merchantReference: 'BOG01-2', currency: 'USD' })] });
    expect(conservation.map((one) => one.currency)).toEqual(['COP', 'USD']);
  });

  test('an empty hand has nothing to prove', () => {
    expect(conserve(workingSetOf(), fateTableOf([]))).toEqual([]);
  });
});

describe('A run that fails it publishes nothing', () => {
  const fates = [...outcome.fates];
  const changed = (index: number, change: Partial<FateRow>): FateRow[] =>
    fates.map((fate, at) => (at === index ? { ...fate, ...change } : fate));
  const table: [string, readonly FateRow[], string | null][] = [
    ['as it is', fates, null],
    ['in any order', [...fates].reverse(), null],
    ['a line is lost', fates.slice(1), 'conservation_broken'],
    ['a rejected row is lost', fates.filter((fate) => fate.fate !== 'rejected'), 'conservation_broken'],
    ['a line is counted twice', [...fates, ...fates.slice(0, 1)], 'conservation_broken'],
    ['one lost and another counted twice', [...fates.slice(1), ...fates.slice(1, 2)], 'conservation_broken'],
    ['a line that nobody brought', [...fates.slice(1), ...changed(0, { row: 77 }).slice(0, 1)], 'conservation_broken'],
    ['a centavo is lost', changed(0, { amount: pesos(99_999, 99) }), 'conservation_broken'],
    ['a line changes its leg', changed(0, { leg: 'bank' }), 'conservation_broken'],
    ['a line changes its currency', changed(0, { currency: 'USD' }), 'conservation_broken'],
  ];
  test.each(table)('%s', (_sentence, rows, code) => {
    expect(codeOf(rows)).toBe(code);
  });
});
