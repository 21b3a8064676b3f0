import type { Leg, SettlementType } from '../lines/records.ts';
import type { FactTypes } from './fact-types.ts';
import type { KeyShape } from './keys.ts';

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
/** Which two legs a finding compares; `none` hides nothing and is hidden by nothing. */
export type Comparison = 'order_settlement' | 'settlement_bank' | 'none';
export type Direction = 'owed_to_us' | 'owed_by_us' | 'unknown' | 'none';

/**
 * When a later run has looked again at what a finding is about, so that it stands only if it is found again: life.ts.
 */
export type Examination =
  /** No run does: only a person or another run of its own date closes it. */
  | 'never'
  /** It is drawn from the other findings of each run. */
  | 'found_anew'
  /** A statement tells what was missing, or the row is in the working set again. */
  | 'statement'
  /** A new line of its payout came. */
  | 'new_line_of_payout'
  /** One of its lines enters the run anew, or gives a payout back. */
  | 'adjustment'
  /** One of its lines enters the run anew. */
  | 'entering_line'
  /** All of its lines are in the working set. */
  | 'all_lines'
  /** Its line is in the working set; of a movement that counts, once a statement proves its day. */
  | 'bank_day'
  /** Every run compares what is open with the bank. */
  | 'bank'
  /** The decision by hand that it speaks of is looked at, or is undone. */
  | 'decision'
  /** One of its lines was compared, or left the scope. */
  | 'sale';

/** A finding that says that something is not there: before it says so, it is looked for. */
export interface Absence {
  /** The legs on which it is looked for. */
  readonly legs: readonly Leg[];
  /**
   * The amount that the missing counterpart would have: what the bank did not book, of the order, or of the settlement
   * line.
   */
  readonly amount: 'unbooked' | 'ordered' | 'settled' | null;
  /** The id of a payout may stand in the text of its credit. */
  readonly byPayout?: true;
  /** Of the settlement lines that its keys find, only those of this type answer it. */
  readonly type?: SettlementType;
  /** A payment of another order that carries its reference is told too: no other money, but a reason to ask. */
  readonly asksOfOthers?: true;
}

/** Everything that is known of a kind of discrepancy, but for its rule and its words. */
export interface KindDefinition {
  readonly class: DiscrepancyClass;
  readonly severity: Severity;
  readonly owner: Owner;
  readonly comparison: Comparison;
  /** False: the lines' legs decide their fate, this finding does not break them. */
  readonly breaks: boolean;
  /** What, with the tenant and the kind, makes it the same discrepancy tomorrow. */
  readonly key: KeyShape;
  /** When it is raised, in one clause. */
  readonly when: string;
  readonly examined: Examination;
  /** What its sentences read of it. */
  readonly facts: FactTypes;
  /** What else stands in its facts: for rules of later runs, and for other programs. */
  readonly unsaid?: FactTypes;

  /**
   * The provider can answer it: it holds the money, the report or the explanation. Every other kind is settled between
   * the chain's own people and its bank or customers, and is nothing to claim from a provider.
   */
  readonly isClaimed?: true;
  readonly absence?: Absence;
  /** Its order and a payment have found each other, whatever is wrong between them. */
  readonly isPaired?: true;
  /** Sums of open lines and movements may explain it. */
  readonly isInSums?: true;
  /** It stands alone where the keys of a file of this leg are ruined, and then stands under the row of that file. */
  readonly aloneWithout?: Leg;
  /** It is not raised of lines that carry a ruined key: the row of their file tells them. */
  readonly isLeftToRuinedFile?: true;
  /** It speaks for many sales at once and gives way to a higher finding only where nothing is left of it. */
  readonly givesWay?: 'whole';
  /** A kind that it gives way to whatever its class. */
  readonly givesWayTo?: string;
  /** Its legs are in different currencies: it may be of both comparisons at once, and no leg is filled from another. */
  readonly isAcrossCurrencies?: true;
  /** What hides it is paired with a credit that may be another one told twice, and proves no difference. */
  readonly doubtsItsCredit?: true;
  /** It is looked at again when a statement proves the day of its rows. */
  readonly isOfBankDay?: true;
  /** Rows stand under it, and by themselves again once a person has closed it. */
  readonly hasRowsUnderIt?: true;
  /** Until it is closed, the file of its key is out. */
  readonly leavesFileOut?: true;
  /** The net of a line is what it is about, also beside its order. */
  readonly comparesNet?: true;
}
