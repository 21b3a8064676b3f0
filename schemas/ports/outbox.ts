import type { PlainDate } from '../values/dates.ts';
import type { QueueEvent } from '../kinds/discrepancy.ts';
import type { DiscrepancyClass, Owner, Severity } from '../kinds/kind.ts';
import type { DiscrepancyKind } from '../kinds/kinds.ts';
import type { ChargebackState } from '../outcome/work.ts';
import type { Minor } from '../values/money.ts';

export interface OutboxRow {
  /** The number of the event. */
  readonly seq: number;
  readonly eventId: string;
  /** The message of the discrepancy queue as JSON (the fields of `QueueMessage`). */
  readonly payload: string;
}

/** One message of the discrepancy queue: one change of one discrepancy. Amounts are hundredths. */
export interface QueueMessage {
  readonly eventId: string;
  /** Orders the events of one discrepancy, from 1. */
  readonly seq: number;
  readonly event: QueueEvent;
  readonly discrepancyId: string;
  readonly kind: DiscrepancyKind;
  readonly class: DiscrepancyClass;
  readonly severity: Severity;
  readonly owner: Owner;
  readonly settlementDate: PlainDate;
  readonly generation: number;
  readonly merchantReference: string | null;
  readonly store: string | null;
  readonly provider: string | null;
  readonly currency: string | null;
  readonly differenceMinor: Minor | null;
  readonly moneyAtRiskMinor: Minor;
  /** Of an event of work: how it stands after it, and what was said with it. */
  readonly work?: {
    /** The id of a person. */
    readonly assignee: string | null;
    readonly followUpOn: PlainDate | null;
    readonly claimNumber: string | null;
    readonly chargeback: ChargebackState | null;
    readonly comment: string;
  };
}

/** Events on their way to the discrepancy queue. */
export interface Outbox {
  /** Those that it has not got yet, in order of their number, at most `limit`; as they were recorded. */
  next(limit: number): Promise<OutboxRow[]>;
  /** Marks rows as handed over. */
  sent(seqs: readonly number[]): Promise<void>;
  /** How many wait. */
  size(): Promise<number>;
  /** Notes messages that a consumer completed, by their event ids; other ids are ignored. Returns how many are new. */
  completed(eventIds: readonly string[]): Promise<number>;
  /** Of these event ids those of messages that are noted as completed. */
  completedOf(eventIds: readonly string[]): Promise<string[]>;
  /** What Redis is held against; null before the first time. */
  mark(): Promise<QueueMark | null>;
  /**
   * Begins a new epoch, where `former` is still that of now. `again`: everything that was sent and that no consumer
   * completed waits once more. Returns how many that are; null where the epoch was another.
   */
  beginEpoch(former: string | null, epoch: string, how: { readonly again: boolean }): Promise<number | null>;
  /** Every message of runs of this date and later ones waits once more, completed or not. Returns their event ids. */
  sendAgain(since: PlainDate): Promise<string[]>;
}

/**
 * How far the store and the discrepancy queue have come together. Redis keeps it too: where it has none, another epoch
 * or a lower count, it was wiped, or restored to an older state, and messages are lost.
 */
export interface QueueMark {
  /** Begins anew with each loss. */
  readonly epoch: string;
  /** Messages handed over and completions noted in it; it only grows. */
  readonly count: number;
}
