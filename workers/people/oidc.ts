import type { ClientAuth, Configuration } from 'openid-client';
import type { OidcConfig } from '../../schemas/config/config.ts';
import { actorOf, emailOf, type Actor, type Person, type Proved } from '../../schemas/people/person.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { isAway, isOfProvider, reasonOf } from './oidc-failures.ts';
import { keepUnderWay, type UnderWay } from './under-way.ts';

/**
 * Who is it, by the provider of identities of the chain (OpenID Connect)? The provider says which mailbox somebody has;
 * whose it is here, and that they may come in, the record says.
 */

type Asked = Pick<Context, 'store' | 'clock' | 'log'>;

/** A sign-in that goes on at the provider. */
export interface Begun {
  /** The address there. */
  readonly url: string;
  /** What the browser holds meanwhile. */
  readonly ticket: string;
}

/**
 * `signed`; `refused` (nobody is told why); `away` (the provider does not answer, or not as it should: it is not for
 * the person to do anything about it).
 */
export type CameBack = { readonly next: string } & (
  { readonly kind: 'signed'; readonly proved: Proved } | { readonly kind: 'refused' | 'away' }
);

export interface IdentityProvider {
  /** Null: the provider is away. */
  readonly begin: (wish: Pick<UnderWay, 'redirectUri' | 'next'>) => Promise<Begun | null>;
  /**
   * Ends what `begin` began.
   *
   * @param ticket what the browser holds; null where it holds nothing
   * @param query what stands after the ? of the address that it came back to
   */
  readonly finish: (ticket: string | null, query: string) => Promise<CameBack>;
}

/** What the provider says of whom it let in. */
type Claims = Readonly<Record<string, unknown>>;

/** Seconds that one answer of the provider may take. */
const ANSWERS_WITHIN_S = 8;

/** What the provider says of itself is asked for again after so long. */
const METADATA_MS = 3_600_000;

/** Signing in by a provider of identities. Nothing is asked of it before somebody wants to sign in. */
export function identityProvider(config: OidcConfig, context: Asked): IdentityProvider {
  const underWay = keepUnderWay(context);
  const metadata = keepMetadata(config, context);
  return {
    begin: async (wish) => {
      const provider = await metadata();
      if (provider === null) return null;
      const { url, sent } = await request(provider, wish);
      return { url, ticket: underWay.put(sent) };
    },
    finish: async (ticket, query) => {
      const state = new URLSearchParams(query).get('state') ?? '';
      const sent = ticket === null ? null : underWay.take(ticket, state);
      if (sent === null) return refused('not_under_way', '/', context);
      const { next } = sent;
      const provider = await metadata();
      if (provider === null) return { kind: 'away', next };
      try {
        const person = await personOf(await claimsOf(provider, sent, query), context);
        if (typeof person === 'string') return refused(person, next, context);
        return { kind: 'signed', proved: await letIn(person, config, context), next };
      } catch (error) {
        if (!isOfProvider(error)) throw error;
        if (!isAway(error)) return refused(reasonOf(error), next, context);
        context.log.warn({ reason: reasonOf(error) }, AWAY);
        return { kind: 'away', next };
      }
    },
  };
}

const AWAY = 'the provider of identities does not answer as it should';

/** Why is told to who looks after the desk, and to nobody who asks. */
function refused(reason: string, next: string, { log }: Asked): CameBack {
  log.info({ reason }, 'a sign-in by the provider of identities was refused');
  return { kind: 'refused', next };
}

/** What the provider says of itself, asked for once an hour; null where it cannot be had. */
function keepMetadata(config: OidcConfig, { clock, log }: Asked): () => Promise<Configuration | null> {
  let kept: { readonly provider: Promise<Configuration | null>; readonly untilMs: number } | null = null;
  return async () => {
    const nowMs = clock.nowMs();
    if (kept === null || nowMs >= kept.untilMs)
      kept = {
        untilMs: nowMs + METADATA_MS,
        provider: discovered(config).catch((error: unknown) => {
          log.warn({ reason: reasonOf(error) }, AWAY);
          return null;
        }),
      };
    const asked = kept;
    const provider = await asked.provider;
    if (provider === null && kept === asked) kept = null;
    return provider;
  };
}

async function discovered({ issuer, clientId, secret }: OidcConfig): Promise<Configuration> {
  const openId = await import('openid-client');
  // Every provider takes one of the two; the first is what the specification takes for granted.
  const byBasic: ClientAuth = openId.ClientSecretBasic(secret.reveal());
  const byPost: ClientAuth = openId.ClientSecretPost(secret.reveal());
  const proof: ClientAuth = (server, client, body, headers) => {
    const { token_endpoint_auth_methods_supported: ways = ['client_secret_basic'] } = server;
    (ways.includes('client_secret_basic') ? byBasic : byPost)(server, client, body, headers);
  };
  const url = new URL(issuer);
  // The configuration takes plain HTTP of this machine alone.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- is marked so that it stands out
  const ofThisMachine = url.protocol === 'http:' ? [openId.allowInsecureRequests] : [];
  return openId.discovery(url, clientId, {}, proof, {
    timeout: ANSWERS_WITHIN_S,
    // The signature is checked whatever way a token came.
    execute: [openId.enableNonRepudiationChecks, ...ofThisMachine],
  });
}

/** What the browser takes to the provider, and what stays here. */
async function request(
  provider: Configuration,
  wish: Pick<UnderWay, 'redirectUri' | 'next'>,
): Promise<{ readonly url: string; readonly sent: UnderWay }> {
  const openId = await import('openid-client');
  const verifier = openId.randomPKCECodeVerifier();
  const sent = { ...wish, verifier, state: openId.randomState(), nonce: openId.randomNonce() };
  const url = openId.buildAuthorizationUrl(provider, {
    redirect_uri: sent.redirectUri,
    scope: 'openid email',
    state: sent.state,
    nonce: sent.nonce,
    code_challenge: await openId.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, sent };
}

/**
 * What the provider says of who came back: in what it signed, or where that names no mailbox in what it answers to its
 * token. Throws what the library throws where code, state, nonce, issuer or signature are not those of this sign-in.
 */
async function claimsOf(provider: Configuration, sent: UnderWay, query: string): Promise<Claims> {
  const openId = await import('openid-client');
  const answer = await openId.authorizationCodeGrant(provider, new URL(`${sent.redirectUri}?${query}`), {
    expectedState: sent.state,
    expectedNonce: sent.nonce,
    pkceCodeVerifier: sent.verifier,
    idTokenExpected: true,
  });
  const claims = answer.claims();
  if (claims === undefined) return {};
  if (claims['email'] !== undefined) return claims;
  if (provider.serverMetadata().userinfo_endpoint === undefined) return {};
  return openId.fetchUserInfo(provider, answer.access_token, claims.sub);
}

/** Whose mailbox it is, or in a word why nobody comes in by it. Of an address that nobody has nothing is recorded. */
async function personOf(claims: Claims, context: Asked): Promise<Person | string> {
  const { email, email_verified: isVerified } = claims;
  const address = typeof email === 'string' && isPlain(email) ? emailOf(email) : null;
  const person = address === null ? null : await context.store.people.find(address);
  if (person === null) return 'not_invited';
  const problem = isVerified !== true ? 'mail_not_verified' : person.isEnded ? 'ended' : null;
  if (problem === null) return person;
  const by: Actor = { name: person.email, personId: null, proof: 'stated' };
  const note = { by, atMs: context.clock.nowMs(), event: 'sign_in_refused', detail: `oidc ${problem}` } as const;
  await context.store.people.note(note, person.id);
  return problem;
}

/**
 * Whether an address is another only by capitals of A to Z once it is small: the sign of kelvin becomes a k as well,
 * and would be the mailbox of somebody else.
 */
function isPlain(email: string): boolean {
  return email.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()) === email.toLowerCase();
}

async function letIn(person: Person, { issuer }: OidcConfig, { store, clock }: Asked): Promise<Proved> {
  const proved: Proved = { person, proof: 'oidc' };
  const note = { by: actorOf(proved), atMs: clock.nowMs(), event: 'signed_in', detail: issuer } as const;
  await store.people.note(note, person.id);
  return proved;
}
