import { describe, expect, test } from 'vitest';
import {
  carried,
  day,
  lump,
  NO_HISTORY,
  payment,
  pesos,
  refund,
  type InWorkingSet,
  decide,
} from '../../scripts/testing/kit.ts';

// Lines of 1 July at a provider that pays each transfer by itself (`gate`) or in payouts (`wompi`), looked at when they
// are overdue.

function alone(id: string, amount: number): InWorkingSet {
  const change = {
    source: 'gate',
    providerId: id,
    merchantReference: `BOG01-${id}`,
    gross: pesos(amount),
    net: pesos(amount),
  };
  return carried(amount < 0 ? refund(change) : payment(change), { orderLeg: 'agrees' });
}

function inPayout(id: string, amount: number): InWorkingSet {
  const change = {
    payoutId: id,
    providerId: id,
    merchantReference: `BOG01-${id}`,
    gross: pesos(amount),
    net: pesos(amount),
  };
  return carried(payment({ source: 'wompi', ...change }), { orderLeg: 'agrees' });
}

function booked(amount: number, description: string, on = '2026-07-02'): InWorkingSet {
  const change = { date: day(on), bookedOn: day(on), description, reference: null };
  return carried(lump(pesos(amount), { ...change, bankId: `${on} ${description} ${String(amount)}` }));
}

/** What is said of each line or payout, and how many lines may be the answer. */
function rows(...lines: readonly InWorkingSet[]): string[] {
  return decide({ date: day('2026-07-08'), lines }, NO_HISTORY)
    .discrepancies.map((one) => {
      const of = one.merchantReference ?? one.payoutId ?? '-';
      return `${one.kind} ${of} ${one.claimable ? 'claimed' : 'asked'} ${String(one.seenElsewhere.length)}`;
    })
    .sort();
}

describe('Transfers that are missing', () => {
  const open = [alone('A', 100), alone('B', 80)];

  test('ask first where one lump without a reference is exactly their sum, and the lump names them', () => {
    expect(rows(...open, booked(180, 'ABONO GATE'))).toEqual([
      'missing_in_bank BOG01-A asked 1',
      'missing_in_bank BOG01-B asked 1',
      'unidentified_bank_credit - asked 2',
    ]);
  });

  test.each([
    ['another amount', booked(181, 'ABONO GATE')],
    ['what was booked before they were settled', booked(180, 'ABONO GATE', '2026-06-30')],
    ['what looks like nobody’s', booked(180, 'ABONO')],
  ])('are claimed where the lump is %s', (_, credit) => {
    expect(rows(...open, credit).filter((row) => row.startsWith('missing'))).toEqual([
      'missing_in_bank BOG01-A claimed 0',
      'missing_in_bank BOG01-B claimed 0',
    ]);
  });

  test('ask first each for itself: a lump excuses the lines of one sum alone', () => {
    const missing = rows(...open, alone('C', 55), booked(180, 'ABONO GATE')).filter((row) => row.startsWith('missing'));
    expect(missing).toEqual([
      'missing_in_bank BOG01-A asked 1',
      'missing_in_bank BOG01-B asked 1',
      'missing_in_bank BOG01-C claimed 0',
    ]);
  });

  test('ask first where one came in parts without a reference', () => {
    const missing = rows(alone('A', 100), booked(60, 'ABONO GATE'), booked(40, 'ABONO GATE')).filter((row) =>
      row.startsWith('missing'),
    );
    expect(missing).toEqual(['missing_in_bank BOG01-A asked 2']);
  });

  test('ask first where the credit of another is too large by exactly their amount', () => {
    expect(rows(...open, booked(180, 'ABONO GATE BOG01-A'))).toEqual([
      'missing_in_bank BOG01-B asked 1',
      'payout_mismatch BOG01-A asked 1',
    ]);
    expect(rows(...open, booked(179, 'ABONO GATE BOG01-A'))).toEqual([
      'missing_in_bank BOG01-B claimed 0',
      'payout_mismatch BOG01-A asked 0',
    ]);
  });
});

describe('A debit that nothing explains', () => {
  test('asks first where it is the sum of refunds that wait for theirs', () => {
    expect(rows(alone('A', -10), alone('B', -20), booked(-30, 'DEV GATE'))).toContain(
      'unexplained_bank_debit - asked 2',
    );
    expect(rows(alone('A', -10), alone('B', -20), booked(-31, 'DEV GATE'))).toContain(
      'unexplained_bank_debit - claimed 0',
    );
  });

  test('asks first where it takes back what a payout’s credit is too large by', () => {
    const paid = [inPayout('PAYOUT-1', 60), booked(90, 'ABONO WOMPI PAYOUT-1')];
    expect(rows(...paid, booked(-30, 'DEBITO WOMPI'))).toEqual([
      'payout_mismatch PAYOUT-1 asked 1',
      'unexplained_bank_debit - asked 1',
    ]);
    expect(rows(...paid, booked(-29, 'DEBITO WOMPI'))).toEqual([
      'payout_mismatch PAYOUT-1 asked 0',
      'unexplained_bank_debit - claimed 0',
    ]);
  });
});
