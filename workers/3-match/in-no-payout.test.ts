import { describe, expect, test } from 'vitest';
import {
  bank,
  carried,
  configOf,
  day,
  erp,
  fileOf,
  workingSetOf,
  lump,
  payment,
  pesos,
  wompi,
  type InWorkingSet,
} from '../../scripts/testing/kit.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import type { Line, SettlementLine } from '../../schemas/lines/records.ts';
import { payout } from '../../scripts/testing/records.ts';
import { match } from './match.ts';

/** A wallet: its lines wait in no payout until a withdrawal takes them. */
const wallet = { ...wompi, profile: { builtIn: 'mercadopago-release' } } as const;
const config = configOf({ sources: [erp, wallet, bank] });
const D = day('2026-07-03');

const waiting = (amount: number, change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({ source: 'wompi', payoutId: null, gross: pesos(amount), providerId: `P${String(amount)}`, ...change });
const before = (amount: number): InWorkingSet =>
  carried(waiting(amount, { date: day('2026-07-01'), settledOn: day('2026-07-01') }));

function outline(lines: readonly (Line | InWorkingSet)[], change: Parameters<typeof workingSetOf>[0] = {}): string[] {
  const result = match(workingSetOf({ config, date: D, lines, ...change }));
  return [
    ...result.matches.map((one) => `${one.pass} ${String(one.received / 100)} for ${String(one.receivables.length)}`),
    ...[...result.openReceivables].map((id) => `open ${id.startsWith('wompi|') ? id : 'line'}`),
    ...[...result.openItems].map(() => 'open credit'),
  ];
}

const missing = (date: string): SourceFile => fileOf('wompi', day(date), { state: 'missing' });

describe('What waits in a wallet is paid by the credit that it comes to', () => {
  test('over several reports', () => {
    expect(
      outline([before(70_000), waiting(50_000, { date: D }), lump(pesos(120_000), { date: D, bookedOn: D })]),
    ).toEqual(['bundle 120000 for 2']);
  });

  test('not while a part of it stays', () => {
    const lines = [before(70_000), waiting(50_000, { date: D }), lump(pesos(119_999), { date: D, bookedOn: D })];
    expect(outline(lines)).toEqual(['open line', 'open line', 'open credit']);
  });

  test('before a payout of another amount is paired with it', () => {
    const named = waiting(30_000, { date: D, payoutId: 'W1' });
    expect(outline([before(70_000), named, lump(pesos(70_000), { date: D, bookedOn: D })])).toEqual([
      'amount 70000 for 1',
      'open wompi|W1|COP',
    ]);
  });

  test('and not before a payout of its own amount', () => {
    const named = waiting(70_000, { date: D, payoutId: 'W1', providerId: 'PX' });
    expect(outline([before(70_000), named, lump(pesos(70_000), { date: D, bookedOn: D })])).toEqual([
      'amount 70000 for 1',
      'open line',
    ]);
  });

  test('not where the report that may name its payout is not there', () => {
    const lines = [before(70_000), lump(pesos(70_000), { date: D, bookedOn: D })];
    expect(outline(lines, { files: [missing('2026-07-03')] })).toEqual(['open line', 'open credit']);
    expect(outline(lines, { files: [missing('2026-06-25')] })).toEqual(['amount 70000 for 1']);
  });
});

describe('A row that gives a withdrawal back', () => {
  const back = waiting(70_000, {
    date: D,
    settledOn: D,
    type: 'payout',
    refundOf: 'W1',
    merchantReference: '',
    providerId: 'B1',
  });
  const given = payout('W1', { source: 'wompi', gross: pesos(70_000), fees: pesos(0), net: pesos(70_000) });

  test('waits for the credit that pays it again', () => {
    expect(outline([back], { payouts: [given] })).toEqual(['open line']);
    expect(outline([back, lump(pesos(70_000), { date: D, bookedOn: D })], { payouts: [given] })).toEqual([
      'amount 70000 for 1',
    ]);
  });

  test('of which no line is known takes no part: what it gives back waits in its lines', () => {
    const result = match(workingSetOf({ config, date: D, lines: [before(70_000), back] }));
    expect([...result.outOfScope.values()]).toEqual(['balance_row']);
    expect(result.openReceivables.size).toBe(1);
  });
});
