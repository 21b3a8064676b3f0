import { randomBytes } from 'node:crypto';
import type { Context } from '../../schemas/ports/context.ts';
import { sha256 } from '../../schemas/values/hash.ts';

/** Sign-ins that have begun elsewhere: what was sent there, until the browser that began comes back with it, once. */

/** So long somebody may take to sign in at the provider. */
export const UNDER_WAY_MS = 10 * 60_000;

/** More at a time is nobody's morning; of more the oldest are forgotten, and begin again. */
const UNDER_WAY_MAX = 5_000;

/** What is known here alone of a sign-in elsewhere. */
export interface UnderWay {
  /** Comes back with the browser, as it was sent. */
  readonly state: string;
  /** Comes back inside what the provider signs. */
  readonly nonce: string;
  /** What the provider was told the hash of (PKCE): without it nobody can use the code. */
  readonly verifier: string;
  readonly redirectUri: string;
  /** Where somebody wanted to go. */
  readonly next: string;
}

export interface KeptUnderWay {
  /** Keeps one; the answer is the ticket that the browser holds, and stands nowhere else. */
  readonly put: (one: UnderWay) => string;
  /** The one of a ticket and a state, which is used up by it; null where there is none, or no more. */
  readonly take: (ticket: string, state: string) => UnderWay | null;
}

/** In the memory of this process: a desk that starts again knows of none, and whoever was away begins anew. */
export function keepUnderWay({ clock }: Pick<Context, 'clock'>): KeptUnderWay {
  const kept = new Map<string, { readonly one: UnderWay; readonly endsMs: number }>();
  const forgetOld = (nowMs: number): void => {
    // In the order in which they began, so the first that stands ends the search.
    for (const [hash, { endsMs }] of kept) {
      if (nowMs < endsMs && kept.size < UNDER_WAY_MAX) return;
      kept.delete(hash);
    }
  };
  return {
    put: (one) => {
      const nowMs = clock.nowMs();
      forgetOld(nowMs);
      const ticket = randomBytes(32).toString('base64url');
      kept.set(sha256(ticket), { one, endsMs: nowMs + UNDER_WAY_MS });
      return ticket;
    },
    take: (ticket, state) => {
      const hash = sha256(ticket);
      const found = kept.get(hash);
      // A foreign state leaves it as it is: another window of the same browser may still come back.
      if (found === undefined || found.one.state !== state) return null;
      kept.delete(hash);
      return clock.nowMs() < found.endsMs ? found.one : null;
    },
  };
}
