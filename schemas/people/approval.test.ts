import { describe, expect, it } from 'vitest';
import { minor } from '../values/money.ts';
import { amountDecided, isLimited, needsSecond, type Approval } from './approval.ts';

const approval: Approval = { COP: { written_off: minor(5_000), resolved: null } };
const asks = (event: 'written_off' | 'resolved', currency: string, already: number, now: number): boolean =>
  needsSecond(approval, event, currency, minor(already), minor(now));

describe('a second person', () => {
  it('is asked from the centavo above the limit on, counted over the day', () => {
    expect([asks('written_off', 'COP', 0, 5_000), asks('written_off', 'COP', 0, 5_001)]).toEqual([false, true]);
    expect([asks('written_off', 'COP', 4_999, 1), asks('written_off', 'COP', 5_000, 1)]).toEqual([false, true]);
  });

  it('is asked for every amount of a currency without limits where others have some, and for none without money', () => {
    expect([asks('written_off', 'USD', 0, 1), asks('written_off', 'USD', 0, 0)]).toEqual([true, false]);
    expect(asks('resolved', 'COP', 0, 99_999_999)).toBe(false);
    expect(needsSecond(null, 'written_off', 'COP', minor(0), minor(99_999_999))).toBe(false);
  });

  it('looks at the money at risk or the difference, whichever is more', () => {
    expect(amountDecided({ moneyAtRisk: minor(5), difference: minor(-9) })).toBe(9);
    expect(amountDecided({ moneyAtRisk: minor(9), difference: minor(5) })).toBe(9);
    expect(amountDecided({ moneyAtRisk: minor(3), difference: null })).toBe(3);
    expect([isLimited('acknowledged'), isLimited('written_off')]).toEqual([false, true]);
  });
});
