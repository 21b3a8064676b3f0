import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CuadreError } from '../../schemas/errors.ts';
import type { PostgresFrom } from '../../schemas/config/from.ts';
import type { Exchange } from '../../schemas/ports/requests.ts';
import { Secret } from '../../schemas/values/secret.ts';
import { D, sha } from '../../scripts/testing/kit.ts';
import { makeCertificates, type Certificates } from '../../scripts/testing/transports/certificates.ts';
import { startPostgres, type TestPostgres } from '../../scripts/testing/transports/postgres-server.ts';
import { momentReader } from '../2-normalise/moments.ts';
import { postgresTransport } from './postgres.ts';

/** Against a real PostgreSQL, started for these tests. */

const root = mkdtempSync(join(tmpdir(), 'cuadre-postgres-test-'));
const CANARY = 'canary-31b8d0';
const FAST = { attempts: 2, firstDelayMs: 5, attemptMs: 5000, totalMs: 8000, bytesMax: 1_000_000 };
const clock = { nowMs: () => 0 };

let certificates: Certificates;
let server: TestPostgres;
beforeAll(async () => {
  certificates = makeCertificates(root);
  server = await startPostgres(certificates.otherHost);
  await server.query(`
    create role reader login password '${CANARY}';
    create table orders (id text primary key, total numeric(18,2), note text, created_at timestamptz, paid_at timestamp);
    create table hidden (id text);
    create sequence counter;
    grant select on orders to reader;
    grant all on sequence counter to reader;
    grant insert on orders to reader;
    insert into orders values
      ('B-2', 120000.10, 'with "quotes", and a comma', '2026-07-01 23:59:59.999999-05', '2026-07-01 12:00:00'),
      ('A-1', 0.00, '', '2026-07-01 00:00:00-05', null),
      ('b-3', 12345678901234.56, null, '2026-07-01 19:30:05.25-05', '2026-07-01 12:00:00.5'),
      ('ñ-4', -1.50, E'two\\nlines', '2026-07-01 10:00:00-05', 'infinity'),
      ('C-5', 7, 'the day after', '2026-07-02 00:00:00-05', null),
      ('C-6', 7, 'the day before', '2026-06-30 23:59:59-05', null);`);
});
afterAll(async () => {
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

const OF_THE_DAY = 'select id, total, note, created_at, paid_at from orders where created_at >= $2 and created_at < $3';

interface Change extends Partial<PostgresFrom> {
  readonly url?: string;
}

let asks = 0;
async function fetchQuery(sql: string, { url, ...change }: Change = {}) {
  const folder = join(root, `ask-${String((asks += 1))}`);
  mkdirSync(folder);
  const query = join(folder, 'query.sql');
  writeFileSync(query, sql);
  const postgres = new Secret(url ?? `postgres://reader:${CANARY}@127.0.0.1:${String(server.port)}/postgres`);
  const from: PostgresFrom = {
    postgres,
    query,
    caFile: null,
    zone: 'America/Bogota',
    file: 'erp_{date:yyyyMMdd}.csv',
    limits: FAST,
    askAgainDays: 10,
    ...change,
  };
  const exchanges: Exchange[] = [];
  const record = (exchange: Exchange): Promise<void> => {
    exchanges.push(exchange);
    return Promise.resolve();
  };
  try {
    const answer = await postgresTransport('erp', from, { clock }).fetch({ date: D, folder, last: null, record });
    if (answer.exchange !== null) exchanges.push(answer.exchange);
    return {
      result: answer.state === 'found' ? readFileSync(answer.path, 'utf8') : answer.state,
      error: null,
      exchanges,
    };
  } catch (error) {
    if (!(error instanceof CuadreError)) throw error;
    return { result: error.code, error, exchanges };
  }
}

describe('the rows of a date', () => {
  const EXPECTED = [
    'id,total,note,created_at,paid_at',
    'A-1,0.00,"",2026-07-01T00:00:00.000-05:00,',
    'B-2,120000.10,"with ""quotes"", and a comma",2026-07-01T23:59:59.999-05:00,2026-07-01T12:00:00.000',
    'b-3,12345678901234.56,,2026-07-01T19:30:05.250-05:00,2026-07-01T12:00:00.500',
    'ñ-4,-1.50,"two',
    'lines",2026-07-01T10:00:00.000-05:00,infinity',
    '',
  ].join('\n');

  test('are a CSV: exact numbers, nulls apart from empty texts, moments in the zone of the tenant', async () => {
    expect((await fetchQuery(OF_THE_DAY)).result).toBe(EXPECTED);
  });

  test.each([
    ['whatever order the query asks for', `${OF_THE_DAY} order by total desc`],
    ['with a semicolon and a comment at the end', `${OF_THE_DAY} -- of one day\n;`],
    ['from a query with a name', `with day as (${OF_THE_DAY}) select * from day`],
  ])('are the same bytes %s', async (_sentence, sql) => {
    expect((await fetchQuery(sql)).result).toBe(EXPECTED);
  });

  test('by the date alone', async () => {
    expect(
      (
        await fetchQuery(
          "select id from orders where (created_at at time zone 'America/Bogota')::date = $1 and total = 0",
        )
      ).result,
    ).toBe('id\nA-1\n');
  });

  test('in another zone are another day', async () => {
    expect(
      (await fetchQuery('select id from orders where created_at >= $2 and created_at < $3', { zone: 'UTC' })).result,
    ).toBe('id\nA-1\nC-6\nñ-4\n');
  });

  test('that are none leave the header', async () => {
    expect((await fetchQuery('select id, total from orders where false')).result).toBe('id,total\n');
  });

  test('of types that have no order of their own', async () => {
    const sql = `select * from (values ('{"b":1}'::json, '{2,1}'::int[], 1e-7::float8, '\\xff'::bytea, true), (null, null, null, null, null)) as v(a, b, c, d, e)`;
    expect((await fetchQuery(sql)).result).toBe('a,b,c,d,e\n"{""b"":1}","{2,1}",1e-07,\\xff,t\n,,,,\n');
  });

  test('more than are in hand at a time, each once', async () => {
    const { result, exchanges } = await fetchQuery(
      "select lpad(n::text, 5, '0') as n from generate_series(1, 3500) as n",
    );
    const lines = result.split('\n');
    expect([lines.length, lines[1], lines[3500]]).toEqual([3502, '00001', '03500']);
    expect(exchanges.at(-1)?.facts['rows']).toBe('3500');
  });

  test('are recorded with what was asked', async () => {
    const { exchanges } = await fetchQuery('select id from orders where false');
    expect(exchanges).toEqual([
      expect.objectContaining({
        target: `postgres://127.0.0.1:${String(server.port)}/postgres`,
        outcome: 'fetched',
        status: '00000',
        facts: expect.objectContaining({
          query: sha('select id from orders where false'),
          parameters: '2026-07-01 | 2026-07-01 00:00:00 | 2026-07-02 00:00:00',
          zone: 'America/Bogota',
          name: 'erp_20260701.csv',
          rows: '0',
        }) as unknown,
      }),
    ]);
  });

  test('have moments that a profile reads', () => {
    const reader = momentReader({ format: "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", zone: 'America/Bogota' });
    expect(reader.moment('2026-07-01T19:30:05.250-05:00')).toBe(Date.UTC(2026, 6, 2, 0, 30, 5) / 1000);
  });
});

describe('what is refused', () => {
  const table: [string, string, Change, string, string | null][] = [
    ['a statement that writes', "insert into orders values ('x') returning id", {}, 'source_unusable', '42601'],
    ['a write inside a SELECT', "select nextval('counter')", {}, 'source_unusable', '25006'],
    [
      'a write in a part of the query',
      "with w as (insert into orders values ('x') returning id) select * from w",
      {},
      'source_unusable',
      '0A000',
    ],
    ['two statements', 'select 1 as a; select 2 as b', {}, 'source_unusable', '42601'],
    ['the end of the transaction', 'commit', {}, 'source_unusable', '42601'],
    ['a mistake', 'select nothing from orders', {}, 'source_unusable', '42703'],
    ['a table that is not there', 'select * from nowhere', {}, 'source_unusable', '42P01'],
    ['a table that may not be read', 'select * from hidden', {}, 'source_refused', '42501'],
    ['a fourth parameter', 'select id from orders where id = $4', {}, 'source_unusable', null],
    ['two columns of one name', 'select id, note as id from orders', {}, 'source_unusable', null],
    ['an error of a value, whose words may hold data', 'select note::int from orders', {}, 'source_unusable', '22P02'],
    ['more than is allowed', "select repeat('x', 1000) from generate_series(1, 2000)", {}, 'source_unusable', null],
    [
      'longer than is allowed',
      'select pg_sleep(30)::text',
      { limits: { ...FAST, attemptMs: 400, attempts: 1 } },
      'source_unreachable',
      null,
    ],
  ];
  test.each(table)('%s', async (_sentence, sql, change, code, sqlState) => {
    const { result, error } = await fetchQuery(sql, change);
    expect(result).toBe(code);
    if (sqlState !== null) expect(error?.context['sqlState']).toBe(sqlState);
    expect(error?.message).not.toContain('quotes');
  });

  test('nothing was written', async () => {
    expect((await fetchQuery('select count(*) as n from orders')).result).toBe('n\n6\n');
  });

  test('a query file that is not there is a mistake of the configuration', async () => {
    expect((await fetchQuery('', { query: '/nowhere.sql' })).result).toBe('configuration_invalid');
  });
});

describe('who answers', () => {
  const url = (user: string, host: string, rest: string): string =>
    `postgres://${user}@${host}:${String(server.port)}/${rest}`;
  const table: [string, () => Change, string][] = [
    ['a wrong password', () => ({ url: url('reader:wrong', '127.0.0.1', 'postgres') }), 'source_refused'],
    ['an unknown user', () => ({ url: url('nobody:x', '127.0.0.1', 'postgres') }), 'source_refused'],
    ['an unknown database', () => ({ url: url(`reader:${CANARY}`, '127.0.0.1', 'nowhere') }), 'source_unusable'],
    ['nobody', () => ({ url: `postgres://reader:${CANARY}@127.0.0.1:1/postgres` }), 'source_unreachable'],
    [
      'a certificate of an unknown authority',
      () => ({ url: url(`reader:${CANARY}`, '127.0.0.1', 'postgres?sslmode=verify-full') }),
      'source_refused',
    ],
    [
      'a certificate of the authority that is named',
      () => ({ url: url(`reader:${CANARY}`, '127.0.0.1', 'postgres?sslmode=require'), caFile: certificates.caFile }),
      'n\n6\n',
    ],
    [
      'a certificate for another host',
      () => ({ url: url(`reader:${CANARY}`, 'localhost', 'postgres?sslmode=require'), caFile: certificates.caFile }),
      'source_refused',
    ],
  ];
  test.each(table)('%s', async (_sentence, change, result) => {
    const found = await fetchQuery('select count(*) as n from orders', change());
    expect(found.result).toBe(result);
    expect(
      JSON.stringify([found.error?.message, found.error?.context, found.error?.stack, found.exchanges]),
    ).not.toContain(CANARY);
  });
});
