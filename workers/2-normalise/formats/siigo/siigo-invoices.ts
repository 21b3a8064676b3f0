import type { Texts } from '../../cells.ts';
import { cellOf, isJsonObject } from '../../readers/json.ts';
import type { JsonObject, JsonValue } from '../../readers/json.ts';
import { isList } from '../../readers/json-feed.ts';
import type { JsonRow } from '../../readers/json-feed.ts';
import type { BuiltInFeed } from '../feed.ts';
import { equal, isNothing, total, totalAmount } from '../printed.ts';
import { jsonOrders } from '../json-orders.ts';

/**
 * Invoices of Siigo as its interface answers. Each payment of an invoice is a tender, and so a row of its own; those of
 * one method are one. The balance says what is still owed; the cost centre is the store. (Types of the public client.)
 */
const feedWith = jsonOrders({
  method: '',
  reference: ['name'],
  rowsOf,
});

export const SIIGO_INVOICES: BuiltInFeed = {
  ...feedWith({}),
  about: {
    versions:
      'invoices as JSON, a list or the answer of the interface with all its pages; options `reference` (the field: `name`), `method` of invoices without payments, `currency` (COP), `zone` (America/Bogota)',
    footing: 'the number of invoices, where the answer states it; the payments of an invoice = its total',
    testedOn: 'types of the public client; invented file in `fixtures/files/`',
  },
  configure: feedWith,
};

function rowsOf(
  record: JsonObject,
  currency: string,
  method: string,
  reference: readonly string[],
): readonly JsonRow[] {
  const text = (...path: readonly string[]): string => cellOf(at(record, path));
  const base: Texts = {
    merchant_reference: reference.map((name) => text(name)).find((one) => one !== '') ?? '',
    currency: text('currency', 'code') || currency,
    status: statusOf(record),
    created_at: text('date'),
    order_id: text('id'),
    store: text('cost_center'),
    invoice_number: invoiceNumber(record),
  };
  const tenders = tendersOf(record);
  const whole = text('total');
  if (tenders.length === 0) return [{ texts: { ...base, amount: whole, method }, use: 'line' }];
  const paid = totalAmount(tenders.map(({ amount }) => amount));
  const due = totalAmount([whole]);
  // why: which of the payments is wrong nobody can tell; the invoice is one reject.
  if (paid === null || due === null || whole === '' || !equal(paid, due)) {
    const amount = `payments ${tenders.map((tender) => tender.amount).join(' + ')} of ${whole}`;
    return [{ texts: { ...base, amount, method: tenders[0]?.method ?? '' }, use: 'line' }];
  }
  return tenders.map((tender) => ({ texts: { ...base, ...tender }, use: 'line' }));
}

/** The payments by method, in their order. */
function tendersOf(record: JsonObject): readonly { readonly method: string; readonly amount: string }[] {
  const payments = record.fields.get('payments');
  if (!isList(payments)) return [];
  const byMethod = new Map<string, string>();
  for (const payment of payments) {
    const [method, value] = [cellOf(fieldOf(payment, 'name')), cellOf(fieldOf(payment, 'value'))];
    // A payment without an amount must not vanish in a sum.
    byMethod.set(method, value === '' ? '{}' : total([byMethod.get(method), value]));
  }
  return [...byMethod].map(([method, amount]) => ({ method, amount }));
}

/** An annulled invoice is cancelled; else what is owed decides. Without a balance nobody can tell. */
function statusOf(record: JsonObject): string {
  if (record.fields.get('annulled') === true) return 'cancelled';
  const [balance, whole] = [
    totalAmount([cellOf(record.fields.get('balance'))]),
    totalAmount([cellOf(record.fields.get('total'))]),
  ];
  if (cellOf(record.fields.get('balance')) === '' || balance === null || whole === null) return '';
  if (isNothing(balance)) return 'paid';
  return equal(balance, whole) ? 'pending' : 'partially_paid';
}

/** The number by which the tax office knows it: none while the stamp says that it was not accepted. */
function invoiceNumber(record: JsonObject): string {
  const status = cellOf(at(record, ['stamp', 'status']));
  return status === '' || status === 'Accepted' ? cellOf(record.fields.get('name')) : '';
}

function fieldOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) ? value.fields.get(name) : undefined;
}

function at(record: JsonObject, path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((value, name) => fieldOf(value, name), record);
}
