import { describe, expect, it } from 'vitest';
import type { Config } from '../../../schemas/config/config.ts';
import type { BankLine, Line, OrderLine, Reject, SettlementLine } from '../../../schemas/lines/records.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import {
  bank,
  configOf,
  credit,
  day,
  decideInBulk,
  erp,
  gate,
  leftBy,
  order,
  payment,
  pesos,
  reject,
  settlementSource,
  tariff,
  withoutPlainSales,
  withPlainSales,
  wompi,
  workingSetOf,
} from '../../../scripts/testing/kit.ts';

/** What stands beside plain sales that wait decides what it would decide were they not left waiting in bulk. */

const SOLD = day('2026-07-01');
const NEXT = day('2026-07-02');
const LATER = day('2026-07-06');
/** A report whose rows name their payouts. */
const NAMES_PAYOUTS = { builtIn: 'stripe-payout-reconciliation' } as const;

/** An order and its payment: of `wompi` in a payout, else of `gate`. */
function sale(reference: string, amount: number, payoutId: string | null, settledOn: PlainDate | null = null): Line[] {
  const source = payoutId === null ? 'gate' : 'wompi';
  return [
    order({ date: SOLD, merchantReference: reference, orderId: `O-${reference}`, amount: pesos(amount) }),
    payment({
      date: SOLD,
      source,
      merchantReference: reference,
      providerId: `P-${reference}`,
      gross: pesos(amount),
      payoutId,
      settledOn,
    }),
  ];
}

/** The lines of a date, decided after what the dates before left. */
type Dates = readonly {
  readonly date: PlainDate;
  readonly lines: readonly Line[];
  readonly rejects?: readonly Reject[];
  readonly config?: Config;
}[];

function decided(dates: Dates, inBulk: boolean) {
  let left: ReturnType<typeof leftBy> = { lines: [], priorDiscrepancies: [], payouts: [] };
  return dates.map(({ date, lines, rejects = [], config = configOf() }) => {
    const workingSet = workingSetOf({ ...left, date, config, rejects, lines: [...left.lines, ...lines] });
    const outcome = decideInBulk(inBulk ? withPlainSales(workingSet) : withoutPlainSales(workingSet));
    left = leftBy(outcome);
    const { workingSet: decidedUpon, ...said } = outcome;
    return { said: { ...said, fates: [...said.fates] }, plain: decidedUpon.plain.length };
  });
}

function expectTheSame(dates: Dates): ReturnType<typeof decided> {
  const inBulk = decided(dates, true);
  expect(inBulk.map(({ said }) => said)).toEqual(decided(dates, false).map(({ said }) => said));
  return inBulk;
}

const SALES = [
  ...sale('BOG01-1', 101, 'LOTE-7701'),
  ...sale('BOG01-2', 203, 'LOTE-7701'),
  ...sale('BOG01-3', 307, null),
  ...sale('BOG01-4', 411, null),
];

describe('plain sales that wait', () => {
  it('explain what a credit of another payout has too much', () => {
    const [sold, paid] = expectTheSame([
      {
        date: SOLD,
        lines: [
          ...SALES.slice(0, 4),
          ...sale('BOG01-5', 307, 'LOTE-7702'),
          // Its payout is settled after the credit: nobody takes it for paid.
          ...sale('BOG01-6', 411, 'LOTE-7702', day('2026-07-03')),
        ],
      },
      {
        date: NEXT,
        lines: [
          credit({
            date: NEXT,
            bookedOn: NEXT,
            reference: null,
            amount: pesos(101 + 203 + 307),
            description: 'PAGO WOMPI',
          }),
        ],
      },
    ]);
    expect(sold?.plain).toBe(4);
    expect(paid?.said.discrepancies.map((one) => one.facts['explanation'])).toEqual([['BOG01-5']]);
    // The row names it: it is in hand as a record. Only the other line of its payout waits in bulk.
    expect(paid?.plain).toBe(1);
  });

  it('are payouts of a file of which a row that cannot be read is of one', () => {
    // Of two payouts of the file nobody knows which of them lacks the row: what differs is asked about.
    const [sold] = expectTheSame([
      {
        date: SOLD,
        lines: [
          ...SALES.slice(0, 4),
          // Its order came to more: a line that is not plain.
          ...sale('BOG01-7', 500, 'LOTE-7703').map((line): Line =>
            line.leg === 'order' ? { ...line, amount: pesos(501) } : line,
          ),
          credit({
            date: SOLD,
            bookedOn: SOLD,
            reference: null,
            amount: pesos(400),
            description: 'PAGO WOMPI LOTE-7703',
          }),
        ],
        rejects: [reject({ date: SOLD, source: 'wompi', leg: 'settlement', merchantReference: null, payoutId: null })],
      },
    ]);
    expect(sold?.said.discrepancies.map((one) => one.kind)).toContain('payout_mismatch');
    expect(sold?.plain).toBe(0);
  });

  it('are a payout that may be the one which the provider takes back', () => {
    const [, taken] = expectTheSame([
      { date: SOLD, lines: SALES.slice(0, 4) },
      {
        date: NEXT,
        lines: [
          ...sale('BOG01-8', 304, 'LOTE-7704').map((line): Line => ({ ...line, date: NEXT })),
          payment({
            date: NEXT,
            source: 'wompi',
            type: 'payout',
            providerId: 'T-1',
            merchantReference: '',
            gross: pesos(304),
            payoutId: 'LOTE-7705',
          }),
        ],
      },
    ]);
    // Two payouts come to it: neither is taken for given back.
    expect(taken?.said.payouts.map((row) => row.givenBack)).toEqual([0, 0, 0]);
  });

  const paid = (change: Partial<BankLine>): Line =>
    credit({
      date: NEXT,
      bookedOn: NEXT,
      reference: null,
      amount: pesos(304),
      description: 'PAGO WOMPI LOTE-7701',
      ...change,
    });

  it.each([
    ['is of another amount', NEXT, [paid({ amount: pesos(300) })], 'payout_mismatch'],
    ['is of another currency', NEXT, [paid({ currency: 'USD' })], 'currency_mismatch'],
    ['comes late', LATER, [paid({ date: LATER, bookedOn: LATER })], 'late_arrival'],
    ['does not come', LATER, [], 'missing_in_bank'],
  ] as const)('are lines of a payout whose credit %s', (_name, date, lines, kind) => {
    const [sold, found] = expectTheSame([
      { date: SOLD, lines: SALES },
      { date, lines },
    ]);
    expect(sold?.plain).toBe(4);
    const named = found?.said.discrepancies.filter((one) => one.kind === kind && one.payoutId === 'LOTE-7701') ?? [];
    expect(named.flatMap((one) => one.lines.filter((line) => line.leg === 'settlement'))).toHaveLength(2);
  });

  const changedSale = (change: Partial<SettlementLine>, ofOrder: Partial<OrderLine> = {}): Line[] =>
    sale('BOG01-1', 101, 'LOTE-7701').map((line) =>
      line.leg === 'order' ? { ...line, ...ofOrder } : line.leg === 'settlement' ? { ...line, ...change } : line,
    );
  const opensLater = {
    name: '',
    entity: null,
    city: null,
    costCentre: null,
    opened: day('2026-08-01'),
    closed: null,
  };
  const ofStores = configOf({ stores: { fromReference: '^(?<store>[A-Z]{3}\\d{2})-', list: { BOG01: opensLater } } });

  it.each<readonly [string, readonly Line[], Config]>([
    ['in no payout', changedSale({ payoutId: null }), withProviders({ profile: NAMES_PAYOUTS }, gate)],
    ['of a store that is not open', changedSale({}), ofStores],
    [
      'of a store that is on no list',
      changedSale({}),
      configOf({ stores: { fromReference: '^(?<store>[A-Z]{3}\\d{2})-', list: {} } }),
    ],
    ['without an invoice', changedSale({}, { invoiceNumber: null }), configOf()],
    ['of an id that a spreadsheet ruined', changedSale({ providerId: '1.23E+15' }), configOf()],
    ['charged by a tariff', changedSale({ fee: pesos(1) }), withProviders({ tariff: [tariff()] }, gate)],
  ])('are none %s', (_name, lines, config) => {
    const [sold] = expectTheSame([
      { date: SOLD, lines, config },
      { date: LATER, lines: [], config },
    ]);
    expect(sold?.plain).toBe(0);
  });

  it('are none of a payout of which charges are judged together, though their own are as agreed upon', () => {
    const config = withProviders({ tariff: [tariff({ percent: '2', fixed: pesos(0), vatPercent: null })] }, gate);
    const charged = (reference: string, date: PlainDate, fee: number): Line[] =>
      sale(reference, 100, 'LOTE-7701').map((line): Line =>
        line.leg === 'settlement' ? { ...line, date, fee: pesos(fee) } : { ...line, date },
      );
    const [, next] = expectTheSame([
      { date: SOLD, lines: charged('BOG01-1', SOLD, 5), config },
      { date: NEXT, lines: charged('BOG01-2', NEXT, 2), config },
    ]);
    expect(next?.said.discrepancies.map((one) => [one.kind, one.state])).toEqual([['fee_mismatch', 'open']]);
  });

  it('are none that an order of another reference may look for by its other key', () => {
    const [sold, looked] = expectTheSame([
      { date: SOLD, lines: changedSale({ cus: 'C1' }, { cus: 'C1' }) },
      { date: NEXT, lines: [order({ date: NEXT, merchantReference: 'BOG01-9', orderId: 'O-9', cus: 'C1' })] },
    ]);
    expect([sold?.plain, looked?.plain]).toEqual([1, 0]);
  });

  const changes: readonly (readonly [string, Config, number])[] = [
    ['goes on as it was', configOf(), 4],
    ['lost the provider that pays in payouts', configOf({ sources: [gate, erp, bank] }), 2],
    ['lost the provider that pays one by one', configOf({ sources: [wompi, erp, bank] }), 2],
    ['lost all providers', configOf({ sources: [erp, bank] }), 0],
    ['pays payouts line by line', withProviders({ settles: 'per_transaction' }, gate), 4],
    ['pays lines in payouts', withProviders({}, { ...gate, settles: 'per_payout' }), 2],
    ['pays payouts by the day', withProviders({ settles: 'per_day' }, gate), 2],
    ['pays lines by the day', withProviders({}, { ...gate, settles: 'per_day' }), 2],
    ['compares gross', withProviders({ compares: 'gross' }, gate), 4],
    ['collects another method', withProviders({ methods: ['CARD'] }, { ...gate, methods: ['CARD'] }), 0],
    ['is late at once', withProviders({ lateAfterBusinessDays: 0 }, { ...gate, lateAfterBusinessDays: 0 }), 0],
    ['reads stores otherwise', configOf({ stores: { fromReference: '^(?<store>[A-Z]{2})', list: null } }), 4],
    ['has a list of stores', configOf({ stores: { fromReference: '^(?<store>[A-Z]{3}\\d{2})-', list: {} } }), 4],
    ['cuts references', configOf({ referenceExtract: '^(?<ref>.{5})' }), 0],
    ['compares other keys', configOf({ keys: ['cus'] }), 0],
    ['is another environment', configOf({ environment: 'test' }), 4],
  ];

  it.each(changes)('are judged by a configuration that %s', (_name, config, plain) => {
    const [sold, quiet] = expectTheSame([
      { date: SOLD, lines: SALES },
      { date: NEXT, lines: [], config },
      {
        date: LATER,
        lines: [
          credit({
            date: LATER,
            bookedOn: NEXT,
            reference: null,
            amount: pesos(304),
            description: 'PAGO WOMPI LOTE-7701',
          }),
          credit({ date: LATER, bookedOn: NEXT, reference: 'BOG01-3', amount: pesos(307), description: 'GATE' }),
        ],
        config,
      },
    ]);
    expect(sold?.plain).toBe(4);
    expect(quiet?.plain).toBe(plain);
  });
});

function withProviders(change: Parameters<typeof settlementSource>[1], ofLines: typeof gate): Config {
  return configOf({ sources: [ofLines, settlementSource('wompi', { methods: ['PSE'], ...change }), erp, bank] });
}
