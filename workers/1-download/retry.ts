import { setTimeout as sleep } from 'node:timers/promises';
import pRetry from 'p-retry';
import { CuadreError, type ErrorContext } from '../../schemas/errors.ts';
import type { FetchLimits } from '../../schemas/config/from.ts';
import type { Clock } from '../../schemas/ports/clock.ts';

/** Waits grow no longer than this between two attempts. */
const DELAY_MAX_MS = 60_000;

/** No complete answer: worth another attempt, perhaps not before a time that the server names. */
export class Unreachable extends CuadreError {
  readonly retryAfterMs: number;

  constructor(message: string, context: ErrorContext, options: ErrorOptions & { readonly retryAfterMs?: number } = {}) {
    super('source_unreachable', message, context, options);
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

/**
 * Tries until an attempt succeeds, fails for good, or the limits are used up: with growing waits, never before the time
 * that the server asked for, and never longer than `totalMs` over all attempts. Gives up at once where the server asks
 * for a longer wait than is left. Throws what the last attempt threw, or `source_unreachable` where time ran out.
 */
export async function withRetries<T>(
  what: ErrorContext,
  limits: FetchLimits,
  clock: Clock,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const startedMs = clock.nowMs();
  const total = AbortSignal.timeout(limits.totalMs);
  let last: unknown = null;
  const once = async (): Promise<T> => {
    const signal = AbortSignal.any([total, AbortSignal.timeout(limits.attemptMs)]);
    try {
      return await attempt(signal);
    } catch (error) {
      last =
        signal.aborted && !(error instanceof CuadreError && error.permanent)
          ? timedOut(what, limits, total.aborted, error)
          : error;
      throw last;
    }
  };
  try {
    return await pRetry(once, {
      retries: limits.attempts - 1,
      minTimeout: limits.firstDelayMs,
      maxTimeout: DELAY_MAX_MS,
      factor: 2,
      signal: total,
      shouldRetry: ({ error }) => error instanceof CuadreError && !error.permanent,
      onFailedAttempt: async ({ error, retriesLeft }) => {
        if (!(error instanceof Unreachable) || error.retryAfterMs === 0 || retriesLeft === 0) return;
        if (error.retryAfterMs > limits.totalMs - (clock.nowMs() - startedMs)) throw error;
        await sleep(error.retryAfterMs, undefined, { signal: total });
      },
    });
  } catch (error) {
    throw total.aborted && !(error instanceof CuadreError) ? (last ?? timedOut(what, limits, true, error)) : error;
  }
}

function timedOut(what: ErrorContext, limits: FetchLimits, isTotal: boolean, cause: unknown): Unreachable {
  const seconds = (isTotal ? limits.totalMs : limits.attemptMs) / 1000;
  return new Unreachable(`${String(what['source'])} sent no complete answer within ${String(seconds)} s`, what, {
    cause,
  });
}
