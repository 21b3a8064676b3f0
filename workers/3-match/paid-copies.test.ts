import { describe, expect, test } from 'vitest';
import { minor } from '../../schemas/values/money.ts';
import {
  configOf,
  D,
  daily,
  day,
  workingSetOf,
  lump,
  openKinds,
  payment,
  pesos,
  decide,
} from '../../scripts/testing/kit.ts';
import type { BankLine, SettlementLine } from '../../schemas/lines/records.ts';
import { match } from './match.ts';

const line = (change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({ source: 'wompi', payoutId: 'W1', ...change });
/** Three lines, of which the second repeats the first. */
const FILE = [line(), line(), line({ merchantReference: 'BOG01-2', gross: pesos(50_000) })];

/** What the payout expects, and how many copies count. */
function outline(credits: readonly BankLine[], file: readonly SettlementLine[] = FILE, config = configOf()): string {
  const result = match(workingSetOf({ lines: [...file, ...credits], config }));
  const [open] = result.receivables;
  return `${String((open?.receivable.amount ?? 0) / 100)} with ${String(result.paidCopies.size)}`;
}

describe('A copy in one file counts only where the bank paid it', () => {
  const table: [string, BankLine[], string][] = [
    ['no credit yet: it counts in no sum', [], '150000 with 0'],
    ['the credit is exact without it', [lump(pesos(150_000))], '150000 with 0'],
    ['the credit is exact only with it', [lump(pesos(250_000))], '250000 with 1'],
    ['one centavo less than with it', [lump(pesos(250_000, -1))], '150000 with 0'],
    ['one centavo more than with it', [lump(pesos(250_000, 1))], '150000 with 0'],
    ['both sums are there: without it', [lump(pesos(150_000)), lump(pesos(250_000))], '150000 with 0'],
    [
      'a credit of somebody else says nothing',
      [lump(pesos(250_000), { description: 'ABONO NOMINA' })],
      '150000 with 0',
    ],
    ['a credit in another currency says nothing', [lump(pesos(250_000), { currency: 'USD' })], '150000 with 0'],
  ];
  test.each(table)('%s', (_sentence, credits, expected) => {
    expect(outline(credits)).toBe(expected);
  });

  test('within the tolerance of the bank', () => {
    const config = configOf({ matching: { bankTolerance: minor(1) } });
    expect(outline([lump(pesos(250_000, -1))], FILE, config)).toBe('250000 with 1');
    expect(outline([lump(pesos(250_000, -2))], FILE, config)).toBe('150000 with 0');
  });

  test('two copies count together or not at all', () => {
    const file = [line(), line(), line()];
    expect(outline([lump(pesos(300_000))], file)).toBe('300000 with 2');
    expect(outline([lump(pesos(200_000))], file)).toBe('100000 with 0');
  });
});

describe('The row of a copy', () => {
  const rowOf = (credits: readonly BankLine[]): string[] =>
    decide({ lines: [...FILE, ...credits], date: D }).discrepancies.flatMap((one) =>
      one.kind === 'duplicate_settlement_line'
        ? [`${one.class} ${one.severity} ${one.state} ${String(one.moneyAtRisk / 100)} ${one.direction}`]
        : [],
    );

  test('a notice while nobody paid it', () => {
    expect(rowOf([lump(pesos(150_000))])).toEqual(['notice medium noted 100000 none']);
  });

  test('an action where it was paid', () => {
    expect(rowOf([lump(pesos(250_000))])).toEqual(['action medium open 100000 owed_by_us']);
  });

  test('a day’s lump likewise', () => {
    const card = (change: Partial<SettlementLine> = {}): SettlementLine =>
      payment({ source: daily.id, method: 'CARD', ...change });
    const outcome = decide({
      date: day('2026-07-02'),
      lines: [card(), card(), lump(pesos(200_000), { description: 'DAILY', date: day('2026-07-02') })],
    });
    expect(outcome.payouts.map((row) => `${row.payoutId} ${row.fate} ${String(row.lines)}`)).toEqual([
      'daily 2026-07-01 matched 2',
    ]);
    expect(openKinds(outcome)).toContain('duplicate_settlement_line');
  });
});
