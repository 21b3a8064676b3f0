import { CuadreError, type ErrorContext } from '../../schemas/errors.ts';
import { Unreachable } from './retry.ts';

/** What an HTTPS answer, or its failure, means. Decided by codes, never by the words of a message. */

/** The server is not who it says it is, or its certificate is out of date. Trying again cannot help. */
const CERTIFICATE_CODES = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'HOSTNAME_MISMATCH',
]);

/**
 * What kept an answer from coming, as an error of ours; one of ours stays. The secret of a request is in none of them.
 */
export function networkError(error: unknown, context: ErrorContext): CuadreError {
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (at instanceof CuadreError) return at;
  const code = codeOf(error);
  const says = `${String(context['source'])}: ${String(context['host'])}`;
  if (CERTIFICATE_CODES.has(code)) {
    return new CuadreError(
      'source_refused',
      `${says} shows a certificate that is not trusted (${code})`,
      { ...context, reason: code },
      { cause: error },
    );
  }
  return new Unreachable(`${says} cannot be read (${code})`, { ...context, reason: code }, { cause: error });
}

function codeOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at instanceof AggregateError) return codeOf(at.errors[0]);
  }
  return error instanceof Error ? error.name : 'unknown';
}

/** Headers that say what the file is and when it was made. All others may carry secrets and are not kept. */
const KEPT_HEADERS = [
  'content-type',
  'content-length',
  'transfer-encoding',
  'etag',
  'last-modified',
  'date',
  'retry-after',
  'x-request-id',
];
const KEPT_LENGTH_MAX = 256;

export function keptHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = headers[name];
      return value === undefined
        ? []
        : [
            [
              name,
              String(value)
                .replaceAll(/[^\x20-\x7e]/g, '?')
                .slice(0, KEPT_LENGTH_MAX),
            ],
          ];
    }),
  );
}

/**
 * What a `Retry-After` asks for: seconds, or a date, which is measured against the server's own. 0 where it says
 * nothing.
 */
export function retryAfterMs(value: string | null, date: string | null, nowMs: number): number {
  if (value === null) return 0;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const [until, from] = [Date.parse(value), date === null ? nowMs : Date.parse(date)];
  return Number.isNaN(until) || Number.isNaN(from) ? 0 : Math.max(0, until - from);
}
