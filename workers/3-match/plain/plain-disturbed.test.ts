import { describe, expect, it } from 'vitest';
import { minor } from '../../../schemas/values/money.ts';
import type { Line } from '../../../schemas/lines/records.ts';
import {
  configOf,
  credit,
  day,
  decidedText,
  order,
  payment,
  pesos,
  withPlainSales,
  workingSetOf,
} from '../../../scripts/testing/kit.ts';
import type { WorkingSet } from '../working-set.ts';
import { match } from '../match.ts';

/** What is closed in bulk comes to what the passes come to, whatever any column of any leg says. */

function decided(workingSet: WorkingSet, inBulk: boolean): string {
  return decidedText(inBulk ? withPlainSales(workingSet) : workingSet);
}

/**
 * Three sales that agree on all legs; each credit names its sale in its column, and has every field that a bank may
 * give.
 */
const SALES = ['BOG01-1000', 'MED01-1001', 'CAL01-1002'] as const;
const AMOUNTS = [100, 200, 100] as const;
const lines: readonly Line[] = SALES.flatMap((reference, n): Line[] => [
  order({
    merchantReference: reference,
    orderId: `O-${reference}`,
    amount: pesos(AMOUNTS[n] ?? 0),
    store: reference.slice(0, 5),
    cus: `C${String(n)}`,
  }),
  payment({
    merchantReference: reference,
    providerId: `P-${reference}`,
    gross: pesos(AMOUNTS[n] ?? 0),
    cus: `C${String(n)}`,
  }),
  credit({
    reference,
    amount: pesos(AMOUNTS[n] ?? 0),
    bankId: `B${String(n)}`,
    endToEndId: `E2E-${String(n)}`,
    description: `ABONO ${reference}`,
    account: '001',
  }),
]);
const LEGS = ['order', 'settlement', 'bank'] as const;
/** Where a line stands is no column of it. */
const ADDRESS = new Set(['leg', 'source', 'date', 'file', 'row', 'line']);

interface Change {
  readonly at: number;
  readonly column: string;
  readonly value: unknown;
}

/**
 * Another value of the same kind, none where there is one, that of another sale, and what a column that is empty may
 * hold.
 */
function valuesOf(column: string, own: unknown, others: readonly unknown[]): readonly unknown[] {
  const values: unknown[] = [...others];
  if (column === 'status') return STATUSES[String(own)] ?? [];
  if (column === 'type') return COLUMN_EXAMPLES[column] ?? [];
  if (own === null) values.push(...(COLUMN_EXAMPLES[column] ?? []));
  else if (typeof own === 'string')
    values.push(`${own}9`, ...(COLUMN_EXAMPLES[column] ?? []), ...(NULLABLE.has(column) ? [null] : []));
  else if (typeof own === 'number') values.push(own + 1, -own);
  else if (typeof own === 'boolean') values.push(!own);
  return values.filter((value) => value !== own && value !== undefined);
}

/** By the status of a line that agrees: the others of its leg. */
const STATUSES: Readonly<Record<string, readonly unknown[]>> = {
  paid: ['pending', 'cancelled', 'refunded', 'expired', 'partially_paid'],
  approved: ['pending', 'rejected', 'failed'],
};
const NULLABLE = new Set(['cus', 'orderId', 'store', 'bankId', 'endToEndId', 'reference', 'account']);
const COLUMN_EXAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  type: ['refund', 'chargeback', 'fee', 'adjustment'],
  currency: ['USD'],
  settledCurrency: ['USD', 'COP'],
  bookedOn: ['2026-06-20', '2026-07-20'],
  settledOn: ['2026-06-01', '2026-07-09'],
  fee: [minor(1), minor(0)],
  tax: [minor(1)],
  net: [pesos(100), pesos(99)],
  otherDeductions: [minor(1)],
  settledGross: [pesos(100)],
  settledFee: [minor(1)],
  settledNet: [pesos(99)],
  refundedAmount: [minor(0), minor(1)],
  refundOf: ['P-MED01-1001', 'P-BOG01-1000'],
  payoutId: ['W-1001'],
  paidAt: [1_780_000_000],
  createdAt: [1_780_000_000],
  description: ['ABONO MED01-1001', 'ABONO WOMPI', 'KOBOLD', ''],
  reference: ['NONREF'],
  providerId: ['P-MED01-1001', 'C1'],
  cus: ['C1', 'P-MED01-1001'],
  orderId: ['O-MED01-1001'],
  store: ['MED01'],
  environment: ['test'],
};

/** Every change of one column of one line of the first sale. */
const changes: readonly Change[] = LEGS.flatMap((_leg, place) => {
  const line = lines[place];
  const twin = lines[place + 3];
  if (line === undefined || twin === undefined) throw new RangeError('three lines a sale');
  return Object.entries(line).flatMap(([column, own]) =>
    ADDRESS.has(column)
      ? []
      : valuesOf(column, own, [Object.entries(twin).find(([name]) => name === column)?.[1]]).map((value) => ({
          at: place,
          column,
          value,
        })),
  );
});

function disturbed(...by: readonly Change[]): WorkingSet {
  const changed = lines.map((line, at) =>
    by.filter((change) => change.at === at).reduce((so, { column, value }) => ({ ...so, [column]: value }), line),
  );
  return workingSetOf({ date: day('2026-07-01'), lines: changed, config: configOf() });
}

const outline = (change: Change): string => `${LEGS[change.at] ?? ''}.${change.column} = ${String(change.value)}`;

describe('closing plain sales in bulk', () => {
  it('closes all three sales where nothing is disturbed', () => {
    expect(withPlainSales(disturbed()).plain.length).toBe(SALES.length);
    expect(withPlainSales(disturbed()).lines).toEqual([]);
    expect(changes.length).toBeGreaterThan(100);
  });

  it.each(changes.map((change) => [outline(change), change] as const))(
    'says what the passes say of %s',
    (_name, change) => {
      const workingSet = disturbed(change);
      expect(decided(workingSet, true)).toBe(decided(workingSet, false));
    },
  );

  it('says what the passes say of changes of two columns, every second pair of them', { timeout: 240_000 }, () => {
    const differing: string[] = [];
    const ofColumns = changes.filter(
      ({ at, column }, n) => n === changes.findIndex((other) => other.at === at && other.column === column),
    );
    for (const [n, first] of ofColumns.entries()) {
      for (const second of ofColumns.slice(n + 1).filter((_, at) => at % 2 === n % 2)) {
        const workingSet = disturbed(first, second);
        if (decided(workingSet, true) !== decided(workingSet, false))
          differing.push(`${outline(first)}, ${outline(second)}`);
      }
    }
    expect(differing).toEqual([]);
  });

  it('leaves a credit that names two sales to the reference in its column', () => {
    const sales = [
      order({ merchantReference: 'BOG01-1000', amount: pesos(100) }),
      order({ merchantReference: 'MED01-1001', amount: pesos(200) }),
      payment({ merchantReference: 'BOG01-1000', providerId: 'P1', gross: pesos(100) }),
      payment({ merchantReference: 'MED01-1001', providerId: 'P2', gross: pesos(200) }),
      credit({ reference: 'MED01-1001', description: 'ABONO BOG01-1000', amount: pesos(100) }),
    ];
    const workingSet = workingSetOf({ date: day('2026-07-10'), lines: sales });
    expect(decided(workingSet, true)).toBe(decided(workingSet, false));
    expect(match(workingSet).matches.map((one) => one.pass)).toEqual(['differing']);
  });
});
