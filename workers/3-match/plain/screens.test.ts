import { describe, expect, it } from 'vitest';
import type { FateRow } from '../../../schemas/outcome/run.ts';
import { day, formerOf, payment } from '../../../scripts/testing/kit.ts';
import { waitsForBankAlone } from './screens.ts';

/** What the date before left waiting, and what of it is waited for. */
describe('a carried payment that waits for the bank alone', () => {
  const former = formerOf(payment({ merchantReference: 'BOG01-1' }));

  it('agrees with its order, and nothing is said of it', () => {
    expect(waitsForBankAlone(former)).toBe(true);
  });

  const others: readonly Partial<FateRow>[] = [
    { leg: 'order' },
    { fate: 'broken' },
    { reason: 'pending' },
    { orderLeg: 'awaiting' },
    { orderLeg: 'none' },
    { bankLeg: 'broken' },
    { bankLeg: 'none' },
    { bankMatch: '0f' },
    { leftDay: day('2026-07-01') },
    { sold: former.amount },
    { cancelled: former.amount },
    { discrepancyIds: ['dsc_1'] },
  ];
  it.each(others.map((change) => [JSON.stringify(change), change] as const))('is none with %s', (_name, change) => {
    expect(waitsForBankAlone({ ...former, ...change })).toBe(false);
  });
});
