import { describe, expect, test } from 'vitest';
import type { BankLine, Line } from '../../schemas/lines/records.ts';
import {
  carried,
  day,
  lump,
  NO_HISTORY,
  payment,
  pesos,
  type InWorkingSet,
  decide,
} from '../../scripts/testing/kit.ts';

const DATE = day('2026-07-02');

function inPayout(id: string, amount: number): InWorkingSet {
  const line = payment({
    source: 'wompi',
    payoutId: id,
    providerId: id,
    merchantReference: `BOG01-${id}`,
    gross: pesos(amount),
    net: pesos(amount),
  });
  return carried(line, { orderLeg: 'agrees' });
}

function naming(id: string, amount: number, change: Partial<BankLine> = {}): BankLine {
  return lump(pesos(amount), {
    date: DATE,
    bookedOn: DATE,
    description: `ABONO WOMPI ${id}`,
    bankId: `${id} ${String(amount)}`,
    ...change,
  });
}

/** The rows of payouts, each with the legs of what may be the answer. */
function rows(lines: readonly (Line | InWorkingSet)[], date = DATE): string[] {
  return decide({ date, lines }, NO_HISTORY)
    .discrepancies.filter((one) => one.kind === 'payout_mismatch' || one.kind === 'missing_in_bank')
    .map((one) =>
      `${one.kind} ${one.payoutId ?? ''} ${one.claimable ? 'claimable' : 'not'} ${one.seenElsewhere.map((line) => line.leg).join('+')}`.trim(),
    )
    .sort();
}

describe('A difference of a payout', () => {
  test('is claimed where nothing in hand has the amounts', () => {
    expect(rows([inPayout('PAYOUT-1', 500), inPayout('PAYOUT-2', 310), naming('PAYOUT-1', 300)])).toEqual([
      'payout_mismatch PAYOUT-1 claimable',
    ]);
  });

  test('asks first where the credit is exactly another payout that waits', () => {
    expect(rows([inPayout('PAYOUT-1', 500), inPayout('PAYOUT-2', 300), naming('PAYOUT-1', 300)])).toEqual([
      'payout_mismatch PAYOUT-1 not settlement',
    ]);
  });

  test.each([
    [500, 'not bank'],
    [200, 'not bank'],
    [201, 'claimable'],
  ])('asks first where an open credit is what was expected, or what is lacking (%i)', (amount, outline) => {
    // Another payout stands between the two in time, so that the credits are no run that pays the first.
    const between = naming('OTRO', 7);
    const credits = [naming('PAYOUT-1', 300), between, naming('OTRO', amount)];
    expect(rows([inPayout('PAYOUT-1', 500), ...credits])).toEqual([`payout_mismatch PAYOUT-1 ${outline}`]);
  });

  test('and one credit excuses one row', () => {
    const lines = [
      inPayout('PAYOUT-1', 500),
      inPayout('PAYOUT-2', 400),
      naming('PAYOUT-1', 300),
      naming('PAYOUT-2', 200),
    ];
    const outline = rows([...lines, naming('OTRO', 7), naming('OTRO', 200)]).map((row) => row.split(' ')[2]);
    expect(outline.sort()).toEqual(['claimable', 'not']);
  });
});

test('A payout that is missing asks first where the credit of its amount names another one', () => {
  const lines = [inPayout('PAYOUT-1', 500), inPayout('PAYOUT-2', 300), naming('PAYOUT-1', 300)];
  expect(rows(lines, day('2026-07-06'))).toEqual([
    'missing_in_bank PAYOUT-2 not bank',
    'payout_mismatch PAYOUT-1 not settlement',
  ]);
});
