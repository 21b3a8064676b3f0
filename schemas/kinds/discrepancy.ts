import { createHash } from 'node:crypto';

/**
 * The closed list of what can be wrong, in order of precedence: of two findings of one stage and class that share a
 * line, the one higher in this table stands. The table of kinds in schemas/README.md is generated from here.
 */

/** An `action` asks somebody to do something; a `notice` is true, recorded, and asks nothing. */
export type DiscrepancyClass = 'action' | 'notice';
export const SEVERITIES = ['high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];
export const OWNERS = [
  'systems',
  'bank',
  'accounting',
  'provider',
  'customer_service',
  'store',
  'tax',
  'treasury',
] as const;
export type Owner = (typeof OWNERS)[number];
/** Which comparison a finding belongs to; `none` hides nothing and is hidden by nothing. */
export type Stage = 'order_settlement' | 'settlement_bank' | 'none';
export type Direction = 'owed_to_us' | 'owed_by_us' | 'unknown' | 'none';

export interface KindDefinition {
  readonly class: DiscrepancyClass;
  readonly severity: Severity;
  readonly owner: Owner;
  readonly stage: Stage;
  /** False: the lines' legs decide their fate, this finding does not break them. */
  readonly breaks: boolean;
  /** What, with the tenant and the kind, makes it the same discrepancy tomorrow. */
  readonly key: string;
  /** When it is raised, in one clause. */
  readonly when: string;
}

const kind = (
  definition: Pick<KindDefinition, 'class' | 'severity' | 'owner' | 'stage' | 'key' | 'when'> & { breaks?: boolean },
): KindDefinition => ({ breaks: true, ...definition });

// One kind a line, in order of precedence.
// prettier-ignore
export const KINDS = {
  source_missing: kind({ class: 'action', severity: 'high', owner: 'systems', stage: 'none', breaks: false, key: 'source, date', when: 'an expected file of the date is not there; what depends on it awaits' }),
  source_rejected: kind({ class: 'action', severity: 'high', owner: 'systems', stage: 'none', breaks: false, key: 'source, date', when: 'the file is empty, truncated, does not foot, is of another date or of a broken format; nothing of it is used' }),
  source_suspect: kind({ class: 'action', severity: 'high', owner: 'systems', stage: 'none', breaks: false, key: 'source, date, kind', when: 'more than 20 % and at least 30 of the lines of one file break alike: the file is the cause' }),
  source_revised: kind({ class: 'notice', severity: 'high', owner: 'systems', stage: 'none', breaks: false, key: 'source, date, sha256', when: 'other bytes came for a date already read; an action when the net changes' }),
  reference_damaged: kind({ class: 'action', severity: 'medium', owner: 'systems', stage: 'none', key: 'source, date', when: 'keys of a file that a spreadsheet ruined: `1.23E+15`, or a number whose leading zeros only the other leg still has; one row a file' }),
  statement_gap: kind({ class: 'action', severity: 'high', owner: 'bank', stage: 'none', breaks: false, key: 'account, date', when: 'the opening balance is not the closing balance of the covered dates before it; two statements that foot tell a day differently; or another file has a movement that the balances of a statement leave no room for' }),
  row_rejected: kind({ class: 'action', severity: 'medium', owner: 'systems', stage: 'none', key: 'sha256, line', when: 'one row could not be read; the rest of the file is used' }),
  test_transaction: kind({ class: 'action', severity: 'medium', owner: 'systems', stage: 'none', breaks: false, key: 'transaction', when: 'a line of another environment in a live source' }),
  currency_mismatch: kind({ class: 'action', severity: 'high', owner: 'accounting', stage: 'order_settlement', key: 'reference', when: 'order and payment, or settled and bank, are in different currencies' }),
  conflicting_settlement_line: kind({ class: 'action', severity: 'high', owner: 'provider', stage: 'order_settlement', key: 'transaction', when: 'the provider tells the same transaction twice with different facts' }),
  duplicate_settlement_line: kind({ class: 'notice', severity: 'medium', owner: 'provider', stage: 'order_settlement', breaks: false, key: 'transaction', when: 'the same transaction stands twice in one file; an action when the copy was paid' }),
  duplicate_order: kind({ class: 'action', severity: 'medium', owner: 'accounting', stage: 'order_settlement', key: 'reference', when: 'one reference and method under two order ids, or twice in one file' }),
  shared_reference: kind({ class: 'notice', severity: 'low', owner: 'accounting', stage: 'order_settlement', breaks: false, key: 'reference', when: 'several orders under one reference that one payment, or payments one by one, pay exactly' }),
  split_tender: kind({ class: 'notice', severity: 'low', owner: 'accounting', stage: 'order_settlement', breaks: false, key: 'reference', when: 'an order with several tenders that its export does not split, paid in part by the method that a provider collects; an action where the rest is high' }),
  refund_exceeds_payment: kind({ class: 'action', severity: 'high', owner: 'accounting', stage: 'order_settlement', key: 'payment', when: 'refunds and standing chargebacks of one payment sum to more than it: the money went back twice' }),
  chargeback: kind({ class: 'action', severity: 'high', owner: 'customer_service', stage: 'order_settlement', breaks: false, key: 'transaction', when: 'a payment is disputed (PSE sales can be reversed too: Ley 1480 of 2011, art. 51)' }),
  refund_without_payment: kind({ class: 'action', severity: 'high', owner: 'provider', stage: 'order_settlement', key: 'transaction', when: 'a refund with no known payment' }),
  duplicate_refund: kind({ class: 'action', severity: 'high', owner: 'accounting', stage: 'order_settlement', key: 'payment', when: 'equal refunds of one payment on one day, together more than the ERP refunded' }),
  refund_failed: kind({ class: 'action', severity: 'high', owner: 'customer_service', stage: 'order_settlement', breaks: false, key: 'transaction', when: 'the provider rejected a refund that the ERP made' }),
  refund_missing_in_settlement: kind({ class: 'action', severity: 'high', owner: 'customer_service', stage: 'order_settlement', key: 'reference', when: 'the ERP refunded and the provider has not, past due' }),
  refund_missing_in_erp: kind({ class: 'action', severity: 'high', owner: 'accounting', stage: 'order_settlement', key: 'reference', when: 'the provider refunded more than the ERP knows' }),
  payment_in_process: kind({ class: 'notice', severity: 'low', owner: 'provider', stage: 'order_settlement', breaks: false, key: 'reference', when: "the ERP says paid and the provider's last word is pending; an action once it is pending for too long" }),
  status_conflict: kind({ class: 'action', severity: 'high', owner: 'customer_service', stage: 'order_settlement', key: 'reference', when: 'the ERP says paid and the provider says no, or the provider was paid and the ERP did not serve' }),
  duplicate_payment: kind({ class: 'action', severity: 'high', owner: 'customer_service', stage: 'order_settlement', key: 'reference', when: 'the customer paid twice: some of the payments are exactly what is due' }),
  amount_mismatch: kind({ class: 'action', severity: 'high', owner: 'accounting', stage: 'order_settlement', key: 'reference', when: 'what was paid is not the amount due' }),
  missing_in_settlement: kind({ class: 'action', severity: 'high', owner: 'provider', stage: 'order_settlement', key: 'reference', when: 'an order paid by a method that a provider collects, past due, without a line' }),
  missing_in_erp: kind({ class: 'action', severity: 'high', owner: 'accounting', stage: 'order_settlement', key: 'transaction', when: 'an approved payment without an order, past grace' }),
  store_unknown: kind({ class: 'action', severity: 'medium', owner: 'store', stage: 'order_settlement', breaks: false, key: 'reference', when: 'no store by order or reference, one that is not on the list, or one that was closed or not yet open on the day of the sale' }),
  store_conflict: kind({ class: 'action', severity: 'medium', owner: 'store', stage: 'order_settlement', breaks: false, key: 'reference', when: 'order and reference name different stores' }),
  invoice_missing: kind({ class: 'action', severity: 'low', owner: 'tax', stage: 'order_settlement', breaks: false, key: 'reference', when: 'a paid order without electronic invoice number, where the feed carries it' }),
  missing_in_bank: kind({ class: 'action', severity: 'medium', owner: 'bank', stage: 'settlement_bank', key: 'transaction or payout', when: 'a line, payout or refund past due without its bank line; high once its grace is over' }),
  payout_mismatch: kind({ class: 'action', severity: 'high', owner: 'provider', stage: 'settlement_bank', key: 'transaction or payout', when: 'a line, payout or day differs from its bank line' }),
  ambiguous_match: kind({ class: 'action', severity: 'medium', owner: 'treasury', stage: 'settlement_bank', key: "the group's lowest member", when: 'several pairings are possible that would leave different books' }),
  duplicate_bank_credit: kind({ class: 'action', severity: 'medium', owner: 'bank', stage: 'settlement_bank', key: 'bank line', when: "a credit still open past its due date that repeats a matched one of its account and booking date: amount and id or end-to-end id, or without ids the text; or a single row that two files tell, of which nothing says whether it is one movement or two" }),
  unidentified_bank_credit: kind({ class: 'action', severity: 'high', owner: 'treasury', stage: 'settlement_bank', key: 'bank line', when: "a credit that looks like a provider's, past grace, without line or payout" }),
  unexplained_bank_debit: kind({ class: 'action', severity: 'high', owner: 'treasury', stage: 'settlement_bank', key: 'bank line', when: 'a debit that undoes no match and pays no negative payout' }),
  negative_payout: kind({ class: 'notice', severity: 'low', owner: 'provider', stage: 'settlement_bank', breaks: false, key: 'payout', when: 'a payout of zero or less, to be netted against the next; an action after the carry days' }),
  late_arrival: kind({ class: 'notice', severity: 'low', owner: 'provider', stage: 'settlement_bank', breaks: false, key: 'transaction or payout', when: 'the bank line came after its due date' }),
  net_mismatch: kind({ class: 'action', severity: 'medium', owner: 'provider', stage: 'order_settlement', breaks: false, key: 'transaction', when: 'gross less fee and taxes is not the net of a line' }),
  fee_mismatch: kind({ class: 'action', severity: 'medium', owner: 'provider', stage: 'order_settlement', breaks: false, key: 'payout, component', when: 'fee or tax against the tariff of that method and date' }),
  unexplained_adjustment: kind({ class: 'action', severity: 'medium', owner: 'provider', stage: 'order_settlement', key: 'transaction', when: 'an adjustment that is not among the known ones' }),
  stale_pending: kind({ class: 'notice', severity: 'low', owner: 'provider', stage: 'order_settlement', breaks: false, key: 'transaction', when: 'pending for too long at the end of the date and not superseded' }),
} as const satisfies Record<string, KindDefinition>;

export type DiscrepancyKind = keyof typeof KINDS;
export const DISCREPANCY_KINDS = Object.keys(KINDS) as DiscrepancyKind[];

/**
 * What the provider can answer: it holds the money, the report or the explanation. Every other kind is settled between the
 * chain's own people and its bank or customers, and is nothing to claim from a provider.
 */
export const CLAIMED_KINDS = [
  'currency_mismatch',
  'conflicting_settlement_line',
  'duplicate_settlement_line',
  'chargeback',
  'refund_without_payment',
  'duplicate_refund',
  'refund_exceeds_payment',
  'refund_missing_in_settlement',
  'refund_missing_in_erp',
  'missing_in_settlement',
  'missing_in_bank',
  'payout_mismatch',
  'ambiguous_match',
  'unidentified_bank_credit',
  'unexplained_bank_debit',
  'negative_payout',
  'net_mismatch',
  'fee_mismatch',
  'unexplained_adjustment',
] as const satisfies readonly DiscrepancyKind[];

export type ClaimedKind = (typeof CLAIMED_KINDS)[number];

export function isClaimedKind(kind: string): kind is ClaimedKind {
  return CLAIMED_KINDS.some((claimed) => claimed === kind);
}

/** The place in the table: lower stands before higher. */
export const KIND_RANK: Readonly<Record<DiscrepancyKind, number>> = Object.fromEntries(
  DISCREPANCY_KINDS.map((name, index) => [name, index]),
) as Record<DiscrepancyKind, number>;

/** Where a person's work on a discrepancy stands. Everything but open and acknowledged is closed. */
export const DISCREPANCY_STATES = [
  'open',
  'acknowledged',
  'resolved',
  'written_off',
  'auto_resolved',
  'noted',
] as const;
export type DiscrepancyState = (typeof DISCREPANCY_STATES)[number];

export const EVENT_KINDS = [
  'opened',
  'changed',
  'acknowledged',
  'resolved',
  'written_off',
  'auto_resolved',
  'reopened',
  'noted',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/**
 * `dsc_` and 32 hex digits: a function of tenant, kind and key alone. The generation is no part of it, so a replay
 * finds the same discrepancy and what a person wrote on it stays. Each part is length-prefixed: no two keys collide by joining.
 */
export function discrepancyId(tenant: string, name: DiscrepancyKind, key: readonly string[]): string {
  return `dsc_${hashParts([tenant, name, ...key])}`;
}

/** `evt_` and 32 hex digits: of the discrepancy and the event's number within it, so a repeat after a kill is the same event. */
export function eventId(discrepancy: string, seq: number): string {
  return `evt_${hashParts([discrepancy, String(seq)])}`;
}

function hashParts(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${String(Buffer.byteLength(part))}:${part};`);
  return hash.digest('hex').slice(0, 32);
}
