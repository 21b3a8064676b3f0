import type { PlainDate } from '../values/dates.ts';

/**
 * The right to write one date, or to bring in one source of it: a token that only grows. Every later write carries it.
 */
export interface Lease {
  readonly date: PlainDate;
  readonly token: number;
  /** Where the lease is for one source alone. */
  readonly source?: string;
}

/**
 * How long a date is held without a renewal where its holder cannot renew while it works: embedded, between the stages.
 */
export const LEASE_MS = 120_000;

/** Who may write what: one holder of a date, or of one source of it, at a time. */
export interface Leases {
  /**
   * Takes the date, and throws `run_held_elsewhere` while another holds it; a lease that ran out, or whose holder is
   * known to be dead, is taken over. It lasts `LEASE_MS`. A holder's name is no other holder's.
   */
  take(date: PlainDate, holder: string, nowMs: number): Promise<Lease>;
  /** Goes on holding it, for `LEASE_MS` unless said otherwise. Throws `lease_lost` where another has taken it. */
  renew(lease: Lease, nowMs: number, lastsMs?: number): Promise<void>;
  release(lease: Lease): Promise<void>;
}
