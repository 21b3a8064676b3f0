import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CuadreError } from '../../schemas/errors.ts';
import type { HttpsAuth, HttpsFrom } from '../../schemas/config/from.ts';
import type { Exchange, RequestRecord } from '../../schemas/ports/requests.ts';
import { Secret } from '../../schemas/values/secret.ts';
import { D } from '../../scripts/testing/kit.ts';
import {
  HOST,
  makeCertificates,
  type Certificate,
  type Certificates,
} from '../../scripts/testing/transports/certificates.ts';
import { startHttps, type Handler, type TestServer } from '../../scripts/testing/transports/https-server.ts';
import type { Resolve } from './address.ts';
import { httpsTransport } from './https.ts';
import type { Answer } from './source.ts';

/** Against a real HTTPS server that misbehaves. */

const root = mkdtempSync(join(tmpdir(), 'cuadre-https-'));
const CANARY = 'canary-5e0c77';
const BODY = 'date;amount\n2026-07-01;10.00\n';
const NOW_MS = Date.UTC(2026, 6, 2, 10, 30, 30);
const clock = { nowMs: () => NOW_MS };
const LOOPBACK: Resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
const FAST = { attempts: 3, firstDelayMs: 5, attemptMs: 1500, totalMs: 4000, bytesMax: 100_000 };

let certificates: Certificates;
const servers: TestServer[] = [];
beforeAll(() => {
  certificates = makeCertificates(root);
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

async function start(handler: Handler, certificate: Certificate = certificates.good): Promise<TestServer> {
  const server = await startHttps(certificate, handler);
  servers.push(server);
  return server;
}

interface Change extends Partial<HttpsFrom> {
  readonly resolve?: Resolve;
  readonly last?: RequestRecord;
  readonly host?: string;
}

interface Outcome {
  /** The state, `found` with the bytes, or the code of the error. */
  readonly result: string;
  readonly error: CuadreError | null;
  readonly exchanges: readonly Exchange[];
}

let folders = 0;
async function fetchFrom(
  server: TestServer,
  { resolve = LOOPBACK, last, host = HOST, ...change }: Change = {},
): Promise<Outcome> {
  const from: HttpsFrom = {
    https: `https://${host}:${String(server.port)}/reports/{date:yyyy-MM-dd}.csv`,
    file: 'gate_{date:yyyyMMdd}.csv',
    auth: { kind: 'none' },
    caFile: certificates.caFile,
    allowHosts: [],
    allowPrivateNetwork: true,
    limits: FAST,
    askAgainDays: 10,
    ...change,
  };
  const folder = join(root, `ask-${String((folders += 1))}`);
  mkdirSync(folder);
  const exchanges: Exchange[] = [];
  const record = (exchange: Exchange): void => {
    exchanges.push(exchange);
  };
  try {
    const answer = await httpsTransport('gate', from, { clock, resolve }).fetch({
      date: D,
      folder,
      last: last ?? null,
      record,
    });
    if (answer.exchange !== null) exchanges.push(answer.exchange);
    return { result: textOf(answer), error: null, exchanges };
  } catch (error) {
    if (!(error instanceof CuadreError)) throw error;
    return { result: error.code, error, exchanges };
  }
}

function textOf(answer: Answer): string {
  return answer.state === 'found' ? `found ${answer.name} ${readFileSync(answer.path, 'utf8')}` : answer.state;
}

const FOUND = `found gate_20260701.csv ${BODY}`;
const send =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Handler =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };
/** One handler for each request in turn; the last one stays. */
const inTurn =
  (...handlers: readonly Handler[]): Handler =>
  (request, response, count) =>
    (handlers[count - 1] ?? handlers.at(-1))?.(request, response, count);
/** Written past the HTTP server, byte for byte, and then the connection ends. */
const raw =
  (text: string): Handler =>
  (_request, response) => {
    response.socket?.end(text);
  };

describe('what an answer is', () => {
  const table: [string, Handler, string, number][] = [
    ['200 with a length', send(200, BODY, { 'content-length': String(BODY.length) }), FOUND, 1],
    ['200 in chunks', send(200, BODY), FOUND, 1],
    ['404: there is no file yet', send(404, 'none'), 'absent', 1],
    ['204: there is no file yet', send(204), 'absent', 1],
    ['401 is not tried twice', send(401), 'source_refused', 1],
    ['403 is not tried twice', send(403), 'source_refused', 1],
    ['400 is not tried twice', send(400), 'source_unusable', 1],
    ['206, which nobody asked for', send(206, BODY), 'source_unusable', 1],
    ['304 that nobody asked for', send(304), 'source_unusable', 1],
    ['500 twice, then the file', inTurn(send(500), send(502), send(200, BODY)), FOUND, 3],
    ['500 until the attempts are used up', send(500), 'source_unreachable', 3],
    ['429 with a wait, then the file', inTurn(send(429, '', { 'retry-after': '1' }), send(200, BODY)), FOUND, 2],
    ['429 with a wait longer than there is time', send(429, '', { 'retry-after': '3600' }), 'source_unreachable', 1],
    ['packed although identity was asked for', send(200, 'x', { 'content-encoding': 'gzip' }), 'source_unusable', 1],
    ['no HTTP at all', raw('hello\n'), 'source_unreachable', 3],
  ];
  test.each(table)('%s', async (_sentence, handler, result, requests) => {
    const server = await start(handler);
    expect((await fetchFrom(server)).result).toBe(result);
    expect(server.requests.length).toBe(requests);
  });
});

/** Sends a piece again and again until the client has gone. */
function forEver(response: ServerResponse, piece: string, everyMs: number): void {
  const timer = setInterval(() => response.write(piece), everyMs);
  response.on('close', () => clearInterval(timer));
}

describe('a body that is not whole is never a file', () => {
  const HEAD = 'HTTP/1.1 200 OK\r\nconnection: close\r\n';
  const cut = raw(`${HEAD}content-length: 500\r\n\r\n${BODY}`);
  const table: [string, Handler, string, Partial<HttpsFrom['limits']>][] = [
    ['shorter than its length', cut, 'source_unreachable', {}],
    ['shorter than its length once', inTurn(cut, send(200, BODY)), FOUND, {}],
    ['cut inside a chunk', raw(`${HEAD}transfer-encoding: chunked\r\n\r\nff\r\n${BODY}`), 'source_unreachable', {}],
    [
      'cut before the last chunk',
      raw(`${HEAD}transfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n`),
      'source_unreachable',
      {},
    ],
    ['longer than its length', raw(`${HEAD}content-length: 5\r\n\r\n${BODY}`), 'found gate_20260701.csv date;', {}],
    ['without a length, twice equal', raw(`${HEAD}\r\n${BODY}`), FOUND, {}],
    [
      'without a length, cut at another place each time',
      (q, p, n) => raw(`${HEAD}\r\n${BODY.slice(n)}`)(q, p, n),
      'source_unreachable',
      {},
    ],
    ['announced as too large', raw(`${HEAD}content-length: 900000\r\n\r\n`), 'source_unusable', {}],
    ['that never ends', (_q, p) => forEver(p.writeHead(200), 'x'.repeat(20_000), 1), 'source_unusable', {}],
    [
      'that trickles',
      (_q, p) => forEver(p.writeHead(200), 'x', 20),
      'source_unreachable',
      { attemptMs: 200, attempts: 2 },
    ],
    ['whose head never comes', () => undefined, 'source_unreachable', { attemptMs: 200, attempts: 2 }],
    [
      'whose head trickles',
      (_q, p) => void p.socket?.write('HTTP/1.1 200 OK\r\nx: '),
      'source_unreachable',
      { attemptMs: 200, totalMs: 300 },
    ],
    ['whose connection is reset', (_q, p) => void p.socket?.destroy(), 'source_unreachable', {}],
  ];
  test.each(table)('%s', async (_sentence, handler, result, limits) => {
    const { result: found, error } = await fetchFrom(await start(handler), { limits: { ...FAST, ...limits } });
    expect(found).toBe(result);
    expect(error?.permanent ?? false).toBe(result === 'source_unusable');
  });
});

describe('the server is who it says it is', () => {
  const table: [string, (all: Certificates) => Certificate, Change, string][] = [
    ['signed by the authority that is named', (all) => all.good, {}, FOUND],
    ['out of date', (all) => all.expired, {}, 'source_refused'],
    ['for another host', (all) => all.otherHost, {}, 'source_refused'],
    ['signed by itself', (all) => all.selfSigned, {}, 'source_refused'],
    ['signed by an authority that nobody named', (all) => all.good, { caFile: null }, 'source_refused'],
  ];
  test.each(table)('a certificate %s', async (_sentence, certificate, change, result) => {
    const server = await start(send(200, BODY), certificate(certificates));
    const auth: HttpsAuth = { kind: 'bearer', token: new Secret(CANARY) };
    expect((await fetchFrom(server, { ...change, auth })).result).toBe(result);
    expect(server.requests.length).toBe(result === FOUND ? 1 : 0);
  });

  test('a CA file that is not there is a mistake of the configuration', async () => {
    expect((await fetchFrom(await start(send(200, BODY)), { caFile: '/nowhere.pem' })).result).toBe(
      'configuration_invalid',
    );
  });
});

describe('redirects', () => {
  const to = (target: string, status = 302): Handler => send(status, '', { location: target });
  const table: [string, Handler, Change, string, number][] = [
    ['on the same host', inTurn(to('/other.csv'), send(200, BODY)), {}, FOUND, 2],
    ['two on the same host', inTurn(to('/a', 307), to('/b', 308), send(200, BODY)), {}, FOUND, 3],
    ['three are one too many', to('/again'), {}, 'source_forbidden', 3],
    ['to another host', to('https://elsewhere.test/x'), {}, 'source_forbidden', 1],
    ['to another port of the host', to(`https://${HOST}:1/x`), {}, 'source_forbidden', 1],
    ['to http', to('http://x.test/x'), {}, 'source_forbidden', 1],
    ['to the credentials of a cloud', to('https://169.254.169.254/latest/'), {}, 'source_forbidden', 1],
    [
      'to them although somebody allowed the host',
      to('https://169.254.169.254/'),
      { allowHosts: ['169.254.169.254'] },
      'source_forbidden',
      1,
    ],
    [
      'to them written as IPv6',
      to('https://[::ffff:169.254.169.254]/'),
      { allowHosts: ['[::ffff:a9fe:a9fe]'] },
      'source_forbidden',
      1,
    ],
    ['to a file of this host', to('file:///etc/passwd'), {}, 'source_forbidden', 1],
    ['to no URL', to('https://'), {}, 'source_unusable', 1],
    ['to nowhere', send(302), {}, 'source_unusable', 1],
  ];
  test.each(table)('%s', async (_sentence, handler, change, result, requests) => {
    const server = await start(handler);
    expect((await fetchFrom(server, change)).result).toBe(result);
    expect(server.requests.length).toBe(requests);
  });

  test('credentials stay with the host they are for', async () => {
    const other = await start(send(200, BODY));
    const server = await start(
      inTurn(to('/next'), to(`https://other.test:${String(other.port)}/signed?X-Signature=${CANARY}`)),
    );
    const auth: HttpsAuth = { kind: 'bearer', token: new Secret(CANARY) };
    const { result, exchanges } = await fetchFrom(server, { auth, allowHosts: ['other.test'] });
    expect(result).toBe(FOUND);
    expect(server.requests.map((request) => request.headers.authorization)).toEqual([
      `Bearer ${CANARY}`,
      `Bearer ${CANARY}`,
    ]);
    expect(other.requests.map((request) => request.headers.authorization)).toEqual([undefined]);
    expect(exchanges.map(({ outcome, status }) => [outcome, status])).toEqual([
      ['redirected', '302'],
      ['redirected', '302'],
      ['fetched', '200'],
    ]);
    expect(JSON.stringify(exchanges)).not.toContain(CANARY);
  });
});

describe('addresses', () => {
  const answers =
    (...addresses: readonly string[]): Resolve =>
    () =>
      Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  const table: [string, string[]][] = [
    ['loopback', ['127.0.0.1']],
    ['private', ['10.1.2.3']],
    ['link-local', ['169.254.169.254']],
    ['shared', ['100.64.0.1']],
    ['unspecified', ['0.0.0.0']],
    ['IPv6 loopback', ['::1']],
    ['IPv4 inside IPv6', ['::ffff:127.0.0.1']],
    ['unique local', ['fd00::1']],
    ['one good and one bad', ['93.184.216.34', '192.168.0.1']],
  ];
  test.each(table)('%s: no connection', async (_sentence, addresses) => {
    const server = await start(send(200, BODY));
    expect((await fetchFrom(server, { allowPrivateNetwork: false, resolve: answers(...addresses) })).result).toBe(
      'source_forbidden',
    );
    expect(server.requests.length).toBe(0);
  });

  test('a private network that is allowed leaves link-local closed', async () => {
    const server = await start(send(200, BODY));
    expect((await fetchFrom(server, { resolve: answers('169.254.1.1') })).result).toBe('source_forbidden');
  });

  test.each(['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]'])(
    'the host %s, which nothing looks up',
    async (host) => {
      const server = await start(send(200, BODY));
      expect((await fetchFrom(server, { host, allowPrivateNetwork: false })).result).toBe('source_forbidden');
      expect(server.requests.length).toBe(0);
    },
  );

  test('a name that answers differently the second time gains nothing', async () => {
    const server = await start(send(500));
    let asked = 0;
    const rebinding: Resolve = () => {
      asked += 1;
      return Promise.resolve([{ address: asked === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }]);
    };
    // The first connection is allowed and fails; the second is looked up, and checked, again.
    expect((await fetchFrom(server, { resolve: rebinding })).result).toBe('source_forbidden');
    expect([asked, server.requests.length]).toEqual([2, 1]);
  });

  test('a name that nobody knows is tried again', async () => {
    let asked = 0;
    const unknown: Resolve = () => {
      asked += 1;
      return Promise.reject(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }));
    };
    expect((await fetchFrom(await start(send(200)), { resolve: unknown })).result).toBe('source_unreachable');
    expect(asked).toBe(3);
  });
});

describe('a file that has not changed', () => {
  const last = (etag: string): RequestRecord => ({
    date: D,
    source: 'gate',
    transport: 'https',
    at: '',
    sha256: 'a'.repeat(64),
    fileSha256: 'a'.repeat(64),
    target: '',
    outcome: 'fetched',
    status: '200',
    facts: { etag, name: 'x' },
    detail: '',
    size: 3,
    ms: 0,
  });
  const conditional: Handler = (request, response) => {
    if (request.headers['if-none-match'] === '"v1"') response.writeHead(304, { etag: '"v1"' }).end();
    else response.writeHead(200, { etag: '"v2"' }).end(BODY);
  };

  test('is not sent again', async () => {
    expect((await fetchFrom(await start(conditional), { last: last('"v1"') })).result).toBe('unchanged');
  });

  test('is sent where it has changed', async () => {
    const { result, exchanges } = await fetchFrom(await start(conditional), { last: last('"v0"') });
    expect(result).toBe(FOUND);
    expect(exchanges.at(-1)?.facts).toMatchObject({ etag: '"v2"', name: 'gate_20260701.csv' });
  });

  test('is asked for without the condition where the server speaks of another version', async () => {
    const server = await start(inTurn(send(304, '', { etag: '"v9"' }), send(200, BODY)));
    expect((await fetchFrom(server, { last: last('"v1"') })).result).toBe(FOUND);
    expect(server.requests.map((request) => request.headers['if-none-match'])).toEqual(['"v1"', undefined]);
  });
});

describe('who asks', () => {
  const hmac = {
    keyId: 'key-7',
    secret: new Secret(CANARY),
    algorithm: 'sha256',
    encoding: 'hex',
    timestamp: 'iso',
    canonical: '{method}\n{host}\n{path}\n{query}\n{timestamp}\n{bodySha256}',
    signature: 'V1 {keyId}:{signature}',
    headers: { keyId: 'X-Key-Id', timestamp: 'X-Timestamp', signature: 'X-Signature' },
  } as const;

  test('bearer, basic and header', async () => {
    const auths: HttpsAuth[] = [
      { kind: 'bearer', token: new Secret(CANARY) },
      { kind: 'basic', user: 'shop', password: new Secret(CANARY) },
      { kind: 'header', name: 'X-Api-Key', value: new Secret(CANARY) },
    ];
    const server = await start(send(200, BODY));
    for (const auth of auths) expect((await fetchFrom(server, { auth })).result).toBe(FOUND);
    const [bearer, basic, header] = server.requests.map((request) => request.headers);
    expect(bearer?.authorization).toBe(`Bearer ${CANARY}`);
    expect(basic?.authorization).toBe(`Basic ${Buffer.from(`shop:${CANARY}`).toString('base64')}`);
    expect(header?.['x-api-key']).toBe(CANARY);
  });

  test('a signature that the server computes from what it received', async () => {
    const server = await start((request, response) => {
      const { 'x-timestamp': timestamp, 'x-key-id': keyId, 'x-signature': signature } = request.headers;
      const { pathname, search } = new URL(request.url ?? '', 'https://x');
      const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
      const text = ['GET', request.headers.host, pathname, search.slice(1), timestamp, empty].join('\n');
      const right = createHmac('sha256', CANARY).update(text).digest('hex');
      response.writeHead(signature === `V1 ${String(keyId)}:${right}` ? 200 : 401).end(BODY);
    });
    const https = `https://${HOST}:${String(server.port)}/r/{date:yyyyMMdd}?kind=settled&day={date:dd}`;
    expect((await fetchFrom(server, { https, auth: { kind: 'hmac', hmac } })).result).toBe(FOUND);
    expect(server.requests[0]?.headers['x-timestamp']).toBe('2026-07-02T10:30:30Z');
    const wrong = { ...hmac, canonical: '{path}' };
    expect((await fetchFrom(server, { https, auth: { kind: 'hmac', hmac: wrong } })).result).toBe('source_refused');
  });

  test('no error and no record shows a secret', async () => {
    const auth: HttpsAuth = { kind: 'header', name: 'X-Api-Key', value: new Secret(CANARY) };
    for (const handler of [
      send(401, CANARY),
      send(500),
      send(400),
      raw('x'),
      send(302, '', { location: 'https://x.test' }),
    ]) {
      const { error, exchanges } = await fetchFrom(await start(handler), { auth });
      expect(JSON.stringify([error?.message, error?.context, error?.stack, exchanges])).not.toContain(CANARY);
      expect(exchanges.length).toBeGreaterThan(0);
    }
  });
});
