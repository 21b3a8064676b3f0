import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDemo } from '../../../scripts/testing/demo-record.ts';
import { commitRunOf, day, discrepancy } from '../../../scripts/testing/records.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { invite } from '../../people/inviting.ts';
import { beginSession } from '../../people/sessions.ts';
import { makeToken } from '../../people/tokens.ts';
import { startDesk, type RunningDesk } from '../server.ts';

/** The interface as a program uses it that knows nothing but its document. */

const COUNT = 5;

let folder = '';
let context: Context;
let desk: RunningDesk;
const tokens = new Map<string, string>();
let session = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-api-'));
  context = await openDemo(join(folder, 'demo'));
  const found = Array.from({ length: COUNT }, (_, index) =>
    discrepancy(`BOG0${String((index % 2) + 1)}-${String(index)}`, { store: `BOG0${String((index % 2) + 1)}` }),
  );
  await commitRunOf(context.store, day(1), { discrepancies: found.sort((a, b) => (a.id < b.id ? -1 : 1)) });
  const by = { name: 'test', personId: null, proof: 'stated' } as const;
  const facts = { stores: [], owners: [], language: null };
  await invite({ ...facts, email: 'ada@chain.co', name: 'Ada', roles: ['admin'] }, by, context);
  const clerk = await invite({ ...facts, email: 'bot@chain.co', name: 'a program', roles: ['clerk'] }, by, context);
  const store = await invite(
    { ...facts, email: 'suba@chain.co', name: 'Suba', roles: ['store'], stores: ['BOG02'] },
    by,
    context,
  );
  for (const [name, { person }] of Object.entries({ all: clerk, store })) {
    const { text } = await makeToken({ person, kind: 'machine', name }, by, context);
    tokens.set(name, text);
  }
  session = await beginSession({ person: clerk.person, proof: 'password' }, context);
  desk = await startDesk({ context, place: { host: '127.0.0.1', port: 0, url: null }, secret: 'of this test' });
}, 120_000);
afterAll(async () => {
  await desk.stop();
  context.store.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>;
}

interface Answer {
  readonly status: number;
  readonly body: {
    readonly discrepancies?: readonly { readonly id: string; readonly seq: number; readonly store: string | null }[];
    readonly decided?: readonly { readonly state: string; readonly event_id: string }[];
    readonly refused?: readonly { readonly code: string }[];
    readonly next?: string | null;
    readonly total?: number;
    readonly error?: string;
    readonly events?: readonly { readonly note: string; readonly by: string; readonly proof: string }[];
    readonly decisions_possible?: readonly string[];
  };
}

async function documentOf(): Promise<Document> {
  const answer = await fetch(`${desk.address}/api/openapi.json`);
  return (await answer.json()) as Document;
}

interface Call {
  readonly query?: string;
  readonly id?: string;
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls an operation by its name, where the document says that it is. */
async function call(
  operation: string,
  { query = '', id = '', body, token = 'all', headers = {} }: Call = {},
): Promise<Answer> {
  const { paths } = await documentOf();
  const [path, method] =
    Object.entries(paths)
      .flatMap(([at, methods]) => Object.entries(methods).map(([name, one]) => [at, name, one.operationId] as const))
      .find(([, , name]) => name === operation) ?? [];
  if (path === undefined || method === undefined) throw new Error(`the document knows no ${operation}`);
  const answer = await fetch(`${desk.address}${path.replace('{id}', id)}${query}`, {
    method: method.toUpperCase(),
    headers: {
      ...(token === '' ? {} : { authorization: `Bearer ${tokens.get(token) ?? token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

describe('a program that knows the document alone', () => {
  it('finds OpenAPI 3.1 with every operation and its answers', async () => {
    const { openapi, paths } = await documentOf();
    expect(openapi).toBe('3.1.0');
    expect(Object.keys(paths).sort()).toEqual([
      '/api/decisions',
      '/api/decisions-by-hand',
      '/api/discrepancies',
      '/api/discrepancies/{id}',
      '/api/discrepancies/{id}/candidates',
      '/api/discrepancies/{id}/work',
    ]);
  });

  it('lists page by page, each row once, by filters', async () => {
    const ids: string[] = [];
    let after = '';
    for (let pages = 0; pages < COUNT; pages += 1) {
      const { status, body } = await call('listDiscrepancies', { query: `?limit=2${after}` });
      expect([status, body.total]).toEqual([200, COUNT]);
      ids.push(...(body.discrepancies ?? []).map((row) => row.id));
      if (body.next === null || body.next === undefined) break;
      after = `&after=${encodeURIComponent(body.next)}`;
    }
    expect(new Set(ids).size).toBe(COUNT);
    expect(ids).toHaveLength(COUNT);
    expect((await call('listDiscrepancies', { query: '?store=BOG02' })).body.total).toBe(2);
    expect((await call('listDiscrepancies', { query: '?kind=chargeback' })).body.total).toBe(0);
  });

  it('decides with the number that it saw: once, and not again on what has moved', async () => {
    const { body: list } = await call('listDiscrepancies');
    const [row] = list.discrepancies ?? [];
    const decision = { id: row?.id, event: 'acknowledged', note: 'asked', seq: row?.seq };
    const first = await call('decide', { body: { decisions: [decision] } });
    expect([first.status, first.body.decided?.[0]?.state]).toEqual([200, 'acknowledged']);
    const again = await call('decide', { body: { decisions: [{ ...decision, event: 'resolved' }] } });
    expect([again.status, again.body.error, again.body.refused?.[0]?.code]).toEqual([412, 'stale', 'stale']);
    const { body } = await call('getDiscrepancy', { id: row?.id ?? '' });
    expect(body.events?.at(-1)).toMatchObject({ note: 'asked', by: 'a program', proof: 'token' });
    expect(body.decisions_possible).toEqual(['resolved', 'written_off']);
  });

  it('sends a key, and gets the first answer again', async () => {
    const { body: list } = await call('listDiscrepancies', { query: '?state=open' });
    const [row] = list.discrepancies ?? [];
    const sent = {
      body: { decisions: [{ id: row?.id, event: 'acknowledged', note: 'asked', seq: row?.seq }] },
      headers: { 'idempotency-key': 'a-key-of-this-call' },
    };
    const [first, again] = [await call('decide', sent), await call('decide', sent)];
    expect(first.status).toBe(200);
    expect(again).toEqual(first);
    const other = { ...sent, body: { decisions: [{ ...sent.body.decisions[0], note: 'another' }] } };
    expect((await call('decide', other)).status).toBe(400);
  });

  it('that sees one store finds no other: by no filter, no id, no decision', async () => {
    const { body: all } = await call('listDiscrepancies');
    const other = (all.discrepancies ?? []).find((row) => row.store === 'BOG01');
    const { body } = await call('listDiscrepancies', { token: 'store', query: '?store=BOG01&store=BOG02' });
    expect((body.discrepancies ?? []).map((row) => row.store)).toEqual(['BOG02', 'BOG02']);
    expect((await call('getDiscrepancy', { token: 'store', id: other?.id ?? '' })).status).toBe(404);
    const decisions = [{ id: other?.id, event: 'resolved', note: 'mine', seq: other?.seq }];
    expect((await call('decide', { token: 'store', body: { decisions } })).status).toBe(403);
  });

  it.each<readonly [string, number, Call]>([
    ['listDiscrepancies', 401, { token: '' }],
    ['listDiscrepancies', 401, { token: 'made-up' }],
    ['listDiscrepancies', 400, { query: '?kind=nonsense' }],
    ['listDiscrepancies', 400, { query: '?limit=1000000' }],
    ['getDiscrepancy', 400, { id: "x'--" }],
    ['getDiscrepancy', 404, { id: `dsc_${'0'.repeat(32)}` }],
    ['decide', 401, { token: '', body: { decisions: [] } }],
    ['decide', 400, { body: { decisions: [] } }],
    ['decide', 400, { body: { decisions: [{ id: 'x', event: 'resolved', note: 'n', seq: 1 }] } }],
    ['decide', 404, { body: { decisions: [{ id: `dsc_${'0'.repeat(32)}`, event: 'resolved', note: 'n', seq: 1 }] } }],
  ])('%s is answered with %i for %j', async (operation, status, sent) => {
    const answer = await call(operation, sent);
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.body)).toEqual(expect.arrayContaining(['error', 'message']));
  });

  it('decides by a token only: a browser sends its session whoever asks it to', async () => {
    const decisions = [{ id: `dsc_${'0'.repeat(32)}`, event: 'resolved', note: 'n', seq: 1 }];
    const headers = { cookie: `cuadre_session=${session}` };
    expect((await call('listDiscrepancies', { token: '', headers })).status).toBe(200);
    expect((await call('decide', { token: '', headers, body: { decisions } })).status).toBe(403);
  });
});
