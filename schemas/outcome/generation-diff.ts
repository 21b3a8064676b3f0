import type { PlainDate } from '../values/dates.ts';
import type { DiscrepancyState } from '../kinds/discrepancy.ts';
import type { DiscrepancyClass } from '../kinds/kind.ts';
import type { DiscrepancyKind } from '../kinds/kinds.ts';
import type { SourceFile } from '../lines/files.ts';
import type { Minor } from '../values/money.ts';
import type { RunRecord } from '../ports/runs.ts';
import type { Fate, Leg } from '../lines/records.ts';
import type { PayoutFate, RunOutcome } from './run.ts';

/**
 * What a generation of a date changes against the one before it: by reference, by payout, by discrepancy, and in money.
 */

/** One of the two generations. */
export interface DiffSide {
  readonly run: RunRecord;
  readonly files: readonly SourceFile[];
  readonly outcome: Pick<RunOutcome, 'fates' | 'payouts' | 'discrepancies'>;
}

/** In the order in which they are told. `changed`: anything else that differs, also what is there no more. */
export const DIFF_CHANGES = ['newly_matched', 'newly_broken', 'changed', 'unchanged'] as const;
export type DiffChange = (typeof DIFF_CHANGES)[number];

/**
 * What a line is about, wherever it stands in its file: the reference of its sale, on whichever legs; a line without
 * one is known by its leg, source, own id or, without id, by its payout, day and amount.
 */
export interface DiffSubject {
  /** As printed; '' where there is none, and only then do the four fields after it say something. */
  readonly merchantReference: string;
  readonly leg: Leg | null;
  readonly source: string | null;
  /** The provider's or the bank's own. */
  readonly id: string | null;
  readonly payoutId: string | null;
  readonly currency: string;
}

/** How a subject stands in one generation. */
export interface SubjectState {
  /** Of its lines in scope the one that asks for most: broken, rejected, awaiting, decided, matched. */
  readonly fate: Fate;
  readonly lines: number;
  /** What its lines say per leg (order amount, settlement gross, bank amount); null where it has no line of the leg. */
  readonly order: Minor | null;
  readonly settlement: Minor | null;
  readonly bank: Minor | null;
  readonly discrepancyIds: readonly string[];
}

/** A subject that is not as it was. */
export interface DiffEntry {
  readonly subject: DiffSubject;
  readonly change: Exclude<DiffChange, 'unchanged'>;
  /** Null where the former generation does not have it. */
  readonly before: SubjectState | null;
  /** Null where it is there no more. */
  readonly after: SubjectState | null;
}

/** How many subjects changed so, and their money: the order's, else the provider's, else the bank's. */
export interface DiffTotal {
  readonly change: DiffChange;
  readonly currency: string;
  readonly subjects: number;
  readonly before: Minor;
  readonly after: Minor;
}

export interface PayoutState {
  readonly fate: PayoutFate;
  readonly net: Minor;
  readonly bankAmount: Minor | null;
}

/** A payout that is not as it was. */
export interface DiffPayout {
  readonly source: string;
  readonly payoutId: string;
  readonly currency: string;
  readonly change: Exclude<DiffChange, 'unchanged'>;
  readonly before: PayoutState | null;
  readonly after: PayoutState | null;
}

export interface DiscrepancyAt {
  readonly class: DiscrepancyClass;
  readonly state: DiscrepancyState;
  readonly moneyAtRisk: Minor;
}

/** A discrepancy that stands in one generation and not in the other, or with other facts. */
export interface DiffDiscrepancy {
  readonly id: string;
  readonly kind: DiscrepancyKind;
  readonly change: 'opened' | 'closed' | 'changed';
  readonly merchantReference: string | null;
  readonly payoutId: string | null;
  readonly provider: string | null;
  readonly currency: string | null;
  /** Null where it does not stand. */
  readonly before: DiscrepancyAt | null;
  readonly after: DiscrepancyAt | null;
}

export type FileIdentity = Pick<SourceFile, 'state' | 'sha256'>;

/** Which inputs differ: why there is another generation. */
export interface DiffInputs {
  /** Sources whose file is another one, or is read in another way. */
  readonly files: readonly {
    readonly source: string;
    readonly before: FileIdentity | null;
    readonly after: FileIdentity | null;
  }[];
  /** The date before has another generation. */
  readonly parent: boolean;
  readonly configuration: boolean;
  readonly rules: boolean;
  /** Nothing else differs: people decided something in between. */
  readonly decisions: boolean;
}

export interface GenerationDiff {
  readonly date: PlainDate;
  readonly before: number;
  readonly after: number;
  readonly reason: string | null;
  readonly inputs: DiffInputs;
  /** Every change that occurs, `unchanged` too, by currency. */
  readonly totals: readonly DiffTotal[];
  readonly entries: readonly DiffEntry[];
  readonly payouts: readonly DiffPayout[];
  readonly discrepancies: readonly DiffDiscrepancy[];
}
