import { createHash, createHmac } from 'node:crypto';
import type { HmacAuth, HttpsAuth } from '../../schemas/config/from.ts';

/** One request as it is signed. */
export interface Signed {
  readonly method: 'GET';
  readonly url: URL;
  /** For the timestamp of a signature. */
  readonly nowMs: number;
}

/** The headers that prove who asks. The only place where a secret of an HTTPS source is revealed. */
export function authHeaders(auth: HttpsAuth, request: Signed): Readonly<Record<string, string>> {
  switch (auth.kind) {
    case 'none':
      return {};
    case 'bearer':
      return { authorization: `Bearer ${auth.token.reveal()}` };
    case 'basic':
      return {
        authorization: `Basic ${Buffer.from(`${auth.user}:${auth.password.reveal()}`, 'utf8').toString('base64')}`,
      };
    case 'header':
      return { [auth.name.toLowerCase()]: auth.value.reveal() };
    case 'hmac':
      return hmacHeaders(auth.hmac, request);
  }
}

/** sha256 of a body of no bytes: a GET has none. */
const EMPTY_BODY_SHA256 = createHash('sha256').digest('hex');

/**
 * Signs the canonical text with the secret. By default it is six lines: method, host (with a port that is not 443),
 * path, query (without `?`, as it is sent), timestamp, sha256 of the body in hex; the timestamp is
 * `2026-07-02T10:30:30Z`, or seconds since 1970. The server computes the same from what it received, and refuses an old
 * timestamp.
 */
function hmacHeaders(hmac: HmacAuth, { method, url, nowMs }: Signed): Record<string, string> {
  const seconds = Math.floor(nowMs / 1000);
  const timestamp =
    hmac.timestamp === 'seconds' ? String(seconds) : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
  const values: Readonly<Record<string, string>> = {
    method,
    host: url.host,
    path: url.pathname,
    query: url.search.replace(/^\?/, ''),
    timestamp,
    keyId: hmac.keyId,
    bodySha256: EMPTY_BODY_SHA256,
  };
  const signature = createHmac(hmac.algorithm, hmac.secret.reveal())
    .update(fill(hmac.canonical, values))
    .digest(hmac.encoding);
  return {
    [hmac.headers.keyId.toLowerCase()]: hmac.keyId,
    [hmac.headers.timestamp.toLowerCase()]: timestamp,
    [hmac.headers.signature.toLowerCase()]: fill(hmac.signature, { ...values, signature }),
  };
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}
