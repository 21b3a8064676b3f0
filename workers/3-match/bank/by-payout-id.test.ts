import { describe, expect, it } from 'vitest';
import { holdsToken } from './by-payout-id.ts';
import { bankItem, july, match, payout, told } from './samples.ts';

describe('a payout id in the text', () => {
  it.each([
    ['PAGO PO-1234 WOMPI', true],
    ['PO-1234', true],
    ['/ROC/PO-1234/X', true],
    ['PAGO PO-1234.', true],
    ['PAGO PO-12345', false],
    ['PAGO XPO-1234', false],
    ['PAGO PO-1234-2', false],
    ['PAGO A-PO-1234', false],
    ['PAGO PO-1234-2 Y PO-1234', true],
  ])('in %j is a whole token: %s', (text, expected) => {
    expect(holdsToken(text, 'PO-1234')).toBe(expected);
  });
});

describe('matching by payout id', () => {
  const first = payout('p1', 100, july(1), { payoutId: 'po-1001' });
  const second = payout('p2', 100, july(1), { payoutId: 'pó-1002' });

  it('tells equal payouts apart', () => {
    const items = [bankItem('c1', 100, july(2), { text: 'PAGO PO-1002' }), bankItem('c2', 100, july(2), { references: ['po-1001'] })];
    expect(told(match([first, second], items))).toEqual(['payout_id: p1 = c2', 'payout_id: p2 = c1']);
  });

  it('matches one credit with every payout that it names', () => {
    expect(told(match([first, second], [bankItem('c', 200, july(2), { text: 'PO-1001 PO-1002' })]))).toEqual(['payout_id: p1+p2 = c']);
  });

  it('matches one payout with every credit that names it', () => {
    const items = [bankItem('c1', 60, july(2), { text: 'PO-1001' }), bankItem('c2', 40, july(6), { text: 'PO-1001' })];
    expect(told(match([first], items))).toEqual(['payout_id: p1 = c1+c2']);
  });

  it('pairs the named payout with a differing credit although another payout has the amount', () => {
    const items = [bankItem('c', 90, july(2), { text: 'PO-1001' })];
    expect(told(match([first, payout('p3', 90, july(1))], items))).toEqual(['differing: p1 = c', 'open: p3']);
  });

  it('takes a bundle that holds the named payout before it calls it different', () => {
    const items = [bankItem('c', 190, july(2), { text: 'PO-1001' })];
    expect(told(match([first, payout('p3', 90, july(1))], items))).toEqual(['bundle: p1+p3 = c']);
  });

  it('holds a payout that two equal credits name', () => {
    const items = [bankItem('c1', 100, july(2), { text: 'PO-1001' }), bankItem('c2', 100, july(2), { text: 'PO-1001' })];
    expect(told(match([first], items))).toEqual(['? p1 / c1+c2']);
  });

  it('asks for the look of the source all the same', () => {
    const items = [bankItem('c', 100, july(2), { text: 'PO-1001', looksLike: 'dlocal' })];
    expect(told(match([first], items))).toEqual(['open: p1', 'open: c']);
  });
});
