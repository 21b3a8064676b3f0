import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CuadreError } from '../errors.ts';
import {
  add,
  allocate,
  formatMajor,
  minor,
  negate,
  parseExact,
  parseMajor,
  parseMinor,
  roundColumn,
  subtract,
  sum,
  toMinor,
  type AmountNotation,
  type ExactAmount,
  type Minor,
} from './money.ts';

const RUNS = { numRuns: 2_000, seed: 20_260_624 } as const;

const point: AmountNotation = { decimal: '.', thousands: '', unit: 'major' };
const comma: AmountNotation = { decimal: ',', thousands: '', unit: 'major' };
const pointGroupedByComma: AmountNotation = { decimal: '.', thousands: ',', unit: 'major' };
const commaGroupedByPoint: AmountNotation = { decimal: ',', thousands: '.', unit: 'major' };
const commaGroupedBySpace: AmountNotation = { decimal: ',', thousands: ' ', unit: 'major' };
const pointGroupedByApostrophe: AmountNotation = { decimal: '.', thousands: "'", unit: 'major' };
const pointGroupedByUnderscore: AmountNotation = { decimal: '.', thousands: '_', unit: 'major' };
const hundredths: AmountNotation = { decimal: '.', thousands: '', unit: 'minor' };

const NOTATIONS = {
  point,
  comma,
  pointGroupedByComma,
  commaGroupedByPoint,
  commaGroupedBySpace,
  pointGroupedByApostrophe,
  pointGroupedByUnderscore,
} as const satisfies Record<string, AmountNotation>;
type NotationName = keyof typeof NOTATIONS;
const NOTATION_NAMES = Object.keys(NOTATIONS) as NotationName[];

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return error instanceof CuadreError ? error.code : 'another error';
  }
  return 'no error';
};

/** Any amount that the brand can hold, the edges included. */
const anyMinor = fc.maxSafeInteger().map(minor);
const weight = fc.oneof(fc.nat({ max: 9 }), fc.nat({ max: 1_000_000_000 })).map(minor);

/** What each spelling of 1234567.89 is read as by; every other notation must refuse it. */
const SPELLINGS: readonly [text: string, acceptedBy: readonly NotationName[]][] = [
  ['1234567.89', ['point', 'pointGroupedByComma', 'pointGroupedByApostrophe', 'pointGroupedByUnderscore']],
  ['+1234567.89', ['point', 'pointGroupedByComma', 'pointGroupedByApostrophe', 'pointGroupedByUnderscore']],
  ['1234567.890000', ['point', 'pointGroupedByComma', 'pointGroupedByApostrophe', 'pointGroupedByUnderscore']],
  ['0001234567.89', ['point', 'pointGroupedByComma', 'pointGroupedByApostrophe', 'pointGroupedByUnderscore']],
  ['1234567,89', ['comma', 'commaGroupedByPoint', 'commaGroupedBySpace']],
  ['1,234,567.89', ['pointGroupedByComma']],
  ['1.234.567,89', ['commaGroupedByPoint']],
  ['1 234 567,89', ['commaGroupedBySpace']],
  ['1\u00a0234\u00a0567,89', ['commaGroupedBySpace']],
  ['1\u202f234\u202f567,89', ['commaGroupedBySpace']],
  ["1'234'567.89", ['pointGroupedByApostrophe']],
  ['1_234_567.89', ['pointGroupedByUnderscore']],
];

describe('parseExact and parseMinor', () => {
  test('twelve spellings of one amount are the same hundredths', () => {
    expect(SPELLINGS).toHaveLength(12);
    for (const [text, acceptedBy] of SPELLINGS) {
      for (const name of acceptedBy) expect(parseMinor(text, NOTATIONS[name]), `${text} as ${name}`).toBe(123_456_789);
    }
    expect(parseMinor('123456789', hundredths)).toBe(123_456_789);
  });

  test('each declared notation accepts only its own spellings', () => {
    for (const [text, acceptedBy] of SPELLINGS) {
      for (const name of NOTATION_NAMES.filter((other) => !acceptedBy.includes(other))) {
        expect(parseMinor(text, NOTATIONS[name]), `${text} as ${name}`).toBeNull();
      }
    }
  });

  test.each([
    ['.50', point, 50],
    ['-.50', point, -50],
    [',5', comma, 50],
    ['0', point, 0],
    ['-0', point, 0],
    ['-0.00', point, 0],
    ['7', point, 700],
    ['7.5', point, 750],
    ['-7.05', point, -705],
    ['7.050', point, 705],
    ['999', pointGroupedByComma, 99_900],
    ['1,000', pointGroupedByComma, 100_000],
    ['1.000', commaGroupedByPoint, 100_000],
    ['8900000', hundredths, 8_900_000],
    ['-10000', hundredths, -10_000],
    ['100.00', hundredths, 100],
    ['90071992547409.91', point, Number.MAX_SAFE_INTEGER],
    ['-90071992547409.91', point, -Number.MAX_SAFE_INTEGER],
  ])('reads %j', (text, notation, expected) => {
    expect(parseMinor(text, notation)).toBe(expected);
  });

  test.each([
    ['', point],
    ['-', point],
    ['+', point],
    ['.', point],
    ['-.', point],
    ['5.', point],
    ['--5', point],
    ['+-5', point],
    ['5-', point],
    [' 5', point],
    ['5 ', point],
    ['$5', point],
    ['1e3', point],
    ['0x10', point],
    ['(1.00)', point],
    ['1.2.3', point],
    ['1,23', point],
    ['NaN', point],
    ['Infinity', point],
    ['\u0661\u0662', point],
    ['1,23', pointGroupedByComma],
    ['1,2345', pointGroupedByComma],
    ['1234,567', pointGroupedByComma],
    [',234', pointGroupedByComma],
    ['1,,234', pointGroupedByComma],
    ['1,234,', pointGroupedByComma],
    ['1.234,567.89', commaGroupedByPoint],
    ['1.00', commaGroupedByPoint],
    ['1.0000000000001', point],
    ['1'.repeat(41), point],
  ])('refuses %j', (text, notation) => {
    expect(parseExact(text, notation)).toBeNull();
  });

  test('keeps every decimal it was given, at its own scale', () => {
    expect(parseExact('253.952491', point)).toEqual({ digits: 253_952_491n, scale: 6 });
    expect(parseExact('-0.057909', point)).toEqual({ digits: -57_909n, scale: 6 });
    expect(parseExact('12.5', hundredths)).toEqual({ digits: 125n, scale: 3 });
    expect(parseExact('0.000000000001', point)).toEqual({ digits: 1n, scale: 12 });
  });

  test('an amount printed in any notation, grouped or not, is read back as itself', () => {
    const name = fc.constantFrom(...NOTATION_NAMES);
    fc.assert(
      fc.property(anyMinor, name, fc.boolean(), (amount, notationName, grouped) => {
        const notation = NOTATIONS[notationName];
        expect(parseMinor(print(amount, notation, grouped), notation)).toBe(amount);
      }),
      RUNS,
    );
  });

  test('whatever a cell holds, the answer is an amount in range or null, never an error', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...Array.from("0123456789.,-+ '_e")), maxLength: 45 }),
    );
    fc.assert(
      fc.property(cell, fc.constantFrom(...Object.values(NOTATIONS), hundredths), (text, notation) => {
        const amount = parseMinor(text, notation);
        expect(amount === null || (Number.isSafeInteger(amount) && !Object.is(amount, -0))).toBe(true);
      }),
      RUNS,
    );
  });
});

function print(amount: Minor, notation: AmountNotation, grouped: boolean): string {
  const [whole = '', cents = ''] = formatMajor(amount).replace('-', '').split('.');
  const shown = grouped ? whole.replaceAll(/\B(?=(\d{3})+$)/g, notation.thousands) : whole;
  return `${amount < 0 ? '-' : ''}${shown}${notation.decimal}${cents}`;
}

describe('toMinor', () => {
  test.each([
    [{ digits: 123n, scale: 0 }, 12_300],
    [{ digits: 123n, scale: 1 }, 1_230],
    [{ digits: 123n, scale: 2 }, 123],
    [{ digits: 1_230n, scale: 3 }, 123],
    [{ digits: 1_231n, scale: 3 }, null],
    [{ digits: 0n, scale: 6 }, 0],
    [{ digits: -1_000_000n, scale: 6 }, -100],
    [{ digits: -1n, scale: 3 }, null],
    [{ digits: 9_007_199_254_740_991n, scale: 2 }, Number.MAX_SAFE_INTEGER],
    [{ digits: 9_007_199_254_740_992n, scale: 2 }, null],
    [{ digits: 90_071_992_547_410n, scale: 0 }, null],
  ] as const)('%o is %s', (exact, expected) => {
    expect(toMinor(exact)).toBe(expected);
  });
});

describe('arithmetic', () => {
  test('refuses what is no whole safe number, and has no negative zero', () => {
    for (const value of [0.5, Number.NaN, Infinity, Number.MAX_SAFE_INTEGER + 1])
      expect(codeOf(() => minor(value))).toBe('money_out_of_range');
    expect(Object.is(minor(-0), 0)).toBe(true);
    expect(Object.is(negate(minor(0)), 0)).toBe(true);
  });

  test('a sum that leaves the range at any step is an error, not a wrong number', () => {
    const most = minor(Number.MAX_SAFE_INTEGER);
    expect(codeOf(() => add(most, minor(1)))).toBe('money_out_of_range');
    expect(codeOf(() => subtract(negate(most), minor(1)))).toBe('money_out_of_range');
    expect(codeOf(() => sum([most, minor(1), minor(-1)]))).toBe('money_out_of_range');
    expect(sum([])).toBe(0);
    expect(sum([minor(3), minor(-5)])).toBe(-2);
  });
});

describe('parseMajor', () => {
  test.each(['', '1', '1.5', '1.555', '.50', '+1.00', '1,00', '1e2.00', ' 1.00', '-', '99999999999999.99'])(
    'takes %j for no amount of ours',
    (text) => {
      expect(parseMajor(text)).toBeNull();
    },
  );
});

describe('formatMajor', () => {
  test.each([
    [0, '0.00'],
    [1, '0.01'],
    [-1, '-0.01'],
    [99, '0.99'],
    [100, '1.00'],
    [-123_456, '-1234.56'],
    [Number.MAX_SAFE_INTEGER, '90071992547409.91'],
  ])('prints %d as %s', (amount, expected) => {
    expect(formatMajor(minor(amount))).toBe(expected);
  });

  test('what is printed is read back as the same amount', () => {
    fc.assert(
      fc.property(anyMinor, (amount) => {
        expect(formatMajor(amount)).toMatch(/^-?(0|[1-9]\d*)\.\d\d$/);
        expect(parseMinor(formatMajor(amount), point)).toBe(amount);
        expect(parseMajor(formatMajor(amount))).toBe(amount);
      }),
      RUNS,
    );
  });
});

describe('allocate', () => {
  test.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [-100, [1, 1, 1], [-34, -33, -33]],
    [2, [1, 1, 1], [1, 1, 0]],
    [5, [1, 2, 3], [1, 2, 2]],
    [10, [0, 7, 0], [0, 10, 0]],
    [10, [0, 0], [10, 0]],
    [0, [3, 4], [0, 0]],
    [0, [], []],
    [7, [5], [7]],
  ])('shares %d out over %j as %j', (total, weights, expected) => {
    expect(allocate(minor(total), weights.map(minor))).toEqual(expected);
  });

  test('an amount with nobody to take it is an error', () => {
    expect(codeOf(() => allocate(minor(1), []))).toBe('conservation_broken');
  });

  test('the shares sum to the total, each within one hundredth of its exact proportion', () => {
    fc.assert(
      fc.property(anyMinor, fc.array(weight, { minLength: 1, maxLength: 12 }), (total, weights) => {
        const shares = allocate(total, weights);
        expect(shares.reduce((soFar, share) => soFar + BigInt(share), 0n)).toBe(BigInt(total));
        const all = weights.reduce((soFar, each) => soFar + BigInt(each), 0n);
        if (all === 0n) return;
        shares.forEach((share, index) => {
          const error = BigInt(share) * all - BigInt(total) * BigInt(weights[index] ?? 0);
          expect(error < all && error > -all).toBe(true);
        });
      }),
      RUNS,
    );
  });

  test('no share that was rounded down had a larger remainder than one that was rounded up', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 1_000_000_000 }).map(minor),
        fc.array(weight, { minLength: 1, maxLength: 12 }),
        (total, weights) => {
          const all = weights.reduce((soFar, each) => soFar + BigInt(each), 0n);
          if (all === 0n) return;
          const parts = allocate(total, weights).map((share, index) => {
            const product = BigInt(total) * BigInt(weights[index] ?? 0);
            return { up: BigInt(share) > product / all, remainder: product % all, index };
          });
          for (const down of parts.filter((part) => !part.up)) {
            for (const up of parts.filter((part) => part.up)) {
              const fair = up.remainder > down.remainder || (up.remainder === down.remainder && up.index < down.index);
              expect(fair).toBe(true);
            }
          }
        },
      ),
      RUNS,
    );
  });
});

describe('roundColumn', () => {
  const exact = (text: string): ExactAmount => parseExact(text, point) ?? { digits: 0n, scale: 0 };

  test.each([
    [[], []],
    [
      ['1.23', '4.5', '6'],
      [123, 450, 600],
    ],
    [
      ['0.004', '0.004', '0.004'],
      [1, 0, 0],
    ],
    [['0.005'], [1]],
    [['-0.005'], [-1]],
    [['0.0049'], [0]],
    [
      ['0.336', '0.332', '0.332'],
      [34, 33, 33],
    ],
    [
      ['254.0104', '3.287193', '1.008571', '3.772121', '-2.38'],
      [25_401, 329, 101, 377, -238],
    ],
    [
      ['-0.057909', '-0.068128', '-0.022993', '-0.075442'],
      [-6, -7, -2, -7],
    ],
  ])('brings %j to %j', (texts, expected) => {
    expect(roundColumn(texts.map(exact))).toEqual(expected);
  });

  const anyExact = fc.record({
    digits: fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
    scale: fc.integer({ min: 0, max: 6 }),
  });
  const atScaleTwelve = (amount: ExactAmount): bigint => amount.digits * 10n ** BigInt(12 - amount.scale);
  const hundredth = 10n ** 10n;

  test('the lines sum to the exact total rounded half away from zero, each within one hundredth', () => {
    const small = anyExact.map(({ digits, scale }) => ({ digits: digits % 10n ** BigInt(7 + scale), scale }));
    fc.assert(
      fc.property(fc.array(small, { maxLength: 12 }), (amounts) => {
        const rounded = roundColumn(amounts);
        const total = amounts.reduce((soFar, amount) => soFar + atScaleTwelve(amount), 0n);
        const size = ((total < 0n ? -total : total) * 2n + hundredth) / (hundredth * 2n);
        expect(rounded.reduce((soFar, amount) => soFar + BigInt(amount), 0n)).toBe(total < 0n ? -size : size);
        rounded.forEach((amount, index) => {
          const error = BigInt(amount) * hundredth - atScaleTwelve(amounts[index] ?? { digits: 0n, scale: 0 });
          expect(error < hundredth && error > -hundredth).toBe(true);
        });
      }),
      RUNS,
    );
  });

  test('amounts that are whole hundredths already stay as they are, whatever stands beside them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { maxLength: 8 }),
        anyExact,
        (whole, fine) => {
          const column = [
            ...whole.map((digits) => ({ digits: BigInt(digits), scale: 2 })),
            { digits: fine.digits % 10n ** 12n, scale: fine.scale },
          ];
          expect(roundColumn(column).slice(0, whole.length)).toEqual(whole);
        },
      ),
      RUNS,
    );
  });
});
