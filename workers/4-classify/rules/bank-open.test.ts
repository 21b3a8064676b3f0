import { describe, expect, test } from 'vitest';
import type { BankLine, Line, SettlementLine } from '../../../schemas/lines/records.ts';
import {
  configOf,
  credit,
  daily,
  day,
  erp,
  bank,
  fatesOf,
  gate,
  lump,
  order,
  payment,
  pesos,
  refund,
  reject,
  tell,
  wompi,
  type WorkingSetChange,
  decide,
} from '../../../scripts/testing/kit.ts';

const inWompi = (change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({ source: 'wompi', payoutId: 'W1', ...change });

/** What a date says of the bank; the order side agrees throughout. */
function outline(date: string, lines: readonly Line[], change: WorkingSetChange = {}): string[] {
  const references = lines.flatMap((line) =>
    line.leg === 'settlement' && line.type === 'payment' ? [line.merchantReference] : [],
  );
  const orders = [...new Set(references)].map((merchantReference) =>
    order({ merchantReference, amount: pesos(100_000) }),
  );
  const outcome = decide({ ...change, date: day(date), lines: [...orders, ...lines] });
  return outcome.discrepancies.map(tell);
}

describe('Missing in bank', () => {
  const table: [string, string, Line[], string[]][] = [
    ['a line on the due day still waits', '2026-07-03', [payment()], []],
    [
      'a line past due: the next day, weekend or not',
      '2026-07-04',
      [payment()],
      ['missing_in_bank BOG01-1 100000.00 owed_to_us'],
    ],
    ['a payout on the due day', '2026-07-03', [inWompi()], []],
    [
      'a payout past due is one row',
      '2026-07-04',
      [inWompi(), inWompi({ merchantReference: 'BOG01-2', providerId: 'B' })],
      ['missing_in_bank W1 200000.00 owed_to_us'],
    ],
    [
      'over the weekend and the holiday of 13 July: Tuesday still waits',
      '2026-07-14',
      [payment({ date: day('2026-07-09') })],
      [],
    ],
    [
      'Wednesday is past due',
      '2026-07-15',
      [payment({ date: day('2026-07-09') })],
      ['missing_in_bank BOG01-1 100000.00 owed_to_us'],
    ],
  ];
  test.each(table)('%s', (_sentence, date, lines, expected) => {
    expect(outline(date, lines)).toEqual(expected);
  });

  test('medium until its grace is over, then high', () => {
    const severity = (date: string): string | undefined =>
      decide({ date: day(date), lines: [order(), payment()] }).discrepancies[0]?.severity;
    expect([severity('2026-07-04'), severity('2026-07-08'), severity('2026-07-09')]).toEqual([
      'medium',
      'medium',
      'high',
    ]);
  });

  test('a refund expects a debit', () => {
    const lines = [order({ refundedAmount: pesos(100_000) }), payment(), credit(), refund()];
    expect(decide({ date: day('2026-07-04'), lines }).discrepancies.map(tell)).toEqual([
      'missing_in_bank BOG01-1 100000.00 owed_by_us',
    ]);
  });

  test('unless the source nets its refunds', () => {
    const config = configOf({ sources: [{ ...gate, refunds: 'netted' }, erp, bank] });
    const lines = [order({ refundedAmount: pesos(100_000) }), payment(), credit(), refund()];
    expect(decide({ date: day('2026-07-04'), lines, config }).discrepancies.map(tell)).toEqual([]);
  });

  test('a refund that is a finding already raises no second one', () => {
    const lines = [order(), payment(), credit(), refund({ gross: pesos(-30_000) })];
    expect(decide({ date: day('2026-07-04'), lines }).discrepancies.map(tell)).toEqual([
      'refund_missing_in_erp BOG01-1 30000.00 unknown',
    ]);
  });

  test('a bank file is missing: due three business days later, no later', () => {
    const missing = {
      files: [
        { ...decide({ lines: [credit()] }).workingSet.files[0], date: day('2026-07-02'), state: 'missing' as const },
      ],
    } as WorkingSetChange;
    expect(outline('2026-07-08', [payment()], missing)).toEqual([]);
    expect(outline('2026-07-09', [payment()], missing)).toEqual(['missing_in_bank BOG01-1 100000.00 owed_to_us']);
  });
});

describe('A bank line that finds nothing', () => {
  const table: [string, string, Line[], string[]][] = [
    ['a provider’s credit waits three business days', '2026-07-06', [lump(pesos(70_000))], []],
    ['then it is unidentified', '2026-07-07', [lump(pesos(70_000))], ['unidentified_bank_credit - 70000.00 unknown']],
    ['over the holiday of 13 July', '2026-07-14', [lump(pesos(70_000), { date: day('2026-07-08') })], []],
    [
      'the day after',
      '2026-07-15',
      [lump(pesos(70_000), { date: day('2026-07-08') })],
      ['unidentified_bank_credit - 70000.00 unknown'],
    ],
    ['a provider’s debit', '2026-07-07', [lump(pesos(-70_000))], ['unexplained_bank_debit - 70000.00 owed_to_us']],
    [
      'a reversal of something we do not know',
      '2026-07-07',
      [lump(pesos(-70_000), { description: 'REVERSO', reversal: true })],
      ['unexplained_bank_debit - 70000.00 owed_to_us'],
    ],
    ['a line of nobody we know', '2026-07-07', [lump(pesos(70_000), { description: 'ABONO NOMINA' })], []],
  ];
  test.each(table)('%s', (_sentence, date, lines, expected) => {
    expect(outline(date, lines)).toEqual(expected);
  });

  test('a credit whose payment was rejected stands with that row', () => {
    const outcome = decide({
      date: day('2026-07-07'),
      lines: [credit()],
      rejects: [reject({ amount: pesos(100_000) })],
      config: configOf({ sources: [gate, erp, { ...bank, referencePattern: '([A-Z]{3}\\d{2}-\\d+)' }] }),
    });
    expect(outcome.discrepancies.map((one) => one.kind)).toEqual(['row_rejected']);
  });
});

describe('A payout of net zero or less expects no credit', () => {
  const returned = (gross: number): SettlementLine => refund({ source: 'wompi', payoutId: 'W1', gross: pesos(gross) });
  const row = (date: string, lines: readonly Line[]): string[] =>
    decide({
      date: day(date),
      lines: [
        order({ refundedAmount: pesos(100_000) }),
        payment({ source: 'wompi', payoutId: 'W0' }),
        lump(pesos(100_000)),
        ...lines,
      ],
    })
      .discrepancies.filter((one) => one.kind === 'negative_payout')
      .map((one) => `${one.class} ${tell(one)}`);

  test('a notice, owed by us', () => {
    expect(row('2026-07-01', [returned(-100_000)])).toEqual(['notice negative_payout W1 100000.00 owed_by_us']);
  });

  test('an action after ten business days', () => {
    expect(row('2026-07-16', [returned(-100_000)])).toEqual(['notice negative_payout W1 100000.00 owed_by_us']);
    expect(row('2026-07-17', [returned(-100_000)])).toEqual(['action negative_payout W1 100000.00 owed_by_us']);
  });
});

describe('Ambiguity', () => {
  const two = [inWompi(), inWompi({ payoutId: 'W2', merchantReference: 'BOG01-2', providerId: 'B' })];
  const one = [lump(pesos(100_000))];
  test('two equal payouts and one credit wait while none is past due', () => {
    expect(outline('2026-07-03', [...two, ...one])).toEqual([]);
  });

  test('then they are one row, and neither is missing nor unidentified', () => {
    expect(outline('2026-07-07', [...two, ...one])).toEqual(['ambiguous_match W1 100000.00 unknown']);
  });

  test('of which the row shows both sides: the risk is their difference', () => {
    const [row] = decide({ date: day('2026-07-07'), lines: [...two, ...one] }).discrepancies.filter(
      (it) => it.kind === 'ambiguous_match',
    );
    expect(row).toMatchObject({
      settlementGross: pesos(200_000),
      settlementNet: pesos(200_000),
      bankAmount: pesos(100_000),
    });
  });

  test('two equal payouts and two equal credits are no ambiguity: the books are the same', () => {
    const outcome = decide({
      date: day('2026-07-02'),
      lines: [order(), order({ merchantReference: 'BOG01-2' }), ...two, ...one, ...one],
    });
    expect(outcome.discrepancies).toEqual([]);
    expect(fatesOf(outcome).every((fate) => fate.endsWith('matched'))).toBe(true);
  });
});

describe('A duplicate of the bank', () => {
  // Booked on Wednesday the 1st, a credit waits until Monday the 6th.
  const twice = (change: Partial<BankLine>, other = change): Line[] => [payment(), credit(change), credit(other)];
  const row = ['duplicate_bank_credit BOG01-1 100000.00 owed_by_us'];
  const unidentified = ['unidentified_bank_credit BOG01-1 100000.00 unknown'];

  test.each([
    ['before its due date', '2026-07-03', []],
    ['on its due date', '2026-07-06', []],
    ['after it', '2026-07-07', row],
  ])('its own id again in one file, %s', (_, date, expected) => {
    expect(outline(date, twice({ bankId: 'A' }))).toEqual(expected);
  });

  test.each([
    [
      'two ids with one end-to-end reference',
      { bankId: 'A', endToEndId: 'E1' },
      { bankId: 'B', endToEndId: 'E1' },
      row,
    ],
    ['no ids, the same text', {}, {}, row],
    ['no ids, another text', { description: 'ABONO' }, { description: 'OTRO ABONO' }, unidentified],
    ['an id that says nothing, the same text', { bankId: 'NONREF' }, { bankId: 'NONREF' }, row],
    ['two ids', { bankId: 'A' }, { bankId: 'B' }, unidentified],
    ['the id on another day', { bankId: 'A' }, { bankId: 'A', bookedOn: day('2026-06-30') }, unidentified],
    ['the id in another account', { bankId: 'A' }, { bankId: 'A', account: '002' }, unidentified],
  ])('%s', (_, first, second, expected) => {
    expect(outline('2026-07-07', twice(first, second))).toEqual(expected);
  });

  test('with one centavo more it repeats nothing', () => {
    const other = { bankId: 'A', amount: pesos(100_000, 1) };
    expect(outline('2026-07-07', twice({ bankId: 'A' }, other))).toEqual([
      'unidentified_bank_credit BOG01-1 100000.01 unknown',
    ]);
  });

  test('two that two payments expect are two', () => {
    const lines = [payment(), payment({ providerId: 'P-2' }), credit({ bankId: 'A' }), credit({ bankId: 'A' })];
    expect(outline('2026-07-07', lines).filter((one) => one.includes('bank'))).toEqual([]);
  });

  test('of one that was matched and closed before', () => {
    const copy = lump(pesos(70_000), { bankId: 'A', row: 1 });
    expect(outline('2026-07-07', [copy], { matchedBefore: [{ ...copy, row: 0 }] })).toEqual([
      'duplicate_bank_credit - 70000.00 owed_by_us',
    ]);
    expect(outline('2026-07-07', [copy])).toEqual(['unidentified_bank_credit - 70000.00 unknown']);
  });

  test('three times: one row each', () => {
    const outcome = decide({
      date: day('2026-07-07'),
      lines: [order(), payment(), ...['A', 'A', 'A'].map((bankId) => credit({ bankId }))],
    });
    expect(outcome.discrepancies.map((one) => one.kind)).toEqual(['duplicate_bank_credit', 'duplicate_bank_credit']);
    expect(new Set(outcome.discrepancies.map((one) => one.id)).size).toBe(2);
  });

  test('of a line that is none of ours it is none of our business', () => {
    const payroll = lump(pesos(70_000), { description: 'ABONO NOMINA', bankId: 'A' });
    const outcome = decide({ lines: [payroll, payroll] });
    expect(outcome.discrepancies).toEqual([]);
    expect(fatesOf(outcome)).toEqual(['bank A: out_of_scope not_ours', 'bank A: out_of_scope not_ours']);
  });
});

describe('A bank line without an id of the bank', () => {
  const lumps = [lump(pesos(70_000)), lump(pesos(70_000)), lump(pesos(80_000))];
  const rows = (lines: readonly Line[]): string[] => {
    const outcome = decide({ date: day('2026-07-08'), lines });
    return outcome.discrepancies.map((one) => `${one.id} ${String(one.bankAmount)}`).sort();
  };

  test('is the same discrepancy wherever it stands in its file; two that say the same are two', () => {
    expect(rows(lumps)).toHaveLength(3);
    expect(rows([...lumps].reverse())).toEqual(rows(lumps));
    expect(rows(lumps.map((line) => ({ ...line, file: 'another00000' })))).toEqual(rows(lumps));
  });
});

describe('Settled and bank in different currencies', () => {
  test('so does a payout that the bank names, whatever else the reference stands on', () => {
    const payout = inWompi({ payoutId: 'PO-100' });
    const foreign = lump(pesos(25), { currency: 'USD', description: 'PAGO DE TERC WOMPI PO-100' });
    expect(outline('2026-07-07', [payout, foreign])).toEqual(['currency_mismatch PO-100 100000.00 unknown']);
    expect(outline('2026-07-07', [payout, { ...foreign, amount: pesos(-25) }]).sort()).toEqual([
      'missing_in_bank PO-100 100000.00 owed_to_us',
      'unexplained_bank_debit - 25.00 owed_to_us',
    ]);
  });

  test('under one reference that is the finding, and nothing is missing or unidentified', () => {
    expect(outline('2026-07-07', [payment(), credit({ currency: 'USD', amount: pesos(25) })])).toEqual([
      'currency_mismatch BOG01-1 100000.00 unknown',
    ]);
  });
});

test('a provider’s day is a payout of its own', () => {
  const card = payment({ source: daily.id, method: 'CARD' });
  const outcome = decide({
    date: day('2026-07-04'),
    lines: [order({ method: 'CARD' }), card],
    config: configOf({ sources: [daily, wompi, erp, bank] }),
  });
  expect(outcome.discrepancies.map(tell)).toEqual(['missing_in_bank daily 2026-07-01 100000.00 owed_to_us']);
});
