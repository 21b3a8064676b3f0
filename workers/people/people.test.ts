import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configOf } from '../../scripts/testing/kit.ts';
import { factsOf } from '../../scripts/testing/ports/people.ts';
import type { Actor, Person } from '../../schemas/people/person.ts';
import type { Store } from '../../schemas/ports/store.ts';
import { openStore } from '../adapters/sqlite/sqlite.ts';
import { changePerson, endPerson, invite, inviteAgain } from './inviting.ts';
import { addressOfCodes, codeAt, newCodeSecret, setUpCodes } from './one-time-codes.ts';
import { ABSOLUTE_MS, beginSession, endSession, IDLE_MS, sessionOf } from './sessions.ts';
import { acceptInvitation, signIn } from './sign-in.ts';
import { endToken, LASTS_MS, makeToken, proveToken } from './tokens.ts';

/** Signing in over a real store, with a clock that is turned by hand. */

const ROOT: Actor = { name: 'root', personId: null, proof: 'stated' };
const PASSWORD = 'tres tristes tigres';
let directory = '';
let store: Store;
let nowMs = 0;
const context = () => ({ store, clock: { nowMs: () => nowMs }, config: configOf() });

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-people-'));
  store = openStore({ path: join(directory, 'cuadre.db'), linesDirectory: join(directory, 'lines') });
  nowMs = Date.UTC(2026, 6, 1, 12);
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

async function joined(email = 'ana@c.co', roles: Person['roles'] = ['admin']): Promise<Person> {
  const { person, invitation } = await invite(factsOf(email, roles), ROOT, context());
  await acceptInvitation(invitation, PASSWORD, context());
  return person;
}
const typed = (change: Partial<Parameters<typeof signIn>[0]> = {}) =>
  signIn({ email: 'ana@c.co', password: PASSWORD, code: null, ...change }, context());
const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (error: unknown) => (error as { code: string }).code,
  );

describe('an invitation', () => {
  it('sets a password once, and by that proves who has it', async () => {
    const { person, invitation } = await invite(factsOf('ana@c.co', ['admin']), ROOT, context());
    expect((await typed()).kind).toBe('refused');
    expect((await acceptInvitation(invitation, PASSWORD, context())).person).toEqual(person);
    expect(await refusal(acceptInvitation(invitation, 'another password', context()))).toBe('sign_in_refused');
    expect((await typed({ email: ' ANA@c.co ' })).kind).toBe('signed');
  });

  it('ends after a week, and with the person', async () => {
    const first = await invite(factsOf('ana@c.co', ['admin']), ROOT, context());
    const leo = await invite(factsOf('leo@c.co', ['clerk']), ROOT, context());
    await endPerson(leo.person, ROOT, context());
    expect(await refusal(acceptInvitation(leo.invitation, PASSWORD, context()))).toBe('sign_in_refused');
    nowMs += LASTS_MS.invitation;
    expect(await refusal(acceptInvitation(first.invitation, PASSWORD, context()))).toBe('sign_in_refused');
  });

  it('takes the place of a former one, which somebody may have found', async () => {
    const { person, invitation } = await invite(factsOf('ana@c.co', ['admin']), ROOT, context());
    const again = await inviteAgain(person, ROOT, context());
    expect(await refusal(acceptInvitation(invitation, PASSWORD, context()))).toBe('sign_in_refused');
    expect((await acceptInvitation(again.invitation, PASSWORD, context())).person.id).toBe(person.id);
  });

  it('takes no password that is short, of few letters, or has the address in it, and stands all the same', async () => {
    const { invitation } = await invite(factsOf('mariana@c.co', ['admin']), ROOT, context());
    for (const password of ['short', 'abababababababab', 'mariana en casa', 'x'.repeat(300)])
      expect([password, await refusal(acceptInvitation(invitation, password, context()))]).toEqual([
        password,
        'person_refused',
      ]);
    expect((await acceptInvitation(invitation, PASSWORD, context())).proof).toBe('password');
  });

  it('is of an admin first, of a known role and store, and of nobody who both decides and says who approves', async () => {
    const code = (email: string, roles: Person['roles'], change: Parameters<typeof factsOf>[2] = {}) =>
      refusal(invite(factsOf(email, roles, change), ROOT, context()));
    expect(await code('ana@c.co', ['clerk'])).toBe('person_refused');
    expect(await code('ana@c.co', ['admin', 'approver'])).toBe('person_refused');
    expect(await code('ana@c.co', ['admin'])).toBe('nothing');
    expect(await code('no address', ['clerk'])).toBe('person_refused');
    expect(await code('s@c.co', ['store'])).toBe('person_refused');
    expect(await code('s@c.co', [])).toBe('person_refused');
    expect(await code('s@c.co', ['clerk'], { name: 'System' })).toBe('person_refused');
    expect((await store.people.all()).map(({ email }) => email)).toEqual(['ana@c.co']);
  });
});

describe('a sign-in', () => {
  it('says the same of a wrong password and of nobody', async () => {
    await joined();
    expect(await typed({ password: 'wrong and wrong' })).toEqual(await typed({ email: 'nobody@c.co' }));
    expect((await store.people.log()).filter(({ event }) => event === 'sign_in_refused')).toHaveLength(1);
  });

  it('waits longer and longer after five wrong ones, whether or not there is such a person', async () => {
    await joined();
    for (const email of ['ana@c.co', 'nobody@c.co']) {
      for (let n = 0; n < 5; n += 1) expect((await typed({ email, password: 'wrong and wrong' })).kind).toBe('refused');
      expect(await typed({ email })).toEqual({ kind: 'wait', untilMs: nowMs + 2_000 });
      nowMs += 2_000;
      expect((await typed({ email, password: 'wrong and wrong' })).kind).toBe('refused');
      expect(await typed({ email })).toEqual({ kind: 'wait', untilMs: nowMs + 4_000 });
    }
    nowMs += 4_000;
    expect((await typed()).kind).toBe('signed');
    expect((await typed({ password: 'wrong and wrong' })).kind).toBe('refused');
  });

  it('asks for a one-time code where there is one, and takes each once', async () => {
    const person = await joined();
    const codeSecret = newCodeSecret();
    const proved = { person, proof: 'password' } as const;
    expect(await setUpCodes(proved, codeSecret, codeAt(newCodeSecret(), nowMs), context())).toBe(false);
    expect((await typed()).kind).toBe('signed');
    expect(await setUpCodes(proved, codeSecret, codeAt(codeSecret, nowMs), context())).toBe(true);
    nowMs += 60_000;
    expect(addressOfCodes(codeSecret, person.email)).toMatch(/^otpauth:\/\/totp\/Cuadre:ana%40c\.co\?/);
    expect((await typed()).kind).toBe('code_needed');
    const code = codeAt(codeSecret, nowMs);
    expect((await typed({ password: 'wrong and wrong', code })).kind).toBe('refused');
    expect((await typed({ code: '000000' })).kind).toBe('refused');
    const both = await Promise.all([typed({ code }), typed({ code })]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['refused', 'signed']);
    expect((await typed({ code })).kind).toBe('refused');
    nowMs += 120_000;
    expect((await typed({ code: codeAt(codeSecret, nowMs - 120_000) })).kind).toBe('refused');
    expect((await typed({ code: codeAt(codeSecret, nowMs - 30_000) })).kind).toBe('signed');
  });
});

describe('a lost authenticator', () => {
  it('is made up for by a new invitation: its codes are asked for no more', async () => {
    const person = await joined();
    const codeSecret = newCodeSecret();
    await setUpCodes({ person, proof: 'password' }, codeSecret, codeAt(codeSecret, nowMs), context());
    expect((await typed()).kind).toBe('code_needed');
    const { invitation } = await inviteAgain(person, ROOT, context());
    await acceptInvitation(invitation, PASSWORD, context());
    expect((await typed()).kind).toBe('signed');
  });
});

describe('a token', () => {
  it('proves its person until its day, until it is revoked, and until their roles are others', async () => {
    const person = await joined();
    await invite(factsOf('eva@c.co', ['admin']), ROOT, context());
    const make = async () => (await makeToken({ person, kind: 'machine', name: 'export' }, ROOT, context())).text;
    const proved = await proveToken(await make(), context());
    expect([proved.person.id, proved.proof]).toEqual([person.id, 'token']);
    expect(await refusal(proveToken('cdm_made-up', context()))).toBe('sign_in_refused');
    const revoked = await make();
    const [, second] = (await store.tokens.of(person.id)).filter(({ kind }) => kind === 'machine');
    expect(await endToken(second?.seq ?? 0, proved, context())).toBe(true);
    expect(await refusal(proveToken(revoked, context()))).toBe('sign_in_refused');
    const former = await make();
    await changePerson(person, { roles: ['viewer'] }, ROOT, context());
    expect(await refusal(proveToken(former, context()))).toBe('sign_in_refused');
  });

  it('is never an invitation, nor an invitation a token', async () => {
    const { invitation, person } = await invite(factsOf('ana@c.co', ['admin']), ROOT, context());
    expect(await refusal(proveToken(invitation, context()))).toBe('sign_in_refused');
    const { text } = await makeToken({ person, kind: 'login', name: '' }, ROOT, context());
    expect(await refusal(acceptInvitation(text, PASSWORD, context()))).toBe('sign_in_refused');
    nowMs += LASTS_MS.login;
    expect(await refusal(proveToken(text, context()))).toBe('sign_in_refused');
  });

  it('stands in the record as a hash alone, and in the log without a secret', async () => {
    const person = await joined();
    const { text } = await makeToken({ person, kind: 'machine', name: 'export' }, ROOT, context());
    const said = JSON.stringify([await store.tokens.of(person.id), await store.people.log()]);
    expect(said).not.toContain(text);
    expect(said).not.toContain(text.slice(4));
    expect(said).not.toContain('argon2');
  });
});

describe('a session', () => {
  it('ends when nothing is asked for half an hour, and after twelve hours whatever is', async () => {
    const person = await joined();
    const name = await beginSession({ person, proof: 'password' }, context());
    const begun = nowMs;
    for (; nowMs < begun + ABSOLUTE_MS; nowMs += IDLE_MS - 1)
      expect((await sessionOf(name, context()))?.proved.person.id).toBe(person.id);
    expect(await sessionOf(name, context())).toBeNull();
    const other = await beginSession({ person, proof: 'oidc' }, context());
    expect((await sessionOf(other, context()))?.proved.proof).toBe('oidc');
    nowMs += IDLE_MS;
    expect(await sessionOf(other, context())).toBeNull();
  });

  it('ends with a sign-out, another role, another password, and the person', async () => {
    await joined('eva@c.co');
    let person = await joined();
    const begin = () => beginSession({ person, proof: 'password' }, context());
    const out = await begin();
    const signedIn = await sessionOf(out, context());
    if (signedIn !== null) await endSession(signedIn, context());
    expect(await sessionOf(out, context())).toBeNull();
    for (const change of [
      () => changePerson(person, { roles: ['viewer'] }, ROOT, context()),
      () =>
        store.people.setSecrets(
          person.id,
          { passwordHash: 'x' },
          { by: ROOT, atMs: 1, event: 'password_set', detail: '' },
        ),
      () => endPerson(person, ROOT, context()),
    ]) {
      const name = await begin();
      expect(await sessionOf(name, context())).not.toBeNull();
      await change();
      expect(await sessionOf(name, context())).toBeNull();
      person = (await store.people.find(person.id)) ?? person;
    }
  });
});
