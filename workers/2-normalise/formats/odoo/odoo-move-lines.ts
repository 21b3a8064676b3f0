import type { BuiltInOptions } from '../../../../schemas/lines/profile.ts';
import type { Texts } from '../../cells.ts';
import { cellOf, JsonNumber } from '../../readers/json.ts';
import type { JsonObject } from '../../readers/json.ts';
import { isList, readJsonFeed } from '../../readers/json-feed.ts';
import type { JsonRow } from '../../readers/json-feed.ts';
import type { BuiltInFeed, Feed, OwnProfile } from '../feed.ts';
import { UNMAPPED } from '../inline.ts';
import { isCredited, isNothing, total, totalAmount } from '../printed.ts';

/**
 * Journal items of Odoo (`account.move.line`) as its interface answers: a relation is `[id, label]`, an empty field
 * `false`. A debit of the account is what a customer owes or paid under its reference; a credit, or a row that moves
 * nothing, is no sale and stays beside. (Shape of a public file.)
 */
const profile: OwnProfile = {
  ...UNMAPPED,
  format: 'own',
  dates: { format: 'yyyy-MM-dd', zone: 'America/Bogota' },
  columns: {},
  status: { paid: ['posted'], pending: ['draft'], cancelled: ['cancel'] },
};

const DEFAULTS = { currency: 'COP', method: 'PSE', reference: ['ref', 'move_name'] } as const;

function feedWith(options: BuiltInOptions): Feed {
  const { zone, currency, method, reference } = { ...DEFAULTS, ...options };
  return {
    leg: 'order',
    version: 1,
    profile: { ...profile, dates: { ...profile.dates, zone: zone ?? profile.dates.zone } },
    hundredthsOnly: true,
    derives: [
      'merchant_reference',
      'amount',
      'currency',
      'status',
      'created_at',
      'method',
      'order_id',
      'store',
      'invoice_number',
    ],
    own: (reading) => readJsonFeed(reading, (record) => [rowOf(record, currency, method, reference)]),
  };
}

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
