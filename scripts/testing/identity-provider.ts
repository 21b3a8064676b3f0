import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import Provider, {
  type Adapter,
  type AdapterPayload,
  type Configuration,
  type KoaContextWithOIDC,
} from 'oidc-provider';

/** A real provider of identities on this machine, whose people type their name and nothing else. */

export const CLIENT = { clientId: 'cuadre-desk', secret: 'what the desk and the provider know of' } as const;

export interface Account {
  readonly email: string;
  readonly email_verified: boolean;
}

export interface ProviderOptions {
  /** Who there is, by the name that they type. */
  readonly accounts: Readonly<Record<string, Account>>;
  /** Where the mailbox is told: in what is signed, or in the answer to a token alone. */
  readonly tells: 'id_token' | 'userinfo';
  /** It publishes another key than the one that it signs with, under the same name. */
  readonly signsWithForeignKey?: true;
}

export interface RunningProvider {
  readonly issuer: string;
  /** Answers from now on, to a client that people are sent back to. */
  readonly open: (redirectUri: string) => void;
  /** Is not there any more. */
  readonly stop: () => Promise<void>;
}

/** Keys take a moment to make, and every provider of a test may have the same. */
const newKey = () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: 'of tests', use: 'sig', alg: 'RS256' };
};
const KEY = newKey();

/** Takes a port. Nothing is answered before `open`, for the desk has to know the issuer first. */
export async function startProvider(options: ProviderOptions): Promise<RunningProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Another name than that of the desk, so that a browser takes them for two sites.
  const issuer = `http://localhost:${String((server.address() as AddressInfo).port)}`;
  return {
    issuer,
    open: (redirectUri) => {
      const provider = new Provider(issuer, configurationOf(options, redirectUri));
      const answer = provider.callback();
      server.on('request', (request, response) => {
        if (request.url?.startsWith('/who/') === true) void askWho(provider, request, response);
        else if (request.url === '/jwks' && options.signsWithForeignKey === true) publish(newKey(), response);
        else void answer(request, response);
      });
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function configurationOf({ accounts, tells }: ProviderOptions, redirectUri: string): Configuration {
  return {
    clients: [{ client_id: CLIENT.clientId, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
    jwks: { keys: [KEY] },
    adapter: keepsInMemory(),
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: tells === 'userinfo',
    features: { devInteractions: { enabled: false } },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
    pkce: { required: () => true },
    findAccount: (_context, sub) => {
      const account = accounts[sub];
      return account === undefined ? undefined : { accountId: sub, claims: () => ({ sub, ...account }) };
    },
    interactions: { url: (_context, { uid }) => `/who/${uid}` },
    // Whoever signs in is not asked whether the desk may know who they are.
    loadExistingGrant: granted,
  };
}

/** What the provider knows of codes and sessions, for as long as it stands. */
function keepsInMemory(): (model: string) => Adapter {
  const kept = new Map<string, AdapterPayload>();
  const first = (is: (payload: AdapterPayload) => boolean): Promise<AdapterPayload | undefined> =>
    Promise.resolve([...kept.values()].find(is));
  return (model) => ({
    upsert: (id, payload) => {
      kept.set(`${model}:${id}`, payload);
      return Promise.resolve();
    },
    find: (id) => Promise.resolve(kept.get(`${model}:${id}`)),
    findByUid: (uid) => first((payload) => payload.uid === uid),
    findByUserCode: (userCode) => first((payload) => payload.userCode === userCode),
    consume: (id) => {
      const payload = kept.get(`${model}:${id}`);
      if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
      return Promise.resolve();
    },
    destroy: (id) => {
      kept.delete(`${model}:${id}`);
      return Promise.resolve();
    },
    revokeByGrantId: (grantId) => {
      for (const [key, payload] of kept) if (payload.grantId === grantId) kept.delete(key);
      return Promise.resolve();
    },
  });
}

async function granted({ oidc }: KoaContextWithOIDC) {
  const { client, session, provider } = oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid email');
  await grant.save();
  return grant;
}

/** The half of a key that everybody may know. */
function publish({ kty, kid, use, alg, n, e }: ReturnType<typeof newKey>, response: ServerResponse): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ keys: [{ kty, kid, use, alg, n, e }] }));
}

const FORM = `<!doctype html><title>Who is it?</title>
<form method="post"><input name="who" autofocus><button>It is me</button></form>`;

/** Asks for a name; without one the person gives up. */
async function askWho(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html');
    response.end(FORM);
    return;
  }
  const who = new URLSearchParams(await text(request)).get('who') ?? '';
  const result = who === '' ? { error: 'access_denied' } : { login: { accountId: who } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}
