import type { Texts } from '../../cells.ts';
import { cellOf, JsonNumber } from '../../readers/json.ts';
import type { JsonObject } from '../../readers/json.ts';
import { isList } from '../../readers/json-feed.ts';
import type { JsonRow } from '../../readers/json-feed.ts';
import type { BuiltInFeed } from '../feed.ts';
import { isCredited, isNothing, total, totalAmount } from '../printed.ts';
import { jsonOrders } from '../json-orders.ts';

/**
 * Journal items of Odoo (`account.move.line`) as its interface answers: a relation is `[id, label]`, an empty field
 * `false`. A debit of the account is what a customer owes or paid under its reference; a credit, or a row that moves
 * nothing, is no sale and stays beside. (Shape of a public file.)
 */
const feedWith = jsonOrders({
  status: { paid: ['posted'], pending: ['draft'], cancelled: ['cancel'] },
  method: 'PSE',
  reference: ['ref', 'move_name'],
  rowsOf: (...asked) => [rowOf(...asked)],
});

export const ODOO_MOVE_LINES: BuiltInFeed = {
  ...feedWith({}),
  about: {
    versions:
      'journal items (`account.move.line`) as JSON, a list or the answer of the interface; options `reference` (the fields: `ref`, else `move_name`), `method` (PSE), `currency` (COP), `zone` (America/Bogota)',
    footing: 'the number of records, where the answer states it; else none',
    testedOn: 'shape of a public file; invented file in `fixtures/files/`',
  },
  configure: feedWith,
};

function rowOf(record: JsonObject, currency: string, method: string, reference: readonly string[]): JsonRow {
  const text = (name: string): string => labelOf(record, name);
  const [debit, credit] = [text('debit'), text('credit')];
  const own = text('currency_id') === '' || text('currency_id') === currency;
  const amount = own ? total([debit], [credit]) : text('amount_currency');
  const texts: Texts = {
    merchant_reference: reference.map(text).find((one) => one !== '') ?? '',
    // why: a row with both sides, or without either, says nothing that one amount could stand for.
    amount: bothSides(debit, credit) ? `${debit} and ${credit}` : debit === '' && credit === '' ? '' : amount,
    currency: own ? currency : text('currency_id'),
    status: text('parent_state'),
    created_at: text('date'),
    method,
    order_id: text('id'),
    store: text('analytic_account_id'),
    invoice_number: text('move_name'),
  };
  const known = texts['amount'] !== '' && totalAmount([debit, credit]) !== null;
  return {
    texts,
    use: known && !bothSides(debit, credit) && !isCredited(total([debit], [credit])) ? 'balance_row' : 'line',
  };
}

function bothSides(debit: string, credit: string): boolean {
  return [debit, credit].every((side) => side !== '' && !isNothing(totalAmount([side])));
}

/** The text of a field; of a relation, its label. */
function labelOf(record: JsonObject, name: string): string {
  const value = record.fields.get(name);
  if (!isList(value)) return cellOf(value);
  const [id, label] = value;
  return value.length === 2 && id instanceof JsonNumber ? cellOf(label) : '{}';
}
