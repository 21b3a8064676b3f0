/** What went wrong between the desk and a provider of identities, as the library tells it by its codes. */

/** Answers that are of who came, and not of the provider's state: all others are not theirs to put right. */
const OF_WHO_CAME = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
]);

/** Words of a provider for what it cannot do now. */
const FOR_NOW = new Set(['server_error', 'temporarily_unavailable']);

interface Told {
  readonly code: string;
  /** The word of the protocol, where an answer has one. */
  readonly word: string;
}

function toldBy(error: unknown): Told | null {
  if (!(error instanceof Error)) return null;
  const { code, error: word } = error as { readonly code?: unknown; readonly error?: unknown };
  // What `fetch` throws where nobody answers has a cause and no code of its own.
  if (error instanceof TypeError && typeof code !== 'string')
    return error.cause instanceof Error ? { code: 'unreachable', word: '' } : null;
  if (typeof code !== 'string' || !code.startsWith('OAUTH_')) return null;
  return { code, word: typeof word === 'string' ? word : '' };
}

/** Whether it is something of the provider, or of what came back from it; else it is a mistake of ours. */
export function isOfProvider(error: unknown): boolean {
  return toldBy(error) !== null;
}

/** Whether the provider does not answer, or not as it should; else it says no, or what came back is not of it. */
export function isAway(error: unknown): boolean {
  const told = toldBy(error);
  if (told === null) return false;
  if (told.code === 'OAUTH_RESPONSE_BODY_ERROR') return told.word !== 'invalid_grant';
  if (told.code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR') return FOR_NOW.has(told.word);
  return !OF_WHO_CAME.has(told.code);
}

/** The reason for a log: a word, and nothing that somebody could have put into an address. */
export function reasonOf(error: unknown): string {
  const { code, word } = toldBy(error) ?? { code: error instanceof Error ? error.name : 'unknown', word: '' };
  return /^[a-z_]{1,40}$/.test(word) ? `${code} ${word}` : code;
}
