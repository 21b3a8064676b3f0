import type { AddressInfo } from 'node:net';
import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { CuadreError, messageOf } from '../../schemas/errors.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { isLoopback } from '../../schemas/values/loopback.ts';
import { identityProvider, type IdentityProvider } from '../people/oidc.ts';
import { keepOpenRows } from '../queries/open-rows.ts';
import { DESK_TEXTS } from '../wording/desk-texts.ts';
import type { Refusal } from '../wording/desk-wording.ts';
import type { Desk, Place } from './desk.ts';
import { boundTo } from './forms.ts';
import { keepFound } from './found.ts';
import { isOfOurs, isSecure, trustedHosts } from './guards.ts';
import { LANGUAGE_COOKIE, chosen, languageOf } from './language.ts';
import { refusalPage } from './pages/refusal.ts';
import { addApi, shapeMessage } from './api/api.ts';
import { addOidc } from './pages/oidc.ts';
import { addPages } from './pages/pages.ts';
import { addAttaching } from './pages/attaching.ts';
import { addUpload } from './pages/upload.ts';
import { addSignIn } from './pages/sign-in.ts';
import { Refused, refusalOf, STATUS } from './refusals.ts';
import { keepReplays, type RunReplay } from './replays.ts';
import { serveAssets } from './served-assets.ts';
import { send } from './shell.ts';
import { whoIsOf } from './signed.ts';

/** The desk as a server over the record. */

export interface DeskOptions {
  readonly context: Context;
  readonly place: Place;
  /** Signs what binds forms to sessions: other bytes in every process. */
  readonly secret: string;
  /** Runs a date again, in another process; absent: nothing is run from the desk. */
  readonly replay?: RunReplay;
  /** Of a file that somebody brings; absent: 256 MiB. */
  readonly uploadBytesMax?: number;
}

export interface RunningDesk {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly address: string;
  /** Takes nothing more, answers what was asked, and stops. */
  readonly stop: () => Promise<void>;
}

/** A form with a note and many ids; more is an attack or a mistake. */
const BODY_BYTES_MAX = 512 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
/** A settlement report of a million rows has about 200 MB. */
const UPLOAD_BYTES_MAX = 256 * 1024 * 1024;
/** A file of that size comes in it over a line of an office. */
const REQUEST_TIMEOUT_MS = 120_000;
/** Of one person, or of one address where nobody is signed in. */
const REQUESTS_A_MINUTE = 600;

/**
 * Starts the desk. Port 0 takes a free one. Throws `configuration_invalid` where the address cannot be had.
 */
export async function startDesk(options: DeskOptions): Promise<RunningDesk> {
  const { context, place } = options;
  const app = fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    connectionTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
  });
  const listening = { host: place.host, port: place.port };
  // The hosts are known once the port is.
  const desk = (): Desk => ({
    context,
    openRows,
    found,
    place: { ...place, port: listening.port },
    oidc,
    replays,
  });
  const openRows = keepOpenRows(context);
  const found = keepFound(context);
  const oidc = oidcOf(options);
  const replays = options.replay === undefined ? null : keepReplays(options.replay, context.clock);
  app.addHook('preClose', async () => replays?.stop());
  await addGuards(app, desk, options);
  serveAssets(app);
  addCommon(app, desk);
  addSignIn(app, desk);
  if (oidc !== null) addOidc(app, desk, oidc);
  addPages(app, desk);
  await addAttaching(app, desk);
  await addUpload(app, desk, options.uploadBytesMax ?? UPLOAD_BYTES_MAX);
  await addApi(app, desk, context.programVersion);
  try {
    await app.listen(listening);
  } catch (error) {
    throw new CuadreError(
      'configuration_invalid',
      `the desk cannot listen on ${place.host}:${String(place.port)}: ${messageOf(error)}; name another port with --port`,
      { host: place.host, port: place.port },
    );
  }
  listening.port = (app.server.address() as AddressInfo).port;
  const named = place.host.includes(':') ? `[${place.host}]` : place.host;
  return { address: `http://${named}:${String(listening.port)}`, stop: () => app.close() };
}

/** Throws `configuration_invalid` where people would be sent back to an address that is not theirs. */
function oidcOf({ context, place }: DeskOptions): IdentityProvider | null {
  const { oidc } = context.config.desk;
  if (oidc === null) return null;
  if (place.url === null && !isLoopback(place.host))
    throw new CuadreError(
      'configuration_invalid',
      `people who sign in by ${oidc.issuer} come back to desk.url, and there is none: state it`,
      { host: place.host },
    );
  return identityProvider(oidc, context);
}

async function addGuards(app: FastifyInstance, desk: () => Desk, { secret }: DeskOptions): Promise<void> {
  app.decorateRequest('signed', null);
  app.addHook('onRequest', async (request) => {
    const { place } = desk();
    if (!trustedHosts(place).has(request.host.toLowerCase())) throw new Refused('foreign_host');
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isOfOurs(request, place))
      throw new Refused('expired');
    await Promise.resolve();
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // A form of ours must say where it comes from, and nobody else may hear of it.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: isSecure(desk().place) ? { maxAge: 31_536_000 } : false,
    xFrameOptions: { action: 'deny' },
  });
  await app.register(cookie);
  await app.register(formbody, { bodyLimit: BODY_BYTES_MAX });
  app.addHook('onRequest', async (request) => {
    if (request.url.startsWith('/assets/') || request.url === '/healthz') return;
    const { context, place } = desk();
    request.signed = await whoIsOf(context, place)(request);
  });
  await app.register(rateLimit, {
    max: REQUESTS_A_MINUTE,
    timeWindow: '1 minute',
    keyGenerator: (request) => request.signed?.id ?? request.ip,
    errorResponseBuilder: () => new Refused('too_many'),
  });
  await app.register(csrf, {
    cookieKey: 'cuadre_form',
    cookieOpts: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure(desk().place) },
    csrfOpts: { userInfo: true, hmacKey: secret },
    getUserInfo: (request) => boundTo(request.signed),
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { log } = desk().context;
    const facts = {
      method: request.method,
      // The pattern of the address: what was asked for may be a name.
      path: request.routeOptions.url ?? null,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      person: request.signed?.id ?? null,
    };
    log.info(facts, 'answered');
    done();
  });
}

function addCommon(app: FastifyInstance, desk: () => Desk): void {
  app.get('/healthz', { config: { rateLimit: false } }, async (_request, reply) => {
    await desk().context.store.chain.seal();
    return reply.header('cache-control', 'no-store').send({ status: 'healthy' });
  });
  app.get<{ Querystring: { language?: unknown } }>('/language', (request, reply) => {
    const language = chosen(request.query.language);
    if (language !== null)
      reply.setCookie(LANGUAGE_COOKIE, language, {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure: isSecure(desk().place),
        maxAge: 31_536_000,
      });
    return reply.redirect(pathBefore(request), 303);
  });
  app.setNotFoundHandler((request, reply) => refuse(desk(), request, reply, 'not_found'));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal === 'defect')
      desk().context.log.error({ reason: messageOf(error), stack: error.stack ?? '' }, 'broken');
    if (refusal === 'signed_out') return signedOut(request, reply);
    if (error.code === 'FST_ERR_VALIDATION' && isProgram(request))
      return reply.code(STATUS.unreadable).send({ error: 'unreadable', message: shapeMessage(error) });
    return refuse(desk(), request, reply, refusal);
  });
}

/** The page that somebody came from, if it is ours. */
function pathBefore({ headers, host }: FastifyRequest): string {
  const { referer } = headers;
  if (referer === undefined || !URL.canParse(referer)) return '/';
  const url = new URL(referer);
  return url.host === host && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : '/';
}

function isProgram(request: FastifyRequest): boolean {
  return request.url === '/api' || request.url.startsWith('/api/') || request.url === '/healthz';
}

function signedOut(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (isProgram(request))
    return reply
      .code(401)
      .header('www-authenticate', 'Bearer')
      .send({ error: 'signed_out', message: 'send a token: Authorization: Bearer ...' });
  const next = request.method === 'GET' && request.url !== '/' ? `?next=${encodeURIComponent(request.url)}` : '';
  return reply.redirect(`/sign-in${next}`, 303);
}

const RETRY_AFTER_S = 5;

function refuse(desk: Desk, request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const status = STATUS[refusal];
  if (refusal === 'busy') reply.header('retry-after', String(RETRY_AFTER_S));
  if (isProgram(request)) {
    const { title, say } = DESK_TEXTS.en.refusals[refusal];
    return reply.code(status).send({ error: refusal, message: `${title}. ${say}` });
  }
  const { config } = desk.context;
  const language = languageOf(request, config.reports.languages);
  return send(reply, status, refusalPage({ language, tenant: config.tenant, refusal }));
}
