import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FORMER_STORES, makeFormerDatabase, type FormerStore } from '../../../../scripts/testing/former-stores.ts';
import { sha256 } from '../../../../schemas/values/hash.ts';
import { connectionTo } from '../database.ts';
import { rowsAt } from '../discrepancy-reads.ts';
import { migrate, migrationsDirectory } from '../migrate.ts';
import { openConnection } from '../open.ts';

/** Databases of former versions, converted where they stand; the files beside them are not looked at here. */

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-former-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});
const path = (): string => join(directory, 'cuadre.db');
const copyPath = (): string => `${path()}.before-conversion`;

function former(store: FormerStore, change: (raw: Database.Database) => void = () => undefined): void {
  makeFormerDatabase(store, path());
  const raw = new Database(path());
  change(raw);
  raw.close();
}

/** Everything that a database says, in few letters: its tables, and all their rows in their order. */
function said(file: string): string {
  const raw = new Database(file);
  const made = raw
    .prepare<[], { type: string; name: string }>('SELECT type, name, sql FROM sqlite_master ORDER BY type, name')
    .all();
  const tables = made.filter(({ type }) => type === 'table').map(({ name }) => name);
  const rows = tables.map((name) => raw.prepare(`SELECT * FROM "${name}" ORDER BY rowid`).all());
  raw.close();
  return sha256(JSON.stringify([made, tables, rows]));
}

function convert(): string[] {
  const copies: string[] = [];
  openConnection(path(), migrationsDirectory(), { onConverted: (copy) => copies.push(copy) }).raw.close();
  return copies;
}

const COPIED = [
  'alert_channels',
  'alerts',
  'brought_back',
  'discrepancies',
  'events',
  'leases',
  'meta',
  'outbox',
  'payouts',
  'pruned_files',
  'registered_files',
  'report_files',
  'run_files',
  'source_looks',
  'store_movements',
];

describe.each(FORMER_STORES)('the store of %s', (store) => {
  it('is converted once, and stands beside itself as it was', () => {
    former(store);
    const before = said(path());
    expect(convert()).toEqual([copyPath()]);
    expect(said(copyPath())).toBe(before);
    const after = said(path());
    expect(convert()).toEqual([]);
    expect(said(path())).toBe(after);
    expect(readdirSync(directory).sort()).toEqual(['cuadre.db', 'cuadre.db.before-conversion']);
  });

  it('keeps every row of every table, the order of the runs, and what each run holds', () => {
    former(store);
    convert();
    const { raw, db } = openConnection(path(), migrationsDirectory());
    raw.prepare('ATTACH ? AS was').run(copyPath());
    const had = raw.prepare<[], string>("SELECT name FROM was.sqlite_master WHERE type = 'table'").pluck().all();
    const columnsOf = raw.prepare<[string], string>("SELECT name FROM pragma_table_info(?, 'was')").pluck();
    for (const table of [...COPIED.filter((name) => had.includes(name)), 'runs']) {
      const columns = columnsOf.all(table).join('", "');
      const rows = (schema: string): unknown[] =>
        raw.prepare(`SELECT "${columns}" FROM ${schema}."${table}" ORDER BY 1, 2`).all();
      expect(rows('main'), table).toEqual(rows('was'));
    }
    const runs = raw.prepare<[], { number: number; date: string; generation: number; discrepancies: number }>(
      'SELECT number, date, generation, discrepancies FROM runs ORDER BY number',
    );
    const held = raw.prepare<[string, number], object>(
      'SELECT id, state, event, note, finding FROM was.run_discrepancies WHERE date = ? AND generation = ? ORDER BY place',
    );
    const numbers = runs.all().map(({ number, date, generation, discrepancies }) => {
      const rows = rowsAt({ raw, db }, number).map(({ span: { id, state, event, note, first }, document }) => {
        return { id, state, event: first === number ? event : null, note, finding: document };
      });
      expect(rows).toEqual(held.all(date, generation));
      expect(rows).toHaveLength(discrepancies);
      return [number, date, generation];
    });
    const inOrder = raw.prepare('SELECT date, generation FROM was.runs ORDER BY rowid').raw().all() as unknown[][];
    expect(numbers).toEqual(inOrder.map((run, index) => [index + 1, ...run]));
    expect(raw.prepare('SELECT count(*) FROM discrepancy_names').pluck().get()).toBeGreaterThan(10);
    expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(raw.pragma('foreign_key_check')).toEqual([]);
    raw.close();
  });

  it('is as it was, wherever the conversion is stopped, and is converted by the next one', () => {
    former(store);
    copyFileSync(path(), join(directory, 'kept.db'));
    const before = said(path());
    const statements = stopAt(Infinity);
    expect(statements).toBeGreaterThan(100);
    const end = said(path());
    rmSync(copyPath());
    // The first and the last ones, and every ninth between; the very last one comes after the end of the transaction.
    for (let statement = 1; statement < statements; statement += statement < 9 || statement > statements - 9 ? 1 : 9) {
      copyFileSync(join(directory, 'kept.db'), path());
      expect(stopAt(statement)).toBe(statement);
      expect(said(path()), `statement ${String(statement)} of ${String(statements)}`).toBe(before);
      if (existsSync(copyPath())) expect(said(copyPath())).toBe(before);
    }
    expect(convert()).toEqual([copyPath()]);
    expect(said(copyPath())).toBe(before);
    expect(said(path())).toBe(end);
  });

  it.each<[string, string, string]>([
    ['an event was changed', "UPDATE events SET note = 'other' WHERE seq = 2", 'event 2 is not what was recorded'],
    ['an event is gone', 'DELETE FROM events WHERE seq = 3', 'event 3 is missing'],
    [
      'a finding is cut',
      'UPDATE run_discrepancies SET finding = substr(finding, 1, 100) WHERE rowid = 3',
      'the finding of dsc_',
    ],
    [
      'a finding is another one',
      "UPDATE run_discrepancies SET finding = replace(finding, 'dsc_97ebd57c', 'dsc_00000000')",
      'the finding of dsc_97ebd57c2951364457b882187a5e8837 is that of another one',
    ],
    [
      'a run holds no more what the queue names',
      "DELETE FROM run_discrepancies WHERE id LIKE 'dsc_97ebd57c2951%'",
      'does not hold dsc_97ebd57c2951364457b882187a5e8837 of the queue',
    ],
    ['a run is gone', "DELETE FROM runs WHERE date = '2026-07-09'", 'is of no run'],
  ])('is refused by name where %s', (_, damage, told) => {
    former(store, (raw) => {
      raw.pragma('foreign_keys = OFF');
      for (const trigger of raw
        .prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .pluck()
        .all())
        raw.exec(`DROP TRIGGER "${trigger}"`);
      raw.exec(damage);
    });
    const before = said(path());
    expect(convert).toThrow(
      expect.objectContaining({ code: 'integrity_broken', message: expect.stringContaining(told) as unknown }),
    );
    expect(said(path())).toBe(before);
  });

  it('is refused where its pages are damaged', () => {
    former(store);
    const bytes = readFileSync(path());
    for (let page = 4096; page < bytes.length; page += 4096) bytes.fill(0xab, page, page + 200);
    writeFileSync(path(), bytes);
    expect(convert).toThrow(expect.objectContaining({ code: 'integrity_broken' }));
    expect(readFileSync(path()).equals(bytes)).toBe(true);
    expect(existsSync(copyPath())).toBe(false);
  });

  it.each<[string, string, string]>([
    ['a table', 'CREATE TABLE mine (a text)', 'the store holds tables of which this program knows nothing'],
    ['a column', 'ALTER TABLE payouts ADD mine text', 'the store holds columns of which this program knows nothing'],
    [
      'a column of the runs',
      'ALTER TABLE runs ADD mine text',
      'the store holds columns of which this program knows nothing',
    ],
    [
      'a migration',
      "INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('of the future', 9999999999999)",
      'this program does not know migration',
    ],
  ])('is refused where it holds %s that nobody knows', (_, change, told) => {
    former(store, (raw) => raw.exec(change));
    const before = said(path());
    expect(convert).toThrow(
      expect.objectContaining({ code: 'store_not_converted', message: expect.stringContaining(told) as unknown }),
    );
    expect(said(path())).toBe(before);
  });

  it('waits for the process that works on it, for as long as that may', () => {
    former(store, (raw) => raw.exec("UPDATE leases SET until_ms = 5000, holder = 'other:1' WHERE date = '2026-07-11'"));
    expect(convert).toThrow(expect.objectContaining({ code: 'run_held_elsewhere' }));
    const at = (nowMs: number) => () => {
      openConnection(path(), migrationsDirectory(), { nowMs: () => nowMs }).raw.close();
    };
    expect(at(4_999)).toThrow(expect.objectContaining({ code: 'run_held_elsewhere' }));
    expect(existsSync(copyPath())).toBe(false);
    at(5_000)();
    expect(existsSync(copyPath())).toBe(true);
  });

  it('is copied for those alone who may read it', () => {
    former(store);
    chmodSync(path(), 0o600);
    convert();
    expect(statSync(copyPath()).mode & 0o777).toBe(0o600);
  });

  it('overwrites no copy that is another one', () => {
    former(store);
    writeFileSync(copyPath(), 'of somebody');
    writeFileSync(`${path()}.before-conversion-2`, 'of somebody else');
    expect(convert()).toEqual([`${path()}.before-conversion-3`]);
    expect(readFileSync(copyPath(), 'utf8')).toBe('of somebody');
  });
});

/** Converts, and stops before a statement; tells how many there were up to it. */
function stopAt(statement: number): number {
  let statements = 0;
  const count = (): void => {
    // What takes it back is no statement of it.
    if (statements === statement) return;
    statements += 1;
    if (statements === statement) throw new Error('stopped');
  };
  const raw = new Database(path(), { verbose: count });
  try {
    migrate(raw, migrationsDirectory());
  } catch (error) {
    if (!(error instanceof Error) || error.message !== 'stopped') throw error;
  } finally {
    raw.close();
  }
  return statements;
}

it('dates that workers had under way go on, and a stage that waits for a person waits for one', () => {
  former('decided', (raw) => {
    raw.exec(`INSERT INTO journeys (date, look, generation, matched, open, files_from) VALUES
        ('2026-07-11', 2, 1, 1, 0, 'unread'), ('2026-07-12', 3, 1, 0, 1, 'sources');
      INSERT INTO journey_files (date, source, normalised, file) VALUES ('2026-07-12', 'pay', 1, '{}');
      INSERT INTO stage_starts (date, stage, source, starts, unanswered, not_before_ms, state, code, detail) VALUES
        ('2026-07-12', 'normalise', 'pay', 6, 5, 0, 'parked', NULL, NULL),
        ('2026-07-12', 'download', 'bank', 1, 0, 77, 'open', 'source_unreachable', 'no answer'),
        ('2026-07-12', 'download', 'shop', 100, 0, 0, 'failed', 'disk_failed', 'no space')`);
  });
  convert();
  const { raw } = openConnection(path(), migrationsDirectory());
  const rows = connectionTo(raw).db.query.datesUnderWay.findMany().sync();
  raw.close();
  expect(rows).toEqual([
    {
      date: '2026-07-11',
      round: 2,
      generation: 1,
      matched: true,
      open: false,
      filesFrom: 'unread',
      files: [],
      stages: [],
    },
    {
      date: '2026-07-12',
      round: 3,
      generation: 1,
      matched: false,
      open: true,
      filesFrom: 'sources',
      files: [],
      stages: [
        {
          stage: 'download',
          source: 'shop',
          state: 'failed',
          starts: 100,
          retryAtMs: null,
          code: 'disk_failed',
          detail: 'no space',
        },
        { stage: 'normalise', source: 'pay', state: 'parked', starts: 6, retryAtMs: null, code: null, detail: null },
      ],
    },
  ]);
});
