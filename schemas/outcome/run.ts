import type { Minor } from '../values/money.ts';
import type { PlainDate } from '../values/dates.ts';
import type { Fate, Leg, LineAddress, OutOfScopeReason, RejectCode } from '../lines/records.ts';
import type { DiscrepancyState, EventKind } from '../kinds/discrepancy.ts';
import type { Direction, DiscrepancyClass, Owner, Severity } from '../kinds/kind.ts';
import type { DiscrepancyKind } from '../kinds/kinds.ts';

/** One run: a settlement date in one of its generations. */
export interface RunKey {
  readonly date: PlainDate;
  readonly generation: number;
}

/** Where one comparison of a line stands. `none`: the line looks for no such counterpart. */
export type LegState = 'none' | 'agrees' | 'awaiting' | 'broken';

/** How a line came into the run's hands. */
export type Entered = 'new' | 'carried' | 'brought_back';

/** The pass that matched an order to its settlement lines, or a line or payout to the bank. */
export type OrderPass = 'merchant_reference' | 'cus' | 'provider_id' | 'by_hand';
export type BankPass =
  | 'reference'
  | 'cut_set'
  | 'payout_id'
  | 'amount'
  | 'equal_set'
  | 'bundle'
  | 'split'
  | 'shift'
  | 'differing'
  | 'debit'
  | 'by_hand';

/**
 * The outcome of one line in one run: what it was at the close of the date. Never rewritten. Amounts of the other legs
 * stand beside it, so that the file reads by itself.
 */
export interface FateRow extends LineAddress {
  readonly leg: Leg;
  readonly line: number;
  readonly entered: Entered;
  /** The fate before, of a line carried or brought back. */
  readonly former: Fate | null;
  readonly fate: Fate;
  readonly reason: OutOfScopeReason | null;
  readonly rejectCode: RejectCode | null;
  readonly orderLeg: LegState;
  readonly bankLeg: LegState;
  readonly orderPass: OrderPass | null;
  readonly bankPass: BankPass | null;
  /** The match with the bank that the line is part of: equal for every line and bank line of one match. */
  readonly bankMatch: string | null;
  readonly merchantReference: string;
  readonly providerId: string;
  readonly payoutId: string | null;
  readonly provider: string | null;
  readonly method: string | null;
  readonly store: string | null;
  readonly currency: string;
  /**
   * The line's own money: an order's amount, a settlement line's gross, a bank line's amount, a reject's readable
   * amount or 0.
   */
  readonly amount: Minor;
  /**
   * What an order row adds to the sales of its date, and what it calls off of earlier ones, where that is not its
   * amount and nothing: of a version of an order, and of an order that does not say paid. Null: its amount, where it
   * counts.
   */
  readonly sold: Minor | null;
  readonly cancelled: Minor | null;
  /** The currency of `cancelled` where it is not the row's: the order came back in another. */
  readonly cancelledIn: string | null;
  /**
   * Of a line that left its provider's day, because the credit of that day was without it: that day. Null: it left
   * none.
   */
  readonly leftDay: PlainDate | null;
  readonly orderAmount: Minor | null;
  readonly settlementGross: Minor | null;
  readonly settlementFee: Minor | null;
  readonly settlementTax: Minor | null;
  readonly settlementNet: Minor | null;
  readonly bankAmount: Minor | null;
  readonly paidOn: PlainDate | null;
  readonly settledOn: PlainDate | null;
  readonly dueOn: PlainDate | null;
  readonly arrivedOn: PlainDate | null;
  readonly discrepancyIds: readonly string[];
}

/** The columns of a fate that say how a run left its line. */
export const STATE_COLUMNS = ['fate', 'reason', 'orderLeg', 'bankLeg', 'bankPass'] as const;

/** How a run left a line: a part of its fate. */
export type LineState = Pick<FateRow, keyof LineAddress | (typeof STATE_COLUMNS)[number]>;

/**
 * The fates of a run as columns. A run has a hundred thousand of them and more: who counts, sums or prints them asks
 * for the columns that it needs, and a record is made only of a row that somebody looks at.
 */
export interface FateTable extends Iterable<FateRow> {
  readonly length: number;
  /** The row at a place, 0-based, as a record. A place beyond the table is a fault of the caller. */
  row(place: number): FateRow;
  /** Reads the cells of one column by their place, without a record. */
  column<Name extends keyof FateRow>(name: Name): (place: number) => FateRow[Name];
}

/** A line that a finding names: its address, leg and line number in the file. */
export interface NamedLine extends LineAddress {
  readonly leg: Leg;
  readonly line: number;
  /** True where this finding breaks the line. */
  readonly broken: boolean;
}

/** A fact that the wording of a finding uses; amounts are hundredths and end in `Minor`. */
export type Facts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** One thing that is wrong on a date: the pure result of a run, before any person's decision. */
export interface Finding {
  readonly id: string;
  readonly kind: DiscrepancyKind;
  readonly key: readonly string[];
  readonly class: DiscrepancyClass;
  readonly severity: Severity;
  readonly owner: Owner;
  /** The date whose run found it first. */
  readonly firstSeen: PlainDate;
  readonly provider: string | null;
  readonly merchantReference: string | null;
  readonly payoutId: string | null;
  readonly providerId: string | null;
  readonly method: string | null;
  readonly store: string | null;
  readonly currency: string | null;
  readonly orderAmount: Minor | null;
  readonly settlementGross: Minor | null;
  readonly settlementNet: Minor | null;
  readonly bankAmount: Minor | null;
  readonly difference: Minor | null;
  readonly moneyAtRisk: Minor;
  readonly direction: Direction;
  readonly paidOn: PlainDate | null;
  readonly settledOn: PlainDate | null;
  readonly dueOn: PlainDate | null;
  readonly arrivedOn: PlainDate | null;
  readonly businessDaysLate: number | null;
  readonly lines: readonly NamedLine[];
  /** When the customer paid, in the merchant's zone to the minute (`2026-07-01 19:30`), where a line says it. */
  readonly paidAt: string | null;
  readonly cus: string | null;
  /**
   * Lines in the working set that could be what the finding says is not there: no evidence of it, but a question before
   * any claim.
   */
  readonly seenElsewhere: readonly NamedLine[];
  /** Money owed to us that exactly one provider can be asked for, with nothing seen elsewhere. */
  readonly claimable: boolean;
  /** The source_suspect that this finding is listed under. */
  readonly parentId: string | null;
  /** The kinds that this finding's precedence hid. */
  readonly hides: readonly DiscrepancyKind[];
  /** What the wording needs beyond the fields above. */
  readonly facts: Facts;
}

/**
 * What a finding says where its kind has nothing to say of it. A finding is made over such an object, with
 * `Object.assign`, and so is all that has more to say than another one: where properties are added to what a spread
 * made, V8 (11.3) gives each object a shape of its own, which takes longer to make and to read.
 */
export function unsaid() {
  return {
    provider: null,
    merchantReference: null,
    payoutId: null,
    providerId: null,
    method: null,
    store: null,
    currency: null,
    orderAmount: null,
    settlementGross: null,
    settlementNet: null,
    bankAmount: null,
    difference: null,
    paidOn: null,
    settledOn: null,
    dueOn: null,
    arrivedOn: null,
    businessDaysLate: null,
    paidAt: null,
    cus: null,
    seenElsewhere: [],
    claimable: false,
    parentId: null,
    hides: [],
    facts: {},
  } as const satisfies Partial<Finding>;
}

/** A discrepancy as it stands at the close of a run: the finding with its life. */
export interface Discrepancy extends Finding {
  readonly state: DiscrepancyState;
  /** What this generation did to it, null where it only still stands. */
  readonly event: EventKind | null;
  readonly note: string;
}

/** How a finding stands at the close of a run. */
export type Standing = Pick<Discrepancy, 'state' | 'event' | 'note'>;

/** A discrepancy as the run that recorded it wrote it: a former version said less of a finding. */
export type WrittenDiscrepancy = Pick<Finding, 'id'> & Partial<Finding> & Standing;

/** A finding as it stands; one that stood already stands otherwise. */
export function discrepancyOf(finding: Finding, standing: Standing): Discrepancy {
  return Object.assign(unsaid(), finding, standing);
}

export type PayoutFate = 'matched' | 'awaiting' | 'broken' | 'decided';

/** A payout as it stands at the close of a run. A provider's day (`per_day`) is a payout too. */
export interface PayoutRow {
  readonly source: string;
  readonly account: string | null;
  readonly payoutId: string;
  readonly currency: string;
  readonly settledOn: PlainDate;
  readonly lines: number;
  readonly gross: Minor;
  readonly refunds: Minor;
  readonly fees: Minor;
  readonly taxes: Minor;
  readonly adjustments: Minor;
  readonly net: Minor;
  /** What the provider took back of it and gives to later payouts: off its adjustments and its net. */
  readonly givenBack: Minor;
  /** The cohorts (file dates) that its lines stand in. */
  readonly cohorts: readonly PlainDate[];
  readonly bankAmount: Minor | null;
  readonly difference: Minor | null;
  readonly dueOn: PlainDate;
  readonly arrivedOn: PlainDate | null;
  readonly pass: BankPass | null;
  readonly bankMatch: string | null;
  readonly fate: PayoutFate;
  readonly discrepancyIds: readonly string[];
}

/** One store and currency of a cohort at the close of a run; amounts sum to the total row to the centavo. */
export interface StoreRow {
  /** `unassigned` where no store is known. */
  readonly store: string;
  readonly name: string;
  /** False for a code that is not on the list of stores. */
  readonly listed: boolean;
  /** What the list of stores says of it; null where it says nothing. */
  readonly entity: string | null;
  readonly city: string | null;
  readonly costCentre: string | null;
  readonly currency: string;
  readonly orders: number;
  readonly gross: Minor;
  readonly refunds: Minor;
  readonly chargebacks: Minor;
  readonly fees: Minor;
  readonly taxes: Minor;
  readonly net: Minor;
  readonly bankConfirmed: Minor;
  readonly awaiting: Minor;
  readonly broken: Minor;
  readonly confirmedOnDay: Minor;
}

/** The sums of a row of a store, in the order in which people read them. */
export const STORE_AMOUNTS = [
  'gross',
  'refunds',
  'chargebacks',
  'fees',
  'taxes',
  'net',
  'bankConfirmed',
  'awaiting',
  'broken',
  'confirmedOnDay',
] as const satisfies readonly (keyof StoreRow)[];

/** Lines and money of one leg and currency, for conservation. */
export interface Tally {
  readonly lines: number;
  readonly amount: Minor;
}

/** Differences within a tolerance: how many comparisons, their sum as it is, and without signs. */
export interface Tolerated {
  readonly comparisons: number;
  readonly difference: Minor;
  readonly absolute: Minor;
}

/** Conservation of one leg and currency: carried + new + brought back = the sum over the fates. */
export interface LegConservation {
  readonly leg: Leg;
  readonly currency: string;
  readonly entered: Readonly<Record<Entered, Tally>>;
  readonly fates: Readonly<Record<Fate, Tally>>;
  readonly outOfScope: Readonly<Partial<Record<OutOfScopeReason, Tally>>>;
  /** What this run's comparisons let pass within a tolerance, where they let anything pass. */
  readonly tolerated?: Tolerated;
}

/** Money that the bank owes for one date: what falls due, how much of it is there, and what came beyond it. */
export interface DueSums {
  readonly due: Minor;
  /** Whichever day it came, also in part; of each payout, day or line at most what is due. */
  readonly arrived: Minor;
  readonly surplus: Minor;
}

/** One date and currency on which money falls due, before any extension for a missing file, at the close of a run. */
export interface DueRow extends DueSums {
  readonly dueOn: PlainDate;
  readonly currency: string;
  /** What has not arrived of what stands open: of an earlier date, overdue. */
  readonly rest: Minor;
  /** The part of the rest that waits longer because a file is missing: nobody can judge it yet. */
  readonly unjudged: Minor;
  /** The part of the sums that needs no further run. */
  readonly closed: DueSums;
}

/** The stores of an earlier month as a run changed them: what moved between awaiting, broken and confirmed since. */
export interface MonthChange {
  /** `2026-06` */
  readonly month: string;
  readonly stores: readonly StoreRow[];
}

/** Everything that stage 4 decides about a run. */
export interface RunOutcome {
  readonly run: RunKey;
  readonly fates: FateTable;
  readonly discrepancies: readonly Discrepancy[];
  readonly payouts: readonly PayoutRow[];
  readonly stores: readonly StoreRow[];
  readonly conservation: readonly LegConservation[];
  /** The dates on which money falls due that this run moved, and those of which something is open. */
  readonly dues: readonly DueRow[];
  /** Of a view: the order rows of its date as that date's own run left them, for the sales of a date never change. */
  readonly sales?: FateTable;
  /** What this run changed of the stores of earlier cohorts. */
  readonly moved: readonly MonthChange[];
}

/** A discrepancy as a run recorded it. */
export interface RecordedDiscrepancy {
  readonly discrepancy: Discrepancy;
  readonly run: RunKey;
}

/** A discrepancy as earlier runs left it. */
export interface FormerState {
  /** The first date whose run holds it. */
  readonly firstSeen: PlainDate;
  /** As the last run that held it left it. */
  readonly last: Discrepancy;
}
