import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor, Person, Role } from '../../../schemas/people/person.ts';
import type { PersonFacts, PersonNote } from '../../../schemas/ports/people.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { sha } from '../records.ts';
import { codeOf, eachTest, type Open } from './opened.ts';

/** What `People`, `Tokens` and `Sessions` promise: who works with the record, and what proves them. */
export function describePeople(name: string, open: Open<Store>): void {
  describe(`the people of ${name}`, () => {
    describeFacts(open);
    describeProofs(open);
    describeSessions(open);
  });
}

const BY: Actor = { name: 'root', personId: null, proof: 'stated' };
const note = (event: PersonNote['event'], detail = ''): PersonNote => ({ by: BY, atMs: 7, event, detail });
export const factsOf = (email: string, roles: readonly Role[], change: Partial<PersonFacts> = {}): PersonFacts => ({
  email,
  name: email.split('@')[0] ?? '',
  roles,
  stores: [],
  owners: [],
  language: null,
  ...change,
});

function describeFacts(open: Open<Store>): void {
  let store: Store;
  const again = eachTest(open, (port) => {
    store = port;
  });
  const invite = (email: string, ...roles: Role[]): Promise<Person> =>
    store.people.invite(factsOf(email, roles), note('invited', email));

  it('keeps them in the order of their invitations, found by id and address, also after it was opened again', async () => {
    const [ana, leo] = [await invite('ana@c.co', 'admin'), await invite('leo@c.co', 'approver', 'clerk')];
    await again();
    expect((await store.people.all()).map((one) => [one.id, one.email, one.roles])).toEqual([
      [ana.id, 'ana@c.co', ['admin']],
      [leo.id, 'leo@c.co', ['clerk', 'approver']],
    ]);
    expect(await store.people.find('LEO@c.co')).toEqual(leo);
    expect(await store.people.find(ana.id)).toEqual(ana);
    expect(await store.people.find('eva@c.co')).toBeNull();
  });

  it('has an address once, at an invitation and at a change', async () => {
    await invite('ana@c.co', 'admin');
    const leo = await invite('leo@c.co', 'clerk');
    expect(await codeOf(() => invite('ana@c.co', 'clerk'))).toBe('person_refused');
    expect(await codeOf(() => store.people.change(leo.id, { email: 'ana@c.co' }, note('changed')))).toBe(
      'person_refused',
    );
    expect((await store.people.change(leo.id, { email: 'leo@c.co', name: 'Leo' }, note('changed'))).name).toBe('Leo');
  });

  it('tells every change, and nothing of one that was refused', async () => {
    const ana = await invite('ana@c.co', 'admin');
    await store.people.change(ana.id, { name: 'Ana' }, note('changed', 'name'));
    expect(await codeOf(() => store.people.change(ana.id, { isEnded: true }, note('ended')))).toBe('person_refused');
    const log = await store.people.log();
    expect(log.map(({ seq, event, person, detail, by }) => [seq, event, person, detail, by])).toEqual([
      [1, 'invited', ana.id, 'ana@c.co', 'root'],
      [2, 'changed', ana.id, 'name', 'root'],
    ]);
    expect(await store.people.log({ after: 1 })).toEqual(log.slice(1));
    expect(await store.people.log({ limit: 1 })).toEqual(log.slice(1));
  });

  it('always has an admin, once it has people', async () => {
    const ana = await invite('ana@c.co', 'admin');
    expect(await codeOf(() => store.people.change(ana.id, { roles: ['clerk'] }, note('changed')))).toBe(
      'person_refused',
    );
    await invite('eva@c.co', 'admin');
    expect((await store.people.change(ana.id, { roles: ['clerk'] }, note('changed'))).roles).toEqual(['clerk']);
    expect(await codeOf(() => store.people.change('per_99', { name: 'x' }, note('changed')))).toBe('person_unknown');
  });
}

function describeProofs(open: Open<Store>): void {
  let store: Store;
  let ana: Person;
  eachTest(open, (port) => {
    store = port;
  });
  beforeEach(async () => {
    ana = await store.people.invite(factsOf('ana@c.co', ['admin']), note('invited'));
  });
  const tokenOf = (text: string) => {
    const { id: person, epoch } = ana;
    return { hash: sha(text), kind: 'machine' as const, person, name: text, epoch, atMs: 1, endsMs: 9 };
  };

  it('raises the epoch of a person where a role, a store or a second password ends what proves them', async () => {
    await store.people.invite(factsOf('eva@c.co', ['admin']), note('invited'));
    const epoch = async () => (await store.people.find(ana.id))?.epoch;
    await store.people.setSecrets(ana.id, { passwordHash: 'a' }, note('password_set'));
    expect(await epoch()).toBe(1);
    await store.people.setSecrets(ana.id, { passwordHash: 'b' }, note('password_set'));
    expect(await epoch()).toBe(2);
    await store.people.change(ana.id, { name: 'Ana' }, note('changed'));
    expect(await epoch()).toBe(2);
    await store.people.change(ana.id, { roles: ['store'], stores: ['A'] }, note('changed'));
    expect(await epoch()).toBe(3);
    await store.people.change(ana.id, { stores: ['A', 'B'] }, note('changed'));
    expect(await epoch()).toBe(4);
    await store.people.change(ana.id, { isEnded: true }, note('ended'));
    expect(await epoch()).toBe(5);
  });

  it('takes the step of a one-time code once, and no earlier one', async () => {
    await store.people.setSecrets(ana.id, { codeSecret: 'S', codeStep: 0 }, note('codes_set'));
    await store.people.setSecrets(ana.id, { codeStep: 5 }, null);
    expect(await codeOf(() => store.people.setSecrets(ana.id, { codeStep: 5 }, null))).toBe('person_refused');
    expect(await codeOf(() => store.people.setSecrets(ana.id, { codeStep: 4 }, null))).toBe('person_refused');
    expect(await store.people.secrets(ana.id)).toEqual({ passwordHash: null, codeSecret: 'S', codeStep: 5 });
  });

  it('finds a token by its hash, and ends it once', async () => {
    const token = await store.tokens.make(tokenOf('t'), note('token_made'));
    await store.tokens.make(tokenOf('u'), note('token_made'));
    expect(await store.tokens.find(sha('t'))).toEqual(token);
    expect(await store.tokens.find(sha('v'))).toBeNull();
    expect((await store.tokens.of(ana.id)).map(({ name }) => name)).toEqual(['t', 'u']);
    expect(await store.tokens.end(token.seq, note('token_ended'))).toBe(true);
    expect(await store.tokens.end(token.seq, note('token_ended'))).toBe(false);
    expect((await store.tokens.find(sha('t')))?.endedMs).toBe(7);
    expect((await store.people.log()).filter(({ event }) => event === 'token_ended')).toHaveLength(1);
  });
}

function describeSessions(open: Open<Store>): void {
  let store: Store;
  const again = eachTest(open, (port) => {
    store = port;
  });
  const session = (hash: string, beganMs: number, seenMs: number) => {
    return { hash, person: 'per_1', epoch: 1, beganMs, seenMs, data: '{}' };
  };

  it('keeps sessions until they end or are old, and writes no evidence of them', async () => {
    const seal = await store.chain.seal();
    for (const one of [session('a', 1, 50), session('b', 30, 40), session('c', 30, 60)]) await store.sessions.put(one);
    await store.sessions.put(session('c', 30, 70));
    await again();
    await store.sessions.endOld(45, 10);
    expect([await store.sessions.find('a'), await store.sessions.find('b')]).toEqual([null, null]);
    expect(await store.sessions.find('c')).toEqual(session('c', 30, 70));
    await store.sessions.end('c');
    expect(await store.sessions.find('c')).toBeNull();
    expect(await store.chain.seal()).toEqual(seal);
  });

  it('counts refused sign-ins of an address until they are forgotten', async () => {
    expect(await store.sessions.tries('x')).toEqual({ count: 0, lastMs: 0 });
    await store.sessions.tried('x', 5);
    await store.sessions.tried('x', 9);
    await store.sessions.tried('y', 9);
    expect(await store.sessions.tries('x')).toEqual({ count: 2, lastMs: 9 });
    await store.sessions.forgetTries('x');
    expect([await store.sessions.tries('x'), await store.sessions.tries('y')]).toEqual([
      { count: 0, lastMs: 0 },
      { count: 1, lastMs: 9 },
    ]);
  });
}
