import { describe, expect, test } from 'vitest';
import type { HttpsAuth } from '../../schemas/config/from.ts';
import { Secret } from '../../schemas/values/secret.ts';
import { HOST } from '../../scripts/testing/transports/certificates.ts';
import { type Handler } from '../../scripts/testing/transports/https-server.ts';
import type { Resolve } from './address.ts';
import {
  BODY,
  CANARY,
  FOUND,
  httpsFetching,
  inTurn,
  send,
  type Change,
} from '../../scripts/testing/transports/https-fetching.ts';

/** Where an answer may send us, and to which addresses we go. */

const { start, fetchFrom } = httpsFetching();

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
