import type { BuiltInOptions, CsvProfile } from '../../../../schemas/lines/profile.ts';
import { hintOf } from '../../cells.ts';
import type { Texts } from '../../cells.ts';
import type { BuiltInFeed, Feed, RowUse } from '../feed.ts';
import { PLAIN_CSV } from '../inline.ts';
import { isCredited, isDebited, isNothing, total, totalAmount } from '../printed.ts';

/**
 * dLocal's daily transaction report, the older one: `;` or `,`, one row a transaction of any state. Amounts are
 * positive whatever the type, which gives them their sign. The fee is in dollars like the second amount, the IOF (a
 * Brazilian tax) in the local currency: in what is settled it has no part, and it is told in words. Refunds and
 * chargebacks name their payment in columns of their own. A reference is kept as written, also `266221341.0`: whether a
 * spreadsheet or the shop put the `.0` there nobody can tell from the file; `reference.extract` can take it off.
 * (docs.gr4vy.com, dLocal reports; measured on public files.)
 */
const profile: CsvProfile = {
  ...PLAIN_CSV,
  delimiter: ';',
  // The zone is not documented; read as dLocal's other report.
  dates: { format: 'yyyy-MM-dd HH:mm:ss', zone: 'UTC' },
  columns: {
    type: 'Type',
    provider_id: 'Reference',
    merchant_reference: 'Invoice',
    status: 'Status',
    currency: 'currency',
    paid_at: 'Creation date',
    settled_on: 'Settlement date',
    method: 'Payment Method',
    refund_of: 'Transaction Reference',
  },
  type: {
    payment: ['Payment'],
    refund: ['Refund'],
    chargeback: ['Chargeback', 'Chargebacks'],
    chargeback_reversal: ['Chargeback Reversal'],
    adjustment: ['Credit Note', 'Debit Note'],
    fee: ['Refund processing fee', 'Chargeback processing fee', 'Refund/Chargeback processing fee'],
  },
  status: {
    // A payment that was reimbursed later was money first; its refund is a row of its own.
    approved: ['Cleared', 'Completed', 'Settled', 'Paid', 'Reimbursed'],
    pending: ['In process', 'Waiting Details', 'Pending'],
    rejected: ['Rejected'],
    cancelled: ['Cancelled'],
    expired: ['Expired'],
  },
};

/** dLocal's code of PSE (payment methods, Colombia). */
const METHODS: Readonly<Record<string, string>> = { PC: 'PSE' };
const TAKEN = ['Refund', 'Chargeback', 'Chargebacks', 'Debit Note', ...(profile.type?.['fee'] ?? [])];
const SETTLED_IN = 'USD';

function feedWith({ delimiter, zone }: BuiltInOptions): Feed {
  return {
    leg: 'settlement',
    version: 2,
    profile: {
      ...profile,
      delimiter: delimiter ?? profile.delimiter,
      dates: { ...profile.dates, zone: zone ?? 'UTC' },
    },
    ...(delimiter === undefined ? { delimiters: [';', ','] } : {}),
    unreferenced: true,
    endsWithLineEnd: true,
    extras: {
      '#local': 'Net Amount (local)',
      '#usd': 'Amount (USD)',
      '#fee': 'Fee',
      '#iof': 'IOF',
      '#invoice': 'Transaction Invoice',
    },
    optional: ['settled_on', 'method', 'refund_of', '#fee', '#iof', '#invoice'],
    derives: [
      'gross',
      'fee',
      'tax',
      'net',
      'settled_gross',
      'settled_fee',
      'settled_net',
      'settled_currency',
      'merchant_reference',
      'description',
    ],
    names: { gross: 'Net Amount (local)', fee: 'Fee', tax: 'IOF', settled_gross: 'Amount (USD)', settled_fee: 'Fee' },
    refiner: () => refine,
  };
}

export const DLOCAL_DAILY: BuiltInFeed = {
  ...feedWith({}),
  about: {
    versions: 'the older daily transaction report, `;` or `,` (option `delimiter`), times are UTC (option `zone`)',
    footing: 'none, the file states no total',
    testedOn: 'shape of public files; invented file in `fixtures/files/`',
  },
  configure: feedWith,
};

function refine(texts: Texts): RowUse {
  const kind = texts['type'] ?? '';
  const taken = TAKEN.includes(kind);
  const [local, usd] = [directed(texts['#local'] ?? '', taken), directed(texts['#usd'] ?? '', taken)];
  if (texts['merchant_reference'] === '') texts['merchant_reference'] = texts['#invoice'] ?? '';
  texts['method'] = METHODS[texts['method'] ?? ''] ?? texts['method'] ?? '';
  texts['description'] =
    profile.type?.['adjustment']?.includes(kind) === true || profile.type?.['fee']?.includes(kind) === true ? kind : '';
  const isFee = profile.type?.['fee']?.includes(kind) === true;
  const [fee, iof] = [texts['#fee'] ?? '', texts['#iof'] ?? ''];
  // Without an amount in dollars the row says nothing of what it is settled in: it counts in its own currency.
  const abroad = usd !== '' && texts['currency'] !== SETTLED_IN;
  const own = { settled_gross: '', settled_fee: '', settled_net: '', settled_currency: '' };
  if (!abroad) {
    // A fee in dollars of a row that says nothing in dollars belongs to no amount of it.
    const ownFee = texts['currency'] === SETTLED_IN || isNothing(totalAmount([fee])) ? fee : `${fee} ${SETTLED_IN}`;
    if (ownFee !== fee) texts[hintOf('fee')] = 'other_currency';
    Object.assign(texts, { ...own, gross: local, fee: ownFee, tax: iof, net: netOf(local, ownFee, iof) });
  } else {
    const settled = {
      settled_gross: usd,
      settled_fee: fee,
      settled_net: netOf(usd, fee, ''),
      settled_currency: SETTLED_IN,
    };
    Object.assign(texts, { gross: local, fee: '', net: '', tax: '', ...settled });
    if (!isNothing(totalAmount([iof])))
      texts['description'] = [texts['description'], `IOF ${iof} ${texts['currency'] ?? ''}`].join(' ').trim();
  }
  if (isFee) Object.assign(texts, { fee: '', tax: '', net: abroad ? '' : local, settled_fee: '', settled_net: usd });
  // why: a credit that is printed negative, or money taken that is printed against its type, says two things at once.
  if (!taken && isDebited(local)) texts['type'] = `${kind} debited`;
  return 'line';
}

/** The file states no net: what it deducts is taken off the amount. */
function netOf(gross: string, fee: string, iof: string): string {
  return fee === '' && iof === '' ? gross : total([gross], [fee, iof]);
}

/** Printed positive; money that is taken is negative here. A sign of its own stays. */
function directed(text: string, taken: boolean): string {
  return taken && isCredited(text) ? total([], [text]) : text;
}
