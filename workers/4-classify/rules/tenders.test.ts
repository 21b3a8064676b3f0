import { describe, expect, test } from 'vitest';
import { formatMajor } from '../../../schemas/values/money.ts';
import type { Line } from '../../../schemas/lines/records.ts';
import { day, order, payment, pesos, decide } from '../../../scripts/testing/kit.ts';

const pastDue = { date: day('2026-07-04') };
const both = order({ method: 'gift_card + PSE', amount: pesos(2_000_000) });
const paid = (amount: number): Line => payment({ gross: pesos(amount) });
const giftCard = (amount: number): Line => order({ method: 'gift_card', amount: pesos(amount), orderId: 'G' });

/** The findings about the sale: `split_tender notice low 300.00 unknown`. */
function outline(lines: readonly Line[], change = pastDue): string[] {
  const { discrepancies } = decide({ ...change, lines });
  return discrepancies
    .filter((one) => one.kind !== 'missing_in_bank')
    .map((one) => `${one.kind} ${one.class} ${one.severity} ${formatMajor(one.moneyAtRisk)} ${one.direction}`);
}

describe('The rest of an order of several tenders', () => {
  const table: [string, Line[], string[]][] = [
    ['none', [both, paid(2_000_000)], []],
    ['up to what is material', [both, paid(1_000_000)], ['split_tender notice low 1000000.00 unknown']],
    ['one peso more than that asks somebody', [both, paid(999_999)], ['split_tender action high 1000001.00 unknown']],
    [
      'shown by a row of its own in the feed',
      [both, giftCard(30_000), paid(1_970_000)],
      ['split_tender notice low 0.00 none'],
    ],
    [
      'which says another amount',
      [both, giftCard(30_000), paid(1_960_000)],
      ['split_tender action medium 10000.00 unknown'],
    ],
    ['nothing paid at all: no claim', [both], ['missing_in_settlement action high 2000000.00 unknown']],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    expect(outline(lines)).toEqual(expected);
  });

  test('names what rows of other methods come to, and nothing where there are none', () => {
    const factsOf = (lines: Line[]): unknown =>
      decide({ ...pastDue, lines }).discrepancies.find((one) => one.kind === 'split_tender')?.facts;
    expect(factsOf([both, giftCard(30_000), paid(1_960_000)])).toMatchObject({
      leftMinor: 4_000_000,
      statedMinor: 3_000_000,
      restMinor: 1_000_000,
    });
    expect(factsOf([both, paid(1_970_000)])).not.toHaveProperty('statedMinor');
  });

  test('leaves order and payment in order with each other', () => {
    const { fates } = decide({ ...pastDue, lines: [both, paid(1_970_000)] });
    expect([...fates].map((fate) => `${fate.leg} ${fate.orderLeg}`)).toEqual(['order agrees', 'settlement agrees']);
    expect(fates.row(0).fate).toBe('matched');
  });
});

describe('Orders under one reference', () => {
  const two = [order({ orderId: '11' }), order({ orderId: '12', amount: pesos(40_000), store: 'MED01' })];

  test('paid together are matched each, and told without money at risk', () => {
    const { fates, discrepancies } = decide({ lines: [...two, paid(140_000)] });
    expect(discrepancies).toMatchObject([
      { kind: 'shared_reference', class: 'notice', moneyAtRisk: 0, facts: { ordersMinor: 14_000_000 } },
    ]);
    expect(
      [...fates]
        .filter((fate) => fate.leg === 'order')
        .map((fate) => `${fate.store ?? ''} ${String(fate.amount)} ${fate.fate}`),
    ).toEqual(['BOG01 10000000 matched', 'MED01 4000000 matched']);
  });

  test('paid by one payment, or by one each: the row says which', () => {
    const paidBy = (...payments: Line[]): unknown =>
      decide({ lines: [...two, ...payments] }).discrepancies[0]?.facts['oneByOne'] ?? false;
    expect(paidBy(paid(140_000))).toBe(false);
    expect(paidBy(payment({ providerId: 'A' }), payment({ providerId: 'B', gross: pesos(40_000) }))).toBe(true);
  });

  test('wait without a word until a payment comes or they are late', () => {
    expect(outline(two, { date: day('2026-07-03') })).toEqual([]);
    expect(outline(two)).toEqual(['duplicate_order action medium 100000.00 unknown']);
  });

  test('that are equal and paid by equal payments are a question, not a claim', () => {
    const sentTwice = [order({ orderId: '11' }), order({ orderId: '12' })];
    const payments = [payment({ providerId: 'A' }), payment({ providerId: 'B' })];
    expect(outline([...sentTwice, ...payments], { date: day('2026-07-01') })).toEqual([
      'duplicate_order action medium 100000.00 unknown',
    ]);
  });
});
