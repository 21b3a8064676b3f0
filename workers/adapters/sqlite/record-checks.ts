import Database from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { DESK_EVENTS } from '../../../schemas/kinds/discrepancy.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import { namesOf } from '../../../schemas/outcome/facts.ts';
import type { Finding } from '../../../schemas/outcome/run.ts';
import type { RecordDifference } from '../../../schemas/ports/chain.ts';
import { sha256 } from '../../../schemas/values/hash.ts';
import { chainDifferences } from './chain-verify.ts';
import { findingIn } from './discrepancy-reads.ts';

/**
 * Everything that `verify` asks of the database, in one reading transaction: whether SQLite finds it whole, whether its
 * tables, indexes and triggers are those that the migrations make, its rows against the chain, and what is derived
 * against what it is derived from. What is not whole is not read any further: its rows are no evidence.
 *
 * @param directory of the migrations
 */
export function* recordDifferences(raw: Database.Database, directory: string): Generator<RecordDifference> {
  const damage = [...damageOf(raw)];
  yield* damage;
  if (damage.length > 0) return;
  yield* schemaDifferences(raw, directory);
  yield* chainDifferences(raw);
  yield* documentDifferences(raw);
  yield* namesWithoutFinding(raw);
  yield* queueDifferences(raw);
}

const DAMAGE_MAX = 100;
/** What `integrity_check` says of an index whose table is whole: it can be built anew from it. */
const OF_INDEX = /\b(?:missing from|entries in|non-unique entry in|unique entry in|entry in) index (?<index>\w+)/;

function* damageOf(raw: Database.Database): Generator<RecordDifference> {
  const found = raw.pragma(`integrity_check(${String(DAMAGE_MAX)})`) as { readonly integrity_check: string }[];
  for (const { integrity_check: text } of found) {
    if (text === 'ok') continue;
    const index = OF_INDEX.exec(text)?.groups?.index;
    yield { what: index === undefined ? 'database' : `${INDEX}${index}`, expected: 'ok', found: text };
  }
}

const INDEX = 'index ';

/** The index that a difference is of; null where it is of something else. */
export function indexOf({ what, expected }: RecordDifference): string | null {
  return expected === 'ok' && what.startsWith(INDEX) ? what.slice(INDEX.length) : null;
}

/** Builds indexes anew from their tables. Throws what SQLite throws where a table cannot be read. */
export function rebuildIndexes(raw: Database.Database, indexes: readonly string[]): void {
  for (const index of new Set(indexes)) raw.exec(`REINDEX "${index}"`);
}

/** Tables of SQLite, and of the migrator. */
const NOT_OURS = /^(?:sqlite_|__drizzle)/;

interface Made {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

function* schemaDifferences(raw: Database.Database, directory: string): Generator<RecordDifference> {
  const [expected, found] = [madeByMigrations(directory), madeIn(raw)];
  for (const [what, sql] of expected) {
    const now = found.get(what);
    if (now !== sql) yield { what, expected: sha256(sql), found: now === undefined ? 'missing' : sha256(now) };
  }
  for (const [what, sql] of found)
    if (!expected.has(what)) yield { what, expected: 'not in this database', found: sha256(sql) };
}

/** Tables, indexes and triggers as the migrations of a folder make them, by that folder. */
const made = new Map<string, ReadonlyMap<string, string>>();

function madeByMigrations(directory: string): ReadonlyMap<string, string> {
  const known = made.get(directory);
  if (known !== undefined) return known;
  const fresh = new Database(':memory:');
  try {
    for (const { sql } of readMigrationFiles({ migrationsFolder: directory }))
      for (const statement of sql) fresh.exec(statement);
    const inFresh = madeIn(fresh);
    made.set(directory, inFresh);
    return inFresh;
  } finally {
    fresh.close();
  }
}

/**
 * Tables, indexes and triggers must be those that the migrations make: one that says something else answers wrongly.
 * Throws `integrity_broken`.
 *
 * @param directory of the migrations
 */
export function assertSchema(raw: Database.Database, directory: string): void {
  for (const { what } of schemaDifferences(raw, directory))
    throw new CuadreError(
      'integrity_broken',
      `the database is damaged: its ${what} is not as the program made it. Get it back with "cuadre restore --from FOLDER"`,
      { database: raw.name },
    );
}

function madeIn(raw: Database.Database): Map<string, string> {
  const there = raw
    .prepare<[], Made>('SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name')
    .all()
    .filter(({ name }) => !NOT_OURS.test(name));
  return new Map(there.map(({ type, name, sql }) => [`${type} ${name}`, sql]));
}

/** The chain has the hash of a document; here the document is held against it, and its names against the document. */
function* documentDifferences(raw: Database.Database): Generator<RecordDifference> {
  const rows = raw.prepare<[], { number: number; hash: string; document: string }>(
    'SELECT number, hash, document FROM findings ORDER BY number',
  );
  const isNamed = raw.prepare('SELECT 1 FROM discrepancy_names WHERE name = ? AND discrepancy_id = ?');
  for (const { number, hash, document } of rows.iterate()) {
    const found = sha256(document);
    const finding = found === hash ? readFinding(document) : null;
    if (finding === null) {
      yield { what: `findings ${String(number)}`, expected: hash, found };
      continue;
    }
    for (const name of namesOf(finding))
      if (isNamed.get(name, finding.id) === undefined)
        yield { what: `discrepancy_names ${name} ${finding.id}`, expected: 'a row', found: 'missing' };
  }
}

function readFinding(document: string): Finding | null {
  try {
    return findingIn(document, '');
  } catch (error) {
    if (error instanceof CuadreError) return null;
    throw error;
  }
}

/** Names of which no finding of their discrepancy knows. A document that is not what it was may have had the name. */
function* namesWithoutFinding(raw: Database.Database): Generator<RecordDifference> {
  const documents = raw.prepare<[string], { document: string; hash: string }>(
    'SELECT DISTINCT document, hash FROM discrepancy_spans s JOIN findings f ON f.number = s.finding WHERE s.id = ?',
  );
  const rows = raw.prepare<[], { name: string; id: string }>(
    'SELECT name, discrepancy_id AS id FROM discrepancy_names ORDER BY name, discrepancy_id',
  );
  for (const { name, id } of rows.iterate()) {
    const isOfFinding = documents.all(id).some(({ document, hash }) => {
      const finding = sha256(document) === hash ? readFinding(document) : null;
      return finding === null || namesOf(finding).includes(name);
    });
    if (!isOfFinding) yield { what: `discrepancy_names ${name} ${id}`, expected: 'no such row', found: 'a row' };
  }
}

const DESK = DESK_EVENTS.map((event) => `'${event}'`).join(', ');

/** Each discrepancy of the queue stands as its last event left it; its note is of the last that moved its state. */
function* queueDifferences(raw: Database.Database): Generator<RecordDifference> {
  const rows = raw.prepare<[], { id: string; expected: string; found: string | null }>(
    `SELECT last.discrepancy_id AS id, last.to_state || ' ' || last.discrepancy_seq AS expected,
        row.state || ' ' || row.seq AS found
      FROM (SELECT discrepancy_id, to_state, discrepancy_seq, max(seq) FROM events GROUP BY discrepancy_id) last
      LEFT JOIN (SELECT discrepancy_id, note, max(seq) FROM events WHERE event NOT IN (${DESK})
        GROUP BY discrepancy_id) moved ON moved.discrepancy_id = last.discrepancy_id
      LEFT JOIN discrepancies row ON row.id = last.discrepancy_id
      WHERE row.id IS NULL OR row.state <> last.to_state OR row.seq <> last.discrepancy_seq OR row.note <> moved.note
      ORDER BY last.discrepancy_id`,
  );
  for (const { id, expected, found } of rows.iterate())
    yield { what: `discrepancies ${id}`, expected, found: found ?? 'missing' };
  const unknown = raw
    .prepare<[], string>(
      `SELECT id FROM discrepancies WHERE NOT EXISTS (SELECT 1 FROM events WHERE discrepancy_id = discrepancies.id)
        ORDER BY id`,
    )
    .pluck();
  for (const id of unknown.iterate())
    yield { what: `discrepancies ${id}`, expected: 'no such row', found: 'a row without an event' };
}
