import type { CsvProfile } from '../../../../schemas/lines/profile.ts';
import { hintOf } from '../../cells.ts';
import type { Texts } from '../../cells.ts';
import type { FileFacts } from '../../footing.ts';
import { beginningOf, Refused } from '../../refused.ts';
import type { BuiltInFeed, RecordKind, RowUse } from '../feed.ts';
import { PLAIN_CSV } from '../inline.ts';
import { paypalFooting } from './paypal-footing.ts';
import { isNothing, ofAnotherDate, total, totalAmount } from '../printed.ts';

/**
 * PayPal's settlement report (STL): records of several kinds, told by their first cell. SH opens a section, CH names
 * the columns, SB is a transaction, SF, SC, RF, RC and FF state totals and counts; any but SB may be missing in
 * practice, and a byte order mark often stands first. Amounts are unsigned beside CR or DR, without a mark before their
 * two decimals, and two they are in every currency: 100.00 yen and 100.00 dollars are both 10000.
 * (developer.paypal.com, settlement report specification, "Know before you begin"; a public parser divides all by 100;
 * measured on public files.)
 */
const profile: CsvProfile = {
  ...PLAIN_CSV,
  dates: { format: 'yyyy/MM/dd HH:mm:ss XXX', zone: 'America/Los_Angeles' },
  columns: {
    provider_id: 'Transaction ID',
    merchant_reference: 'Invoice ID',
    currency: 'Gross Transaction Currency',
    paid_at: 'Transaction Completion Date',
    store: 'Store ID',
    description: 'Transaction Event Code',
  },
};

export const PAYPAL_STL: BuiltInFeed = {
  leg: 'settlement',
  version: 2,
  about: {
    versions:
      'the settlement report STL, version 9 and older column sets, with or without its header and trailer records; the Transaction Detail Report is another and is refused',
    footing:
      'credits, debits and fees per currency (SF, RF) and counts of rows (SC, RC, FF), exact, as far as the file has them',
    testedOn: 'shape of the documentation and public files; invented file in `fixtures/files/`',
  },
  profile,
  hundredthsOnly: true,
  unreferenced: true,
  endsWithLineEnd: true,
  extras: {
    '#gross': 'Gross Transaction Amount',
    '#sign': 'Transaction Debit or Credit',
    '#fee': 'Fee Amount',
    '#fee_sign': 'Fee Debit or Credit',
    '#fee_currency': 'Fee Currency',
    '#reference': 'PayPal Reference ID',
    '#reference_type': 'PayPal Reference ID Type',
    '#initiated': 'Transaction Initiation Date',
    '#bank_reference': 'Bank Reference ID',
    '#state': 'Transactional Status',
  },
  optional: [
    'paid_at',
    'store',
    '#fee',
    '#fee_sign',
    '#fee_currency',
    '#reference',
    '#reference_type',
    '#bank_reference',
    '#state',
  ],
  derives: ['type', 'status', 'gross', 'fee', 'net', 'paid_at', 'settled_on', 'payout_id', 'refund_of', 'description'],
  names: { type: 'Transaction Event Code', gross: 'Gross Transaction Amount', fee: 'Fee Amount' },
  recordKind,
  refiner: () => refine,
  besides: payoutFee,
  footing: paypalFooting,
  otherDate,
};

const ASIDES = ['RH', 'FH', 'SH', 'SF', 'SC', 'RF', 'RC', 'FF'];

function recordKind(cells: readonly string[]): RecordKind {
  const kind = (cells[0] ?? '').trim();
  if (kind === 'SB') return 'row';
  if (kind === 'CH') return 'header';
  return ASIDES.includes(kind) ? 'aside' : 'unknown';
}

/**
 * Currencies with three decimals, in which PayPal holds no balances: what it would print nobody says, and a guess is
 * ten times off.
 */
const UNCERTAIN = ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'];

/** Hundredths as major units, signed by their mark; a text that is no amount where it cannot be told. */
function major(units: string, mark: string, currency: string): string {
  if (units === '' && mark === '') return '';
  if (!/^\d+$/.test(units) || (mark !== 'CR' && mark !== 'DR') || UNCERTAIN.includes(currency))
    return `${mark} ${units} ${currency}`;
  const digits = units.padStart(3, '0');
  const text = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
  return mark === 'DR' ? `-${text}` : text;
}

const BACK = ['refund', 'chargeback'];

function refine(texts: Texts, line: number): RowUse {
  refuseDetailReport(texts, line);
  const code = texts['description'] ?? '';
  const currency = texts['currency'] ?? '';
  if (isForeignFee(texts, currency)) texts[hintOf('fee')] = 'other_currency';
  const gross = major(texts['#gross'] ?? '', texts['#sign'] ?? '', currency);
  const fee = total([], [feeOf(texts, currency)]);
  const type = typeOf(code, texts['#sign'] === 'CR');
  texts['type'] = type;
  texts['status'] = 'approved';
  if (texts['paid_at'] === '') texts['paid_at'] = texts['#initiated'] ?? '';
  // The day of the section, in PayPal's own time, as printed.
  texts['settled_on'] = (texts['paid_at'] ?? '').slice(0, 10);
  Object.assign(texts, amounts(type, gross, fee));
  if (BACK.includes(type) && texts['#sign'] === 'CR') texts['type'] = `${type} credited`;
  const ofAnother = [...BACK, 'chargeback_reversal', 'refund_reversal'].includes(type);
  texts['refund_of'] = ofAnother && texts['#reference_type'] !== 'ODR' ? (texts['#reference'] ?? '') : '';
  texts['payout_id'] = type === 'payout' ? texts['#bank_reference'] || (texts['provider_id'] ?? '') : '';
  if (code.startsWith('T02')) texts['description'] = `${code} currency conversion`;
  return type === 'payout' ? 'balance_row' : 'line';
}

/** The fee signed as money moves; a fee in another currency is no amount of this line. */
function feeOf(texts: Texts, currency: string): string {
  const [units, mark, of] = [texts['#fee'] ?? '', texts['#fee_sign'] ?? '', texts['#fee_currency'] ?? ''];
  if (isForeignFee(texts, currency)) return `${mark} ${units} ${of}`;
  return major(units, mark, currency);
}

function isForeignFee(texts: Texts, currency: string): boolean {
  const [units, of] = [texts['#fee'] ?? '', texts['#fee_currency'] ?? ''];
  return units !== '' && of !== '' && of !== currency;
}

/** A row that is itself a fee has it as its fee; a withdrawal is what reaches the bank, its fee beside it. */
function amounts(type: string, gross: string, fee: string): Texts {
  if (type === 'payout') return { gross, fee: '', net: gross, '#cost': fee };
  const net = total([gross], [fee]);
  return type === 'fee' ? { gross: '0.00', fee: total([], [net]), net } : { gross, fee, net };
}

/**
 * The Transaction Detail Report has the same records and a status in each: it lists what is pending, denied and void as
 * well, and no total of it is money that moved. A settlement report holds what moved, and no status.
 */
function refuseDetailReport(texts: Texts, line: number): void {
  const status = texts['#state'] ?? '';
  if (status === '') return;
  throw new Refused(
    'wrong_header',
    `this is PayPal's Transaction Detail Report (a row has the transactional status ${beginningOf(status, 20)}): it lists what never became ` +
      'money too; export the Settlement Report (STL) instead',
    { line },
  );
}

/** By PayPal's event codes: the group in the first two digits, single codes where a group holds several kinds. */
function typeOf(code: string, credit: boolean): string {
  const single = CODES[code];
  if (single !== undefined) return single;
  const group = /^(T\d\d)\d\d$/.exec(code)?.[1];
  if (group === undefined) return code;
  if (group === 'T00') return credit ? 'payment' : 'adjustment';
  return GROUPS[group] ?? 'adjustment';
}

const GROUPS: Readonly<Record<string, string>> = { T01: 'fee', T04: 'payout', T15: 'reserve', T21: 'reserve' };

const CODES: Readonly<Record<string, string>> = {
  // A hold on the account taken off: what T1503 reserved comes back.
  T1105: 'reserve',
  T1106: 'chargeback',
  T1107: 'refund',
  T1108: 'fee',
  T1109: 'fee',
  T1110: 'reserve',
  T1111: 'reserve',
  T1201: 'chargeback',
  T1202: 'chargeback_reversal',
};

function payoutFee(texts: Texts): Texts | null {
  const fee = texts['#cost'] ?? '';
  if (texts['type'] !== 'payout' || fee === '' || isNothing(totalAmount([fee]))) return null;
  return {
    ...texts,
    type: 'fee',
    gross: '0.00',
    fee,
    net: total([], [fee]),
    provider_id: `${texts['provider_id'] ?? ''} fee`,
    payout_id: '',
    description: `fee of ${texts['description'] ?? ''}`,
  };
}

/** The section says its days; without one the days of the rows decide. */
function otherDate(date: Parameters<typeof ofAnotherDate>[0], { preamble, rows }: FileFacts): string | null {
  const day = (text: string | undefined): string => (text ?? '').trim().slice(0, 10).replaceAll('/', '-');
  const sections = preamble
    .filter((cells) => cells[0]?.trim() === 'SH')
    .map((cells) => ({ from: day(cells[1]), to: day(cells[2]) }));
  if (sections.some(({ from, to }) => from <= date && date <= to)) return null;
  const [first] = sections;
  if (first !== undefined) return `the section covers ${first.from} to ${first.to}, and ${date} is asked for`;
  return ofAnotherDate(
    date,
    rows.map((row) => ('code' in row || row.leg !== 'settlement' ? null : row.settledOn)),
    'report',
  );
}
