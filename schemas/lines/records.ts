import type { Minor } from '../values/money.ts';
import type { PlainDate } from '../values/dates.ts';

/** The three legs of the match. */
export const LEGS = ['order', 'settlement', 'bank'] as const;
export type Leg = (typeof LEGS)[number];

/** What a settlement line is. Fees, taxes, adjustments, reserves and payouts look for no order. */
export const SETTLEMENT_TYPES = [
  'payment',
  'refund',
  'chargeback',
  'chargeback_reversal',
  'refund_reversal',
  'fee',
  'tax',
  'adjustment',
  'reserve',
  'payout',
] as const;
export type SettlementType = (typeof SETTLEMENT_TYPES)[number];

export const SETTLEMENT_STATUSES = ['approved', 'pending', 'rejected', 'cancelled', 'expired', 'failed'] as const;
export type SettlementStatus = (typeof SETTLEMENT_STATUSES)[number];

export const ORDER_STATUSES = ['paid', 'partially_paid', 'pending', 'cancelled', 'expired', 'refunded'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Why a line takes no part. `balance_row` is given by the profile, every other by the match. */
export const OUT_OF_SCOPE_REASONS = [
  'declined',
  'pending',
  'unpaid',
  'other_method',
  'other_environment',
  'already_seen',
  'superseded',
  'balance_row',
  'not_ours',
  'bank_charge',
  'gmf',
  'before_history',
  'excluded',
] as const;
export type OutOfScopeReason = (typeof OUT_OF_SCOPE_REASONS)[number];

export const FATES = ['matched', 'awaiting', 'broken', 'decided', 'out_of_scope', 'rejected'] as const;
export type Fate = (typeof FATES)[number];

/** A moment as whole seconds since 1970-01-01T00:00:00Z. */
export type EpochSeconds = number & { readonly __unit: 'epoch seconds' };

/**
 * Where a line stands for ever: the settlement date of its file (its cohort), the source, the first 12 hex digits
 * of the file's sha256, and its row in the line file (0-based, in the order of the source file).
 */
export interface LineAddress {
  readonly date: PlainDate;
  readonly source: string;
  readonly file: string;
  readonly row: number;
}

interface LineBase extends LineAddress {
  /** The 1-based line number in the source file (for XML: of the record's first line). */
  readonly line: number;
  /** `balance_row` where the profile says that the row is a balance and no movement; else null. */
  readonly skip: 'balance_row' | null;
}

/**
 * One row of a provider's report. Amounts are signed as money moves: a payment is positive, a refund or a chargeback
 * negative; `fee`, `tax`, its parts and `otherDeductions` are positive when they are deducted, so that
 * gross - fee - tax - otherDeductions = net. Null means that the file does not say.
 */
export interface SettlementLine extends LineBase {
  readonly leg: 'settlement';
  /** As written, trimmed; '' where the row carries none (fees, adjustments). */
  readonly merchantReference: string;
  readonly providerId: string;
  readonly type: SettlementType;
  readonly status: SettlementStatus;
  /** What the customer paid, in `currency`. */
  readonly gross: Minor;
  readonly currency: string;
  readonly paidAt: EpochSeconds | null;
  readonly fee: Minor | null;
  /** The sum of feeVat and the withholdings, or what the file gives as one tax column. */
  readonly tax: Minor | null;
  readonly feeVat: Minor | null;
  readonly withheldIncome: Minor | null;
  readonly withheldVat: Minor | null;
  readonly withheldIca: Minor | null;
  readonly otherDeductions: Minor | null;
  readonly net: Minor | null;
  /** What the provider pays out, where it differs from the currency the customer paid in. */
  readonly settledGross: Minor | null;
  readonly settledFee: Minor | null;
  readonly settledNet: Minor | null;
  readonly settledCurrency: string | null;
  /** Text, as written. */
  readonly fxRate: string | null;
  readonly settledOn: PlainDate | null;
  readonly payoutId: string | null;
  readonly store: string | null;
  /** The PSE traceability code. Leading zeros count. */
  readonly cus: string | null;
  readonly environment: string | null;
  readonly method: string | null;
  /**
   * The provider id of the payment that a refund or a chargeback belongs to; of a row of type `payout`, the payout that
   * it gives back.
   */
  readonly refundOf: string | null;
  readonly description: string | null;
}

/** One tender of one order, as the ERP sold it. */
export interface OrderLine extends LineBase {
  readonly leg: 'order';
  readonly merchantReference: string;
  readonly orderId: string | null;
  readonly store: string | null;
  readonly amount: Minor;
  readonly currency: string;
  readonly status: OrderStatus;
  readonly createdAt: EpochSeconds;
  readonly paidAt: EpochSeconds | null;
  readonly method: string;
  readonly invoiceNumber: string | null;
  readonly environment: string | null;
  /** Positive; null where the cell is empty or the feed has no such column (see SourceFile.columns). */
  readonly refundedAmount: Minor | null;
  readonly refundedAt: EpochSeconds | null;
  /** What the feed says is still to be paid, of a partially paid order; null where it does not say. */
  readonly outstanding: Minor | null;
  readonly cus: string | null;
  readonly providerId: string | null;
}

/** One movement of a bank account. A credit is positive. */
export interface BankLine extends LineBase {
  readonly leg: 'bank';
  readonly bookedOn: PlainDate;
  readonly amount: Minor;
  readonly currency: string;
  readonly bankId: string | null;
  readonly valueOn: PlainDate | null;
  readonly reference: string | null;
  readonly endToEndId: string | null;
  readonly description: string;
  readonly account: string | null;
  /** The running balance after the movement, where the file gives one. */
  readonly balance: Minor | null;
  /**
   * The bank marks it as the reversal of an earlier movement (camt RvslInd); `amount` already has the booked direction.
   */
  readonly reversal: boolean;
}

export type Line = SettlementLine | OrderLine | BankLine;

/** Why a row could not be read. */
export const REJECT_CODES = [
  'wrong_column_count',
  'missing_value',
  'bad_amount',
  'bad_date',
  'bad_currency',
  'unmapped_value',
  'bad_encoding',
  'bad_record',
  'net_of_parts',
] as const;
export type RejectCode = (typeof REJECT_CODES)[number];

/** Why a cell could not be read, more closely than its code. */
export const REJECT_HINTS = [
  'contradicting_signs',
  'finer_than_hundredths',
  'other_currency',
  'no_mark',
  'both_filled',
  'spreadsheet_number',
  'spreadsheet_date',
  'fee_sign',
] as const;
export type RejectHint = (typeof REJECT_HINTS)[number];

/**
 * A row that could not be read: kept with its place, its text and the reason. It holds a row of the line file like any
 * line.
 */
export interface Reject extends LineAddress {
  readonly leg: Leg;
  readonly line: number;
  readonly code: RejectCode;
  /** The column or path that could not be read, '' where it is the whole row. */
  readonly field: string;
  /** What the file calls it: its header, position or path; null where it has no name of its own. */
  readonly column: string | null;
  /** The cell as it stands there, shortened; null where the whole row is meant. */
  readonly text: string | null;
  /** Why, where the code does not say it: one of `REJECT_HINTS`, or what to declare, as `cuadre.yaml` writes it. */
  readonly hint: string | null;
  /** The row as it stands in the file, at most 4,096 characters. */
  readonly raw: string;
  /** What could be read all the same: it stands for its line. */
  readonly merchantReference: string | null;
  readonly payoutId: string | null;
  readonly amount: Minor | null;
  readonly currency: string | null;
}

/** One spelling of an address, for keys and for a total order: date, source, file, row. */
export function addressKey(address: LineAddress): string {
  return `${address.date}/${address.source}/${address.file}/${String(address.row)}`;
}

/** One spelling of what a source delivered for a date, for keys. */
export function deliveryKey({ source, date }: Pick<LineAddress, 'source' | 'date'>): string {
  return `${source}|${date}`;
}

/** Orders lines by date, source, file and row: "newest last". */
export function compareAddress(a: LineAddress, b: LineAddress): number {
  return compareText(a.date, b.date) || compareText(a.source, b.source) || compareText(a.file, b.file) || a.row - b.row;
}

/** Compares texts by code unit: the same order in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
