import type { DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { minor, type Minor } from '../../schemas/values/money.ts';
import type { Finding } from '../../schemas/outcome/run.ts';

/**
 * What the wording understands beyond the fields of a finding. Every fact is optional: without it the sentence is
 * shorter, never wrong. A fact of another type than the one given here counts as absent. A fact never holds personal
 * data: no name, no document number, no raw row, no bank description.
 */
export const FACTS = {
  beforeHistory: { type: 'flag', means: 'data from before the go-live may explain it' },
  olderPayout: { type: 'flag', means: 'the credit pays an older payout than one would think' },
  explanation: { type: 'list', means: 'the references that sum to the difference' },
  explanationState: { type: 'text', means: 'unique, several or none: what the search for an explanation found' },
  seenAt: { type: 'list', means: 'where the books hold what the finding misses: `file name:line`' },
  sameAmountAt: { type: 'list', means: "where a bank line that looks like nobody's has the amount: `file name:line`" },
  formerReferences: { type: 'list', means: 'references that the order had before and another order carries now' },
  hiddenBy: { type: 'text', means: 'the kind of the row that speaks for this one too' },
  askFirst: { type: 'flag', means: 'we look at our own books before anything is claimed' },
  otherPayouts: { type: 'list', means: 'the younger payouts that are compared with the same credit' },
  cutForm: { type: 'text', means: 'the beginning to which the bank cuts the references of a group' },
  leftDay: { type: 'flag', means: 'the credit of its day came without the line, and a later one was to bring it' },
  waitingLines: { type: 'number', means: 'how many lines of the provider are in no payout yet' },
  waitingMinor: { type: 'amount', means: 'what these lines come to' },
  takenBack: { type: 'flag', means: 'the provider took the payout back' },
  inNoPayout: { type: 'flag', means: 'the provider names payouts, and none names the line yet' },
  fileName: { type: 'text', means: 'the name of the file concerned, or the one that was expected' },
  problemCode: { type: 'text', means: 'the code of FILE_REFUSALS' },
  problemDetail: { type: 'text', means: "the reader's sentence with both values" },
  formerStands: { type: 'flag', means: 'the file that was accepted before stays in force' },
  problemLine: { type: 'number', means: 'the line where the problem shows' },
  problemByte: { type: 'number', means: 'the byte where the problem shows' },
  unreadableRows: { type: 'number', means: 'how many rows of a refused file cannot be read' },
  unreadableOf: { type: 'number', means: 'how many rows that file has' },
  unreadableFirst: { type: 'list', means: 'the first of them: line, code, column and cell, with tabs between' },
  unreadableAmounts: { type: 'list', means: 'what could be read of that file, by currency: information' },
  suspectKind: { type: 'text', means: 'the kind in which the lines break alike' },
  suspectLines: { type: 'number', means: 'how many lines break alike' },
  suspectTotal: { type: 'number', means: 'how many lines the file has' },
  addedLines: { type: 'number', means: 'lines that the new version adds' },
  removedLines: { type: 'number', means: 'lines that the new version no longer has' },
  changedLines: { type: 'number', means: 'lines that the new version changes' },
  formerNetMinor: { type: 'amount', means: 'the net of the version before' },
  newerNetMinor: { type: 'amount', means: 'the net of the new version' },
  netDeltaMinor: { type: 'amount', means: 'what the new version adds to the net' },
  netsChanged: { type: 'list', means: 'where the net changes in several currencies: each with the net before and now' },
  otherwiseOn: { type: 'text', means: 'the date of the newest file before it, which says something else' },
  sameAsDate: { type: 'text', means: 'the earlier date whose file of the source has the same bytes' },
  account: { type: 'text', means: 'the bank account of the statement' },
  openingMinor: { type: 'amount', means: 'the opening balance' },
  previousClosingMinor: { type: 'amount', means: 'the closing balance of the statement before' },
  told: {
    type: 'text',
    means:
      'how files of one account tell a day or a movement: differently, without_room, paid_twice, listed_twice, two_files; of a payout that is given back: payout_unknown, not_returned',
  },
  counted: { type: 'flag', means: 'the movement counts, and whether it is one is a question' },
  bookedOn: { type: 'text', means: 'the booking date of the day or the movement' },
  otherFileName: { type: 'text', means: 'the name of the other file that tells it' },
  dayMinor: { type: 'amount', means: 'what the movements of the day come to by the file' },
  otherDayMinor: { type: 'amount', means: 'what the movements of the day come to by the other file' },
  rejectCode: { type: 'text', means: 'the code of REJECT_CODES' },
  rejectField: { type: 'text', means: 'the column or path that could not be read' },
  rejectColumn: { type: 'text', means: 'what the file calls that column' },
  rejectText: { type: 'text', means: 'the cell that could not be read, shortened' },
  rejectHint: { type: 'text', means: 'one of REJECT_HINTS, or what to declare' },
  environment: { type: 'text', means: 'the environment that the line states' },
  expectedCurrency: { type: 'text', means: 'the currency of the order (or of what was settled)' },
  foundCurrency: { type: 'text', means: 'the currency of the payment (or of the bank line)' },
  conflictFields: { type: 'list', means: 'the fields in which the versions differ' },
  formerValues: { type: 'list', means: 'what the older version says, one per conflict field' },
  newerValues: { type: 'list', means: 'what the newer version says, one per conflict field' },
  formerShownAt: { type: 'list', means: 'the bank lines that pay what the older version says: `file name:line`' },
  orderIds: { type: 'list', means: 'the order ids that share the reference' },
  evidenceDueOn: { type: 'text', means: 'the last day to answer the dispute' },
  erpRefundedMinor: { type: 'amount', means: 'what the ERP refunded' },
  providerRefundedMinor: { type: 'amount', means: 'what the provider refunded' },
  chargedBackMinor: { type: 'amount', means: 'what chargebacks took back of the payment' },
  madeGood: { type: 'flag', means: 'a payment that came again makes the chargeback good, wholly or in part' },
  stillPending: { type: 'flag', means: 'the provider reports the payment as pending and never said more' },
  paidMinor: { type: 'amount', means: 'the payment that the refunds belong to' },
  orderStatus: { type: 'text', means: 'the status of the order' },
  providerStatus: { type: 'text', means: "the provider's last word" },
  orderStore: { type: 'text', means: 'the store that the order names' },
  storeOpened: { type: 'text', means: 'the day on which the store opened, after the sale' },
  storeClosed: { type: 'text', means: 'the day on which the store closed, before the sale' },
  referenceStore: { type: 'text', means: 'the store that the reference names' },
  receivables: { type: 'number', means: 'how many lines or payouts are in the group' },
  bankItems: { type: 'number', means: 'how many bank lines are in the group' },
  component: { type: 'text', means: 'the fee or tax that is off the tariff: fee, vat, withheld_income, ...' },
  count: { type: 'number', means: 'how many lines are off the tariff' },
  sumMinor: { type: 'amount', means: 'charged less tariff, over those lines' },
  tariffRate: { type: 'text', means: 'the rate of the tariff, in percent' },
  fittingRate: { type: 'text', means: 'the rate that would fit what was charged, in percent' },
  damagedKeys: { type: 'number', means: 'how many keys of the file a spreadsheet ruined' },
  damagedExample: { type: 'text', means: 'one of the ruined keys, as it stands in the file' },
  lostZeros: {
    type: 'number',
    means: 'how many of the ruined keys are numbers without the zeros that they began with',
  },
  counterpartsAlone: { type: 'number', means: 'how many lines of the other legs are left alone by them' },
  ordersMinor: { type: 'amount', means: 'the sum of the orders that share the reference' },
  restMinor: { type: 'amount', means: 'what other tenders must have paid and no feed shows' },
  leftMinor: {
    type: 'amount',
    means: 'what the provider did not collect of an order, where rows of other methods say how it was paid',
  },
  statedMinor: { type: 'amount', means: 'what rows of other methods under the reference come to' },
  oneByOne: { type: 'flag', means: 'each of the orders is paid by a payment of its own' },
  tenders: { type: 'text', means: 'the method as the order names it' },
  givenBack: { type: 'text', means: 'the payout that the line gives back, as the provider names it' },
  hours: { type: 'number', means: 'for how many hours the line is pending' },
} as const satisfies Record<string, { type: 'flag' | 'text' | 'list' | 'number' | 'amount'; means: string }>;

export type FactName = keyof typeof FACTS;
type FactOf<Type extends string> = {
  [Name in FactName]: (typeof FACTS)[Name]['type'] extends Type ? Name : never;
}[FactName];

/** Understood for every kind. */
export const COMMON_FACTS = [
  'beforeHistory',
  'olderPayout',
  'explanation',
  'explanationState',
  'seenAt',
  'sameAmountAt',
  'formerReferences',
  'hiddenBy',
  'askFirst',
] as const satisfies readonly FactName[];

/** Understood for one kind, beside the common ones. */
export const FACTS_OF_KIND: Readonly<Record<DiscrepancyKind, readonly FactName[]>> = {
  source_missing: ['fileName'],
  source_rejected: [
    'fileName',
    'sameAsDate',
    'formerStands',
    'problemCode',
    'problemDetail',
    'problemLine',
    'problemByte',
    'unreadableRows',
    'unreadableOf',
    'unreadableFirst',
    'unreadableAmounts',
  ],
  source_suspect: ['fileName', 'suspectKind', 'suspectLines', 'suspectTotal'],
  source_revised: [
    'fileName',
    'addedLines',
    'removedLines',
    'changedLines',
    'formerNetMinor',
    'newerNetMinor',
    'netDeltaMinor',
    'netsChanged',
    'sameAsDate',
    'otherwiseOn',
  ],
  reference_damaged: ['fileName', 'damagedKeys', 'damagedExample', 'lostZeros', 'counterpartsAlone'],
  statement_gap: [
    'account',
    'openingMinor',
    'previousClosingMinor',
    'told',
    'bookedOn',
    'fileName',
    'otherFileName',
    'dayMinor',
    'otherDayMinor',
  ],
  row_rejected: ['fileName', 'rejectCode', 'rejectField', 'rejectColumn', 'rejectText', 'rejectHint'],
  test_transaction: ['environment'],
  currency_mismatch: ['expectedCurrency', 'foundCurrency'],
  conflicting_settlement_line: ['conflictFields', 'formerValues', 'newerValues', 'formerShownAt'],
  duplicate_settlement_line: [],
  duplicate_order: ['orderIds'],
  shared_reference: ['orderIds', 'ordersMinor', 'paidMinor', 'oneByOne'],
  split_tender: ['tenders', 'restMinor', 'leftMinor', 'statedMinor'],
  refund_exceeds_payment: ['erpRefundedMinor', 'providerRefundedMinor', 'chargedBackMinor', 'paidMinor'],
  chargeback: ['evidenceDueOn', 'madeGood'],
  refund_without_payment: [],
  duplicate_refund: ['erpRefundedMinor', 'providerRefundedMinor', 'chargedBackMinor', 'paidMinor'],
  refund_failed: ['erpRefundedMinor', 'providerStatus'],
  refund_missing_in_settlement: ['erpRefundedMinor', 'providerRefundedMinor', 'chargedBackMinor', 'paidMinor'],
  refund_missing_in_erp: ['erpRefundedMinor', 'providerRefundedMinor', 'chargedBackMinor', 'paidMinor'],
  payment_in_process: ['providerStatus', 'hours'],
  status_conflict: ['orderStatus', 'providerStatus'],
  duplicate_payment: [],
  amount_mismatch: [],
  missing_in_settlement: ['stillPending'],
  missing_in_erp: [],
  store_unknown: ['orderStore', 'referenceStore', 'storeOpened', 'storeClosed'],
  store_conflict: ['orderStore', 'referenceStore'],
  invoice_missing: [],
  missing_in_bank: ['inNoPayout', 'leftDay', 'takenBack'],
  payout_mismatch: ['otherPayouts', 'bankItems'],
  ambiguous_match: ['receivables', 'bankItems', 'cutForm'],
  duplicate_bank_credit: ['told', 'counted', 'fileName', 'otherFileName'],
  unidentified_bank_credit: ['waitingLines', 'waitingMinor'],
  unexplained_bank_debit: [],
  negative_payout: [],
  late_arrival: [],
  net_mismatch: [],
  fee_mismatch: ['component', 'count', 'sumMinor', 'tariffRate', 'fittingRate'],
  unexplained_adjustment: ['told', 'givenBack'],
  stale_pending: ['hours'],
};

export function textFact(finding: Finding, name: FactOf<'text'>): string | null {
  const value = finding.facts[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function numberFact(finding: Finding, name: FactOf<'number'>): number | null {
  const value = finding.facts[name];
  return typeof value === 'number' ? value : null;
}

export function amountFact(finding: Finding, name: FactOf<'amount'>): Minor | null {
  const value = finding.facts[name];
  return typeof value === 'number' ? minor(value) : null;
}

export function flagFact(finding: Finding, name: FactOf<'flag'>): boolean {
  return finding.facts[name] === true;
}

/** Empty where there is none. A single text counts as a list of one. */
export function listFact(finding: Finding, name: FactOf<'list'>): readonly string[] {
  const value = finding.facts[name];
  if (typeof value === 'string') return value === '' ? [] : [value];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** Whether several providers may have taken what a row misses, so that none of them can be asked for it yet. */
export function isNobodys(finding: Finding): boolean {
  return finding.provider === null && finding.parentId === null && !finding.claimable;
}

/** Whether the books hold what could be it: then the sentence says what is not paired, never that it is not there. */
export function isSeen(finding: Finding): boolean {
  return listFact(finding, 'seenAt').length > 0;
}
