import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import { certain, CuadreError } from '../../../schemas/errors.ts';
import type { Seal } from '../../../schemas/ports/chain.ts';
import { COVERED, NUMBERS_PER_BLOCK, type CoveredTable } from '../../../schemas/tables/chain.ts';
import { sha256 } from '../../../schemas/values/hash.ts';

/**
 * How the chain is written (`schemas/tables/chain.ts`). Triggers note which blocks of rows a transaction changes,
 * whoever wrote the statement; before it is committed these blocks are hashed as they stand, and make an entry. The
 * triggers are of this connection alone (TEMP), so a change by another program is in no entry.
 */

/** A block of rows as an entry says it: table, block, how many rows, and their sha256; '' of none. */
export type SealedBlock = readonly [table: string, block: string, rows: number, hash: string];

/** With a mark of each row, which no entry has. */
interface MarkedBlock {
  readonly sealed: SealedBlock;
  readonly marks: string;
}

/** A block of more rows has no marks: what differs in it is then named by the block. */
export const MARKED_ROWS_MAX = 1_024;
/** Letters of a mark: what tells the row that differs once the hash has told that one does. */
export const MARK_LETTERS = 4;

/** SQL for the block of a row. */
export function blockOf({ blocks }: CoveredTable, row = ''): string {
  const of = (column: string): string => `${row}"${column}"`;
  switch (blocks.by) {
    case 'run':
      return `${of('date')} || ' ' || ${of('generation')}`;
    case 'date':
      return of('date');
    case 'seq':
    case 'number':
      return `CAST(${of(blocks.by)} / ${String(NUMBERS_PER_BLOCK)} AS TEXT)`;
    case 'idStart':
      return `substr(${of('id')}, 1, ${String(blocks.letters)})`;
    case 'table':
      return `''`;
  }
}

/** What the rows of a block have in common, in SQL that an index answers, with the values for its places. */
function within({ blocks }: CoveredTable, block: string): readonly [where: string, values: readonly unknown[]] {
  switch (blocks.by) {
    case 'run': {
      const at = block.lastIndexOf(' ');
      return ['"date" = ? AND "generation" = ?', [block.slice(0, at), block.slice(at + 1)]];
    }
    case 'date':
      return ['"date" = ?', [block]];
    case 'seq':
    case 'number': {
      const first = Number(block) * NUMBERS_PER_BLOCK;
      return [`"${blocks.by}" BETWEEN ? AND ?`, [first, first + NUMBERS_PER_BLOCK - 1]];
    }
    case 'idStart':
      return [
        `"id" >= ? AND "id" < ? || char(1114111) AND substr("id", 1, ${String(blocks.letters)}) = ?`,
        [block, block, block],
      ];
    case 'table':
      return ['true', []];
  }
}

const listed = (columns: readonly string[], row = ''): string =>
  columns.map((column) => `${row}"${column}"`).join(', ');

/** The columns that are hashed, and the order of the rows, for a statement. */
export function readsRows({ columns, key }: CoveredTable): { readonly columns: string; readonly order: string } {
  return { columns: listed(columns), order: listed(key) };
}

/** Takes the rows of a block (`rowText`), in their order, and says what an entry says of them. */
export function blockSealer(table: string, block: string) {
  const whole = createHash('sha256');
  const marks: string[] = [];
  let rows = 0;
  return {
    take: (text: string): void => {
      whole.update(text).update('\n');
      rows += 1;
      if (rows <= MARKED_ROWS_MAX) marks.push(markOf(text));
    },
    sealed: (): MarkedBlock => ({
      sealed: [table, block, rows, rows === 0 ? '' : whole.digest('hex')],
      marks: rows > MARKED_ROWS_MAX ? '' : marks.join(''),
    }),
  };
}

/** A row as it is hashed. */
export function rowText(row: readonly unknown[]): string {
  return JSON.stringify(row);
}

export function markOf(text: string): string {
  return (crc32(text) & 0xffff).toString(16).padStart(MARK_LETTERS, '0');
}

/** The hash of an entry. */
export function entryHash(before: string, seq: number, blocks: string): string {
  return sha256(JSON.stringify([before, seq, blocks]));
}

/** From now on, which blocks this connection changes is noted. Once a connection, before its first write. */
export function noteChanges(raw: Database.Database): void {
  raw.exec(
    'CREATE TEMP TABLE changed_blocks (covered TEXT, block TEXT, PRIMARY KEY (covered, block)) WITHOUT ROWID;' +
      COVERED.flatMap(triggersOf).join(''),
  );
}

function triggersOf(table: CoveredTable): string[] {
  // Not `INSERT OR IGNORE`: what a statement does on a conflict is what its triggers do, and an upsert fails on it.
  const note = (row: string): string => {
    const [name, block] = [`'${table.name}'`, blockOf(table, row)];
    const isNoted = `SELECT 1 FROM changed_blocks WHERE covered = ${name} AND block = ${block}`;
    return `INSERT INTO changed_blocks SELECT ${name}, ${block} WHERE NOT EXISTS (${isNoted});`;
  };
  const differs = table.columns.map((column) => `OLD."${column}" IS NOT NEW."${column}"`).join(' OR ');
  const made: readonly (readonly [string, string, string])[] = [
    ['INSERT', '', note('NEW.')],
    ['DELETE', '', note('OLD.')],
    ['UPDATE', `WHEN ${differs}`, note('OLD.') + note('NEW.')],
  ];
  return made.map(
    ([event, when, body]) =>
      `CREATE TEMP TRIGGER "${table.name}_${event}" AFTER ${event} ON main."${table.name}" ${when} BEGIN ${body} END;`,
  );
}

/** What is asked in every transaction of a connection. */
const writers = new WeakMap<Database.Database, ReturnType<typeof makeWriter>>();

function writerOf(raw: Database.Database): ReturnType<typeof makeWriter> {
  const writer = writers.get(raw) ?? makeWriter(raw);
  writers.set(raw, writer);
  return writer;
}

function makeWriter(raw: Database.Database) {
  const changed = raw.prepare<[], [string, string]>('SELECT covered, block FROM changed_blocks').raw();
  const forget = raw.prepare('DELETE FROM changed_blocks');
  const readers = readersOf(raw);
  return {
    changed: (): boolean => changed.get() !== undefined,
    seal: (): void => {
      const blocks = changed.all();
      if (blocks.length === 0) return;
      assertAsRecorded(raw, blocks);
      append(
        raw,
        blocks.map(([table, block]) => certain(readers.get(table), `the covered table ${table}`)(block)),
      );
      forget.run();
    },
  };
}

function readersOf(raw: Database.Database): Map<string, (block: string) => MarkedBlock> {
  return new Map(COVERED.map((table) => [table.name, blockReader(raw, table)]));
}

/**
 * Blocks that a transaction changes must have been as they were recorded: what somebody else changed in them is never
 * sealed as ours. As they were before is what another connection sees until the transaction ends.
 */
function assertAsRecorded(raw: Database.Database, blocks: readonly (readonly [string, string])[]): void {
  const recorded = hashesOfBlocks(raw);
  const before = new Database(raw.name, { readonly: true });
  try {
    const readers = readersOf(before);
    for (const [table, block] of blocks) {
      const { sealed } = certain(readers.get(table), `the covered table ${table}`)(block);
      if (sealed[3] === (recorded.get(table, block) ?? '')) continue;
      throw notAsRecorded(`${table} ${block}`.trim(), raw);
    }
  } finally {
    before.close();
  }
}

function hashesOfBlocks(raw: Database.Database): Database.Statement<[string, string], string> {
  return raw.prepare<[string, string], string>('SELECT hash FROM chain_blocks WHERE covered = ? AND block = ?').pluck();
}

/**
 * The blocks of rows of a numbered table must be as they were recorded. Within a reading transaction. Throws
 * `integrity_broken`.
 */
export function assertNumberedRecorded(raw: Database.Database, table: string, numbers: readonly number[]): void {
  const reader = certain(readersOf(raw).get(table), `the covered table ${table}`);
  const recorded = hashesOfBlocks(raw);
  for (const block of new Set(numbers.map((number) => String(Math.floor(number / NUMBERS_PER_BLOCK)))))
    if (reader(block).sealed[3] !== (recorded.get(table, block) ?? '')) throw notAsRecorded(`${table} ${block}`, raw);
}

/** Tables of which no row decides anything. */
const DECIDE_NOTHING: ReadonlySet<string> = new Set(['outbox']);

/** What a connection has compared, by SQLite's number for what others have written. */
const compared = new WeakMap<Database.Database, number>();

/** See `Chain.assertRecorded`. Within a reading transaction. */
export function assertRowsRecorded(raw: Database.Database): void {
  const version = raw.pragma('data_version', { simple: true }) as number;
  if (compared.get(raw) === version) return;
  const readers = readersOf(raw);
  const blocks = raw.prepare<[string], { block: string; hash: string }>(
    'SELECT block, hash FROM chain_blocks WHERE covered = ? ORDER BY block',
  );
  const rowsSealed = raw
    .prepare<[string], number>('SELECT ifnull(sum(rows), 0) FROM chain_blocks WHERE covered = ?')
    .pluck();
  for (const { name } of COVERED) {
    if (DECIDE_NOTHING.has(name)) continue;
    const reader = certain(readers.get(name), `the covered table ${name}`);
    for (const { block, hash } of blocks.all(name))
      if (reader(block).sealed[3] !== hash) throw notAsRecorded(`${name} ${block}`.trim(), raw);
    // Every block is as it was: what is too many is of a block that no entry speaks of.
    const rows = raw.prepare<[], number>(`SELECT count(*) FROM "${name}"`).pluck().get();
    if (rows !== rowsSealed.get(name)) throw notAsRecorded(name, raw);
  }
  compared.set(raw, version);
}

/** What is thrown where rows are not what was recorded. */
export function notAsRecorded(what: string, { name }: Database.Database): CuadreError {
  return new CuadreError(
    'integrity_broken',
    `rows of ${what} in the database are not what was recorded: nothing is decided, sent or written over them`,
    { rows: what, database: name },
  );
}

/** Prepared when it is first asked: most transactions change few tables. */
function blockReader(raw: Database.Database, table: CoveredTable): (block: string) => MarkedBlock {
  const { columns, order } = readsRows(table);
  let rowsOf: Database.Statement<unknown[], unknown[]> | null = null;
  return (block) => {
    const [where, values] = within(table, block);
    rowsOf ??= raw.prepare<unknown[], unknown[]>(
      `SELECT ${columns} FROM "${table.name}" WHERE ${where} ORDER BY ${order}`,
    );
    const sealer = blockSealer(table.name, block);
    for (const row of rowsOf.raw().iterate(...values)) sealer.take(rowText(row));
    return sealer.sealed();
  };
}

/** Before the end of a transaction: the entry of what it changed; none where it changed nothing of the chain. */
export function sealChanges(raw: Database.Database): void {
  writerOf(raw).seal();
}

/** At the beginning of one: nothing was written outside of them. */
export function assertSealed(raw: Database.Database): void {
  if (writerOf(raw).changed()) throw new RangeError('something was written outside of a transaction that is sealed');
}

/** An entry of every row that there is: of a store that was just converted, and had no chain. */
export function sealEverything(raw: Database.Database): void {
  const blocks = COVERED.flatMap((table) => {
    const found = raw
      .prepare<[], string>(`SELECT DISTINCT ${blockOf(table)} FROM "${table.name}"`)
      .pluck()
      .all();
    return found.sort().map(blockReader(raw, table));
  });
  if (blocks.length > 0) append(raw, blocks);
}

function append(raw: Database.Database, changed: readonly MarkedBlock[]): void {
  const { count, hash } = readSeal(raw);
  const seq = count + 1;
  const blocks = JSON.stringify(changed.map(({ sealed }) => sealed));
  raw.prepare('INSERT INTO chain (seq, blocks, hash) VALUES (?, ?, ?)').run(seq, blocks, entryHash(hash, seq, blocks));
  const put = raw.prepare('INSERT OR REPLACE INTO chain_blocks VALUES (?, ?, ?, ?, ?, ?)');
  for (const { sealed, marks } of changed) put.run(...sealed, marks, seq);
}

/** See `Chain.seal`. */
export function readSeal(raw: Database.Database): Seal {
  const last = raw.prepare<[], Seal>('SELECT seq AS count, hash FROM chain ORDER BY seq DESC LIMIT 1').get();
  return last ?? { count: 0, hash: '' };
}

/** See `Chain.holds`. */
export function holdsSeal(raw: Database.Database, { count, hash }: Seal): boolean {
  if (count === 0) return hash === '';
  return raw.prepare<[number], string>('SELECT hash FROM chain WHERE seq = ?').pluck().get(count) === hash;
}
