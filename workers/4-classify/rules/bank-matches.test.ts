import { describe, expect, test } from 'vitest';
import { formatMajor, sum, ZERO } from '../../../schemas/values/money.ts';
import type { Line, SettlementLine } from '../../../schemas/lines/records.ts';
import type { RunOutcome } from '../../../schemas/outcome/run.ts';
import {
  credit,
  day,
  fatesOf,
  leftBy,
  lump,
  order,
  payment,
  pesos,
  refund,
  reject,
  tell,
  decide,
} from '../../../scripts/testing/kit.ts';

const inWompi = (change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({ source: 'wompi', payoutId: 'W1', ...change });
const B = { merchantReference: 'BOG01-2', providerId: 'B' };
/** Two sales of one payout, 100,000 and 30,000, with their orders. */
const PAYOUT: readonly Line[] = [
  order(),
  order({ merchantReference: 'BOG01-2', amount: pesos(30_000) }),
  inWompi(),
  inWompi({ ...B, gross: pesos(30_000) }),
];
const on = (date: string, amount: ReturnType<typeof pesos>): Line => lump(amount, { date: day(date) });

/** What a date says of the payout and a credit. */
function outline(date: string, ...lines: readonly Line[]): string[] {
  return decide({ date: day(date), lines: [...PAYOUT, ...lines] }).discrepancies.map(tell);
}

describe('Late arrival: by business days after the due day, Friday 3 July', () => {
  const table: [string, string, string[]][] = [
    ['T+1', '2026-07-02', []],
    ['T+2, the due day itself', '2026-07-03', []],
    ['T+3 over the weekend', '2026-07-06', ['late_arrival W1 0.00 none']],
  ];
  test.each(table)('%s', (_sentence, date, expected) => {
    expect(outline(date, on(date, pesos(130_000)))).toEqual(expected);
  });

  const days: [string, string, number][] = [
    ['Saturday is no business day late', '2026-07-04', 0],
    ['Monday is one', '2026-07-06', 1],
    ['Friday is five', '2026-07-10', 5],
    ['the Tuesday after the holiday of 13 July is six', '2026-07-14', 6],
  ];
  test.each(days)('%s', (_sentence, date, businessDaysLate) => {
    const [late] = decide({ date: day(date), lines: [...PAYOUT, on(date, pesos(130_000))] }).discrepancies;
    expect(late).toMatchObject({
      kind: 'late_arrival',
      businessDaysLate,
      moneyAtRisk: 0,
      class: 'notice',
      state: 'noted',
    });
  });

  test('late or not, its lines are matched', () => {
    const outcome = decide({ date: day('2026-07-06'), lines: [...PAYOUT, on('2026-07-06', pesos(130_000))] });
    expect(fatesOf(outcome).every((fate) => fate.endsWith('matched'))).toBe(true);
  });

  test('a single line is late by itself', () => {
    const outcome = decide({
      date: day('2026-07-06'),
      lines: [order(), payment(), credit({ date: day('2026-07-06') })],
    });
    expect(outcome.discrepancies.map(tell)).toEqual(['late_arrival BOG01-1 0.00 none']);
  });

  test('so is a refund that the bank debits after its due day', () => {
    const debit = credit({ date: day('2026-07-06'), amount: pesos(-100_000), bankId: 'D' });
    const lines = [order({ refundedAmount: pesos(100_000) }), payment(), credit({ bankId: 'C' }), refund(), debit];
    expect(decide({ date: day('2026-07-06'), lines }).discrepancies.map(tell)).toEqual([
      'late_arrival BOG01-1 0.00 none',
    ]);
  });

  test('a credit that pays an older payout than one would think says so', () => {
    const older = inWompi({
      date: day('2026-06-25'),
      payoutId: 'W0',
      merchantReference: 'BOG01-9',
      providerId: 'O',
      paidAt: null,
    });
    const lines = [
      ...PAYOUT,
      order({ date: day('2026-06-25'), merchantReference: 'BOG01-9' }),
      older,
      on('2026-07-02', pesos(100_000)),
    ];
    const late = decide({ date: day('2026-07-02'), lines }).discrepancies.find((one) => one.kind === 'late_arrival');
    expect(late).toMatchObject({ payoutId: 'W0', facts: { olderPayout: true } });
  });

  test.each([
    ['one credit for one payout shows all of it', [130_000], ['W1 130000.00']],
    ['two credits for one payout show both', [100_000, 30_000], ['W1 130000.00']],
    ['one credit for two payouts shows each its own part', [151_000], ['W1 130000.00', 'W2 21000.00']],
  ])('%s', (_sentence, credits, expected) => {
    const second = inWompi({
      payoutId: 'W2',
      merchantReference: 'BOG01-3',
      providerId: 'C',
      gross: pesos(21_000),
      net: pesos(21_000),
    });
    const third = order({ merchantReference: 'BOG01-3', amount: pesos(21_000) });
    const arrived = credits.map((amount) => on('2026-07-06', pesos(amount)));
    const lines = [...PAYOUT, ...(expected.length > 1 ? [third, second] : []), ...arrived];
    const rows = decide({ date: day('2026-07-06'), lines }).discrepancies.filter((one) => one.kind === 'late_arrival');
    expect(rows.map((one) => `${one.payoutId ?? ''} ${formatMajor(one.bankAmount ?? ZERO)}`).sort()).toEqual(expected);
  });
});

describe('A credit that differs', () => {
  const table: [string, ReturnType<typeof pesos>, string][] = [
    ['one centavo less', pesos(130_000, -1), 'payout_mismatch W1 0.01 owed_to_us'],
    ['one centavo more', pesos(130_000, 1), 'payout_mismatch W1 0.01 owed_by_us'],
    ['a whole sale less', pesos(100_000), 'payout_mismatch W1 30000.00 owed_to_us'],
  ];
  test.each(table)('%s', (_sentence, amount, expected) => {
    expect(outline('2026-07-02', on('2026-07-02', amount))).toEqual([expected]);
  });

  test('with a unique explanation only the named line breaks', () => {
    const outcome = decide({ date: day('2026-07-02'), lines: [...PAYOUT, on('2026-07-02', pesos(100_000))] });
    expect(fatesOf(outcome)).toEqual([
      'bank : broken',
      'order BOG01-1: matched',
      'order BOG01-2: matched',
      'settlement B: broken',
      'settlement P-BOG01-1: matched',
    ]);
    expect(outcome.discrepancies[0]?.facts).toMatchObject({ explanationState: 'unique', explanation: ['BOG01-2'] });
  });

  test('without one every line of the payout does', () => {
    const outcome = decide({ date: day('2026-07-02'), lines: [...PAYOUT, on('2026-07-02', pesos(95_000))] });
    expect(fatesOf(outcome).filter((fate) => fate.startsWith('settlement'))).toEqual([
      'settlement B: broken',
      'settlement P-BOG01-1: broken',
    ]);
    expect(outcome.discrepancies[0]?.facts).toMatchObject({ explanationState: 'none' });
  });

  test('two sales of the missing amount are no explanation', () => {
    const lines = [
      order(),
      order({ merchantReference: 'BOG01-2' }),
      inWompi(),
      inWompi(B),
      on('2026-07-02', pesos(100_000)),
    ];
    const [row] = decide({ date: day('2026-07-02'), lines }).discrepancies;
    expect(row).toMatchObject({ kind: 'payout_mismatch', facts: { explanationState: 'several' } });
  });

  test('a single line against a credit of its reference', () => {
    const outcome = decide({
      date: day('2026-07-02'),
      lines: [order(), payment(), credit({ date: day('2026-07-02'), amount: pesos(99_000) })],
    });
    expect(outcome.discrepancies.map(tell)).toEqual(['payout_mismatch BOG01-1 1000.00 owed_to_us']);
    expect(fatesOf(outcome)).toEqual(['bank : broken', 'order BOG01-1: matched', 'settlement P-BOG01-1: broken']);
  });

  test('the pair stands in later runs without an event, and closes when the rest comes', () => {
    const short = decide({ date: day('2026-07-02'), lines: [...PAYOUT, on('2026-07-02', pesos(95_000))] });
    const next = decide({ date: day('2026-07-03'), ...leftBy(short) });
    expect(next.discrepancies.map((one) => `${one.kind} ${one.event ?? '-'}`)).toEqual(['payout_mismatch -']);
    const left = leftBy(next);
    const good = decide({ ...left, date: day('2026-07-06'), lines: [...left.lines, on('2026-07-06', pesos(35_000))] });
    expect(good.discrepancies.map((one) => `${one.kind} ${one.state}`).sort()).toEqual([
      'late_arrival noted',
      'payout_mismatch auto_resolved',
    ]);
  });
});

describe('What another row explains opens no row of its own', () => {
  test('a row of the payout that could not be read', () => {
    const outcome = decide({
      date: day('2026-07-02'),
      lines: [...PAYOUT, on('2026-07-02', pesos(150_000))],
      rejects: [reject({ source: 'wompi', payoutId: 'W1', merchantReference: 'BOG01-3', date: day('2026-07-01') })],
    });
    expect(outcome.discrepancies.map((one) => one.kind)).toEqual(['row_rejected']);
    expect(fatesOf(outcome)).toContain('bank : broken');
  });

  test('a conflict whose versions differ by just that much', () => {
    const newer = inWompi({ ...B, gross: pesos(29_000), date: day('2026-07-02'), paidAt: payment().paidAt });
    const outcome = decide({
      date: day('2026-07-02'),
      lines: [
        order(),
        inWompi(),
        order({ merchantReference: 'BOG01-2', amount: pesos(29_000) }),
        inWompi({ ...B, gross: pesos(30_000) }),
        newer,
        on('2026-07-02', pesos(130_000)),
      ],
    });
    expect(outcome.discrepancies.map((one) => one.kind)).toEqual(['conflicting_settlement_line']);
  });
});

describe('A credit that differs from a run of payouts', () => {
  const part = (payoutId: string, gross: ReturnType<typeof pesos>, date: string): SettlementLine[] => [
    inWompi({
      payoutId,
      merchantReference: `BOG01-${payoutId}`,
      providerId: payoutId,
      gross,
      net: gross,
      date: day(date),
      settledOn: day(date),
    }),
  ];
  const friday = part('W-A', pesos(93_984, 39), '2026-07-03');
  const saturday = part('W-B', pesos(133_912, 60), '2026-07-04');
  const sunday = part('W-C', pesos(179_589, 8), '2026-07-05');
  const orders = [...friday, ...saturday, ...sunday].map((line) =>
    order({ merchantReference: line.merchantReference, amount: line.gross, date: line.date }),
  );
  const weekend = (amount: ReturnType<typeof pesos>): RunOutcome =>
    decide({
      date: day('2026-07-06'),
      lines: [...orders, ...friday, ...saturday, ...sunday, on('2026-07-06', amount)],
    });

  test.each([
    ['short by most of one', pesos(337_484, 94), pesos(-70_001, -13), 'owed_to_us'],
    ['one centavo short', pesos(407_486, 6), pesos(0, -1), 'owed_to_us'],
    ['one centavo over', pesos(407_486, 8), pesos(0, 1), 'owed_by_us'],
  ])('%s: one row with the sum of the run, every payout named', (_what, amount, difference, direction) => {
    const rows = weekend(amount).discrepancies.filter((one) => one.kind === 'payout_mismatch');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      payoutId: 'W-A',
      settlementGross: pesos(407_486, 7),
      settlementNet: pesos(407_486, 7),
      bankAmount: amount,
      difference,
      direction,
      facts: { otherPayouts: ['W-B', 'W-C'] },
    });
  });

  test('the payouts show the difference once, and together what the bank booked', () => {
    const { payouts } = weekend(pesos(337_484, 94));
    expect(payouts.map((row) => [row.payoutId, row.difference, row.fate])).toEqual([
      ['W-A', pesos(-70_001, -13), 'broken'],
      ['W-B', ZERO, 'broken'],
      ['W-C', ZERO, 'broken'],
    ]);
    expect(sum(payouts.map((row) => row.bankAmount ?? ZERO))).toBe(pesos(337_484, 94));
  });
});

describe('What other lines explain', () => {
  const TWO = day('2026-07-02');
  const short = (reference: string, gross: ReturnType<typeof pesos>): SettlementLine =>
    payment({ merchantReference: reference, providerId: `P-${reference}`, gross });

  test('a credit of one reference, a centavo short, stays open although strangers sum to the centavo', () => {
    const sales = [
      short('BOG01-A1', pesos(80_000)),
      short('BOG01-A2', pesos(30_000, 10)),
      short('BOG01-A3', pesos(41_000, 20)),
    ];
    const lines = [
      ...sales.map((line) => order({ merchantReference: line.merchantReference, amount: line.gross })),
      ...sales,
      refund({ merchantReference: 'BOG01-X', providerId: 'R', gross: pesos(-71_000, -31) }),
      credit({ date: TWO, reference: 'BOG01-A1', amount: pesos(79_999, 99) }),
    ];
    let left = decide({ date: TWO, lines });
    for (const date of ['2026-07-03', '2026-07-06', '2026-07-07', '2026-07-10'])
      left = decide({ ...leftBy(left), date: day(date) });
    const row = left.discrepancies.find((one) => one.kind === 'payout_mismatch');
    expect(row).toMatchObject({
      merchantReference: 'BOG01-A1',
      state: 'open',
      moneyAtRisk: pesos(0, 1),
      facts: { explanation: [] },
    });
    expect(
      left.discrepancies
        .filter((one) => one.kind === 'missing_in_bank')
        .map((one) => one.merchantReference)
        .sort(),
    ).toEqual(['BOG01-A2', 'BOG01-A3']);
  });

  test('a payout that another missing one explains stays open beside it', () => {
    const older = inWompi({
      payoutId: 'W0',
      providerId: 'Z',
      merchantReference: 'BOG01-9',
      gross: pesos(7_000, 7),
      date: day('2026-06-25'),
    });
    const lines = [order({ date: day('2026-06-25'), merchantReference: 'BOG01-9', amount: pesos(7_000, 7) }), older];
    const before = decide({ date: day('2026-07-07'), lines });
    const left = leftBy(before);
    const paid = inWompi({ payoutId: 'W-100', date: day('2026-07-08') });
    const outcome = decide({
      ...left,
      date: day('2026-07-09'),
      lines: [...left.lines, order({ date: day('2026-07-08') }), paid, on('2026-07-09', pesos(107_007, 7))],
    });
    expect(
      outcome.discrepancies
        .filter((one) => one.class === 'action')
        .map((one) => `${one.kind} ${one.payoutId ?? ''} ${one.state}`)
        .sort(),
    ).toEqual(['missing_in_bank W0 open', 'payout_mismatch W-100 open']);
  });
});

describe('A credit that differs from the only payout there is', () => {
  const GO_LIVE = day('2026-07-01');
  const claimed = (date: string, description: string): boolean | undefined => {
    const booked = lump(pesos(90_000), { date: day(date), bookedOn: day(date), description });
    return decide({ date: day(date), goLive: GO_LIVE, lines: [...PAYOUT, booked] }).discrepancies.find(
      (one) => one.kind === 'payout_mismatch',
    )?.claimable;
  };

  test('is asked about where it was booked on the go-live, and may pay what was settled before', () => {
    expect(claimed('2026-07-01', 'ABONO WOMPI')).toBe(false);
    expect(claimed('2026-07-02', 'ABONO WOMPI')).toBe(true);
  });

  test('is claimed all the same where it names the payout, however short its id', () => {
    expect(claimed('2026-07-01', 'ABONO WOMPI W1')).toBe(true);
    expect(claimed('2026-07-01', 'ABONO WOMPI W12')).toBe(false);
  });
});
