import { minor, sum, ZERO } from '../../../../schemas/values/money.ts';
import type { Minor } from '../../../../schemas/values/money.ts';
import type { XmlProfile } from '../../../../schemas/lines/profile.ts';
import { formatExact, readAmount } from '../../amounts.ts';
import type { Texts } from '../../cells.ts';
import { NO_FOOTING } from '../../footing.ts';
import type { FileFacts, FootingCheck } from '../../footing.ts';
import { beginningOf, Refused } from '../../refused.ts';
import { allAt, textAt } from '../../readers/xml-tree.ts';
import type { BuiltInFeed, RowUse } from '../feed.ts';
import { UNMAPPED } from '../inline.ts';

/**
 * The WX report of Worldline Connect (GlobalCollect), the XML settlement report documented for PSE: signed amounts in
 * minor units, a category and a type per record, totals per currency and the number of records at the end. Fees are not
 * in the records. (docs.connect.worldline-solutions.com, payment product PSE, reporting; shapes measured on public
 * files.)
 */
const profile: XmlProfile = {
  ...UNMAPPED,
  format: 'xml',
  record: 'report/DataRecord',
  amounts: { decimal: '.', thousands: '', unit: 'minor' },
  // Timestamps name no zone; read as local time.
  dates: { format: "yyyy-MM-dd'T'HH:mm:ss", zone: 'America/Bogota' },
  columns: {
    merchant_reference: 'PaymentData/AdditionalReference',
    gross: 'PaymentData/PaymentAmount',
    currency: 'PaymentData/PaymentCurrency',
    paid_at: 'PaymentData/TransactionDateTime',
    settled_gross: 'PaymentData/AmountDue',
    settled_currency: 'PaymentData/CurrencyDue',
    settled_on: 'PaymentData/DateDue',
    method: 'PaymentData/PaymentProductId',
  },
  // Category and type: `+` settled, `-` taken back, `X` processed and not money yet.
  type: {
    payment: ['+IP', '+ON', '+AP', 'XON'],
    refund: ['-CR', 'XCR'],
    chargeback: ['-CB'],
    chargeback_reversal: ['+CB'],
  },
};

/** The payment product id of PSE in Worldline's list; every other product keeps its number. */
const PRODUCTS: Readonly<Record<string, string>> = { '8599': 'PSE' };

export const WX_XML: BuiltInFeed = {
  leg: 'settlement',
  version: 2,
  about: {
    versions: 'the WX settlement report of Worldline Connect (GlobalCollect)',
    footing: 'number of records and total due per currency, exact',
    testedOn: 'shape of the documentation and public files; invented file in `fixtures/files/`',
  },
  profile,
  extras: {
    '#category': 'PaymentData/Recordcategory',
    '#type': 'PaymentData/Recordtype',
    '#merchant': 'MerchantID',
    '#order': 'OrderID',
    '#effort': 'EffortID',
    '#attempt': 'AttemptID',
    '#payment': 'PaymentData/PaymentReference',
    '#due': 'PaymentData/AmountDue',
    '#due_currency': 'PaymentData/CurrencyDue',
  },
  derives: ['provider_id', 'type', 'status', 'net', 'settled_net', 'refund_of'],
  // One report, one amount due per currency: the file is itself the payout.
  fileConstants: ({ source, date }) => ({ payout_id: `${source} ${date}` }),
  // Settled bank-transfer payments (IP) carry no TransactionDateTime in the public files.
  undated: true,
  refiner: () => refine,
  footing: totalsFooting,
  otherDate,
};

function refine(texts: Texts): RowUse {
  const kind = `${texts['#category'] ?? ''}${texts['#type'] ?? ''}`;
  texts['type'] = typeOf(kind, texts['#due'] ?? '');
  texts['status'] = kind === 'XON' ? 'pending' : 'approved';
  texts['provider_id'] = providerId(texts);
  texts['refund_of'] = kind === '-CB' ? texts['provider_id'] : '';
  texts['method'] = PRODUCTS[texts['method'] ?? ''] ?? texts['method'] ?? '';
  const abroad = texts['settled_currency'] !== texts['currency'] && texts['settled_currency'] !== '';
  texts['net'] = abroad ? '' : (texts['settled_gross'] ?? '');
  texts['settled_net'] = abroad ? (texts['settled_gross'] ?? '') : '';
  if (!abroad) {
    texts['settled_gross'] = '';
    texts['settled_currency'] = '';
  }
  return 'line';
}

/**
 * Category and type. A record without them, or due the other way than they say, is no payment and no refund: no map
 * names it.
 */
function typeOf(kind: string, due: string): string {
  if (kind === '') return 'no category and type';
  const amount = readAmount(due, profile.amounts);
  if (typeof amount !== 'number' || amount === 0 || kind.startsWith('X')) return kind;
  return kind.startsWith('-') === amount < 0 ? kind : `${kind} due ${amount < 0 ? 'from' : 'to'} the merchant`;
}

/**
 * Merchant, order, effort and attempt; an order 0 is none (bank transfers), and the payment reference stands for it.
 */
function providerId(texts: Texts): string {
  const parts = [texts['#merchant'], texts['#order'], texts['#effort'], texts['#attempt']].map((part) => part ?? '');
  const order = parts[1] ?? '';
  if (/^0*$/.test(order)) return texts['#payment'] === '' ? '' : `${parts[0] ?? ''}-${texts['#payment'] ?? ''}`;
  return parts.filter((part) => part !== '').join('-');
}

function totalsFooting(): FootingCheck {
  const due = new Map<string, Minor>();
  let rows = 0;
  let missed = 0;
  return {
    row(texts) {
      rows += 1;
      const text = texts['#due'] ?? '';
      const amount = text === '' ? ZERO : readAmount(text, profile.amounts);
      if (typeof amount !== 'number') missed += 1;
      else due.set(texts['#due_currency'] ?? '', minor((due.get(texts['#due_currency'] ?? '') ?? 0) + amount));
    },
    unreadable() {
      rows += 1;
      missed += 1;
    },
    finish({ document }) {
      const count =
        textAt(document ?? '', 'report', 'NumberOfRecords') ||
        textAt(document ?? '', 'report', 'Totals', 'NumberOfRecords');
      const totals = allAt(document ?? '', 'report', 'TotalAmount');
      if (count === '' && totals.length === 0) return NO_FOOTING;
      if (count !== '' && count !== String(rows))
        throw new Refused(
          'does_not_foot',
          `the report counts ${beginningOf(count, 20)} records, the file has ${String(rows)}`,
        );
      const words = compareDue(
        totals.map((total) => ({ currency: textAt(total, 'CurrencyDue'), text: textAt(total, 'TotalAmountDue') })),
        due,
        missed,
      );
      const detail = `WX totals: ${String(rows)} records; ${words}`;
      if (missed > 0)
        return { ...NO_FOOTING, footing: { state: 'open', detail: `${detail}; ${String(missed)} unreadable records` } };
      return { ...NO_FOOTING, footing: { state: 'proved', detail }, provesEmpty: rows === 0 && count === '0' };
    },
  };
}

/** Compares the totals due per currency; without unreadable records every currency must agree to the hundredth. */
function compareDue(
  totals: readonly { currency: string; text: string }[],
  due: ReadonlyMap<string, Minor>,
  missed: number,
): string {
  const statedByCurrency = new Map<string, Minor>();
  for (const { currency, text } of totals) {
    const amount = text === '' ? ZERO : readAmount(text, profile.amounts);
    if (typeof amount !== 'number')
      throw new Refused('does_not_foot', `TotalAmountDue is no amount: ${beginningOf(text, 40)}`);
    statedByCurrency.set(currency, sum([statedByCurrency.get(currency) ?? ZERO, amount]));
  }
  const currencies = [...new Set([...statedByCurrency.keys(), ...due.keys()])]
    .filter((currency) => currency !== '')
    .sort();
  const words = currencies.map((currency) => {
    const [stated, rows] = [statedByCurrency.get(currency) ?? ZERO, due.get(currency) ?? ZERO];
    const word = `due ${formatExact(stated)} ${currency}, records ${formatExact(rows)}`;
    if (stated !== rows && missed === 0) throw new Refused('does_not_foot', `WX totals: ${word}`);
    return word;
  });
  return words.join('; ') || 'nothing due';
}

function otherDate(date: string, { document }: FileFacts): string | null {
  const text = (name: string): string => textAt(document ?? '', 'report', name).slice(0, 10);
  const [produced, from, to] = [text('DateProduction'), text('PeriodFrom'), text('PeriodTo')];
  if (produced === date || (from !== '' && from <= date && date <= to)) return null;
  return `the report is of ${produced} and covers ${from} to ${to}, and ${date} is asked for`;
}
