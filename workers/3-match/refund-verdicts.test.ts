import { describe, expect, test } from 'vitest';
import { formatMajor } from '../../schemas/values/money.ts';
import type { Line, OrderLine, SettlementLine } from '../../schemas/lines/records.ts';
import {
  at,
  configOf,
  day,
  fileOf,
  workingSetOf,
  order,
  payment,
  pesos,
  refund,
  type WorkingSetChange,
} from '../../scripts/testing/kit.ts';
import { match } from './match.ts';

const WITHOUT_COLUMN: WorkingSetChange = {
  files: [fileOf('erp', day('2026-07-01'), { columns: ['merchant_reference'] })],
};

/** Both verdicts on the only sale: `agrees, refund_missing_in_erp`. */
function verdicts(lines: readonly Line[], change: WorkingSetChange = {}): string {
  const [one] = match(workingSetOf({ ...change, lines })).verdicts;
  return one ? `${one.payment}, ${one.refund}` : 'none';
}

const back = (whole: number, id = `R${String(whole)}`, change: Partial<SettlementLine> = {}): SettlementLine =>
  refund({ gross: pesos(-whole), providerId: id, ...change });
const refunded = (whole: number, change: Partial<OrderLine> = {}): OrderLine =>
  order({ refundedAmount: pesos(whole), ...change });

describe('Refunds, where the ERP says what it refunded', () => {
  const table: [string, Line[], string][] = [
    ['none on either side', [order(), payment()], 'agrees, none'],
    ['an empty cell is no refund', [order({ refundedAmount: null }), payment()], 'agrees, none'],
    ['the same on both', [refunded(30_000), payment(), back(30_000)], 'agrees, agrees'],
    ['in two parts', [refunded(30_000), payment(), back(10_000), back(20_000)], 'agrees, agrees'],
    [
      'in two equal parts on one day',
      [refunded(30_000), payment(), back(15_000, 'A'), back(15_000, 'B')],
      'agrees, agrees',
    ],
    ['the provider refunded, the ERP does not know yet', [order(), payment(), back(30_000)], 'agrees, awaiting'],
    [
      'one centavo more than the ERP knows',
      [order({ refundedAmount: pesos(30_000, -1) }), payment(), back(30_000)],
      'agrees, awaiting',
    ],
    ['the ERP refunded, the provider has not: it waits', [refunded(30_000), payment()], 'agrees, awaiting'],
    [
      'one centavo less than the ERP knows waits too',
      [order({ refundedAmount: pesos(30_000, 1) }), payment(), back(30_000)],
      'agrees, awaiting',
    ],
    [
      'twice what the ERP refunded',
      [refunded(30_000), payment(), back(30_000, 'A'), back(30_000, 'B')],
      'agrees, duplicate_refund',
    ],
    [
      'twice what the ERP refunded, one of which brings a second payment back',
      [refunded(100_000), payment(), payment({ providerId: 'again' }), back(100_000, 'A'), back(100_000, 'B')],
      'agrees, agrees',
    ],
    [
      'the same and one more: the third is too much',
      [
        refunded(100_000),
        payment(),
        payment({ providerId: 'again' }),
        back(100_000, 'A'),
        back(100_000, 'B'),
        back(100_000, 'C'),
      ],
      'agrees, duplicate_refund',
    ],
    [
      'equal ones on two days are no duplicate',
      [refunded(30_000), payment(), back(30_000, 'A'), back(30_000, 'B', { paidAt: at('2026-07-02 10:00') })],
      'agrees, awaiting',
    ],
    ['different ones are no duplicate', [refunded(30_000), payment(), back(30_000), back(20_000)], 'agrees, awaiting'],
    [
      'equal ones that together are what the ERP refunded are no duplicate, whatever else was refunded',
      [refunded(30_000), payment(), back(15_000, 'A'), back(15_000, 'B'), back(20_000)],
      'agrees, awaiting',
    ],
    ['more than was paid', [refunded(30_000), payment(), back(60_000), back(50_000)], 'agrees, refund_exceeds_payment'],
    [
      'one centavo more than was paid',
      [refunded(100_000), payment(), back(60_000), refund({ gross: pesos(-40_000, -1), providerId: 'B' })],
      'agrees, refund_exceeds_payment',
    ],
    ['exactly what was paid', [refunded(100_000), payment(), back(60_000), back(40_000)], 'agrees, agrees'],
    [
      'taken back by the provider',
      [order(), payment(), back(30_000), refund({ type: 'refund_reversal', gross: pesos(30_000), providerId: 'RR' })],
      'agrees, agrees',
    ],
    ['with no known payment', [back(30_000)], 'agrees, refund_without_payment'],
    ['with an order but no known payment', [order(), back(30_000)], 'awaiting, refund_without_payment'],
    ['of a payment without an order waits with it', [payment(), back(30_000)], 'awaiting, agrees'],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    expect(verdicts(lines)).toBe(expected);
  });

  test('an ERP refund is past due after fifteen business days, the day itself still waits', () => {
    const lines = [refunded(30_000, { refundedAt: at('2026-07-01 16:00') }), payment()];
    expect(verdicts(lines, { date: day('2026-07-24') })).toBe('agrees, awaiting');
    expect(verdicts(lines, { date: day('2026-07-25') })).toBe('agrees, refund_missing_in_settlement');
  });

  test('within the tolerance refunds agree', () => {
    const config = configOf({ matching: { orderTolerance: pesos(5) } });
    expect(verdicts([refunded(30_000), payment(), back(30_005)], { config })).toBe('agrees, agrees');
    expect(verdicts([refunded(30_000), payment(), back(30_006)], { config, date: day('2026-07-03') })).toBe(
      'agrees, refund_missing_in_erp',
    );
  });
});

describe('A credit note may come the next morning', () => {
  const on = (date: string): WorkingSetChange => ({ date: day(date) });
  const table: [string, Line[], WorkingSetChange, string][] = [
    [
      'the day after the file of the refund still waits',
      [order(), payment(), back(30_000)],
      on('2026-07-02'),
      'agrees, awaiting',
    ],
    ['and then no more', [order(), payment(), back(30_000)], on('2026-07-03'), 'agrees, refund_missing_in_erp'],
    [
      'one centavo',
      [refunded(30_000), payment(), refund({ gross: pesos(-30_000, -1) })],
      on('2026-07-03'),
      'agrees, refund_missing_in_erp',
    ],
    [
      'it came',
      [refunded(30_000, { date: day('2026-07-02') }), payment(), back(30_000)],
      on('2026-07-03'),
      'agrees, agrees',
    ],
    [
      'counted from the file, not from when it was paid',
      [order(), payment(), back(30_000, 'R', { paidAt: at('2026-06-20 10:00') })],
      on('2026-07-02'),
      'agrees, awaiting',
    ],
    [
      'a new one waits beside one that the ERP knows',
      [refunded(30_000), payment(), back(30_000), back(20_000, 'N', { date: day('2026-07-05') })],
      on('2026-07-05'),
      'agrees, awaiting',
    ],
    [
      'an old one beside a new one does not',
      [order(), payment(), back(30_000), back(20_000, 'N', { date: day('2026-07-05') })],
      on('2026-07-05'),
      'agrees, refund_missing_in_erp',
    ],
    [
      'a missing order file: longer',
      [order(), payment(), back(30_000)],
      {
        ...on('2026-07-03'),
        files: [fileOf('erp', day('2026-07-01')), fileOf('erp', day('2026-07-02'), { state: 'missing' })],
      },
      'agrees, awaiting',
    ],
    [
      'paid out twice: at once',
      [refunded(30_000), payment(), back(30_000, 'A'), back(30_000, 'B')],
      {},
      'agrees, duplicate_refund',
    ],
    [
      'more than the payment: at once',
      [order(), payment(), back(60_000), back(50_000)],
      {},
      'agrees, refund_exceeds_payment',
    ],
  ];
  test.each(table)('%s', (_sentence, lines, change, expected) => {
    expect(verdicts(lines, change)).toBe(expected);
  });
});

describe('The money of one payment went back twice', () => {
  const disputed = (whole: number, id = 'C', change: Partial<SettlementLine> = {}): SettlementLine =>
    back(whole, id, { type: 'chargeback', refundOf: null, ...change });
  const excess = (lines: readonly Line[]): string => {
    const [one] = match(workingSetOf({ lines })).verdicts;
    const names = one?.goneTwice?.chargebacks.map((held) => held.line.providerId).join() ?? '';
    return one?.goneTwice
      ? `${formatMajor(one.goneTwice.excess)} ${names}`.trim()
      : `${one?.payment ?? ''}, ${one?.refund ?? ''}`;
  };
  const table: [string, Line[], string][] = [
    ['refunded and charged back', [refunded(100_000), payment(), back(100_000), disputed(100_000)], '100000.00 C'],
    ['a part refunded, all charged back', [refunded(30_000), payment(), back(30_000), disputed(100_000)], '30000.00 C'],
    [
      'both in part, together the payment',
      [refunded(30_000), payment(), back(30_000), disputed(70_000)],
      'agrees, agrees',
    ],
    [
      'one centavo beyond the payment',
      [refunded(30_000), payment(), back(30_000), disputed(70_000, 'C', { gross: pesos(-70_000, -1) })],
      '0.01 C',
    ],
    [
      'charged back, and won',
      [
        refunded(100_000),
        payment(),
        back(100_000),
        disputed(100_000),
        back(-100_000, 'W', { type: 'chargeback_reversal' }),
      ],
      'agrees, agrees',
    ],
    [
      'charged back twice: the second is too much',
      [order(), payment(), disputed(100_000, 'C1'), disputed(100_000, 'C2', { date: day('2026-07-02') })],
      '100000.00 C2',
    ],
    [
      'charged back once, with more than was paid: it has its own row',
      [order(), payment(), disputed(105_000)],
      'agrees, none',
    ],
    [
      'one of two payments, named by both',
      [
        refunded(40_000),
        payment({ gross: pesos(60_000), providerId: 'A' }),
        payment({ gross: pesos(40_000), providerId: 'B' }),
        back(40_000, 'R', { refundOf: 'B' }),
        disputed(40_000, 'C', { refundOf: 'B' }),
      ],
      '40000.00 C',
    ],
    [
      'charged back, paid again, and that one refunded',
      [
        refunded(100_000),
        payment({ providerId: 'A' }),
        disputed(100_000, 'C', { refundOf: 'A' }),
        payment({ providerId: 'B' }),
        back(100_000, 'R', { refundOf: 'B' }),
      ],
      'agrees, agrees',
    ],
    ['without an order', [payment(), back(100_000), disputed(100_000)], '100000.00 C'],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    expect(excess(lines)).toBe(expected);
  });
});

describe('A feed without the column compares no refunds', () => {
  const table: [string, Line[], string][] = [
    ['a partial refund', [order(), payment(), back(30_000)], 'agrees, agrees'],
    ['a refunded order expects the whole amount back', [order({ status: 'refunded' }), payment()], 'agrees, awaiting'],
    ['a refunded order and the whole amount', [order({ status: 'refunded' }), payment(), refund()], 'agrees, agrees'],
    ['a refunded order and a part of it', [order({ status: 'refunded' }), payment(), back(30_000)], 'agrees, awaiting'],
    [
      'twice the whole payment is more than the payment',
      [order(), payment(), back(100_000, 'A'), back(100_000, 'B')],
      'agrees, duplicate_refund',
    ],
    [
      'two equal halves are the payment, not more',
      [order(), payment(), back(50_000, 'A'), back(50_000, 'B')],
      'agrees, agrees',
    ],
    [
      'more than the payment in unequal parts',
      [order(), payment(), back(60_000), back(50_000)],
      'agrees, refund_exceeds_payment',
    ],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    expect(verdicts(lines, WITHOUT_COLUMN)).toBe(expected);
  });
});

describe('Refunds that bring an overpayment back to what is due', () => {
  const twice = [payment({ providerId: 'A' }), payment({ providerId: 'B' })];
  const table: [string, Line[], WorkingSetChange, string][] = [
    ['the second payment refunded', [order(), ...twice, back(100_000)], {}, 'agrees, agrees'],
    ['the same in a feed without refunds', [order(), ...twice, back(100_000)], WITHOUT_COLUMN, 'agrees, agrees'],
    ['but for a centavo', [order(), ...twice, refund({ gross: pesos(-100_000, 1) })], {}, 'duplicate_payment, agrees'],
    [
      'and a centavo beyond',
      [order(), ...twice, refund({ gross: pesos(-100_000, -1) })],
      { date: day('2026-07-03') },
      'agrees, refund_missing_in_erp',
    ],
    [
      'a refund that the ERP booked is of the sale, not of the excess',
      [refunded(100_000), ...twice, back(100_000)],
      {},
      'duplicate_payment, agrees',
    ],
  ];
  test.each(table)('%s', (_sentence, lines, change, expected) => {
    expect(verdicts(lines, change)).toBe(expected);
  });
});

describe('An order called off', () => {
  const table: [string, Line[], string][] = [
    [
      'paid and refunded, the ERP knows',
      [refunded(100_000, { status: 'cancelled' }), payment(), refund()],
      'agrees, agrees',
    ],
    [
      'paid, the ERP refunded, the provider not yet: that is the refund’s wait',
      [refunded(100_000, { status: 'cancelled' }), payment()],
      'agrees, awaiting',
    ],
    [
      'paid and refunded, in a feed that says zero',
      [order({ status: 'cancelled', refundedAmount: pesos(0) }), payment(), refund()],
      'agrees, agrees',
    ],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    expect(verdicts(lines)).toBe(expected);
  });
});

describe('Chargebacks', () => {
  const charged = (id: string, type: 'chargeback' | 'chargeback_reversal', gross: number): SettlementLine =>
    refund({ type, providerId: id, gross: pesos(gross) });
  const open = (...lines: Line[]): string[] => {
    const [one] = match(workingSetOf({ lines: [order(), payment(), ...lines] })).verdicts;
    return (one?.openChargebacks ?? []).map((held) => held.line.providerId);
  };
  const table: [string, SettlementLine[], string[]][] = [
    ['one stands', [charged('C1', 'chargeback', -100_000)], ['C1']],
    [
      'a reversal takes it back',
      [charged('C1', 'chargeback', -100_000), charged('V1', 'chargeback_reversal', 100_000)],
      [],
    ],
    [
      'a reversal of another amount does not',
      [charged('C1', 'chargeback', -100_000), charged('V1', 'chargeback_reversal', 99_999)],
      ['C1'],
    ],
    [
      'one reversal takes back one of two',
      [
        charged('C1', 'chargeback', -50_000),
        charged('C2', 'chargeback', -50_000),
        charged('V1', 'chargeback_reversal', 50_000),
      ],
      ['C2'],
    ],
    ['a reversal alone disputes nothing', [charged('V1', 'chargeback_reversal', 100_000)], []],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    expect(open(...lines)).toEqual(expected);
  });

  test('a chargeback is no refund: nothing is compared with the ERP’s', () => {
    expect(verdicts([order(), payment(), charged('C1', 'chargeback', -100_000)])).toBe('agrees, none');
  });
});
