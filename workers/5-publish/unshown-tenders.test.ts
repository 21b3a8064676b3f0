import { describe, expect, it } from 'vitest';
import { minor } from '../../schemas/values/money.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { exampleDiscrepancy } from './testing.ts';
import { unshownTenders } from './unshown-tenders.ts';

describe('what no feed shows of orders of several tenders', () => {
  const split = (store: string | null, rest: number, fields: Partial<Discrepancy> = {}): Discrepancy =>
    exampleDiscrepancy('split_tender', {
      state: 'noted',
      event: 'noted',
      store,
      facts: { restMinor: minor(rest) },
      ...fields,
    });

  it('is summed by store and currency, what has no store last', () => {
    const rows = [
      split(null, 5),
      split('CAL02', 1),
      split('CAL01', 100),
      split('CAL01', 250),
      split('CAL01', 7, { currency: 'USD' }),
    ];
    const sums = [
      { store: 'CAL01', currency: 'COP', orders: 2, rest: 350 },
      { store: 'CAL01', currency: 'USD', orders: 1, rest: 7 },
      { store: 'CAL02', currency: 'COP', orders: 1, rest: 1 },
      { store: 'unassigned', currency: 'COP', orders: 1, rest: 5 },
    ];
    expect(unshownTenders(rows)).toEqual(sums);
    expect(unshownTenders([...rows].reverse())).toEqual(sums);
  });

  it.each([
    ['another kind', { kind: 'amount_mismatch' } as const],
    ['a row that a person closed', { state: 'resolved', event: 'resolved' } as const],
    ['a row that an earlier run noted', { event: null }],
    ['a rest of nothing', { facts: { restMinor: minor(0) } }],
  ])('leaves out %s', (_name, fields) => {
    expect(unshownTenders([split('CAL01', 100, fields)])).toEqual([]);
  });

  it('keeps what is open as an action', () => {
    expect(unshownTenders([split('CAL01', 100, { class: 'action', state: 'open', event: null })])).toHaveLength(1);
  });
});
