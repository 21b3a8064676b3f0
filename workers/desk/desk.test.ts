import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { deskAssets } from '../../scripts/page-assets.ts';
import { findBrowser, launchBrowser } from '../../scripts/testing/browser.ts';
import { runDemo } from '../../scripts/testing/demo-record.ts';
import { tell } from '../../scripts/testing/tell.ts';
import type { Role } from '../../schemas/people/person.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { OpenRow } from '../queries/open-row.ts';
import { beginSession } from '../people/sessions.ts';
import { invite } from '../people/inviting.ts';
import { acceptInvitation } from '../people/sign-in.ts';
import { keepOpenRows } from '../queries/open-rows.ts';
import { startDesk, type RunningDesk } from './server.ts';

/** The desk over the first days of the demo: what it answers, and how it looks and works in a real browser. */

const LAST = '2026-06-29' as PlainDate;
/** Pages that are held against the rules for all to read them. */
const RULED = new Set(['today', 'queue', 'one', 'claims']);
const WIDTHS = { phone: 390, laptop: 1366, wide: 1920 } as const;

/** Who is signed in, by the name that the tests know them under. */
const PEOPLE = {
  admin: { name: 'Ada', roles: ['admin'] },
  clerk: { name: 'Ana Ruiz', roles: ['clerk'] },
  approver: { name: 'Leo', roles: ['approver'] },
  viewer: { name: 'Beto', roles: ['viewer'] },
  store: { name: 'Caro', roles: ['store'], stores: ['BOG02'] },
} as const satisfies Readonly<Record<string, { name: string; roles: readonly Role[]; stores?: readonly string[] }>>;
const sessions = new Map<string, string>();
const PASSWORD = 'a long sentence of words';
/** The cookie of somebody's session; of nobody a made-up one. */
const cookieOf = (person: string): string => `cuadre_session=${sessions.get(person) ?? 'made-up'}`;

let folder = '';
let context: Context;
let desk: RunningDesk;
let rows: readonly OpenRow[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-desk-'));
  context = await runDemo(join(folder, 'demo'), LAST);
  const by = { name: 'test', personId: null, proof: 'stated' } as const;
  for (const [key, { name, roles, ...rest }] of Object.entries(PEOPLE)) {
    const stores: readonly string[] = 'stores' in rest ? rest.stores : [];
    const facts = { email: `${key}@chain.co`, name, roles, stores, owners: [], language: null };
    const { invitation } = await invite(facts, by, context);
    sessions.set(key, await beginSession(await acceptInvitation(invitation, PASSWORD, context), context));
  }
  desk = await startDesk({ context, place: { host: '127.0.0.1', port: 0, url: null }, secret: 'of this test' });
  rows = (await keepOpenRows(context).current()).sorted('money');
}, 180_000);
afterAll(async () => {
  await desk.stop();
  context.store.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

async function get(path: string, person = 'clerk', headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const answer = await fetch(`${desk.address}${path}`, {
    redirect: 'manual',
    headers: { cookie: cookieOf(person), ...headers },
  });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

/** Sends the form of a page, with the token and the cookie that came with it. */
async function post(
  path: string,
  fields: Readonly<Record<string, string>>,
  {
    page = '/queue',
    person = 'clerk',
    headers = {},
  }: { page?: string; person?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const shown = await get(page, person);
  // That of the last form: the first one is the way out, which stands on every page.
  const token = [...shown.text.matchAll(/name="_csrf" value="([^"]+)"/g)].at(-1)?.[1] ?? '';
  const [cookie = ''] = (shown.headers.get('set-cookie') ?? '').split(';');
  const answer = await fetch(`${desk.address}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: `${cookieOf(person)}; ${cookie}`, ...headers },
    body: new URLSearchParams({ _csrf: token, ...fields }),
  });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

function rowOf(store: string): OpenRow {
  const row = rows.find((one) => one.store === store);
  if (row === undefined) throw new Error(`no open row of ${store}`);
  return row;
}

const stateOf = async (id: string) => (await context.store.queue.find(id))?.discrepancy.state;

describe('who asks', () => {
  const PATHS = ['/', '/queue', '/dates', `/dates/${LAST}`, '/payouts', '/providers', '/stores', '/stores/BOG02'];

  it.each(PATHS)('nobody is led from %s to where one signs in', async (path) => {
    const { status, headers } = await get(path, 'nobody');
    expect(status).toBe(303);
    expect(headers.get('location')).toMatch(/^\/sign-in/);
  });

  it.each(PATHS)('a person who may read reads %s, and nothing of it is kept on the way', async (path) => {
    const { status, headers } = await get(path, 'viewer');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('a right that is missing is refused, and nothing moves', async () => {
    const row = rowOf('BOG01');
    const fields = { event: 'resolved', note: 'because', seq: String(row.seq) };
    expect((await post(`/d/${row.id}/decide`, fields, { page: `/d/${row.id}`, person: 'viewer' })).status).toBe(403);
    expect((await get(`/d/${row.id}`, 'viewer')).text).not.toContain('name="event"');
    expect(await stateOf(row.id)).toBe('open');
  });

  it('who sees some stores only finds nothing of another, on no page, by no filter, and decides nothing of it', async () => {
    const [own, other] = [rowOf('BOG02'), rowOf('BOG01')];
    const ofChain = rows.find((row) => row.store === null);
    expect((await get(`/d/${own.id}`, 'store')).status).toBe(200);
    for (const path of [
      `/d/${other.id}`,
      `/d/${ofChain?.id ?? ''}`,
      '/stores/BOG01',
      '/stores/NONE',
      '/dates',
      `/dates/${LAST}`,
      '/payouts',
      '/providers',
    ])
      expect([path, (await get(path, 'store')).status]).toEqual([path, 404]);
    const others = rows.filter((row) => row.store !== 'BOG02').map((row) => row.id);
    for (const path of ['/', '/queue', '/queue?store=BOG01', '/queue?q=BOG01', '/stores']) {
      const { text } = await get(path, 'store');
      expect([path, others.filter((id) => text.includes(id))]).toEqual([path, []]);
    }
    expect((await get('/queue', 'store')).text).toContain(own.id);
    expect((await get('/stores', 'store')).text).not.toContain('BOG01');
    const fields = { event: 'resolved', note: 'because', seq: String(other.seq) };
    expect((await post(`/d/${other.id}/decide`, fields, { person: 'store' })).status).toBe(403);
    expect(await stateOf(other.id)).toBe('open');
  });
});

describe('a decision', () => {
  it('is taken with a note, is told, and stands in the history under the name of who took it', async () => {
    const row = rowOf('BOG03');
    const fields = { event: 'acknowledged', note: 'asked <b>the bank</b>', seq: String(row.seq) };
    const { status, headers } = await post(`/d/${row.id}/decide`, fields, { page: `/d/${row.id}` });
    expect([status, headers.get('location')]).toEqual([303, `/d/${row.id}?done=1`]);
    const { text } = await get(`/d/${row.id}?done=1`);
    expect(text).toContain('Done: 1 row was decided.');
    expect(text).toContain('asked &lt;b&gt;the bank&lt;/b&gt;');
    expect(text).toContain('Ana Ruiz');
    expect(await stateOf(row.id)).toBe('acknowledged');
  });

  it('on what has moved since is refused with what happened, and the note is still there', async () => {
    const row = rowOf('BOG02');
    const { id } = row;
    const first = { event: 'acknowledged', note: 'first', seq: String(row.seq) };
    expect((await post(`/d/${id}/decide`, first, { page: `/d/${id}` })).status).toBe(303);
    const late = { event: 'written_off', note: 'a long note that nobody wants to type again', seq: String(row.seq) };
    const { status, text } = await post(`/d/${id}/decide`, late, { page: `/d/${id}` });
    expect(status).toBe(412);
    expect(text).toContain('What happened since you opened it');
    expect(text).toMatch(/<textarea[^>]*>\s*a long note that nobody wants to type again<\/textarea/);
    expect(await stateOf(id)).toBe('acknowledged');
    const many = { event: 'resolved', note: 'kept too', row: `${id}:${String(row.seq)}` };
    const list = await post('/queue/decide', many);
    expect(list.status).toBe(412);
    expect(list.text).toContain('kept too');
    expect(list.text).toMatch(/value="[^"]+"[^>]*checked/);
  });

  it.each<readonly [Readonly<Record<string, string>>, number]>([
    [{ event: 'resolved', note: ' ', row: 'x' }, 422],
    [{ event: 'resolved', note: 'why' }, 422],
    [{ event: 'exploded', note: 'why' }, 400],
    [{ event: 'resolved', note: 'why', row: `dsc_${'0'.repeat(32)}:1` }, 404],
    [{ event: 'resolved', note: 'why', all: 'yes', expect: '99999' }, 412],
  ])('of %j is refused with %i', async (fields, status) => {
    const sent = fields['row'] === 'x' ? { ...fields, row: `${rowOf('BOG01').id}:1` } : fields;
    expect((await post('/queue/decide', sent)).status).toBe(status);
  });

  it('on all that match a filter takes those alone, if they are as many as were shown', async () => {
    const low = rows.filter((row) => row.kind === 'store_unknown');
    expect(low.length).toBeGreaterThan(0);
    const page = '/queue?kind=store_unknown';
    const fields = {
      event: 'acknowledged',
      note: 'told the store',
      all: 'yes',
      address: page,
      expect: String(low.length),
    };
    const { status, headers } = await post('/queue/decide', fields, { page });
    expect([status, headers.get('location')]).toEqual([303, `${page}&done=${String(low.length)}`]);
    for (const row of low) expect(await stateOf(row.id)).toBe('acknowledged');
  });
});

describe('what comes from elsewhere', () => {
  it('a form without the token of its page, or with that of another person, is refused', async () => {
    const row = rowOf('BOG01');
    const fields = { event: 'resolved', note: 'because', seq: String(row.seq) };
    expect((await post(`/d/${row.id}/decide`, { ...fields, _csrf: '' })).status).toBe(403);
    const shown = await get('/queue', 'viewer');
    const [, token = ''] = /name="_csrf" value="([^"]+)"/.exec(shown.text) ?? [];
    expect((await post(`/d/${row.id}/decide`, { ...fields, _csrf: token })).status).toBe(403);
    expect(await stateOf(row.id)).toBe('open');
  });

  it('a form of a page of another origin is refused', async () => {
    const row = rowOf('BOG01');
    const fields = { event: 'resolved', note: 'because', seq: String(row.seq) };
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }] as Record<
      string,
      string
    >[])
      expect((await post(`/d/${row.id}/decide`, fields, { headers })).status).toBe(403);
    expect(await stateOf(row.id)).toBe('open');
  });

  it('a name that was made to point here gets nothing', async () => {
    const { port } = new URL(desk.address);
    const statusOf = (host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request({ host: '127.0.0.1', port, path: '/queue', headers: { host, cookie: cookieOf('clerk') } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .on('error', reject)
          .end();
      });
    expect(await statusOf('evil.example')).toBe(421);
    expect(await statusOf(`evil.example:${port}`)).toBe(421);
    expect(await statusOf(`localhost:${port}`)).toBe(200);
  });

  it('too much is refused, and what no page is has a page that says what to do', async () => {
    const { status } = await post('/queue/decide', { note: 'x'.repeat(600_000) });
    expect(status).toBe(413);
    const spanish = await get('/nowhere', 'clerk', { 'accept-language': 'es-CO,es;q=0.9' });
    expect(spanish.status).toBe(404);
    expect(spanish.text).toContain('Aquí no hay nada');
  });

  it('hostile texts in an address are texts on the page', async () => {
    const hostile = '"><script>window.ran=1</script>';
    const { text } = await get(`/queue?q=${encodeURIComponent(hostile)}&kind=${encodeURIComponent(hostile)}&after=%00`);
    expect(text).not.toContain('<script>window');
    expect(text).toContain('&quot;&gt;&lt;script&gt;');
  });

  it('headers allow nothing but our own style and script, in no frame', async () => {
    const { headers } = await get('/');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';style-src 'self';script-src 'self';img-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
    );
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

it('style and script are those of client/', async () => {
  expect(readFileSync(new URL('assets.ts', import.meta.url), 'utf8')).toBe(await deskAssets());
});

const browserPath = findBrowser();
if (browserPath === null) tell('NOT RUN: the desk in a browser (npm run setup)');

describe.skipIf(browserPath === null)('in a browser', { timeout: 240_000 }, () => {
  let browser: Browser;
  let troubles: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser(browserPath ?? '');
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await Promise.all(browser.contexts().map((one) => one.close()));
    const said = troubles;
    troubles = [];
    expect(said).toEqual([]);
  });

  async function open(path: string, options: BrowserContextOptions = {}, person = 'clerk'): Promise<Page> {
    const size = { width: WIDTHS.laptop, height: 800 };
    const of = await browser.newContext({ viewport: size, colorScheme: 'light', locale: 'en', ...options });
    await of.addCookies([{ name: 'cuadre_session', value: sessions.get(person) ?? '', url: desk.address }]);
    const page = await of.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('request', (asked) => {
      if (!asked.url().startsWith(desk.address)) troubles.push(`asked for ${asked.url()}`);
    });
    await page.goto(`${desk.address}${path}`);
    return page;
  }

  const overflow = (page: Page): Promise<number> =>
    page.evaluate('document.documentElement.scrollWidth - window.innerWidth');

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    return page.evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((result) =>
      result.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')))`);
  }

  const pages = (): readonly (readonly [string, string])[] => [
    ['today', '/'],
    ['queue', '/queue'],
    ['one', `/d/${rows[1]?.id ?? ''}`],
    ['dates', '/dates'],
    ['date', `/dates/${LAST}`],
    ['payouts', '/payouts'],
    ['stores', '/stores'],
    ['providers', '/providers'],
    ['store', '/stores/BOG02'],
    ['claims', '/claims/dlocal'],
  ];

  it('every page fits a phone, a laptop and a wide screen, and breaks no rule for all to read it', async () => {
    for (const [title, path] of pages()) {
      const page = await open(path);
      // Looking for what keeps somebody from reading takes seconds a page: the pages with forms stand for all.
      if (RULED.has(title)) expect([title, await violations(page)]).toEqual([title, []]);
      for (const [name, width] of Object.entries(WIDTHS)) {
        await page.setViewportSize({ width, height: 800 });
        expect([title, name, await overflow(page)]).toEqual([title, name, 0]);
      }
      await page.context().close();
    }
  });

  it('in the dark and on a phone too', async () => {
    for (const path of ['/queue']) {
      const page = await open(path, { colorScheme: 'dark', viewport: { width: WIDTHS.phone, height: 800 } });
      expect([path, await violations(page)]).toEqual([path, []]);
      await page.context().close();
    }
  });

  it('speaks the language of the browser until another is chosen, and then that one', async () => {
    const page = await open('/queue?sort=age', { locale: 'es-CO' });
    expect(await page.locator('h1').innerText()).toBe('Pendientes');
    await page.getByRole('button', { name: '中文' }).click();
    expect(await page.locator('h1').innerText()).toBe('待办');
    expect(page.url()).toContain('/queue?sort=age');
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-Hans');
  });

  it('works by keyboard: down, select, decide, search, open', async () => {
    const page = await open('/queue?sort=reference');
    const [first, second] = await page.evaluate<string[]>(
      "[...document.querySelectorAll('tr.item')].map((row) => row.id)",
    );
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    expect(await page.locator('tr.current').getAttribute('id')).toBe(second);
    expect(await page.locator('input[name=row]:checked').count()).toBe(1);
    await page.locator('textarea[name=note]').fill('j is a letter here');
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.waitForURL(/done=1/);
    expect(await stateOf(second ?? '')).toBe('acknowledged');
    await page.keyboard.press('?');
    expect(await page.locator('dialog').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.name')).toBe('q');
    await page.locator('h1').click();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(first ?? ''));
  });
});
