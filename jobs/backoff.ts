import { createHash } from 'node:crypto';
import type { StageKey } from '../schemas/ports/progress.ts';

/** The first wait after a failure; each further one is twice as long. */
const FIRST_MS = 10_000;
/** A bank's server that is down for hours is asked four times an hour. */
const LONGEST_MS = 900_000;
/** The share of a wait by which it differs from that of other stages, so that they do not all come back at once. */
const JITTER = 0.2;

/**
 * How long a stage waits before it is tried again: exponential, with a jitter that is a function of the run, the stage
 * and the number of starts, so that the same history waits the same.
 */
export function retryDelayMs({ date, generation, stage, source }: StageKey, starts: number): number {
  const exponential = Math.min(FIRST_MS * 2 ** (starts - 1), LONGEST_MS);
  const digest = createHash('sha256')
    .update(`${date}/${String(generation)}/${stage}/${source}/${String(starts)}`)
    .digest();
  const share = digest.readUInt32BE(0) / 2 ** 32;
  return Math.round(exponential * (1 - JITTER + 2 * JITTER * share));
}
