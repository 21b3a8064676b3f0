import { describe, expect, it } from 'vitest';
import { colombianCalendar } from '../../schemas/values/calendar.ts';
import { minor } from '../../schemas/values/money.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { AGE_BANDS, isIn, measureMorning, movementOf, type Morning } from './morning.ts';
import { DAY, day, exampleDiscrepancy, pesos } from './testing.ts';

const row = (id: string, fields: Partial<Discrepancy> = {}): Discrepancy =>
  exampleDiscrepancy('missing_in_bank', { id, direction: 'owed_to_us', provider: 'dlocal', event: null, ...fields });

const measured = (rows: readonly Discrepancy[], former: Parameters<typeof measureMorning>[1] = new Map()): Morning =>
  measureMorning(rows, former, DAY, colombianCalendar());

describe('what to do first', () => {
  it('is what has most money at risk, of equal money the oldest, each currency in turn', () => {
    const { first } = measured([
      row('small', { moneyAtRisk: pesos('1.00') }),
      row('new', { moneyAtRisk: pesos('9.00') }),
      row('old', { moneyAtRisk: pesos('9.00'), firstSeen: day('2026-06-24') }),
      row('dollars', { moneyAtRisk: pesos('2.00'), currency: 'USD' }),
      row('closed', { moneyAtRisk: pesos('99.00'), state: 'auto_resolved', event: 'auto_resolved' }),
      row('under', { moneyAtRisk: pesos('98.00'), parentId: 'dsc_x' }),
      exampleDiscrepancy('late_arrival', { id: 'notice', moneyAtRisk: pesos('97.00') }),
    ]);
    expect(first.map(({ id }) => id)).toEqual(['old', 'dollars', 'new', 'small']);
  });
});

describe('what a run changed', () => {
  const former = new Map([
    ['grew', { moneyAtRisk: pesos('10.00'), currency: 'COP' }],
    ['shrank', { moneyAtRisk: pesos('30.00'), currency: 'COP' }],
    ['same', { moneyAtRisk: pesos('5.00'), currency: 'COP' }],
    ['other', { moneyAtRisk: pesos('1.00'), currency: 'USD' }],
  ]);
  const changed = (id: string, amount: string): Discrepancy =>
    row(id, { event: 'changed', moneyAtRisk: pesos(amount) });

  it('is counted by what it did, with the money, and what grew by how much', () => {
    const { moved } = measured(
      [
        row('a', { event: 'opened', moneyAtRisk: pesos('100.00') }),
        row('b', { event: 'reopened', moneyAtRisk: pesos('1.00') }),
        row('c', { event: 'auto_resolved', state: 'auto_resolved', moneyAtRisk: pesos('7.00') }),
        row('d', { event: 'written_off', state: 'written_off', moneyAtRisk: pesos('3.00') }),
        row('e', { event: 'acknowledged', state: 'acknowledged', moneyAtRisk: pesos('2.00') }),
        changed('grew', '10.01'),
        changed('shrank', '29.00'),
        row('under', { event: 'opened', moneyAtRisk: pesos('50.00'), parentId: 'dsc_x' }),
        row('stands', { moneyAtRisk: pesos('8.00') }),
      ],
      former,
    );
    expect(moved).toEqual([
      { movement: 'opened', rows: 2, money: [['COP', pesos('101.00')]] },
      { movement: 'grew', rows: 1, money: [['COP', minor(1)]] },
      { movement: 'shrank', rows: 1, money: [['COP', pesos('1.00')]] },
      { movement: 'changed', rows: 0, money: [] },
      { movement: 'decided', rows: 2, money: [['COP', pesos('5.00')]] },
      { movement: 'closed', rows: 1, money: [['COP', pesos('7.00')]] },
    ]);
  });

  it('grew in no row of which the amount before is the same, of another currency, or not known', () => {
    for (const id of ['same', 'other', 'unknown']) expect(movementOf(changed(id, '5.00'), former)).toBe('changed');
    expect(movementOf(exampleDiscrepancy('late_arrival', { event: 'changed' }), former)).toBeNull();
  });
});

describe('who owes', () => {
  it('is told by provider, who owes us most first, with what is owed by us and the oldest', () => {
    const { owing } = measured([
      row('a', { moneyAtRisk: pesos('1.00'), provider: 'small' }),
      row('b', { moneyAtRisk: pesos('5.00'), firstSeen: day('2026-06-24') }),
      row('c', { moneyAtRisk: pesos('9.00'), direction: 'owed_by_us' }),
      row('d', { moneyAtRisk: pesos('3.00'), provider: null }),
      row('e', { moneyAtRisk: pesos('70.00'), provider: 'unclear', direction: 'unknown' }),
    ]);
    expect(owing).toEqual([
      {
        provider: 'dlocal',
        rows: 2,
        owedToUs: [['COP', pesos('5.00')]],
        owedByUs: [['COP', pesos('9.00')]],
        oldest: 4,
      },
      { provider: null, rows: 1, owedToUs: [['COP', pesos('3.00')]], owedByUs: [], oldest: 0 },
      { provider: 'small', rows: 1, owedToUs: [['COP', pesos('1.00')]], owedByUs: [], oldest: 0 },
    ]);
  });
});

describe('the ages of open actions', () => {
  it.each([
    [0, 0],
    [2, 0],
    [3, 1],
    [5, 1],
    [6, 2],
    [10, 2],
    [11, 3],
    [30, 3],
    [31, 4],
    [400, 4],
  ])('puts %d business days into one band', (age, place) => {
    expect(AGE_BANDS.map((band) => isIn(band, age))).toEqual(AGE_BANDS.map((_, index) => index === place));
  });

  it('count business days since the row was first seen', () => {
    // A weekend and the holiday of 29 June lie between.
    const { ageing } = measured([
      row('a', { firstSeen: day('2026-06-26') }),
      row('b', { firstSeen: day('2026-06-24') }),
    ]);
    expect(ageing.map(({ rows }) => rows)).toEqual([1, 1, 0, 0, 0]);
  });
});
