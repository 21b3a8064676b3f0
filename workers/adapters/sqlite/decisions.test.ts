import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Decision } from '../../../schemas/outcome/decision.ts';
import { eventId } from '../../../schemas/kinds/discrepancy.ts';
import { minor } from '../../../schemas/values/money.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import type { Discrepancy } from '../../../schemas/outcome/run.ts';
import { hashEvent } from './event-chain.ts';
import { openStore } from './sqlite.ts';
import { commitRunOf, day, discrepancy, runCommit } from './testing.ts';

let directory = '';
let store: Store;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-decisions-'));
  store = openStore({ path: join(directory, 'cuadre.db'), linesDirectory: join(directory, 'lines') });
  await commitRunOf(store, day(1), { discrepancies: [a, b, notice] });
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

const a = discrepancy('R-A');
const b = discrepancy('R-B');
const notice = discrepancy('T-1', { kind: 'late_arrival', class: 'notice', state: 'noted', event: 'noted' });
const NOW = Date.UTC(2026, 6, 2, 13);

const on = (row: Discrepancy, change: Partial<Decision> = {}): Decision => ({
  discrepancyId: row.id,
  event: 'resolved',
  by: 'ana',
  note: 'paid twice',
  seq: null,
  ...change,
});
const codes = async (
  list: readonly Decision[],
  options: { partial?: boolean; check?: boolean } = {},
): Promise<string[]> =>
  (await store.queue.decide(list, { atMs: NOW, partial: false, ...options })).map((one) => one.code);
const stateOf = async (row: Discrepancy): Promise<string | undefined> =>
  (await store.queue.entries()).find((entry) => entry.discrepancy.id === row.id)?.discrepancy.state;
const last = async (): Promise<number> => store.queue.lastEvent();

describe('a list of decisions', () => {
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
});

describe('what runs read', () => {
  it("is people's decisions after one event and up to another, in their order", async () => {
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

  it('is what people have closed as of a date, in its newest row', async () => {
    const closed = (row: Discrepancy, state: Discrepancy['state']): Discrepancy => ({ ...row, state, event: null });
    await commitRunOf(store, day(2), { discrepancies: [closed(a, 'resolved'), closed(b, 'written_off')] });
    await commitRunOf(store, day(3), { discrepancies: [closed(a, 'open')] });
    const tell = async (n: number): Promise<string[]> =>
      (await store.history.decided(day(n))).map(
        (one) => `${one.run.date} ${one.discrepancy.key.join()} ${one.discrepancy.state}`,
      );
    expect(await tell(1)).toEqual([]);
    expect((await tell(2)).sort()).toEqual(['2026-07-02 R-A resolved', '2026-07-02 R-B written_off']);
    expect(await tell(3)).toEqual(['2026-07-02 R-B written_off']);
  });
});

describe('a decision that comes while a run is under way', () => {
  const later = (change: Partial<Discrepancy> = {}): Discrepancy => ({ ...a, event: null, ...change });
  /** Commits date 2 as a run that had read the events up to a number. */
  const commit = async (lastEvent: number, ...discrepancies: Discrepancy[]): Promise<void> => {
    const lease = await store.leases.take(day(2), 'test', 0);
    const record = await runCommit(store, day(2), { discrepancies });
    await store.runs.commit(lease, { ...record, run: { ...record.run, lastEvent } });
  };

  it('stands, though the run still says open', async () => {
    const read = await last();
    await codes([on(a)]);
    await commit(read, later());
    expect(await stateOf(a)).toBe('resolved');
  });

  it('does not stand where the run found other facts', async () => {
    const read = await last();
    await codes([on(a)]);
    await commit(read, later({ moneyAtRisk: minor(11) }));
    expect(await stateOf(a)).toBe('open');
  });

  it('stands where only a grace ended', async () => {
    const read = await last();
    await codes([on(a)]);
    await commit(read, later({ severity: 'low' }));
    expect(await stateOf(a)).toBe('resolved');
  });

  it('keeps open what was reopened and the run did not look for', async () => {
    await codes([on(a)]);
    const read = await last();
    await codes([on(a, { event: 'reopened' })]);
    await commit(read);
    expect(await stateOf(a)).toBe('open');
    expect(await stateOf(b)).toBe('auto_resolved');
  });
});
