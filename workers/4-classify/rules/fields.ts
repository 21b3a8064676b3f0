import { sum } from '../../../schemas/values/money.ts';
import { type HeldSettlement, type HeldBank } from '../../3-match/working-set.ts';
import type { OrderVerdict } from '../../3-match/order-verdicts.ts';
import { settledNetOf } from '../../3-match/settled-money.ts';
import { type Case } from '../case.ts';
import { type DraftFields } from '../draft.ts';

/** The fields that a finding keyed by reference prints. */
export function saleFields(verdict: OrderVerdict, c: Case): DraftFields {
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
      verdict.payments.length > 0 && sameCurrency(verdict.payments)
        ? sum(verdict.payments.map((held) => settledNetOf(held.line)))
        : null,
    paidOn: shown ? c.paidOn(shown) : null,
    paidAt: shown ? c.paidAt(shown) : null,
    cus: order?.cus ?? line?.cus ?? null,
    dueOn: verdict.paymentDueOn,
  };
}

function sameCurrency(lines: readonly HeldSettlement[]): boolean {
  return new Set(lines.map((held) => held.line.settledCurrency ?? held.line.currency)).size <= 1;
}

/** The fields of a discrepancy that a bank line fills. */
export function bankFields(held: HeldBank, c: Case): DraftFields {
  const scope = c.match.bankScopes.get(held.ix);
  return {
    provider: scope?.looksLike?.id ?? null,
    merchantReference: c.known(scope?.references ?? []) ?? scope?.written ?? null,
    currency: held.line.currency,
    bankAmount: held.line.amount,
    arrivedOn: held.line.bookedOn,
    dueOn: c.match.items.get(held.ix)?.dueOn ?? null,
  };
}

/** A rejected row with the line's reference stands for its counterpart. */
export function standsRejected(held: HeldBank, c: Case): boolean {
  const references = c.match.items.get(held.ix)?.references ?? [];
  return references.some((reference) =>
    (c.match.rejectedReferences.get(reference) ?? []).some((one) => one.reject.leg === 'settlement'),
  );
}
