import { describe, expect, it } from 'vitest';
import { minor } from '../../../schemas/values/money.ts';
import { bankItem, july, match, payout, plainParams, outline } from './samples.ts';
import type { BankItem, Receivable } from './types.ts';

const params = { ...plainParams, sources: { wompi: { settles: 'per_day', refunds: 'debited' } } } as const;
const shown = (days: Receivable[], credits: BankItem[]): string[] =>
  outline(match(days, credits, { sources: params.sources }));

/** A day of sales in the order of their payment; each is called by the day and its place. */
function day(
  id: string,
  sales: readonly (number | readonly number[])[],
  settledOn = july(1),
  more: Partial<Receivable> = {},
): Receivable {
  const moments = sales.map((ofMoment, place) =>
    [ofMoment]
      .flat()
      .map((amount, at) => ({ id: `${id}${String(place + 1)}${at === 0 ? '' : 'b'}`, amount: minor(amount) })),
  );
  const members = moments.flat();
  return payout(
    id,
    members.reduce((sum, one) => sum + one.amount, 0),
    settledOn,
    { members, moments, ...more },
  );
}

/** A sale that left its day before. */
function left(id: string, amount: number, settledOn = july(1)): Receivable {
  return payout(id, amount, settledOn, { members: [{ id, amount: minor(amount) }], isMoved: true });
}

/** Wednesday 1 July: 1,000 in four sales; Thursday: 500 in three. */
const first = day('d', [400, 300, 200, 100]);
const second = day('e', [120, 80, 300], july(2));

describe('a day whose credit is without its last sales', () => {
  it.each([
    ['the last sale', 900, ['d4']],
    ['the last two sales', 700, ['d3', 'd4']],
    ['all sales but the first', 400, ['d2', 'd3', 'd4']],
  ])('is matched without %s, and these wait by themselves', (_, credit, waiting) => {
    expect(shown([first], [bankItem('a', credit, july(2))])).toEqual([
      'shift: d = a',
      ...waiting.map((id) => `open: ${id}`),
    ]);
    expect([...match([first], [bankItem('a', credit, july(2))], params).cuts]).toEqual([['d', waiting]]);
  });

  it.each([
    ['no end of the day', 800],
    ['nothing of the day', 1000.5],
    ['the whole day', 0.5],
  ])('is matched by no credit that has %s', (_, credit) => {
    const lines = shown([first], [bankItem('a', Math.round(credit), july(2))]);
    expect(lines.filter((line) => line.startsWith('shift'))).toEqual([]);
  });

  it('keeps sales of one moment together', () => {
    expect(shown([day('d', [700, [200, 100]])], [bankItem('a', 900, july(2))])).toEqual(['differing: d = a']);
    expect(shown([day('d', [700, [200, 100]])], [bankItem('a', 700, july(2))])).toEqual([
      'shift: d = a',
      'open: d2',
      'open: d2b',
    ]);
  });

  it('is not cut where two ends come to the sum, or two credits end within it', () => {
    expect(shown([day('d', [500, 100, -50, 50])], [bankItem('a', 600, july(2))])).toEqual(['amount: d = a']);
    expect(shown([day('d', [500, 100, -50, 50, 40])], [bankItem('a', 600, july(2))])).toEqual(['differing: d = a']);
    const lines = shown([first], [bankItem('a', 900, july(2)), bankItem('b', 700, july(2))]);
    expect(lines.filter((line) => line.startsWith('shift'))).toEqual([]);
  });

  it('is cut for no provider that pays by payouts', () => {
    expect(outline(match([first], [bankItem('a', 900, july(2))]))).toEqual(['differing: d = a']);
  });

  it('is cut although it stood in a differing pair with its credit since the day before', () => {
    const pair = { priorPair: 'earlier' };
    expect(shown([{ ...first, ...pair }], [bankItem('a', 900, july(2), pair)])).toEqual(['shift: d = a', 'open: d4']);
  });
});

describe('sales that left their day', () => {
  it.each([
    ['with the next day', [left('d4', 100), second], 600, ['shift: d4+e = a']],
    ['with a day a week later: late, and there', [left('d4', 100), day('f', [500], july(9))], 600, ['shift: d4+f = a']],
    ['alone', [left('d4', 100)], 100, ['shift: d4 = a']],
    ['all together, or none', [left('d3', 200), left('d4', 100)], 100, ['open: d3', 'open: d4', 'open: a']],
    [
      'with the next day, which lacks its own last sale',
      [left('d4', 100), second],
      300,
      ['shift: d4+e = a', 'open: e3'],
    ],
  ])('come %s', (_, receivables, credit, expected) => {
    expect(
      shown(
        receivables,
        [bankItem('a', credit, july(10))].map((item) => ({
          ...item,
          bookedOn: receivables.at(-1)?.settledOn ?? july(1),
        })),
      ),
    ).toEqual(expected);
  });

  it('go on waiting where the next credit is exactly its own day: the loss shows', () => {
    expect(shown([left('d4', 100), second], [bankItem('a', 500, july(3))])).toEqual(['amount: e = a', 'open: d4']);
  });

  it('are expected with the next day where its credit is not exact: the row says the centavo that is short', () => {
    const result = match([left('d4', 100), second], [bankItem('a', 599, july(3))], params);
    expect(outline(result)).toEqual(['differing: d4+e = a']);
    expect(result.matches[0]?.difference).toBe(-1);
  });

  it('never leave a second time: what they came with leaves its own', () => {
    const result = match([left('d4', 100), day('e', [300, 80, 120], july(2))], [bankItem('a', 480, july(3))], params);
    expect(outline(result)).toEqual(['shift: d4+e = a', 'open: e3']);
    expect([...result.cuts]).toEqual([['e', ['e3']]]);
  });
});

describe('a day whose credit has the first sales of the next one', () => {
  it('is matched with them, and the next day is without', () => {
    expect(shown([first, second], [bankItem('a', 1120, july(2)), bankItem('b', 380, july(3))])).toEqual([
      'shift: d+e1 = a',
      'amount: e = b',
    ]);
  });

  it('needs the next day: not one that lies behind another business day', () => {
    const later = day('e', [120, 80, 300], july(6));
    expect(shown([first, later], [bankItem('a', 1120, july(2))])).toEqual(['differing: d = a', 'open: e']);
  });

  it('is not found by what is no beginning', () => {
    const lines = shown([first, second], [bankItem('a', 1080, july(2)), bankItem('b', 420, july(3))]);
    expect(lines.filter((line) => line.startsWith('shift'))).toEqual([]);
  });
});

describe('the days of a weekend in one lump', () => {
  const friday = day('d', [400, 300], july(3));
  const [saturday, sunday] = [day('e', [50, 60], july(4)), day('f', [70], july(5))];
  const monday = day('g', [300, 200, 90], july(6));

  it('come with what Friday left, and without the last sale of Monday', () => {
    expect(
      shown([friday, saturday, sunday, monday], [bankItem('a', 400, july(6)), bankItem('b', 980, july(7))]),
    ).toEqual(['shift: d = a', 'shift: d2+e+f+g = b', 'open: g3']);
  });

  it('come with the first sale of Monday', () => {
    expect(shown([saturday, sunday, monday], [bankItem('a', 480, july(6))])).toEqual(['shift: e+f+g1 = a', 'open: g']);
  });

  it('are no run where a business day lies between them', () => {
    expect(
      shown([friday, day('h', [500, 90], july(7))], [bankItem('a', 1200, july(8))]).filter((line) =>
        line.startsWith('shift'),
      ),
    ).toEqual([]);
  });
});

describe('a provider that cuts every day at another moment than declared', () => {
  const days = [day('d', [900, 100]), day('e', [880, 120], july(2)), day('f', [860, 140], july(3))];

  it('owes the last sale of the last day, and nothing of the others', () => {
    const credits = [bankItem('a', 900, july(2)), bankItem('b', 980, july(3)), bankItem('c', 980, july(6))];
    expect(shown(days, credits)).toEqual(['shift: d = a', 'shift: d2+e = b', 'shift: e2+f = c', 'open: f2']);
  });

  it('comes to the same one day after the other', () => {
    expect(shown([left('d2', 100), days[1] ?? second], [bankItem('b', 980, july(3))])).toEqual([
      'shift: d2+e = b',
      'open: e2',
    ]);
  });
});
