import { describe, expect, test } from 'vitest';
import type { BankLine, Line, SettlementLine } from '../../../schemas/lines/records.ts';
import { at, credit, day, fatesOf, leftBy, order, payment, pesos, tell, decide } from '../../../scripts/testing/kit.ts';

const NEXT = day('2026-07-02');
const newer = (change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({ date: NEXT, paidAt: payment().paidAt, ...change });

function outline(...lines: readonly Line[]): string[] {
  return decide({ date: NEXT, lines }).discrepancies.map((one) => `${one.class} ${tell(one)}`);
}

describe('The same transaction told again', () => {
  const table: [string, Line[], string[]][] = [
    ['equal in the next file: nothing', [order(), payment(), newer(), credit()], []],
    ['an update: nothing', [order(), payment(), newer({ payoutId: 'W1' }), credit()], []],
    [
      'a conflict, one centavo',
      [
        order({ amount: pesos(100_000, 1) }),
        payment(),
        newer({ gross: pesos(100_000, 1) }),
        credit({ amount: pesos(100_000, 1) }),
      ],
      ['action conflicting_settlement_line BOG01-1 0.01 unknown'],
    ],
    [
      'twice in one file: a notice of the copy’s money',
      [order(), payment(), payment(), credit()],
      ['notice duplicate_settlement_line BOG01-1 100000.00 none'],
    ],
    [
      'three times in one file: one row of both copies',
      [order(), payment(), payment(), payment(), credit()],
      ['notice duplicate_settlement_line BOG01-1 200000.00 none'],
    ],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    expect(outline(...lines)).toEqual(expected);
  });

  test('a conflict names the fields with both values, in the words of the file’s columns', () => {
    const [row] = decide({
      date: NEXT,
      lines: [order(), payment(), newer({ gross: pesos(90_000), payoutId: 'W1', paidAt: at('2026-07-01 11:00') })],
    }).discrepancies;
    expect(row?.facts).toEqual({
      comparedMinor: pesos(-10_000),
      conflictFields: ['gross', 'paid_at', 'payout_id'],
      formerValues: ['100000.00', '2026-07-01T15:00:00.000Z', ''],
      newerValues: ['90000.00', '2026-07-01T16:00:00.000Z', 'W1'],
    });
  });

  test('what a customer wrote is named, not shown', () => {
    const [row] = decide({
      date: NEXT,
      lines: [order(), payment({ description: 'Ana' }), newer({ description: 'Eva' })],
    }).discrepancies;
    expect(row?.facts).toMatchObject({ conflictFields: ['description'], formerValues: [''], newerValues: [''] });
  });

  test('the newest version is compared with its order; the older one is superseded', () => {
    const outcome = decide({
      date: NEXT,
      lines: [
        order({ amount: pesos(90_000) }),
        payment(),
        newer({ gross: pesos(90_000) }),
        credit({ amount: pesos(90_000) }),
      ],
    });
    expect(outcome.discrepancies.map((one) => one.kind)).toEqual(['conflicting_settlement_line']);
    expect(fatesOf(outcome)).toEqual([
      'bank : matched',
      'order BOG01-1: matched',
      'settlement P-BOG01-1: broken',
      'settlement P-BOG01-1: out_of_scope superseded',
    ]);
  });

  test.each<[string, Partial<SettlementLine>, Partial<BankLine>]>([
    ['of a line that is paid by itself', {}, {}],
    ['of a payout', { source: 'wompi', payoutId: 'W1' }, { reference: null, description: 'PAGO DE TERC WOMPI' }],
  ])(
    'the credit that shows the older version %s is the conflict’s, also when it comes later and on every date after',
    (_, ofLine, ofCredit) => {
      const older = payment({ ...ofLine, gross: pesos(99_000), net: pesos(99_000) });
      const restated = payment({
        ...ofLine,
        date: NEXT,
        settledOn: day('2026-07-01'),
        paidAt: older.paidAt,
        net: pesos(100_000),
      });
      const first = decide({ lines: [order(), older] });
      const left = leftBy(first);
      let run = decide({ ...left, date: NEXT, lines: [...left.lines, restated] });
      const opened = run.discrepancies.map((one) => one.kind);
      for (const date of ['2026-07-03', '2026-07-04', '2026-07-10']) {
        const before = leftBy(run);
        const paid = date === '2026-07-03' ? [credit({ date: day(date), amount: pesos(99_000), ...ofCredit })] : [];
        run = decide({ ...before, date: day(date), lines: [...before.lines, ...paid] });
        expect([opened, run.discrepancies.map((one) => one.kind)]).toEqual([
          ['conflicting_settlement_line'],
          ['conflicting_settlement_line'],
        ]);
        expect(fatesOf(run)).toContain('bank : broken');
      }
    },
  );

  test.each<[string, Partial<SettlementLine>, Partial<SettlementLine>, number]>([
    ['denied', {}, { status: 'rejected' }, 100_000],
    ['denied, and of another amount', {}, { status: 'rejected', gross: pesos(90_000), net: pesos(90_000) }, 100_000],
    ['taken back to pending', {}, { status: 'pending' }, 100_000],
    ['collected after all', { status: 'rejected' }, {}, 100_000],
    ['denied twice, with other words', { status: 'rejected' }, { status: 'expired' }, 0],
  ])('a payment that is %s has the money that is in doubt at risk', (_, former, now, risk) => {
    const rows = decide({ date: NEXT, lines: [order(), payment(former), newer(now)] }).discrepancies;
    expect(rows.find((one) => one.kind === 'conflicting_settlement_line')).toMatchObject({
      moneyAtRisk: pesos(risk),
      direction: 'unknown',
    });
  });

  describe('A credit of what the provider denies by now', () => {
    const paidOut = (id: string, amount: number, change: Partial<SettlementLine> = {}): SettlementLine =>
      payment({ source: 'wompi', payoutId: 'W1', providerId: id, merchantReference: `BOG01-${id}`, gross: pesos(amount), net: pesos(amount), paidAt: payment().paidAt, ...change }); // prettier-ignore
    const denied = (id: string, amount: number): SettlementLine =>
      paidOut(id, amount, { date: NEXT, status: 'rejected' });
    const lump = (amount: number): BankLine =>
      credit({ date: day('2026-07-03'), amount: pesos(amount), reference: null, description: 'PAGO DE TERC WOMPI' });
    const late = (...lines: readonly Line[]): [string, number][] =>
      decide({ date: day('2026-07-15'), lines }).discrepancies.flatMap((one) =>
        one.kind === 'conflicting_settlement_line' ||
        one.kind === 'unidentified_bank_credit' ||
        one.kind === 'payout_mismatch'
          ? [[one.kind, one.lines.filter((line) => line.leg === 'bank').length]]
          : [],
      );
    const conflict = 'conflicting_settlement_line';
    test.each<[string, Line[], [string, number][]]>([
      ['is the conflict’s', [paidOut('a', 100), denied('a', 100), lump(100)], [[conflict, 1]]],
      [
        'one centavo more is nobody’s',
        [paidOut('a', 100), denied('a', 100), { ...lump(100), amount: pesos(100, 1) }],
        [
          [conflict, 0],
          ['unidentified_bank_credit', 1],
        ],
      ],
      [
        'of a whole payout is all its conflicts’',
        [paidOut('a', 100), paidOut('b', 50), denied('a', 100), denied('b', 50), lump(150)],
        [
          [conflict, 1],
          [conflict, 1],
        ],
      ],
      [
        'beside the rest of its payout is the conflict’s',
        [paidOut('a', 100), paidOut('b', 50), denied('a', 100), lump(150)],
        [[conflict, 1]],
      ],
      [
        'which is less than the rest is a mismatch',
        [paidOut('a', 20), paidOut('b', 50), denied('a', 20), lump(30)],
        [
          [conflict, 0],
          ['payout_mismatch', 1],
        ],
      ],
      [
        'answers for one credit alone',
        [paidOut('a', 100), denied('a', 100), lump(100), { ...lump(100), row: 1 }],
        [
          [conflict, 1],
          ['unidentified_bank_credit', 1],
        ],
      ],
    ])('%s', (_sentence, lines, expected) => {
      expect(late(...lines).sort()).toEqual(expected);
    });
  });

  test('a conflict hides the mismatch that follows from it', () => {
    const outcome = decide({
      date: day('2026-07-06'),
      lines: [order(), payment(), newer({ gross: pesos(90_000) }), credit({ amount: pesos(90_000) })],
    });
    expect(outcome.discrepancies.map((one) => `${one.kind} hides ${one.hides.join()}`)).toEqual([
      'conflicting_settlement_line hides amount_mismatch',
    ]);
  });
});

describe('Orders told again', () => {
  const table: [string, Line[], string[]][] = [
    [
      'a newer version in a later file: nothing',
      [order(), order({ date: NEXT, paidAt: at('2026-07-01 10:00') }), payment(), credit()],
      [],
    ],
    [
      'twice in one file: the excess',
      [order(), order(), payment(), credit()],
      ['action duplicate_order BOG01-1 100000.00 unknown'],
    ],
    [
      'under two order ids',
      [order({ orderId: '7' }), order({ orderId: '8' }), payment(), credit()],
      ['action duplicate_order BOG01-1 100000.00 unknown'],
    ],
    [
      'two tenders: nothing',
      [
        order({ amount: pesos(60_000) }),
        order({ amount: pesos(40_000), method: 'CASH' }),
        payment({ gross: pesos(60_000) }),
        credit({ amount: pesos(60_000) }),
      ],
      [],
    ],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    expect(outline(...lines)).toEqual(expected);
  });

  test('the one that counts is compared; the other is broken by the row', () => {
    const outcome = decide({
      date: NEXT,
      lines: [order({ orderId: '7' }), order({ orderId: '8' }), payment(), credit()],
    });
    expect(
      [...outcome.fates].filter((fate) => fate.leg === 'order').map((fate) => `${String(fate.row)} ${fate.fate}`),
    ).toEqual(['0 broken', '1 matched']);
    expect(outcome.discrepancies[0]?.facts).toMatchObject({ count: 2, orderIds: ['8', '7'] });
  });
});
