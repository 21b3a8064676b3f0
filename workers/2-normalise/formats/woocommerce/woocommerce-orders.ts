import type { BuiltInOptions, CsvProfile } from '../../../../schemas/lines/profile.ts';
import type { Texts } from '../../cells.ts';
import type { BuiltInFeed, Feed, RowUse } from '../feed.ts';
import { PLAIN_CSV } from '../inline.ts';

/**
 * The orders of WooCommerce by its CSV export plugin: one row an order, or one row an item, which repeats the order.
 * The currency and the refunded total stand in it where the merchant chose them. (Columns of the plugin's public code.)
 */
const profile: CsvProfile = {
  ...PLAIN_CSV,
  dates: { format: 'yyyy-MM-dd HH:mm:ss', zone: 'America/Bogota' },
  columns: {
    order_id: 'order_id',
    created_at: 'date',
    status: 'status',
    amount: 'order_total',
    method: 'payment_method',
    currency: 'order_currency',
    refunded_amount: 'refunded_total',
    provider_id: '_transaction_id',
    paid_at: '_paid_date',
  },
  status: {
    paid: ['completed', 'processing'],
    pending: ['pending', 'on-hold', 'checkout-draft'],
    cancelled: ['cancelled', 'failed', 'trash'],
    refunded: ['refunded'],
  },
};

/** Columns that hold the shop's own number of an order, the one that customers and providers see first. */
const REFERENCES = ['order_number_formatted', 'order_number', 'order_id'];
/** A shop in Colombia; the export names no currency unless it was chosen. */
const CURRENCY = 'COP';
/** What nobody has paid yet often names no method; it takes part in no match that needs one. */
const NO_METHOD = 'none';

function feedWith({ zone, currency, reference, method }: BuiltInOptions): Feed {
  return {
    leg: 'order',
    version: 1,
    profile: { ...profile, dates: { ...profile.dates, zone: zone ?? profile.dates.zone } },
    hundredthsOnly: true,
    endsWithLineEnd: true,
    extras: { '#order_id': 'order_id' },
    optional: ['currency', 'refunded_amount', 'provider_id', 'paid_at', 'method'],
    headerExtras: (names) => ({
      ...Object.fromEntries(
        (reference ?? REFERENCES.filter((name) => names.includes(name))).map((name, index) => [
          `#reference_${String(index)}`,
          name,
        ]),
      ),
      ...(names.includes('order_currency') ? { '#currency': 'order_currency' } : {}),
      ...(names.includes('item_id') || names.includes('item_name') || names.includes('item_sku')
        ? { '#item': itemColumn(names) }
        : {}),
    }),
    derives: ['merchant_reference', 'currency', 'method'],
    refiner: () => {
      let before = '';
      return (texts) => {
        const order = ['#order_id', 'status', 'amount', 'created_at'].map((column) => texts[column] ?? '').join('\n');
        const repeats = '#item' in texts && order === before && texts['#order_id'] !== '';
        before = order;
        return repeats ? 'continuation' : refine(texts, currency ?? CURRENCY, method);
      };
    },
  };
}

function itemColumn(names: readonly string[]): string {
  return ['item_id', 'item_name', 'item_sku'].find((name) => names.includes(name)) ?? 'item_id';
}

export const WOOCOMMERCE_ORDERS: BuiltInFeed = {
  ...feedWith({}),
  about: {
    versions:
      'the CSV of the order export plugin, one row an order or an item; options `reference` (the column: formatted number, else number), `currency` (COP), `method`, `zone` (America/Bogota)',
    footing: 'none, the file states no total',
    testedOn: "shape of the plugin's public code; invented file in `fixtures/files/`",
  },
  configure: feedWith,
};

function refine(texts: Texts, currency: string, method: string | undefined): RowUse {
  const status = (texts['status'] ?? '').replace(/^wc-/, '').toLowerCase();
  texts['status'] = status;
  texts['merchant_reference'] =
    ['#reference_0', '#reference_1', '#reference_2'].map((column) => texts[column] ?? '').find((text) => text !== '') ??
    '';
  if (texts['currency'] === '' && !('#currency' in texts)) texts['currency'] = currency;
  if (texts['method'] === '') texts['method'] = method ?? (PAID.includes(status) ? '' : NO_METHOD);
  return 'line';
}

const PAID = [...(profile.status?.['paid'] ?? []), ...(profile.status?.['refunded'] ?? [])];
