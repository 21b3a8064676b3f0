import type { RunKey } from '../outcome/run.ts';

/**
 * `skipped`: of a run that was there before the channel was; nothing is sent of it. `given_up`: refused, or tried too
 * often.
 */
export type AlertState = 'waiting' | 'sent' | 'skipped' | 'given_up';

/** One message to one channel. */
export interface Alert {
  readonly channel: string;
  /**
   * The event's id, `run_<date>_g<generation>`, or of a backup `backup_late_<moment>` and `backup_damaged_<id>`: what a
   * receiver knows a repeat by.
   */
  readonly key: string;
  readonly run: RunKey;
  /** Null: the digest of the run, or a backup; the run is then the newest. */
  readonly discrepancyId: string | null;
}

export interface WaitingAlert extends Alert {
  /** How often it was tried before. */
  readonly tries: number;
}

/**
 * What was told to whom: a port of the store. An alert is planned once per channel and key, whatever is planned again,
 * and stays until it is delivered or given up; between a delivery and its record a crash may repeat it, under the same
 * key.
 */
export interface AlertLedger {
  /** The number of the last event that was looked at for a channel; null where the channel is new. */
  readUpTo(channel: string): Promise<number | null>;
  /** The keys of a channel that are planned already, whatever became of them. */
  planned(channel: string, keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** The discrepancies of which a channel was told already. */
  notified(channel: string, discrepancyIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Records alerts in a state, those known already excepted, and that events up to `seq` have been looked at. */
  plan(
    channel: string,
    seq: number,
    alerts: readonly Alert[],
    state: Extract<AlertState, 'waiting' | 'skipped'>,
  ): Promise<void>;
  /** Takes up to `limit` alerts that are due, in order of date and key; until `untilMs` nobody else gets them. */
  take(channel: string, nowMs: number, untilMs: number, limit: number): Promise<WaitingAlert[]>;
  sent(alert: Alert): Promise<void>;
  /** Not delivered: again at `retryAtMs`, or never (null). */
  failed(alert: Alert, code: string, retryAtMs: number | null): Promise<void>;
}
