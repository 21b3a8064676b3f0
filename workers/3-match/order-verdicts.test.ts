import { describe, expect, test } from 'vitest';
import { formatMajor } from '../../schemas/values/money.ts';
import type { Line } from '../../schemas/lines/records.ts';
import {
  at,
  configOf,
  day,
  fileOf,
  gate,
  workingSetOf,
  order,
  payment,
  pesos,
  reject,
  refund,
  type WorkingSetChange,
} from '../../scripts/testing/kit.ts';
import { match } from './match.ts';
import { amountDueOf } from './amount-due.ts';

/** The verdict on the payments of the only sale: `agrees`, `amount_mismatch -0.01`. */
function verdict(lines: readonly Line[], change: WorkingSetChange = {}): string {
  const [one] = match(workingSetOf({ ...change, lines })).verdicts;
  if (!one) return 'none';
  return one.difference === 0 ? one.payment : `${one.payment} ${formatMajor(one.difference)}`;
}

const paid = (whole: number, centavos = 0, id = `P${String(whole)}`): Line =>
  payment({ gross: pesos(whole, centavos), providerId: id });
/** The sale is of Wednesday 1 July: its line is due on Friday the 3rd. */
const dueDay = { date: day('2026-07-03') };
const pastDue = { date: day('2026-07-04') };

describe('What is due of an order', () => {
  const table: [Parameters<typeof order>[0], number][] = [
    [{ status: 'paid' }, 100_000],
    [{ status: 'partially_paid' }, 100_000],
    [{ status: 'partially_paid', outstanding: pesos(20_000) }, 80_000],
    [{ status: 'partially_paid', outstanding: pesos(100_000) }, 0],
    [{ status: 'paid', outstanding: pesos(20_000) }, 100_000],
    [{ status: 'refunded' }, 100_000],
    [{ status: 'pending' }, 0],
    [{ status: 'cancelled' }, 0],
    [{ status: 'expired' }, 0],
  ];
  test.each(table)('%o: %i', (change, due) => {
    expect(amountDueOf(order(change))).toBe(pesos(due));
  });
});

describe('Payments against the amount due', () => {
  const table: [string, Line[], WorkingSetChange, string][] = [
    ['equal', [order(), payment()], {}, 'agrees'],
    ['deposit and balance', [order(), paid(40_000), paid(60_000)], {}, 'agrees'],
    ['one centavo under awaits until the due day', [order(), paid(100_000, -1)], {}, 'awaiting -0.01'],
    ['one centavo under on the due day still waits', [order(), paid(100_000, -1)], dueDay, 'awaiting -0.01'],
    ['one centavo under, past due', [order(), paid(100_000, -1)], pastDue, 'amount_mismatch -0.01'],
    ['one centavo over breaks at once', [order(), paid(100_000, 1)], {}, 'amount_mismatch 0.01'],
    ['only the deposit, past due', [order(), paid(40_000)], pastDue, 'amount_mismatch -60000.00'],
    ['twice', [order(), paid(100_000, 0, 'A'), paid(100_000, 0, 'B')], {}, 'duplicate_payment 100000.00'],
    [
      'the balance twice',
      [order(), paid(40_000), paid(60_000, 0, 'A'), paid(60_000, 0, 'B')],
      {},
      'duplicate_payment 60000.00',
    ],
    [
      'too much, and no part of it is what is due',
      [order(), paid(70_000), paid(60_000)],
      {},
      'amount_mismatch 30000.00',
    ],
    ['nothing yet', [order()], {}, 'awaiting -100000.00'],
    ['nothing on the due day', [order()], dueDay, 'awaiting -100000.00'],
    ['nothing, past due', [order()], pastDue, 'missing_in_settlement -100000.00'],
    ['an order of nothing', [order({ amount: pesos(0) })], pastDue, 'agrees'],
    [
      'nothing, past due, with the gateway’s file missing: three business days more',
      [order()],
      { ...pastDue, files: [fileOf('gate', day('2026-07-02'), { state: 'missing' })] },
      'awaiting -100000.00',
    ],
    [
      'paid before the go-live, in a file of after it',
      [order({ paidAt: at('2026-05-31 10:00') })],
      pastDue,
      'before_history -100000.00',
    ],
    [
      'paid on the day of the go-live',
      [order({ paidAt: at('2026-06-01 10:00') })],
      pastDue,
      'missing_in_settlement -100000.00',
    ],
    [
      'two tenders of one order, each its own method',
      [
        order({ amount: pesos(60_000) }),
        order({ amount: pesos(40_000), method: 'CARD' }),
        payment({ gross: pesos(60_000) }),
      ],
      {},
      'awaiting -40000.00',
    ],
  ];
  test.each(table)('%s', (_sentence, lines, change, expected) => {
    expect(verdict(lines, change)).toBe(expected);
  });

  const many = (count: number): Line[] => [
    order(),
    ...Array.from({ length: count }, (_, index) => paid(index === 0 ? 100_000 : 1, 0, `P${String(index)}`)),
  ];
  test('twelve payments are searched for the one that is due, thirteen are not', () => {
    expect(verdict(many(12))).toBe('duplicate_payment 11.00');
    expect(verdict(many(13))).toBe('amount_mismatch 12.00');
  });
});

describe('An order of several tenders that its export does not split', () => {
  const both = order({ method: 'gift_card + PSE' });
  const table: [string, Line[], WorkingSetChange, string][] = [
    ['a part waits until the due day', [both, paid(70_000)], dueDay, 'awaiting -30000.00'],
    ['a part, past due: the rest is of another tender', [both, paid(70_000)], pastDue, 'split_tender -30000.00'],
    ['one centavo less', [both, paid(100_000, -1)], pastDue, 'split_tender -0.01'],
    ['the whole', [both, paid(100_000)], pastDue, 'agrees'],
    ['one centavo more is too much', [both, paid(100_000, 1)], {}, 'amount_mismatch 0.01'],
    ['paid twice', [both, paid(100_000, 0, 'A'), paid(100_000, 0, 'B')], {}, 'duplicate_payment 100000.00'],
    ['nothing at all', [both], pastDue, 'missing_in_settlement -100000.00'],
    ['declined', [both, payment({ status: 'rejected' })], pastDue, 'status_conflict -100000.00'],
    [
      'one method that only looks like two',
      [order({ method: 'PSE+PSE' }), paid(70_000)],
      pastDue,
      'amount_mismatch -30000.00',
    ],
    [
      'beside a tender of its own that is paid',
      [
        both,
        order({ orderId: '2', method: 'CARD', amount: pesos(50_000) }),
        paid(70_000),
        payment({ method: 'CARD', gross: pesos(50_000), source: 'daily' }),
      ],
      pastDue,
      'split_tender -30000.00',
    ],
    [
      'beside a tender of its own that is not paid',
      [both, order({ orderId: '2', method: 'CARD', amount: pesos(50_000) }), paid(70_000)],
      pastDue,
      'amount_mismatch -80000.00',
    ],
  ];
  test.each(table)('%s', (_sentence, lines, change, expected) => {
    expect(verdict(lines, change)).toBe(expected);
  });

  test.each(['gift_card+PSE', 'pse, bono', 'PSE; bono', 'PSE / bono', 'PSE & bono'])(
    '%s is collected by who collects PSE',
    (method) => {
      expect(verdict([order({ method })], pastDue)).toBe('missing_in_settlement -100000.00');
    },
  );

  test('a method that a source names whole is one tender', () => {
    const config = configOf({
      sources: configOf().sources.map((one) => (one.id === 'gate' ? { ...gate, methods: ['PSE / Nequi'] } : one)),
    });
    const named = { method: 'PSE / Nequi' };
    expect(verdict([order(named), payment({ ...named, gross: pesos(70_000) })], { ...pastDue, config })).toBe(
      'amount_mismatch -30000.00',
    );
  });
});

describe('Within the order tolerance the match stands and the difference is kept', () => {
  const tolerant = { config: configOf({ matching: { orderTolerance: pesos(5) } }) };
  const table: [string, Line[], string][] = [
    ['just within, under', [order(), paid(99_995)], 'agrees -5.00'],
    ['just within, over', [order(), paid(100_005)], 'agrees 5.00'],
    ['one centavo beyond, under', [order(), paid(99_995, -1)], 'awaiting -5.01'],
    ['one centavo beyond, over', [order(), paid(100_005, 1)], 'amount_mismatch 5.01'],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    expect(verdict(lines, tolerant)).toBe(expected);
  });
});

describe('The ERP and the provider contradict each other', () => {
  const declined = payment({ status: 'rejected' });
  const table: [string, Line[], WorkingSetChange, string][] = [
    ['paid and declined awaits another attempt until the due day', [order(), declined], dueDay, 'awaiting -100000.00'],
    ['paid and declined, past due', [order(), declined], pastDue, 'status_conflict -100000.00'],
    ['paid, declined, then approved', [order(), declined, payment({ providerId: 'P2' })], pastDue, 'agrees'],
    [
      'paid and still pending at the provider, past due',
      [order(), payment({ status: 'pending' })],
      pastDue,
      'payment_in_process -100000.00',
    ],
    ['cancelled and approved: at once', [order({ status: 'cancelled' }), payment()], {}, 'status_conflict 100000.00'],
    ['expired and approved: at once', [order({ status: 'expired' }), payment()], {}, 'status_conflict 100000.00'],
    ['cancelled, approved and refunded', [order({ status: 'cancelled' }), payment(), refund()], {}, 'agrees'],
    [
      'cancelled, approved and refunded but for a centavo',
      [order({ status: 'cancelled' }), payment(), refund({ gross: pesos(-100_000, 1) })],
      {},
      'status_conflict 0.01',
    ],
    [
      'pending and approved: one day of grace',
      [order({ status: 'pending' }), payment()],
      { date: day('2026-07-02') },
      'awaiting 100000.00',
    ],
    [
      'pending and approved, past grace',
      [order({ status: 'pending' }), payment()],
      { date: day('2026-07-03') },
      'status_conflict 100000.00',
    ],
    ['pending and nothing', [order({ status: 'pending' })], pastDue, 'agrees'],
    ['cancelled and nothing', [order({ status: 'cancelled' })], pastDue, 'agrees'],
    ['cancelled and declined', [order({ status: 'cancelled' }), declined], pastDue, 'agrees'],
  ];
  test.each(table)('%s', (_sentence, lines, change, expected) => {
    expect(verdict(lines, change)).toBe(expected);
  });
});

describe('A payment without an order', () => {
  const table: [string, Line[], WorkingSetChange, string][] = [
    ['waits on its day', [payment()], {}, 'awaiting'],
    ['waits one calendar day', [payment()], { date: day('2026-07-02') }, 'awaiting'],
    ['past grace', [payment()], { date: day('2026-07-03') }, 'missing_in_erp 100000.00'],
    [
      'the day counts from its file, not from when it was paid',
      [payment({ paidAt: at('2026-06-20 10:00') })],
      {},
      'awaiting',
    ],
    [
      'paid before the go-live',
      [payment({ paidAt: at('2026-05-31 10:00') })],
      { date: day('2026-07-03') },
      'before_history',
    ],
    ['declined: nobody waits for an order', [payment({ status: 'rejected' })], { date: day('2026-07-03') }, 'agrees'],
  ];
  test.each(table)('%s', (_sentence, lines, change, expected) => {
    expect(verdict(lines, change)).toBe(expected);
  });
});

describe('Currencies, and rows that could not be read', () => {
  test('order and payment in different currencies are compared no further', () => {
    expect(verdict([order(), payment({ currency: 'USD' })])).toMatch(/^currency_mismatch/);
  });

  test('what the provider pays out in is no matter between order and payment', () => {
    expect(
      verdict([order(), payment({ settledCurrency: 'USD', settledGross: pesos(25), settledNet: pesos(24) })]),
    ).toBe('agrees');
  });

  const table: [string, Line[], WorkingSetChange, string][] = [
    [
      'a rejected payment stands for the order’s',
      [order()],
      { ...pastDue, rejects: [reject()] },
      'rejected_row -100000.00',
    ],
    ['at once, not only past due', [order()], { rejects: [reject()] }, 'rejected_row -100000.00'],
    [
      'a rejected order stands for the payment’s',
      [payment()],
      { ...pastDue, rejects: [reject({ leg: 'order', source: 'erp' })] },
      'rejected_row',
    ],
    ['a sale that agrees needs no rejected row', [order(), payment()], { rejects: [reject()] }, 'agrees'],
    [
      'a row rejected under another reference',
      [order()],
      { ...pastDue, rejects: [reject({ merchantReference: 'BOG01-2' })] },
      'missing_in_settlement -100000.00',
    ],
    [
      'a row whose reference could not be read',
      [order()],
      { ...pastDue, rejects: [reject({ merchantReference: null })] },
      'missing_in_settlement -100000.00',
    ],
  ];
  test.each(table)('%s', (_sentence, lines, change, expected) => {
    expect(verdict(lines, change)).toBe(expected);
  });
});

test('of two collectors with cut-offs the later one decides until when an order waits', () => {
  const cutOffs: Readonly<Record<string, string>> = { gate: '17:00', wompi: '12:00' };
  const sources = configOf().sources.map((one) =>
    one.leg === 'settlement' ? { ...one, cutOff: cutOffs[one.id] ?? null } : one,
  );
  const config = configOf({ sources });
  const due = (time: string): string => {
    const lines = [order({ createdAt: at(`2026-07-01 ${time}`) })];
    return ['2026-07-04', '2026-07-07'].map((date) => verdict(lines, { config, date: day(date) })).join(', ');
  };
  // Wednesday at eleven: the Friday; after the first cut-off: the Monday, whatever the other source says.
  expect(due('11:00')).toBe('missing_in_settlement -100000.00, missing_in_settlement -100000.00');
  expect(due('12:30')).toBe('awaiting -100000.00, missing_in_settlement -100000.00');
  expect(due('18:00')).toBe('awaiting -100000.00, missing_in_settlement -100000.00');
});

test('an order paid after the cut-off of its gateway waits a business day longer', () => {
  const config = configOf({
    sources: configOf().sources.map((one) => (one.id === 'gate' ? { ...gate, cutOff: '17:00' } : one)),
  });
  const late = [order({ createdAt: at('2026-07-01 17:00:01') })];
  expect(verdict(late, { config, date: day('2026-07-06') })).toBe('awaiting -100000.00');
  expect(verdict(late, { config, date: day('2026-07-07') })).toBe('missing_in_settlement -100000.00');
});

describe('Charged back', () => {
  const back = (whole: number, centavos = 0, change: Parameters<typeof refund>[0] = {}): Line =>
    refund({ type: 'chargeback', gross: pesos(-whole, centavos), providerId: `C${String(whole)}`, ...change });
  const won = (whole: number): Line => refund({ type: 'chargeback_reversal', gross: pesos(whole), providerId: 'CR' });
  const again = payment({ providerId: 'AGAIN' });
  const table: [string, Line[], string][] = [
    ['the shortfall is the chargeback’s: no row of the payments', [order(), payment(), back(100_000)], 'agrees'],
    ['a part', [order(), payment(), back(40_000)], 'agrees'],
    ['and paid again: what is due', [order(), payment(), back(100_000), again], 'agrees'],
    [
      'and paid again, one centavo more',
      [order(), payment(), back(100_000), paid(100_000, 1, 'X')],
      'amount_mismatch 0.01',
    ],
    [
      'and paid again, one centavo less: the chargeback is that much',
      [order(), payment(), back(100_000), paid(100_000, -1, 'X')],
      'agrees',
    ],
    [
      'and paid again twice',
      [order(), payment(), back(100_000), again, payment({ providerId: 'B' })],
      'duplicate_payment 100000.00',
    ],
    [
      'won, and paid again all the same',
      [order(), payment(), back(100_000), won(100_000), again],
      'duplicate_payment 100000.00',
    ],
    ['won', [order(), payment(), back(100_000), won(100_000)], 'agrees'],
    ['of a payment that was too small by itself', [order(), paid(90_000), back(90_000)], 'amount_mismatch -10000.00'],
    [
      'of a payment that was too small by a centavo',
      [order(), paid(100_000, -1), back(50_000)],
      'amount_mismatch -0.01',
    ],
    ['of an order that was cancelled', [order({ status: 'cancelled' }), payment(), back(100_000)], 'agrees'],
    [
      'of an order that was cancelled, all but a centavo',
      [order({ status: 'cancelled' }), payment(), back(100_000, 1)],
      'status_conflict 0.01',
    ],
    [
      'one of two payments, by its id',
      [order(), paid(60_000), paid(40_000), back(40_000, 0, { refundOf: 'P40000' })],
      'agrees',
    ],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    expect(verdict(lines, pastDue)).toBe(expected);
  });
});
