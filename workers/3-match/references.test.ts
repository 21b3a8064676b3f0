import { describe, expect, test } from 'vitest';
import type { Line } from '../../schemas/lines/records.ts';
import { configOf, day, fatesOf, hold, order, payment, decide } from '../../scripts/testing/kit.ts';
import { workingSetReferences, referenceComparer, referenceExtractor, storeFromReference } from './references.ts';

const RETRIES = '^(?<ref>.+?)(-r\\d+)?$';

describe('How references are compared', () => {
  const table: [string, string, string][] = [
    ['as it stands', 'bog01-1', 'bog01-1'],
    ['spaces around it do not count', '  BOG01-1\t', 'bog01-1'],
    ['case does not count', 'BOG01-ab', 'bog01-ab'],
    ['wide letters are the same letters (NFKC)', 'ＢＯＧ01-1', 'bog01-1'],
    ['a composed and a decomposed accent are the same', 'Usaque\u0301n-1', 'usaquén-1'],
    ['a retry suffix does not count', 'BOG01-1-r2', 'bog01-1'],
    ['nor does it in capitals', 'BOG01-1-R12', 'bog01-1'],
    ['a suffix that only looks alike counts', 'BOG01-1-x2', 'bog01-1-x2'],
    ['leading zeros count', '0001', '0001'],
    ['nothing stays nothing', '   ', ''],
    ['kept as text by a spreadsheet', '="00123"', '00123'],
    ['with the apostrophe of a cell', "'00123", '00123'],
    ['with what cannot be seen', '\ufeffBOG\u200b01\u00a0', 'bog01'],
    ['a long dash is a dash', 'BOG01\u20131\u2014a\u22122', 'bog01-1-a-2'],
    ['what a spreadsheet made of a long number is nobody', '1.23457E+15', ''],
    ['nor with a comma, or without decimals', '1,2E+15', ''],
    ['an id that only looks like it counts', '12E34', '12e34'],
    ['one without the sign too', '5e12', '5e12'],
    ['two digits before the point are no such number', '12.3E+15', '12.3e+15'],
    ['one digit behind the sign is none', '1.2E+5', '1.2e+5'],
  ];
  test.each(table)('%s', (_sentence, written, compared) => {
    expect(referenceComparer({ referenceExtract: RETRIES })(written)).toBe(compared);
  });

  test('without an expression the whole reference is compared', () => {
    expect(referenceComparer({ referenceExtract: null })('BOG01-1-r2')).toBe('bog01-1-r2');
  });

  test('a reference that the expression does not match is compared whole', () => {
    expect(referenceExtractor('^web-(?<ref>\\d+)$')('pos-17')).toBe('pos-17');
    expect(referenceExtractor('^web-(?<ref>\\d+)$')('web-17')).toBe('17');
  });
});

describe('The store that a reference names', () => {
  const code = storeFromReference({ stores: { fromReference: '^(?<store>[A-Z]{3}\\d{2})-', list: null } });
  const table: [string, string, string | null][] = [
    ['at its start', 'BOG01-1', 'BOG01'],
    ['after spaces', ' BOG01-1', 'BOG01'],
    ['in small letters it is the code that the expression asks for', 'bog01-1', 'BOG01'],
    ['behind what a spreadsheet put before it', '="BOG01-1"', 'BOG01'],
    ['with a long dash', 'BOG01\u20131', 'BOG01'],
    ['none', '4711', null],
    ['an empty reference', '', null],
  ];
  test.each(table)('%s', (_sentence, reference, store) => {
    expect(code(reference)).toBe(store);
  });

  test('in other letters it is the one on the list', () => {
    const list = { Bog01: { name: 'Chapinero' } };
    const listed = storeFromReference({ stores: { fromReference: '^(?<store>[A-Za-z]{3}\\d{2})-', list } as never });
    expect(['BOG01-1', 'bog01-1', 'Bog01-1'].map(listed)).toEqual(['Bog01', 'Bog01', 'Bog01']);
  });

  test('without a pattern no reference names one', () => {
    expect(storeFromReference({ stores: { fromReference: null, list: null } })('BOG01-1')).toBeNull();
  });
});

describe('References that fold alike', () => {
  const sale = (reference: string): Line => order({ merchantReference: reference });
  const paid = (reference: string): Line =>
    payment({
      merchantReference: reference,
      providerId: `P ${String(reference.codePointAt(0))} ${Buffer.from(reference).toString('hex')}`,
    });
  /** The compared forms of the references, numbered by first appearance: equal numbers are one reference. */
  const groups = (...lines: Line[]): number[] => {
    const { compare } = workingSetReferences(configOf(), hold(lines));
    const keys = lines.map((line) => (line.leg === 'bank' ? '' : compare(line.merchantReference)));
    return keys.map((key) => keys.indexOf(key));
  };
  const table: [string, Line[], number[]][] = [
    ['one of each leg is one', [sale('aB3x'), paid('Ab3x')], [0, 0]],
    [
      'two of one leg stay two, each with its own',
      [sale('aB3x'), sale('Ab3x'), paid('aB3x'), paid('Ab3x')],
      [0, 1, 0, 1],
    ],
    ['the look-alike of a paid order is not paid by it', [sale('aB3x'), paid('aB3x'), paid('AB3X')], [0, 0, 2]],
    [
      'what is left on both sides, one each, is one',
      [sale('aB3x'), sale('Ab3x'), paid('aB3x'), paid('AB3X')],
      [0, 1, 0, 1],
    ],
    ['of two left nobody chooses', [sale('aB3x'), sale('Ab3x'), paid('AB3X')], [0, 1, 2]],
    ['a raised two is a two of another leg', [sale('K7²'), paid('K72')], [0, 0]],
    ['and no two of the same leg', [sale('K72'), sale('K7²'), paid('K72')], [0, 1, 0]],
    ['a retry suffix is the same sale', [sale('aB3x'), sale('aB3x-r2'), paid('AB3X')], [0, 0, 0]],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    expect(groups(...lines)).toEqual(expected);
    expect(groups(...[...lines].reverse())).toEqual(
      [...groups(...lines)].reverse().map((_, index, all) => {
        const own = all.length - 1 - index;
        const first = expected[own] ?? own;
        return Math.min(...expected.flatMap((group, at) => (group === first ? [all.length - 1 - at] : [])));
      }),
    );
  });

  test('a transaction that is told again in other letters is one payment', () => {
    const again = payment({ merchantReference: 'bog01-1', providerId: 'P', date: day('2026-07-02') });
    expect(groups(sale('BOG01-1'), payment({ providerId: 'P' }), again)).toEqual([0, 0, 0]);
  });

  test('the loss shows: a payment that is not the order’s is asked about, names the other line and is no claim', () => {
    const outcome = decide({ date: day('2026-07-06'), lines: [sale('aB3x'), sale('Ab3x'), paid('aB3x')] });
    expect(fatesOf(outcome)).toContain('order Ab3x: broken');
    const [missing] = outcome.discrepancies.filter((one) => one.kind === 'missing_in_settlement');
    expect(missing).toMatchObject({ merchantReference: 'Ab3x', claimable: false, facts: { askFirst: true } });
    expect(missing?.seenElsewhere.map((line) => line.leg)).toContain('order');
    expect(fatesOf(outcome)).toContain('order aB3x: matched');
  });
});
