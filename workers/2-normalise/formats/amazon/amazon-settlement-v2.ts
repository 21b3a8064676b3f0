import type { CsvProfile } from '../../../../schemas/lines/profile.ts';
import { formatExact, readAmount } from '../../amounts.ts';
import type { Amount } from '../../amounts.ts';
import type { Texts } from '../../cells.ts';
import { NO_FOOTING } from '../../footing.ts';
import type { FileFacts, FootingCheck } from '../../footing.ts';
import { beginningOf, Refused } from '../../refused.ts';
import type { BuiltInFeed, Gatherer, PlacedTexts, RowUse } from '../feed.ts';
import { PLAIN_CSV } from '../inline.ts';
import { equal, isCredited, isDebited, ofAnotherDate, POINT, SumsBy, total } from '../printed.ts';

/**
 * Amazon's settlement report, flat file version 2: tab-separated, one row a part of an amount (price, promotion, fee,
 * withheld tax). The first row of a settlement is its summary, with the total that is deposited and the currency of
 * every row; later rows may leave the settlement id blank. The parts of one order and shipment, or of one refund, are
 * one line. European marketplaces write `1141,18` and `14.03.2026`: never thousands, and one mark before the decimals
 * in a file. (Shape of public files.)
 */
const profile: CsvProfile = {
  ...PLAIN_CSV,
  delimiter: '\t',
  dates: { format: 'yyyy-MM-dd HH:mm:ssXXX', zone: 'UTC' },
  columns: { payout_id: 'settlement-id', settled_on: 'deposit-date', currency: 'currency' },
  constants: { status: 'approved' },
};

const EXTRAS = {
  '#total': 'total-amount',
  '#end': 'settlement-end-date',
  '#kind': 'transaction-type',
  '#order': 'order-id',
  '#merchant_order': 'merchant-order-id',
  '#adjustment': 'adjustment-id',
  '#shipment': 'shipment-id',
  '#part': 'amount-type',
  '#description': 'amount-description',
  '#amount': 'amount',
  '#posted': 'posted-date-time',
  '#posted_on': 'posted-date',
} as const;

export const AMAZON_SETTLEMENT_V2: BuiltInFeed = {
  leg: 'settlement',
  version: 2,
  about: {
    versions:
      'the settlement report, flat file version 2 (tab-separated), with a point or a comma before the decimals, dates as `2026-03-14` or `14.03.2026`',
    footing: 'the total amount of each settlement = the sum of its rows, exact',
    testedOn: 'shape of a public file; invented file in `fixtures/files/`',
  },
  profile,
  hundredthsOnly: true,
  extras: EXTRAS,
  optional: ['#merchant_order', '#adjustment', '#shipment', '#posted', '#posted_on', '#end'],
  derives: [
    'type',
    'merchant_reference',
    'provider_id',
    'gross',
    'fee',
    'tax',
    'other_deductions',
    'net',
    'paid_at',
    'description',
  ],
  names: {
    type: 'transaction-type',
    gross: 'amount',
    net: 'amount',
    paid_at: 'posted-date-time',
    fee: 'amount',
    tax: 'amount',
    other_deductions: 'amount',
    provider_id: 'order-id',
  },
  gatherer: orderGatherer,
  refiner:
    () =>
    (texts): RowUse =>
      texts['type'] === 'payout' ? 'balance_row' : 'line',
  footing: totalFooting,
  otherDate: (date, { rows, localDate }) => {
    const days = rows.flatMap((row) => {
      if ('code' in row || row.leg !== 'settlement') return [];
      // A settlement ends at a moment, which its summary names.
      return [row.settledOn, row.skip === null || row.paidAt === null ? null : localDate(row.paidAt)];
    });
    return ofAnotherDate(date, days, 'settlement');
  },
};

const AMOUNTS = ['#total', '#amount'];
const DATES = ['settled_on', '#end', '#posted', '#posted_on'];

/**
 * The notation of one file, known with its first amount that has decimals: the summary's. Rewrites texts to the other
 * one.
 */
class Notation {
  private mark: string | null = null;

  toPoint(texts: Texts): void {
    for (const column of AMOUNTS) {
      const text = texts[column] ?? '';
      const mark = /^[-+]?\d*([.,])\d{1,2}$/.exec(text)?.[1];
      if (mark === undefined) continue;
      this.mark ??= mark;
      // An amount of the other notation is none: it could be thousands.
      texts[column] = mark === this.mark ? text.replace(',', '.') : `${text} beside amounts with ${this.mark}`;
    }
    for (const column of DATES)
      texts[column] = (texts[column] ?? '').replace(/^(\d\d)\.(\d\d)\.(\d{4})(?= |$)/, '$3-$2-$1');
  }
}

/** The settlement that the rows belong to: the one of the summary before them, unless they name another. */
class Settlements {
  private current = { id: '', currency: '', deposit: '' };

  of(texts: Texts): { readonly id: string; readonly currency: string; readonly deposit: string } {
    const own = texts['payout_id'] ?? '';
    if (isSummary(texts))
      this.current = { id: own, currency: texts['currency'] ?? '', deposit: texts['settled_on'] ?? '' };
    return own === '' || own === this.current.id ? this.current : { id: own, currency: '', deposit: '' };
  }
}

function isSummary(texts: Texts): boolean {
  return texts['#total'] !== '' && texts['#kind'] === '';
}

const SALES: Readonly<Record<string, string>> = {
  Order: 'payment',
  Refund: 'refund',
  'Chargeback Refund': 'chargeback',
  'A-to-z Guarantee Refund': 'chargeback',
  'Chargeback Recovery': 'chargeback_reversal',
  'A-to-z Guarantee Recovery': 'chargeback_reversal',
};
const FEES = [
  'ServiceFee',
  'Service Fee',
  'Subscription Fee',
  'FBA Inventory Fee',
  'Storage Fee',
  'Shipping Services',
  'Fulfillment Fee',
];
const ADJUSTMENTS = [
  'other-transaction',
  'Adjustment',
  'Fulfillment Fee Refund',
  'Order_Retrocharge',
  'Refund_Retrocharge',
  'Liquidations',
  'SAFE-T Reimbursement',
  'CouponRedemptionFee',
  'Debt Payment',
];

function orderGatherer(): Gatherer {
  const settlements = new Settlements();
  const notation = new Notation();
  const placed: PlacedTexts[] = [];
  const orders = new Map<string, { readonly first: PlacedTexts; readonly parts: Texts[] }>();
  return {
    take(row) {
      const { texts } = row;
      notation.toPoint(texts);
      const { id, currency, deposit } = settlements.of(texts);
      Object.assign(texts, {
        payout_id: id,
        currency,
        settled_on: deposit.slice(0, 10),
        paid_at: utc(postedAt(texts)),
      });
      if (isSummary(texts)) {
        placed.push({
          ...row,
          texts: {
            ...texts,
            ...BARE,
            type: 'payout',
            gross: opposite(texts['#total']),
            paid_at: utc(texts['#end'] ?? ''),
          },
        });
      } else if (SALES[texts['#kind'] ?? ''] !== undefined && texts['#order'] !== '') {
        const key = ['payout_id', '#kind', '#order', '#shipment', '#adjustment']
          .map((column) => texts[column] ?? '')
          .join('\n');
        const order = orders.get(key);
        if (order === undefined) orders.set(key, { first: row, parts: [texts] });
        else order.parts.push(texts);
      } else {
        placed.push({ ...row, texts: { ...texts, ...withoutSale(texts) } });
      }
    },
    rows: () => [
      ...placed,
      ...[...orders.values()].map(({ first, parts }) => ({ ...first, texts: { ...first.texts, ...ofSale(parts) } })),
    ],
  };
}

const BARE = {
  merchant_reference: '',
  provider_id: '',
  fee: '',
  tax: '',
  other_deductions: '',
  net: '',
  description: '',
};

function opposite(text: string | undefined): string {
  return total([], [text]);
}

function postedAt(texts: Texts): string {
  const posted = texts['#posted'] ?? '';
  return posted === '' && texts['#posted_on'] !== '' ? `${texts['#posted_on'] ?? ''} 00:00:00 UTC` : posted;
}

/** `2026-03-07 10:00:00 UTC` -> `2026-03-07 10:00:00Z` */
function utc(text: string): string {
  return text.replace(/ UTC$/, 'Z');
}

/** The parts of one order and shipment, or of one refund, put together by what they are. */
function ofSale(parts: readonly Texts[]): Texts {
  const [first = {}] = parts;
  const of = (...kinds: readonly string[]): string[] =>
    parts.filter((part) => kinds.includes(part['#part'] ?? '')).map((part) => part['#amount'] ?? '');
  const known = ['ItemPrice', 'Promotion', 'ItemFees', 'OrderFees', 'ShipmentFees', 'ItemWithheldTax'];
  const rest = parts.filter((part) => !known.includes(part['#part'] ?? '')).map((part) => part['#amount'] ?? '');
  const gross = total(of('ItemPrice', 'Promotion'));
  const net = total(parts.map((part) => part['#amount'] ?? ''));
  const order = first['#order'] ?? '';
  const of1 = [first['#shipment'], first['#adjustment']].filter((text) => text !== undefined && text !== '');
  return {
    ...BARE,
    type: saleType(SALES[first['#kind'] ?? ''] ?? '', gross, net),
    merchant_reference: first['#merchant_order'] || order,
    provider_id: [order, ...of1].join(' '),
    gross,
    fee: total([], of('ItemFees', 'OrderFees', 'ShipmentFees')),
    tax: total([], of('ItemWithheldTax')),
    other_deductions: rest.length === 0 ? '' : total([], rest),
    net,
    description: '',
  };
}

/** What is only fees, or moves against its kind, is no sale and no refund: its sign is never turned silently. */
function saleType(type: string, gross: string, net: string): string {
  if (gross === '0.00') return 'fee';
  const back = type === 'refund' || type === 'chargeback';
  if (back && (isCredited(gross) || isCredited(net))) return 'adjustment';
  return !back && isDebited(gross) ? 'adjustment' : type;
}

function withoutSale(texts: Texts): Texts {
  const [kind, description, amount] = [texts['#kind'] ?? '', texts['#description'] ?? '', texts['#amount'] ?? ''];
  const words = [kind, texts['#part'] ?? '', description].filter((word) => word !== '').join(', ');
  const base = { ...BARE, gross: amount, net: amount, description: words, merchant_reference: texts['#order'] ?? '' };
  if (/reserve/i.test(description)) return { ...base, type: 'reserve' };
  if (FEES.includes(kind) || /\bfee\b|subscription/i.test(description))
    return { ...base, type: 'fee', gross: '0.00', fee: opposite(amount) };
  return { ...base, type: ADJUSTMENTS.includes(kind) ? 'adjustment' : kind };
}

function totalFooting(): FootingCheck {
  const settlements = new Settlements();
  const notation = new Notation();
  const rows = new SumsBy();
  const stated = new Map<string, Amount>();
  let missed = 0;
  let unreadableTotal: string | null = null;
  return {
    row(printed) {
      const texts = { ...printed };
      notation.toPoint(texts);
      const { id } = settlements.of(texts);
      const amount = readAmount((isSummary(texts) ? texts['#total'] : texts['#amount']) ?? '', POINT);
      if (amount === null && isSummary(texts)) unreadableTotal ??= texts['#total'] ?? '';
      if (amount === null) missed += 1;
      else if (!isSummary(texts)) rows.add(id, amount);
      else if (stated.has(id)) throw new Refused('does_not_foot', `settlement ${id} has two summary rows`);
      else stated.set(id, amount);
    },
    unreadable() {
      missed += 1;
    },
    finish({ rows: lines }: FileFacts) {
      if (unreadableTotal !== null)
        throw new Refused(
          'broken_format',
          `the total of a summary row is no amount: ${beginningOf(unreadableTotal, 40)}`,
        );
      if (stated.size === 0 && lines.length > 0)
        throw new Refused('broken_format', 'the file has no summary row', { line: 2 });
      const words = [...stated].map(
        ([id, amount]) => `settlement ${id} ${formatExact(amount)}, rows ${formatExact(rows.of(id))}`,
      );
      const detail = `total-amount: ${words.join('; ')}`;
      if (missed > 0)
        return { ...NO_FOOTING, footing: { state: 'open', detail: `${detail}; ${String(missed)} unreadable rows` } };
      const off = [...new Set([...stated.keys(), ...rows.keys()])].some(
        (id) => !stated.has(id) || !equal(stated.get(id) ?? rows.of(id), rows.of(id)),
      );
      if (off) throw new Refused('does_not_foot', detail);
      return { ...NO_FOOTING, footing: { state: 'proved', detail } };
    },
  };
}
