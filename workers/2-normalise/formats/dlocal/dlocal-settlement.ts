import type { CsvProfile } from '../../../../schemas/lines/profile.ts';
import { formatExact, readAmount } from '../../amounts.ts';
import type { Amount } from '../../amounts.ts';
import type { Texts } from '../../cells.ts';
import { compared, NO_FOOTING, printedSum, residual, within } from '../../footing.ts';
import type { Footed, FootingCheck, PrintedSum } from '../../footing.ts';
import { beginningOf, Refused } from '../../refused.ts';
import type { BuiltInFeed, RowUse } from '../feed.ts';
import { PLAIN_CSV } from '../inline.ts';

/**
 * dLocal's settlement report: two header blocks in one CSV. The first states currency, number of items, totals and the
 * transfer, the second heads the rows. Up to six decimals per row, two in the totals; fees are printed negative.
 * Columns as published in dLocal's settlement reports (docs.dlocal.com, reporting) and measured on a public file.
 */

/**
 * The totals have two decimals and the rows six, so a total is at most half a hundredth off when it is rounded once,
 * and a hundredth when net is printed as the difference of two rounded totals.
 */
const TOLERANCE_MINOR = 1;

const HEADER_COLUMNS = [
  'ROW_TYPE',
  'SETTLEMENT_CURRENCY',
  'NUMBER_OF_ITEMS',
  'GROSS_TOTAL_AMOUNT',
  'FEE_TOTAL_AMOUNT',
  'NET_TOTAL_AMOUNT',
  'TRANSFER_DATE',
  'TRANSFER_ID',
] as const;
type Header = Readonly<Record<(typeof HEADER_COLUMNS)[number], string>>;

const profile: CsvProfile = {
  ...PLAIN_CSV,
  preambleRows: 2,
  // The zone is not documented; the one public parser takes UTC.
  dates: { format: 'yyyy-MM-dd HH:mm:ss', zone: 'UTC' },
  columns: {
    type: 'ROW_TYPE',
    merchant_reference: 'TRANSACTION_ID',
    provider_id: 'DLOCAL_TRANSACTION_ID',
    status: 'STATUS',
    gross: 'LOCAL_AMOUNT',
    currency: 'LOCAL_CURRENCY',
    paid_at: 'APPROVED_DATE',
    settled_gross: 'GROSS_AMOUNT',
    settled_fee: 'FEE_AMOUNT',
    settled_net: 'NET_AMOUNT',
    fx_rate: 'FX_RATE',
    method: 'PAYMENT_METHOD_CODE',
    description: 'DESCRIPTION',
  },
  type: {
    payment: ['PAYMENT', 'CAPTURE'],
    refund: ['REFUND'],
    chargeback: ['CHARGEBACK'],
    chargeback_reversal: ['CHARGEBACK_REVERSAL', 'CHARGEBACK REVERSAL'],
    adjustment: ['ADJUSTMENT'],
    fee: ['SETTLEMENT_FEE'],
  },
  status: {
    approved: ['PAID', 'SUCCESS', 'APPROVED', 'COMPLETED', 'CLEARED', 'SETTLED'],
    pending: ['PENDING', 'AUTHORIZED', 'VERIFIED', 'IN PROCESS'],
    rejected: ['REJECTED', 'DECLINED'],
    cancelled: ['CANCELLED'],
    expired: ['EXPIRED'],
  },
};

/** What a status code says, by its hundreds (docs.dlocal.com, payment status codes). */
const STATUS_BY_CODE: Readonly<Record<string, string>> = {
  '1': 'PENDING',
  '2': 'PAID',
  '3': 'REJECTED',
  '4': 'CANCELLED',
  '6': 'AUTHORIZED',
  '7': 'VERIFIED',
};
/** dLocal's code of PSE (payment methods, Colombia). */
const METHODS: Readonly<Record<string, string>> = { PC: 'PSE' };

export const DLOCAL_SETTLEMENT: BuiltInFeed = {
  leg: 'settlement',
  version: 1,
  about: {
    versions: 'the settlement report with two header blocks',
    footing: 'number of items and totals of gross, fee and net in the header, to 0.01',
    testedOn: 'shape of the published columns and a public file; invented file in `fixtures/files/`',
  },
  profile,
  extras: { '#status_code': 'STATUS_CODE' },
  derives: ['fee', 'net', 'settled_currency', 'settled_on', 'payout_id'],
  refiner: (preamble) => {
    const header = readHeader(preamble);
    return (texts) => refine(texts, header);
  },
  footing: headerFooting,
  otherDate: (date, { preamble }) => {
    const transferred = readHeader(preamble).TRANSFER_DATE;
    return transferred === date ? null : `the transfer is of ${transferred}, and ${date} is asked for`;
  },
};

/** The first block by the names of its columns. */
function readHeader(preamble: readonly (readonly string[])[]): Header {
  const [names = [], values = []] = preamble.map((row) => row.map((cell) => cell.trim()));
  const entries = HEADER_COLUMNS.map((name) => {
    const position = names.indexOf(name);
    if (position < 0 || position !== names.lastIndexOf(name))
      throw new Refused('wrong_header', `the first header block has no single column '${name}'`, { line: 1 });
    return [name, values[position] ?? ''] as const;
  });
  const header = Object.fromEntries(entries) as Record<(typeof HEADER_COLUMNS)[number], string>;
  if (header.ROW_TYPE !== 'HEADER') throw new Refused('wrong_header', 'the second row is no HEADER row', { line: 2 });
  return header;
}

function refine(texts: Texts, header: Header): RowUse {
  const ofSale = texts['type'] === 'PAYMENT' || texts['type'] === 'CAPTURE';
  texts['status'] = statusOf(texts['status'] ?? '', texts['#status_code'] ?? '', ofSale);
  texts['settled_fee'] = flipped(texts['settled_fee'] ?? '');
  // why: a settlement fee stands in NET alone; as a deduction it is the fee that makes its net.
  if (texts['type'] === 'SETTLEMENT_FEE' && isNothing(texts['settled_fee']))
    texts['settled_fee'] = flipped(texts['settled_net'] ?? '');
  texts['method'] = METHODS[texts['method'] ?? ''] ?? texts['method'] ?? '';
  texts['settled_currency'] = header.SETTLEMENT_CURRENCY;
  texts['settled_on'] = header.TRANSFER_DATE;
  texts['payout_id'] = header.TRANSFER_ID;
  const local = texts['currency'] === header.SETTLEMENT_CURRENCY;
  texts['fee'] = local ? texts['settled_fee'] : '';
  texts['net'] = local ? (texts['settled_net'] ?? '') : '';
  // Adjustments and settlement fees have no customer: their local amount is 0 in no currency.
  if (!ofSale && texts['currency'] === '') texts['currency'] = header.SETTLEMENT_CURRENCY;
  return 'line';
}

/** The status in words; one that contradicts its code names both, and so is no status that the map knows. */
function statusOf(status: string, code: string, ofSale: boolean): string {
  const byCode = code === '' ? null : (STATUS_BY_CODE[code.charAt(0)] ?? code);
  if (status === '') return byCode ?? (ofSale ? '' : 'PAID');
  const agrees = byCode === null || groupOf(status) === groupOf(byCode);
  return agrees ? status : `${status} ${code}`;
}

function groupOf(status: string): string {
  return Object.entries(profile.status ?? {}).find(([, values]) => values.includes(status))?.[0] ?? status;
}

/** Printed as money moves, kept as a deduction. */
function flipped(text: string): string {
  if (text === '' || isNothing(text)) return text;
  if (text.startsWith('-')) return text.slice(1);
  return `-${text.startsWith('+') ? text.slice(1) : text}`;
}

function isNothing(text: string): boolean {
  return /^[-+]?0*(\.0*)?$/.test(text);
}

function headerFooting(): FootingCheck {
  const sums = {
    gross: printedSum(profile.amounts),
    fee: printedSum(profile.amounts),
    net: printedSum(profile.amounts),
  };
  // The net of settlement fees: the public file counts them in the fee total, though their fee column is 0.
  const feesByNet = printedSum(profile.amounts);
  let rows = 0;
  let settlementFees = 0;
  return {
    row(texts) {
      rows += 1;
      sums.gross.add(texts['settled_gross']);
      sums.fee.add(texts['settled_fee']);
      sums.net.add(texts['settled_net']);
      if (texts['type'] !== 'SETTLEMENT_FEE') return;
      settlementFees += 1;
      if (isNothing(texts['settled_fee'] ?? '')) feesByNet.add(texts['settled_net']);
    },
    unreadable() {
      rows += 1;
      for (const sum of Object.values(sums)) sum.miss();
    },
    finish({ preamble }) {
      const header = readHeader(preamble);
      const counts = [rows, rows - settlementFees].map(String);
      if (!counts.includes(header.NUMBER_OF_ITEMS)) {
        throw new Refused(
          'does_not_foot',
          `dLocal header: ${beginningOf(header.NUMBER_OF_ITEMS, 20)} items, the file has ${String(rows)}`,
        );
      }
      return compareTotals(header, sums, feesByNet, rows);
    },
  };
}

function compareTotals(
  header: Header,
  sums: Readonly<Record<'gross' | 'fee' | 'net', PrintedSum>>,
  feesByNet: PrintedSum,
  rows: number,
): Footed {
  const feeWithNet = printedSum(profile.amounts);
  feeWithNet.addAmount(sums.fee.total());
  feeWithNet.addAmount(feesByNet.total());
  const totals = [
    { name: 'gross', stated: stated(header.GROSS_TOTAL_AMOUNT), sums: [sums.gross] },
    { name: 'fee', stated: stated(header.FEE_TOTAL_AMOUNT), sums: [feeWithNet, sums.fee] },
    { name: 'net', stated: stated(header.NET_TOTAL_AMOUNT), sums: [sums.net] },
  ].map((total) => ({
    ...total,
    sum: (total.sums.find((sum) => foots(total.stated, sum)) ?? total.sums[0] ?? sums.net).total(),
  }));
  const words = totals.map((total) => compared(total.name, total.stated, total.sum)).join('; ');
  const detail = `dLocal header: ${String(rows)} items; ${words}; tolerance 0.01`;
  const missed = Object.values(sums).reduce((most, sum) => Math.max(most, sum.missed), 0);
  const off = totals.find((total) => !within(residual(total.stated, total.sum), TOLERANCE_MINOR));
  if (missed > 0) {
    const left = totals.map((total) => `${total.name} ${formatExact(residual(total.stated, total.sum))}`).join(', ');
    return {
      ...NO_FOOTING,
      footing: { state: 'open', detail: `${detail}; left to ${String(missed)} unreadable rows: ${left}` },
    };
  }
  if (off !== undefined) throw new Refused('does_not_foot', detail);
  return { ...NO_FOOTING, footing: { state: 'proved', detail }, provesEmpty: rows === 0 };
}

function foots(total: Amount, sum: PrintedSum): boolean {
  return within(residual(total, sum.total()), TOLERANCE_MINOR);
}

function stated(text: string): Amount {
  const amount = readAmount(text, profile.amounts);
  if (amount === null)
    throw new Refused('does_not_foot', `a total of the dLocal header is no amount: ${beginningOf(text, 40)}`, {
      line: 2,
    });
  return amount;
}
