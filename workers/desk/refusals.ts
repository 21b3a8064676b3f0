import { CuadreError } from '../../schemas/errors.ts';
import type { Refusal } from '../wording/desk-wording.ts';

/** Why something is not done: with its status, and the page or the document that says so. */

export const STATUS: Readonly<Record<Refusal, number>> = {
  not_found: 404,
  forbidden: 403,
  unreadable: 400,
  too_large: 413,
  too_many: 429,
  busy: 503,
  expired: 403,
  foreign_host: 421,
  nothing_run: 404,
  defect: 500,
};

/** Thrown where a request is not done; `signed_out` leads to where one signs in. */
export class Refused extends Error {
  readonly refusal: Refusal | 'signed_out';

  constructor(refusal: Refusal | 'signed_out') {
    super(refusal);
    this.name = 'Refused';
    this.refusal = refusal;
  }
}

/** What fastify and its plugins call it. */
const OF_FRAMEWORK: Readonly<Record<string, Refusal>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_CSRF_MISSING_SECRET: 'expired',
  FST_CSRF_INVALID_TOKEN: 'expired',
};

/** What an error comes to for who asked. */
export function refusalOf(error: unknown): Refusal | 'signed_out' {
  if (error instanceof Refused) return error.refusal;
  if (error instanceof CuadreError) return ofRecord(error);
  if (typeof error !== 'object' || error === null) return 'defect';
  const { code, statusCode } = error as { readonly code?: unknown; readonly statusCode?: unknown };
  const known = typeof code === 'string' ? OF_FRAMEWORK[code] : undefined;
  if (known !== undefined) return known;
  if (statusCode === STATUS.too_many) return 'too_many';
  if (statusCode === STATUS.too_large) return 'too_large';
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? 'unreadable' : 'defect';
}

function ofRecord({ code }: CuadreError): Refusal {
  switch (code) {
    case 'store_busy':
    case 'store_in_use':
      return 'busy';
    case 'reference_unknown':
      return 'not_found';
    case 'run_unknown':
      return 'nothing_run';
    case 'usage_invalid':
      return 'unreadable';
    default:
      return 'defect';
  }
}
