import { describe, expect, test } from 'vitest';
import { minor } from '../../../schemas/values/money.ts';
import type { TariffEntry } from '../../../schemas/config/config.ts';
import type { Line, SettlementLine } from '../../../schemas/lines/records.ts';
import {
  at,
  bank,
  carried,
  configOf,
  day,
  erp,
  leftBy,
  order,
  payment,
  pesos,
  settlementSource,
  tariff,
  tell,
  decide,
} from '../../../scripts/testing/kit.ts';

const inWompi = (change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({ source: 'wompi', payoutId: 'W1', ...change });
const priced = (...entries: readonly TariffEntry[]): ReturnType<typeof configOf> =>
  configOf({ sources: [settlementSource('wompi', { tariff: entries, methods: ['PSE'] }), erp, bank] });

/** What the lines of a provider say of themselves; their orders agree. */
function outline(lines: readonly SettlementLine[], config = configOf(), date = '2026-07-01'): string[] {
  const orders: Line[] = lines
    .filter((line) => line.type === 'payment')
    .map((line) => order({ merchantReference: line.merchantReference, amount: line.gross, date: line.date }));
  return decide({ date: day(date), config, lines: [...orders, ...lines] }).discrepancies.map(tell);
}

describe('Gross less fee and taxes is the net of a line', () => {
  const table: [string, Partial<SettlementLine>, string[]][] = [
    ['exactly', { fee: pesos(2_000), tax: pesos(380), net: pesos(97_620) }, []],
    [
      'one centavo less: owed to us',
      { fee: pesos(2_000), net: pesos(98_000, -1) },
      ['net_mismatch BOG01-1 0.01 owed_to_us'],
    ],
    [
      'one centavo more: owed by us',
      { fee: pesos(2_000), net: pesos(98_000, 1) },
      ['net_mismatch BOG01-1 0.01 owed_by_us'],
    ],
    ['other deductions count', { fee: pesos(2_000), otherDeductions: pesos(500), net: pesos(97_500) }, []],
    ['without a net there is nothing to compare', { fee: pesos(2_000) }, []],
    [
      'in what is paid out',
      { settledCurrency: 'USD', settledGross: pesos(25), settledFee: pesos(1), settledNet: pesos(24), net: pesos(1) },
      [],
    ],
    [
      'and its difference',
      { settledCurrency: 'USD', settledGross: pesos(25), settledFee: pesos(1), settledNet: pesos(23) },
      ['net_mismatch BOG01-1 1.00 owed_to_us'],
    ],
  ];
  test.each(table)('%s', (_sentence, line, expected) => {
    expect(outline([inWompi(line)])).toEqual(expected);
  });

  test('a profile of six decimals may miss by one centavo a column, and no more', () => {
    const config = configOf({
      sources: [settlementSource('wompi', { profile: { builtIn: 'dlocal-settlement' } }), erp, bank],
    });
    expect(outline([inWompi({ fee: pesos(2_000), net: pesos(98_000, -2) })], config)).toEqual([]);
    expect(outline([inWompi({ fee: pesos(2_000), net: pesos(98_000, -3) })], config)).toEqual([
      'net_mismatch BOG01-1 0.03 owed_to_us',
    ]);
  });

  test('it breaks nothing: the legs of the line decide', () => {
    const outcome = decide({ lines: [order(), inWompi({ fee: pesos(1), net: pesos(1) })] });
    expect([...outcome.fates].map((fate) => fate.fate)).toEqual(['matched', 'awaiting']);
  });
});

describe('A fee against the tariff: one row per payout and component', () => {
  const fee = pesos(2_750);
  const table: [string, SettlementLine[], TariffEntry[], string[]][] = [
    ['as agreed', [inWompi({ fee })], [tariff({ vatPercent: null })], []],
    [
      'one centavo more: owed to us',
      [inWompi({ fee: pesos(2_750, 1) })],
      [tariff({ vatPercent: null })],
      ['fee_mismatch W1 0.01 owed_to_us'],
    ],
    [
      'one centavo less: owed by us',
      [inWompi({ fee: pesos(2_750, -1) })],
      [tariff({ vatPercent: null })],
      ['fee_mismatch W1 0.01 owed_by_us'],
    ],
    [
      'within its tolerance',
      [inWompi({ fee: pesos(2_750, 1) })],
      [tariff({ vatPercent: null, tolerance: minor(1) })],
      [],
    ],
    [
      'a centavo beyond it',
      [inWompi({ fee: pesos(2_750, 2) })],
      [tariff({ vatPercent: null, tolerance: minor(1) })],
      ['fee_mismatch W1 0.02 owed_to_us'],
    ],
    [
      'two lines of one payout are one row, one by one compared',
      [inWompi({ fee: pesos(2_760) }), inWompi({ merchantReference: 'BOG01-2', fee: pesos(2_740) })],
      [tariff({ vatPercent: null })],
      ['fee_mismatch W1 20.00 unknown'],
    ],
    [
      'two payouts are two rows',
      [inWompi({ fee: pesos(2_760) }), inWompi({ merchantReference: 'BOG01-2', payoutId: 'W2', fee: pesos(2_760) })],
      [tariff({ vatPercent: null })],
      ['fee_mismatch W1 10.00 owed_to_us', 'fee_mismatch W2 10.00 owed_to_us'],
    ],
    ['the VAT is a component of its own', [inWompi({ fee, feeVat: pesos(522, 50) })], [tariff()], []],
    [
      'an overcharge is one row where the VAT went with it',
      [inWompi({ fee: pesos(3_000), feeVat: pesos(570) })],
      [tariff()],
      ['fee_mismatch W1 250.00 owed_to_us'],
    ],
    [
      'and where it did not',
      [inWompi({ fee: pesos(3_000), feeVat: pesos(522, 50) })],
      [tariff()],
      ['fee_mismatch W1 250.00 owed_to_us'],
    ],
    [
      'a VAT that fits neither fee is another row, by what it misses the nearer by',
      [inWompi({ fee: pesos(3_000), feeVat: pesos(571) })],
      [tariff()],
      ['fee_mismatch W1 250.00 owed_to_us', 'fee_mismatch W1 1.00 owed_to_us'],
    ],
    [
      'a VAT that the tariff asks and that misses by one centavo',
      [inWompi({ fee, feeVat: pesos(522, 51) })],
      [tariff()],
      ['fee_mismatch W1 0.01 owed_to_us'],
    ],
    [
      'a centavo more of it',
      [inWompi({ fee, feeVat: pesos(522, 51) })],
      [tariff()],
      ['fee_mismatch W1 0.01 owed_to_us'],
    ],
    ['a file that does not say what it charged', [inWompi()], [tariff()], []],
    ['another method has no tariff here', [inWompi({ fee: pesos(1), method: 'CARD' })], [tariff()], []],
    ['a tariff of later says nothing', [inWompi({ fee: pesos(1) })], [tariff({ from: day('2026-07-02') })], []],
    [
      'its first day is inside',
      [inWompi({ fee: pesos(2_751) })],
      [tariff({ from: day('2026-07-01'), vatPercent: null })],
      ['fee_mismatch W1 1.00 owed_to_us'],
    ],
    [
      'so is its last',
      [inWompi({ fee: pesos(2_751) })],
      [tariff({ to: day('2026-07-01'), vatPercent: null })],
      ['fee_mismatch W1 1.00 owed_to_us'],
    ],
    [
      'the day after is not',
      [inWompi({ fee: pesos(2_751) })],
      [tariff({ to: day('2026-06-30'), vatPercent: null })],
      [],
    ],
    [
      'the day is that of the payment, in our zone',
      [inWompi({ fee: pesos(2_751), paidAt: at('2026-06-30 23:59:59') })],
      [tariff({ to: day('2026-06-30'), vatPercent: null })],
      ['fee_mismatch W1 1.00 owed_to_us'],
    ],
    [
      'a refund has no tariff (and its credit note is due on the morning after its file)',
      [inWompi({ fee }), inWompi({ type: 'refund', providerId: 'R', gross: pesos(-1_000), fee: pesos(9) })],
      [tariff({ vatPercent: null })],
      [],
    ],
  ];
  test.each(table)('%s', (_sentence, lines, entries, expected) => {
    expect(outline(lines, priced(...entries))).toEqual(expected);
  });

  test('the row says how many, how much in sum, and the rate that would fit', () => {
    const lines = [inWompi({ fee: pesos(2_900) }), inWompi({ merchantReference: 'BOG01-2', fee: pesos(2_900) })];
    const outcome = decide({
      lines: [order(), order({ merchantReference: 'BOG01-2' }), ...lines],
      config: priced(tariff({ vatPercent: null })),
    });
    expect(outcome.discrepancies[0]?.facts).toEqual({
      component: 'fee',
      count: 2,
      sumMinor: pesos(300),
      tariffRate: '2.35',
      fittingRate: '2.5000',
    });
  });

  test('a payout without a new line is not asked again', () => {
    const config = priced(tariff({ vatPercent: null }));
    const outcome = decide({ date: day('2026-07-02'), config, lines: [carried(inWompi({ fee: pesos(1) }))] });
    expect(outcome.discrepancies).toEqual([]);
  });
});

describe('Adjustments', () => {
  const adjustment = (description: string | null, gross = pesos(-12_000)): SettlementLine =>
    inWompi({ type: 'adjustment', merchantReference: '', providerId: 'A', gross, description });
  const known = configOf({
    sources: [settlementSource('wompi', { knownAdjustments: ['Comisión mensual'] }), erp, bank],
  });
  const table: [string, SettlementLine, string[]][] = [
    ['one that is known, in any letters', adjustment('COMISIÓN MENSUAL JULIO'), []],
    ['one that is not', adjustment('AJUSTE'), ['unexplained_adjustment W1 12000.00 owed_to_us']],
    ['one that says nothing', adjustment(null), ['unexplained_adjustment W1 12000.00 owed_to_us']],
    ['in our favour', adjustment('AJUSTE', pesos(12_000)), ['unexplained_adjustment W1 12000.00 owed_by_us']],
  ];
  test.each(table)('%s', (_sentence, line, expected) => {
    expect(outline([inWompi(), line], known)).toEqual(expected);
  });
});

describe('Pending longer than 48 hours at the end of the date', () => {
  // The end of 3 July in Bogotá is midnight of the 4th.
  const table: [string, string, string[]][] = [
    ['exactly 48 hours', '2026-07-02 00:00:00', []],
    ['one second longer', '2026-07-01 23:59:59', ['stale_pending BOG01-1 0.00 none']],
  ];
  test.each(table)('%s', (_sentence, since, expected) => {
    const line = payment({ status: 'pending', paidAt: at(since) });
    expect(
      decide({
        date: day('2026-07-03'),
        lines: [carried(line, { fate: 'out_of_scope', reason: 'pending' })],
      }).discrepancies.map(tell),
    ).toEqual(expected);
  });

  test('one that was superseded in the meantime is not stale', () => {
    const pending = carried(payment({ status: 'pending' }), { fate: 'out_of_scope', reason: 'pending' });
    const final = payment({ date: day('2026-07-04'), status: 'rejected', paidAt: payment().paidAt });
    expect(decide({ date: day('2026-07-04'), lines: [pending, final] }).discrepancies).toEqual([]);
  });

  test('without a moment nobody knows', () => {
    expect(
      decide({
        date: day('2026-07-30'),
        lines: [carried(payment({ status: 'pending', paidAt: null }), { fate: 'out_of_scope', reason: 'pending' })],
      }).discrepancies,
    ).toEqual([]);
  });
});

describe('A pending line that the row of its order quotes', () => {
  const waiting = payment({ status: 'pending' });
  /** 22 July 2026: the carry days are over. */
  const first = decide({ date: day('2026-07-22'), lines: [order(), waiting] });
  type Outcome = typeof first;
  const after = (before: Outcome, date: string, ...lines: readonly Line[]): Outcome => {
    const { lines: left, ...rest } = leftBy(before);
    return decide({ ...rest, date: day(date), lines: [...left, ...lines] });
  };
  const told = (outcome: Outcome): string[] => outcome.discrepancies.map((one) => `${tell(one)} ${one.state}`);
  const question = 'missing_in_settlement BOG01-1 100000.00 unknown open';

  test('is not told once more while that row stands, whether or not its sale is compared again', () => {
    const second = after(first, '2026-07-23');
    const others = payment({ merchantReference: 'BOG01-2', providerId: 'P2', status: 'pending' });
    const third = after(second, '2026-07-24', others);
    expect([first, second].map(told)).toEqual([[question], [question]]);
    expect(told(third)).toEqual(expect.arrayContaining([question, 'stale_pending BOG01-2 0.00 none noted']));
    expect(told(third)).toHaveLength(2);
  });

  test('is told again on the day on which the facts close that row', () => {
    const cancelled = order({ date: day('2026-07-23'), status: 'cancelled' });
    const outcome = after(after(first, '2026-07-23'), '2026-07-24', cancelled);
    expect(told(outcome)).toEqual(
      expect.arrayContaining([
        'missing_in_settlement BOG01-1 100000.00 unknown auto_resolved',
        'stale_pending BOG01-1 0.00 none noted',
      ]),
    );
    expect(told(outcome)).toHaveLength(2);
  });
});
