import type { BuiltInOptions, CsvProfile } from '../../../../schemas/lines/profile.ts';
import type { Line, Reject } from '../../../../schemas/lines/records.ts';
import { formatExact } from '../../amounts.ts';
import type { Amount } from '../../amounts.ts';
import type { Texts } from '../../cells.ts';
import { NO_FOOTING } from '../../footing.ts';
import type { FileFacts, Footed, FootingCheck } from '../../footing.ts';
import { Refused } from '../../refused.ts';
import type { BuiltInFeed, Feed, RowUse } from '../feed.ts';
import { PLAIN_CSV } from '../inline.ts';
import { isCredited, isDebited, isNothing, equal, NOTHING, plusAmount, total, totalAmount } from '../printed.ts';
import { withSweptPayouts } from '../swept.ts';

/**
 * Mercado Pago's release report ("Dinero disponible / Liberaciones"): every movement of the available balance, `;` or
 * `,`, columns chosen by the merchant. Net credit and net debit are both positive and the only amounts that always
 * hold; the components are detail, and what they leave open is another deduction. The first row is the opening balance,
 * the last one the total, without a date. A withdrawal reaches the bank with its gross amount; what it cost is in its
 * net debit. (Mercado Pago developers, reports, account money; measured on files of 15 and 23 columns.)
 */
const profile: CsvProfile = {
  ...PLAIN_CSV,
  dates: { format: "yyyy-MM-dd'T'HH:mm:ssXXX", zone: 'America/Bogota' },
  columns: {
    provider_id: 'SOURCE_ID',
    merchant_reference: 'EXTERNAL_REFERENCE',
    gross: 'GROSS_AMOUNT',
    currency: 'CURRENCY',
    paid_at: 'TRANSACTION_APPROVAL_DATE',
    settled_on: 'DATE',
    method: 'PAYMENT_METHOD_TYPE',
    store: 'EXTERNAL_STORE_ID',
    description: 'DESCRIPTION',
  },
  constants: { status: 'approved' },
};

/** The account of a merchant in Colombia pays in pesos; the base columns of the report name no currency. */
const CURRENCY = 'COP';

/** PSE by its name, or as a bank transfer that names no other way; any other way by its kind, as printed. */
export function mercadopagoMethod(kind: string, way: string): string {
  return way === 'pse' || (kind === 'bank_transfer' && way === '') ? 'PSE' : kind;
}

function feedWith({ zone, currency }: BuiltInOptions): Feed {
  return {
    leg: 'settlement',
    version: 3,
    profile: { ...profile, dates: { ...profile.dates, zone: zone ?? profile.dates.zone } },
    delimiters: [';', ','],
    hundredthsOnly: true,
    unreferenced: true,
    extras: {
      '#record': 'RECORD_TYPE',
      '#credit': 'NET_CREDIT_AMOUNT',
      '#debit': 'NET_DEBIT_AMOUNT',
      '#fee': 'MP_FEE_AMOUNT',
      '#financing': 'FINANCING_FEE_AMOUNT',
      '#shipping': 'SHIPPING_FEE_AMOUNT',
      '#taxes': 'TAXES_AMOUNT',
      '#tax_detail': 'TAX_DETAIL',
      '#way': 'PAYMENT_METHOD',
    },
    optional: [
      'merchant_reference',
      'currency',
      'paid_at',
      'method',
      'store',
      '#record',
      '#fee',
      '#financing',
      '#shipping',
      '#taxes',
      '#tax_detail',
      '#way',
    ],
    // Tells a file without the column from a row that leaves it empty.
    headerExtras: (names): Readonly<Record<string, string>> =>
      names.includes('CURRENCY') ? { '#currency': 'CURRENCY' } : {},
    derives: [
      'type',
      'currency',
      'paid_at',
      'fee',
      'tax',
      ...WITHHELD,
      'other_deductions',
      'net',
      'payout_id',
      'refund_of',
      'method',
    ],
    names: { type: 'DESCRIPTION', net: 'NET_CREDIT_AMOUNT', fee: 'MP_FEE_AMOUNT', tax: 'TAXES_AMOUNT' },
    refiner: () => (texts) => refine(texts, currency ?? CURRENCY),
    besides: payoutFee,
    footing: () => balanceFooting(currency ?? CURRENCY),
  };
}

const WITHHELD = ['withheld_income', 'withheld_vat', 'withheld_ica'];

export const MERCADOPAGO_RELEASE: BuiltInFeed = {
  ...feedWith({}),
  about: {
    versions:
      'the release report as CSV, `;` or `,`, columns chosen and in any order; dates in the zone of option `zone` (America/Bogota), currency of files without the column by option `currency` (COP)',
    footing: 'opening balance + movements = the total row, exact; none in a file without them',
    testedOn: 'shape of the documentation and public files; invented file in `fixtures/files/`',
  },
  configure: feedWith,
};

/** What a row is beside the movements: the opening balance, a balance on the way, the total. */
function balanceOf(texts: Texts): 'opening' | 'total' | 'subtotal' | null {
  const record = texts['#record'] ?? '';
  if (record === 'initial_available_balance') return 'opening';
  // The balance before a withdrawal, printed among the movements.
  if (record === 'subtotal' || record === 'available_balance') return 'subtotal';
  if (record === 'total') return record;
  if (record !== '' || texts['description'] !== '' || texts['provider_id'] !== '') return null;
  return texts['settled_on'] === '' ? 'total' : 'opening';
}

function refine(texts: Texts, currency: string): RowUse {
  const balance = balanceOf(texts);
  const net = total([texts['#credit']], [texts['#debit']]);
  const released = withoutFraction(texts['settled_on'] ?? '');
  texts['settled_on'] = released;
  texts['paid_at'] = withoutFraction(texts['paid_at'] ?? '') || released;
  if (texts['currency'] === '' && !('#currency' in texts)) texts['currency'] = currency;
  texts['net'] = net;
  texts['method'] = mercadopagoMethod(texts['method'] ?? '', texts['#way'] ?? '');
  const type = balance === null ? typeOf(texts['description'] ?? '', texts['#record'] ?? '', net) : 'adjustment';
  texts['type'] = signed(type, texts['gross'] ?? '', net, [
    texts['#fee'],
    texts['#financing'],
    texts['#shipping'],
    texts['#taxes'],
  ]);
  Object.assign(
    texts,
    OF_SALE.includes(type) ? deductions(texts, net) : { ...NONE, other_deductions: gapOf(texts, net) },
  );
  Object.assign(texts, identity(texts, type));
  // One without a readable gross, or that contradicts it, is a line that cannot be read, and not a balance.
  const isPayout = texts['type'] === 'payout' && totalAmount([texts['gross']], []) !== null;
  if (isPayout) Object.assign(texts, { net: texts['gross'] ?? '', other_deductions: '' });
  return balance !== null || isPayout ? 'balance_row' : 'line';
}

const OF_SALE = ['payment', 'refund', 'refund_reversal', 'chargeback', 'chargeback_reversal'];
const NONE = { fee: '', tax: '', withheld_income: '', withheld_vat: '', withheld_ica: '', other_deductions: '' };

/** `2026-08-31T22:39:50.000-03:00` -> without its milliseconds, which not every file prints. */
export function withoutFraction(text: string): string {
  return text.replace(/\.\d{1,6}(?=(?:Z|[+-]\d\d:?\d\d)$)/, '');
}

/**
 * The type by description and direction. A payment that is debited is a purchase of our own, and its refund is
 * credited.
 */
function typeOf(description: string, record: string, net: string): string {
  if (/^(full)?(un)?block$/.test(record)) return 'reserve';
  if (description === 'payment') return isDebited(net) ? 'adjustment' : 'payment';
  if (description === 'refund') return isCredited(net) ? 'adjustment' : 'refund';
  if (description === 'refund_cancel') return 'refund_reversal';
  if (/^(chargeback|dispute|mediation)(_cancel)?$/.test(description))
    return isCredited(net) ? 'chargeback_reversal' : 'chargeback';
  if (/^(withdrawal|payouts?)(_cash|_cancel)?$/.test(description)) return 'payout';
  if (description.startsWith('reserve_for_')) return 'reserve';
  if (/^tax_(withholding|payment)/.test(description)) return 'tax';
  if (/^(fee_|shipping)/.test(description)) return 'fee';
  if (ADJUSTMENTS.includes(description)) return 'adjustment';
  return description;
}

const ADJUSTMENTS = ['asset_management', 'cashback', 'credit_payment', 'coupon', 'money_transfer', 'adjustment'];

/** The type, or where the gross contradicts it a word that no map names: a sign is never turned silently. */
export function signed(type: string, gross: string, net: string, components: readonly (string | undefined)[]): string {
  if ((type === 'refund' || type === 'chargeback') && (isCredited(gross) || isCredited(net))) return `${type} credited`;
  if (type === 'payment' && isDebited(gross)) return `${type} debited`;
  const against = (isCredited(gross) && isDebited(net)) || (isDebited(gross) && isCredited(net));
  return against && !isNothing(totalAmount([gross, ...components], [net])) ? `${type} against its gross` : type;
}

/** The printed components as deductions. What they leave between gross and net is another one. */
function deductions(texts: Texts, net: string): Texts {
  const fee = total([], [texts['#fee'], texts['#financing'], texts['#shipping']]);
  const tax = total([], [texts['#taxes']]);
  const other = total([texts['gross']], [fee, tax, net]);
  const withheld = WITHHOLDINGS[texts['#tax_detail'] ?? ''];
  return {
    ...NONE,
    fee,
    tax,
    other_deductions: other === '0.00' ? '' : other,
    ...(withheld === undefined ? {} : { [withheld]: tax }),
  };
}

/** The tax details of Colombia. */
export const WITHHOLDINGS: Readonly<Record<string, string>> = {
  fuente: 'withheld_income',
  iva: 'withheld_vat',
  ica: 'withheld_ica',
};

function gapOf(texts: Texts, net: string): string {
  const gap = total([texts['gross']], [net]);
  return gap === '0.00' ? '' : gap;
}

/**
 * A payment goes by its id. Everything else shares the id of its payment, several of a kind too: its moment tells it
 * apart.
 */
function identity(texts: Texts, type: string): Texts {
  const id = texts['provider_id'] ?? '';
  if (type === 'payment' || id === '') return { provider_id: id, refund_of: '', payout_id: '' };
  const refund = OF_SALE.includes(type);
  return {
    provider_id: `${id} ${texts['settled_on'] ?? ''}`,
    refund_of: refund ? id : '',
    payout_id: type === 'payout' ? id : '',
  };
}

/** What a withdrawal cost beside what reached the bank. */
function payoutFee(texts: Texts): Texts | null {
  const fee = totalAmount([texts['gross'], texts['#debit']], [texts['#credit']]);
  if (texts['type'] !== 'payout' || fee === null || isNothing(fee)) return null;
  const text = formatExact(fee);
  return {
    ...texts,
    ...NONE,
    type: 'fee',
    gross: '0.00',
    fee: text,
    net: total([], [text]),
    provider_id: `${texts['provider_id'] ?? ''} fee`,
    payout_id: '',
    description: `fee of ${texts['description'] ?? ''}`,
  };
}

interface Balances {
  opening: Amount | null;
  total: Amount | null;
}

function balanceFooting(currency: string): FootingCheck {
  const balances: Balances = { opening: null, total: null };
  let movements: Amount = NOTHING;
  let missed = 0;
  return {
    row(texts) {
      const amount = totalAmount([texts['#credit']], [texts['#debit']]);
      const balance = balanceOf(texts);
      if (amount === null) missed += 1;
      else if (balance === 'opening') balances.opening = plusAmount(balances.opening ?? NOTHING, amount);
      else if (balance === 'total') balances.total = plusAmount(balances.total ?? NOTHING, amount);
      else if (balance === null) movements = plusAmount(movements, amount);
    },
    unreadable() {
      missed += 1;
    },
    finish: (facts) => finish(facts, balances, movements, missed, currency),
  };
}

function finish(
  facts: FileFacts,
  { opening, total: stated }: Balances,
  movements: Amount,
  missed: number,
  currency: string,
): Footed {
  const rows = withSweptPayouts(withCurrency(facts.rows, currency));
  if (stated === null) {
    if (opening !== null) throw new Refused('truncated', 'the report has an opening balance and no total row');
    return { ...NO_FOOTING, footing: { state: 'none', detail: 'no total row' }, rows };
  }
  refuseOtherCurrency(rows);
  // The closing balance, as measured; documents also call the sum of the movements alone a total.
  const foots = [plusAmount(opening ?? NOTHING, movements), movements].some((sum) => equal(stated, sum));
  const detail = `total ${formatExact(stated)}, opening ${formatExact(opening ?? NOTHING)} and rows ${formatExact(movements)}`;
  if (missed > 0)
    return { ...NO_FOOTING, footing: { state: 'open', detail: `${detail}; ${String(missed)} unreadable rows` }, rows };
  if (!foots) throw new Refused('does_not_foot', detail);
  return {
    ...NO_FOOTING,
    footing: { state: 'proved', detail },
    rows,
    provesEmpty: facts.rows.every((row) => !('code' in row) && row.skip !== null),
  };
}

/** An account has one currency: a sum over several would prove nothing of any. */
function refuseOtherCurrency(rows: readonly (Line | Reject)[]): void {
  const lines = rows.filter((row) => !('code' in row) && row.skip === null);
  const other = lines.find((row) => row.currency !== lines[0]?.currency);
  if (other === undefined) return;
  const detail = `the report totals one account, and its rows are in ${lines[0]?.currency ?? ''} and ${other.currency ?? ''}`;
  throw new Refused('does_not_foot', detail, { line: other.line });
}

/** Opening balance and total name no currency: it is that of the movements. */
function withCurrency(rows: readonly (Line | Reject)[], currency: string): readonly (Line | Reject)[] {
  const known = rows.find((row) => !('code' in row) && row.skip === null)?.currency ?? currency;
  return rows.map((row) =>
    !('code' in row) && row.skip !== null && row.currency === '' ? { ...row, currency: known } : row,
  );
}
