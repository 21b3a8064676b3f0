import type { Config, SettlementSource } from '../../schemas/config/config.ts';
import type { BusinessCalendar, PlainDate } from '../../schemas/values/dates.ts';
import type { Minor } from '../../schemas/values/money.ts';
import type { OrderLine } from '../../schemas/lines/records.ts';
import type { OrderPass } from '../../schemas/outcome/run.ts';
import type { DueDates } from './due-dates.ts';
import type { HeldOrder, HeldSettlement } from './working-set.ts';

/** What the comparison of payments with the amount due came to. Names of kinds are the kind of the finding. */
export type PaymentVerdict =
  | 'agrees'
  | 'awaiting'
  | 'rejected_row'
  | 'before_history'
  | 'currency_mismatch'
  | 'status_conflict'
  | 'split_tender'
  | 'duplicate_payment'
  | 'amount_mismatch'
  | 'payment_in_process'
  | 'missing_in_settlement'
  | 'missing_in_erp';

/** What the comparison of refunds with what the ERP refunded came to. */
export type RefundVerdict =
  | 'none'
  | 'agrees'
  | 'awaiting'
  | 'refund_without_payment'
  | 'duplicate_refund'
  | 'refund_exceeds_payment'
  | 'refund_missing_in_settlement'
  | 'refund_missing_in_erp';

/** One sale compared: the tenders that the same sources collect, against what these sources report. */
export interface OrderVerdict {
  /** The compared reference. */
  readonly key: string;
  readonly pass: OrderPass;
  readonly orders: readonly HeldOrder[];
  readonly payments: readonly HeldSettlement[];
  readonly refunds: readonly HeldSettlement[];
  readonly chargebacks: readonly HeldSettlement[];
  /** Chargebacks that no reversal took back. */
  readonly openChargebacks: readonly HeldSettlement[];
  readonly declined: readonly HeldSettlement[];
  readonly pending: readonly HeldSettlement[];
  readonly amountDue: Minor;
  readonly paid: Minor;
  /** What the provider refunded, positive. */
  readonly refunded: Minor;
  /** What the ERP refunded; null where its feed does not say. */
  readonly erpRefunded: Minor | null;
  /** What the customer's payments come to once standing chargebacks are taken off. */
  readonly collected: Minor;
  /**
   * collected - amount due, less the refunds that bring it back. What standing chargebacks account for is no difference
   * of the payments.
   */
  readonly difference: Minor;
  readonly payment: PaymentVerdict;
  readonly refund: RefundVerdict;
  /** Refunds named by the refund verdict (all of them, or the equal ones). */
  readonly refundsNamed: readonly HeldSettlement[];
  /** What went back of a payment beyond it, where the refund verdict says so. */
  readonly goneTwice: GoneTwice | null;
  /** Refunds that the provider rejected and that nothing has made good. */
  readonly failedRefunds: readonly FailedRefund[];
  /** A payment on its way that covers what is lacking. */
  readonly inProcess: InProcess | null;
  readonly paymentDueOn: PlainDate | null;
  readonly refundDueOn: PlainDate | null;
}

export interface VerdictContext {
  readonly date: PlainDate;
  readonly goLive: PlainDate;
  readonly config: Config;
  readonly due: DueDates;
  readonly calendar: BusinessCalendar;
  /** The canonical columns that the feed of a source carries on a date. */
  readonly columnsOf: (line: OrderLine) => readonly string[];
  /** The sources that collect the method of an order. */
  readonly collectorsOf: (line: OrderLine) => readonly SettlementSource[];
  /** True where a rejected row of that leg stands for a line of the group. */
  readonly rejected: (key: string, leg: 'order' | 'settlement') => boolean;
  /** What people let pass of a sale that they put together: payments less amount due. Null: nothing. */
  readonly accepted: (key: string) => Minor | null;
}

/** What a group consists of once versions and scope are settled. */
export interface Sale {
  readonly key: string;
  readonly pass: OrderPass;
  readonly orders: readonly HeldOrder[];
  /** Current, in scope, of the types that look for an order. */
  readonly approved: readonly HeldSettlement[];
  readonly declined: readonly HeldSettlement[];
  readonly pending: readonly HeldSettlement[];
}

/** A sale with the sums that both comparisons look at. */
export type SaleFacts = Sale &
  Pick<
    OrderVerdict,
    | 'payments'
    | 'refunds'
    | 'chargebacks'
    | 'openChargebacks'
    | 'amountDue'
    | 'paid'
    | 'collected'
    | 'refunded'
    | 'erpRefunded'
  >;

/** The day on which a provider's line says that money moved; without a moment, the day of its file. */
export function paidOnOf(held: HeldSettlement, context: Pick<VerdictContext, 'due'>): PlainDate {
  return held.line.paidAt === null ? held.line.date : context.due.localDate(held.line.paidAt);
}

export function latest(dates: readonly PlainDate[]): PlainDate | null {
  return dates.reduce<PlainDate | null>((last, date) => (last === null || date > last ? date : last), null);
}

/** A refund that the provider rejected, and what of it the customer still lacks, in hundredths: always positive. */
export interface FailedRefund {
  readonly held: HeldSettlement;
  readonly owed: Minor;
}

/** Money that went back of a payment more than once. */
export interface GoneTwice {
  /** Refunds and standing chargebacks, less the payment, in hundredths: always positive. */
  readonly excess: Minor;
  /** The chargebacks that the excess is made of, newest first; none where refunds alone are too much. */
  readonly chargebacks: readonly HeldSettlement[];
}

/** A payment that the provider still has in process, and how long that has been so. */
export interface InProcess {
  /** Pending lines that cover what is lacking, the latest attempt first. */
  readonly lines: readonly HeldSettlement[];
  /** `waiting` until `stalePendingHours`, then `stale`, and `given_up` `carryBusinessDays` after that. */
  readonly stage: 'waiting' | 'stale' | 'given_up';
}
