import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareText } from '../../../schemas/lines/records.ts';
import { eventId } from '../../../schemas/kinds/discrepancy.ts';
import { minor } from '../../../schemas/values/money.ts';
import type { DecisionEvent } from '../../../schemas/outcome/decision.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import type { Discrepancy } from '../../../schemas/outcome/run.ts';
import { openStore } from './sqlite.ts';
import { commitRunOf, day, discrepancy } from './testing.ts';

let directory = '';
let store: Store;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-queue-'));
  store = openStore({ path: join(directory, 'cuadre.db'), linesDirectory: join(directory, 'lines') });
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

const a = discrepancy('R-A');
const later = (row: Discrepancy, change: Partial<Discrepancy> = {}): Discrepancy => ({
  ...row,
  event: null,
  ...change,
});
const steps = async (id: string): Promise<string[]> =>
  (await store.queue.events({ discrepancyId: id })).map((event) => `${event.from ?? ''}>${event.event}>${event.to}`);
const decide = async (event: DecisionEvent, note: string) => {
  const [verdict] = await store.queue.decide([{ discrepancyId: a.id, event, by: 'ana', note, seq: null }], {
    atMs: 1,
    partial: false,
  });
  return verdict?.code;
};
const runOn = async (n: number, ...discrepancies: Discrepancy[]): Promise<void> => {
  await commitRunOf(store, day(n), { discrepancies });
};

describe("people's queue", () => {
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

describe('the outbox', () => {
  it('holds one message per event with the fields of the contract, until it was sent', async () => {
    await runOn(1, a);
    const [row] = await store.outbox.next(10);
    expect(JSON.parse(row?.payload ?? '')).toEqual({
      eventId: eventId(a.id, 1),
      seq: 1,
      event: 'opened',
      discrepancyId: a.id,
      kind: 'amount_mismatch',
      class: 'action',
      severity: 'high',
      owner: 'accounting',
      settlementDate: day(1),
      generation: 1,
      merchantReference: 'R-A',
      store: 'BOG01',
      provider: 'dlocal',
      currency: 'COP',
      differenceMinor: -10,
      moneyAtRiskMinor: 10,
    });
    await store.outbox.sent([1]);
    expect(await store.outbox.next(10)).toEqual([]);
    await runOn(2);
    expect(JSON.parse((await store.outbox.next(1))[0]?.payload ?? '')).toMatchObject({
      seq: 2,
      event: 'auto_resolved',
      generation: 1,
      settlementDate: day(2),
      moneyAtRiskMinor: 10,
    });
  });
});

describe('events', () => {
  it('can neither be changed nor deleted', async () => {
    await runOn(1, a);
    const raw = new Database(join(directory, 'cuadre.db'));
    expect(() => raw.exec("UPDATE events SET note = 'x'")).toThrow('append-only');
    expect(() => raw.exec('DELETE FROM events')).toThrow('append-only');
    raw.close();
  });
});
