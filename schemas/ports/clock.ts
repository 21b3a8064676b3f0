/** The time, for leases and for the manifest; the core never asks for it. */
export interface Clock {
  nowMs(): number;
  /** Resolves after so many milliseconds. A clock without it stands still: who would wait goes on at once. */
  wait?(ms: number): Promise<void>;
}
