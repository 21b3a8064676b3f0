import { KINDS, type DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { addressKey } from '../../schemas/lines/records.ts';
import type { Discrepancy, LegState, PayoutFate, PayoutRow } from '../../schemas/outcome/run.ts';
import { isDecided } from '../3-match/decisions.ts';
import type { Case } from './case.ts';
import type { BankPositions } from './legs.ts';
import { append } from '../../schemas/values/groups.ts';
import { payoutName } from '../3-match/receivables.ts';

/** Every payout that this run had open, as it stands at the close of the date, by source, payout and currency. */
export function payoutRows(c: Case, positions: BankPositions, discrepancies: readonly Discrepancy[]): PayoutRow[] {
  const idsByPayout = new Map<string, string[]>();
  const idsByLine = new Map<string, string[]>();
  for (const one of discrepancies) {
    if (one.state === 'auto_resolved') continue;
    if (one.payoutId !== null && one.provider !== null)
      append(idsByPayout, payoutName(one.provider, one.payoutId), one.id);
    // One row may break several payouts: an ambiguity, a credit that differs from a run of them.
    if (KINDS[one.kind].comparison !== 'settlement_bank') continue;
    for (const line of one.lines)
      if (line.broken && line.leg === 'settlement') append(idsByLine, addressKey(line), one.id);
  }
  const byId = new Map(discrepancies.map((one) => [one.id, one]));
  return c.match.receivables.flatMap((open): PayoutRow[] => {
    const { receivable, sums } = open;
    const position = positions.receivables.get(receivable.id);
    if (receivable.payoutId === null || !position) return [];
    const named = [
      ...(idsByPayout.get(payoutName(receivable.source, receivable.payoutId)) ?? []),
      ...open.members.flatMap((held) => idsByLine.get(addressKey(held.line)) ?? []),
    ];
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
        givenBack: open.givenBack,
        cohorts: open.cohorts,
        bankAmount: position.bankAmount,
        difference: position.difference,
        dueOn: receivable.dueOn,
        arrivedOn: position.arrivedOn,
        pass: position.pass,
        bankMatch: position.bankMatch,
        fate: fateOfPayout(
          position.state,
          named.flatMap((id) => byId.get(id) ?? []),
        ),
        discrepancyIds: [...new Set(named)].sort(),
      },
    ];
  });
}

/** A broken payout is decided where a person closed everything that breaks it towards the bank. */
function fateOfPayout(state: LegState, named: readonly Discrepancy[]): PayoutFate {
  switch (state) {
    case 'none':
    case 'awaiting':
      return 'awaiting';
    case 'agrees':
      return 'matched';
    case 'broken': {
      const breaking = named.filter((one) => breaksPayout(one.kind));
      return breaking.length > 0 && breaking.every(isDecided) ? 'decided' : 'broken';
    }
  }
}

/** A payout in another currency than its credit is a row of the first comparison. */
function breaksPayout(kind: DiscrepancyKind): boolean {
  const { breaks, comparison, isAcrossCurrencies } = KINDS[kind];
  return breaks && (comparison !== 'order_settlement' || isAcrossCurrencies === true);
}
