import type { BuiltInOptions, CsvProfile } from '../../../../schemas/lines/profile.ts';
import { formatExact, readAmount } from '../../amounts.ts';
import type { Texts } from '../../cells.ts';
import { NO_FOOTING } from '../../footing.ts';
import type { Footed, FootingCheck } from '../../footing.ts';
import { Refused } from '../../refused.ts';
import type { BuiltInFeed, Feed, RowUse } from '../feed.ts';
import { PLAIN_CSV } from '../inline.ts';
import { equal, isCredited, isDebited, NOTHING, plusAmount, POINT, SumsBy } from '../printed.ts';

/** Money of a payout that failed or was cancelled, back in the balance; the source of the row is that payout. */
const GIVEN_BACK = ['payout_reversal', 'payout_failure', 'payout_cancel'];

/**
 * Stripe's itemised payout reconciliation: one row a balance transaction, columns chosen by the merchant, amounts in
 * major units with refunds and disputes negative and fees positive (net = gross - fee). The merchant's reference is a
 * metadata key of his own. (docs.stripe.com, payout reconciliation report and reporting categories; measured on public
 * files.)
 */
const profile: CsvProfile = {
  ...PLAIN_CSV,
  dates: { format: 'yyyy-MM-dd HH:mm:ss', zone: 'UTC' },
  columns: {
    provider_id: 'balance_transaction_id',
    type: 'reporting_category',
    paid_at: 'created',
    settled_on: 'automatic_payout_effective_at',
    payout_id: 'automatic_payout_id',
    currency: 'currency',
    method: 'payment_method_type',
    refund_of: 'charge_id',
    description: 'description',
  },
  constants: { status: 'approved' },
  type: {
    payment: ['charge'],
    refund: ['refund', 'partial_capture_reversal'],
    refund_reversal: ['refund_failure'],
    // A charge that fails after it was paid is money taken back without our doing.
    chargeback: ['dispute', 'charge_failure'],
    chargeback_reversal: ['dispute_reversal'],
    fee: ['fee', 'network_cost'],
    tax: ['tax'],
    reserve: [
      'risk_reserved_funds',
      'connect_reserved_funds',
      'reserve_transaction',
      'reserved_funds',
      'minimum_balance_hold',
      'payout_minimum_balance_hold',
      'payout_minimum_balance_release',
    ],
    // A payout that failed or was cancelled gives its money to a later one.
    payout: ['payout', ...GIVEN_BACK],
    adjustment: [
      'other_adjustment',
      'contribution',
      'climate_order_purchase',
      'climate_order_refund',
      'transfer',
      'transfer_reversal',
      'topup',
      'topup_reversal',
      'advance',
      'advance_funding',
      'anticipation_repayment',
      'connect_collection_transfer',
      'financing_paydown',
      'financing_paydown_reversal',
      'financing_payout',
      'financing_payout_reversal',
      'inbound_transfer',
      'inbound_transfer_reversal',
      'issuing_authorization_hold',
      'issuing_authorization_release',
      'issuing_dispute',
      'issuing_transaction',
      'platform_earning',
      'platform_earning_refund',
      'unreconciled_customer_funds',
    ],
  },
};

const BACK = ['refund', 'partial_capture_reversal', 'dispute', 'charge_failure'];
const OF_SALE = [...BACK, 'charge', 'refund_failure', 'dispute_reversal'];
const METADATA = /^payment_metadata\[(.*)\]$/;

function feedWith({ zone, reference }: BuiltInOptions): Feed {
  return {
    leg: 'settlement',
    version: 3,
    profile: { ...profile, dates: { ...profile.dates, zone: zone ?? 'UTC' } },
    hundredthsOnly: true,
    unreferenced: true,
    endsWithLineEnd: true,
    extras: {
      '#gross': 'gross',
      '#fee': 'fee',
      '#net': 'net',
      '#created_utc': 'created_utc',
      '#effective_utc': 'automatic_payout_effective_at_utc',
      '#source': 'source_id',
      '#shown': 'customer_facing_amount',
      '#shown_currency': 'customer_facing_currency',
    },
    optional: [
      'paid_at',
      'settled_on',
      'payout_id',
      'method',
      'refund_of',
      'description',
      '#created_utc',
      '#effective_utc',
      '#source',
      '#shown',
      '#shown_currency',
    ],
    // A configured key that the header lacks refuses the file; without one every key is read, in the order of the
    // header.
    headerExtras: (names) => {
      const keys = reference ?? names.flatMap((name) => METADATA.exec(name)?.[1] ?? []);
      return Object.fromEntries(keys.map((key, index) => [`#reference_${String(index)}`, `payment_metadata[${key}]`]));
    },
    derives: [
      'merchant_reference',
      'gross',
      'fee',
      'net',
      'paid_at',
      'settled_on',
      'settled_gross',
      'settled_fee',
      'settled_net',
      'settled_currency',
    ],
    names: { gross: 'gross', fee: 'fee', net: 'net' },
    refiner: () => refine,
    footing: payoutFooting,
  };
}

export const STRIPE_PAYOUT_RECONCILIATION: BuiltInFeed = {
  ...feedWith({}),
  about: {
    versions:
      'the itemised payout reconciliation as CSV, columns chosen and in any order; the reference is the first filled of the `payment_metadata` columns (option `reference` names the keys), times are UTC (option `zone`)',
    footing: 'a payout row, where there is one = the net of the rows of its payout, exact; else none',
    testedOn: 'shape of the documentation and public files; invented file in `fixtures/files/`',
  },
  configure: feedWith,
};

function refine(texts: Texts): RowUse {
  const kind = texts['type'] ?? '';
  texts['merchant_reference'] = referenceOf(texts);
  // `usd` in some rows and `USD` in others of one file.
  const currency = (texts['currency'] ?? '').toUpperCase();
  if (texts['#created_utc'] !== '') texts['paid_at'] = texts['#created_utc'] ?? '';
  if (texts['#effective_utc'] !== '') texts['settled_on'] = texts['#effective_utc'] ?? '';
  // A charge goes by its own id, which what is done to it later names; everything else by its balance transaction.
  if (kind === 'charge' && texts['refund_of'] !== '') texts['provider_id'] = texts['refund_of'] ?? '';
  if (kind === 'charge' || !OF_SALE.includes(kind)) texts['refund_of'] = '';
  if (GIVEN_BACK.includes(kind)) texts['refund_of'] = texts['#source'] ?? '';
  const shown = shownAbroad(texts, currency);
  const [gross, fee, net] = [texts['#gross'] ?? '', texts['#fee'] ?? '', texts['#net'] ?? ''];
  Object.assign(
    texts,
    shown === null
      ? { currency, gross, fee, net, settled_gross: '', settled_fee: '', settled_net: '', settled_currency: '' }
      : {
          ...shown,
          fee: '',
          net: '',
          settled_gross: gross,
          settled_fee: fee,
          settled_net: net,
          settled_currency: currency,
        },
  );
  // why: the sign of money that goes back comes from its type; a credit under such a type would be turned silently.
  if (BACK.includes(kind) && (isCredited(gross) || isCredited(net))) texts['type'] = `${kind} credited`;
  if (kind === 'charge' && isDebited(gross)) texts['type'] = 'charge debited';
  return kind === 'payout' ? 'balance_row' : 'line';
}

function referenceOf(texts: Texts): string {
  for (let index = 0; `#reference_${String(index)}` in texts; index += 1) {
    const text = texts[`#reference_${String(index)}`] ?? '';
    if (text !== '') return text;
  }
  return '';
}

/** What the customer saw, where it was another currency than Stripe settles in. */
function shownAbroad(texts: Texts, currency: string): { readonly gross: string; readonly currency: string } | null {
  const shown = (texts['#shown_currency'] ?? '').toUpperCase();
  if (!OF_SALE.includes(texts['type'] ?? '') || shown === '' || shown === currency || texts['#shown'] === '')
    return null;
  return { gross: texts['#shown'] ?? '', currency: shown };
}

function payoutFooting(): FootingCheck {
  const nets = new SumsBy();
  const payouts = new SumsBy();
  let missed = 0;
  return {
    row(texts) {
      const net = readAmount(texts['#net'] ?? '', POINT);
      const key = `${texts['payout_id'] ?? ''} ${(texts['currency'] ?? '').toUpperCase()}`;
      if (net === null) missed += 1;
      else if (texts['type'] === 'payout') payouts.add(key, net);
      else nets.add(key, net);
    },
    unreadable() {
      missed += 1;
    },
    finish: () => finish(nets, payouts, missed),
  };
}

/**
 * Only the net of a payout row is compared: a public file prints one whose gross and fee do not make it. Stripe prints
 * a payout as what leaves its balance, negative; that file prints it positive. Both are the same payout.
 */
function finish(nets: SumsBy, payouts: SumsBy, missed: number): Footed {
  const keys = payouts.keys();
  if (keys.length === 0) return { ...NO_FOOTING, footing: { state: 'none', detail: 'no payout row' } };
  const detail = `payouts: ${keys.map((key) => `${key} ${formatExact(payouts.of(key))}, rows ${formatExact(nets.of(key))}`).join('; ')}`;
  if (missed > 0)
    return { ...NO_FOOTING, footing: { state: 'open', detail: `${detail}; ${String(missed)} unreadable rows` } };
  const off = keys.some((key) => {
    const [paid, rows] = [payouts.of(key), nets.of(key)];
    return !equal(paid, rows) && !equal(plusAmount(NOTHING, paid, -1), rows);
  });
  if (off) throw new Refused('does_not_foot', detail);
  const proved = nets.keys().every((key) => payouts.has(key));
  return {
    ...NO_FOOTING,
    footing: {
      state: proved ? 'proved' : 'none',
      detail: proved ? detail : `${detail}; rows of payouts without a row`,
    },
  };
}
