import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { colombianCalendar } from '../../schemas/values/calendar.ts';
import { minor } from '../../schemas/values/money.ts';
import { OPEN_STATES } from '../../schemas/kinds/discrepancy.ts';
import type { DecisionEvent } from '../../schemas/outcome/decision.ts';
import type { Store } from '../../schemas/ports/store.ts';
import { manyRows } from '../5-publish/html/sample-report.ts';
import { openStore } from '../adapters/sqlite/sqlite.ts';
import { commitRunOf, day, discrepancy } from '../../scripts/testing/records.ts';
import { configOf } from '../../scripts/testing/kit.ts';
import { keepOpenRows } from './open-rows.ts';
import { ageOf, NO_FILTER, openChoices, openPage, type OpenFilter, type OpenPage } from './open-list.ts';
import { OPEN_SORTS, type OpenSort } from './open-order.ts';
import { rowsThatPass } from './queue-rows.ts';

const calendar = colombianCalendar([]);
const COUNT = 120;
const config = configOf();
let nowMs = Date.UTC(2026, 6, 2, 13);

let folder = '';
let store: Store;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-open-'));
  store = openStore({ path: join(folder, 'c.db'), linesDirectory: folder, archiveDirectory: folder });
  await commitRunOf(store, day(1), { discrepancies: rowsOf(COUNT) });
});
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const rowsOf = (count: number) =>
  manyRows(count, (index) => ({
    moneyAtRisk: minor(1000 + (index % 7)),
    currency: index % 10 === 0 ? 'USD' : 'COP',
    store: index % 3 === 0 ? null : `S${String(index % 3)}`,
  }));
const idOf = (index: number): string => `dsc_${String(index).padStart(32, '0')}`;
const decide = (index: number, event: DecisionEvent) =>
  store.queue.decide([{ discrepancyId: idOf(index), event, by: 'ana', note: 'seen', seq: null }], {
    atMs: 1,
    partial: false,
  });

/** What the command line lists, which reads all of it from the record. */
async function listed(): Promise<string[]> {
  const all = { date: null, states: null, wantsNotices: false, passes: () => true, given: [] };
  const rows = await rowsThatPass(all, OPEN_STATES, { store, calendar, config, clock: { nowMs: () => nowMs } });
  return rows.map(({ discrepancy: { id, state }, age, seq }) => `${id} ${state} ${String(age)} ${String(seq)}`);
}

const kept = (() => {
  let rows: ReturnType<typeof keepOpenRows> | null = null;
  return () => (rows ??= keepOpenRows({ store, calendar, config, clock: { nowMs: () => nowMs } }));
})();

async function page(
  change: Partial<OpenFilter> = {},
  asked: Partial<Parameters<typeof openPage>[1]> = {},
): Promise<OpenPage> {
  return openPage(await kept().current(), {
    filter: { ...NO_FILTER, ...change },
    scope: null,
    sort: 'report',
    limit: 1_000,
    after: null,
    ...asked,
  });
}

async function shown(): Promise<string[]> {
  const { rows } = await page();
  return rows.map(({ id, state, age, seq }) => `${id} ${state} ${String(age)} ${String(seq)}`);
}

describe('the open rows in memory', () => {
  it('are what the record holds, in its order: at first, after decisions, and after the next run', async () => {
    expect(await shown()).toEqual(await listed());
    expect(await shown()).toHaveLength(COUNT);
    for (const sort of OPEN_SORTS) await page({}, { sort });
    await decide(5, 'resolved');
    await decide(9, 'acknowledged');
    expect(await shown()).toEqual(await listed());
    expect(await shown()).toHaveLength(COUNT - 1);
    await decide(5, 'reopened');
    expect(await shown()).toEqual(await listed());
    await commitRunOf(store, day(2), {
      discrepancies: [...rowsOf(COUNT - 20), discrepancy('new one')].sort((a, b) => (a.id < b.id ? -1 : 1)),
    });
    expect(await shown()).toEqual(await listed());
    expect(await shown()).toHaveLength(COUNT - 19);
  });

  it('stay in every order that was asked for before', async () => {
    for (const sort of OPEN_SORTS) await page({}, { sort });
    await decide(11, 'written_off');
    await decide(12, 'acknowledged');
    const fresh = await keepOpenRows({ store, calendar, config, clock: { nowMs: () => nowMs } }).current();
    const table = await kept().current();
    for (const sort of OPEN_SORTS) expect(table.sorted(sort)).toEqual(fresh.sorted(sort));
  });

  it.each<OpenSort>([...OPEN_SORTS])(
    'are paged in the order %s, each once, although rows go on the way',
    async (sort) => {
      const all = (await page({}, { sort })).rows.map((row) => row.id);
      const first = await page({}, { sort, limit: 40 });
      const last = first.rows.at(-1)?.id ?? '';
      await decide(Number(last.slice(4)), 'resolved');
      const second = await page({}, { sort, limit: 40, after: first.next });
      const third = await page({}, { sort, limit: 40, after: second.next });
      expect([...first.rows, ...second.rows, ...third.rows].map((row) => row.id)).toEqual(all);
      expect(third.next).toBe(null);
      await decide(Number(last.slice(4)), 'reopened');
    },
  );

  it('are filtered by what they are and where they belong, and searched for words in any place', async () => {
    const { rows } = await page();
    const s1 = rows.filter((row) => row.store === 'S1').length;
    expect((await page({ store: ['S1'] })).total).toBe(s1);
    expect((await page({ store: [''] })).total).toBe(rows.filter((row) => row.store === null).length);
    expect((await page({ kind: ['amount_mismatch'] })).rows.map((row) => row.merchantReference)).toEqual(['new one']);
    expect((await page({ search: 'bog01-20260701-000042' })).rows.map((row) => row.id)).toEqual([idOf(42)]);
    expect((await page({ search: 'DLOCAL 000042' })).rows.map((row) => row.id)).toEqual([idOf(42)]);
    expect((await page({ search: 'dlocal nowhere' })).total).toBe(0);
    expect((await page({ currency: ['USD'] })).owedToUs.map(([currency]) => currency)).toEqual(['USD']);
    expect((await page({ state: ['acknowledged'] })).rows.map((row) => row.id).sort()).toEqual(
      [idOf(12), idOf(9)].sort(),
    );
  });

  it('are overdue from one day to the next, and fall to who comes, without a run or a decision', async () => {
    const before = (await page({ overdue: ['yes'] })).total;
    nowMs += 3 * 86_400_000;
    const { rows, total } = await page({ overdue: ['yes'] }, { sort: 'urgent' });
    expect(total).toBeGreaterThan(before);
    const all = (await page({}, { sort: 'urgent' })).rows;
    expect(all.slice(0, total)).toEqual(rows);
    const owner = rows[0]?.owner;
    const nobody = (await page({ assignee: [''] })).total;
    const by = { name: 'root', personId: null, proof: 'stated' } as const;
    const facts = { email: 'ana@c.co', name: 'Ana', roles: ['clerk'] as const, stores: [], language: null };
    await store.people.invite(
      { ...facts, owners: owner === undefined ? [] : [owner] },
      { by, atMs: nowMs, event: 'invited', detail: '' },
    );
    expect((await page({ assignee: ['per_1'] })).rows.every((row) => row.owner === owner)).toBe(true);
    expect((await page({ assignee: [''] })).total).toBeLessThan(nobody);
  });

  it('of a store are all that its people see: in lists, sums, choices and searches', async () => {
    const scoped = await page({}, { scope: new Set(['S1']) });
    expect(new Set(scoped.rows.map((row) => row.store))).toEqual(new Set(['S1']));
    expect((await page({ store: ['S2'] }, { scope: new Set(['S1']) })).total).toBe(0);
    expect((await page({ store: [''] }, { scope: new Set(['S1']) })).total).toBe(0);
    expect(openChoices(await kept().current(), new Set(['S1'])).stores).toEqual(['S1']);
    expect((await page({}, { scope: new Set() })).total).toBe(0);
  });

  it('take a made-up cursor for the start, and fail on none', async () => {
    const start = (await page({}, { limit: 3 })).rows.map((row) => row.id);
    const long = Buffer.from('[1,2]').toString('base64url');
    for (const after of ['', 'x', '%', long, Buffer.from('{"id":1}').toString('base64url')])
      expect((await page({}, { limit: 3, after })).rows.map((row) => row.id)).toEqual(start);
  });
});

it.each([
  [0, '0-2'],
  [2, '0-2'],
  [3, '3-5'],
  [5, '3-5'],
  [6, '6-10'],
  [10, '6-10'],
  [11, '11-30'],
  [30, '11-30'],
  [31, 'over-30'],
])('%s business days are the age %s', (days, age) => {
  expect(ageOf(days)).toBe(age);
});
