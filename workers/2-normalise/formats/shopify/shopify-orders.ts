import type { CsvProfile } from '../../../../schemas/lines/profile.ts';
import type { Texts } from '../../cells.ts';
import type { BuiltInFeed, RowUse } from '../feed.ts';
import { PLAIN_CSV } from '../inline.ts';

/**
 * Shopify's orders export. An order of several items takes several rows, and only the first carries the order: the rest
 * repeat its name with blank totals and are no orders.
 */
const profile: CsvProfile = {
  ...PLAIN_CSV,
  dates: { format: 'yyyy-MM-dd HH:mm:ss XXX', zone: 'America/Bogota' },
  columns: {
    merchant_reference: 'Name',
    order_id: 'Id',
    status: 'Financial Status',
    amount: 'Total',
    currency: 'Currency',
    created_at: 'Created at',
    paid_at: 'Paid at',
    method: 'Payment Method',
    store: 'Location',
    refunded_amount: 'Refunded Amount',
    outstanding: 'Outstanding Balance',
  },
  status: {
    paid: ['paid', 'partially_refunded'],
    partially_paid: ['partially_paid'],
    pending: ['pending', 'authorized'],
    refunded: ['refunded'],
    cancelled: ['voided', 'cancelled'],
    expired: ['expired'],
  },
};

/** What nobody has paid yet often names no method; it takes part in no match that needs one. */
const NO_METHOD = 'none';

export const SHOPIFY_ORDERS: BuiltInFeed = {
  leg: 'order',
  version: 2,
  about: {
    versions: 'the orders export',
    footing: 'none, the file states no total',
    testedOn: 'shape of a public file; invented file in `fixtures/files/`',
  },
  profile,
  extras: { '#cancelled_at': 'Cancelled at' },
  optional: ['outstanding'],
  refiner: () => {
    let order = '';
    return (texts) => {
      const name = texts['merchant_reference'] ?? '';
      if (name !== '' && name === order && texts['status'] === '' && texts['amount'] === '') return 'continuation';
      order = name;
      return refine(texts);
    };
  },
};

function refine(texts: Texts): RowUse {
  const status = texts['status'] ?? '';
  const unpaid = ['pending', 'authorized', 'voided', 'expired', 'cancelled'].includes(status);
  if (texts['#cancelled_at'] !== '' && ['pending', 'authorized', 'voided'].includes(status))
    texts['status'] = 'cancelled';
  if (unpaid && texts['method'] === '') texts['method'] = NO_METHOD;
  return 'line';
}
