/** Every time that workers go by, in milliseconds. */
export interface Timers {
  readonly lockMs: number;
  readonly stalledMs: number;
  readonly pollMs: number;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  readonly sweepMs: number;
  readonly sourceCheckMs: number;
  readonly idleMs: number;
  readonly finishMs: number;
  readonly stopMs: number;
}

export const TIMERS: Timers = {
  // A job of a killed process starts again after up to lock + 2 x stalled: 20 s, where BullMQ's defaults were measured
  // at 90.
  lockMs: 10_000,
  stalledMs: 5_000,
  // What wakes a worker may reach one that stands still; the others then look by themselves after this.
  pollMs: 2_000,
  // Shorter than the above, so that whoever gets the job of a killed process finds its date free; three beats fit into
  // it, because a beat is lost where the store is busy.
  leaseMs: 12_000,
  heartbeatMs: 3_000,
  // Whatever Redis forgot is asked for again within this.
  sweepMs: 10_000,
  // How often the sources are asked for files that were missing; remote ones are among them.
  sourceCheckMs: 600_000,
  // Jobs wait, a worker is free, and takes none for so long: it no longer polls.
  idleMs: 30_000,
  // What a stage may take to finish when the process is to stop; then it is stopped and put back.
  finishMs: 12_000,
  // Whatever happens, the process is gone after this.
  stopMs: 19_000,
};

/**
 * A job whose process was killed starts again this often; then it stays failed, which is how a stage is parked. With
 * BullMQ's own limit of 1 a job whose worker was restarted twice would be.
 */
export const STALLED_MAX = 5;
