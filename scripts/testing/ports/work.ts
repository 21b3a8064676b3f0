import { describe, expect, it } from 'vitest';
import type { WorkChange } from '../../../schemas/outcome/work.ts';
import type { Actor, Person, Role } from '../../../schemas/people/person.ts';
import type { DeskAct } from '../../../schemas/ports/queue.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import type { WorkVerdict } from '../../../schemas/ports/work.ts';
import { commitRunOf, day, discrepancy } from '../records.ts';
import { eachTest, type Open } from './opened.ts';

/** What `Work` promises: what people say of a discrepancy beside deciding it. */

const ROOT: Actor = { name: 'root', personId: null, proof: 'stated' };
const NOW = Date.UTC(2026, 6, 2, 13);
const [a, b, dispute] = [
  discrepancy('R-A', { store: 'S1' }),
  discrepancy('R-B', { store: 'S2' }),
  discrepancy('R-C', { store: 'S1', kind: 'chargeback' }),
];
const FILE = { sha256: 'a'.repeat(64), name: 'answer.pdf', type: 'application/pdf', bytes: 7 };

interface Desk {
  readonly store: Store;
  readonly invite: (name: string, roles: readonly Role[], stores?: readonly string[]) => Promise<Person>;
  readonly say: (
    change: WorkChange,
    at?: { id?: string; seq?: number | null; by?: string; who?: Person | null },
  ) => Promise<WorkVerdict | undefined>;
  readonly codes: (...said: readonly (readonly [id: string, change: WorkChange])[]) => Promise<string[]>;
}

function deskOf(store: Store): Desk {
  const act = (who: Person | null): DeskAct => ({
    who: who === null ? null : { personId: who.id, proof: 'password' },
    day: day(2),
    lapsesAfter: day(9),
    approval: null,
  });
  return {
    store,
    invite: (name, roles, stores = []) =>
      store.people.invite(
        { email: `${name}@example.co`, name, roles, stores, owners: [], language: null },
        { by: ROOT, atMs: NOW, event: 'invited', detail: '' },
      ),
    say: async (change, { id = a.id, seq = null, by = 'Ana', who = null } = {}) => {
      const [verdict] = await store.work.take([{ discrepancyId: id, seq, by, change }], { atMs: NOW, desk: act(who) });
      return verdict;
    },
    codes: async (...said) => {
      const acts = said.map(([discrepancyId, change]) => ({ discrepancyId, seq: null, by: 'Ana', change }));
      return (await store.work.take(acts, { atMs: NOW, desk: act(null) })).map(({ code }) => code);
    },
  };
}

export function describeWork(name: string, open: Open<Store>): void {
  describe(`work of ${name}`, () => {
    let desk: Desk;
    const again = eachTest(open, async (store) => {
      desk = deskOf(store);
      const found = [a, b, dispute].sort((one, other) => (one.id < other.id ? -1 : 1));
      if ((await store.queue.lastEvent()) === 0) await commitRunOf(store, day(1), { discrepancies: found });
    });
    const standing = async (id: string) => (await desk.store.work.standing([id]))[0];

    it('is told by an event of each thing, and stands until something else is said', async () => {
      const before = (await desk.store.queue.find(a.id))?.seq ?? 0;
      const verdict = await desk.say({ followUp: day(5), claimNumber: ' 4711 ', comment: ' asked them ' });
      expect(verdict?.events.map(({ event, note, to }) => [event, note, to])).toEqual([
        ['follow_up_set', '', 'open'],
        ['claim_numbered', '', 'open'],
        ['commented', 'asked them', 'open'],
      ]);
      await again();
      expect(await standing(a.id)).toMatchObject({
        followUp: day(5),
        claimNumber: '4711',
        claimedOn: day(2),
        comments: 1,
      });
      expect((await desk.store.work.steps(a.id)).map(({ field, value }) => [field, value])).toEqual([
        ['followUp', day(5)],
        ['claimNumber', '4711'],
        ['comment', null],
      ]);
      const entry = await desk.store.queue.find(a.id);
      expect([entry?.seq, entry?.discrepancy.state]).toEqual([before + 3, 'open']);
      await desk.say({ followUp: null, claimNumber: null });
      expect(await standing(a.id)).toMatchObject({ followUp: null, claimNumber: null, claimedOn: null });
    });

    it('is of each discrepancy alone, and of the open ones where none is named', async () => {
      await desk.codes([a.id, { comment: 'one' }], [b.id, { comment: 'two' }]);
      await desk.store.queue.decide([{ discrepancyId: b.id, event: 'resolved', by: 'Ana', note: 'paid', seq: null }], {
        atMs: NOW,
        partial: false,
      });
      expect((await desk.store.work.standing(null)).map(({ discrepancyId }) => discrepancyId)).toEqual([a.id]);
      expect(await desk.store.work.standing([dispute.id])).toEqual([]);
      expect(await desk.codes([b.id, { comment: 'a word after it was closed' }])).toEqual(['applied']);
    });

    it('goes to the queue with how it stands', async () => {
      await desk.say({ followUp: day(5) });
      await desk.say({ comment: 'asked them' });
      const last = (await desk.store.outbox.next(100)).at(-1);
      expect(JSON.parse(last?.payload ?? '{}')).toMatchObject({
        event: 'commented',
        discrepancyId: a.id,
        work: { assignee: null, followUpOn: day(5), claimNumber: null, chargeback: null, comment: 'asked them' },
      });
    });

    it.each<[string, WorkChange]>([
      ['text_missing', { comment: ' ' }],
      ['text_too_long', { comment: 'x'.repeat(2_001) }],
      ['text_missing', { claimNumber: ' ' }],
      ['text_too_long', { claimNumber: 'x'.repeat(101) }],
      ['date_past', { followUp: day(1) }],
      ['assignee_unfit', { assignee: 'per_9' }],
      ['not_a_chargeback', { chargeback: 'submitted' }],
      ['file_refused', { file: { ...FILE, name: '../up' } }],
      ['file_refused', { file: { ...FILE, bytes: 20 * 1024 * 1024 + 1 } }],
      ['nothing', {}],
      ['nothing', { followUp: null, claimNumber: null, assignee: null }],
    ])('is refused: %s %j', async (code, change) => {
      const last = await desk.store.queue.lastEvent();
      expect((await desk.say(change))?.code).toBe(code);
      expect(await desk.store.queue.lastEvent()).toBe(last);
    });

    it('is taken whole or not at all', async () => {
      expect(await desk.codes([a.id, { comment: 'one' }], [b.id, { comment: ' ' }])).toEqual(['ready', 'text_missing']);
      expect(await desk.codes([a.id, { comment: 'one' }], [a.id, { comment: 'two' }])).toEqual(['ready', 'repeated']);
      expect(await desk.codes(['dsc_none', { comment: 'one' }])).toEqual(['unknown']);
      expect(await desk.store.work.standing(null)).toEqual([]);
    });

    it('is only looked at where it is asked what would become of it', async () => {
      const desk_ = { who: null, day: day(2), lapsesAfter: day(9), approval: null };
      const acts = [{ discrepancyId: a.id, seq: null, by: 'Ana', change: { comment: 'one' } }];
      const verdicts = await desk.store.work.take(acts, { atMs: NOW, desk: desk_, check: true });
      expect(verdicts.map(({ code, events }) => [code, events.length])).toEqual([['ready', 0]]);
      expect(await desk.store.work.standing(null)).toEqual([]);
    });

    it('is stale where somebody set the same thing since, and not where they said another', async () => {
      const seq = (await desk.store.queue.find(a.id))?.seq ?? 0;
      await desk.say({ followUp: day(5) }, { seq });
      expect((await desk.say({ followUp: day(6) }, { seq }))?.code).toBe('stale');
      expect((await desk.say({ claimNumber: '4711' }, { seq }))?.code).toBe('applied');
      expect((await desk.say({ comment: 'one' }, { seq }))?.code).toBe('applied');
      expect((await desk.say({ followUp: day(6) }, { seq: seq + 1 }))?.code).toBe('applied');
    });

    it('moves a dispute by its steps', async () => {
      const move = async (chargeback: 'evidence_due' | 'submitted' | 'won' | 'lost') =>
        (await desk.say({ chargeback }, { id: dispute.id }))?.code;
      expect([await move('evidence_due'), await move('won')]).toEqual(['nothing', 'not_possible']);
      expect([await move('submitted'), await move('evidence_due'), await move('submitted')]).toEqual(
        Array.from({ length: 3 }, () => 'applied'),
      );
      expect([await move('won'), await move('lost')]).toEqual(['applied', 'not_possible']);
      expect(await standing(dispute.id)).toMatchObject({ chargeback: 'won' });
    });

    it('keeps what a file is', async () => {
      expect((await desk.say({ file: FILE }))?.events.map(({ event }) => event)).toEqual(['attached']);
      const [step] = await desk.store.work.steps(a.id);
      expect(JSON.parse(step?.value ?? '')).toEqual(FILE);
      expect(await standing(a.id)).toMatchObject({ files: 1 });
      await desk.say({ comment: 'one' }, { id: b.id });
      expect(await desk.store.work.attached()).toEqual([step]);
    });

    it.each(['', ' ', 'System', 'x'.repeat(201)])('needs the name of a person: "%s"', async (by) => {
      expect((await desk.say({ comment: 'one' }, { by }))?.code).toBe('name_missing');
    });

    it('is of somebody who is proved, who may, and for whom it exists', async () => {
      const clerk = await desk.invite('clerk', ['clerk']);
      const viewer = await desk.invite('viewer', ['viewer']);
      const shop = await desk.invite('shop', ['store'], ['S2']);
      const code = async (change: WorkChange, who: Person | null, id = a.id) =>
        (await desk.say(change, { who, id }))?.code;
      expect(await code({ comment: 'one' }, null)).toBe('not_proved');
      expect(await code({ comment: 'one' }, viewer)).toBe('not_allowed');
      expect(await code({ comment: 'one' }, shop)).toBe('unknown');
      expect(await code({ comment: 'one' }, shop, b.id)).toBe('applied');
      expect(await code({ comment: 'two', followUp: day(5) }, shop, b.id)).toBe('not_allowed');
      expect(await code({ comment: 'one' }, clerk)).toBe('applied');
      const [said] = await desk.store.queue.eventPeople(a.id);
      expect(said).toMatchObject({ person: clerk.id, proof: 'password' });
    });

    it('falls to somebody who is there, works, and sees it', async () => {
      const clerk = await desk.invite('clerk', ['clerk']);
      const viewer = await desk.invite('viewer', ['viewer']);
      const shop = await desk.invite('shop', ['store'], ['S2']);
      const assign = async (to: string, id = a.id) => (await desk.say({ assignee: to }, { who: clerk, id }))?.code;
      expect(await assign(viewer.id)).toBe('assignee_unfit');
      expect(await assign(shop.id)).toBe('assignee_unfit');
      expect(await assign(clerk.email)).toBe('assignee_unfit');
      expect([await assign(shop.id, b.id), await assign(clerk.id)]).toEqual(['applied', 'applied']);
      expect(await assign(clerk.id)).toBe('nothing');
      expect(await standing(a.id)).toMatchObject({ assignee: clerk.id });
    });
  });
}
