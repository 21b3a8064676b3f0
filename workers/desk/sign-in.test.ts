import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDemo } from '../../scripts/testing/demo-record.ts';
import { commitRunOf, day, discrepancy } from '../../scripts/testing/records.ts';
import { Visitor } from '../../scripts/testing/visitor.ts';
import type { Role } from '../../schemas/people/person.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { minor } from '../../schemas/values/money.ts';
import { invite } from '../people/inviting.ts';
import { startDesk, type RunningDesk } from './server.ts';

/** Coming in and going out, and two people over one write-off. */

const PASSWORD = 'a long sentence of words';
const found = discrepancy('BOG01-1', { moneyAtRisk: minor(10_000_000) });

let folder = '';
let context: Context;
let desk: RunningDesk;
let nowMs = Date.UTC(2026, 6, 8, 11);
const invitations = new Map<string, string>();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-sign-in-'));
  const opened = await openDemo(join(folder, 'demo'));
  const limits = { written_off: minor(5_000_000), resolved: null };
  context = {
    ...opened,
    config: { ...opened.config, approval: { COP: limits } },
    clock: { ...opened.clock, nowMs: () => nowMs },
  };
  await commitRunOf(context.store, day(1), { discrepancies: [found] });
  const by = { name: 'test', personId: null, proof: 'stated' } as const;
  for (const role of ['admin', 'clerk', 'approver'] satisfies Role[]) {
    const facts = {
      email: `${role}@chain.co`,
      name: `the ${role}`,
      roles: [role],
      stores: [],
      owners: [],
      language: null,
    };
    invitations.set(role, (await invite(facts, by, context)).invitation);
  }
  desk = await startDesk({ context, place: { host: '127.0.0.1', port: 0, url: null }, secret: 'of this test' });
}, 120_000);
afterAll(async () => {
  await desk.stop();
  context.store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function signedIn(role: string): Promise<Visitor> {
  const visitor = new Visitor(desk.address);
  const fields = { email: `${role}@chain.co`, password: PASSWORD, code: '', next: '/queue' };
  const { status, location } = await visitor.send('/sign-in', '/sign-in', fields);
  expect([status, location]).toEqual([303, '/queue']);
  return visitor;
}

describe('coming in', () => {
  it('with an invitation sets a password, once', async () => {
    for (const role of ['clerk', 'approver']) {
      const fields = { invitation: invitations.get(role) ?? '', password: PASSWORD };
      const visitor = new Visitor(desk.address);
      expect((await visitor.send('/invitation', '/invitation', { ...fields, password: 'short' })).status).toBe(401);
      expect((await visitor.send('/invitation', '/invitation', fields)).status).toBe(303);
      expect((await visitor.get('/queue')).status).toBe(200);
      expect((await new Visitor(desk.address).send('/invitation', '/invitation', fields)).status).toBe(401);
    }
  });

  it('leads to where one wanted to go, and never elsewhere', async () => {
    const visitor = new Visitor(desk.address);
    expect((await visitor.get('/queue?sort=age')).location).toBe('/sign-in?next=%2Fqueue%3Fsort%3Dage');
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:1']) {
      const fields = { email: 'clerk@chain.co', password: PASSWORD, code: '', next };
      expect((await new Visitor(desk.address).send('/sign-in', '/sign-in', fields)).location).toBe('/');
    }
  });

  it('takes another name for every session, and no name that was planted', async () => {
    const visitor = new Visitor(desk.address);
    visitor.cookies.set('cuadre_session', 'planted');
    await visitor.send('/sign-in', '/sign-in', { email: 'clerk@chain.co', password: PASSWORD, code: '', next: '/' });
    const name = visitor.cookies.get('cuadre_session');
    expect(name).not.toBe('planted');
    expect((await signedIn('clerk')).cookies.get('cuadre_session')).not.toBe(name);
  });

  it('says the same of a wrong password and of an address that nobody has, and without the form’s token nothing', async () => {
    const wrong = { password: 'not the password', code: '', next: '/' };
    const known = await new Visitor(desk.address).send('/sign-in', '/sign-in', {
      ...wrong,
      email: 'approver@chain.co',
    });
    const unknown = await new Visitor(desk.address).send('/sign-in', '/sign-in', {
      ...wrong,
      email: 'nobody@chain.co',
    });
    const said = (text: string): string => /role="alert">([^<]*)/.exec(text)?.[1] ?? '';
    expect([known.status, unknown.status]).toEqual([401, 401]);
    expect(said(known.text)).not.toBe('');
    expect(said(unknown.text)).toBe(said(known.text));
    const forged = { email: 'clerk@chain.co', password: PASSWORD, code: '', next: '/', _csrf: '' };
    expect((await new Visitor(desk.address).send('/sign-in', '/sign-in', forged)).status).toBe(403);
  });

  it('ends when one goes out, and after half an hour without a page', async () => {
    const visitor = await signedIn('clerk');
    const kept = visitor.cookies.get('cuadre_session') ?? '';
    expect((await visitor.send('/queue', '/sign-out', {})).location).toBe('/sign-in?ended=1');
    visitor.cookies.set('cuadre_session', kept);
    expect((await visitor.get('/queue')).status).toBe(303);
    const other = await signedIn('clerk');
    nowMs += 31 * 60_000;
    expect((await other.get('/queue')).status).toBe(303);
  });
});

it('what is above a limit is proposed by one and confirmed by another, never by the same', async () => {
  const [clerk, approver] = [await signedIn('clerk'), await signedIn('approver')];
  const page = `/d/${found.id}`;
  const fields = { event: 'written_off', note: 'nobody will pay', seq: '1' };
  expect((await clerk.send(page, `${page}/decide`, fields)).location).toBe(`${page}?proposed=1`);
  expect((await context.store.queue.find(found.id))?.discrepancy.state).toBe('open');
  expect((await clerk.get(page)).text).not.toContain('value="confirmed"');
  expect((await clerk.send(page, `${page}/answer`, { answer: 'confirmed', note: '' })).status).toBe(403);
  // Who proposed it may take it back, with a reason, and propose it anew.
  expect((await clerk.send(page, `${page}/answer`, { answer: 'declined', note: '' })).status).toBe(422);
  expect((await clerk.send(page, `${page}/answer`, { answer: 'declined', note: 'a mistake' })).status).toBe(303);
  expect((await clerk.send(page, `${page}/decide`, { ...fields, seq: '3' })).location).toBe(`${page}?proposed=1`);
  expect((await approver.get('/')).text).toContain('Waiting for a second person');
  expect((await approver.get(page)).text).toContain('the clerk proposes: Write off');
  expect((await approver.send(page, `${page}/answer`, { answer: 'confirmed', note: '' })).status).toBe(303);
  expect((await context.store.queue.find(found.id))?.discrepancy.state).toBe('written_off');
  expect((await clerk.get(page)).text).toContain('for the clerk');
  expect((await approver.send(page, `${page}/answer`, { answer: 'confirmed', note: '' })).status).toBe(409);
});
