import { expect, it } from 'vitest';
import { nearestName } from './nearest.ts';

const names = ['merchant_reference', 'settles', 'goLive', 'id', 'amount'];

it.each([
  ['merchant_referense', 'merchant_reference'],
  ['merchantReference', 'merchant_reference'],
  ['settels', 'settles'],
  ['golive', 'goLive'],
  ['amuont', 'amount'],
  ['i', 'id'],
  ['total', null],
  ['zz', null],
  ['', null],
])('%j most likely means %j', (wrong, meant) => {
  expect(nearestName(wrong, names)).toBe(meant);
});

it('prefers the name that stands first among equally near ones', () => {
  expect(nearestName('bat', ['cat', 'rat'])).toBe('cat');
});
