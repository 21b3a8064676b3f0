import { describe, expect, it } from 'vitest';
import { bankItem, july, line, match, named, payout, outline } from './samples.ts';
import type { BankItem, Receivable } from './types.ts';

/** A payout that the bank's texts may name. */
function po(letter: string, amount: number, day = 1, more: Partial<Receivable> = {}): Receivable {
  return payout(`p${letter}`, amount, july(day), { payoutId: `PO-000${letter}`, ...more });
}

/** A credit whose text names a payout. */
function naming(id: string, letter: string, amount: number, day = 2, more: Partial<BankItem> = {}): BankItem {
  return bankItem(id, amount, july(day), { text: `ABONO WOMPI PO-000${letter}`, ...more });
}

describe('payout ids that the bank exchanged', () => {
  it('are matched by their amounts where every one finds its counterpart: two, three in a ring, and days apart', () => {
    expect(outline(match([po('A', 500), po('B', 300)], [naming('x', 'A', 300), naming('y', 'B', 500)]))).toEqual([
      'amount: pA = y',
      'amount: pB = x',
    ]);
    const three = [naming('x', 'A', 200), naming('y', 'B', 500), naming('z', 'C', 300)];
    expect(outline(match([po('A', 500), po('B', 300), po('C', 200)], three))).toEqual([
      'amount: pA = y',
      'amount: pB = z',
      'amount: pC = x',
    ]);
    expect(outline(match([po('A', 500), po('B', 300)], [naming('x', 'A', 300, 20), naming('y', 'B', 500)]))).toEqual([
      'amount: pA = y',
      'amount: pB = x',
    ]);
  });

  it('are matched so beside a credit that names nothing, in the window only', () => {
    const credits = (day: number): BankItem[] => [naming('x', 'A', 300), bankItem('y', 500, july(day))];
    expect(outline(match([po('A', 500), po('B', 300)], credits(8)))).toEqual(['amount: pA = y', 'amount: pB = x']);
    expect(outline(match([po('A', 500), po('B', 300)], credits(9)))).not.toContain('amount: pB = x');
  });

  it('are matched so once the last credit came, also where a pair stood before', () => {
    const priorDiscrepancies = [po('A', 500, 1, { priorPair: 'one' }), po('B', 300)];
    const credits = [naming('x', 'A', 300, 2, { priorPair: 'one' }), naming('y', 'B', 500, 3)];
    expect(outline(match(priorDiscrepancies, credits))).toEqual(['amount: pA = y', 'amount: pB = x']);
  });

  it('differ together where only one amount crosses: what both lack is told once', () => {
    const result = match([po('A', 500), po('B', 300)], [naming('x', 'A', 300), naming('y', 'B', 450)]);
    expect(outline(result)).toEqual(['differing: pA+pB = x+y']);
    expect(result.matches[0]).toMatchObject({ expected: 800, received: 750, difference: -50 });
  });

  it('are a question where an amount occurs twice', () => {
    expect(
      outline(match([po('A', 500), po('B', 300), po('D', 300)], [naming('x', 'A', 300), naming('y', 'B', 500)])),
    ).toEqual(['? pA+pB+pD / x+y']);
  });

  it('stay as the bank names them where no amount crosses', () => {
    expect(outline(match([po('A', 500), po('B', 300)], [naming('x', 'A', 310), naming('y', 'B', 490)]))).toEqual([
      'differing: pA = x',
      'differing: pB = y',
    ]);
  });
});

describe('references that the bank exchanged', () => {
  const [one, other] = [line('one', 'r1', 100, july(1)), line('other', 'r2', 200, july(1))];

  it('are matched by their amounts, each of which occurs once', () => {
    const credits = [named('x', 'r2', 100, july(2)), named('y', 'r1', 200, july(2))];
    expect(outline(match([one, other], credits))).toEqual(['amount: one = x', 'amount: other = y']);
  });

  it.each([
    ['another line waits for the amount', [one, other, line('third', 'r3', 200, july(1))], 200],
    ['an amount does not cross', [one, other], 201],
  ])('differ under their references where %s', (_, lines, amount) => {
    const credits = [named('x', 'r2', 100, july(2)), named('y', 'r1', amount, july(2))];
    const pairs = outline(match(lines, credits)).filter((text) => text.startsWith('differing'));
    expect(pairs).toEqual(['differing: one = y', 'differing: other = x']);
  });

  it('of two providers are left alone', () => {
    const credits = [named('x', 'r2', 100, july(2)), named('y', 'r1', 200, july(2))];
    const apart = match([one, line('other', 'r2', 200, july(1), { source: 'payu' })], credits);
    expect(outline(apart)).toEqual(['differing: one = y', 'differing: other = x']);
  });
});
