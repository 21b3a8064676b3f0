import { describe, expect, test } from 'vitest';
import type { BankLine } from '../../schemas/lines/records.ts';
import type { FateRow } from '../../schemas/outcome/run.ts';
import { carried, day, formerOf, lump, NO_HISTORY, payment, pesos, decide } from '../../scripts/testing/kit.ts';

const SUPERSEDED: Partial<FateRow> = { fate: 'out_of_scope', reason: 'superseded' };
const COUNTED: Partial<FateRow> = { fate: 'matched', bankLeg: 'agrees' };

function booked(amount: number, on: string, change: Partial<BankLine> = {}): BankLine {
  return lump(pesos(amount), { date: day('2026-07-02'), bookedOn: day(on), description: 'ABONO WOMPI', ...change });
}

/** Whether a payout of 100 that 90 came for is claimed, where the books hold these closed lines. */
function row(...closed: readonly [BankLine, Partial<FateRow>][]): string {
  const paid = payment({
    source: 'wompi',
    payoutId: 'PAYOUT-1',
    providerId: 'P-1',
    gross: pesos(100),
    net: pesos(100),
  });
  const lines = [
    carried(paid, { orderLeg: 'agrees' }),
    booked(90, '2026-07-02', { date: day('2026-07-03'), bankId: 'newer' }),
  ];
  const sightings = closed.map(([line, fate]) => ({ line, fate: formerOf(line, fate) }));
  const outcome = decide({ date: day('2026-07-03'), lines }, { ...NO_HISTORY, sightings: () => sightings });
  return outcome.discrepancies
    .map((one) => `${one.kind} ${one.claimable ? 'claimed' : 'asked'} ${String(one.seenElsewhere.length)}`)
    .join();
}

describe('A difference of a payout', () => {
  test('is claimed where the bank told nothing else before', () => {
    expect(row()).toBe('payout_mismatch claimed 0');
  });

  test('is asked about where a row of exactly the payout was replaced by a newer statement', () => {
    expect(row([booked(100, '2026-07-02', { bankId: 'older' }), SUPERSEDED])).toBe('payout_mismatch asked 1');
  });

  test.each<[string, BankLine, Partial<FateRow>]>([
    ['of another amount', booked(99, '2026-07-02'), SUPERSEDED],
    ['of another currency', booked(100, '2026-07-02', { currency: 'USD' }), SUPERSEDED],
    ['booked before the payout was settled', booked(100, '2026-06-30'), SUPERSEDED],
    ['that counts, and pays something else', booked(100, '2026-07-02'), COUNTED],
  ])('is claimed all the same where the row is one %s', (_, line, fate) => {
    expect(row([line, fate])).toBe('payout_mismatch claimed 0');
  });

  test('is claimed where the replaced row is a movement that another file tells, and that pays something else', () => {
    const again = booked(100, '2026-07-02', { source: 'other' });
    expect(row([booked(100, '2026-07-02'), SUPERSEDED], [again, COUNTED])).toBe('payout_mismatch claimed 0');
  });
});
