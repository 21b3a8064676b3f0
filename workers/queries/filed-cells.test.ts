import { describe, expect, it } from 'vitest';
import { filedCells, headerOf, writesAmount } from './filed-cells.ts';

const DLOCAL = [
  'KIND,CURRENCY,TOTAL,',
  'HEADER,COP,100.00,',
  'KIND,ID,AMOUNT,NOTE',
  'PAYMENT,T1,90.00,"a, b"',
  'PAYMENT,T2,10.00,',
];

describe('the header of a line', () => {
  it('is the last line of names before it, not a title, a total or a row', () => {
    expect(headerOf(DLOCAL, 4)).toBe('KIND,ID,AMOUNT,NOTE');
    expect(headerOf(['a;b', '1;2'], 1)).toBe('a;b');
    expect(headerOf(['Statement of July', 'date\tamount', '2026-07-01\t5'], 2)).toBe('date\tamount');
  });

  it('is nothing where none stands there: fixed widths, XML, no names, another count of cells', () => {
    expect(headerOf(['0001 20260701 5', '0002 20260701 6'], 1)).toBe(null);
    expect(headerOf(['<a>', '<b>1,2</b>'], 1)).toBe(null);
    expect(headerOf(['1,2', '3,4'], 1)).toBe(null);
    expect(headerOf(['a,b,c', '1,2'], 1)).toBe(null);
    expect(headerOf(null, 0)).toBe(null);
    expect(headerOf([], 7)).toBe(null);
  });
});

it('cells stand under their columns, empty ones left out; what does not fit is no table', () => {
  expect(filedCells('KIND,ID,AMOUNT,NOTE', DLOCAL[3] ?? '')).toEqual([
    { column: 'KIND', value: 'PAYMENT' },
    { column: 'ID', value: 'T1' },
    { column: 'AMOUNT', value: '90.00' },
    { column: 'NOTE', value: 'a, b' },
  ]);
  expect(filedCells('KIND,ID', 'PAYMENT,T1,90.00')).toBe(null);
  expect(filedCells(null, 'a,b')).toBe(null);
});

it.each([
  ['1438514.00', 143_851_400, true],
  ['1.438.514,00', 143_851_400, true],
  ['1,438,514', 143_851_400, true],
  ['-1438514', -143_851_400, true],
  ['(1438514.0)', 143_851_400, true],
  ['COP 1438514.00', 143_851_400, true],
  ['$ 1.438.514', 143_851_400, true],
  ['0.05', 5, true],
  ['1438514.01', 143_851_400, false],
  ['14385.14', 143_851_400, false],
  ['2026-07-01', 20_260_701_00, false],
  ['BOG01-1438514', 143_851_400, false],
  ['', 0, false],
])('%j writes %s: %s', (cell, amount, expected) => {
  expect(writesAmount(cell, amount)).toBe(expected);
});
