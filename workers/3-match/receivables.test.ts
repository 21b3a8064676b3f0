import { describe, expect, test } from 'vitest';
import type { SettlementLine } from '../../schemas/lines/records.ts';
import type { PayoutRow } from '../../schemas/outcome/run.ts';
import { payout } from '../../scripts/testing/records.ts';
import {
  calendar,
  carried,
  configOf,
  daily,
  day,
  gate,
  hold,
  holdAll,
  payment,
  pesos,
  refund,
  settlementSource,
  wompi,
} from '../../scripts/testing/kit.ts';
import { dueDates } from './due-dates.ts';
import type { HeldSettlement } from './working-set.ts';
import { comparedAmount, settledNetOf } from './settled-money.ts';
import { expectedOf, payoutSums } from './payout-sums.ts';
import { lineReceivable, payoutReceivables } from './receivables.ts';

const due = dueDates(configOf(), calendar, []);
const grossWompi = settlementSource('wompi', { compares: 'gross' });
const inWompi = (change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({ source: 'wompi', payoutId: 'W1', ...change });
const fee = (whole: number, change: Partial<SettlementLine> = {}): SettlementLine =>
  inWompi({ type: 'fee', merchantReference: '', providerId: `F${String(whole)}`, gross: pesos(-whole), ...change });

describe('What a line is worth', () => {
  const table: [string, Partial<SettlementLine>, number][] = [
    ['the net that the provider states', { net: pesos(97_000) }, 97_000],
    ['even where its parts say otherwise', { net: pesos(97_000), fee: pesos(1) }, 97_000],
    ['without a net: gross less fee and tax', { fee: pesos(2_000), tax: pesos(380) }, 97_620],
    ['and less other deductions', { fee: pesos(2_000), otherDeductions: pesos(500) }, 97_500],
    ['nothing deducted', {}, 100_000],
    [
      'what it pays out, where that differs',
      { net: pesos(97_000), settledCurrency: 'USD', settledGross: pesos(25), settledNet: pesos(24) },
      24,
    ],
    [
      'in another currency the net of the sale’s is none',
      { net: pesos(97_000), settledCurrency: 'USD', settledGross: pesos(25), settledFee: pesos(2) },
      23,
    ],
  ];
  test.each(table)('%s', (_sentence, line, expected) => {
    expect(settledNetOf(payment(line))).toBe(pesos(expected));
  });

  test('the bank is compared with the column that the source declares', () => {
    const line = payment({ net: pesos(97_000) });
    expect(comparedAmount(line, wompi)).toBe(pesos(97_000));
    expect(comparedAmount(line, grossWompi)).toBe(pesos(100_000));
  });
});

describe('The sums of a payout', () => {
  const lines = [
    inWompi({ fee: pesos(2_000), tax: pesos(380), net: pesos(97_620) }),
    inWompi({ merchantReference: 'BOG01-2', gross: pesos(50_000), net: pesos(50_000) }),
    refund({ source: 'wompi', payoutId: 'W1', gross: pesos(-30_000), net: pesos(-30_000) }),
    refund({
      source: 'wompi',
      type: 'chargeback',
      providerId: 'C',
      gross: pesos(-10_000),
      fee: pesos(1_000),
      net: pesos(-11_000),
    }),
    fee(500, { net: pesos(-500) }),
    fee(95, { type: 'tax', providerId: 'T', net: pesos(-95) }),
    fee(700, { type: 'adjustment', providerId: 'A', net: pesos(-700) }),
  ];
  const sums = payoutSums(lines);

  test('payments, refunds with chargebacks, charges as positive amounts, adjustments as they move', () => {
    expect(sums).toEqual({
      lines: 7,
      gross: pesos(150_000),
      refunds: pesos(-40_000),
      fees: pesos(3_500),
      taxes: pesos(475),
      adjustments: pesos(-700),
      net: pesos(105_325),
    });
  });

  test('the parts sum to the net', () => {
    expect(sums.gross + sums.refunds - sums.fees - sums.taxes + sums.adjustments).toBe(sums.net);
  });

  test('net: the bank should show the net; gross: what was collected and given back, without the charges', () => {
    expect(expectedOf(sums, wompi)).toBe(pesos(105_325));
    expect(expectedOf(sums, grossWompi)).toBe(pesos(109_300));
  });

  test('no line, no money', () => {
    expect(payoutSums([])).toEqual({ lines: 0, gross: 0, refunds: 0, fees: 0, taxes: 0, adjustments: 0, net: 0 });
  });
});

describe('One receivable a line', () => {
  const one = (line: SettlementLine): ReturnType<typeof lineReceivable>['receivable'] => {
    const [held] = holdAll(line);
    if (!held) throw new Error('nothing held');
    return lineReceivable(held, gate, 'bog01-1', due).receivable;
  };

  test('a payment is owed to us from the day it was settled on', () => {
    expect(one(payment({ settledOn: day('2026-07-02') }))).toMatchObject({
      amount: pesos(100_000),
      settledOn: '2026-07-02',
      dueOn: '2026-07-06',
      isRefund: false,
      payoutId: null,
    });
  });

  test('without a settled date, from the date of its file', () => {
    expect(one(payment())).toMatchObject({ settledOn: '2026-07-01', dueOn: '2026-07-03' });
  });

  test('a refund is a debit to come', () => {
    expect(one(refund())).toMatchObject({ amount: pesos(-100_000), isRefund: true });
  });
});

describe('One receivable a payout', () => {
  const sourceOf = (id: string): typeof wompi | undefined => [wompi, daily].find((source) => source.id === id);
  const outline = (
    members: readonly HeldSettlement[],
    before: readonly HeldSettlement[] = [],
    rows: readonly PayoutRow[] = [],
  ): string[] =>
    payoutReceivables(members, before, rows, sourceOf, due).map(
      ({ receivable, cohorts }) =>
        `${receivable.id} ${String(receivable.amount / 100)} settled ${receivable.settledOn} due ${receivable.dueOn} of ${cohorts.join('+')}`,
    );
  const row = payout('W1', {
    source: 'wompi',
    net: pesos(300_000),
    gross: pesos(300_000),
    fees: pesos(0),
    lines: 3,
    settledOn: day('2026-07-01'),
    cohorts: [day('2026-07-01')],
  });

  const table: [string, HeldSettlement[], HeldSettlement[], PayoutRow[], string[]][] = [
    [
      'its lines',
      holdAll(inWompi(), inWompi({ providerId: 'B' })),
      [],
      [],
      ['wompi|W1|COP 200000 settled 2026-07-01 due 2026-07-03 of 2026-07-01'],
    ],
    [
      'settled when the last of them is',
      holdAll(inWompi(), inWompi({ providerId: 'B', settledOn: day('2026-07-02') })),
      [],
      [],
      ['wompi|W1|COP 200000 settled 2026-07-02 due 2026-07-06 of 2026-07-01'],
    ],
    [
      'a payout over two files',
      holdAll(inWompi(), inWompi({ providerId: 'B', date: day('2026-07-02') })),
      [],
      [],
      ['wompi|W1|COP 200000 settled 2026-07-02 due 2026-07-06 of 2026-07-01+2026-07-02'],
    ],
    [
      'one id in two currencies is two payouts',
      holdAll(inWompi(), inWompi({ providerId: 'B', currency: 'USD' })),
      [],
      [],
      [
        'wompi|W1|COP 100000 settled 2026-07-01 due 2026-07-03 of 2026-07-01',
        'wompi|W1|USD 100000 settled 2026-07-01 due 2026-07-03 of 2026-07-01',
      ],
    ],
    [
      'one that is still open and has no line in hand: its row',
      [],
      [],
      [row],
      ['wompi|W1|COP 300000 settled 2026-07-01 due 2026-07-03 of 2026-07-01'],
    ],
    ['a closed one without a line: nothing', [], [], [{ ...row, fate: 'matched' }], []],
    [
      'a new line joins what its row sums: closed lines are only there',
      holdAll(inWompi({ date: day('2026-07-02'), providerId: 'N', gross: pesos(10_000) })),
      [],
      [row],
      ['wompi|W1|COP 310000 settled 2026-07-02 due 2026-07-06 of 2026-07-01+2026-07-02'],
    ],
  ];
  test.each(table)('%s', (_sentence, members, before, rows, expected) => {
    expect(outline(members, before, rows)).toEqual(expected);
  });

  test('a line in hand that its row counted is not counted twice', () => {
    const held = hold([carried(inWompi())]) as HeldSettlement[];
    expect(outline(held, held, [row])).toEqual(['wompi|W1|COP 300000 settled 2026-07-01 due 2026-07-03 of 2026-07-01']);
  });

  test('a version that its row counted gives way to the newer one', () => {
    const [older, newer] = hold([
      carried(inWompi()),
      inWompi({ date: day('2026-07-02'), gross: pesos(90_000) }),
    ]) as HeldSettlement[];
    if (!older || !newer) throw new Error('nothing held');
    expect(outline([newer], [older], [row])).toEqual([
      'wompi|W1|COP 290000 settled 2026-07-02 due 2026-07-06 of 2026-07-01+2026-07-02',
    ]);
  });
});
