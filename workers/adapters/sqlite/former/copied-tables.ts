import type Database from 'better-sqlite3';
import { certain, CuadreError } from '../../../../schemas/errors.ts';

/** A table of a former version, moved out of the way of today's. */
interface FormerTable {
  readonly aside: string;
  readonly columns: readonly string[];
}
/** By the name that they had. */
export type FormerTables = ReadonlyMap<string, FormerTable>;

/** Carried over row by row; a column that an older one lacks says what its migration would have said. */
const COPIED = new Set([
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
]);
/** Converted by `former-runs.ts` and `dates-under-way.ts`; the last is of the migrator. */
const CONVERTED = new Set([
  'runs',
  'run_discrepancies',
  'journeys',
  'journey_files',
  'stage_starts',
  '__drizzle_migrations',
]);

/** How the former tables are called while today's are filled. */
export function asideName(table: string): string {
  return `former_${table}`;
}

/**
 * Gives every table another name, and takes away the indexes and triggers that would stand in the way of today's.
 * Throws `store_not_converted` where there is one of which nothing is known.
 */
export function putAside(raw: Database.Database): FormerTables {
  const names = raw
    .prepare<[], string>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .pluck()
    .all();
  const unknown = names.filter((name) => !COPIED.has(name) && !CONVERTED.has(name));
  if (unknown.length > 0) throw withoutPlace('tables', unknown);
  const made = raw
    .prepare<[], { type: string; name: string }>(
      "SELECT type, name FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL",
    )
    .all();
  for (const { type, name } of made) raw.exec(`DROP ${type} "${name}"`);
  return new Map(
    names.map((name): [string, FormerTable] => {
      const aside = asideName(name);
      const columns = columnsOf(raw, name);
      raw.exec(`ALTER TABLE "${name}" RENAME TO "${aside}"`);
      return [name, { aside, columns }];
    }),
  );
}

function columnsOf(raw: Database.Database, table: string): string[] {
  return raw.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
}

function withoutPlace(what: string, names: readonly string[]): CuadreError {
  return new CuadreError('store_not_converted', `the store holds ${what} of which this program knows nothing`, {
    [what]: names,
  });
}

/** Fills the tables of today from those of the same name, and compares them. */
export function copyTables(raw: Database.Database, former: FormerTables): void {
  for (const [table, { aside }] of former) {
    if (!COPIED.has(table)) continue;
    const list = formerColumns(raw, former, table);
    raw.exec(`INSERT INTO "${table}" (${list}) SELECT ${list} FROM "${aside}" ORDER BY rowid`);
    assertSame(raw, { table, aside, list });
  }
}

/**
 * The columns of a former table, for a statement. Throws `store_not_converted` where the table of today lacks one of
 * them, or there is no such table.
 */
export function formerColumns(raw: Database.Database, former: FormerTables, table: string): string {
  const { columns } = certain(former.get(table), `the former table ${table}`);
  const today = new Set(columnsOf(raw, table));
  const unknown = columns.filter((column) => !today.has(column));
  if (unknown.length > 0)
    throw withoutPlace(
      'columns',
      unknown.map((column) => `${table}.${column}`),
    );
  return columns.map((column) => `"${column}"`).join(', ');
}

/** Every row of the one is a row of the other, and there are as many. */
function assertSame(
  raw: Database.Database,
  { table, aside, list }: { readonly table: string; readonly aside: string; readonly list: string },
): void {
  const rows = (from: string): string => `SELECT ${list} FROM "${from}"`;
  const count = (sql: string): number => raw.prepare<[], number>(`SELECT count(*) FROM (${sql})`).pluck().get() ?? 0;
  const different = count(`${rows(aside)} EXCEPT ${rows(table)}`) + count(`${rows(table)} EXCEPT ${rows(aside)}`);
  if (different === 0 && count(rows(table)) === count(rows(aside))) return;
  throw notTheSame(table, different);
}

/** What was carried over is not what was there: a defect of this program, which leaves the store as it was. */
export function notTheSame(what: string, different: number): CuadreError {
  return new CuadreError('store_not_converted', `the ${what} of the store did not come over as they were`, {
    what,
    different,
  });
}
