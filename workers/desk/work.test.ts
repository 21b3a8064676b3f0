import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDemo } from '../../scripts/testing/demo-record.ts';
import { commitRunOf, day, discrepancy } from '../../scripts/testing/records.ts';
import { Visitor, type Visited } from '../../scripts/testing/visitor.ts';
import { invite } from '../people/inviting.ts';
import { beginSession } from '../people/sessions.ts';
import { makeToken } from '../people/tokens.ts';
import type { Role } from '../../schemas/people/person.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { startDesk, type RunningDesk } from './server.ts';

/** Work on a row from its page and by a program: who has it, until when, what was said. */

const CARD = '4111 1111 1111 1111';
let folder = '';
let context: Context;
let desk: RunningDesk;
let token = '';
const ids = new Map<string, string>();
const sessions = new Map<string, string>();
const found = [
  discrepancy('R-A', { store: 'BOG01' }),
  discrepancy('R-B', { store: 'BOG02' }),
  discrepancy('R-C', { store: 'BOG01', kind: 'chargeback', facts: { evidenceDueOn: day(1) } }),
];
const [a, b, dispute] = found.map(({ id }) => id) as [string, string, string];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-work-'));
  context = await openDemo(join(folder, 'demo'));
  await commitRunOf(context.store, day(1), { discrepancies: [...found].sort((x, y) => (x.id < y.id ? -1 : 1)) });
  const by = { name: 'test', personId: null, proof: 'stated' } as const;
  const people: readonly (readonly [string, Role, readonly string[]])[] = [
    ['ada', 'admin', []],
    ['Ana <b>', 'clerk', []],
    ['viewer', 'viewer', []],
    ['shop', 'store', ['BOG02']],
  ];
  for (const [name, role, stores] of people) {
    const key = name.replace(/\W.*/, '');
    const facts = { email: `${key}@chain.co`, name, roles: [role], stores, owners: [], language: null };
    const { person } = await invite(facts, by, context);
    ids.set(key, person.id);
    sessions.set(key, await beginSession({ person, proof: 'password' }, context));
    if (role === 'clerk') token = (await makeToken({ person, kind: 'machine', name: 'bot' }, by, context)).text;
  }
  desk = await startDesk({ context, place: { host: '127.0.0.1', port: 0, url: null }, secret: 'of this test' });
}, 120_000);
afterAll(async () => {
  await desk.stop();
  context.store.close();
  rmSync(folder, { recursive: true, force: true });
});

function as(person: string): Visitor {
  const visitor = new Visitor(desk.address);
  visitor.cookies.set('cuadre_session', sessions.get(person) ?? '');
  return visitor;
}

const seqOf = async (id: string): Promise<number> => (await context.store.queue.find(id))?.seq ?? 0;
const workOf = async (id: string) => (await context.store.work.standing([id]))[0];

/** Sends the form of work as a browser does: what was there when the page was made, and what was typed. */
async function send(
  id: string,
  fields: Readonly<Record<string, string>>,
  person = 'Ana',
  seq: number | null = null,
): Promise<Visited> {
  const known = String(seq ?? (await seqOf(id)));
  return as(person).send(`/d/${person === 'shop' ? b : id}`, `/d/${id}/work`, { seq: known, ...fields });
}

async function api(id: string, body: object, headers: Readonly<Record<string, string>> = {}) {
  const answer = await fetch(`${desk.address}/api/discrepancies/${id}/work`, {
    method: 'POST',
    headers: {
      ...('cookie' in headers ? {} : { authorization: `Bearer ${token}` }),
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
}

const get = async (path: string) =>
  (await (await fetch(`${desk.address}/api${path}`, { headers: { authorization: `Bearer ${token}` } })).json()) as {
    readonly total: number;
    readonly discrepancies: readonly { readonly id: string }[];
    readonly work: Readonly<Record<string, unknown>>;
    readonly work_steps: readonly unknown[];
  };

describe('work from the page of a row', () => {
  it('is saved, shown, and told in the history under the name of who did it', async () => {
    const fields = {
      assignee: ids.get('Ana') ?? '',
      follow_up: '2026-07-10',
      claim_number: 'RC-4711',
      comment: `asked <b>them</b>, they paid by ${CARD}`,
    };
    const { status, location } = await send(a, fields);
    expect([status, location]).toEqual([303, `/d/${a}?saved=yes#work`]);
    const { text } = await as('viewer').get(`/d/${a}`);
    expect(text).toContain('follow up on 2026-07-10');
    expect(text).toContain('claim number RC-4711');
    expect(text).toContain('Ana &lt;b&gt;');
    expect(text).toContain('asked &lt;b&gt;them&lt;/b&gt;');
    expect(text).not.toContain(CARD);
    expect(text).not.toContain('name="comment"');
    expect(await workOf(a)).toMatchObject({ claimNumber: 'RC-4711', comments: 1 });
  });

  it('that was refused keeps what was typed', async () => {
    const { status, text } = await send(a, { follow_up: '2026-07-01', comment: 'a long comment', claim_number: 'X-1' });
    expect(status).toBe(422);
    expect(text).toContain('That day is over');
    expect(text).toMatch(/<textarea name="comment"[^>]*>\s*a long comment<\/textarea/);
    expect(text).toContain('value="X-1"');
    expect((await send(a, { follow_up: 'soon' })).status).toBe(422);
    expect((await send(a, {})).text).toContain('You changed nothing');
  });

  it('does not put back what others set since: the same thing is stale, another is not', async () => {
    const seen = await seqOf(b);
    await send(b, { follow_up: '2026-07-20', was_follow_up: '' }, 'Ana', seen);
    const late = await send(b, { follow_up: '2026-07-21', was_follow_up: '', comment: 'kept' }, 'Ana', seen);
    expect(late.status).toBe(412);
    expect(late.text).toContain('What happened since you opened it');
    expect(late.text).toMatch(/<textarea name="comment"[^>]*>\s*kept<\/textarea/);
    const untouched = await send(b, { follow_up: '', was_follow_up: '', comment: 'beside it' }, 'Ana', seen);
    expect(untouched.status).toBe(303);
    expect(await workOf(b)).toMatchObject({ followUp: '2026-07-20', comments: 1 });
  });

  it('is of who may: a store comments on its own rows, and on no other; a viewer on none', async () => {
    expect((await send(b, { comment: 'the till was off' }, 'shop')).status).toBe(303);
    expect((await send(b, { comment: 'x', follow_up: '2026-07-21' }, 'shop')).status).toBe(403);
    expect((await send(a, { comment: 'x' }, 'shop')).status).toBe(404);
    expect((await send(a, { comment: 'x' }, 'viewer')).status).toBe(403);
    expect((await as('shop').get(`/d/${b}`)).text).not.toContain('name="assignee"');
  });

  it('needs the token of its form', async () => {
    const seq = String(await seqOf(a));
    const { status } = await as('Ana').send(`/d/${a}`, `/d/${a}/work`, { _csrf: 'x', seq, comment: 'no' });
    expect(status).toBe(403);
  });

  it('moves a dispute, and names the last day for its evidence until it is sent', async () => {
    expect((await as('Ana').get(`/d/${dispute}`)).text).toContain('send the evidence');
    const move = { was_chargeback: 'evidence_due', chargeback: 'submitted' };
    expect((await send(dispute, move)).status).toBe(303);
    const { text } = await as('Ana').get(`/d/${dispute}`);
    expect(text).not.toContain('send the evidence');
    expect(text).toContain('dispute: evidence sent');
    expect((await send(dispute, { ...move, chargeback: 'evidence_due', was_chargeback: 'x' })).status).toBe(303);
    expect((await send(dispute, { ...move, chargeback: 'exploded' })).status).toBe(409);
    expect((await send(a, move)).status).toBe(409);
  });
});

describe('files of a row', () => {
  const form = async (bytes: Uint8Array | null, name = 'answer.txt', person = 'Ana', csrf: string | null = null) => {
    const visitor = as(person);
    const { text } = await visitor.get(`/d/${person === 'shop' ? b : a}`);
    const token = [...text.matchAll(/name="_csrf" value="([^"]+)"/g)].at(-1)?.[1] ?? '';
    const sent = new FormData();
    sent.set('_csrf', csrf ?? token);
    // As a browser does where nobody chose a file: it has no name.
    sent.set('file', new Blob(bytes === null ? [] : [bytes]), bytes === null ? '' : name);
    return visitor.post(`/d/${a}/attach`, sent);
  };

  it('are attached by who may comment, handed out as they were, and shown by no browser', async () => {
    const bytes = Buffer.from('<script>window.ran = 1</script>');
    const { status, location } = await form(bytes, 'carta <b>ñ.html');
    expect([status, location]).toEqual([303, `/d/${a}?saved=yes#work`]);
    const { text } = await as('viewer').get(`/d/${a}`);
    expect(text).toContain('carta &lt;b&gt;ñ.html');
    const [, path = ''] = /href="(\/d\/dsc_[0-9a-f]+\/files\/\d+)"/.exec(text) ?? [];
    const answer = await fetch(`${desk.address}${path}`, {
      headers: { cookie: `cuadre_session=${sessions.get('viewer') ?? ''}` },
    });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
    expect(answer.headers.get('content-type')).toBe('text/plain');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="carta__b__.html"/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await as('shop').get(path)).status).toBe(404);
    expect((await as('Ana').get(path.replace(a, b))).status).toBe(404);
    expect((await as('Ana').get(`/d/${a}/files/999`)).status).toBe(404);
  });

  it.each<[string, number, Parameters<typeof form>]>([
    ['nothing chosen', 422, [null]],
    ['a program', 422, [Buffer.from('7f454c4602010100', 'hex')]],
    ['no byte', 422, [Buffer.alloc(0)]],
    ['too much', 422, [Buffer.alloc(20 * 1024 * 1024 + 1, 'a')]],
    ['of a viewer', 403, [Buffer.from('a'), 'a.txt', 'viewer']],
    ['of another store', 404, [Buffer.from('a'), 'a.txt', 'shop']],
    ['without the token of its form', 403, [Buffer.from('a'), 'a.txt', 'Ana', 'made up']],
  ])('that are refused leave nothing: %s', async (_, status, args) => {
    const before = await workOf(a);
    const stored = (await context.archive.storedFiles()).length;
    expect((await form(...args)).status).toBe(status);
    expect([await workOf(a), (await context.archive.storedFiles()).length]).toEqual([before, stored]);
  });
});

describe('work of a program', () => {
  beforeEach(() => {
    expect(token).not.toBe('');
  });

  it('is taken, answered and listed; the same key again takes it once', async () => {
    const key = { 'idempotency-key': 'one of this test' };
    const said = { comment: 'by a program', assignee: 'ana@chain.co' };
    const first = await api(dispute, said, key);
    expect(first).toMatchObject({ status: 200, body: { work: { assignee: 'ana@chain.co', assignee_named: true } } });
    const before = await workOf(dispute);
    expect(await api(dispute, said, key)).toEqual(first);
    expect(await workOf(dispute)).toEqual(before);
    const { work, work_steps: steps } = await get(`/discrepancies/${dispute}`);
    expect(work).toMatchObject({ assignee: 'ana@chain.co', comments: before?.comments });
    expect(steps.at(-1)).toMatchObject({ field: 'comment', value: null });
    const mine = await get(`/discrepancies?assignee=${ids.get('Ana') ?? ''}`);
    expect(mine.discrepancies.map(({ id }) => id).sort()).toEqual([a, dispute].sort());
    expect((await get('/discrepancies?overdue=yes')).discrepancies.map(({ id }) => id)).toEqual([dispute]);
  });

  it.each([
    [{ comment: ' ' }, 422, 'text_missing'],
    [{ assignee: 'nobody@chain.co' }, 422, 'assignee_unfit'],
    [{ assignee: 'viewer@chain.co' }, 422, 'assignee_unfit'],
    [{ follow_up_on: '2026-02-30' }, 422, 'date_unreadable'],
    [{ seq: 1, claim_number: 'B-2' }, 412, 'stale'],
    [{ chargeback: 'submitted' }, 409, 'not_a_chargeback'],
  ])('that says %j is refused with %i', async (body, status, error) => {
    expect(await api(a, body)).toMatchObject({ status, body: { error } });
  });

  it('is of a token alone, and of no row that is not there', async () => {
    const cookie = { cookie: `cuadre_session=${sessions.get('Ana') ?? ''}` };
    expect((await api(a, { comment: 'x' }, cookie)).status).toBe(403);
    expect((await api(`dsc_${'0'.repeat(32)}`, { comment: 'x' })).status).toBe(404);
  });
});
