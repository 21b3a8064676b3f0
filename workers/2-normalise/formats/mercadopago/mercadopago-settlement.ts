import type { BuiltInOptions, CsvProfile } from '../../../../schemas/lines/profile.ts';
import type { Texts } from '../../cells.ts';
import type { BuiltInFeed, Feed, RowUse } from '../feed.ts';
import { PLAIN_CSV } from '../inline.ts';
import { mercadopagoMethod, signed, WITHHOLDINGS, withoutFraction } from './mercadopago-release.ts';
import { isCredited, isDebited, total } from '../printed.ts';

/**
 * Mercado Pago's settlement report ("Todas las transacciones"): every transaction of the account, released or not, `;`
 * or `,`, columns chosen by the merchant. The fee already includes the financing fee. What gross, fee and taxes leave
 * open to the printed net is another deduction. No totals. (Mercado Pago developers, reports, all transactions;
 * measured on a file of 24 columns.)
 */
const profile: CsvProfile = {
  ...PLAIN_CSV,
  dates: { format: "yyyy-MM-dd'T'HH:mm:ssXXX", zone: 'America/Bogota' },
  columns: {
    provider_id: 'SOURCE_ID',
    merchant_reference: 'EXTERNAL_REFERENCE',
    gross: 'TRANSACTION_AMOUNT',
    currency: 'TRANSACTION_CURRENCY',
    paid_at: 'TRANSACTION_DATE',
    settled_on: 'MONEY_RELEASE_DATE',
    method: 'PAYMENT_METHOD_TYPE',
    store: 'EXTERNAL_STORE_ID',
    description: 'DESCRIPTION',
  },
  constants: { status: 'approved' },
};

function feedWith({ zone }: BuiltInOptions): Feed {
  return {
    leg: 'settlement',
    version: 1,
    profile: { ...profile, dates: { ...profile.dates, zone: zone ?? profile.dates.zone } },
    delimiters: [';', ','],
    hundredthsOnly: true,
    unreferenced: true,
    endsWithLineEnd: true,
    extras: {
      '#kind': 'TRANSACTION_TYPE',
      '#net': 'SETTLEMENT_NET_AMOUNT',
      '#settled_at': 'SETTLEMENT_DATE',
      '#settlement_currency': 'SETTLEMENT_CURRENCY',
      '#fee': 'FEE_AMOUNT',
      '#taxes': 'TAXES_AMOUNT',
      '#tax_detail': 'TAX_DETAIL',
      '#way': 'PAYMENT_METHOD',
    },
    optional: [
      'merchant_reference',
      'settled_on',
      'method',
      'store',
      'description',
      '#settled_at',
      '#settlement_currency',
      '#fee',
      '#taxes',
      '#tax_detail',
      '#way',
    ],
    derives: [
      'type',
      'fee',
      'tax',
      ...Object.values(WITHHOLDINGS),
      'other_deductions',
      'net',
      'settled_on',
      ...SETTLED,
      'refund_of',
      'method',
      'description',
    ],
    names: { type: 'TRANSACTION_TYPE', net: 'SETTLEMENT_NET_AMOUNT', fee: 'FEE_AMOUNT', tax: 'TAXES_AMOUNT' },
    refiner: () => refine,
  };
}

const SETTLED = ['settled_gross', 'settled_fee', 'settled_net', 'settled_currency'];

export const MERCADOPAGO_SETTLEMENT: BuiltInFeed = {
  ...feedWith({}),
  about: {
    versions:
      'the settlement report as CSV, `;` or `,`, columns chosen and in any order; dates in the zone of option `zone` (America/Bogota)',
    footing: 'none, the file states no total',
    testedOn: 'shape of the documentation and a public file; invented file in `fixtures/files/`',
  },
  configure: feedWith,
};

const PAYOUTS = ['PAYOUTS', 'PAYOUT', 'WITHDRAWAL', 'WITHDRAWAL_CANCEL'];
const OF_SALE = ['payment', 'refund', 'refund_reversal', 'chargeback', 'chargeback_reversal'];
const NONE = {
  fee: '',
  tax: '',
  withheld_income: '',
  withheld_vat: '',
  withheld_ica: '',
  other_deductions: '',
  net: '',
  settled_gross: '',
  settled_fee: '',
  settled_net: '',
  settled_currency: '',
};

function refine(texts: Texts): RowUse {
  const kind = texts['#kind'] ?? '';
  const net = texts['#net'] ?? '';
  const type = typeOf(kind, net);
  texts['paid_at'] = withoutFraction(texts['paid_at'] ?? '');
  texts['settled_on'] = withoutFraction(texts['settled_on'] ?? '') || withoutFraction(texts['#settled_at'] ?? '');
  texts['method'] = mercadopagoMethod(texts['method'] ?? '', texts['#way'] ?? '');
  Object.assign(texts, amounts(texts, net));
  texts['type'] = signed(type, texts['gross'] ?? '', net, [texts['#fee'], texts['#taxes']]);
  if (texts['description'] === '' && !OF_SALE.includes(type)) texts['description'] = kind.toLowerCase();
  const id = texts['provider_id'] ?? '';
  texts['refund_of'] = OF_SALE.includes(type) && type !== 'payment' ? id : '';
  // Refunds and disputes share the id of their payment, several of a kind too: the moment tells them apart.
  if (type !== 'payment' && id !== '') texts['provider_id'] = `${id} ${texts['paid_at']}`;
  return type === 'payout' ? 'balance_row' : 'line';
}

function typeOf(kind: string, net: string): string {
  if (PAYOUTS.includes(kind)) return 'payout';
  switch (kind) {
    case 'SETTLEMENT':
      return isDebited(net) ? 'adjustment' : 'payment';
    case 'REFUND':
      return isCredited(net) ? 'adjustment' : 'refund';
    case 'CHARGEBACK':
    case 'DISPUTE':
      return isCredited(net) ? 'chargeback_reversal' : 'chargeback';
    case 'CASHBACK':
      return 'adjustment';
    default:
      return /^(SETTLEMENT|REFUND|CHARGEBACK|DISPUTE)_SHIPPING$/.test(kind) ? 'adjustment' : kind;
  }
}

/**
 * In one currency, or settled in another: then what is settled is the net with fee and taxes, as no gross is printed in
 * it.
 */
function amounts(texts: Texts, net: string): Texts {
  const [fee, tax] = [total([], [texts['#fee']]), total([], [texts['#taxes']])];
  const withheld = WITHHOLDINGS[texts['#tax_detail'] ?? ''];
  const taxes = { tax, ...(withheld === undefined ? {} : { [withheld]: tax }) };
  const settled = texts['#settlement_currency'] ?? '';
  if (settled !== '' && settled !== texts['currency'])
    return {
      ...NONE,
      ...taxes,
      settled_gross: total([net, fee, tax]),
      settled_fee: fee,
      settled_net: net,
      settled_currency: settled,
    };
  const other = total([texts['gross']], [fee, tax, net]);
  return { ...NONE, ...taxes, fee, net, other_deductions: other === '0.00' ? '' : other };
}
