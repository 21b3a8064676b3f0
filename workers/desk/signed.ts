import type { FastifyReply, FastifyRequest } from 'fastify';
import { CuadreError } from '../../schemas/errors.ts';
import { may, storesSeen } from '../../schemas/people/rights.ts';
import type { Proved } from '../../schemas/people/person.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { ABSOLUTE_MS, beginSession, endSession, sessionOf } from '../people/sessions.ts';
import { proveToken } from '../people/tokens.ts';
import type { Desk, Place } from './desk.ts';
import { isSecure } from './guards.ts';
import type { Signed, WhoIs } from './who.ts';

/** Who asks, by the record: a session of a browser, or the token of a program. */

/** With the prefix a browser takes it from this host alone, and over TLS alone. */
function cookieName(place: Place): string {
  return isSecure(place) ? '__Host-cuadre_session' : 'cuadre_session';
}

export function sessionName(request: FastifyRequest, place: Place): string | null {
  return request.cookies[cookieName(place)] ?? null;
}

export function whoIsOf(context: Context, place: Place): WhoIs {
  return async (request) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) return byToken(authorization, context);
    const name = sessionName(request, place);
    const session = name === null ? null : await sessionOf(name, context);
    return session === null ? null : signedBy(session.proved, session.hash);
  };
}

async function byToken(authorization: string, context: Context): Promise<Signed | null> {
  const [, token] = /^Bearer (\S{1,200})$/i.exec(authorization) ?? [];
  if (token === undefined) return null;
  try {
    return signedBy(await proveToken(token, context), null);
  } catch (error) {
    if (error instanceof CuadreError && error.code === 'sign_in_refused') return null;
    throw error;
  }
}

function signedBy(proved: Proved, session: string | null): Signed {
  const { person } = proved;
  return {
    id: person.id,
    name: person.name,
    language: person.language,
    scope: storesSeen(person),
    may: (action) => may(person, action),
    session,
    proved,
  };
}

/**
 * Begins a session under a new name, which goes into a cookie and nowhere else. Whatever session the browser had before
 * ends: nobody goes on under a name that was known before.
 */
export async function enter(
  request: FastifyRequest,
  reply: FastifyReply,
  proved: Proved,
  { context, place }: Pick<Desk, 'context' | 'place'>,
): Promise<void> {
  const former = sessionName(request, place);
  const old = former === null ? null : await sessionOf(former, context);
  if (old !== null) await endSession(old, context);
  const name = await beginSession(proved, context);
  reply.setCookie(cookieName(place), name, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(place),
    maxAge: ABSOLUTE_MS / 1000,
  });
}

export function leave(reply: FastifyReply, place: Place): void {
  reply.clearCookie(cookieName(place), { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(place) });
}
