import { Secret, TOTP } from 'otpauth';
import { actorOf, type Proved } from '../../schemas/people/person.ts';
import type { Context } from '../../schemas/ports/context.ts';

/** Codes of an authenticator: TOTP of RFC 6238, six digits, thirty seconds, SHA-1, as authenticators know them. */

const PERIOD_S = 30;

/** A code may be of the thirty seconds before and after: clocks of telephones are not exact. */
const WINDOW = 1;

/** What an authenticator is given, in base 32. */
export function newCodeSecret(): string {
  return new Secret({ size: 20 }).base32;
}

function codesOf(secret: string, email: string): TOTP {
  return new TOTP({ issuer: 'Cuadre', label: email, secret: Secret.fromBase32(secret), period: PERIOD_S });
}

/** The address that an authenticator reads from a picture. */
export function addressOfCodes(secret: string, email: string): string {
  return codesOf(secret, email).toString();
}

/** The code of a moment. */
export function codeAt(secret: string, atMs: number): string {
  return codesOf(secret, '').generate({ timestamp: atMs });
}

/** The step of time that a code is of; null where it is none of about now. */
export function stepOfCode(secret: string, code: string, atMs: number): number | null {
  const token = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const delta = codesOf(secret, '').validate({ token, timestamp: atMs, window: WINDOW });
  return delta === null ? null : Math.floor(atMs / 1000 / PERIOD_S) + delta;
}

/**
 * From now on a person signs in with codes of an authenticator that was given the secret; whether the code is one of
 * it: of another nothing is changed, or nobody could sign in any more.
 */
export async function setUpCodes(
  proved: Proved,
  codeSecret: string,
  code: string,
  { store, clock }: Pick<Context, 'store' | 'clock'>,
): Promise<boolean> {
  const atMs = clock.nowMs();
  const codeStep = stepOfCode(codeSecret, code, atMs);
  if (codeStep === null) return false;
  const note = { by: actorOf(proved), atMs, event: 'codes_set', detail: '' } as const;
  await store.people.setSecrets(proved.person.id, { codeSecret, codeStep }, note);
  return true;
}
