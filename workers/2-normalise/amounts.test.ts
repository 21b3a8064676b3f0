import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NEGATIVE_NOTATIONS, parseMinor } from '../../schemas/values/money.ts';
import type { AmountNotation, Minor } from '../../schemas/values/money.ts';
import { exactAmount, fineAmounts, formatExact, plainHundredths, readAmount, sumExact, toExact } from './amounts.ts';
import { readSigned } from './signs.ts';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 400);

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

  it('is the same on the quick way as read exactly, in every notation', () => {
    const notations: fc.Arbitrary<AmountNotation> = fc.record({
      decimal: fc.constantFrom('.', ','),
      thousands: fc.constantFrom('', '.', ',', ' ', "'", '_'),
      unit: fc.constantFrom('major', 'minor'),
      negative: fc.constantFrom(...NEGATIVE_NOTATIONS),
      currencySign: fc.constantFrom('refused', 'allowed'),
    });
    const digits = fc.stringMatching(/^\d{0,4}$/);
    const pieces = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.stringMatching(/^\d{3}$/) },
        { weight: 4, arbitrary: fc.constantFrom('.', ',', ' ', "'", '_') },
        { weight: 2, arbitrary: digits },
        { weight: 1, arbitrary: fc.constantFrom('-', '+', '\u00a0', '$', 'CR', 'e', '\u0663') },
      ),
      { maxLength: 9 },
    );
    const well = fc
      .tuple(
        notations,
        fc.constantFrom('', '', '-'),
        fc.integer({ min: 0, max: 9_999 }),
        fc.array(fc.nat({ max: 999 })),
        fc.nat({ max: 120 }),
      )
      .map(([notation, sign, first, rest, cents]) => {
        const groups = rest.slice(0, 4).map((group) => String(group).padStart(3, '0'));
        const fraction = cents > 99 ? '' : `${notation.decimal}${String(cents).padStart(2, '0')}`;
        return [notation, `${sign}${[String(first), ...groups].join(notation.thousands)}${fraction}`] as const;
      });
    const any = fc
      .tuple(notations, fc.constantFrom('', '', '-'), pieces)
      .map(([notation, sign, parts]) => [notation, sign + parts.join('')] as const);
    let quick = 0;
    fc.assert(
      fc.property(fc.oneof(well, any), ([notation, cell]) => {
        const plain = plainHundredths(cell, notation);
        if (plain === null) return;
        quick += 1;
        expect(exactAmount(cell, notation)).toBe(plain);
        // What makes it needless to look for a currency in it.
        const read = readSigned(cell, notation);
        expect(typeof read === 'string' ? read : read.currency).toBe('');
      }),
      { seed: 20260701, numRuns: 20 * RUNS },
    );
    expect(quick).toBeGreaterThan(RUNS);
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
