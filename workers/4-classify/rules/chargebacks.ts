import { addDays } from '../../../schemas/values/dates.ts';
import { absolute, add, ZERO, type Minor } from '../../../schemas/values/money.ts';
import type { SettlementLine } from '../../../schemas/lines/records.ts';
import { atRiskOf } from '../../3-match/chargebacks.ts';
import type { HeldSettlement } from '../../3-match/working-set.ts';
import type { OrderVerdict } from '../../3-match/order-verdicts.ts';
import { feeOf, settledNetOf } from '../../3-match/settled-money.ts';
import { settlementFields, transactionKeyParts, type Case } from '../case.ts';
import { named, type DraftOf } from '../draft.ts';

/**
 * One row a standing chargeback, with what it puts at risk: what the sale lacks because of it, and its fee. Where the
 * money was paid again and there is no fee, nothing is left to do and there is no row.
 */
export function chargebackFindings(verdict: OrderVerdict, c: Case): DraftOf<'chargeback'>[] {
  if (verdict.openChargebacks.length === 0) return [];
  const atRisk = atRiskOf(verdict);
  return verdict.openChargebacks.flatMap((held) => {
    const money = add(atRisk.get(held.ix) ?? ZERO, disputeFee(held.line));
    // What went back twice is told of this payment by the row above.
    const isNamed = verdict.goneTwice?.chargebacks.some((one) => one.ix === held.ix) ?? false;
    return money > 0 || isNamed ? [chargeback(held, money, verdict, c)] : [];
  });
}

/** What the provider charges for a dispute; a fee that it gives back is no risk. */
export function disputeFee(line: SettlementLine): Minor {
  const fee = feeOf(line);
  return fee > 0 ? fee : ZERO;
}

function chargeback(held: HeldSettlement, moneyAtRisk: Minor, verdict: OrderVerdict, c: Case): DraftOf<'chargeback'> {
  const { line } = held;
  const evidenceDays = c.sources.get(line.source)?.chargebackEvidenceDays ?? null;
  return {
    ...settlementFields(held, c),
    kind: 'chargeback',
    key: transactionKeyParts(line),
    lines: [named(line, false)],
    payoutId: line.payoutId,
    orderAmount: verdict.orders[0]?.line.amount ?? null,
    settlementGross: line.gross,
    settlementNet: settledNetOf(line),
    difference: line.gross,
    moneyAtRisk,
    direction: 'unknown',
    facts: {
      feeMinor: feeOf(line),
      madeGood: moneyAtRisk < add(absolute(line.gross), disputeFee(line)),
      evidenceDueOn: evidenceDays === null ? null : addDays(line.date, evidenceDays),
    },
  };
}
