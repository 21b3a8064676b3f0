import { randomBytes } from 'node:crypto';
import { actorOf, type Proved } from '../../schemas/people/person.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Session } from '../../schemas/ports/people.ts';
import { sha256 } from '../../schemas/values/hash.ts';

/** Who is signed in at a desk. The browser holds a name that cannot be guessed; the record holds its hash. */

type Asked = Pick<Context, 'store' | 'clock'>;

/** A session ends after so long without a page, and after so long whatever happens. */
export const IDLE_MS = 30 * 60_000;
export const ABSOLUTE_MS = 12 * 3_600_000;

/** Of pages that come quickly one in so long is noted. */
const SEEN_AGAIN_MS = 60_000;

/** What a session proves, and what the desk keeps in it. */
export interface SignedIn {
  readonly proved: Proved;
  readonly hash: string;
  /** As the desk keeps it. */
  readonly data: string;
}

/** Begins a session of a person who was proved; the name is in the answer and nowhere else. */
export async function beginSession({ person, proof }: Proved, { store, clock }: Asked): Promise<string> {
  const name = randomBytes(32).toString('base64url');
  const nowMs = clock.nowMs();
  await store.sessions.endOld(nowMs - IDLE_MS, nowMs - ABSOLUTE_MS);
  const data = JSON.stringify({ proof });
  const { id, epoch } = person;
  await store.sessions.put({ hash: sha256(name), person: id, epoch, beganMs: nowMs, seenMs: nowMs, data });
  return name;
}

/** Whose session it is, while it lasts; null where it has ended, or never was. */
export async function sessionOf(name: string, { store, clock }: Asked): Promise<SignedIn | null> {
  const session = await store.sessions.find(sha256(name));
  if (session === null) return null;
  const nowMs = clock.nowMs();
  const person = await store.people.find(session.person);
  const isOver = nowMs >= session.seenMs + IDLE_MS || nowMs >= session.beganMs + ABSOLUTE_MS;
  if (isOver || person === null || person.isEnded || person.epoch !== session.epoch) {
    await store.sessions.end(session.hash);
    return null;
  }
  if (nowMs >= session.seenMs + SEEN_AGAIN_MS) await store.sessions.put({ ...session, seenMs: nowMs });
  return { proved: { person, proof: proofOf(session) }, hash: session.hash, data: session.data };
}

function proofOf({ data }: Session): Proved['proof'] {
  const { proof } = JSON.parse(data) as { readonly proof?: unknown };
  return proof === 'oidc' ? 'oidc' : 'password';
}

/** Ends a session, by the person whose it is. */
export async function endSession({ hash, proved }: SignedIn, { store, clock }: Asked): Promise<void> {
  await store.sessions.end(hash);
  const note = { by: actorOf(proved), atMs: clock.nowMs(), event: 'signed_out', detail: '' } as const;
  await store.people.note(note, proved.person.id);
}
