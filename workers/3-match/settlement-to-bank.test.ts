import { describe, expect, test } from 'vitest';
import type { BankLine, Line, SettlementLine } from '../../schemas/lines/records.ts';
import { payout } from '../../scripts/testing/records.ts';
import {
  broughtBack,
  carried,
  configOf,
  credit,
  day,
  erp,
  bank,
  fatesOf,
  gate,
  workingSetOf,
  lump,
  order,
  payment,
  pesos,
  refund,
  type InWorkingSet,
  decide,
} from '../../scripts/testing/kit.ts';
import { match } from './match.ts';
import { expectsBankLine } from './open-receivables.ts';

const inWompi = (change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({ source: 'wompi', payoutId: 'W1', ...change });
const NEXT = day('2026-07-02');

/** Matches as `pass: bank lines`, then what is open. */
function outline(
  date: string,
  lines: readonly (Line | InWorkingSet)[],
  payouts: Parameters<typeof workingSetOf>[0] = {},
): string[] {
  const result = match(workingSetOf({ ...payouts, date: day(date), lines }));
  return [
    ...result.matches.map((one) => `${one.pass} ${String(one.received / 100)}`),
    ...[...result.openReceivables].map((id) => `open ${id.startsWith('wompi|') ? id : 'line'}`),
    ...[...result.openItems].map(() => 'open item'),
  ];
}

describe('What the bank should show of a line that is paid by itself', () => {
  const netted = { ...gate, refunds: 'netted' } as const;
  const table: [string, Partial<SettlementLine>, typeof gate, boolean][] = [
    ['a payment', {}, gate, true],
    ['a refund, as a debit', { type: 'refund', gross: pesos(-1) }, gate, true],
    ['a refund that is netted leaves no movement', { type: 'refund', gross: pesos(-1) }, netted, false],
    ['a payment of a source that nets its refunds', {}, netted, true],
    ['a fee of its own', { type: 'fee', gross: pesos(-1) }, gate, false],
    ['an adjustment', { type: 'adjustment', gross: pesos(1) }, gate, false],
  ];
  test.each(table)('%s', (_sentence, line, source, expected) => {
    expect(expectsBankLine(payment(line), source)).toBe(expected);
  });
});

describe('What was closed stays closed, unless a file of the date touches it', () => {
  const closed = { fate: 'matched', bankLeg: 'agrees', bankPass: 'reference', bankMatch: 'm1' } as const;
  const row = payout('W1', {
    source: 'wompi',
    gross: pesos(100_000),
    net: pesos(100_000),
    fees: pesos(0),
    fate: 'matched',
    bankMatch: 'm1',
    pass: 'amount',
  });

  test('a closed payment that comes back for its order asks the bank nothing', () => {
    expect(outline('2026-07-02', [broughtBack(payment(), closed)])).toEqual([]);
  });

  test('a debit of the same reference undoes a match, and the payment is open again', () => {
    const debit = credit({ date: NEXT, amount: pesos(-100_000), reversal: true });
    expect(outline('2026-07-02', [broughtBack(payment(), closed), broughtBack(credit(), closed), debit])).toEqual([
      'debit 0',
      'open line',
    ]);
  });

  test.each<[string, Partial<BankLine>, string[]]>([
    ['that names the reference and nobody else', {}, ['debit 0', 'open line']],
    ['of another amount', { amount: pesos(-99_999) }, []],
    ['of another account', { account: '002' }, []],
    ['of no reference', { reference: null }, []],
  ])('a debit without a mark %s', (_sentence, change, expected) => {
    const debit = credit({ date: NEXT, amount: pesos(-100_000), ...change });
    expect(outline('2026-07-02', [broughtBack(payment(), closed), broughtBack(credit(), closed), debit])).toEqual(
      expected,
    );
  });

  test('and another credit may pay it', () => {
    const debit = credit({ date: NEXT, amount: pesos(-100_000), reversal: true });
    const again = credit({ date: NEXT });
    const matches = outline('2026-07-02', [
      broughtBack(payment(), closed),
      broughtBack(credit(), closed),
      debit,
      again,
    ]);
    expect(matches.filter((one) => one.startsWith('open'))).toEqual([]);
  });

  test('a new line joins a closed payout: it is matched whole again', () => {
    const lines = [
      broughtBack(inWompi(), closed),
      broughtBack(lump(pesos(100_000)), closed),
      inWompi({ date: NEXT, settledOn: day('2026-07-01'), providerId: 'N', gross: pesos(5_000) }),
    ];
    expect(outline('2026-07-02', lines, { payouts: [row] })).toEqual(['differing 100000']);
  });

  test('a line that joins ten days later moves the settled date, and the payout stays with its credit', () => {
    const late = (gross: SettlementLine['gross']): Line[] => [
      inWompi({ date: day('2026-07-11'), providerId: 'N', gross }),
    ];
    const closedLines = [broughtBack(inWompi(), closed), broughtBack(lump(pesos(100_000)), closed)];
    expect(outline('2026-07-11', [...closedLines, ...late(pesos(5_000))], { payouts: [row] })).toEqual([
      'differing 100000',
    ]);
    expect(outline('2026-07-11', [...closedLines, ...late(pesos(0))], { payouts: [row] })).toEqual(['amount 100000']);
    const rest = lump(pesos(5_000), { date: day('2026-07-13'), bookedOn: day('2026-07-13') });
    expect(outline('2026-07-13', [...closedLines, ...late(pesos(5_000)), rest], { payouts: [row] })).toEqual([
      'split 105000',
    ]);
  });

  test('what the bank takes back and books again on one day pays the payout on that day, late where it is late', () => {
    const date = day('2026-07-06');
    const lines = [
      broughtBack(order(), { fate: 'matched' }),
      broughtBack(inWompi(), closed),
      broughtBack(lump(pesos(100_000), { date: NEXT }), closed),
      lump(pesos(-100_000), { date }),
      lump(pesos(100_000), { date }),
    ];
    expect(outline(date, lines, { payouts: [row] })).toEqual(['debit 0', 'amount 100000']);
    const { discrepancies, payouts } = decide({ date, lines, payouts: [row] });
    expect(discrepancies.map((one) => `${one.kind} ${one.arrivedOn ?? ''}`)).toEqual(['late_arrival 2026-07-06']);
    expect(payouts.map((one) => `${one.fate} ${one.arrivedOn ?? ''}`)).toEqual(['matched 2026-07-06']);
  });

  test('a closed payout without a new line is not asked again', () => {
    expect(outline('2026-07-02', [broughtBack(inWompi(), closed)], { payouts: [row] })).toEqual([]);
  });
});

describe('Before the go-live', () => {
  const goLive = day('2026-07-01');
  test('a credit booked before it that finds nothing is out of scope', () => {
    const outcome = decide({ goLive, lines: [lump(pesos(70_000), { bookedOn: day('2026-06-30') })] });
    expect(fatesOf(outcome)).toEqual(['bank : out_of_scope before_history']);
  });

  test('one that pays something of ours is matched all the same', () => {
    const outcome = decide({
      goLive,
      lines: [
        order(),
        inWompi({ settledOn: day('2026-06-30') }),
        lump(pesos(100_000), { bookedOn: day('2026-06-30') }),
      ],
    });
    expect(fatesOf(outcome).every((fate) => fate.endsWith('matched'))).toBe(true);
  });
});

describe('Refunds and credits never match', () => {
  test('a debit pays a refund, a credit a payment, of one reference', () => {
    const lines = [payment(), refund(), credit(), credit({ amount: pesos(-100_000) })];
    expect(outline('2026-07-01', lines).sort()).toEqual(['reference -100000', 'reference 100000']);
  });

  test('a credit of the refund’s amount leaves the refund open', () => {
    const lines = [carried(payment(), { bankLeg: 'agrees', fate: 'matched' }), refund(), credit()];
    expect(outline('2026-07-01', lines)).toEqual(['open line', 'open item']);
  });

  test('a netted refund is expected of nobody', () => {
    const config = configOf({ sources: [{ ...gate, refunds: 'netted' }, erp, bank] });
    expect(outline('2026-07-01', [payment(), refund(), credit()], { config })).toEqual(['reference 100000']);
  });
});
