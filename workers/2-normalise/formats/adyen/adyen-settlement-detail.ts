import type { PlainDate } from '../../../../schemas/values/dates.ts';
import type { CsvProfile } from '../../../../schemas/lines/profile.ts';
import type { Line, Reject } from '../../../../schemas/lines/records.ts';
import { formatExact, readAmount } from '../../amounts.ts';
import type { Texts } from '../../cells.ts';
import { NO_FOOTING } from '../../footing.ts';
import type { FileFacts, Footed, FootingCheck } from '../../footing.ts';
import { Refused } from '../../refused.ts';
import type { BuiltInFeed, Feed, RowUse } from '../feed.ts';
import { PLAIN_CSV } from '../inline.ts';
import {
  equal,
  isCredited,
  isDebited,
  isNothing,
  ofAnotherDate,
  POINT,
  SumsBy,
  total,
  totalAmount,
} from '../printed.ts';

/**
 * Adyen's settlement detail report: one batch of a merchant account, its columns chosen and ordered by the merchant.
 * Amounts are unsigned in a debit and a credit column, gross in the shopper's currency (GC), net and fees in that of
 * the payout (NC); a leading zero may be missing. A MerchantPayout row per currency closes the batch: it is the sum of
 * its nets. (docs.adyen.com, settlement detail report structure; measured on public files of 30 and 34 columns.)
 */
const columns = {
  type: 'Type',
  merchant_reference: 'Merchant Reference',
  paid_at: 'Creation Date',
  method: 'Payment Method',
  fx_rate: 'Exchange Rate',
  payout_id: 'Batch Number',
  currency: 'Gross Currency',
} as const;

const profile: CsvProfile = {
  ...PLAIN_CSV,
  // Every text gets its offset before it is read.
  dates: { format: 'yyyy-MM-dd HH:mm:ssXXX', zone: 'UTC' },
  columns,
  constants: { status: 'approved' },
  type: {
    payment: ['settled'],
    refund: ['refunded'],
    refund_reversal: ['refundedreversed'],
    chargeback: ['chargeback', 'secondchargeback'],
    chargeback_reversal: ['chargebackreversed'],
    fee: ['fee', 'misccosts', 'invoicededuction', 'paymentcost'],
    reserve: ['depositcorrection', 'balancetransfer'],
    adjustment: ['matchedstatement', 'manualcorrected', 'epapaid', 'paidout', 'paidoutreversed'],
    // The bank sent an earlier payout back: this batch pays it again. The row does not say which one it was.
    payout: ['merchantpayout', 'bankinstructionreturned'],
  },
};

const OF_SALE = ['settled', 'refunded', 'refundedreversed', 'chargeback', 'secondchargeback', 'chargebackreversed'];
const BACK = ['refunded', 'chargeback', 'secondchargeback'];
const PAYOUT = 'merchantpayout';

/**
 * The abbreviations that name one offset only; `CST` or `IST` name several, and a row with them needs the option
 * `zone`.
 */
const OFFSETS: Readonly<Record<string, string>> = {
  UTC: 'Z',
  GMT: 'Z',
  WET: 'Z',
  WEST: '+01:00',
  CET: '+01:00',
  CEST: '+02:00',
  EET: '+02:00',
  EEST: '+03:00',
  PST: '-08:00',
  PDT: '-07:00',
  MST: '-07:00',
  MDT: '-06:00',
  EST: '-05:00',
  EDT: '-04:00',
  COT: '-05:00',
  BRT: '-03:00',
  JST: '+09:00',
  SGT: '+08:00',
  HKT: '+08:00',
  AEST: '+10:00',
  AEDT: '+11:00',
};

function feedIn(zone: string | null): Feed {
  return {
    leg: 'settlement',
    version: 3,
    profile: zone === null ? profile : { ...profile, dates: { format: 'yyyy-MM-dd HH:mm:ss', zone } },
    hundredthsOnly: true,
    extras: {
      '#psp': 'Psp Reference',
      '#modification': 'Modification Reference',
      '#zone': 'TimeZone',
      '#booked': 'Booking Date',
      '#gross_debit': 'Gross Debit (GC)',
      '#gross_credit': 'Gross Credit (GC)',
      '#net_currency': 'Net Currency',
      '#net_debit': 'Net Debit (NC)',
      '#net_credit': 'Net Credit (NC)',
      '#commission': 'Commission (NC)',
      '#markup': 'Markup (NC)',
      '#scheme': 'Scheme Fees (NC)',
      '#interchange': 'Interchange (NC)',
    },
    optional: [
      'method',
      'fx_rate',
      '#modification',
      '#zone',
      '#booked',
      '#commission',
      '#markup',
      '#scheme',
      '#interchange',
    ],
    derives: [
      'provider_id',
      'gross',
      'fee',
      'other_deductions',
      'net',
      ...SETTLED,
      'settled_on',
      'refund_of',
      'description',
    ],
    names: {
      gross: 'Gross Credit (GC)',
      fee: 'Commission (NC)',
      net: 'Net Credit (NC)',
      settled_net: 'Net Credit (NC)',
      provider_id: 'Psp Reference',
    },
    refiner: () => {
      const captures = new Map<string, string>();
      return (texts) => refine(texts, zone, captures);
    },
    footing: payoutFooting,
    otherDate: (date, { rows }) => {
      const payouts = rows.filter((row) => !('code' in row) && row.skip !== null);
      return ofAnotherDate(date, (payouts.length > 0 ? payouts : rows).map(settledOnOf), 'batch');
    },
  };
}

const SETTLED = ['settled_gross', 'settled_fee', 'settled_net', 'settled_currency'];

export const ADYEN_SETTLEMENT_DETAIL: BuiltInFeed = {
  ...feedIn(null),
  about: {
    versions:
      'the settlement detail report as CSV, with the default or chosen columns in any order; times by the offset that `TimeZone` names (option `zone` where it names none)',
    footing: 'each MerchantPayout = the sum of the nets of its batch and currency, exact; none in a batch without one',
    testedOn: 'shape of the documentation and public files; invented file in `fixtures/files/`',
  },
  configure: ({ zone }) => feedIn(zone ?? null),
};

function refine(texts: Texts, zone: string | null, captures: Map<string, string>): RowUse {
  const kind = (texts['type'] ?? '').toLowerCase();
  texts['type'] = kind;
  texts['settled_on'] = dayOf(texts);
  texts['paid_at'] =
    zone === null ? withOffset(texts['paid_at'] ?? '', texts['#zone'] ?? '') : (texts['paid_at'] ?? '');
  const net = total([texts['#net_credit']], [texts['#net_debit']]);
  const fee = total([texts['#commission'], texts['#markup'], texts['#scheme'], texts['#interchange']]);
  Object.assign(texts, OF_SALE.includes(kind) ? ofSale(texts, kind, net, fee) : withoutSale(texts, kind, net, fee));
  // why: the sign of money that goes back comes from its type; a credit under such a type would be turned silently.
  if (BACK.includes(kind) && isCredited(net)) texts['type'] = `${kind} credited`;
  if (kind === 'settled' && isDebited(net) && isCredited(beforeFees(texts, fee))) texts['type'] = `${kind} debited`;
  texts['provider_id'] = providerId(texts, kind, captures);
  texts['refund_of'] = OF_SALE.includes(kind) && kind !== 'settled' ? (texts['#psp'] ?? '') : '';
  texts['description'] = OF_SALE.includes(kind) ? '' : [kind, texts['#modification'] ?? ''].join(' ').trim();
  return kind === PAYOUT ? 'balance_row' : 'line';
}

/** Empty texts of the amounts that a row does not have: keys stay from row to row. */
const BLANK = {
  settled_gross: '',
  settled_fee: '',
  settled_net: '',
  settled_currency: '',
  other_deductions: '',
  fee: '',
  net: '',
};

/**
 * A sale in one currency: gross less fees is the net, and what the printed columns leave open is another deduction. One
 * in two currencies has no printed gross in that of the payout: it is the net with the fees.
 */
function ofSale(texts: Texts, kind: string, net: string, fee: string): Texts {
  const gross = grossOf(texts, kind, net, fee);
  if (texts['currency'] === texts['#net_currency'])
    return { ...BLANK, gross, fee, net, other_deductions: nonZero(total([gross], [fee, net])) };
  const settled = {
    settled_gross: total([net, fee]),
    settled_fee: fee,
    settled_net: net,
    settled_currency: texts['#net_currency'] ?? '',
  };
  return { ...BLANK, gross, ...settled };
}

/**
 * What a sale comes to by its gross, in the currency of the payout; of one in another currency nothing but its net says
 * so.
 */
function beforeFees(texts: Texts, fee: string): string {
  return texts['currency'] === texts['#net_currency']
    ? total([texts['gross']], [fee])
    : opposite(texts['settled_gross']);
}

function opposite(text: string | undefined): string {
  return total([], [text]);
}

/** Credit less debit. Where both are printed and cannot make the net, the side of the type is taken if it does. */
function grossOf(texts: Texts, kind: string, net: string, fee: string): string {
  const [debit, credit] = [texts['#gross_debit'] ?? '', texts['#gross_credit'] ?? ''];
  const both = total([credit], [debit]);
  const oneSided = isNothing(totalAmount([debit])) || isNothing(totalAmount([credit]));
  if (oneSided || texts['currency'] !== texts['#net_currency'] || isNothing(totalAmount([both], [fee, net])))
    return both;
  const ofType = BACK.includes(kind) || kind === 'chargebackreversed' ? total([], [debit]) : credit;
  return isNothing(totalAmount([ofType], [fee, net])) ? ofType : both;
}

/** What belongs to the batch and to no sale, in the currency of the payout. */
function withoutSale(texts: Texts, kind: string, net: string, fee: string): Texts {
  const isFee = profile.type?.['fee']?.includes(kind) === true;
  const base = { ...BLANK, currency: texts['#net_currency'] ?? '', net };
  if (isFee) return { ...base, gross: '0.00', fee: total([], [net]) };
  return { ...base, gross: total([net, fee]), fee: nonZero(fee) };
}

function nonZero(text: string): string {
  return isNothing(readAmount(text, POINT)) ? '' : text;
}

/**
 * A payment goes by its PSP reference, what was done to it by its own. A second capture of a payment in one file
 * carries its own reference behind the payment's.
 */
function providerId(texts: Texts, kind: string, captures: Map<string, string>): string {
  const [psp, modification] = [texts['#psp'] ?? '', texts['#modification'] ?? ''];
  if (!OF_SALE.includes(kind)) return '';
  if (kind !== 'settled') return modification === '' ? psp : modification;
  const first = captures.get(psp);
  if (first === undefined) captures.set(psp, modification);
  return first === undefined || first === modification || modification === '' ? psp : `${psp} ${modification}`;
}

/**
 * `2026-07-01 10:00:00` and `PDT` -> `2026-07-01 10:00:00-07:00`; an offset that nobody can tell stays, and is refused.
 */
function withOffset(text: string, zone: string): string {
  if (text === '') return '';
  return `${text}${OFFSETS[zone.toUpperCase()] ?? ` ${zone}`}`;
}

/**
 * The day on which the row was booked; a payout without one, on which it was made. In the account's own time, as
 * printed.
 */
function dayOf(texts: Texts): string {
  const booked = texts['#booked'] ?? '';
  const text = booked === '' && texts['type'] === PAYOUT ? (texts['paid_at'] ?? '') : booked;
  return text.slice(0, 10);
}

function settledOnOf(row: Line | Reject): PlainDate | null {
  return 'code' in row || row.leg !== 'settlement' ? null : row.settledOn;
}

const keyOf = (batch: string, currency: string): string => `${batch} ${currency}`;

function payoutFooting(): FootingCheck {
  const nets = new SumsBy();
  const payouts = new SumsBy();
  let missed = 0;
  return {
    row(texts) {
      const net = totalAmount([texts['#net_credit']], [texts['#net_debit']]);
      const key = keyOf(texts['payout_id'] ?? '', texts['#net_currency'] ?? '');
      if (net === null) missed += 1;
      else if ((texts['type'] ?? '').toLowerCase() === PAYOUT) payouts.add(key, net, -1);
      else nets.add(key, net);
    },
    unreadable() {
      missed += 1;
    },
    finish: (facts) => finish(facts, nets, payouts, missed),
  };
}

function finish(facts: FileFacts, nets: SumsBy, payouts: SumsBy, missed: number): Footed {
  const rows = withPayoutDates(facts.rows);
  const keys = payouts.keys();
  if (keys.length === 0) return { ...NO_FOOTING, footing: { state: 'none', detail: 'no MerchantPayout row' }, rows };
  const words = keys.map((key) => `batch ${key} ${formatExact(payouts.of(key))}, rows ${formatExact(nets.of(key))}`);
  const detail = `MerchantPayout: ${words.join('; ')}`;
  if (missed > 0)
    return { ...NO_FOOTING, footing: { state: 'open', detail: `${detail}; ${String(missed)} unreadable rows` }, rows };
  if (keys.some((key) => !equal(payouts.of(key), nets.of(key)))) throw new Refused('does_not_foot', detail);
  const open = nets.keys().filter((key) => !payouts.has(key) && !isNothing(nets.of(key)));
  if (open.length > 0)
    return {
      ...NO_FOOTING,
      footing: { state: 'none', detail: `${detail}; no MerchantPayout of batch ${open.join(', ')}` },
      rows,
    };
  return { ...NO_FOOTING, footing: { state: 'proved', detail }, rows };
}

/** A line is settled on the day of the payout of its batch and currency. */
function withPayoutDates(rows: readonly (Line | Reject)[]): readonly (Line | Reject)[] {
  const days = new Map<string, PlainDate>();
  for (const row of rows) {
    if (
      'code' in row ||
      row.leg !== 'settlement' ||
      row.type !== 'payout' ||
      row.skip === null ||
      row.settledOn === null
    )
      continue;
    days.set(keyOf(row.payoutId ?? '', row.currency), row.settledOn);
  }
  return rows.map((row) => {
    if ('code' in row || row.leg !== 'settlement') return row;
    const settledOn = days.get(keyOf(row.payoutId ?? '', row.settledCurrency ?? row.currency));
    return settledOn === undefined ? row : { ...row, settledOn };
  });
}
