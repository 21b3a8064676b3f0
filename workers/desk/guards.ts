import type { FastifyRequest } from 'fastify';
import { isLoopback, LOOPBACK } from '../../schemas/values/loopback.ts';
import type { Place } from './desk.ts';

/** What is asked of a request before anybody reads it. */

/**
 * The hosts under which the desk may be asked: a page of another name that was made to point here (DNS rebinding) gets
 * nothing. On loopback each of its names; else the address that was given, and that of `desk.url`.
 */
export function trustedHosts({ host, port, url }: Place): ReadonlySet<string> {
  const named = host.includes(':') ? `[${host}]` : host;
  const names = isLoopback(host) ? LOOPBACK : [named];
  return new Set([...names.map((name) => `${name}:${String(port)}`), ...(url === null ? [] : [new URL(url).host])]);
}

/** The address that people open: what it begins with is where a form of ours comes from. */
export function originOf(request: FastifyRequest, { url }: Place): string {
  return url === null ? `http://${request.host}` : new URL(url).origin;
}

/** Whether a browser sent it from a page of ours, or no browser sent it. */
export function isOfOurs(request: FastifyRequest, place: Place): boolean {
  const site = request.headers['sec-fetch-site'];
  if (typeof site === 'string' && site !== 'same-origin' && site !== 'none') return false;
  const { origin } = request.headers;
  return origin === undefined || origin === originOf(request, place);
}

/** Cookies go over TLS only, except where nobody else can listen. */
export function isSecure({ host, url }: Place): boolean {
  return url === null ? !isLoopback(host) : url.startsWith('https:');
}
