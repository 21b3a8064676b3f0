import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { HttpsAuth, HttpsFrom } from '../../schemas/config/from.ts';
import type { RequestRecord } from '../../schemas/ports/requests.ts';
import { Secret } from '../../schemas/values/secret.ts';
import { D } from '../../scripts/testing/kit.ts';
import { HOST, type Certificate, type Certificates } from '../../scripts/testing/transports/certificates.ts';
import { type Handler } from '../../scripts/testing/transports/https-server.ts';
import {
  BODY,
  CANARY,
  FAST,
  FOUND,
  httpsFetching,
  inTurn,
  raw,
  send,
  type Change,
} from '../../scripts/testing/transports/https-fetching.ts';

/** Against a real HTTPS server that misbehaves. */

const { start, fetchFrom, certificates } = httpsFetching();

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
    const server = await start(send(200, BODY), certificate(certificates()));
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
