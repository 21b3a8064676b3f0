import type { StoreEntry } from '../../../schemas/config/config.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { ZERO } from '../../../schemas/values/money.ts';
import { amountDueOf } from '../../3-match/amount-due.ts';
import type { OrderVerdict } from '../../3-match/order-verdicts.ts';
import type { HeldOrder } from '../../3-match/working-set.ts';
import type { Case } from '../case.ts';
import { named, type DraftOf } from '../draft.ts';

/** store_unknown, store_conflict and invoice_missing: what an order lacks beside its money. */
export function storeFindings(
  verdict: OrderVerdict,
  c: Case,
): DraftOf<'store_unknown' | 'store_conflict' | 'invoice_missing'>[] {
  const [order] = verdict.orders;
  if (!order) return [];
  const sold = verdict.orders.some((held) => amountDueOf(held.line) > 0) || verdict.payments.length > 0;
  return sold ? [...store(verdict, order, c), ...invoice(verdict, order, c)] : [];
}

function fields(verdict: OrderVerdict, order: HeldOrder, c: Case): Omit<DraftOf<'invoice_missing'>, 'kind' | 'facts'> {
  return {
    key: [verdict.key],
    lines: verdict.orders.map((held) => named(held.line, false)),
    provider: verdict.payments[0]?.line.source ?? null,
    merchantReference: order.line.merchantReference,
    providerId: verdict.payments[0]?.line.providerId ?? null,
    method: order.line.method,
    store: c.storeOf(order.line),
    currency: order.line.currency,
    orderAmount: order.line.amount,
    paidOn: c.paidOn(order.line),
    moneyAtRisk: ZERO,
    direction: 'none',
  };
}

/** Where neither the feed has a column for it nor the references a pattern, stores are no subject. */
function knowsStores(order: HeldOrder, c: Case): boolean {
  const columns = c.fileOf(order.line)?.columns ?? [];
  return columns.includes('store') || c.workingSet.config.stores.fromReference !== null;
}

function store(verdict: OrderVerdict, order: HeldOrder, c: Case): DraftOf<'store_unknown' | 'store_conflict'>[] {
  const byOrder = order.line.store;
  const byReference = c.codeInReference(order.line.merchantReference);
  const facts = { orderStore: byOrder, referenceStore: byReference };
  const { list } = c.workingSet.config.stores;
  if (byOrder !== null && byReference !== null && byOrder !== byReference)
    return [{ ...fields(verdict, order, c), kind: 'store_conflict', facts }];
  const known = byOrder ?? byReference;
  if (known === null)
    return knowsStores(order, c) ? [{ ...fields(verdict, order, c), kind: 'store_unknown', facts }] : [];
  const entry = list !== null && Object.hasOwn(list, known) ? list[known] : undefined;
  if (list !== null && entry === undefined) return [{ ...fields(verdict, order, c), kind: 'store_unknown', facts }];
  const shut = entry === undefined ? null : shutOn(entry, c.paidOn(order.line) ?? order.line.date);
  return shut === null ? [] : [{ ...fields(verdict, order, c), kind: 'store_unknown', facts: { ...facts, ...shut } }];
}

/** The date that a store opened after the sale, or closed before it; on either day itself it sells. */
function shutOn(
  { opened, closed }: StoreEntry,
  soldOn: PlainDate,
): { storeOpened: PlainDate } | { storeClosed: PlainDate } | null {
  if (opened !== null && soldOn < opened) return { storeOpened: opened };
  return closed !== null && soldOn > closed ? { storeClosed: closed } : null;
}

function invoice(verdict: OrderVerdict, order: HeldOrder, c: Case): DraftOf<'invoice_missing'>[] {
  const columns = c.fileOf(order.line)?.columns ?? [];
  const { status, invoiceNumber } = order.line;
  if (
    !columns.includes('invoice_number') ||
    (status !== 'paid' && status !== 'partially_paid' && status !== 'refunded')
  )
    return [];
  return (invoiceNumber ?? '') === '' ? [{ ...fields(verdict, order, c), kind: 'invoice_missing' }] : [];
}
