import { describe, expect, it } from 'vitest';
import { minor } from '../../../schemas/values/money.ts';
import { bankItem, july, line, match, named, payout, outline } from './samples.ts';
import type { BankItem, MatchedCredit } from './types.ts';

const before = (item: BankItem, bankMatch: string, takenBack = false): MatchedCredit => ({
  item,
  bankMatch,
  takenBack,
});
const debit = (more: Partial<BankItem> = {}, day = 6): BankItem => bankItem('d', -1000, july(day), more);

describe('a debit', () => {
  it('pays a negative payout of its amount', () => {
    const result = match([payout('minus', -1000, july(3))], [debit()]);
    expect(outline(result)).toEqual(['debit: minus = d']);
    expect(result.matches[0]).toMatchObject({ expected: -1000, received: -1000, undoes: null });
  });

  it('of another amount leaves the negative payout to the next payouts', () => {
    expect(outline(match([payout('minus', -999, july(3))], [debit()]))).toEqual(['open: minus', 'open: d']);
  });

  it('is held with two negative payouts of its amount', () => {
    expect(outline(match([payout('a', -1000, july(3)), payout('b', -1000, july(3))], [debit()]))).toEqual([
      '? a+b / d',
    ]);
  });

  it('undoes the earlier match of the credit that it mirrors', () => {
    const result = match([], [debit()], {}, [before(bankItem('c', 1000, july(2)), 'm1')]);
    expect(outline(result)).toEqual(['debit:  = c+d']);
    expect(result.matches[0]).toMatchObject({ expected: 0, received: 0, undoes: 'm1', arrivedOn: july(6) });
  });

  it.each<[string, Partial<BankItem>, Partial<BankItem>, boolean]>([
    ['of the same look', {}, {}, true],
    ['of another look', { looksLike: null }, {}, false],
    ['of another look with a reversal mark', { looksLike: null, reversal: true }, {}, true],
    ['of another look with the same end-to-end id', { looksLike: null, endToEndId: 'e1' }, { endToEndId: 'e1' }, true],
    [
      'of another look with a shared reference',
      { looksLike: null, references: ['r1'] },
      { references: ['r0', 'r1'] },
      true,
    ],
    ['of another look with the same text', { looksLike: null, text: 'ABONO' }, { text: 'ABONO' }, true],
    ['in another account', { account: '002', reversal: true }, {}, false],
    ['in another currency', { currency: 'USD', reversal: true }, {}, false],
    ['before the credit', { bookedOn: july(1) }, {}, false],
    ['on the day of the credit', { bookedOn: july(2) }, {}, true],
    ['a centavo off', { amount: minor(-1001) }, {}, false],
  ])('%s undoes a match only where it mirrors the credit', (_, ofDebit, ofCredit, undoes) => {
    const result = match([], [debit(ofDebit)], {}, [before(bankItem('c', 1000, july(2), ofCredit), 'm1')]);
    expect(outline(result)).toEqual([undoes ? 'debit:  = c+d' : 'open: d']);
  });

  it('reaches back as far as the lookback', () => {
    const earlier = [before(bankItem('c', 1000, july(2)), 'm1')];
    expect(outline(match([], [debit()], { lookbackDays: 4 }, earlier))).toEqual(['debit:  = c+d']);
    expect(outline(match([], [debit()], { lookbackDays: 3 }, earlier))).toEqual(['open: d']);
  });

  it.each<[string, Partial<BankItem>, Partial<BankItem>, string]>([
    ['the last one before it', {}, {}, 'debit:  = c2+d'],
    ['the one of its end-to-end id', { endToEndId: 'e' }, {}, 'debit:  = c1+d'],
    ['the one of its own id', { bankId: 'b' }, {}, 'debit:  = c1+d'],
    ['the one of its text', { text: 'ABONO' }, {}, 'debit:  = c1+d'],
    ['none of two that name different references', { telling: ['ab-100001'] }, { telling: ['ab-100002'] }, 'open: d'],
    ['one before it rather than one of its day', {}, { bookedOn: july(6) }, 'debit:  = c1+d'],
    ['of two of its day the last', { bookedOn: july(6) }, { bookedOn: july(6) }, 'debit:  = c2+d'],
  ])('undoes the match of one of two equal credits: %s', (_, ofFirst, ofSecond, expected) => {
    const own = {
      endToEndId: ofFirst.endToEndId ?? null,
      bankId: ofFirst.bankId ?? null,
      text: ofFirst.text ?? 'NOTA',
    };
    const earlier = [
      before(bankItem('c1', 1000, july(2), ofFirst), 'm1'),
      before(bankItem('c2', 1000, july(3), ofSecond), 'm2'),
    ];
    expect(outline(match([], [debit(own)], {}, earlier))).toEqual([expected]);
  });

  it('undoes the surest match', () => {
    const earlier = [before(bankItem('c1', 1000, july(2)), 'm1'), before(bankItem('c2', 1000, july(3)), 'm2')];
    const certain = [before(bankItem('c1', 1000, july(2), { endToEndId: 'e' }), 'm1'), ...earlier.slice(1)];
    expect(outline(match([], [debit({ endToEndId: 'e' })], {}, certain))).toEqual(['debit:  = c1+d']);
  });

  it('undoes the one whose payout the provider says it took back', () => {
    const [c1, c2] = [bankItem('c1', 1000, july(2)), bankItem('c2', 1000, july(3))];
    expect(outline(match([], [debit()], {}, [before(c1, 'm1', true), before(c2, 'm2')]))).toEqual(['debit:  = c1+d']);
    expect(outline(match([], [debit()], {}, [before(c1, 'm1', true), before(c2, 'm2', true)]))).toEqual([
      'debit:  = c2+d',
    ]);
    expect(outline(match([], [debit({ looksLike: null })], {}, [before(c1, 'm1', true)]))).toEqual(['open: d']);
  });

  it('undoes the newest credit of one match', () => {
    const earlier = [before(bankItem('c1', 1000, july(2)), 'm1'), before(bankItem('c2', 1000, july(3)), 'm1')];
    expect(outline(match([], [debit()], {}, earlier))).toEqual(['debit:  = c2+d']);
  });

  it('cancels the open credit that it mirrors, so that it pays no payout', () => {
    expect(outline(match([payout('p', 1000, july(1))], [bankItem('c', 1000, july(2)), debit()]))).toEqual([
      'debit:  = c+d',
      'open: p',
    ]);
  });

  it('frees an ambiguity by taking one of two equal credits', () => {
    const items = [bankItem('c1', 1000, july(2)), bankItem('c2', 1000, july(3)), debit()];
    expect(outline(match([payout('p', 1000, july(1))], items))).toEqual(['amount: p = c1', 'debit:  = c2+d']);
  });

  it.each<[string, Partial<BankItem>, Partial<BankItem>]>([
    ['look like different providers', { looksLike: 'wompi' }, { looksLike: 'dlocal' }],
    ['name different references', { telling: ['ab-100001'] }, { telling: ['ab-100002'] }],
    ['name a reference and none', { telling: ['ab-100001'] }, {}],
  ])('stays open where the equal credits that it could take back %s', (_, first, second) => {
    const items = [
      bankItem('c1', 1000, july(2), first),
      bankItem('c2', 1000, july(3), second),
      debit({ looksLike: null, reversal: true }),
    ];
    expect(outline(match([], items))).toEqual(['open: c1', 'open: c2', 'open: d']);
  });

  it('of two, the surer takes the credit; of two equal ones that say different things, neither', () => {
    const credit = bankItem('c', 1000, july(2), { endToEndId: 'e' });
    const vague = bankItem('d1', -1000, july(6), { looksLike: null, reversal: true });
    const sure = bankItem('d2', -1000, july(6), { looksLike: null, endToEndId: 'e' });
    expect(outline(match([], [credit, vague, sure]))).toEqual(['debit:  = c+d2', 'open: d1']);
    const other = { ...vague, id: 'd3', content: 'd3', looksLike: 'dlocal' };
    expect(outline(match([], [credit, vague, { ...other, looksLike: 'wompi' }]))).toEqual([
      'open: c',
      'open: d1',
      'open: d3',
    ]);
    expect(outline(match([], [credit, vague, other]))).toEqual(['debit:  = c+d1', 'open: d3']);
    expect(outline(match([], [credit, vague, { ...other, looksLike: null }]))).toEqual(['debit:  = c+d1', 'open: d3']);
  });

  it('leaves the match of an earlier credit alone where an open credit came between', () => {
    const earlier = [before(bankItem('c1', 1000, july(2)), 'm1')];
    expect(outline(match([], [bankItem('c2', 1000, july(3)), debit()], {}, earlier))).toEqual(['debit:  = c2+d']);
    expect(outline(match([], [bankItem('c2', 1000, july(6)), debit()], {}, earlier))).toEqual([
      'debit:  = c1+d',
      'open: c2',
    ]);
  });

  it('leaves what its own day books again to pay', () => {
    const items = [bankItem('c1', 1000, july(2)), bankItem('c2', 1000, july(6)), debit()];
    expect(outline(match([payout('p', 1000, july(1))], items))).toEqual(['amount: p = c2', 'debit:  = c1+d']);
    const earlier = [before(bankItem('c1', 1000, july(2)), 'm1')];
    expect(outline(match([payout('p', 1000, july(3))], items.slice(1), {}, earlier))).toEqual([
      'amount: p = c2',
      'debit:  = c1+d',
    ]);
  });

  it('of a source that pays per transaction needs more than the look of the source', () => {
    const kushki = { looksLike: 'kushki' };
    const earlier = [before(bankItem('c', 1000, july(2), kushki), 'm1')];
    expect(outline(match([], [debit(kushki)], {}, earlier))).toEqual(['open: d']);
    expect(outline(match([], [debit({ ...kushki, reversal: true })], {}, earlier))).toEqual(['debit:  = c+d']);
  });

  it('that a refund names pays the refund and takes nothing back', () => {
    const items = [named('c', 'x1', 1000, july(2)), named('d', 'x1', -1000, july(6))];
    const lines = [line('paid', 'x1', 1000, july(1)), line('refund', 'x1', -1000, july(3))];
    expect(outline(match(lines, items))).toEqual(['reference: paid = c', 'reference: refund = d']);
  });
});
