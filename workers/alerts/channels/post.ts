import { CuadreError } from '../../../schemas/errors.ts';
import type { Secret } from '../../../schemas/values/secret.ts';

/** A chat or a hook that says nothing for so long is not there. */
const TIMEOUT_MS = 10_000;
/** What is read of an answer; nobody needs more than its code. */
const ANSWER_BYTES_MAX = 64 * 1024;

export interface Posted {
  readonly status: number;
  readonly text: string;
}

/**
 * Posts a JSON text and returns a 2xx answer. Throws `alert_undelivered` (no connection, 408, 425, 429, 5xx: later it
 * may do) and `alert_refused` (any other answer, a redirect too: trying again cannot help). The URL is a secret and
 * stands in no error.
 */
export async function post(url: Secret, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Posted> {
  let answer: Response;
  try {
    answer = await fetch(url.reveal(), {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new CuadreError('alert_undelivered', `the message could not be posted: ${causeOf(error)}`, {
      cause: causeOf(error),
    });
  }
  const text = await readShort(answer);
  if (answer.ok) return { status: answer.status, text };
  const code = [408, 425, 429].includes(answer.status) || answer.status >= 500 ? 'alert_undelivered' : 'alert_refused';
  throw new CuadreError(code, `the message was answered with HTTP ${String(answer.status)}`, { status: answer.status });
}

async function readShort(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer.body ?? []) {
      bytes += (chunk as Uint8Array).length;
      if (bytes > ANSWER_BYTES_MAX) break;
      chunks.push(chunk as Uint8Array);
    }
  } catch (error) {
    throw new CuadreError('alert_undelivered', `the answer broke off: ${causeOf(error)}`, { cause: causeOf(error) });
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The code of what went wrong; the message of a failed fetch may hold the URL. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return error.name;
}
