import { describe, expect, test } from 'vitest';
import type { Line } from '../../schemas/lines/records.ts';
import {
  broughtBack,
  carried,
  credit,
  day,
  fatesOf,
  leftBy,
  lump,
  NO_HISTORY,
  order,
  payment,
  pesos,
  refund,
  reject,
  type WorkingSetChange,
  type InWorkingSet,
  decide,
} from '../../scripts/testing/kit.ts';

const fates = (lines: readonly (Line | InWorkingSet)[], change: WorkingSetChange = {}): string[] =>
  fatesOf(decide({ ...change, lines }));
const PAST_DUE = { date: day('2026-07-06') };

describe('Every line ends in exactly one fate, its order and its bank deciding', () => {
  const table: [string, Line[], WorkingSetChange, string[]][] = [
    [
      'all three legs agree',
      [order(), payment(), credit()],
      {},
      ['bank : matched', 'order BOG01-1: matched', 'settlement P-BOG01-1: matched'],
    ],
    [
      'the money is not due yet: the payment awaits, its order is done',
      [order(), payment()],
      {},
      ['order BOG01-1: matched', 'settlement P-BOG01-1: awaiting'],
    ],
    [
      'the order is not in yet: the payment awaits, its credit is done',
      [payment(), credit()],
      {},
      ['bank : matched', 'settlement P-BOG01-1: awaiting'],
    ],
    ['nothing but the order', [order()], {}, ['order BOG01-1: awaiting']],
    ['nothing but the order, past due', [order()], PAST_DUE, ['order BOG01-1: broken']],
    [
      'the money is missing: the payment breaks, its order does not',
      [order(), payment()],
      PAST_DUE,
      ['order BOG01-1: matched', 'settlement P-BOG01-1: broken'],
    ],
    [
      'the order is missing: the payment breaks, its credit does not',
      [payment(), credit()],
      PAST_DUE,
      ['bank : matched', 'settlement P-BOG01-1: broken'],
    ],
    [
      'the amounts differ: order and payment break',
      [order(), payment({ gross: pesos(100_000, 1) }), credit({ amount: pesos(100_000, 1) })],
      {},
      ['bank : matched', 'order BOG01-1: broken', 'settlement P-BOG01-1: broken'],
    ],
    [
      'late is matched all the same',
      [order(), payment(), credit({ date: day('2026-07-06') })],
      PAST_DUE,
      ['bank : matched', 'order BOG01-1: matched', 'settlement P-BOG01-1: matched'],
    ],
    ['a credit of nobody waits, then breaks', [lump(pesos(1))], {}, ['bank : awaiting']],
    ['past grace', [lump(pesos(1))], { date: day('2026-07-07') }, ['bank : broken']],
    [
      'a fee of its own looks for no order and no credit',
      [payment({ type: 'fee', merchantReference: '', providerId: 'F', gross: pesos(-1) })],
      {},
      ['settlement F: matched'],
    ],
    [
      'an order called off of which nothing was paid',
      [order({ status: 'cancelled' })],
      PAST_DUE,
      ['order BOG01-1: out_of_scope unpaid'],
    ],
    [
      'a pending payment is out of scope; its order awaits',
      [order(), payment({ status: 'pending' })],
      {},
      ['order BOG01-1: awaiting', 'settlement P-BOG01-1: out_of_scope pending'],
    ],
    [
      'a declined one too; past due the order breaks',
      [order(), payment({ status: 'rejected' })],
      PAST_DUE,
      ['order BOG01-1: broken', 'settlement P-BOG01-1: out_of_scope declined'],
    ],
    ['what nobody could read is rejected', [], { rejects: [reject()] }, ['settlement : rejected']],
    [
      'a chargeback breaks nothing: the legs decide',
      [
        order(),
        payment(),
        credit(),
        refund({ type: 'chargeback', providerId: 'C' }),
        credit({ amount: pesos(-100_000) }),
      ],
      {},
      [
        'bank : matched',
        'bank : matched',
        'order BOG01-1: matched',
        'settlement C: matched',
        'settlement P-BOG01-1: matched',
      ],
    ],
  ];
  test.each(table)('%s', (_sentence, lines, change, expected) => {
    expect(fates(lines, change)).toEqual(expected);
  });
});

describe('What an earlier run left', () => {
  test('a carried line that nothing touches stays what it was', () => {
    expect(fates([carried(payment(), { orderLeg: 'agrees', bankLeg: 'awaiting' })])).toEqual([
      'settlement P-BOG01-1: awaiting',
    ]);
  });

  test('an awaiting line breaks by time alone', () => {
    const first = decide({ lines: [order(), payment()] });
    const second = decide({ ...leftBy(first), date: day('2026-07-04') });
    expect(fatesOf(second)).toEqual(['settlement P-BOG01-1: broken']);
  });

  test('a line brought back leaves with the fate that it has now', () => {
    const closed = { fate: 'matched', orderLeg: 'agrees', bankLeg: 'none' } as const;
    const outcome = decide({
      date: day('2026-07-02'),
      lines: [
        broughtBack(order(), closed),
        broughtBack(payment(), { ...closed, bankLeg: 'agrees' }),
        payment({ date: day('2026-07-02'), providerId: 'P2' }),
      ],
    });
    expect([...outcome.fates].map((fate) => `${fate.leg} ${fate.former ?? 'new'} -> ${fate.fate}`)).toEqual([
      'order matched -> broken',
      'settlement matched -> broken',
      'settlement new -> broken',
    ]);
  });

  test('what a person decided stays decided while nothing changes', () => {
    const first = decide({ ...PAST_DUE, lines: [order()] });
    const position = first.discrepancies.map((one) => ({
      ...one,
      state: 'written_off' as const,
      event: null,
      note: 'small',
    }));
    const history = { ...NO_HISTORY, known: position };
    const again = decide(
      { date: day('2026-07-07'), lines: [broughtBack(order(), { fate: 'decided', orderLeg: 'broken' })] },
      history,
    );
    expect(fatesOf(again)).toEqual(['order BOG01-1: decided']);
  });
});

describe('A fate row stands by itself', () => {
  const [, , paid] = decide({ lines: [order(), payment({ fee: pesos(2_000), tax: pesos(380) }), credit()] }).fates;
  test('a payment with the amounts of the other legs, the passes and the dates', () => {
    expect(paid).toMatchObject({
      leg: 'settlement',
      orderAmount: pesos(100_000),
      settlementGross: pesos(100_000),
      settlementFee: pesos(2_000),
      settlementTax: pesos(380),
      settlementNet: pesos(97_620),
      bankAmount: pesos(100_000),
      orderPass: 'merchant_reference',
      bankPass: 'reference',
      paidOn: '2026-07-01',
      settledOn: '2026-07-01',
      dueOn: '2026-07-03',
      arrivedOn: '2026-07-01',
    });
  });

  test('both sides of a match with the bank carry its name', () => {
    const rows = [...decide({ lines: [order(), payment(), credit()] }).fates].filter((fate) => fate.leg !== 'order');
    expect(new Set(rows.map((fate) => fate.bankMatch)).size).toBe(1);
    expect(rows[0]?.bankMatch).not.toBeNull();
  });

  test('the rows that name it are listed, closed ones are not', () => {
    const [row] = decide({ ...PAST_DUE, lines: [order()] }).fates;
    expect(row?.discrepancyIds).toHaveLength(1);
    const done = decide({
      ...leftBy(decide({ ...PAST_DUE, lines: [order()] })),
      date: day('2026-07-07'),
      lines: [carried(order(), { fate: 'broken', orderLeg: 'broken' }), payment({ date: day('2026-07-07') })],
    });
    expect([...done.fates].find((fate) => fate.leg === 'order')?.discrepancyIds).toEqual([]);
  });
});

describe('An order that nobody paid is unpaid, and matches nothing', () => {
  const called = (status: 'pending' | 'cancelled' | 'expired'): Line => order({ status });
  const table: [string, Line[], string][] = [
    ['pending', [called('pending')], 'out_of_scope unpaid'],
    ['cancelled', [called('cancelled')], 'out_of_scope unpaid'],
    ['expired', [called('expired')], 'out_of_scope unpaid'],
    ['with a try that is pending', [called('pending'), payment({ status: 'pending' })], 'out_of_scope unpaid'],
    ['with a try that was declined', [called('cancelled'), payment({ status: 'rejected' })], 'out_of_scope unpaid'],
    ['cancelled, paid and wholly refunded: it was a sale', [called('cancelled'), payment(), refund()], 'matched '],
    ['cancelled and paid', [called('cancelled'), payment()], 'broken '],
    ['paid', [order()], 'broken '],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    const [fate] = [...decide({ ...PAST_DUE, lines }).fates].filter((one) => one.leg === 'order');
    expect(`${fate?.fate ?? ''} ${fate?.reason ?? ''}`).toBe(expected);
  });

  test('a row that could not be read may be its payment', () => {
    const [fate] = decide({ ...PAST_DUE, lines: [called('cancelled')], rejects: [reject()] }).fates;
    expect(fate?.reason).toBeNull();
  });

  test('an approval brings it back, listed, and is asked about', () => {
    const former = { fate: 'out_of_scope', reason: 'unpaid', orderLeg: 'none' } as const;
    const lines = [broughtBack(called('cancelled'), former), payment({ date: day('2026-07-06') })];
    const outcome = decide({ ...PAST_DUE, lines });
    expect(outcome.fates.row(0)).toMatchObject({
      entered: 'brought_back',
      former: 'out_of_scope',
      fate: 'broken',
      reason: null,
    });
    expect(outcome.discrepancies.map((one) => one.kind)).toContain('status_conflict');
  });
});
