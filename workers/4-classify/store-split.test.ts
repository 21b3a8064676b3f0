import { describe, expect, test } from 'vitest';
import { minor, sum } from '../../schemas/values/money.ts';
import type { FateRow, LegState } from '../../schemas/outcome/run.ts';
import type { SettlementLine } from '../../schemas/lines/records.ts';
import {
  carried,
  configOf,
  D,
  day,
  formerOf,
  holdAll,
  lump,
  order,
  payment,
  pesos,
  refund,
  decide,
} from '../../scripts/testing/kit.ts';
import { splitStores, type CohortLine } from './store-split.ts';

const STORES = { BOG01: { name: 'Chapinero', entity: null, city: null, costCentre: null, opened: null, closed: null } };

/** A settlement line with the fate it has at the close: its store, and where it stands with the bank. */
function at(store: string | null, line: Partial<SettlementLine>, bankLeg: LegState = 'agrees'): CohortLine {
  const [held] = holdAll(payment({ source: 'wompi', payoutId: 'W1', ...line }));
  if (!held) throw new Error('nothing held');
  return { line: held.line, fate: formerOf(held.line, { store, bankLeg, fate: 'matched' }) };
}

const feeRow = (amount: ReturnType<typeof pesos>, type: 'fee' | 'tax' | 'adjustment' | 'reserve' = 'fee'): CohortLine =>
  at(null, { type, merchantReference: '', gross: amount });

/** Rows as `store: net (fees, taxes)`. */
function outline(cohort: readonly CohortLine[]): string[] {
  return splitStores({ config: configOf(), cohort, orders: [], confirmed: [] }).map(
    (row) => `${row.store}: ${String(row.net / 100)} (${String(row.fees / 100)}, ${String(row.taxes / 100)})`,
  );
}

describe('What the provider charges per payout is shared out by gross, by largest remainder', () => {
  const thirds = [at('BOG01', {}), at('BOG02', {}), at('BOG03', {})];
  const table: [string, CohortLine[], string[]][] = [
    [
      'a fee of a line is its store’s',
      [at('BOG01', { fee: pesos(2_000), tax: pesos(380) })],
      ['BOG01: 97620 (2000, 380)'],
    ],
    [
      'one centavo over three equal stores goes to the first',
      [...thirds, feeRow(pesos(0, -1))],
      ['BOG01: 99999.99 (0.01, 0)', 'BOG02: 100000 (0, 0)', 'BOG03: 100000 (0, 0)'],
    ],
    [
      'ten centavos: four, three, three',
      [...thirds, feeRow(pesos(0, -10))],
      ['BOG01: 99999.96 (0.04, 0)', 'BOG02: 99999.97 (0.03, 0)', 'BOG03: 99999.97 (0.03, 0)'],
    ],
    [
      'by gross: three quarters and one',
      [at('BOG01', { gross: pesos(75_000) }), at('BOG02', { gross: pesos(25_000) }), feeRow(pesos(-1_000))],
      ['BOG01: 74250 (750, 0)', 'BOG02: 24750 (250, 0)'],
    ],
    [
      'a tax on it too',
      [at('BOG01', {}), at('BOG02', {}), feeRow(pesos(-100), 'tax')],
      ['BOG01: 99950 (0, 50)', 'BOG02: 99950 (0, 50)'],
    ],
    [
      'an adjustment stays unassigned',
      [at('BOG01', {}), feeRow(pesos(-700), 'adjustment')],
      ['BOG01: 100000 (0, 0)', 'unassigned: -700 (0, 0)'],
    ],
    [
      'so does a reserve',
      [at('BOG01', {}), feeRow(pesos(-700), 'reserve')],
      ['BOG01: 100000 (0, 0)', 'unassigned: -700 (0, 0)'],
    ],
    ['a fee of a payout without a sale is nobody’s', [feeRow(pesos(-700))], ['unassigned: -700 (700, 0)']],
    [
      'a sale of no known store takes its share',
      [at('BOG01', {}), at(null, {}), feeRow(pesos(-100))],
      ['BOG01: 99950 (50, 0)', 'unassigned: 99950 (50, 0)'],
    ],
    [
      'the fee of another payout is not shared out here',
      [
        at('BOG01', {}),
        at('BOG02', { payoutId: 'W2' }),
        at(null, { type: 'fee', merchantReference: '', gross: pesos(-100), payoutId: 'W2' }),
      ],
      ['BOG01: 100000 (0, 0)', 'BOG02: 99900 (100, 0)'],
    ],
  ];
  test.each(table)('%s', (_sentence, cohort, expected) => {
    expect(outline(cohort)).toEqual(expected);
  });
});

describe('The columns of a store', () => {
  const rowOf = (cohort: readonly CohortLine[]): ReturnType<typeof splitStores>[number] | undefined =>
    splitStores({
      config: configOf({ stores: { fromReference: null, list: STORES } }),
      cohort,
      orders: [],
      confirmed: cohort,
    })[0];

  test('sales, refunds and chargebacks apart, each signed as it moves', () => {
    const cohort = [
      at('BOG01', {}),
      at('BOG01', { type: 'refund', gross: pesos(-30_000) }),
      at('BOG01', { type: 'refund_reversal', gross: pesos(10_000) }),
      at('BOG01', { type: 'chargeback', gross: pesos(-20_000) }),
    ];
    expect(rowOf(cohort)).toMatchObject({
      gross: pesos(100_000),
      refunds: pesos(-20_000),
      chargebacks: pesos(-20_000),
      net: pesos(60_000),
      confirmedOnDay: pesos(60_000),
    });
  });

  test('where its money stands with the bank', () => {
    const cohort = [
      at('BOG01', { gross: pesos(1) }, 'agrees'),
      at('BOG01', { gross: pesos(2) }, 'awaiting'),
      at('BOG01', { gross: pesos(4) }, 'broken'),
    ];
    expect(rowOf(cohort)).toMatchObject({ bankConfirmed: pesos(1), awaiting: pesos(2), broken: pesos(4) });
  });

  test('what the list says of its place; what the list does not say is empty', () => {
    const list = { BOG01: { ...STORES.BOG01, entity: 'Andes Norte SAS', costCentre: '4100-07' } };
    const config = configOf({ stores: { fromReference: null, list } });
    const rows = splitStores({
      config,
      cohort: [at('BOG01', {}), at('BOG99', {}), at(null, {})],
      orders: [],
      confirmed: [],
    });
    expect(rows.map(({ store, entity, city, costCentre }) => [store, entity, city, costCentre])).toEqual([
      ['BOG01', 'Andes Norte SAS', null, '4100-07'],
      ['BOG99', null, null, null],
      ['unassigned', null, null, null],
    ]);
  });

  test('a code that is not on the list keeps its own row, marked', () => {
    expect(rowOf([at('BOG01', {})])).toMatchObject({ store: 'BOG01', name: 'Chapinero', listed: true });
    expect(rowOf([at('BOG99', {})])).toMatchObject({ store: 'BOG99', name: '', listed: false });
    expect(rowOf([at('constructor', {})])).toMatchObject({ store: 'constructor', listed: false });
    expect(rowOf([at(null, {})])).toMatchObject({ store: 'unassigned', listed: true });
  });

  test('currencies never mix', () => {
    const rows = splitStores({
      config: configOf(),
      cohort: [at('BOG01', {}), at('BOG01', { currency: 'USD' })],
      orders: [],
      confirmed: [],
    });
    expect(rows.map((row) => `${row.store} ${row.currency} ${String(row.net / 100)}`)).toEqual([
      'BOG01 COP 100000',
      'BOG01 USD 100000',
    ]);
  });

  test('a line out of scope counts for nobody', () => {
    const one = at('BOG01', {});
    expect(
      splitStores({
        config: configOf(),
        cohort: [{ ...one, fate: { ...one.fate, fate: 'out_of_scope' } }],
        orders: [],
        confirmed: [],
      }),
    ).toEqual([]);
  });
});

describe('The split of a run', () => {
  const wompi = (change: Partial<SettlementLine> = {}): SettlementLine =>
    payment({ source: 'wompi', payoutId: 'W1', ...change });

  test('store of a line: the order’s, else the code in its reference, else unassigned', () => {
    const outcome = decide({
      lines: [
        order({ store: 'BOG07' }),
        wompi(),
        wompi({ merchantReference: 'BOG02-9', providerId: 'B' }),
        wompi({ merchantReference: 'W-9', providerId: 'C' }),
      ],
    });
    expect(outcome.stores.map((row) => `${row.store} ${String(row.orders)} ${String(row.gross / 100)}`)).toEqual([
      'BOG02 0 100000',
      'BOG07 1 100000',
      'unassigned 0 100000',
    ]);
  });

  test('what an earlier date sold and today’s credit pays is confirmed on the day, and in no cohort of today', () => {
    const earlier = wompi({ date: day('2026-06-30'), merchantReference: 'BOG02-9' });
    const outcome = decide({ date: D, lines: [carried(earlier, { payoutId: 'W1' }), lump(pesos(100_000))] });
    expect(outcome.stores).toMatchObject([{ store: 'BOG02', gross: 0, net: 0, confirmedOnDay: pesos(100_000) }]);
  });

  test('a refund is its store’s, by the order of its payment', () => {
    const outcome = decide({
      lines: [
        order({ store: 'BOG07' }),
        wompi(),
        refund({ source: 'wompi', payoutId: 'W1', merchantReference: 'RF-1', refundOf: 'P-BOG01-1' }),
      ],
    });
    expect(outcome.stores).toMatchObject([{ store: 'BOG07', gross: pesos(100_000), refunds: pesos(-100_000), net: 0 }]);
  });

  test('orders called off or of other methods are no orders sold', () => {
    const outcome = decide({
      lines: [
        order(),
        payment(),
        order({ merchantReference: 'BOG01-2', status: 'cancelled' }),
        order({ merchantReference: 'BOG01-3', method: 'CASH' }),
      ],
    });
    expect(outcome.stores.map((row) => row.orders)).toEqual([1]);
  });

  test('an order of an earlier date that comes as another version is no order sold again', () => {
    const first = order({ date: day('2026-06-30') });
    for (const change of [
      { amount: pesos(90_000) },
      { amount: pesos(110_000) },
      { status: 'cancelled' as const },
      { refundedAmount: pesos(1) },
    ]) {
      const outcome = decide({ date: D, lines: [carried(first), order(change)] });
      expect(sum(outcome.stores.map((row) => minor(row.orders))), JSON.stringify(change)).toBe(0);
      expect(outcome.moved, JSON.stringify(change)).toEqual([]);
    }
  });
});

describe('The orders of a store', () => {
  const counted = (change: Partial<FateRow>): number =>
    splitStores({
      config: configOf(),
      cohort: [],
      orders: [formerOf(order({ amount: pesos(100_000) }), { store: 'BOG01', ...change })],
      confirmed: [],
    })[0]?.orders ?? 0;

  test.each<[string, Partial<FateRow>, number]>([
    ['one that its amount sold', {}, 1],
    ['one that waits', { orderLeg: 'awaiting' }, 1],
    ['the first version that says paid', { sold: pesos(100_000) }, 1],
    [
      'one that the same file replaced, and whose sale it is',
      { sold: pesos(100_000), fate: 'out_of_scope', reason: 'superseded' },
      1,
    ],
    ['a later version that says the same', { sold: pesos(0) }, 0],
    ['a later version that adds', { sold: pesos(1) }, 0],
    ['a later version that takes off', { sold: pesos(-1) }, 0],
    [
      'one of nothing that is out of scope',
      { amount: pesos(0), sold: pesos(0), fate: 'out_of_scope', reason: 'unpaid' },
      0,
    ],
    ['one out of scope', { fate: 'out_of_scope', reason: 'other_method' }, 0],
    ['one of which nothing is due', { orderLeg: 'none' }, 0],
  ])('%s', (_sentence, change, expected) => {
    expect(counted(change)).toBe(expected);
  });
});
