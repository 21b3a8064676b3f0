import { describe, expect, test } from 'vitest';
import type { FateRow } from '../../schemas/outcome/run.ts';
import type { SettlementLine } from '../../schemas/lines/records.ts';
import { carried, day, decide, order, payment, pesos, type InWorkingSet } from '../../scripts/testing/kit.ts';

const JUNE = day('2026-06-30');

/** A line of an earlier date that waits for its payout still. */
const waiting = (line: Partial<SettlementLine>, former: Partial<FateRow> = {}): InWorkingSet =>
  carried(payment({ source: 'wompi', date: JUNE, payoutId: 'W1', ...line }), former);

/** What the run changed of earlier months: `month store: net, fees`. */
function moved(lines: readonly (InWorkingSet | ReturnType<typeof order>)[]): string[] {
  return decide({ lines }).moved.flatMap(({ month, stores }) =>
    stores.map((row) => `${month} ${row.store}: ${String(row.net / 100)}, ${String(row.fees / 100)}`),
  );
}

describe('What a run changes of the stores of earlier cohorts', () => {
  const stands = waiting({ merchantReference: 'BOG02-1' }, { store: 'BOG02', orderLeg: 'agrees' });
  const found = waiting({ merchantReference: 'X-1' }, { store: 'BOG09', orderLeg: 'awaiting' });
  const its = order({ merchantReference: 'X-1', store: 'BOG01' });
  const fee = waiting({ merchantReference: '', providerId: 'F', type: 'fee', gross: pesos(-1_000) }, { store: null });

  test('is nothing where lines only stand', () => {
    expect(moved([stands, fee])).toEqual([]);
  });

  test('is a payment whose store is another by its order', () => {
    expect(moved([stands, found, its])).toEqual(['2026-06 BOG01: 100000, 0', '2026-06 BOG09: -100000, 0']);
  });

  test('is its part of what is charged for its whole payout too, which lines that stand share', () => {
    expect(moved([stands, found, its, fee])).toEqual(['2026-06 BOG01: 99500, 500', '2026-06 BOG09: -99500, -500']);
  });
});
