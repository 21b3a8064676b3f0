import { expect, it } from 'vitest';
import { bank, erp, wompi } from '../../scripts/testing/kit.ts';
import { ownNumbersOf } from './own-numbers.ts';

it('are what is listed and the accounts of banks; zeros that fill a place do not count, nor accounts too short for a card', () => {
  const accounts = ['0004-1111 1111 1111 1111', '123456', null].map((account) => ({ ...bank, account }));
  expect(ownNumbersOf({ ownNumbers: ['400000', '0050'], sources: [wompi, erp, ...accounts] })).toEqual([
    '400000',
    '50',
    '41111111111111111',
  ]);
  expect(ownNumbersOf({ ownNumbers: ['000'], sources: [erp] })).toEqual([]);
});
