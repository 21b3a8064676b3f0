import { absolute, subtract, sum, ZERO } from '../../../schemas/values/money.ts';
import { normaliseKey } from '../../../schemas/lines/line-keys.ts';
import { amountDueOf } from '../../3-match/amount-due.ts';
import type { OrderVerdict } from '../../3-match/order-verdicts.ts';
import type { SharedReference } from '../../3-match/shared-references.ts';
import { isSplitTender } from '../../3-match/tenders.ts';
import type { Case } from '../case.ts';
import { named, type DraftOf } from '../draft.ts';
import { saleFields } from './fields.ts';

/** What materiality is stated in; money of another currency is compared with no threshold. */
const MATERIALITY_CURRENCY = 'COP';

/**
 * split_tender: an order of several tenders whose provider collected a part. The money at risk is the rest that no feed
 * shows. A notice; an action where that is above `materiality.high`, or where the feed's own rows of the other tenders
 * say another amount.
 */
export function splitTenderFindings(verdict: OrderVerdict, c: Case): DraftOf<'split_tender'>[] {
  if (verdict.payment !== 'split_tender') return [];
  const rest = absolute(verdict.difference);
  const stated = c.match.otherTenders(verdict.key);
  const unseen = stated === null ? rest : absolute(subtract(rest, stated));
  const isHigh =
    (verdict.orders[0]?.line.currency ?? '') === MATERIALITY_CURRENCY && unseen > c.workingSet.config.materiality.high;
  const contradicts = stated !== null && unseen > c.workingSet.config.matching.orderTolerance;
  return [
    {
      ...saleFields(verdict, c),
      kind: 'split_tender',
      key: [verdict.key],
      lines: [...verdict.orders, ...verdict.payments].map((held) => named(held.line, false)),
      class: isHigh || contradicts ? 'action' : 'notice',
      ...(contradicts ? { severity: 'medium' as const } : {}),
      difference: verdict.difference,
      moneyAtRisk: unseen,
      direction: unseen === 0 ? 'none' : 'unknown',
      facts: {
        tenders: tendersOf(verdict, c),
        restMinor: unseen,
        ...(stated === null ? {} : { leftMinor: rest, statedMinor: stated }),
      },
    },
  ];
}

function tendersOf(verdict: OrderVerdict, c: Case): string {
  const split = verdict.orders.filter((held) => isSplitTender(held.line, c.workingSet.config));
  return [...new Set(split.map((held) => held.line.method))].join(', ');
}

/** shared_reference: orders under one reference that are paid together, each of them matched. */
export function sharedReferenceFindings(c: Case): DraftOf<'shared_reference'>[] {
  return c.match.order.shared.flatMap((shared) => sharedReference(shared, c));
}

function sharedReference({ orders, payments }: SharedReference, c: Case): DraftOf<'shared_reference'>[] {
  const line = orders.at(-1)?.line;
  if (!line) return [];
  const due = sum(orders.map((held) => amountDueOf(held.line)));
  const isPaidAtOnce = payments.some((held) => held.line.gross === due);
  return [
    {
      kind: 'shared_reference',
      key: [c.match.compare(line.merchantReference), normaliseKey(line.method)],
      lines: [...orders, ...payments].map((held) => named(held.line, false)),
      provider: payments[0]?.line.source ?? null,
      merchantReference: line.merchantReference,
      providerId: payments.length === 1 ? (payments[0]?.line.providerId ?? null) : null,
      method: line.method,
      store: c.storeOf(line),
      currency: line.currency,
      orderAmount: sum(orders.map((held) => held.line.amount)),
      settlementGross: sum(payments.map((held) => held.line.gross)),
      moneyAtRisk: ZERO,
      direction: 'none',
      paidOn: c.paidOn(line),
      paidAt: c.paidAt(line),
      facts: {
        count: orders.length,
        orderIds: orders.map((held) => held.line.orderId ?? '').filter((id) => id !== ''),
        ordersMinor: due,
        paidMinor: due,
        ...(isPaidAtOnce ? {} : { oneByOne: true }),
      },
    },
  ];
}
