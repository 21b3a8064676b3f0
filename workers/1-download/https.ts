import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, request, type Dispatcher } from 'undici';
import { CuadreError } from '../../schemas/errors.ts';
import { expandDates, fileNameFor } from '../../schemas/config/file-pattern.ts';
import type { HttpsFrom } from '../../schemas/config/from.ts';
import type { Clock } from '../../schemas/ports/clock.ts';
import type { Exchange } from '../../schemas/ports/requests.ts';
import { assertAllowedHost, guardedLookup, systemResolve, type Resolve } from './address.ts';
import { authHeaders } from './https-auth.ts';
import { networkError, keptHeaders, retryAfterMs } from './https-answers.ts';
import { Unreachable, withRetries } from './retry.ts';
import type { Answer, Ask, Transport } from './source.ts';

const REDIRECTS_MAX = 2;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const ABSENT = new Set([204, 404]);
const REFUSED = new Set([401, 403]);
/** Too early, too many, and every fault of the server: another attempt may succeed. */
const isPassing = (status: number): boolean => [408, 425, 429].includes(status) || status >= 500;

export interface HttpsWorld {
  readonly clock: Clock;
  readonly resolve?: Resolve;
}

/**
 * A file behind a URL, by one GET. 200 is a file, 404 and 204 that there is none (yet); 401 and 403 and a certificate
 * that is not trusted are `source_refused`, at once; 408, 425, 429, 5xx, a broken connection and a body that is not
 * whole are tried again within the limits; any other answer is `source_unusable`.
 */
export function httpsTransport(source: string, from: HttpsFrom, world: HttpsWorld): Transport {
  return {
    fetch: async (ask) => {
      const download = new Download(source, from, world, ask);
      return withRetries({ source, date: ask.date }, from.limits, world.clock, (signal) => download.attempt(signal));
    },
    earliest: () => Promise.resolve(null),
  };
}

type Response = Dispatcher.ResponseData;

/** What came of following a URL to its end: an answer, or a body that is on disk. */
interface Body {
  readonly size: number;
  readonly sha256: string;
  /** False: the server ended the answer by closing the connection, so nothing proves that it is whole. */
  readonly isFramed: boolean;
}

class Download {
  readonly #source: string;
  readonly #from: HttpsFrom;
  readonly #world: HttpsWorld;
  readonly #ask: Ask;
  readonly #url: URL;

  constructor(source: string, from: HttpsFrom, world: HttpsWorld, ask: Ask) {
    this.#source = source;
    this.#from = from;
    this.#world = world;
    this.#ask = ask;
    this.#url = new URL(expandDates(from.https, ask.date));
  }

  /** One attempt, with connections of its own: nothing of a failed one is used again. */
  async attempt(signal: AbortSignal): Promise<Answer> {
    const agent = this.#agent();
    try {
      return await this.#answer(agent, signal, this.#ask.last?.facts['etag'] ?? null);
    } finally {
      await agent.destroy();
    }
  }

  #agent(): Agent {
    const { caFile, allowPrivateNetwork, limits } = this.#from;
    const ca = caFile === null ? {} : { ca: readCa(caFile) };
    return new Agent({
      connect: {
        ...ca,
        lookup: guardedLookup(this.#world.resolve ?? systemResolve, allowPrivateNetwork),
        timeout: limits.attemptMs,
      },
      headersTimeout: limits.attemptMs,
      bodyTimeout: limits.attemptMs,
      pipelining: 1,
    });
  }

  async #answer(agent: Agent, signal: AbortSignal, etag: string | null): Promise<Answer> {
    const startedMs = this.#world.clock.nowMs();
    const { response, url } = await this.#follow(agent, signal, etag);
    const exchange = (outcome: Exchange['outcome'], size: number, detail = ''): Exchange =>
      this.#exchange(url, response, outcome, startedMs, { size, detail });
    const { statusCode: status } = response;
    if (status === 304 && etag !== null) {
      discard(response);
      if (isSameTag(response, etag)) return { state: 'unchanged', exchange: exchange('unchanged', 0) };
      await this.#ask.record(
        exchange('failed', 0, 'not modified, and another ETag than the one asked about: asked again without it'),
      );
      return this.#answer(agent, signal, null);
    }
    if (ABSENT.has(status)) {
      discard(response);
      return { state: 'absent', exchange: exchange('absent', 0) };
    }
    if (status !== 200) {
      discard(response);
      const error = this.#statusError(response);
      await this.#ask.record(exchange('failed', 0, error.message));
      throw error;
    }
    const path = join(this.#ask.folder, 'body');
    try {
      const body = await this.#receive(response, path);
      if (!body.isFramed) await this.#proveWhole(agent, signal, body);
      return {
        state: 'found',
        name: fileNameFor(this.#from.file, this.#ask.date).name,
        path,
        exchange: exchange('fetched', body.size),
      };
    } catch (error) {
      const known = this.#known(error);
      await this.#ask.record(exchange('failed', 0, known.message));
      throw known;
    }
  }

  /** Follows at most two redirects. Credentials go to the URL's own origin alone. */
  async #follow(agent: Agent, signal: AbortSignal, etag: string | null): Promise<{ response: Response; url: URL }> {
    let url = this.#url;
    for (let hops = 0; ; hops += 1) {
      this.#assertAllowed(url);
      const startedMs = this.#world.clock.nowMs();
      const response = await this.#send(agent, signal, url, etag);
      if (!REDIRECTS.has(response.statusCode)) return { response, url };
      discard(response);
      const error = this.#redirectProblem(response, url, hops);
      await this.#ask.record(
        this.#exchange(url, response, error === null ? 'redirected' : 'failed', startedMs, {
          size: 0,
          detail: error?.message ?? '',
        }),
      );
      if (error !== null) throw error;
      url = new URL(headerOf(response, 'location') ?? '', url);
    }
  }

  async #send(agent: Agent, signal: AbortSignal, url: URL, etag: string | null): Promise<Response> {
    const { clock } = this.#world;
    const isOwn = url.origin === this.#url.origin;
    const headers = {
      ...(isOwn ? authHeaders(this.#from.auth, { method: 'GET', url, nowMs: clock.nowMs() }) : {}),
      ...(etag === null ? {} : { 'if-none-match': etag }),
      accept: '*/*',
      // What is archived is what the provider made, not what a proxy packed.
      'accept-encoding': 'identity',
      'user-agent': 'cuadre',
    };
    const startedMs = clock.nowMs();
    try {
      return await request(url, { method: 'GET', headers, dispatcher: agent, signal });
    } catch (error) {
      const known = this.#known(error);
      await this.#ask.record(this.#exchange(url, null, 'failed', startedMs, { size: 0, detail: known.message }));
      throw known;
    }
  }

  #assertAllowed(url: URL): void {
    assertAllowedHost(url.hostname, this.#from.allowPrivateNetwork);
  }

  #redirectProblem(response: Response, from: URL, hops: number): CuadreError | null {
    const location = headerOf(response, 'location') ?? '';
    if (location === '' || !URL.canParse(location, from.href)) return this.#unusable('a redirect leads to no URL');
    const target = new URL(location, from);
    const context = { source: this.#source, date: this.#ask.date, host: target.host };
    if (hops >= REDIRECTS_MAX) {
      return new CuadreError(
        'source_forbidden',
        `${this.#source} redirects more than ${String(REDIRECTS_MAX)} times`,
        context,
      );
    }
    if (target.protocol !== 'https:') {
      return new CuadreError(
        'source_forbidden',
        `${this.#source} redirects to ${target.protocol}//${target.host}: not https`,
        context,
      );
    }
    // A name that differs in its port only is another server.
    if (target.host === this.#url.host || this.#from.allowHosts.includes(target.hostname)) return null;
    return new CuadreError(
      'source_forbidden',
      `${this.#source} redirects to ${target.host}, which allowHosts does not name`,
      context,
    );
  }

  #statusError(response: Response): CuadreError {
    const { statusCode: status } = response;
    const context = { source: this.#source, date: this.#ask.date, host: this.#url.host, status };
    const says = `${this.#source}: ${this.#url.host} answers ${String(status)}`;
    if (REFUSED.has(status))
      return new CuadreError('source_refused', `${says}: the credentials are not accepted`, context);
    if (!isPassing(status)) return new CuadreError('source_unusable', says, context);
    const waitMs = retryAfterMs(
      headerOf(response, 'retry-after'),
      headerOf(response, 'date'),
      this.#world.clock.nowMs(),
    );
    const wait = waitMs === 0 ? {} : { retryAfterSeconds: Math.ceil(waitMs / 1000) };
    return new Unreachable(says, { ...context, ...wait }, { retryAfterMs: waitMs });
  }

  /**
   * Takes the body to disk, counting. Content-Length and the end of a chunked body are held by the client and here
   * again.
   */
  async #receive(response: Response, path: string): Promise<Body> {
    const encoding = headerOf(response, 'content-encoding') ?? 'identity';
    if (encoding !== 'identity')
      throw this.#unusable(`the answer is packed (${encoding}) although identity was asked for`);
    const announced = headerOf(response, 'content-length');
    const { bytesMax } = this.#from.limits;
    if (announced !== null && Number(announced) > bytesMax) throw this.#tooLarge();
    const hash = createHash('sha256');
    let size = 0;
    const file = await open(path, 'w');
    try {
      for await (const chunk of response.body as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > bytesMax) throw this.#tooLarge();
        hash.update(chunk);
        await file.write(chunk);
      }
    } finally {
      await file.close();
      discard(response);
    }
    if (announced !== null && Number(announced) !== size) {
      throw new Unreachable(`${this.#source} announced ${announced} bytes and sent ${String(size)}`, {
        source: this.#source,
        date: this.#ask.date,
      });
    }
    const isChunked = /\bchunked\b/i.test(headerOf(response, 'transfer-encoding') ?? '');
    return { size, sha256: hash.digest('hex'), isFramed: announced !== null || isChunked };
  }

  /** A body that ends with the connection may be cut anywhere: it counts when a second download is equal. */
  async #proveWhole(agent: Agent, signal: AbortSignal, first: Body): Promise<void> {
    const { response } = await this.#follow(agent, signal, null);
    if (response.statusCode !== 200) {
      discard(response);
      throw this.#statusError(response);
    }
    const second = await this.#receive(response, join(this.#ask.folder, 'second'));
    if (second.sha256 === first.sha256) return;
    throw new Unreachable(
      `${this.#source} states no length, and two downloads differ (${String(first.size)} and ${String(second.size)} bytes)`,
      {
        source: this.#source,
        date: this.#ask.date,
      },
    );
  }

  #tooLarge(): CuadreError {
    return this.#unusable(`the answer is larger than ${String(this.#from.limits.bytesMax)} bytes (limits.megabytes)`);
  }

  #unusable(reason: string): CuadreError {
    return new CuadreError('source_unusable', `${this.#source}: ${reason}`, {
      source: this.#source,
      date: this.#ask.date,
      host: this.#url.host,
    });
  }

  #known(error: unknown): CuadreError {
    return networkError(error, { source: this.#source, date: this.#ask.date, host: this.#url.host });
  }

  #exchange(
    url: URL,
    response: Response | null,
    outcome: Exchange['outcome'],
    startedMs: number,
    { size, detail }: Pick<Exchange, 'size' | 'detail'>,
  ): Exchange {
    // A redirect's query may carry a signature that opens the file to anybody.
    const target = url === this.#url ? url.href : `${url.origin}${url.pathname}${url.search === '' ? '' : '?...'}`;
    const name = fileNameFor(this.#from.file, this.#ask.date).name;
    const facts = {
      ...(outcome === 'fetched' ? { name } : {}),
      ...(response === null ? {} : keptHeaders(response.headers)),
    };
    const status = response === null ? null : String(response.statusCode);
    return { target: `GET ${target}`, outcome, status, facts, detail, size, ms: this.#world.clock.nowMs() - startedMs };
  }
}

function headerOf(response: Response, name: string): string | null {
  const value = response.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function isSameTag(response: Response, etag: string): boolean {
  const weak = (tag: string): string => tag.replace(/^W\//, '');
  const answered = headerOf(response, 'etag');
  return answered === null || weak(answered) === weak(etag);
}

/** Lets a body go unread; its connection is closed with the attempt. */
function discard(response: Response): void {
  response.body.on('error', () => undefined);
  response.body.destroy();
}

function readCa(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CuadreError('configuration_invalid', `the CA file ${path} cannot be read`, { path }, { cause: error });
  }
}
