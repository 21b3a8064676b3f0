import { describe, expect, it } from 'vitest';
import { pesos } from '../5-publish/testing.ts';
import { formatAmount, formatCount, formatDecimal, formatList, formatShort, printable, sentence } from './format.ts';

describe('numbers for people', () => {
  it.each([
    ['0.00', 'COP', 'COP 0', 'COP 0'],
    ['0.49', 'COP', 'COP 0.49', 'COP 0,49'],
    ['0.50', 'COP', 'COP 1', 'COP 1'],
    ['-1234567.50', 'COP', 'COP -1,234,568', 'COP -1.234.568'],
    ['1234567.49', 'COP', 'COP 1,234,567', 'COP 1.234.567'],
    ['1234.50', 'USD', 'USD 1,234.50', 'USD 1.234,50'],
  ])('prints %s of %s short as %s and %s', (amount, currency, english, spanish) => {
    expect(formatShort('en', pesos(amount), currency)).toBe(english);
    expect(formatShort('es', pesos(amount), currency)).toBe(spanish);
  });

  it.each([
    ['0.00', 'COP 0.00', 'COP 0,00'],
    ['0.05', 'COP 0.05', 'COP 0,05'],
    ['-0.05', 'COP -0.05', 'COP -0,05'],
    ['999.99', 'COP 999.99', 'COP 999,99'],
    ['1000.00', 'COP 1,000.00', 'COP 1.000,00'],
    ['120000.00', 'COP 120,000.00', 'COP 120.000,00'],
    ['-1234567.89', 'COP -1,234,567.89', 'COP -1.234.567,89'],
    ['90071992547409.91', 'COP 90,071,992,547,409.91', 'COP 90.071.992.547.409,91'],
  ])('prints %s as %s and %s', (amount, english, spanish) => {
    expect(formatAmount('en', pesos(amount), 'COP')).toBe(english);
    expect(formatAmount('es', pesos(amount), 'COP')).toBe(spanish);
    expect(formatAmount('zh', pesos(amount), 'COP')).toBe(english);
  });

  it('prints the number alone where no currency is known', () => {
    expect(formatAmount('en', pesos('1000.00'), null)).toBe('1,000.00');
  });

  it('groups counts and leaves a text that is no decimal as it is', () => {
    expect(formatCount('es', 12345)).toBe('12.345');
    expect(formatDecimal('es', '2.35')).toBe('2,35');
    expect(formatDecimal('es', 'n/a')).toBe('n/a');
  });
});

describe('texts for people', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c', 'd', 'e'], 'a, b, c, d and e'],
    [['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'a, b, c, d, e and 2 more'],
  ])('lists %j as %s', (items, shown) => {
    expect(formatList('en', items)).toBe(shown);
  });

  it('lists in Chinese with its own marks', () => {
    expect(formatList('zh', ['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe('a、b、c、d、e、另外 2 项');
  });

  it('makes invisible and line-breaking characters one space and cuts a long text between characters', () => {
    expect(printable('a\r\n\tb\u202ec\u0000')).toBe('a b c');
    const long = printable('🧘'.repeat(500));
    expect(Array.from(long)).toHaveLength(120);
    expect(long.endsWith('…')).toBe(true);
  });

  it('joins clauses into one sentence with one stop', () => {
    expect(sentence('en', ['One.', '', 'two;', ' three '])).toBe('One; two; three.');
    expect(sentence('zh', ['一。', '', '二；', ' 三 '])).toBe('一；二；三。');
  });
});
