import { certain } from '../../schemas/errors.ts';
import { minor } from '../../schemas/values/money.ts';
import type { Line } from '../../schemas/lines/records.ts';
import { pesos } from './kit-lines.ts';

/** One column of one line, said otherwise. */
export interface Change {
  /** The place of the line. */
  readonly at: number;
  readonly column: string;
  readonly value: unknown;
}

/** Where a line stands is no column of it. */
const ADDRESS = new Set(['leg', 'source', 'date', 'file', 'row', 'line']);

/**
 * Every change of one column of some lines: another value of its kind, none, those of a line of another sale, and what
 * a column that is empty may hold.
 *
 * @param twinOf the place of the line of another sale that stands for the same
 */
export function changesOf(
  lines: readonly Line[],
  places: readonly number[],
  twinOf: (place: number) => number,
): readonly Change[] {
  return places.flatMap((at) => {
    const [line, twin] = [lines[at], lines[twinOf(at)]];
    if (line === undefined || twin === undefined) throw new RangeError(`no line and twin at ${String(at)}`);
    return Object.entries(line).flatMap(([column, own]) =>
      ADDRESS.has(column)
        ? []
        : valuesOf(column, own, [Object.entries(twin).find(([name]) => name === column)?.[1]]).map((value) => ({
            at,
            column,
            value,
          })),
    );
  });
}

/** One change a column. */
export function oneOfEachColumn(changes: readonly Change[]): readonly Change[] {
  return changes.filter(
    ({ at, column }, n) => n === changes.findIndex((other) => other.at === at && other.column === column),
  );
}

/** Pairs of changes: every `nth` of them. */
export function pairsOf(changes: readonly Change[], nth: number): readonly (readonly [Change, Change])[] {
  return changes.flatMap((first, n) =>
    changes
      .slice(n + 1)
      .filter((_, at) => at % nth === n % nth)
      .map((second) => [first, second] as const),
  );
}

/** The lines with changes made. */
export function changed(lines: readonly Line[], by: readonly Change[]): readonly Line[] {
  return lines.map((line, at) =>
    by.filter((change) => change.at === at).reduce((so, { column, value }) => ({ ...so, [column]: value }), line),
  );
}

/** A change as a test is called: `order.amount = 101`. */
export function nameOfChange({ at, column, value }: Change, lines: readonly Line[]): string {
  return `${certain(lines[at], 'a line').leg} ${String(at)}: ${column} = ${String(value)}`;
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
