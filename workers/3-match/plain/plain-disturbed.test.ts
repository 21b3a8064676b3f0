import { describe, expect, it } from 'vitest';
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
import {
  changed,
  changesOf,
  nameOfChange,
  oneOfEachColumn,
  pairsOf,
  type Change,
} from '../../../scripts/testing/disturbed.ts';
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
/** Of the first sale. */
const changes = changesOf(lines, [0, 1, 2], (place) => place + 3);

function disturbed(...by: readonly Change[]): WorkingSet {
  return workingSetOf({ date: day('2026-07-01'), lines: changed(lines, by), config: configOf() });
}

const outline = (change: Change): string => nameOfChange(change, lines);

/** So many pairs are passed over until the next: all of them take minutes. */
const EVERY = 2;

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
    for (const [first, second] of pairsOf(oneOfEachColumn(changes), EVERY)) {
      const workingSet = disturbed(first, second);
      if (decided(workingSet, true) !== decided(workingSet, false))
        differing.push(`${outline(first)}, ${outline(second)}`);
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
