import { absolute, ZERO } from '../../../schemas/values/money.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import type { NamedLine } from '../../../schemas/outcome/run.ts';
import type { Direction } from '../../../schemas/kinds/kind.ts';
import type { DiscrepancyKind, FactsOf } from '../../../schemas/kinds/kinds.ts';
import { excessOf, type OrderVerdict } from '../../3-match/order-verdicts.ts';
import { settledNetOf } from '../../3-match/settled-money.ts';
import type { HeldSettlement } from '../../3-match/working-set.ts';
import type { InProcess, PaymentVerdict } from '../../3-match/sale.ts';
import { isSplitTender } from '../../3-match/tenders.ts';
import { settlementFields, transactionKeyParts, type Case } from '../case.ts';
import { named, type DraftFields, type DraftOf } from '../draft.ts';
import { chargebackFindings } from './chargebacks.ts';
import { refundFindings } from './refunds.ts';
import { saleFields } from './fields.ts';

type PaymentKind = Exclude<Extract<PaymentVerdict, DiscrepancyKind>, 'split_tender'>;
type SaleKind = PaymentKind | ReturnType<typeof refundFindings>[number]['kind'] | 'chargeback';

/** What a sale's comparison says, as findings: every kind between an order and its settlement lines. */
export function saleFindings(verdict: OrderVerdict, c: Case): DraftOf<SaleKind>[] {
  return [...paymentFinding(verdict, c), ...refundFindings(verdict, c), ...chargebackFindings(verdict, c)];
}

function saleLines(verdict: OrderVerdict): NamedLine[] {
  return [...verdict.orders, ...verdict.payments].map((held) => named(held.line, true));
}

function paymentFinding(verdict: OrderVerdict, c: Case): DraftOf<PaymentKind>[] {
  const difference = verdict.difference;
  const owed: Direction = difference >= 0 ? 'owed_by_us' : isSplit(verdict, c) ? 'unknown' : 'owed_to_us';
  const common: Common = { ...saleFields(verdict, c), key: [verdict.key], lines: saleLines(verdict), difference };
  const former = formerReferencesOf(verdict, c);
  const statuses = statusesOf(verdict);
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
      return [duplicatePayment(common, verdict)];
    case 'amount_mismatch':
      return [
        {
          ...common,
          kind: 'amount_mismatch',
          moneyAtRisk: excessOf(verdict),
          direction: owed,
          facts: { count: verdict.payments.length, ...former },
        },
      ];
    case 'payment_in_process':
      return verdict.inProcess === null ? [] : [inProcess(verdict.inProcess, common, verdict)];
    case 'missing_in_settlement':
      if (verdict.inProcess !== null) return [neverDecided(verdict.inProcess, common, verdict)];
      return [
        {
          ...common,
          kind: 'missing_in_settlement',
          moneyAtRisk: verdict.amountDue,
          // Which of several tenders it is that nobody reports, and how much of it, no file says.
          direction: isSplit(verdict, c) ? 'unknown' : 'owed_to_us',
          // A payment is not reported before it is made: of the go-live's own orders nothing is missing from before.
          facts: {
            beforeHistory: (common.paidOn ?? c.workingSet.goLive) < c.workingSet.goLive,
            ...statuses,
            ...former,
          },
        },
      ];
    case 'missing_in_erp':
      return verdict.payments.map((held) => missingInErp(held, verdict, c));
  }
}

function statusesOf(verdict: OrderVerdict): { orderStatus: string | null; providerStatus: string | null } {
  return {
    orderStatus: verdict.orders[0]?.line.status ?? null,
    providerStatus: verdict.declined[0]?.line.status ?? (verdict.payments.length > 0 ? 'approved' : null),
  };
}

function duplicatePayment(common: Common, verdict: OrderVerdict): DraftOf<'duplicate_payment'> {
  const facts = { count: verdict.payments.length };
  return { ...common, kind: 'duplicate_payment', moneyAtRisk: excessOf(verdict), direction: 'owed_by_us', facts };
}

/** The fields of every row of a sale. */
type Common = DraftFields & Pick<DraftOf<'amount_mismatch'>, 'key' | 'lines'>;

/** What a row shows of the pending payment that covers what is lacking. */
function pendingFields({ lines }: InProcess, common: Common): DraftFields & Pick<Common, 'lines'> {
  const line = lines[0]?.line;
  return {
    provider: line?.source ?? common.provider ?? null,
    providerId: line?.providerId ?? null,
    cus: line?.cus ?? common.cus ?? null,
    lines: [...common.lines.map((one) => ({ ...one, broken: false })), ...lines.map((held) => named(held.line, false))],
  };
}

/** The provider may still say yes: a notice, and once it takes too long the provider is asked. */
function inProcess(process: InProcess, common: Common, verdict: OrderVerdict): DraftOf<'payment_in_process'> {
  const isStale = process.stage === 'stale';
  return {
    ...common,
    ...pendingFields(process, common),
    kind: 'payment_in_process',
    class: isStale ? 'action' : 'notice',
    severity: isStale ? 'medium' : 'low',
    difference: verdict.difference,
    moneyAtRisk: isStale ? excessOf(verdict) : ZERO,
    direction: isStale ? 'unknown' : 'none',
    facts: { providerStatus: 'pending' },
  };
}

/** No final word came: what the provider reports is quoted, and whether any money is owed is a question. */
function neverDecided(process: InProcess, common: Common, verdict: OrderVerdict): DraftOf<'missing_in_settlement'> {
  const quoted = process.lines.map((held) => named(held.line, false));
  return {
    ...common,
    ...pendingFields(process, common),
    kind: 'missing_in_settlement',
    lines: common.lines,
    seenElsewhere: quoted,
    difference: verdict.difference,
    moneyAtRisk: excessOf(verdict),
    direction: 'unknown',
    facts: { providerStatus: 'pending', stillPending: true },
  };
}

/** The references that the order had before and another carries now, as they were written. */
function formerReferencesOf({ key }: OrderVerdict, c: Case): { formerReferences?: readonly string[] } {
  const before = [...c.match.order.passedOn].filter(
    ([reference, carriers]) => reference !== key && carriers.some((one) => one.key === key),
  );
  return before.length === 0
    ? {}
    : { formerReferences: before.map(([reference]) => c.known([reference]) ?? reference).sort(compareText) };
}

function isSplit(verdict: OrderVerdict, c: Case): boolean {
  return verdict.orders.some((held) => isSplitTender(held.line, c.workingSet.config));
}

function currencies(verdict: OrderVerdict): FactsOf<'currency_mismatch'> {
  const expected = verdict.orders[0]?.line.currency ?? null;
  const found = [...verdict.payments, ...verdict.refunds]
    .map((held) => held.line.currency)
    .find((currency) => currency !== expected);
  return { expectedCurrency: expected, foundCurrency: found ?? null };
}

function missingInErp(held: HeldSettlement, verdict: OrderVerdict, c: Case): DraftOf<'missing_in_erp'> {
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
