import type { PlainDate } from '../../schemas/values/dates.ts';
import type { Exchange, RequestRecord } from '../../schemas/ports/requests.ts';

/**
 * What every transport does: fetch the file of a date, and say which date is the first. `directory.ts`, `https.ts`,
 * `sftp.ts` and `postgres.ts` implement it.
 */
export interface Transport {
  /**
   * Brings the file of a date. Throws `source_unreachable` where no complete answer came within the limits (try again
   * later), `source_refused` where credentials or identity were refused, `source_forbidden` where the configuration
   * does not allow the target, `source_unusable` where the answer can never be used, `two_files_for_one_date`,
   * `disk_failed`.
   */
  fetch(ask: Ask): Promise<Answer>;
  /** The first date with a file, or null where there is none or the transport cannot list. */
  earliest(): Promise<PlainDate | null>;
}

export interface Ask {
  readonly date: PlainDate;
  /** An empty folder for the bytes; it is removed afterwards. */
  readonly folder: string;
  /** The last answer with bytes that the archive still holds: an unchanged file need not be sent again. */
  readonly last: RequestRecord | null;
  /** Takes every exchange but the one that the answer carries. */
  readonly record: (exchange: Exchange) => Promise<void>;
}

export type Answer =
  /** There is no file of this date, or not yet. `exchange` is null where asking leaves no trace (a folder). */
  | { readonly state: 'absent'; readonly exchange: Exchange | null }
  /** The bytes are those of `ask.last`. */
  | { readonly state: 'unchanged'; readonly exchange: Exchange }
  /** `name` is data, never part of a path; `path` is ours. */
  | { readonly state: 'found'; readonly name: string; readonly path: string; readonly exchange: Exchange | null };
