import { describe, expect, it } from 'vitest';
import { minor } from '../../schemas/values/money.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { rank, setsOf, type Party } from './candidate-sets.ts';

let row = 0;
function party(amount: number, day: number, change: Partial<Party> = {}): Party {
  row += 1;
  const date = `2026-07-${String(day).padStart(2, '0')}` as PlainDate;
  return {
    leg: 'settlement',
    lines: [{ date, source: 'gate', file: 'f', row, line: row }],
    reference: '',
    payoutId: `P${String(row)}`,
    currency: 'COP',
    amount: minor(amount),
    gross: minor(amount),
    date,
    source: 'gate',
    store: null,
    ...change,
  };
}

const WANTED = { amount: minor(100), date: '2026-07-10' as PlainDate };
const told = (others: readonly Party[]) =>
  rank(setsOf(WANTED, others)).map(({ how, parties, difference, daysApart }) => [
    how,
    parties.map(({ amount }) => amount),
    difference,
    daysApart,
  ]);

describe('candidates', () => {
  it('come the surest first, and of one way the nearest', () => {
    expect(
      told([
        party(100, 2),
        party(100, 9),
        party(97, 9, { gross: minor(100) }),
        party(60, 5, { source: 'other' }),
        party(40, 9),
        party(55, 20),
        party(45, 21),
      ]),
    ).toEqual([
      ['exact', [100], 0, 1],
      ['exact', [100], 0, 8],
      ['before_fees', [97], -3, 1],
      ['contiguous', [55, 45], 0, 11],
      ['set', [40, 60], 0, 5],
    ]);
  });

  it('follow each other within one source, up to ten of them', () => {
    const ten = Array.from({ length: 10 }, (_, n) => party(10, n + 1));
    expect(told(ten)).toEqual([['contiguous', ten.map(() => 10), 0, 9]]);
    expect(told([...ten.slice(0, 9), party(10, 10, { source: 'other' })])).toEqual([]);
  });

  it('are sets of two and three, each told once, by the first way that finds it', () => {
    expect(told([party(30, 9), party(50, 9, { source: 'b' }), party(20, 9, { source: 'c' })])).toEqual([
      ['set', [30, 50, 20], 0, 1],
    ]);
    expect(told([party(30, 8), party(70, 9)])).toEqual([['contiguous', [30, 70], 0, 2]]);
    expect(told([party(99, 9), party(101, 9)])).toEqual([]);
  });

  it('are of money as it is signed', () => {
    expect(told([party(-100, 9)])).toEqual([]);
    expect(told([party(150, 9), party(-50, 9)])).toEqual([['contiguous', [150, -50], 0, 1]]);
  });

  it('do not hang on the order in which they come', () => {
    const some = [party(30, 9), party(70, 9), party(100, 9), party(20, 3), party(80, 12), party(50, 10)];
    expect(told([...some].reverse())).toEqual(told(some));
  });
});
