import { describe, expect, it } from 'vitest';
import { minor } from '../../../schemas/values/money.ts';
import { holdsToken, payoutNamer } from './by-payout-id.ts';
import { bankItem, july, match, payout, outline } from './samples.ts';

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
    const items = [
      bankItem('c1', 100, july(2), { text: 'PAGO PO-1002' }),
      bankItem('c2', 100, july(2), { references: ['po-1001'] }),
    ];
    expect(outline(match([first, second], items))).toEqual(['payout_id: p1 = c2', 'payout_id: p2 = c1']);
  });

  it('matches one credit with every payout that it names', () => {
    expect(outline(match([first, second], [bankItem('c', 200, july(2), { text: 'PO-1001 PO-1002' })]))).toEqual([
      'payout_id: p1+p2 = c',
    ]);
  });

  it('matches one payout with every credit that names it', () => {
    const items = [bankItem('c1', 60, july(2), { text: 'PO-1001' }), bankItem('c2', 40, july(6), { text: 'PO-1001' })];
    expect(outline(match([first], items))).toEqual(['payout_id: p1 = c1+c2']);
  });

  it('pairs the named payout with a differing credit although another payout has the amount', () => {
    const items = [bankItem('c', 90, july(2), { text: 'PO-1001' })];
    expect(outline(match([first, payout('p3', 90, july(1))], items))).toEqual(['differing: p1 = c', 'open: p3']);
  });

  it('takes a bundle that holds the named payout before it calls it different', () => {
    const items = [bankItem('c', 190, july(2), { text: 'PO-1001' })];
    expect(outline(match([first, payout('p3', 90, july(1))], items))).toEqual(['bundle: p1+p3 = c']);
  });

  it('holds a payout that two equal credits name', () => {
    const items = [
      bankItem('c1', 100, july(2), { text: 'PO-1001' }),
      bankItem('c2', 100, july(2), { text: 'PO-1001' }),
    ];
    expect(outline(match([first], items))).toEqual(['? p1 / c1+c2']);
  });

  it('asks for the look of the source all the same', () => {
    const items = [bankItem('c', 100, july(2), { text: 'PO-1001', looksLike: 'dlocal' })];
    expect(outline(match([first], items))).toEqual(['open: p1', 'open: c']);
  });
});

describe('an id that may be a word or a number of the text', () => {
  const short = (id: string, amount: number, more = {}): ReturnType<typeof payout> =>
    payout(id, amount, july(1), { payoutId: id, ...more });
  const says = (id: string, amount: number, text: string, more = {}): ReturnType<typeof bankItem> =>
    bankItem(id, amount, july(2), { text, ...more });

  it.each([
    ['five characters', 'PO-12', 'ABONO PO-12'],
    ['two digits', '12', 'PAGO FACTURA 12'],
    ['a date, year first', '20260702', 'ABONO 20260702'],
    ['a date, day first', '02072026', 'ABONO 02072026'],
    ['a date of six digits', '260702', 'ABONO 260702'],
  ])('%s: names its payout with the exact amount, however late', (_what, id, text) => {
    const late = bankItem('c', 100, july(30), { text });
    expect(outline(match([short(id, 100)], [late]))).toEqual([`payout_id: ${id} = c`]);
  });

  it.each([
    ['one centavo less', 99],
    ['one centavo more', 101],
  ])('and with %s names nothing: the other open payout may be meant as well', (_what, amount) => {
    expect(
      outline(
        match([short('PO-12', 100), short('PO-13', 300, { settledOn: july(2) })], [says('c', amount, 'ABONO PO-12')]),
      ),
    ).toEqual(['? PO-12+PO-13 / c']);
  });

  it('six characters that are no date tie their payout whatever the amount', () => {
    expect(outline(match([short('PO-123', 100), short('PO-13', 99)], [says('c', 99, 'ABONO PO-123')]))).toEqual([
      'differing: PO-123 = c',
      'open: PO-13',
    ]);
  });

  it('a short id tells equal payouts apart', () => {
    expect(outline(match([short('A1', 100), short('A2', 100)], [says('c', 100, 'ABONO A2')]))).toEqual([
      'payout_id: A2 = c',
      'open: A1',
    ]);
  });

  it('credits of one short id are its payout where they sum to it', () => {
    const parts = [says('c1', 60, 'ABONO A1'), says('c2', 40, 'ABONO A1')];
    expect(outline(match([short('A1', 100)], parts))).toEqual(['payout_id: A1 = c1+c2']);
  });

  it('is not found inside a longer id that is named', () => {
    const both = [short('PO-1', 70), short('PO-1-2', 70)];
    expect(outline(match(both, [says('c', 70, 'ABONO PO-1-2')]))).toEqual(['payout_id: PO-1-2 = c', 'open: PO-1']);
    expect(outline(match(both, [says('c', 140, 'ABONO PO-1 PO-1-2')]))).toEqual(['payout_id: PO-1+PO-1-2 = c']);
  });
});

describe('two ids in one text', () => {
  const first = payout('p1', 100, july(1), { payoutId: 'PO-1001' });
  const second = payout('p2', 50, july(1), { payoutId: 'PO-1002' });
  const text = 'ABONO PO-1001 PO-1002';

  it('are a bundle where the sum is exact', () => {
    expect(outline(match([first, second], [bankItem('c', 150, july(2), { text })]))).toEqual(['payout_id: p1+p2 = c']);
  });

  it.each([149, 151])('and name neither where it is not: %i is paired by the days alone', (amount) => {
    expect(outline(match([first, second], [bankItem('c', amount, july(2), { text })]))).toEqual([
      'differing: p1+p2 = c',
    ]);
  });

  it('leave the payout of the exact amount to the pass of amounts', () => {
    expect(outline(match([first, second], [bankItem('c', 100, july(2), { text })]))).toEqual([
      'amount: p1 = c',
      'open: p2',
    ]);
  });

  it('the second of which is only a number with another amount name the first', () => {
    const numbered = payout('p3', 500, july(1), { payoutId: '77' });
    const item = bankItem('c', 90, july(2), { text: 'ABONO PO-1001 CUENTA 77' });
    expect(outline(match([first, numbered], [item]))).toEqual(['differing: p1 = c', 'open: p3']);
  });
});

describe('a movement without the name of a provider', () => {
  const open = [
    payout('p1', 100, july(1), { payoutId: 'PO-1001' }),
    payout('p2', 40, july(1), { payoutId: '12' }),
    payout('p3', 40, july(1), { payoutId: '12', source: 'dlocal' }),
  ];
  const named = payoutNamer(open);
  const asked = (text: string, amount: number, more = {}): string | null =>
    named({ text, amount: minor(amount), currency: 'COP', references: [], endToEndId: null, looksLike: null, ...more });

  it.each([
    ['the id and the exact amount', 'PAGO PO-1001', 100, 'wompi'],
    ['a centavo less', 'PAGO PO-1001', 99, null],
    ['the amount and no id', 'PAGO', 100, null],
    ['an id inside a word of letters', 'PAGOXPO-1001', 100, null],
    ['an id of two providers', 'PAGO FACTURA 12', 40, null],
    ['both ids of one provider, and their sum', 'PAGO PO-1001 12', 140, 'wompi'],
  ])('%s', (_what, text, amount, expected) => {
    expect(asked(text, amount)).toBe(expected);
  });

  it('in another currency is nobody’s', () => {
    expect(asked('PAGO PO-1001', 100, { currency: 'USD' })).toBeNull();
  });

  it('by its reference', () => {
    expect(asked('PAGO', 100, { references: ['po-1001'] })).toBe('wompi');
  });
});
