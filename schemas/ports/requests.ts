import type { PlainDate } from '../values/dates.ts';
import type { TransportName } from '../config/from.ts';

/**
 * What a source was asked, and what came back: kept beside the archived bytes, the only records with a wall clock
 * there.
 */
export interface Exchange {
  /** The URL, path or database and query, never with a secret. */
  readonly target: string;
  readonly outcome: 'fetched' | 'unchanged' | 'absent' | 'redirected' | 'failed';
  /** HTTP status, SFTP status or SQLSTATE; null where nothing answered. */
  readonly status: string | null;
  /** What of the answer is kept: an allow-list of headers, size and time of change, rows. */
  readonly facts: Readonly<Record<string, string>>;
  /** Why it failed, or what was passed over. */
  readonly detail: string;
  readonly size: number;
  readonly ms: number;
}

export interface RequestRecord extends Exchange {
  readonly date: PlainDate;
  readonly source: string;
  readonly transport: TransportName;
  /** When the answer was complete, ISO 8601 in UTC. */
  readonly at: string;
  /** Of the bytes as they were fetched. */
  readonly sha256: string | null;
  /** Of the bytes that are read: those inside a gz or zip, else the same. */
  readonly fileSha256: string | null;
}
