import type { PlainDate } from '../values/dates.ts';
import type { EventKind } from '../kinds/discrepancy.ts';
import type { DiscrepancyClass, Owner, Severity } from '../kinds/kind.ts';
import type { DiscrepancyKind } from '../kinds/kinds.ts';
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
  readonly event: EventKind;
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
}

/** Events on their way to the discrepancy queue. */
export interface Outbox {
  /** Those that it has not got yet, in order of their number, at most `limit`. */
  next(limit: number): Promise<OutboxRow[]>;
  /** Marks rows as handed over. */
  sent(seqs: readonly number[]): Promise<void>;
  /** How many wait. */
  size(): Promise<number>;
}
