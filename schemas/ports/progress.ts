import type { PlainDate } from '../values/dates.ts';
import type { SourceFile } from '../lines/files.ts';
import type { Lease } from './leases.ts';

/** A stage of a date under way, as it is asked for and told of. */
export interface StageKey {
  readonly date: PlainDate;
  readonly generation: number;
  readonly stage: string;
  /** '' where the stage is of the whole date. */
  readonly source: string;
}

/** A stage that was started and has no good end yet. `parked`: it is not tried again until a person asks for it. */
export interface StageRecord {
  readonly stage: string;
  readonly source: string;
  readonly starts: number;
  /** Starts since the stage last told how it ended. */
  readonly unanswered: number;
  readonly notBeforeMs: number;
  readonly state: 'open' | 'failed' | 'parked';
  /** The code of the last error; null where none was told. */
  readonly code: string | null;
  readonly detail: string | null;
}

/** A date under way. */
export interface DateUnderWay {
  readonly date: PlainDate;
  readonly round: number;
  /** The generation that is made if the inputs differ. */
  readonly generation: number;
  /** Matched and classified: committed, or found unchanged. */
  readonly matched: boolean;
  /** Where its files come from: looked for at the sources, or only what was not read yet. */
  readonly filesFrom: 'sources' | 'unread';
  readonly files: readonly { readonly file: SourceFile; readonly normalised: boolean }[];
  readonly stages: readonly StageRecord[];
}

/** The right to do one stage. */
export interface StageLease {
  readonly key: StageKey;
  readonly round: number;
  readonly lease: Lease;
  /** How often it was started, this time included. */
  readonly starts: number;
}

/** Why a stage is not to be done now. */
export type StageRefusal = 'superseded' | 'held' | 'not_yet' | 'failed' | 'parked';

/** A stage that was started this often and never told how it ended kills whoever does it: it is left alone. */
export const UNANSWERED_MAX = 5;

/** What a stage brought its date. */
export type StageResult =
  | { readonly kind: 'file'; readonly file: SourceFile; readonly normalised: boolean }
  | { readonly kind: 'matched' }
  | { readonly kind: 'published' };

/**
 * How far dates have come that workers have under way: the record by which any process goes on where another was
 * killed.
 */
export interface Progress {
  /** The dates under way, ascending. */
  underWay(): Promise<DateUnderWay[]>;
  of(date: PlainDate): Promise<DateUnderWay | null>;
  /** Begins a date, if it is not under way. `anew`: from the start also where it is, with every attempt forgotten. */
  begin(
    date: PlainDate,
    how: { readonly anew: boolean; readonly filesFrom: DateUnderWay['filesFrom'] },
  ): Promise<DateUnderWay>;
  /**
   * Counts a start and takes the lease; or says why not. A stage that was started `UNANSWERED_MAX` times
   * without an answer is parked.
   */
  start(key: StageKey, holder: string, nowMs: number, leaseMs: number): Promise<StageLease | StageRefusal>;
  renew(lease: Lease, nowMs: number, leaseMs: number): Promise<void>;
  /**
   * Records what the stage brought, and that it ended well. Throws `lease_lost` where it is no longer this process's to
   * say.
   */
  recordResult(lease: StageLease, recordResult: StageResult): Promise<void>;
  /** Records that the stage failed: for good, or until a time. Gives the lease back. */
  fail(
    lease: StageLease,
    failure: { readonly code: string; readonly detail: string; readonly retryAtMs: number | null },
  ): Promise<void>;
  /** Gives the lease back of a stage that was stopped from outside: the start does not count. */
  putBack(lease: StageLease): Promise<void>;
  /**
   * Stages that failed for good may be tried again: of all dates, or of one, whose stages then wait no longer either.
   */
  retryFailed(date?: PlainDate): Promise<void>;
}
