import { CuadreError } from '../../schemas/errors.ts';
import { actorOf, emailOf, type Actor, type Person, type Proved } from '../../schemas/people/person.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { sha256 } from '../../schemas/values/hash.ts';
import { stepOfCode } from './one-time-codes.ts';
import { assertPassword, hashOfPassword, isPassword } from './passwords.ts';
import { standingToken } from './tokens.ts';

/** Who is it? By a password and a one-time code, or by an invitation. */

type Asked = Pick<Context, 'store' | 'clock'>;

/**
 * `signed`; `code_needed` (the password is right, and a one-time code is asked for); `refused` (address, password or
 * code is wrong: nobody is told which); `wait` (too often wrong).
 */
export type SignIn =
  | { readonly kind: 'signed'; readonly proved: Proved }
  | { readonly kind: 'code_needed' | 'refused' }
  | { readonly kind: 'wait'; readonly untilMs: number };

/** So often a wrong answer costs nothing; each one more doubles the time to wait, from two seconds. */
const FREE_TRIES = 5;
const WAIT_MAX_MS = 15 * 60_000;

/** Who has this address, password and (where they use them) one-time code. An answer says nothing of who there is. */
export async function signIn(
  { email, password, code }: { readonly email: string; readonly password: string; readonly code: string | null },
  context: Asked,
): Promise<SignIn> {
  const { store, clock } = context;
  const nowMs = clock.nowMs();
  const address = sha256(email.trim().toLowerCase());
  const untilMs = waitsUntil(await store.sessions.tries(address));
  if (nowMs < untilMs) return { kind: 'wait', untilMs };
  const known = emailOf(email);
  const person = known === null ? null : await store.people.find(known);
  const secrets = person === null || person.isEnded ? null : await store.people.secrets(person.id);
  const isRight = await isPassword(password, secrets?.passwordHash ?? null);
  if (person === null || secrets === null || !isRight) return refuse(address, person, context);
  if (secrets.codeSecret !== null) {
    if (code === null) return { kind: 'code_needed' };
    const step = stepOfCode(secrets.codeSecret, code, nowMs);
    if (step === null || step <= secrets.codeStep) return refuse(address, person, context);
    if (!(await takeCode(person, step, context))) return refuse(address, person, context);
  }
  await store.sessions.forgetTries(address);
  const proved: Proved = { person, proof: 'password' };
  await store.people.note({ by: actorOf(proved), atMs: nowMs, event: 'signed_in', detail: '' }, person.id);
  return { kind: 'signed', proved };
}

/** Uses a code up; whether this sign-in did: of two that send it at the same moment one does. */
async function takeCode({ id }: Person, codeStep: number, { store }: Asked): Promise<boolean> {
  try {
    await store.people.setSecrets(id, { codeStep }, null);
    return true;
  } catch (error) {
    if (error instanceof CuadreError && error.code === 'person_refused') return false;
    throw error;
  }
}

function waitsUntil({ count, lastMs }: { readonly count: number; readonly lastMs: number }): number {
  if (count < FREE_TRIES) return 0;
  return lastMs + Math.min(2_000 * 2 ** (count - FREE_TRIES), WAIT_MAX_MS);
}

/** Of an address that nobody has nothing is logged: it may be a password in the wrong field. */
async function refuse(address: string, person: Person | null, { store, clock }: Asked): Promise<SignIn> {
  const atMs = clock.nowMs();
  await store.sessions.tried(address, atMs);
  if (person !== null) {
    const by: Actor = { name: person.email, personId: null, proof: 'stated' };
    await store.people.note({ by, atMs, event: 'sign_in_refused', detail: '' }, person.id);
  }
  return { kind: 'refused' };
}

/**
 * Sets the password of an invitation, which is used up by it; the codes of an authenticator that was lost are asked for
 * no more. Throws `sign_in_refused` where it stands no more, and
 * `person_refused` where the text can be no password.
 */
export async function acceptInvitation(invitation: string, password: string, context: Asked): Promise<Proved> {
  const { store, clock } = context;
  const found = await standingToken(invitation, ['invitation'], context);
  if (found === null)
    throw new CuadreError('sign_in_refused', 'this invitation is not known, was used, or has ended: ask for another');
  const { token, person } = found;
  assertPassword(password, person.email);
  const passwordHash = await hashOfPassword(password);
  const by: Actor = { name: person.name, personId: person.id, proof: 'token' };
  const atMs = clock.nowMs();
  if (!(await store.tokens.end(token.seq, { by, atMs, event: 'token_ended', detail: 'invitation' })))
    throw new CuadreError('sign_in_refused', 'this invitation was used: ask for another');
  const secrets = { passwordHash, codeSecret: null, codeStep: 0 };
  await store.people.setSecrets(person.id, secrets, { by, atMs, event: 'password_set', detail: '' });
  await store.sessions.forgetTries(sha256(person.email));
  const now = await store.people.find(person.id);
  return { person: now ?? person, proof: 'password' };
}
