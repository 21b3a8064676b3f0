import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser, launchBrowser } from '../../scripts/testing/browser.ts';
import { openHandShop, type HandShop } from '../../scripts/testing/hand-shop.ts';
import type { Role } from '../../schemas/people/person.ts';
import { invite } from '../people/inviting.ts';
import { beginSession } from '../people/sessions.ts';
import { makeToken } from '../people/tokens.ts';
import { startDesk, type RunningDesk } from './server.ts';

/** Matching by hand from a page and by a program, over a shop that was really run. */

const LAST = '2025-03-10';
const sessions = new Map<string, string>();
let shop: HandShop;
let desk: RunningDesk;
let token = '';
let payout = '';
beforeAll(async () => {
  shop = await openHandShop({
    '2025-03-03': {
      orders: ['A1-1,100000.00,COP,paid,@,A1', 'A1-2,50000.00,COP,paid,@,A1'],
      gate: ['A1-1,G-1,PO-1,100000.00,3000.00,97000.00,COP,@', 'A1-2,G-2,PO-2,50000.00,1500.00,48500.00,COP,@'],
    },
    '2025-03-06': { bank: ['#,97000.00,COP,,GATEWAY,B-9'] },
    '2025-03-07': { bank: ['#,48000.00,COP,,TRASLADO VARIO,B-10', '#,48500.00,COP,,OTRO TRASLADO,B-11'] },
  });
  const { context } = shop;
  await shop.run(LAST);
  const by = { name: 'test', personId: null, proof: 'stated' } as const;
  const people: readonly (readonly [string, Role])[] = [
    ['ada', 'admin'],
    ['clerk', 'clerk'],
    ['viewer', 'viewer'],
  ];
  for (const [name, role] of people) {
    const facts = { email: `${name}@chain.co`, name, roles: [role], stores: [], owners: [], language: null };
    const { person } = await invite(facts, by, context);
    sessions.set(name, await beginSession({ person, proof: 'password' }, context));
    if (name === 'clerk') token = (await makeToken({ person, kind: 'machine', name: 'bot' }, by, context)).text;
  }
  payout = (await shop.found(LAST, 'missing_in_bank')).id;
  desk = await startDesk({ context, place: { host: '127.0.0.1', port: 0, url: null }, secret: 'of this test' });
}, 120_000);
afterAll(async () => {
  await desk.stop();
  shop.close();
});

const cookieOf = (person: string): string => `cuadre_session=${sessions.get(person) ?? ''}`;

async function get(path: string, person = 'clerk'): Promise<{ status: number; text: string; cookie: string }> {
  const answer = await fetch(`${desk.address}${path}`, { redirect: 'manual', headers: { cookie: cookieOf(person) } });
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
  return { status: answer.status, text: await answer.text(), cookie };
}

async function post(
  fields: Readonly<Record<string, string>>,
  person = 'clerk',
): Promise<{ status: number; text: string }> {
  const shown = await get(`/d/${payout}`, person);
  const csrf = [...shown.text.matchAll(/name="_csrf" value="([^"]+)"/g)].at(-1)?.[1] ?? '';
  const answer = await fetch(`${desk.address}/d/${payout}/match`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: `${cookieOf(person)}; ${shown.cookie}` },
    body: new URLSearchParams({ _csrf: csrf, ...fields }),
  });
  return { status: answer.status, text: await answer.text() };
}

async function api(path: string, body?: unknown): Promise<{ status: number; body: Readonly<Record<string, unknown>> }> {
  const answer = await fetch(`${desk.address}/api${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
}

const LINES = 'gate_2025-03-03.csv:3 bank_2025-03-07.csv:2';

describe('the page of a match by hand', () => {
  it('is for who may match, and linked for nobody else', async () => {
    expect((await get(`/d/${payout}/match`, 'viewer')).status).toBe(403);
    expect((await get(`/d/${payout}`, 'viewer')).text).not.toContain(`/d/${payout}/match`);
    expect((await get(`/d/${payout}`)).text).toContain(`/d/${payout}/match`);
    expect((await post({ act: 'match', lines: LINES, note: 'x' }, 'viewer')).status).toBe(403);
    expect((await get(`/d/dsc_${'0'.repeat(32)}/match`)).status).toBe(404);
  });

  it.each<[Readonly<Record<string, string>>, number, string]>([
    [{ lines: LINES, note: 'a fee of the bank' }, 422, 'COP 500'],
    [{ lines: LINES, note: 'kept <b>note</b>', difference: '400.00' }, 422, 'kept &lt;b&gt;note&lt;/b&gt;'],
    [{ lines: `orders_2025-03-03.csv:2 ${LINES}`, note: 'x' }, 422, 'Both sides differ'],
    [{ lines: 'nothing.csv:3', note: 'x' }, 404, 'no such file'],
    [{ lines: 'gate_2025-03-03.csv:3', note: 'x' }, 422, 'cannot be decided on so'],
    [{ lines: LINES, note: ' ', difference: '500' }, 422, 'Say why'],
  ])('refuses %j with %i, says why, and keeps what was typed', async (fields, status, said) => {
    const answer = await post({ act: 'match', ...fields });
    expect(answer.status).toBe(status);
    expect(answer.text.replace(/[\u00a0\u202f]/g, ' ')).toContain(said);
    expect(answer.text).toContain(fields['lines'] ?? '');
    expect(await shop.context.store.pairings.last()).toBe(0);
  });

  it('matches, tells it on the page, and undoes', async () => {
    expect((await post({ act: 'match', lines: LINES, note: 'fee of the transfer', difference: '500.00' })).status).toBe(
      303,
    );
    const [taken] = await shop.context.store.pairings.all();
    expect(taken).toMatchObject({ act: 'match', by: 'clerk', bankDifference: -50_000 });
    const shown = await get(`/d/${payout}/match`);
    expect(shown.text).toContain('fee of the transfer');
    expect((await post({ act: 'match', lines: LINES, note: 'again', difference: '500.00' })).status).toBe(409);
    expect((await post({ act: 'undo', undoes: '1', note: 'a mistake' })).status).toBe(303);
    expect((await post({ act: 'undo', undoes: '1', note: 'a mistake' })).status).toBe(409);
  });
});

const executable = findBrowser();
describe.skipIf(executable === null)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(executable ?? '');
  });
  afterAll(() => browser.close());

  it.each([390, 1366])('shows candidates that can be read by all, at %i', async (width) => {
    const page = await (await browser.newContext({ viewport: { width, height: 900 } })).newPage();
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    const { hostname } = new URL(desk.address);
    await page
      .context()
      .addCookies([{ name: 'cuadre_session', value: sessions.get('clerk') ?? '', domain: hostname, path: '/' }]);
    await page.goto(`${desk.address}/d/${payout}/match`);
    await page.evaluate(axe.source);
    const found = await page.evaluate(
      `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map((one) => one.html).join(' ')))`,
    );
    expect(found).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    expect(errors).toEqual([]);
    await page.screenshot({ path: `.screenshots/desk-by-hand-${String(width)}.png`, fullPage: true });
    await page.context().close();
  });
});

describe('a program that matches by hand', () => {
  it('reads candidates and decides by their lines', async () => {
    const { body } = await api(`/discrepancies/${payout}/candidates`);
    expect(body).toMatchObject({ id: payout, about: [{ payout_id: 'PO-2', amount: '48500.00' }] });
    expect(body['candidates']).toMatchObject([{ how: 'exact', days_apart: 4, parties: [{ leg: 'bank' }] }]);
    const body422 = await api('/decisions-by-hand', { act: 'match', lines: LINES.split(' '), note: 'x' });
    expect([body422.status, body422.body]).toMatchObject([422, { differs: [{ currency: 'COP', amount: '500.00' }] }]);
    const sent = { act: 'match', lines: LINES.split(' '), note: 'fee', difference: '500.00' };
    const taken = await api('/decisions-by-hand', sent);
    expect([taken.status, taken.body]).toMatchObject([200, { decision: { number: 3, act: 'match', stands: true } }]);
    const list = await api('/decisions-by-hand');
    expect((list.body['decisions'] as { stands: boolean }[]).map(({ stands }) => stands)).toEqual([false, false, true]);
    await shop.run(LAST);
    expect(await shop.open(LAST)).toEqual([]);
  });

  it('is refused what is no decision', async () => {
    expect((await api('/decisions-by-hand', { act: 'merge', lines: [], note: 'x' })).status).toBe(400);
    expect((await api('/decisions-by-hand', { act: 'undo', undoes: 9, note: 'x' })).status).toBe(404);
  });
});
