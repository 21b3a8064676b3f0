import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMinor } from '../../schemas/values/money.ts';
import type { AmountNotation, Minor } from '../../schemas/values/money.ts';
import { fineAmounts, formatExact, readAmount, sumExact, toExact } from './amounts.ts';

const PLAIN: AmountNotation = { decimal: '.', thousands: '', unit: 'major' };

describe('an amount of a cell', () => {
  it('is what the strict reader says, also on the quick way', () => {
    const text = fc.oneof(
      fc
        .tuple(
          fc.constantFrom('', '-', '+', '--'),
          fc.stringMatching(/^\d{0,15}$/),
          fc.constantFrom('', '.', ',', '.1', '.12', '.120', '.123', '.1.2'),
        )
        .map((parts) => parts.join('')),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(text, (cell) => {
        const amount = readAmount(cell, PLAIN);
        const strict = parseMinor(cell, PLAIN);
        if (typeof amount === 'number') expect(amount).toBe(strict);
        else expect(strict).toBeNull();
      }),
      { seed: 20260701, numRuns: 3000 },
    );
  });

  it.each(['1e3', '(1.00)', '1.2.3', '1,23', '', '-', '.', '1.', ' 1', '$1', '９'])('refuses %j', (cell) => {
    expect(readAmount(cell, PLAIN)).toBeNull();
  });

  it('keeps what is finer than hundredths exact, and refuses what no bank holds', () => {
    expect(readAmount('-0.057909', PLAIN)).toEqual({ digits: -57909n, scale: 6 });
    expect(readAmount('1.500000', PLAIN)).toBe(150);
    expect(readAmount('90000000000001', PLAIN)).toBeNull();
  });

  it('rounds a column at its end so that it sums to the rounded exact total', () => {
    const amount = fc.integer({ min: -10_000_000, max: 10_000_000 });
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 30 }), (millionths) => {
        const amounts = millionths.map(
          (digits) => readAmount(formatExact({ digits: BigInt(digits), scale: 4 }), PLAIN) ?? (0 as Minor),
        );
        const fine = fineAmounts();
        const provisional = amounts.map((each, row) => fine.hold('net', row, each));
        const rest = provisional.reduce((sum, each) => sum + each, 0) as Minor;
        const rounded = [...fine.round('net', rest).values()].reduce((sum, each) => sum + each, 0);
        const total = toExact(sumExact(amounts));
        const half = total.digits * 100n * 2n + (total.digits < 0n ? -1n : 1n) * 10n ** BigInt(total.scale);
        expect(BigInt(rest + rounded)).toBe(half / (2n * 10n ** BigInt(total.scale)));
      }),
      { seed: 20260701, numRuns: 500 },
    );
  });
});
