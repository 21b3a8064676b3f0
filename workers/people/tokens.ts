import { randomBytes } from 'node:crypto';
import { CuadreError } from '../../schemas/errors.ts';
import { actorOf, type Actor, type Person, type Proved } from '../../schemas/people/person.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Token, TokenKind } from '../../schemas/ports/people.ts';
import { sha256 } from '../../schemas/values/hash.ts';

/** What proves a person without a password: shown once, kept as a hash, ended at its day or before. */

type Asked = Pick<Context, 'store' | 'clock'>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How each kind begins, so that one which was leaked is found and known for what it is. */
const BEGINS: Readonly<Record<TokenKind, string>> = { invitation: 'cdi_', login: 'cdl_', machine: 'cdm_' };

/** How long each stands unless another time is asked for. */
export const LASTS_MS: Readonly<Record<TokenKind, number>> = {
  invitation: 7 * DAY_MS,
  login: 12 * HOUR_MS,
  machine: 90 * DAY_MS,
};
export const MACHINE_DAYS_MAX = 400;

/**
 * Makes a token of a person; the text is in the answer and nowhere else.
 *
 * @param lastsMs how long it stands, in milliseconds
 */
export async function makeToken(
  { person, kind, name, lastsMs = LASTS_MS[kind] }: NewToken,
  by: Actor,
  { store, clock }: Asked,
): Promise<{ readonly token: Token; readonly text: string }> {
  const text = BEGINS[kind] + randomBytes(32).toString('base64url');
  const atMs = clock.nowMs();
  const { id, epoch } = person;
  const token = await store.tokens.make(
    { hash: sha256(text), kind, person: id, name, epoch, atMs, endsMs: atMs + lastsMs },
    { by, atMs, event: 'token_made', detail: `${kind} ${name}`.trim() },
  );
  return { token, text };
}

interface NewToken {
  readonly person: Person;
  readonly kind: TokenKind;
  readonly name: string;
  readonly lastsMs?: number;
}

/** The token that a text is of and whose it is, while it stands; null where there is no such. */
export async function standingToken(
  text: string,
  kinds: readonly TokenKind[],
  { store, clock }: Asked,
): Promise<{ readonly token: Token; readonly person: Person } | null> {
  const token = await store.tokens.find(sha256(text.trim()));
  if (token === null || token.endedMs !== null || clock.nowMs() >= token.endsMs) return null;
  const person = await store.people.find(token.person);
  const isTheirs = person !== null && !person.isEnded && person.epoch === token.epoch;
  return isTheirs && kinds.includes(token.kind) ? { token, person } : null;
}

/** Who a token proves. Throws `sign_in_refused` where it stands no more, or never did. */
export async function proveToken(text: string, context: Asked): Promise<Proved> {
  const found = await standingToken(text, ['login', 'machine'], context);
  if (found === null) throw new CuadreError('sign_in_refused', 'this token is not known, has ended, or was revoked');
  return { person: found.person, proof: 'token' };
}

/** Ends a token of a person; whether one stood. */
export async function endToken(seq: number, by: Proved, { store, clock }: Asked): Promise<boolean> {
  return store.tokens.end(seq, { by: actorOf(by), atMs: clock.nowMs(), event: 'token_ended', detail: String(seq) });
}
