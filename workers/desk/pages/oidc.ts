import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { UNDER_WAY_MS } from '../../people/under-way.ts';
import type { IdentityProvider } from '../../people/oidc.ts';
import type { Query } from '../address.ts';
import type { Desk, Place } from '../desk.ts';
import { isSecure, originOf } from '../guards.ts';
import { enter } from '../signed.ts';
import { answer, OIDC_PATH, pathOf, signInForm, textsOf, TRIES_A_MINUTE } from './sign-in.ts';

/** Coming in by the provider of identities: out to it, and back. */

/** Where the provider sends people back to: it has to know this address. */
const BACK_PATH = `${OIDC_PATH}/callback`;

const AWAY_STATUS = 503;

export function addOidc(app: FastifyInstance, desk: () => Desk, oidc: IdentityProvider): void {
  // A program that only looks at an address (HEAD) begins nothing, and uses nothing up.
  const options = { config: TRIES_A_MINUTE, exposeHeadRoute: false };
  app.get<{ Querystring: Query }>(OIDC_PATH, options, async (request, reply) => {
    const { place } = desk();
    const next = pathOf(request.query['next']);
    const begun = await oidc.begin({ redirectUri: `${originOf(request, place)}${BACK_PATH}`, next });
    if (begun === null) return notSigned(request, reply, desk(), { kind: 'away', next });
    reply.setCookie(cookieName(place), begun.ticket, { ...cookieOf(place), maxAge: UNDER_WAY_MS / 1000 });
    return reply.header('cache-control', 'no-store').redirect(begun.url, 303);
  });
  app.get(BACK_PATH, options, async (request, reply) => {
    const { place } = desk();
    const ticket = request.cookies[cookieName(place)] ?? null;
    const query = request.url.split('?').slice(1).join('?');
    const came = await oidc.finish(ticket, query);
    if (came.kind !== 'signed') return notSigned(request, reply, desk(), { kind: came.kind, next: came.next });
    reply.clearCookie(cookieName(place), cookieOf(place));
    await enter(request, reply, came.proved, desk());
    return reply.header('cache-control', 'no-store').redirect(came.next, 303);
  });
}

/** Where somebody signs in with a password, and the one sentence for all that kept them from coming in otherwise. */
function notSigned(
  request: FastifyRequest,
  reply: FastifyReply,
  desk: Desk,
  { kind, next }: { readonly kind: 'refused' | 'away'; readonly next: string },
): FastifyReply {
  const { signIn: texts } = textsOf(request, desk);
  const say = kind === 'away' ? texts.oidcAway : texts.oidcRefused;
  const form = signInForm(request, reply, desk, { next, email: '', say, isRefused: true });
  return answer(request, reply, desk, kind === 'away' ? AWAY_STATUS : 401, form);
}

/** What binds a sign-in that goes on elsewhere to the browser that began it. */
function cookieName(place: Place): string {
  return isSecure(place) ? '__Host-cuadre_oidc' : 'cuadre_oidc';
}

/** Back from the provider it is sent by a link from elsewhere, and so not `strict`. */
function cookieOf(place: Place) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(place) } as const;
}
