import type { BusinessCalendar, PlainDate } from '../../../schemas/values/dates.ts';
import type { Minor } from '../../../schemas/values/money.ts';
import type { BankPass } from '../../../schemas/outcome/run.ts';

/**
 * What the bank should show: a payout, a provider's day, or one line of a provider that pays per transaction.
 * A refund that the bank should debit is a receivable of a negative amount.
 */
export interface Receivable {
  /** What it is, wherever it stands: orders receivables of one date, so that the place of a row decides nothing. */
  readonly content: string;
  /** Stable over runs: `source|payoutId|currency`, or the line's address. */
  readonly id: string;
  readonly source: string;
  readonly currency: string;
  readonly payoutId: string | null;
  /** Normalised references that a bank line may name (per_transaction). */
  readonly references: readonly string[];
  /** Signed: what the bank should book, by the column that the source compares. */
  readonly amount: Minor;
  readonly settledOn: PlainDate;
  /** The last day to wait; already extended where it depends on a missing file. */
  readonly dueOn: PlainDate;
  readonly isRefund: boolean;
  /** The lines it consists of, with the part of the amount that each contributes. */
  readonly members: readonly ReceivableMember[];
  /** Of a day: its lines in the working set, by the moment of their payment; those of one moment together. */
  readonly moments?: readonly (readonly ReceivableMember[])[];
  /**
   * A line of a day that the credit of that day was without: it waits by itself, to come with the credit of a
   * neighbouring day.
   */
  readonly isMoved?: true;
  /** The differing pair that it stood in at the close of the run before, or null. */
  readonly priorPair: string | null;
}

/** A line by its address, with the part that it contributes to what the bank should show. */
export interface ReceivableMember {
  readonly id: string;
  readonly amount: Minor;
}

/** A day without some lines at its beginning or its end: the provider cut the day at another moment. */
export interface Cut {
  readonly whole: Receivable;
  readonly kept: Receivable;
  /** The lines that left the day, each by itself. */
  readonly moved: readonly Receivable[];
}

/** One open movement of the bank. */
export interface BankItem {
  /** The line's address. */
  readonly id: string;
  /** What it is, wherever it stands: orders movements of one date. */
  readonly content: string;
  /** Positive for a credit. */
  readonly amount: Minor;
  readonly currency: string;
  readonly account: string;
  readonly bookedOn: PlainDate;
  /** The last day to wait for its counterpart. */
  readonly dueOn: PlainDate;
  /** The source whose text it carries (longest text wins), or null. */
  readonly looksLike: string | null;
  /** Normalised, in order of certainty: the column, the pattern's find, the tokens of the description. */
  readonly references: readonly string[];
  /** Those that say something whether or not a receivable carries them. */
  readonly telling: readonly string[];
  /**
   * What may be the beginning of a reference, cut by the bank to the length that all transfers of its file have; the
   * surest first.
   */
  readonly cutForms: readonly string[];
  readonly endToEndId: string | null;
  /** What the bank calls it, as it is compared; null where that says nothing. */
  readonly bankId: string | null;
  /** Upper-cased, without accents. */
  readonly text: string;
  readonly reversal: boolean;
  readonly priorPair: string | null;
}

/** A credit that an earlier run matched, brought forward because a debit of this run mirrors it. */
export interface MatchedCredit {
  readonly item: BankItem;
  /** The match that the debit would undo. */
  readonly bankMatch: string;
  /** The provider itself says that it took back what the match paid. */
  readonly takenBack: boolean;
}

export interface BankMatchParams {
  /** The settlement date of the run: everything is measured to its end. */
  readonly asOf: PlainDate;
  readonly calendar: BusinessCalendar;
  readonly graceBusinessDays: number;
  readonly lookbackDays: number;
  /** Per comparison, in hundredths. */
  readonly bankTolerance: Minor;
  /** Sources by how they pay; only what matching needs. */
  readonly sources: Readonly<
    Record<
      string,
      { readonly settles: 'per_transaction' | 'per_payout' | 'per_day'; readonly refunds: 'debited' | 'netted' }
    >
  >;
  /**
   * Lines of the provider that may explain a difference: open ones (awaiting or broken), and what was settled lately.
   */
  readonly explainers: (
    source: string,
    currency: string,
  ) => readonly {
    readonly id: string;
    readonly amount: Minor;
    readonly settledOn: PlainDate;
    readonly receivable: string | null;
    readonly isOpen?: boolean;
  }[];
}

/** Why a difference has, or has not, an explanation. */
export interface Explanation {
  readonly state: 'unique' | 'several' | 'none';
  /** The lines, only when unique. */
  readonly lines: readonly string[];
  /** How many sets of the smallest size there are (at least, where the search stopped). */
  readonly sets: number;
}

/** Receivables and bank items that belong together. */
export interface BankMatch {
  /** A hash of the members: the same match has the same id in every run. */
  readonly id: string;
  readonly pass: BankPass;
  /** In date order; the first keys a mismatch. */
  readonly receivables: readonly string[];
  readonly bankItems: readonly string[];
  readonly expected: Minor;
  readonly received: Minor;
  /** received - expected; 0 or within tolerance for every pass but `differing`. */
  readonly difference: Minor;
  /** The date of the last bank item. */
  readonly arrivedOn: PlainDate;
  /** Of a `differing` match. */
  readonly explanation: Explanation | null;
  /** Of a `debit` match: the earlier match that it undoes, or null where it pays a negative payout. */
  readonly undoes: string | null;
}

/** Several pairings are possible and would leave different books. */
export interface Ambiguity {
  /** Sorted. Either list may stay empty only when the other holds two or more. */
  readonly receivables: readonly string[];
  readonly bankItems: readonly string[];
  /** The absolute difference of the two sums. */
  readonly moneyAtRisk: Minor;
  /** True once the first member is past due: before that the group only waits. */
  readonly pastDue: boolean;
}

export interface BankMatchResult {
  readonly matches: readonly BankMatch[];
  /** Days by their ids, with the addresses of the lines that left them: in the lists here these stand by themselves. */
  readonly cuts: ReadonlyMap<string, readonly string[]>;
  readonly ambiguities: readonly Ambiguity[];
  /** What found nothing and stands in no ambiguity, sorted by id. */
  readonly openReceivables: readonly string[];
  readonly openItems: readonly string[];
}
