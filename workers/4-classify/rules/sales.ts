import { absolute, add, negate, subtract, sum, ZERO, type Minor } from '../../../schemas/money.ts';
import { addDays } from '../../../schemas/dates.ts';
import type { Facts, NamedLine } from '../../../schemas/run.ts';
import type { Direction } from '../../../schemas/discrepancy.ts';
import { excessOf, type OrderVerdict } from '../../3-match/order-verdicts.ts';
import { feeOf, settledNetOf } from '../../3-match/receivables.ts';
import type { HeldSettlement } from '../../3-match/hand.ts';
import { isSplitTender } from '../../3-match/tenders.ts';
import { settlementFields, transactionKeyParts, type Case } from '../case.ts';
import { named, type Draft } from '../draft.ts';

/** What a sale's comparison says, as findings: every kind between an order and its settlement lines. */
export function saleFindings(verdict: OrderVerdict, c: Case): Draft[] {
  return [
    ...paymentFinding(verdict, c),
    ...refundFinding(verdict, c),
    ...verdict.openChargebacks.map((held) => chargeback(held, verdict, c)),
  ];
}

/** The fields that a finding keyed by reference prints. */
export function saleFields(verdict: OrderVerdict, c: Case): Omit<Draft, 'kind' | 'key' | 'lines' | 'moneyAtRisk' | 'direction'> {
  const order = verdict.orders[0]?.line;
  const line = [...verdict.payments, ...verdict.refunds, ...verdict.declined, ...verdict.pending][0]?.line;
  const shown = order ?? line;
  return {
    provider: line?.source ?? null,
    merchantReference: shown ? c.printed(shown) || null : null,
    providerId: line?.providerId ?? null,
    method: order?.method ?? line?.method ?? null,
    store: shown ? c.storeOf(shown) : null,
    currency: shown?.currency ?? null,
    orderAmount: order ? sum(verdict.orders.map((held) => held.line.amount)) : null,
    settlementGross: verdict.payments.length > 0 ? verdict.paid : null,
    settlementNet:
      verdict.payments.length > 0 && sameCurrency(verdict.payments) ? sum(verdict.payments.map((held) => settledNetOf(held.line))) : null,
    paidOn: shown ? c.paidOn(shown) : null,
    paidAt: shown ? c.paidAt(shown) : null,
    cus: order?.cus ?? line?.cus ?? null,
    dueOn: verdict.paymentDueOn,
  };
}

function sameCurrency(lines: readonly HeldSettlement[]): boolean {
  return new Set(lines.map((held) => held.line.settledCurrency ?? held.line.currency)).size <= 1;
}

function saleLines(verdict: OrderVerdict): NamedLine[] {
  return [...verdict.orders, ...verdict.payments].map((held) => named(held.line, true));
}

function paymentFinding(verdict: OrderVerdict, c: Case): Draft[] {
  const difference = verdict.difference;
  const owed: Direction = difference >= 0 ? 'owed_by_us' : isSplit(verdict, c) ? 'unknown' : 'owed_to_us';
  const common = { ...saleFields(verdict, c), key: [verdict.key], lines: saleLines(verdict), difference };
  const statuses = {
    orderStatus: verdict.orders[0]?.line.status ?? null,
    providerStatus: verdict.declined[0]?.line.status ?? (verdict.payments.length > 0 ? 'approved' : null),
  };
  switch (verdict.payment) {
    case 'agrees':
    case 'awaiting':
    case 'rejected_row':
    case 'before_history':
    case 'split_tender':
      return [];
    case 'currency_mismatch':
      return [
        {
          ...common,
          kind: 'currency_mismatch',
          difference: null,
          moneyAtRisk: verdict.amountDue,
          direction: 'unknown',
          facts: currencies(verdict),
        },
      ];
    case 'status_conflict':
      return [
        {
          ...common,
          kind: 'status_conflict',
          lines: [...saleLines(verdict), ...verdict.declined.map((held) => named(held.line, false))],
          moneyAtRisk: excessOf(verdict),
          direction: owed,
          facts: statuses,
        },
      ];
    case 'duplicate_payment':
      return [
        {
          ...common,
          kind: 'duplicate_payment',
          moneyAtRisk: excessOf(verdict),
          direction: 'owed_by_us',
          facts: { count: verdict.payments.length },
        },
      ];
    case 'amount_mismatch':
      return [
        { ...common, kind: 'amount_mismatch', moneyAtRisk: excessOf(verdict), direction: owed, facts: { count: verdict.payments.length } },
      ];
    case 'missing_in_settlement':
      return [
        {
          ...common,
          kind: 'missing_in_settlement',
          moneyAtRisk: verdict.amountDue,
          // Which of several tenders it is that nobody reports, and how much of it, no file says.
          direction: isSplit(verdict, c) ? 'unknown' : 'owed_to_us',
          // A payment is not reported before it is made: of the go-live's own orders nothing is missing from before.
          facts: { beforeHistory: (common.paidOn ?? c.hand.goLive) < c.hand.goLive, ...statuses },
        },
      ];
    case 'missing_in_erp':
      return verdict.payments.map((held) => missingInErp(held, verdict, c));
  }
}

function isSplit(verdict: OrderVerdict, c: Case): boolean {
  return verdict.orders.some((held) => isSplitTender(held.line, c.hand.config));
}

function currencies(verdict: OrderVerdict): Facts {
  const expected = verdict.orders[0]?.line.currency ?? null;
  const found = [...verdict.payments, ...verdict.refunds].map((held) => held.line.currency).find((currency) => currency !== expected);
  return { expectedCurrency: expected, foundCurrency: found ?? null };
}

function missingInErp(held: HeldSettlement, verdict: OrderVerdict, c: Case): Draft {
  return {
    ...settlementFields(held, c),
    kind: 'missing_in_erp',
    key: transactionKeyParts(held.line),
    // Refunds of a payment that nobody knows wait with it.
    lines: [named(held.line, true), ...verdict.refunds.map((refund) => named(refund.line, true))],
    payoutId: held.line.payoutId,
    settlementGross: held.line.gross,
    settlementNet: settledNetOf(held.line),
    difference: held.line.gross,
    moneyAtRisk: absolute(held.line.gross),
    direction: 'unknown',
    dueOn: verdict.paymentDueOn,
    facts: { beforeHistory: c.beforeHistory(c.paidOn(held.line)) },
  };
}

function refundFinding(verdict: OrderVerdict, c: Case): Draft[] {
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
    case 'duplicate_refund':
    case 'refund_exceeds_payment': {
      const limit = verdict.refund === 'duplicate_refund' ? (verdict.erpRefunded ?? verdict.paid) : verdict.paid;
      const excess = subtract(verdict.refunded, limit);
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
      const lines = [...verdict.orders.map((held) => named(held.line, true)), ...refundLines];
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

function refundWithoutPayment(held: HeldSettlement, c: Case): Draft {
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
    facts: { beforeHistory: addDays(c.hand.goLive, c.hand.config.matching.lookbackDays) > c.hand.date, refundOf: held.line.refundOf },
  };
}

/** The payment that refunds belong to: the first of the sale. */
function paymentKey(verdict: OrderVerdict): string[] {
  const payment = verdict.payments[0]?.line;
  return payment ? transactionKeyParts(payment) : [verdict.key];
}

function chargeback(held: HeldSettlement, verdict: OrderVerdict, c: Case): Draft {
  const { line } = held;
  const fee = feeOf(line);
  const atRisk: Minor = add(absolute(line.gross), fee > 0 ? fee : ZERO);
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
    moneyAtRisk: atRisk,
    direction: 'unknown',
    facts: { feeMinor: fee, evidenceDueOn: evidenceDays === null ? null : addDays(line.date, evidenceDays) },
  };
}
