import type { PlainDate } from '../values/dates.ts';
import type { SourceFile } from '../lines/files.ts';
import type { Lease } from './leases.ts';

/** A stage of one round at a date, as it is asked for and told of. */
export interface StageKey {
  readonly date: PlainDate;
  readonly generation: number;
  readonly round: number;
  readonly stage: string;
  /** '' where the stage is of the whole date. */
  readonly source: string;
}

/**
 * How a stage stands that was started and has no good end yet. `working`: it has not told how it ended. `retrying`: it
 * failed and is tried again by itself. `asked`: it is to be tried again at once, its attempts counted anew. `failed`,
 * `parked`: it waits for a person; a parked one for a replay.
 */
export type StageState = 'working' | 'retrying' | 'asked' | 'failed' | 'parked';

export interface StageRecord {
  readonly stage: string;
  readonly source: string;
  readonly state: StageState;
  /** How often the job was started that does it. */
  readonly starts: number;
  /** When it is tried again; null where it waits for nothing. */
  readonly retryAtMs: number | null;
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
  readonly lease: Lease;
}

/**
 * Why a stage is not to be done now: its round is over, another process holds the date, or it waits for a person.
 */
export type StageRefusal = 'superseded' | 'held' | 'failed' | 'parked';

/** Who starts a stage, and how often its job was started, this time included. */
export interface StageStart {
  readonly holder: string;
  readonly starts: number;
  readonly nowMs: number;
  readonly leaseMs: number;
}

/** How a stage was left that did not end well. */
export type StageLeft =
  | { readonly state: 'asked' }
  | { readonly state: 'retrying'; readonly retryAtMs: number; readonly code: string; readonly detail: string }
  | { readonly state: 'failed' | 'parked'; readonly code: string; readonly detail: string };

/** What a stage brought its date. */
export type StageResult =
  | { readonly kind: 'file'; readonly file: SourceFile; readonly normalised: boolean }
  | { readonly kind: 'matched' }
  | { readonly kind: 'published' };

/**
 * How far dates have come that workers have under way: the record by which any process goes on where another was
 * killed. Attempts are counted by the queue; what they came to stands here, for whoever asks.
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
   * Takes the lease and records that the stage was started; or says why not. A process that holds it already is refused
   * like any other.
   */
  start(key: StageKey, start: StageStart): Promise<StageLease | StageRefusal>;
  /** Goes on holding a stage that has not ended. Throws `lease_lost` as below: also where its round is over. */
  renew(lease: StageLease, nowMs: number, leaseMs: number): Promise<void>;
  /**
   * Records what the stage brought, and that it ended well. Throws `lease_lost` where it is no longer this process's to
   * say.
   */
  recordResult(lease: StageLease, recordResult: StageResult): Promise<void>;
  /** Records how the stage was left, and gives its lease back. Throws `lease_lost` as above. */
  leave(lease: StageLease, left: StageLeft): Promise<void>;
  /**
   * Stages that failed are to be tried again: of all dates, or of one, whose stages then wait no longer either. Parked
   * ones are not.
   */
  askAgain(date?: PlainDate): Promise<void>;
}
