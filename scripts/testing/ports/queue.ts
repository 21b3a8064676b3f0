import { describe, expect, it } from 'vitest';
import { eventId } from '../../../schemas/kinds/discrepancy.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import { SYSTEM, type Decision, type DecisionEvent } from '../../../schemas/outcome/decision.ts';
import type { Discrepancy } from '../../../schemas/outcome/run.ts';
import { hashEvent } from '../../../schemas/ports/queue.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { minor } from '../../../schemas/values/money.ts';
import { commitRunOf, day, discrepancy, runCommit } from '../records.ts';
import { eachTest, type Open } from './opened.ts';

/** What `Queue` promises: how it moves with the runs, and how people decide on it. */
export function describeQueue(name: string, open: Open<Store>): void {
  describe(`the queue of ${name}`, () => {
    describeMoves(open);
    describeQuestions(open);
    describeDecisions(open);
    describeDecisionsUnderWay(open);
  });
}

const a = discrepancy('R-A');
const b = discrepancy('R-B');
const notice = discrepancy('T-1', { kind: 'late_arrival', class: 'notice', state: 'noted', event: 'noted' });
const NOW = Date.UTC(2026, 6, 2, 13);

const later = (row: Discrepancy, change: Partial<Discrepancy> = {}): Discrepancy => ({
  ...row,
  event: null,
  ...change,
});
const on = (row: Discrepancy, change: Partial<Decision> = {}): Decision => ({
  discrepancyId: row.id,
  event: 'resolved',
  by: 'ana',
  note: 'paid twice',
  seq: null,
  ...change,
});

function describeMoves(open: Open<Store>): void {
  describe('that runs move', () => {
    let store: Store;
    eachTest(open, (port) => {
      store = port;
    });
    const steps = async (id: string): Promise<string[]> =>
      (await store.queue.events({ discrepancyId: id })).map(
        (event) => `${event.from ?? ''}>${event.event}>${event.to}`,
      );
    const decide = async (event: DecisionEvent, note: string) => {
      const [verdict] = await store.queue.decide([on(a, { event, note })], { atMs: 1, partial: false });
      return verdict?.code;
    };
    const runOn = async (n: number, ...discrepancies: Discrepancy[]): Promise<void> => {
      await commitRunOf(store, day(n), { discrepancies });
    };

    it('opens what is new, in id order, and notes notices', async () => {
      const rows = ['R-1', 'R-2', 'R-3'].map((key) => discrepancy(key));
      const notice = discrepancy('T-1', { kind: 'late_arrival', class: 'notice', state: 'noted', event: 'noted' });
      await runOn(1, ...rows, notice);
      const ids = (await store.queue.events()).map((event) => event.discrepancyId);
      expect(ids).toEqual([...rows, notice].map((row) => row.id).sort(compareText));
      expect(await steps(notice.id)).toEqual(['>noted>noted']);
      expect((await store.queue.entries()).map((entry) => entry.discrepancy.id)).toEqual(ids);
    });

    it('makes no event for what stands unchanged or only grows older', async () => {
      await runOn(1, a);
      await runOn(2, later(a, { businessDaysLate: 3, facts: { days: 3 } }));
      expect(await steps(a.id)).toEqual(['>opened>open']);
    });

    it('says when facts changed, closes what is gone, and reopens what is there again', async () => {
      await runOn(1, a);
      await runOn(2, later(a, { difference: minor(-11) }));
      await runOn(3);
      await runOn(4);
      await runOn(5, a);
      expect(await steps(a.id)).toEqual([
        '>opened>open',
        'open>changed>open',
        'open>auto_resolved>auto_resolved',
        'auto_resolved>reopened>open',
      ]);
      expect(
        (await store.queue.events({ discrepancyId: a.id })).map((event) => [event.discrepancySeq, event.eventId]),
      ).toEqual([1, 2, 3, 4].map((seq) => [seq, eventId(a.id, seq)]));
    });

    it('leaves what a person closed closed until its facts change', async () => {
      await runOn(1, a);
      expect(await decide('written_off', 'too small')).toBe('applied');
      await runOn(2, later(a));
      expect(await steps(a.id)).toEqual(['>opened>open', 'open>written_off>written_off']);
      await runOn(3, later(a, { moneyAtRisk: minor(99) }));
      expect((await steps(a.id)).at(-1)).toBe('written_off>reopened>open');
    });

    it('keeps an acknowledged one acknowledged when its facts change', async () => {
      await runOn(1, a);
      expect(await decide('acknowledged', 'asked the bank')).toBe('applied');
      await runOn(2, later(a, { severity: 'low' }));
      expect((await steps(a.id)).at(-1)).toBe('acknowledged>changed>acknowledged');
      expect((await store.queue.entries())[0]?.discrepancy).toMatchObject({ state: 'acknowledged', severity: 'low' });
    });

    it('does not move when an older date is run again', async () => {
      await runOn(1, a);
      await runOn(2, later(a));
      await commitRunOf(store, day(1), { movesQueue: false });
      expect(await steps(a.id)).toEqual(['>opened>open']);
      expect(await store.queue.lastEvent()).toBe(1);
    });
  });
}

function describeQuestions(open: Open<Store>): void {
  describe('that is asked', () => {
    let store: Store;
    const again = eachTest(open, (port) => {
      store = port;
    });
    const keys = ['R-1', 'R-2', 'R-3', 'R-4', 'R-5'];
    const rows = keys.map((key) => discrepancy(key)).sort((one, other) => compareText(one.id, other.id));
    const ids = rows.map((row) => row.id);
    const idsOf = async (page?: Parameters<Store['queue']['entries']>[0]): Promise<string[]> =>
      (await store.queue.entries(page)).map((entry) => entry.discrepancy.id);

    it('answers about one id, also in the next process, and knows no other', async () => {
      await commitRunOf(store, day(1), { discrepancies: [a, b] });
      await store.queue.decide([on(a)], { atMs: NOW, partial: false });
      await again();
      expect(await store.queue.find(a.id)).toEqual({
        discrepancy: { ...a, state: 'resolved', event: null, note: 'paid twice' },
        run: { date: day(1), generation: 1 },
        seq: 2,
      });
      expect(await store.queue.find('dsc_none')).toBeNull();
    });

    it('answers page by page in id order, all of it or what waits for somebody', async () => {
      await commitRunOf(store, day(1), { discrepancies: [...rows, notice] });
      const [first, second, third] = rows;
      if (first === undefined || second === undefined || third === undefined) throw new TypeError('five rows');
      await store.queue.decide([on(second), on(third, { event: 'acknowledged' })], { atMs: NOW, partial: false });
      const all = [...ids, notice.id].sort(compareText);
      expect(await idsOf()).toEqual(all);
      expect(await idsOf({ limit: 2 })).toEqual(all.slice(0, 2));
      expect(await idsOf({ after: all[1] ?? '', limit: 2 })).toEqual(all.slice(2, 4));
      expect(await idsOf({ after: all.at(-1) ?? '' })).toEqual([]);
      const waiting = ids.filter((id) => id !== second.id);
      expect(await idsOf({ open: true })).toEqual(waiting);
      expect(await idsOf({ open: true, limit: 2 })).toEqual(waiting.slice(0, 2));
      expect(await idsOf({ open: true, after: waiting[1] ?? '' })).toEqual(waiting.slice(2));
    });

    it('answers with its events after a number and no more than asked for, of one discrepancy or all', async () => {
      expect([await store.queue.lastEvent(), await store.queue.events()]).toEqual([0, []]);
      await commitRunOf(store, day(1), { discrepancies: [...rows] });
      await store.queue.decide([on(rows[0] ?? a)], { atMs: NOW, partial: false });
      const seqs = async (range?: Parameters<Store['queue']['events']>[0]): Promise<number[]> =>
        (await store.queue.events(range)).map((event) => event.seq);
      expect(await store.queue.lastEvent()).toBe(6);
      expect(await seqs()).toEqual([1, 2, 3, 4, 5, 6]);
      expect(await seqs({ after: 2, limit: 2 })).toEqual([3, 4]);
      expect(await seqs({ after: 6 })).toEqual([]);
      expect(await seqs({ discrepancyId: ids[0] ?? '' })).toEqual([1, 6]);
      expect(await seqs({ discrepancyId: ids[0] ?? '', after: 1 })).toEqual([6]);
      expect(await seqs({ discrepancyId: ids[0] ?? '', limit: 1 })).toEqual([1]);
      expect((await store.queue.events({ limit: 1 }))[0]).toMatchObject({
        by: SYSTEM,
        run: { date: day(1), generation: 1 },
        atMs: 0,
      });
    });
  });
}

function describeDecisions(open: Open<Store>): void {
  describe('with a list of decisions, which', () => {
    let store: Store;
    eachTest(open, async (port) => {
      store = port;
      await commitRunOf(store, day(1), { discrepancies: [a, b, notice] });
    });
    const codes = async (
      list: readonly Decision[],
      options: { partial?: boolean; check?: boolean } = {},
    ): Promise<string[]> =>
      (await store.queue.decide(list, { atMs: NOW, partial: false, ...options })).map((one) => one.code);
    const stateOf = async (row: Discrepancy): Promise<string | undefined> =>
      (await store.queue.find(row.id))?.discrepancy.state;
    const last = async (): Promise<number> => store.queue.lastEvent();

    it('is applied in its order, with who, when, from, to and why, and a message for each', async () => {
      const before = await last();
      const verdicts = await store.queue.decide(
        [on(b, { note: ' paid \n' }), on(a, { event: 'written_off', by: ' luis ' })],
        {
          atMs: NOW,
          partial: false,
        },
      );
      expect(verdicts.map(({ code, entry }) => [code, entry?.discrepancy.state, entry?.seq])).toEqual([
        ['applied', 'resolved', 2],
        ['applied', 'written_off', 2],
      ]);
      expect((await store.queue.events()).slice(before)).toMatchObject([
        {
          discrepancyId: b.id,
          eventId: eventId(b.id, 2),
          by: 'ana',
          atMs: NOW,
          from: 'open',
          to: 'resolved',
          note: 'paid',
        },
        {
          discrepancyId: a.id,
          eventId: eventId(a.id, 2),
          by: 'luis',
          atMs: NOW,
          from: 'open',
          to: 'written_off',
          note: 'paid twice',
        },
      ]);
      const messages = (await store.outbox.next(10)).map((row) => (JSON.parse(row.payload) as { event: string }).event);
      expect(messages.slice(before)).toEqual(['resolved', 'written_off']);
    });

    it.each<[string, () => Decision, string]>([
      ['an unknown id', () => on(discrepancy('R-X')), 'unknown'],
      ['a notice', () => on(notice), 'not_possible'],
      ['a step that there is not', () => on(b, { event: 'reopened' }), 'not_possible'],
      ['one without a note', () => on(b, { note: ' ' }), 'note_missing'],
      ['one without a name', () => on(b, { by: '' }), 'name_missing'],
      ['the name of the program', () => on(b, { by: 'system' }), 'name_missing'],
      ['one that has moved since', () => on(b, { seq: 7 }), 'stale'],
      ['the same one again', () => on(a, { event: 'acknowledged' }), 'repeated'],
    ])('of which one is %s applies nothing, and in part applies the rest', async (_what, bad, code) => {
      const before = await last();
      expect(await codes([on(a), bad()])).toEqual(['ready', code]);
      expect([await last(), await stateOf(a), await stateOf(b)]).toEqual([before, 'open', 'open']);
      expect(await codes([on(a), bad()], { partial: true })).toEqual(['applied', code]);
      expect([await last(), await stateOf(a), await stateOf(b)]).toEqual([before + 1, 'resolved', 'open']);
    });

    it('can be checked without being taken', async () => {
      const before = await last();
      expect(await codes([on(a), on(notice)], { check: true, partial: true })).toEqual(['ready', 'not_possible']);
      expect([await last(), await stateOf(a)]).toEqual([before, 'open']);
    });

    it('says how what it refuses stands now', async () => {
      await codes([on(a)]);
      const [verdict] = await store.queue.decide([on(a, { seq: 1 })], { atMs: NOW, partial: false });
      expect(verdict).toMatchObject({
        code: 'stale',
        event: null,
        entry: { seq: 2, discrepancy: { state: 'resolved', note: 'paid twice' } },
      });
    });

    it('may be empty', async () => {
      expect(await codes([])).toEqual([]);
    });

    it('keeps the chain of events whole, with time and facts in it', async () => {
      await codes([on(a), on(b, { event: 'acknowledged' })]);
      let previous = '';
      for (const { hash, ...event } of await store.queue.events()) {
        expect(hash).toBe(hashEvent(previous, event));
        expect(hashEvent(previous, { ...event, atMs: (event.atMs ?? 0) + 1 })).not.toBe(hash);
        previous = hash;
      }
    });

    it('is read by runs after one event and up to another, in its order', async () => {
      const opened = await last();
      await codes([on(a, { event: 'acknowledged' })]);
      await codes([on(a), on(b)]);
      const tell = async (after: number, upTo: number): Promise<string[]> =>
        (await store.queue.decisions(after, upTo)).map(
          ({ seq, discrepancyId, event }) => `${String(seq - opened)} ${discrepancyId === a.id ? 'a' : 'b'} ${event}`,
        );
      expect(await tell(0, await last())).toEqual(['1 a acknowledged', '2 a resolved', '3 b resolved']);
      expect(await tell(opened + 1, opened + 2)).toEqual(['2 a resolved']);
    });
  });
}

function describeDecisionsUnderWay(open: Open<Store>): void {
  describe('with a decision that comes while a run is under way, which', () => {
    let store: Store;
    eachTest(open, async (port) => {
      store = port;
      await commitRunOf(store, day(1), { discrepancies: [a, b, notice] });
    });
    const take = async (...list: Decision[]): Promise<void> => {
      await store.queue.decide(list, { atMs: NOW, partial: false });
    };
    const stateOf = async (row: Discrepancy): Promise<string | undefined> =>
      (await store.queue.find(row.id))?.discrepancy.state;
    /** Commits date 2 as a run that had read the events up to a number. */
    const commit = async (lastEvent: number, ...discrepancies: Discrepancy[]): Promise<void> => {
      const lease = await store.leases.take(day(2), 'test', 0);
      const record = await runCommit(store, day(2), { discrepancies });
      await store.runs.commit(lease, { ...record, run: { ...record.run, lastEvent } });
    };

    it('stands, though the run still says open', async () => {
      const read = await store.queue.lastEvent();
      await take(on(a));
      await commit(read, later(a));
      expect(await stateOf(a)).toBe('resolved');
    });

    it('does not stand where the run found other facts', async () => {
      const read = await store.queue.lastEvent();
      await take(on(a));
      await commit(read, later(a, { moneyAtRisk: minor(11) }));
      expect(await stateOf(a)).toBe('open');
    });

    it('stands where only a grace ended', async () => {
      const read = await store.queue.lastEvent();
      await take(on(a));
      await commit(read, later(a, { severity: 'low' }));
      expect(await stateOf(a)).toBe('resolved');
    });

    it('keeps open what was reopened and the run did not look for', async () => {
      await take(on(a));
      const read = await store.queue.lastEvent();
      await take(on(a, { event: 'reopened' }));
      await commit(read);
      expect(await stateOf(a)).toBe('open');
      expect(await stateOf(b)).toBe('auto_resolved');
    });
  });
}
