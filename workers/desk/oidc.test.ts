import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBrowser, launchBrowser } from '../../scripts/testing/browser.ts';
import { openDemo } from '../../scripts/testing/demo-record.ts';
import {
  CLIENT,
  startProvider,
  type Account,
  type ProviderOptions,
  type RunningProvider,
} from '../../scripts/testing/identity-provider.ts';
import { tell } from '../../scripts/testing/tell.ts';
import { Visitor, type Visited } from '../../scripts/testing/visitor.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Log } from '../../schemas/ports/log.ts';
import { Secret } from '../../schemas/values/secret.ts';
import { endPerson, invite } from '../people/inviting.ts';
import { acceptInvitation } from '../people/sign-in.ts';
import { startDesk, type RunningDesk } from './server.ts';

/** Coming in by a real provider of identities, and everything that is tried against it. */

const PASSWORD = 'a long sentence of words';
const MINUTE_MS = 60_000;
const verified = (email: string): Account => ({ email, email_verified: true });
const ACCOUNTS: Readonly<Record<string, Account>> = {
  ana: verified('Ana@Chain.co'),
  leo: verified('leo@chain.co'),
  gone: verified('gone@chain.co'),
  claims_to_be_ana: { email: 'ana@chain.co', email_verified: false },
  stranger: verified('stranger@chain.co'),
  // The sign of kelvin: small, it is a k.
  almost_kim: verified('\u212Aim@chain.co'),
};

let folder = '';
let record: Context;
let nowMs = Date.UTC(2026, 6, 8, 11);
const told: string[] = [];
const note = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) => {
  told.push(JSON.stringify({ level, message, ...fields }));
};
const log: Log = { info: note('info'), warn: note('warn'), error: note('error') };

let provider: RunningProvider;
let context: Context;
let desk: RunningDesk;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-oidc-'));
  const opened = await openDemo(join(folder, 'demo'));
  record = { ...opened, clock: { ...opened.clock, nowMs: () => nowMs }, log };
  const by = { name: 'test', personId: null, proof: 'stated' } as const;
  for (const name of ['ada', 'ana', 'leo', 'gone', 'kim']) {
    const roles = [name === 'ada' ? 'admin' : 'clerk'] as const;
    const facts = { email: `${name}@chain.co`, name, roles, stores: [], owners: [], language: null };
    const { person, invitation } = await invite(facts, by, record);
    if (name === 'leo') await acceptInvitation(invitation, PASSWORD, record);
    if (name === 'gone') await endPerson(person, by, record);
  }
});
afterAll(() => {
  record.store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(options: Omit<ProviderOptions, 'accounts'>): Promise<void> {
  provider = await startProvider({ accounts: ACCOUNTS, ...options });
  const oidc = { issuer: provider.issuer, clientId: CLIENT.clientId, secret: new Secret(CLIENT.secret) };
  context = { ...record, config: { ...record.config, desk: { ...record.config.desk, oidc } } };
  desk = await startDesk({ context, place: { host: '127.0.0.1', port: 0, url: null }, secret: 'of this test' });
  provider.open(`${desk.address}/sign-in/oidc/callback`);
}
beforeEach(async () => {
  told.length = 0;
  await open({ tells: 'id_token' });
});
afterEach(async () => {
  await desk.stop();
  await provider.stop();
});

const begin = (visitor: Visitor): Promise<Visited> => visitor.get('/sign-in/oidc?next=%2Fqueue%3Fsort%3Dage');

/** Signs in at the provider as somebody, from the address that the desk leads to; the address that leads back. */
async function atProvider(visitor: Visitor, address: string, who: string): Promise<string> {
  const absolute = (location: string): string => new URL(location, provider.issuer).href;
  const asks = absolute((await visitor.get(address)).location);
  // Whom it knows already it does not ask again.
  if (asks.startsWith(desk.address)) return asks;
  const named = await visitor.send(asks, asks, { who });
  return (await visitor.get(absolute(named.location))).location;
}

async function outAndBack(visitor: Visitor, who: string): Promise<string> {
  return atProvider(visitor, (await begin(visitor)).location, who);
}

const isIn = async (visitor: Visitor): Promise<boolean> => (await visitor.get('/queue')).status === 200;
const said = ({ text }: Visited): string => /role="alert">([^<]*)/.exec(text)?.[1]?.trim() ?? '';
const changed = (address: string, name: string, value: string | null): string => {
  const url = new URL(address);
  if (value === null) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  return url.href;
};
const lastNote = async () => (await record.store.people.log()).at(-1);

describe('the provider of identities', () => {
  it('lets in who is invited, to where they wanted to go, and the record says how they were proved', async () => {
    const visitor = new Visitor(desk.address);
    expect((await visitor.get('/sign-in?next=/queue')).text).toContain('href="/sign-in/oidc?next=%2Fqueue"');
    const back = await outAndBack(visitor, 'ana');
    expect(await visitor.get(back)).toMatchObject({ status: 303, location: '/queue?sort=age' });
    expect(await isIn(visitor)).toBe(true);
    expect(await lastNote()).toMatchObject({
      event: 'signed_in',
      by: 'ana',
      proof: 'oidc',
      detail: provider.issuer,
    });
  });

  it('is asked for a code that this desk alone can use, and for nothing but the mailbox', async () => {
    const { searchParams } = new URL((await begin(new Visitor(desk.address))).location);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      client_id: CLIENT.clientId,
      scope: 'openid email',
      code_challenge_method: 'S256',
      redirect_uri: `${desk.address}/sign-in/oidc/callback`,
    });
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(searchParams.get(name)?.length).toBeGreaterThanOrEqual(43);
  });

  it('may tell the mailbox in its answer to a token alone', async () => {
    await desk.stop();
    await provider.stop();
    await open({ tells: 'userinfo' });
    const [visitor, other] = [new Visitor(desk.address), new Visitor(desk.address)];
    expect((await visitor.get(await outAndBack(visitor, 'ana'))).status).toBe(303);
    expect((await other.get(await outAndBack(other, 'claims_to_be_ana'))).status).toBe(401);
  });

  it('begins a session under a new name, and ends the one that the browser had', async () => {
    const visitor = new Visitor(desk.address);
    visitor.cookies.set('cuadre_session', 'planted');
    await visitor.get(await outAndBack(visitor, 'ana'));
    const former = visitor.cookies.get('cuadre_session') ?? '';
    expect(former).not.toBe('planted');
    await visitor.get(await outAndBack(visitor, 'ana'));
    expect(visitor.cookies.get('cuadre_session')).not.toBe(former);
    const thief = new Visitor(desk.address);
    thief.cookies.set('cuadre_session', former);
    expect([await isIn(visitor), await isIn(thief)]).toEqual([true, false]);
    nowMs += 31 * MINUTE_MS;
    expect(await isIn(visitor)).toBe(false);
  });

  it('leads to no address of elsewhere', async () => {
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example']) {
      const visitor = new Visitor(desk.address);
      const { location } = await visitor.get(`/sign-in/oidc?next=${encodeURIComponent(next)}`);
      expect((await visitor.get(await atProvider(visitor, location, 'ana'))).location).toBe('/');
    }
  });

  it('is not there where the configuration names none', async () => {
    const place = { host: '127.0.0.1', port: 0, url: null };
    const without = await startDesk({ context: record, place, secret: 'of this test' });
    const visitor = new Visitor(without.address);
    expect((await visitor.get('/sign-in/oidc')).status).toBe(404);
    expect((await visitor.get('/sign-in')).text).not.toContain('/sign-in/oidc');
    await without.stop();
  });

  it('is not begun at a desk for others whose address nobody states', async () => {
    const place = { host: '0.0.0.0', port: 0, url: null };
    await expect(startDesk({ context, place, secret: 'of this test' })).rejects.toMatchObject({
      code: 'configuration_invalid',
    });
  });
});

describe('what comes back', () => {
  it('is taken once: neither the address again, nor its code under another state', async () => {
    const visitor = new Visitor(desk.address);
    const { location } = await begin(visitor);
    const ticket = visitor.cookies.get('cuadre_oidc') ?? '';
    const back = await atProvider(visitor, location, 'ana');
    expect((await visitor.get(back)).status).toBe(303);
    const thief = new Visitor(desk.address);
    thief.cookies.set('cuadre_oidc', ticket);
    expect((await thief.get(back)).status).toBe(401);
    // The desk knows of it no more, and the provider is not even asked.
    expect(told.filter((line) => line.includes('reason'))).toEqual([expect.stringContaining('not_under_way')]);
    const state = new URL((await begin(thief)).location).searchParams.get('state');
    expect((await thief.get(changed(back, 'state', state))).status).toBe(401);
    expect(await isIn(thief)).toBe(false);
  });

  it('is of the browser that began: not of one without its ticket, nor under the state of another', async () => {
    const [ana, thief] = [new Visitor(desk.address), new Visitor(desk.address)];
    const [backOfAna, backOfThief] = [await outAndBack(ana, 'ana'), await outAndBack(thief, 'stranger')];
    const state = new URL(backOfThief).searchParams.get('state');
    expect((await new Visitor(desk.address).get(backOfAna)).status).toBe(401);
    expect((await thief.get(backOfAna)).status).toBe(401);
    // A stolen code that nobody used yet, under a state of one's own: the provider was told the hash of another secret.
    expect((await thief.get(changed(backOfAna, 'state', state))).status).toBe(401);
    expect(told.some((line) => line.includes('invalid_grant'))).toBe(true);
    expect(await isIn(thief)).toBe(false);
  });

  it('is refused with another nonce, from another issuer or one that is not named, and without a code', async () => {
    const visitor = new Visitor(desk.address);
    const { location } = await begin(visitor);
    const ofOtherNonce = await atProvider(visitor, changed(location, 'nonce', 'n'.repeat(43)), 'ana');
    expect((await visitor.get(ofOtherNonce)).status).toBe(401);
    expect(told.some((line) => line.includes('OAUTH_JWT_CLAIM_COMPARISON_FAILED'))).toBe(true);
    for (const [name, value] of [
      ['iss', 'https://evil.example'],
      ['iss', null],
      ['code', null],
    ] as const)
      expect((await visitor.get(changed(await outAndBack(visitor, 'ana'), name, value))).status).toBe(401);
    expect(told.filter((line) => line.includes('OAUTH_INVALID_RESPONSE'))).toHaveLength(3);
    expect(await isIn(visitor)).toBe(false);
  });

  it('is refused where what is signed is signed by a key that the provider does not publish', async () => {
    await desk.stop();
    await provider.stop();
    await open({ tells: 'id_token', signsWithForeignKey: true });
    const visitor = new Visitor(desk.address);
    expect((await visitor.get(await outAndBack(visitor, 'ana'))).status).toBe(401);
    expect(told.some((line) => line.includes('OAUTH_INVALID_RESPONSE'))).toBe(true);
    expect(await isIn(visitor)).toBe(false);
  });

  it('is refused after ten minutes, and a foreign state before that disturbs nothing', async () => {
    const visitor = new Visitor(desk.address);
    const back = await outAndBack(visitor, 'ana');
    expect((await visitor.get(changed(back, 'state', 'foreign'))).status).toBe(401);
    nowMs += 10 * MINUTE_MS - 1;
    expect((await visitor.get(back)).status).toBe(303);
    const late = new Visitor(desk.address);
    const tooLate = await outAndBack(late, 'ana');
    nowMs += 10 * MINUTE_MS;
    expect((await late.get(tooLate)).status).toBe(401);
  });
});

describe('a refusal', () => {
  it('says the same whoever it is, and the record says why of people whom it knows', async () => {
    const before = (await record.store.people.log()).length;
    const sentences = new Set<string>();
    for (const who of ['claims_to_be_ana', 'stranger', 'almost_kim', 'gone', '']) {
      const visitor = new Visitor(desk.address);
      const answer = await visitor.get(await outAndBack(visitor, who));
      expect([who, answer.status, await isIn(visitor)]).toEqual([who, 401, false]);
      sentences.add(said(answer));
    }
    expect([...sentences]).toEqual([expect.stringContaining('Nobody is signed in')]);
    const notes = (await record.store.people.log()).slice(before);
    expect(notes.map(({ event, by, detail }) => [event, by, detail])).toEqual([
      ['sign_in_refused', 'ana@chain.co', 'oidc mail_not_verified'],
      ['sign_in_refused', 'gone@chain.co', 'oidc ended'],
    ]);
  });

  it('comes after twenty tries of an address in a minute whatever is tried', async () => {
    const visitor = new Visitor(desk.address);
    const answers = [];
    for (let n = 0; n < 21; n += 1) answers.push((await visitor.get('/sign-in/oidc/callback?code=x&state=y')).status);
    expect(answers).toEqual([...Array.from({ length: 20 }, () => 401), 429]);
  });
});

describe('where the provider is away', () => {
  it('the desk says so, and a password is taken all the same', async () => {
    const [known, visitor] = [new Visitor(desk.address), new Visitor(desk.address)];
    const back = await outAndBack(known, 'ana');
    await provider.stop();
    const half = await known.get(back);
    expect([half.status, said(half)]).toEqual([503, expect.stringContaining('does not answer')]);
    // What it said of itself is known for an hour.
    nowMs += 61 * MINUTE_MS;
    const answer = await begin(visitor);
    expect([answer.status, said(answer)]).toEqual([503, said(half)]);
    expect(answer.text).toContain('value="/queue?sort=age"');
    const fields = { email: 'leo@chain.co', password: PASSWORD, code: '', next: '/queue' };
    expect((await visitor.send('/sign-in', '/sign-in', fields)).location).toBe('/queue');
    expect(told.some((line) => line.includes('"level":"warn"') && line.includes('unreachable'))).toBe(true);
    provider = await startProvider({ accounts: ACCOUNTS, tells: 'id_token' });
  });
});

it('nothing of a sign-in that somebody could use stands in a log or in the record', async () => {
  const visitor = new Visitor(desk.address);
  const { location } = await begin(visitor);
  const ticket = visitor.cookies.get('cuadre_oidc') ?? '';
  const back = await atProvider(visitor, location, 'ana');
  await visitor.get(back);
  const other = new Visitor(desk.address);
  await other.get(await outAndBack(other, 'stranger'));
  const values = ['state', 'nonce', 'code', 'code_challenge'].flatMap((name) => [
    new URL(location).searchParams.get(name) ?? [],
    new URL(back).searchParams.get(name) ?? [],
  ]);
  const secrets = [...values.flat(), ticket, visitor.cookies.get('cuadre_session') ?? '', CLIENT.secret];
  expect(secrets.filter((one) => one.length < 20)).toEqual([]);
  const { path } = record.config.storage;
  const kept = [path, `${path}-wal`].map((file) => readFileSync(file, 'latin1')).join('');
  const shown = `${told.join('\n')}${JSON.stringify(await record.store.people.log())}${JSON.stringify(context.config)}`;
  for (const secret of [...secrets, 'stranger@chain.co'])
    expect([shown.includes(secret), kept.includes(secret)]).toEqual([false, false]);
  expect(told.length).toBeGreaterThan(3);
});

const browserPath = findBrowser();
if (browserPath === null) tell('NOT RUN: a sign-in by a provider of identities in a browser (npm run setup)');

it.skipIf(browserPath === null)(
  'a browser is led to the provider and back, and the policy of the pages allows forms of the desk alone',
  { timeout: 60_000 },
  async () => {
    const browser = await launchBrowser(browserPath ?? '');
    try {
      const page = await browser.newPage({ locale: 'en' });
      const problems: string[] = [];
      page.on('console', (line) => {
        if (line.text().includes('Content Security Policy')) problems.push(line.text());
      });
      const first = await page.goto(`${desk.address}/sign-in?next=/dates`);
      expect(first?.headers()['content-security-policy']).toContain("form-action 'self';");
      await page.getByRole('link', { name: 'Sign in with your company account' }).click();
      await page.locator('[name=who]').fill('ana');
      await page.getByRole('button').click();
      await page.waitForURL(`${desk.address}/dates`);
      expect(await page.locator('.person').textContent()).toContain('ana');
      const cookies = await page.context().cookies(desk.address);
      expect(cookies.map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite])).toContainEqual([
        'cuadre_session',
        true,
        'Lax',
      ]);
      expect(cookies.map(({ name }) => name)).not.toContain('cuadre_oidc');
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
    }
  },
);
