import { addDays } from '../../../schemas/values/dates.ts';
import { absolute, add, negate, subtract, sum, ZERO } from '../../../schemas/values/money.ts';
import type { DiscrepancyKind, KeyOf } from '../../../schemas/kinds/kinds.ts';
import type { FailedRefund, GoneTwice, RefundVerdict } from '../../3-match/sale.ts';
import type { HeldSettlement } from '../../3-match/working-set.ts';
import type { OrderVerdict } from '../../3-match/order-verdicts.ts';
import { settledNetOf } from '../../3-match/settled-money.ts';
import { settlementFields, transactionKeyParts, type Case } from '../case.ts';
import { named, type DraftOf } from '../draft.ts';
import { disputeFee } from './chargebacks.ts';
import { saleFields } from './fields.ts';

type RefundKind = Extract<RefundVerdict, DiscrepancyKind> | 'refund_failed';

/** What a sale's refunds say, as findings: what went back twice, too much or too little, of nothing, or not at all. */
export function refundFindings(verdict: OrderVerdict, c: Case): DraftOf<RefundKind>[] {
  return [...refundFinding(verdict, c), ...verdict.failedRefunds.map((failed) => refundFailed(failed, verdict, c))];
}

function refundFinding(verdict: OrderVerdict, c: Case): DraftOf<RefundKind>[] {
  const refundLines = verdict.refundsNamed.map((held) => named(held.line, true));
  const fields = { ...saleFields(verdict, c), dueOn: verdict.refundDueOn };
  const facts = {
    providerRefundedMinor: verdict.refunded,
    erpRefundedMinor: verdict.erpRefunded,
    paidMinor: verdict.paid,
    count: verdict.refundsNamed.length,
  };
  const erp = verdict.erpRefunded ?? ZERO;
  switch (verdict.refund) {
    case 'none':
    case 'agrees':
    case 'awaiting':
      return [];
    case 'refund_without_payment':
      return verdict.refundsNamed.map((held) => refundWithoutPayment(held, c));
    case 'refund_exceeds_payment':
      return verdict.goneTwice === null ? [] : [exceedsPayment(verdict.goneTwice, verdict, c)];
    case 'duplicate_refund': {
      const excess = subtract(verdict.refunded, verdict.erpRefunded ?? verdict.paid);
      return [
        {
          ...fields,
          kind: verdict.refund,
          key: paymentKey(verdict),
          lines: [...refundLines, ...verdict.orders.map((held) => named(held.line, true))],
          difference: excess,
          moneyAtRisk: absolute(excess),
          direction: 'owed_to_us',
          facts,
        },
      ];
    }
    case 'refund_missing_in_settlement': {
      const missing = subtract(erp, verdict.refunded);
      // The refunds that failed are what hides this row while they stand.
      const failed = verdict.failedRefunds.map(({ held }) => named(held.line, false));
      const lines = [...verdict.orders.map((held) => named(held.line, true)), ...refundLines, ...failed];
      return [
        {
          ...fields,
          kind: verdict.refund,
          key: [verdict.key],
          lines,
          difference: negate(missing),
          moneyAtRisk: missing,
          direction: 'owed_by_us',
          facts,
        },
      ];
    }
    case 'refund_missing_in_erp': {
      const excess = subtract(verdict.refunded, erp);
      const lines = [...refundLines, ...verdict.orders.map((held) => named(held.line, true))];
      return [
        {
          ...fields,
          kind: verdict.refund,
          key: [verdict.key],
          lines,
          difference: excess,
          moneyAtRisk: excess,
          direction: 'unknown',
          facts,
        },
      ];
    }
  }
}

function refundWithoutPayment(held: HeldSettlement, c: Case): DraftOf<'refund_without_payment'> {
  return {
    ...settlementFields(held, c),
    kind: 'refund_without_payment',
    key: transactionKeyParts(held.line),
    lines: [named(held.line, true)],
    payoutId: held.line.payoutId,
    settlementGross: held.line.gross,
    settlementNet: settledNetOf(held.line),
    difference: held.line.gross,
    moneyAtRisk: absolute(held.line.gross),
    direction: 'owed_to_us',
    facts: {
      beforeHistory: addDays(c.workingSet.goLive, c.workingSet.config.matching.lookbackDays) > c.workingSet.date,
      refundOf: held.line.refundOf,
    },
  };
}

/** The payment that refunds belong to: the first of the sale. */
function paymentKey(verdict: OrderVerdict): KeyOf<'duplicate_refund'> {
  const payment = verdict.payments[0]?.line;
  return payment ? transactionKeyParts(payment) : [verdict.key];
}

/**
 * The money of one payment went back twice: by refunds, chargebacks or both. The fee of the dispute is lost with it.
 */
function exceedsPayment(
  { excess, chargebacks }: GoneTwice,
  verdict: OrderVerdict,
  c: Case,
): DraftOf<'refund_exceeds_payment'> {
  const fees = sum(chargebacks.map((held) => disputeFee(held.line)));
  const lines = [...verdict.refundsNamed, ...chargebacks, ...verdict.orders].map((held) => named(held.line, true));
  return {
    ...saleFields(verdict, c),
    dueOn: verdict.refundDueOn,
    kind: 'refund_exceeds_payment',
    key: paymentKey(verdict),
    lines,
    difference: excess,
    moneyAtRisk: add(excess, fees),
    direction: 'owed_to_us',
    facts: {
      providerRefundedMinor: verdict.refunded,
      erpRefundedMinor: verdict.erpRefunded,
      paidMinor: verdict.paid,
      count: verdict.refundsNamed.length,
      ...(chargebacks.length === 0
        ? {}
        : { chargedBackMinor: negate(sum(chargebacks.map((held) => held.line.gross))) }),
    },
  };
}

/** A refund that the provider rejected: the customer waits for it. It breaks nothing; the sale goes on waiting. */
function refundFailed({ held, owed }: FailedRefund, verdict: OrderVerdict, c: Case): DraftOf<'refund_failed'> {
  const { line } = held;
  return {
    ...settlementFields(held, c),
    kind: 'refund_failed',
    key: transactionKeyParts(line),
    ...(verdict.erpRefunded === null ? { severity: 'medium' as const } : {}),
    lines: [named(line, false)],
    payoutId: line.payoutId,
    orderAmount: verdict.orders[0]?.line.amount ?? null,
    settlementGross: line.gross,
    difference: negate(owed),
    moneyAtRisk: owed,
    direction: 'owed_by_us',
    facts: {
      providerStatus: line.status,
      ...(verdict.erpRefunded === null ? {} : { erpRefundedMinor: verdict.erpRefunded }),
    },
  };
}
