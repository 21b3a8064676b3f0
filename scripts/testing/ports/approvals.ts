import { beforeEach, describe, expect, it } from 'vitest';
import type { Decision } from '../../../schemas/outcome/decision.ts';
import type { Approval } from '../../../schemas/people/approval.ts';
import type { Actor, Person } from '../../../schemas/people/person.ts';
import type { AnswerVerdict, DeskAct } from '../../../schemas/ports/queue.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { minor } from '../../../schemas/values/money.ts';
import { commitRunOf, day, discrepancy } from '../records.ts';
import { eachTest, type Open } from './opened.ts';
import { factsOf } from './people.ts';

/** What `Queue` promises where the record has people: who is proved, who may, and what a second person confirms. */
export function describeApprovals(name: string, open: Open<Store>): void {
  describe(`decisions of people of ${name}`, () => {
    describeRights(open);
    describeLimits(open);
    describeAnswers(open);
  });
}

const ROOT: Actor = { name: 'root', personId: null, proof: 'stated' };
const NOW = Date.UTC(2026, 6, 2, 13);
const small = { currency: 'COP', moneyAtRisk: minor(10_000), difference: minor(-10_000) } as const;
const [a, b, c] = [
  discrepancy('R-A', { ...small, store: 'S1' }),
  discrepancy('R-B', { ...small, store: 'S2' }),
  discrepancy('R-C', { ...small, store: null }),
];
const LIMIT: Approval = { COP: { written_off: minor(15_000), resolved: null } };

interface Desk {
  readonly store: Store;
  readonly act: (person: Person | null, change?: Partial<DeskAct>) => DeskAct;
  readonly decide: (
    person: Person | null,
    ids: readonly string[],
    change?: Partial<Decision>,
    act?: Partial<DeskAct>,
  ) => Promise<string[]>;
  readonly answer: (
    person: Person | null,
    id: string,
    answer?: 'confirmed' | 'declined',
    on?: number,
    note?: string,
  ) => Promise<AnswerVerdict | undefined>;
  readonly stateOf: (id: string) => Promise<string | undefined>;
}

function deskOf(store: Store): Desk {
  const act: Desk['act'] = (person, change = {}) => ({
    who: person === null ? null : { personId: person.id, proof: 'password' },
    day: day(2),
    lapsesAfter: day(9),
    approval: null,
    ...change,
  });
  return {
    store,
    act,
    decide: async (person, ids, change = {}, of = {}) => {
      const decisions = ids.map((discrepancyId): Decision => {
        return { discrepancyId, event: 'written_off', by: 'somebody', note: 'lost', seq: null, ...change };
      });
      const desk = act(person, of);
      return (await store.queue.decide(decisions, { atMs: NOW, partial: false, desk })).map(({ code }) => code);
    },
    answer: async (person, discrepancyId, answer = 'confirmed', on = 3, note = '') => {
      const desk = act(person, { day: day(on) });
      const [verdict] = await store.queue.answer([{ discrepancyId, answer, note }], { atMs: NOW, desk });
      return verdict;
    },
    stateOf: async (id) => (await store.queue.find(id))?.discrepancy.state,
  };
}

/** A record with three open discrepancies and, where asked for, people. */
function eachDesk(open: Open<Store>, use: (desk: Desk) => void | Promise<void>): void {
  let store: Store;
  eachTest(open, (port) => {
    store = port;
  });
  beforeEach(async () => {
    await commitRunOf(store, day(1), { discrepancies: [a, b, c] });
    await use(deskOf(store));
  });
}

const inviteTo = (store: Store, email: string, ...[roles, stores]: [Person['roles'], string[]?]): Promise<Person> =>
  store.people.invite(factsOf(email, roles, { stores: stores ?? [] }), {
    by: ROOT,
    atMs: 1,
    event: 'invited',
    detail: '',
  });

function describeRights(open: Open<Store>): void {
  let desk: Desk;
  eachDesk(open, (opened) => {
    desk = opened;
  });

  it('take a name that is stated while there is nobody, and none once there is', async () => {
    expect(await desk.decide(null, [a.id], { by: 'ana' })).toEqual(['applied']);
    await inviteTo(desk.store, 'ana@c.co', ['admin']);
    expect(await desk.decide(null, [b.id], { by: 'ana' })).toEqual(['not_proved']);
    const bare = await desk.store.queue.decide(
      [{ discrepancyId: b.id, event: 'resolved', by: 'ana', note: 'x', seq: null }],
      { atMs: NOW, partial: false },
    );
    expect(bare.map(({ code }) => code)).toEqual(['not_proved']);
    expect(await desk.stateOf(b.id)).toBe('open');
  });

  it('are theirs who may, under their own name, with how that was proved', async () => {
    const clerk = await inviteTo(desk.store, 'leo@c.co', ['clerk']);
    expect(await desk.decide(clerk, [a.id], { by: 'boss' })).toEqual(['applied']);
    const event = (await desk.store.queue.events({ discrepancyId: a.id })).at(-1);
    expect([event?.by, event?.event]).toEqual(['leo', 'written_off']);
    expect(await desk.store.queue.eventPeople(a.id)).toEqual([
      { seq: event?.seq, person: clerk.id, proof: 'password', forPerson: null, forName: null },
    ]);
  });

  it('are refused to who may not, and of another store there is nothing', async () => {
    const viewer = await inviteTo(desk.store, 'v@c.co', ['viewer']);
    const manager = await inviteTo(desk.store, 's@c.co', ['store'], ['S1']);
    expect(await desk.decide(viewer, [a.id])).toEqual(['not_allowed']);
    expect(await desk.decide(manager, [a.id])).toEqual(['not_allowed']);
    expect(await desk.decide(manager, [b.id])).toEqual(['unknown']);
    expect(await desk.decide(manager, [c.id])).toEqual(['unknown']);
    const admin = await inviteTo(desk.store, 'ana@c.co', ['admin']);
    expect(await desk.decide(admin, [a.id], { event: 'acknowledged' })).toEqual(['not_allowed']);
    const note = { by: ROOT, atMs: 2, event: 'ended', detail: '' } as const;
    const clerk = await inviteTo(desk.store, 'leo@c.co', ['clerk']);
    await desk.store.people.change(clerk.id, { isEnded: true }, note);
    expect(await desk.decide(clerk, [a.id])).toEqual(['not_proved']);
  });
}

function describeLimits(open: Open<Store>): void {
  let desk: Desk;
  let clerk: Person;
  let other: Person;
  eachDesk(open, async (opened) => {
    desk = opened;
    clerk = await inviteTo(desk.store, 'leo@c.co', ['clerk']);
    other = await inviteTo(desk.store, 'eva@c.co', ['clerk']);
  });
  const under = { approval: LIMIT };

  it('let one person close what is under the limit, and wait for a second one above it', async () => {
    expect(await desk.decide(clerk, [a.id], {}, under)).toEqual(['applied']);
    expect(await desk.decide(clerk, [b.id], {}, under)).toEqual(['proposed']);
    expect(await desk.stateOf(b.id)).toBe('open');
    expect(await desk.decide(other, [c.id], {}, under)).toEqual(['applied']);
  });

  it('count what a person closed on the day, so that many small ones come to their sum, and begin anew on the next', async () => {
    expect(await desk.decide(clerk, [a.id, b.id], {}, under)).toEqual(['proposed', 'proposed']);
    expect(await desk.decide(clerk, [c.id], {}, under)).toEqual(['applied']);
    await desk.store.queue.answer(
      [a.id, b.id].map((discrepancyId) => ({ discrepancyId, answer: 'declined', note: 'no' })),
      { atMs: NOW, desk: desk.act(clerk) },
    );
    expect(await desk.decide(clerk, [a.id], {}, under)).toEqual(['proposed']);
    await desk.answer(clerk, a.id, 'declined', 2, 'no');
    expect(await desk.decide(clerk, [a.id], {}, { ...under, day: day(3) })).toEqual(['applied']);
  });

  it('know no limit for a step that has none, and the limit zero for a currency that nobody thought of', async () => {
    expect(await desk.decide(clerk, [a.id, b.id, c.id], { event: 'resolved' }, under)).toEqual(
      new Array(3).fill('applied'),
    );
    const usd = discrepancy('R-D', { ...small, currency: 'USD' });
    const none = discrepancy('F-1', { currency: null, moneyAtRisk: minor(0), difference: null });
    await commitRunOf(desk.store, day(2), { discrepancies: [usd, none] });
    expect(await desk.decide(clerk, [usd.id], {}, under)).toEqual(['proposed']);
    expect(await desk.decide(clerk, [none.id], {}, under)).toEqual(['applied']);
  });

  it('say before they are taken what would wait, and record nothing then', async () => {
    const last = await desk.store.queue.lastEvent();
    const decision = { discrepancyId: a.id, event: 'written_off', by: 'x', note: 'lost', seq: null } as const;
    const verdicts = await desk.store.queue.decide([decision, { ...decision, discrepancyId: b.id }], {
      atMs: NOW,
      partial: true,
      check: true,
      desk: desk.act(clerk, under),
    });
    expect(verdicts.map(({ code, event }) => [code, event])).toEqual(new Array(2).fill(['proposed', null]));
    expect(await desk.store.queue.lastEvent()).toBe(last);
  });
}

function describeAnswers(open: Open<Store>): void {
  let desk: Desk;
  let clerk: Person;
  let boss: Person;
  eachDesk(open, async (opened) => {
    desk = opened;
    clerk = await inviteTo(desk.store, 'leo@c.co', ['clerk']);
    boss = await inviteTo(desk.store, 'eva@c.co', ['approver']);
    expect(await desk.decide(boss, [b.id], {}, { approval: {} })).toEqual(['proposed']);
    expect(await desk.decide(clerk, [a.id], {}, { approval: {} })).toEqual(['proposed']);
  });

  it('take the step for who proposed it, as one decision that a run reads', async () => {
    const [waiting] = (await desk.store.queue.proposals()).filter((one) => one.discrepancyId === a.id);
    expect(waiting).toMatchObject({ event: 'written_off', by: 'leo', note: 'lost', amount: 10_000, currency: 'COP' });
    expect((await desk.store.queue.decisions(0, 1_000)).map(({ event }) => event)).toEqual([]);
    const verdict = await desk.answer(boss, a.id, 'confirmed', 3, 'seen');
    expect([verdict?.code, verdict?.entry?.discrepancy.state]).toEqual(['applied', 'written_off']);
    expect((await desk.store.queue.decisions(0, 1_000)).map(({ event, note }) => [event, note])).toEqual([
      ['written_off', 'lost / seen'],
    ]);
    expect((await desk.store.queue.eventPeople(a.id)).at(-1)).toMatchObject({ person: boss.id, forPerson: clerk.id });
    expect((await desk.store.queue.proposals()).map(({ discrepancyId }) => discrepancyId)).toEqual([b.id]);
  });

  it('are never of who proposed it, nor of who may not confirm', async () => {
    expect((await desk.answer(boss, b.id))?.code).toBe('own_proposal');
    expect((await desk.answer(clerk, b.id))?.code).toBe('not_allowed');
    expect((await desk.answer(null, b.id))?.code).toBe('not_proved');
    expect((await desk.answer(boss, c.id))?.code).toBe('no_proposal');
    expect((await desk.answer(boss, 'dsc_none'))?.code).toBe('unknown');
    expect([await desk.stateOf(a.id), await desk.stateOf(b.id)]).toEqual(['open', 'open']);
  });

  it('decline with a reason, which leaves it open; who proposed it may take it back', async () => {
    expect((await desk.answer(boss, a.id, 'declined'))?.code).toBe('note_missing');
    expect((await desk.answer(boss, a.id, 'declined', 3, 'ask the bank'))?.code).toBe('applied');
    expect((await desk.answer(boss, b.id, 'declined', 3, 'a mistake'))?.code).toBe('applied');
    expect([await desk.stateOf(a.id), await desk.stateOf(b.id)]).toEqual(['open', 'open']);
    expect(await desk.store.queue.proposals()).toEqual([]);
  });

  it('come too late after its last day: it has to be proposed anew', async () => {
    expect((await desk.answer(boss, a.id, 'confirmed', 10))?.code).toBe('lapsed');
    expect((await desk.store.queue.events({ discrepancyId: a.id })).at(-1)).toMatchObject({
      event: 'lapsed',
      by: 'system',
      to: 'open',
    });
    expect(await desk.decide(clerk, [a.id], {}, { approval: {} })).toEqual(['proposed']);
    expect((await desk.answer(boss, a.id, 'confirmed', 9))?.code).toBe('applied');
  });

  it('find nothing where the facts have moved: the run that moves them ends what waits', async () => {
    const moved = { ...a, event: 'changed' as const, moneyAtRisk: minor(99_000), difference: minor(-99_000) };
    await commitRunOf(desk.store, day(2), { discrepancies: [moved, { ...b, event: null }, { ...c, event: null }] });
    expect((await desk.store.queue.events({ discrepancyId: a.id })).map(({ event }) => event)).toEqual([
      'opened',
      'proposed',
      'changed',
      'lapsed',
    ]);
    expect((await desk.answer(boss, a.id))?.code).toBe('no_proposal');
    expect((await desk.store.queue.proposals()).map(({ discrepancyId }) => discrepancyId)).toEqual([b.id]);
  });

  it('come before another closing: what waits is answered first, and does not stand in the way of taking it up', async () => {
    expect(await desk.decide(clerk, [b.id], { event: 'resolved' })).toEqual(['waiting']);
    expect(await desk.decide(clerk, [b.id], { event: 'acknowledged' })).toEqual(['applied']);
    expect((await desk.answer(await inviteTo(desk.store, 'x@c.co', ['approver']), b.id))?.code).toBe('applied');
    expect(await desk.stateOf(b.id)).toBe('written_off');
    expect(await desk.store.chain.differences(5)).toEqual([]);
  });
}
