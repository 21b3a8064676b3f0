import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { getTableColumns, getTableName } from 'drizzle-orm';
import type { InferInsertModel } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { CuadreError, messageOf } from '../../../schemas/errors.ts';
import * as ofDiscrepancies from '../../../schemas/tables/discrepancies.ts';
import * as tables from '../../../schemas/tables/tables.ts';
import { assertWholeBefore } from './chain-verify.ts';
import { assertSealed, sealChanges } from './chain.ts';

const schema = { ...tables, ...ofDiscrepancies };

export interface Connection {
  readonly raw: Database.Database;
  readonly db: BetterSQLite3Database<typeof schema>;
}

/** The tables over a database that is open. */
export function connectionTo(raw: Database.Database): Connection {
  return { raw, db: drizzle(raw, { schema }) };
}

/**
 * Runs a write as one immediate transaction: a deferred one would fail at once, not wait, when it meets another writer.
 * What it changed is an entry of the chain, in the same transaction; a write within one is of that one.
 */
export function writing<T>(connection: Connection, work: () => T): T {
  const { raw } = connection;
  const sealed = (): T => {
    assertSealed(raw);
    return blamed(raw, () => {
      const result = work();
      sealChanges(raw);
      return result;
    });
  };
  return translated(() => raw.transaction(raw.inTransaction ? work : sealed).immediate(), raw);
}

/** A refused row is no defect of ours where the rows that it meets are not those that were recorded. */
function blamed<T>(raw: Database.Database, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || !error.code.startsWith('SQLITE_CONSTRAINT')) throw error;
    assertWholeBefore(raw);
    if (integrityOf(raw) !== WHOLE) throw damaged(error, `SQLite: ${error.message}`, raw);
    throw error;
  }
}

/** Answers several questions as of one moment: what others commit meanwhile is in none of the answers. */
export function reading<T>(connection: Connection, work: () => T): T {
  return translated(() => connection.raw.transaction(work).deferred(), connection.raw);
}

/**
 * SQLite's own errors by code: a lock held too long is `store_busy`, a full or broken disk `disk_failed`, a damaged
 * file, also one whose tables or texts are torn, `integrity_broken`.
 *
 * @param raw the database, which is then asked what is damaged in it
 */
export function translated<T>(work: () => T, raw?: Database.Database): T {
  try {
    return work();
  } catch (error) {
    // A text of the database that is to be JSON.
    if (error instanceof SyntaxError) throw damaged(error, error.message, raw);
    if (!(error instanceof Database.SqliteError)) throw error;
    const code = codeOf(error);
    if (code === null) throw error;
    if (code === 'integrity_broken') throw damaged(error, `SQLite: ${error.message}`, raw);
    throw new CuadreError(code, `SQLite: ${error.message}`, { sqlite: error.code }, { cause: error });
  }
}

function damaged(error: Error, said: string, raw?: Database.Database): CuadreError {
  const sentence = `the database is damaged (${said}). Get it back with "cuadre restore --from FOLDER"`;
  const context = raw === undefined ? {} : { database: raw.name, integrity_check: integrityOf(raw) };
  return new CuadreError('integrity_broken', sentence, context, { cause: error });
}

/** What SQLite says of a database that is whole. */
const WHOLE = 'ok';

/** The first thing that SQLite finds damaged; `ok` where its pages are whole and what stands in them is not. */
function integrityOf({ name }: Database.Database): string {
  try {
    const other = new Database(name, { readonly: true, fileMustExist: true });
    try {
      return String(other.pragma('integrity_check(1)', { simple: true }));
    } finally {
      other.close();
    }
  } catch (error) {
    return messageOf(error);
  }
}

function codeOf({
  code: sqlite,
  message,
}: Pick<Error, 'message'> & { readonly code: string }): CuadreError['code'] | null {
  if (/^SQLITE_(BUSY|LOCKED)/.test(sqlite)) return 'store_busy';
  if (/^SQLITE_(FULL|IOERR|CANTOPEN|READONLY)/.test(sqlite)) return 'disk_failed';
  const isDamaged =
    /^SQLITE_(CORRUPT|NOTADB)/.test(sqlite) || /^(?:no such (?:table|column)|foreign key mismatch)/.test(message);
  return isDamaged ? 'integrity_broken' : null;
}

/** Makes what is asked again and again once a connection: to prepare a question takes longer than its answer. */
export function preparedOnce<Prepared>(
  make: (connection: Connection) => Prepared,
): (connection: Connection) => Prepared {
  const known = new WeakMap<Connection, Prepared>();
  return (connection) => {
    const prepared = known.get(connection) ?? make(connection);
    known.set(connection, prepared);
    return prepared;
  };
}

/** Rows of one statement: measured at 4 us a row, one row a statement at 7, the query builder at 53. */
const ROWS_PER_STATEMENT = 10;

/**
 * Inserts many rows with raw prepared statements.
 *
 * @param known what becomes of a row whose key is there already: an error, unless it is `ignored`
 */
export function insertRows<T extends SQLiteTable>(
  connection: Connection,
  table: T,
  rows: readonly InferInsertModel<T>[],
  known: 'refused' | 'ignored' = 'refused',
): void {
  const columns = Object.entries(getTableColumns(table));
  const one = `(${columns.map(() => '?').join(', ')})`;
  const names = columns.map(([, column]) => `"${column.name}"`).join(', ');
  const head = `INSERT ${known === 'ignored' ? 'OR IGNORE ' : ''}INTO "${getTableName(table)}" (${names}) VALUES `;
  const many = connection.raw.prepare(head + new Array<string>(ROWS_PER_STATEMENT).fill(one).join(', '));
  const single = connection.raw.prepare(head + one);
  const valuesOf = (row: InferInsertModel<T>): unknown[] => {
    const values = row as Readonly<Record<string, unknown>>;
    return columns.map(([property, column]) =>
      values[property] === null ? null : column.mapToDriverValue(values[property]),
    );
  };
  const full = rows.length - (rows.length % ROWS_PER_STATEMENT);
  for (let from = 0; from < full; from += ROWS_PER_STATEMENT)
    many.run(...rows.slice(from, from + ROWS_PER_STATEMENT).flatMap(valuesOf));
  for (const row of rows.slice(full)) single.run(...valuesOf(row));
}
