import { describe, expect, it } from 'vitest';
import type { Line, SettlementLine } from '../../../schemas/lines/records.ts';
import {
  bank,
  configOf,
  credit,
  day,
  erp,
  leftBy,
  order,
  payment,
  pesos,
  settlementSource,
  decide,
} from '../../../scripts/testing/kit.ts';

/**
 * Lines of a provider that names payouts, which none names yet. Settled on 1 July 2026: 2 and 10 business days later is
 * the 21st.
 */

const stripe = settlementSource('stripe', { profile: { builtIn: 'stripe-payout-reconciliation' }, methods: ['PSE'] });
const config = configOf({ sources: [stripe, erp, bank] });
const sold = order({ merchantReference: 'BOG01-1', amount: pesos(40_000) });
const unnamed = (change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({
    source: 'stripe',
    merchantReference: 'BOG01-1',
    providerId: 'T1',
    gross: pesos(40_000),
    payoutId: null,
    ...change,
  });

function found(
  lines: readonly Line[],
  date: string,
): { readonly outline: string[]; readonly payouts: string[]; readonly fate: string } {
  const outcome = decide({ config, date: day(date), lines });
  return {
    outline: outcome.discrepancies.map(
      (one) => `${one.kind} ${one.merchantReference ?? one.payoutId ?? ''} ${String(one.moneyAtRisk / 100)}`,
    ),
    payouts: outcome.payouts.map((row) => `${row.payoutId} ${row.fate} ${String(row.net / 100)}`),
    fate: [...outcome.fates].find((row) => row.leg === 'settlement')?.fate ?? '',
  };
}

describe('A line that no payout names', () => {
  it.each([
    ['2026-07-01', [], 'awaiting'],
    ['2026-07-21', [], 'awaiting'],
    ['2026-07-22', ['missing_in_bank BOG01-1 40000'], 'broken'],
  ] as const)('waits for one until two and ten business days after it was settled: on %s', (date, outline, fate) => {
    expect(found([sold, unnamed()], date)).toEqual({ outline, payouts: [], fate });
  });

  it.each([0, 1, -1])('is in no sum that a credit is compared with (%i centavos off)', (centavos) => {
    const paid = payment({
      source: 'stripe',
      merchantReference: 'BOG01-2',
      providerId: 'T2',
      gross: pesos(60_000),
      payoutId: 'PO-1',
    });
    const lines = [
      sold,
      unnamed(),
      order({ merchantReference: 'BOG01-2', orderId: 'O-2', amount: pesos(60_000) }),
      paid,
    ];
    const came = credit({ amount: pesos(60_000, centavos), description: 'ABONO STRIPE', reference: null });
    expect(found([...lines, came], '2026-07-01').payouts).toEqual([
      `PO-1 ${centavos === 0 ? 'matched' : 'broken'} 60000`,
    ]);
  });

  it('is paid by none, though a credit of just its amount came', () => {
    const came = credit({ amount: pesos(40_000), description: 'ABONO STRIPE', reference: null });
    expect(found([sold, unnamed(), came], '2026-07-22').outline.sort()).toEqual([
      'missing_in_bank BOG01-1 40000',
      'unidentified_bank_credit  40000',
    ]);
  });

  it('says so, and closes when a payout names it, whatever day that one is of', () => {
    const open = decide({ config, date: day('2026-07-22'), lines: [sold, unnamed({ settledOn: day('2026-07-01') })] });
    expect(open.discrepancies.map((one) => one.facts['inNoPayout'])).toEqual([true]);
    const named = unnamed({
      date: day('2026-07-23'),
      paidAt: unnamed().paidAt,
      payoutId: 'PO-9',
      settledOn: day('2026-07-23'),
    });
    const left = leftBy(open);
    const next = decide({ config, date: day('2026-07-23'), ...left, lines: [...left.lines, named] });
    expect(next.discrepancies.map((one) => `${one.kind} ${one.state}`)).toEqual(['missing_in_bank auto_resolved']);
    expect(next.payouts.map((row) => `${row.payoutId} ${row.fate} ${String(row.net / 100)}`)).toEqual([
      'PO-9 awaiting 40000',
    ]);
  });

  it('owes us nothing where it takes money off: it waits for the payout that does', () => {
    const fee = unnamed({ type: 'fee', merchantReference: '', gross: pesos(-500) });
    expect(found([fee], '2026-07-22')).toEqual({ outline: [], payouts: [], fate: 'awaiting' });
  });
});
