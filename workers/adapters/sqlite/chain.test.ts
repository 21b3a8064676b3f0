import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commitRunOf, day, discrepancy, fate, payout, sha, sourceFile } from '../../../scripts/testing/records.ts';
import type { RecordDifference, Seal } from '../../../schemas/ports/chain.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { certain } from '../../../schemas/errors.ts';
import * as ofChain from '../../../schemas/tables/chain.ts';
import * as ofDiscrepancies from '../../../schemas/tables/discrepancies.ts';
import * as ofPeople from '../../../schemas/tables/people.ts';
import * as tables from '../../../schemas/tables/tables.ts';
import { exampleStore } from '../../5-publish/testing.ts';
import { openStore } from './sqlite.ts';

/** A store with rows in every table that carries truth, edited by somebody who is not the program. */

let directory = '';
const at = (name: string): string => join(directory, name);
const open = (path: string): Store => openStore({ path, linesDirectory: at('lines'), archiveDirectory: at('archive') });
let seal: Seal;
/** Whether a date would be decided over what `after` has edited. */
let isDecided = false;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-chain-'));
  const store = open(at('whole.db'));
  await fill(store);
  seal = await store.chain.seal();
  expect(await store.chain.differences(10)).toEqual([]);
  await store.chain.assertRecorded();
  store.close();
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const byHand = {
  act: 'exclude' as const,
  undoes: null,
  line: { date: day(1), source: 'psp', file: 'f', row: 1, line: 2, leg: 'settlement' as const, content: 'c' },
  orderDifference: null,
  bankDifference: null,
  letsPass: [],
  stores: [],
  note: 'ours',
  by: 'ana',
};

async function fill(store: Store): Promise<void> {
  await store.runs.recordGoLive(day(1));
  const found = Array.from({ length: 70 }, (_, n) => discrepancy(`R-${String(n)}`)).sort((a, b) =>
    a.id < b.id ? -1 : 1,
  );
  const pruned = { kind: 'source_file' as const, size: 1, uses: [], lastDate: day(1), atMs: 5, by: 'ana' };
  const mark = await store.retention.idleMark(0);
  await store.retention.recordPruned(mark, 0, { dropped: [{ ...pruned, path: 'a', sha256: 'a' }], back: [] });
  for (const n of [1, 2]) {
    const desk = { who: null, day: day(n), lapsesAfter: day(n), approval: null };
    await store.pairings.take({ ...byHand, lines: [{ ...byHand.line, row: n }] }, { atMs: 6, desk });
    const { run } = await commitRunOf(store, day(n), {
      lastPairing: n,
      discrepancies: n === 1 ? found : found.slice(1).map((one) => ({ ...one, event: null })),
      payouts: [payout('P-1'), payout('P-2')],
      stores: [exampleStore('A'), exampleStore('B')],
      fates: [fate(day(n), 0), fate(day(n), 1, { entered: 'brought_back' })],
      files: [sourceFile(day(n)), sourceFile(day(n), { source: 'erp' })],
    });
    const files = ['a.csv', 'b.csv'].map((name) => ({ name, sha256: sha(name), size: 1 }));
    await store.reports.record(await store.leases.take(day(n), 'test', 0), run, files, null);
  }
  const [entry] = await store.queue.entries({ open: true });
  const { id: discrepancyId } = certain(entry, 'an open discrepancy').discrepancy;
  const decision = { discrepancyId, event: 'resolved' as const, seq: null, note: 'paid', by: 'ana' };
  await store.queue.decide([decision], { atMs: 7, partial: false });
  const desk = { who: null, day: day(2), lapsesAfter: day(9), approval: null };
  const said = { discrepancyId, seq: null, by: 'ana', change: { claimNumber: '4711', comment: 'asked them' } };
  await store.work.take([said], { atMs: 7, desk });
  await store.outbox.sent([1, 2]);
  await propose(store);
}

/** A person with a token, and what they propose to close. */
async function propose(store: Store): Promise<void> {
  const by = { name: 'root', personId: null, proof: 'stated' as const };
  const facts = {
    email: 'ana@chain.co',
    name: 'Ana',
    roles: ['clerk' as const],
    stores: [],
    owners: [],
    language: null,
  };
  const person = await store.people.invite(facts, { by, atMs: 8, event: 'invited', detail: '' });
  const token = {
    hash: sha('t'),
    kind: 'machine' as const,
    person: person.id,
    name: 't',
    epoch: 1,
    atMs: 8,
    endsMs: 9,
  };
  await store.tokens.make(token, { by, atMs: 8, event: 'token_made', detail: 't' });
  const who = { personId: person.id, proof: 'password' as const };
  const decisions = (await store.queue.entries({ open: true, limit: 2 })).map(
    ({ discrepancy: { id } }) =>
      ({ discrepancyId: id, event: 'written_off', seq: null, note: 'lost', by: 'Ana' }) as const,
  );
  const verdicts = await store.queue.decide(decisions, {
    atMs: 9,
    partial: false,
    desk: { who, day: day(2), lapsesAfter: day(9), approval: {} },
  });
  expect(verdicts.map(({ code }) => code)).toEqual(['proposed', 'proposed']);
}

/** What is named after an edit of a copy, as a hand does it that takes what is in its way away. */
async function after(sql: string, limit = 100): Promise<RecordDifference[]> {
  const path = at('edited.db');
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  copyFileSync(at('whole.db'), path);
  const raw = new Database(path);
  raw.pragma('foreign_keys = OFF');
  const triggers = raw.prepare<[], { name: string; sql: string }>(
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
  );
  const made = triggers.all();
  for (const { name } of made) raw.exec(`DROP TRIGGER "${name}"`);
  const changes = raw.prepare(sql).run().changes;
  for (const trigger of made) raw.exec(trigger.sql);
  raw.close();
  expect(changes).toBeGreaterThan(0);
  const store = open(path);
  try {
    isDecided = await store.chain.assertRecorded().then(
      () => true,
      () => false,
    );
    return await store.chain.differences(limit);
  } finally {
    store.close();
  }
}

const named = (found: readonly RecordDifference[]): string[] => found.map(({ what }) => what);
const every = Object.values({ ...tables, ...ofDiscrepancies, ...ofPeople, ...ofChain }).filter((one) =>
  is(one, SQLiteTable),
);
const covered = ofChain.COVERAGE.filter(({ how }) => how !== 'scratch').map(({ table }) => table as SQLiteTable);
const columnsOf = (table: SQLiteTable) => Object.values(getTableColumns(table));
const OTHER: Readonly<Record<string, (column: string) => string>> = {
  string: (column) => `ifnull("${column}", '') || 'x'`,
  json: (column) => `ifnull("${column}", '[]') || ' '`,
  number: (column) => `ifnull("${column}", 0) + 1000`,
  boolean: (column) => `1 - "${column}"`,
};
/** Whether a date is decided over the rows of a table, and over a column of theirs. */
const decides = (table: string, column?: string): boolean => {
  const one = ofChain.COVERED.find(({ name }) => name === table && name !== 'outbox');
  return one !== undefined && (column === undefined || one.columns.includes(column));
};
const otherThan = ({ dataType, name }: { dataType: string; name: string }): string =>
  certain(OTHER[dataType.split(' ')[0] ?? ''], `a change of ${dataType}`)(name);

describe('every table', () => {
  it('is in the chain, derived from what is, or excused with a reason', () => {
    const listed = ofChain.COVERAGE.map(({ table }) => getTableName(table));
    expect([...listed].sort()).toEqual(every.map((table) => getTableName(table)).sort());
    const raw = new Database(at('whole.db'));
    const there = raw.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
    raw.close();
    expect(there.filter((name) => !/^(sqlite_|__drizzle)/.test(name)).sort()).toEqual([...listed].sort());
  });
});

/** Their numbers do not follow each other: of a row that is gone the block is named, here that of 64 to 127. */
const HAS_GAPS = new Set(['event_people', 'event_work', 'proposals']);

const KEYS: Readonly<Record<string, readonly string[]>> = Object.fromEntries([
  ...ofChain.COVERED.map(({ name, key }) => [name, key] as const),
  ['discrepancy_names', ['name', 'discrepancy_id']],
  ['chain', ['seq']],
  ['chain_blocks', ['covered', 'block']],
]);
const keyOf = (table: string): readonly string[] => certain(KEYS[table], `the key of ${table}`);

describe.each(covered.map((table) => [getTableName(table), table] as const))('%s', (name, table) => {
  /** The key of its last row, as it is named. */
  const lastKey = (): string => {
    const raw = new Database(at('whole.db'));
    const key = keyOf(name)
      .map((column) => `"${column}"`)
      .join(" || ' ' || ");
    const last = raw.prepare<[], string>(
      `SELECT ${key} FROM "${name}" WHERE rowid = (SELECT max(rowid) FROM "${name}")`,
    );
    const found = certain(last.pluck().get(), `a row of ${name}`);
    raw.close();
    return `${name} ${found}`;
  };
  const isLast = `rowid = (SELECT max(rowid) FROM "${name}")`;

  it.each(columnsOf(table).map((column) => [column.name, column] as const))(
    'is named by table and key where its %s was changed',
    async (_, column) => {
      const found = named(await after(`UPDATE "${name}" SET "${column.name}" = ${otherThan(column)} WHERE ${isLast}`));
      if (decides(name, column.name)) expect(isDecided).toBe(false);
      if (keyOf(name).includes(column.name)) expect(found.join('\n')).toContain(name);
      else expect(found).toContain(lastKey());
    },
  );

  it('is named where a row was deleted', async () => {
    const key = lastKey();
    const found = named(await after(`DELETE FROM "${name}" WHERE ${isLast}`));
    if (decides(name)) expect(isDecided).toBe(false);
    // The last entry of the chain leaves rows that no entry speaks of.
    if (name === 'chain') expect(found).not.toEqual([]);
    else if (HAS_GAPS.has(name)) expect(found).toContain(`${name} 1`);
    else expect(found.some((what) => key.startsWith(what))).toBe(true);
    expect(named(await after(`DELETE FROM "${name}"`, 300)).join('\n')).toContain(
      name === 'chain' ? 'runs 2026-07-01 1' : name,
    );
  });

  it('is named where a row was slipped in', async () => {
    const raw = new Database(at('whole.db'));
    const indexes = raw.prepare<[string], string>(
      'SELECT name FROM pragma_index_list(?) WHERE "unique" AND origin <> \'pk\'',
    );
    const unique = indexes
      .pluck()
      .all(name)
      .flatMap((index) => raw.prepare<[string], string>('SELECT name FROM pragma_index_info(?)').pluck().all(index));
    raw.close();
    const other = new Set([...unique, certain(keyOf(name).at(-1), 'a key')]);
    const values = columnsOf(table).map((column) => (other.has(column.name) ? otherThan(column) : `"${column.name}"`));
    const columns = columnsOf(table).map((column) => `"${column.name}"`);
    const found = await after(
      `INSERT INTO "${name}" (${columns.join(', ')}) SELECT ${values.join(', ')} FROM "${name}" WHERE ${isLast}`,
    );
    expect(named(found).join('\n')).toContain(name);
    if (decides(name)) expect(isDecided).toBe(false);
  });
});

describe('the chain', () => {
  it('has nothing written over rows that another changed, and goes on elsewhere', async () => {
    await after("UPDATE outbox SET payload = '{}' WHERE seq = 5");
    const store = open(at('edited.db'));
    const before = await store.chain.seal();
    await expect(store.outbox.next(9)).rejects.toMatchObject({ code: 'integrity_broken' });
    await expect(store.outbox.sent([6])).rejects.toMatchObject({
      code: 'integrity_broken',
      message: expect.stringContaining('rows of outbox 0 in the database') as string,
    });
    expect([await store.chain.seal(), named(await store.chain.differences(9))]).toEqual([before, ['outbox 5']]);
    await store.runs.recordGoLive(day(9));
    expect((await store.chain.seal()).count).toBe(before.count + 1);
    store.close();
  });

  it('tells a seal of before from that of a chain that was cut off and goes on', async () => {
    const path = at('edited.db');
    await after('DELETE FROM chain WHERE seq = (SELECT max(seq) FROM chain)');
    const store = open(path);
    expect(await store.chain.holds(seal)).toBe(false);
    await store.runs.recordGoLive(day(9));
    expect((await store.chain.seal()).count).toBe(seal.count);
    expect(await store.chain.holds(seal)).toBe(false);
    store.close();
  });

  it('stops at as many differences as were asked for', async () => {
    expect(await after('UPDATE events SET note = note || 1', 3)).toHaveLength(3);
  });

  it.each([
    ['an index', 'DROP INDEX runs_by_number', 'index runs_by_number', 'missing'],
    ['a trigger', 'DROP TRIGGER events_are_not_changed', 'trigger events_are_not_changed', 'missing'],
    ['a table that is not ours', 'CREATE TABLE mine (a)', 'table mine', sha('CREATE TABLE mine (a)')],
  ])('is not alone: %s of the database is named too', async (_, sql, what, found) => {
    const path = at('edited.db');
    for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
    copyFileSync(at('whole.db'), path);
    const raw = new Database(path);
    raw.exec(sql);
    raw.close();
    const store = open(path);
    expect(await store.chain.differences(10)).toMatchObject([{ what, found }]);
    store.close();
  });
});
