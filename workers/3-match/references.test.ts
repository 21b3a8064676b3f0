import { describe, expect, test } from 'vitest';
import { referenceComparer, referenceExtractor, storeFromReference } from './references.ts';

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
    ['in small letters it is no code: codes are compared as written', 'bog01-1', null],
    ['none', '4711', null],
    ['an empty reference', '', null],
  ];
  test.each(table)('%s', (_sentence, reference, store) => {
    expect(code(reference)).toBe(store);
  });

  test('without a pattern no reference names one', () => {
    expect(storeFromReference({ stores: { fromReference: null, list: null } })('BOG01-1')).toBeNull();
  });
});
