import type { Minor } from '../values/money.ts';

/**
 * What is known of a finding beyond its fields, by name. Every fact is optional: without it a sentence is shorter,
 * never wrong. A fact never holds personal data: no name, no document number, no raw row, no bank description.
 */
export type FactTypes = Readonly<Record<string, FactType>>;
export type FactType = keyof FactValues;

/** Amounts are hundredths; their names end in `Minor`. */
interface FactValues {
  readonly flag: boolean;
  readonly text: string;
  readonly list: readonly string[];
  readonly number: number;
  readonly amount: Minor;
}

/** The facts of some types as a rule gives them. */
export type ValuesOf<Types extends FactTypes> = {
  readonly [Name in keyof Types]?: FactValues[Types[Name]] | null;
};

/** Understood for every kind. */
export const COMMON_FACTS = {
  /** Data from before the go-live may explain it. */
  beforeHistory: 'flag',
  /** The credit pays an older payout than one would think. */
  olderPayout: 'flag',
  /** The references that sum to the difference. */
  explanation: 'list',
  /** `unique`, `several` or `none`: what the search for an explanation found. */
  explanationState: 'text',
  /** Where the books hold what the finding misses: `file name:line`. */
  seenAt: 'list',
  /** Where a bank line that looks like nobody's has the amount: `file name:line`. */
  sameAmountAt: 'list',
  /** References that the order had before and another order carries now. */
  formerReferences: 'list',
  /** The kind of the row that speaks for this one too. */
  hiddenBy: 'text',
  /** We look at our own books before anything is claimed. */
  askFirst: 'flag',
} as const satisfies FactTypes;

/** What the sides refunded of a payment. */
export const REFUND_SUMS = {
  /** What the ERP refunded. */
  erpRefundedMinor: 'amount',
  /** What the provider refunded. */
  providerRefundedMinor: 'amount',
  /** What chargebacks took back of the payment. */
  chargedBackMinor: 'amount',
  /** The payment that the refunds belong to. */
  paidMinor: 'amount',
} as const satisfies FactTypes;
