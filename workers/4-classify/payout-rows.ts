import type { Discrepancy, PayoutFate, PayoutRow } from '../../schemas/run.ts';
import type { Case } from './case.ts';
import type { BankStandings } from './legs.ts';

/** Every payout that this run had open, as it stands at the close of the date, by source, payout and currency. */
export function payoutRows(c: Case, standings: BankStandings, discrepancies: readonly Discrepancy[]): PayoutRow[] {
  const idsByPayout = new Map<string, string[]>();
  for (const one of discrepancies) {
    if (one.payoutId === null || one.provider === null || one.state === 'auto_resolved') continue;
    const key = `${one.provider}|${one.payoutId}`;
    idsByPayout.set(key, [...(idsByPayout.get(key) ?? []), one.id]);
  }
  return c.match.receivables.flatMap((open): PayoutRow[] => {
    const { receivable, sums } = open;
    const standing = standings.receivables.get(receivable.id);
    if (receivable.payoutId === null || !standing) return [];
    return [
      {
        source: receivable.source,
        account: null,
        payoutId: receivable.payoutId,
        currency: receivable.currency,
        settledOn: receivable.settledOn,
        lines: sums.lines,
        gross: sums.gross,
        refunds: sums.refunds,
        fees: sums.fees,
        taxes: sums.taxes,
        adjustments: sums.adjustments,
        net: sums.net,
        cohorts: open.cohorts,
        bankAmount: standing.bankAmount,
        difference: standing.difference,
        dueOn: receivable.dueOn,
        arrivedOn: standing.arrivedOn,
        pass: standing.pass,
        bankMatch: standing.bankMatch,
        fate: fateOfPayout(standing.state),
        discrepancyIds: (idsByPayout.get(`${receivable.source}|${receivable.payoutId}`) ?? []).sort(),
      },
    ];
  });
}

function fateOfPayout(state: 'none' | 'agrees' | 'awaiting' | 'broken'): PayoutFate {
  switch (state) {
    case 'none':
    case 'awaiting':
      return 'awaiting';
    case 'agrees':
      return 'matched';
    case 'broken':
      return 'broken';
  }
}
