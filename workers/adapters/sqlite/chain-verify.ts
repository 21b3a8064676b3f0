import Database from 'better-sqlite3';
import type { RecordDifference } from '../../../schemas/ports/chain.ts';
import { COVERED, NUMBERS_PER_BLOCK, type CoveredTable } from '../../../schemas/tables/chain.ts';
import {
  blockOf,
  blockSealer,
  entryHash,
  MARK_LETTERS,
  markOf,
  notAsRecorded,
  readsRows,
  rowText,
  type SealedBlock,
} from './chain.ts';

/**
 * The rows of the record against its chain, within a reading transaction. What entries say of blocks is gathered in a
 * temporary table; then every table is read once, in the order of its keys, and a block is held at a time.
 */
export function* chainDifferences(raw: Database.Database): Generator<RecordDifference> {
  raw.exec(
    'CREATE TEMP TABLE IF NOT EXISTS sealed_blocks' +
      ' (covered TEXT, block TEXT, rows INTEGER, hash TEXT, seq INTEGER, PRIMARY KEY (covered, block)) WITHOUT ROWID;' +
      'DELETE FROM sealed_blocks',
  );
  yield* entryDifferences(raw);
  yield* lastDifferences(raw);
  for (const table of COVERED) yield* tableDifferences(raw, table);
  raw.exec('DROP TABLE sealed_blocks');
}

/**
 * Throws `integrity_broken` where the record differs from its chain as it was before the transaction under way. Asked
 * where a statement is refused: rows that another took away or slipped in meet those that are written.
 */
export function assertWholeBefore(raw: Database.Database): void {
  const before = new Database(raw.name, { readonly: true });
  try {
    for (const { what } of chainDifferences(before)) throw notAsRecorded(what, raw);
  } finally {
    before.close();
  }
}

/** Each entry follows from the one before; what the last ones say of each block is gathered meanwhile. */
function* entryDifferences(raw: Database.Database): Generator<RecordDifference> {
  const put = raw.prepare('INSERT OR REPLACE INTO sealed_blocks VALUES (?, ?, ?, ?, ?)');
  const next = raw.prepare<[number], { seq: number; blocks: string; hash: string }>(
    'SELECT seq, blocks, hash FROM chain WHERE seq > ? ORDER BY seq LIMIT 1',
  );
  let [seq, hash] = [0, ''];
  for (let entry = next.get(seq); entry !== undefined; entry = next.get(seq)) {
    if (entry.seq !== seq + 1) yield { what: `chain ${String(seq + 1)}`, expected: String(seq + 1), found: 'missing' };
    const expected = entryHash(hash, entry.seq, entry.blocks);
    if (entry.hash !== expected) yield { what: `chain ${String(entry.seq)}`, expected, found: entry.hash };
    [seq, hash] = [entry.seq, entry.hash];
    for (const block of blocksOf(entry.blocks)) put.run(...block, seq);
  }
}

/** What is kept of each block is what the last entry says that speaks of it. */
function* lastDifferences(raw: Database.Database): Generator<RecordDifference> {
  const said = (schema: string): string => `SELECT covered, block, rows, hash, seq FROM ${schema}`;
  const rows = raw.prepare<[], { covered: string; block: string }>(
    `SELECT covered, block FROM (${said('chain_blocks')} EXCEPT ${said('sealed_blocks')})
      UNION SELECT covered, block FROM (${said('sealed_blocks')} EXCEPT ${said('chain_blocks')})
      ORDER BY covered, block`,
  );
  for (const { covered, block } of rows.iterate())
    yield { what: `chain_blocks ${covered} ${block}`, expected: 'as the chain says', found: 'another' };
}

/** What an entry says; nothing where it was torn, which its hash has told. */
function blocksOf(text: string): readonly SealedBlock[] {
  try {
    const blocks: unknown = JSON.parse(text);
    return Array.isArray(blocks) ? blocks.filter(isSealedBlock) : [];
  } catch {
    return [];
  }
}

function isSealedBlock(value: unknown): value is SealedBlock {
  if (!Array.isArray(value) || value.length !== 4) return false;
  return value.every((part, index) => typeof part === (index === 2 ? 'number' : 'string'));
}

const RECORDED = `SELECT sealed.block, sealed.rows, sealed.hash, ifnull(kept.marks, '') AS marks
  FROM sealed_blocks sealed LEFT JOIN chain_blocks kept ON kept.covered = sealed.covered AND kept.block = sealed.block`;

/** A row as it was read: the text that is hashed, and its key. */
interface ReadRow {
  readonly text: string;
  readonly key: readonly unknown[];
}

interface Recorded {
  readonly rows: number;
  readonly hash: string;
  readonly marks: string;
}

const NOTHING: Recorded = { rows: 0, hash: '', marks: '' };

function* tableDifferences(raw: Database.Database, table: CoveredTable): Generator<RecordDifference> {
  const { columns, order } = readsRows(table);
  const rows = raw
    .prepare<[], [string, ...unknown[]]>(`SELECT ${blockOf(table)}, ${columns} FROM "${table.name}" ORDER BY ${order}`)
    .raw()
    .iterate();
  const recorded = raw.prepare<[string, string], Recorded>(`${RECORDED} WHERE sealed.covered = ? AND sealed.block = ?`);
  const seen = new Set<string>();
  for (const { block, read } of blocksRead(table, rows)) {
    seen.add(block);
    const was = recorded.get(table.name, block) ?? NOTHING;
    const sealer = blockSealer(table.name, block);
    for (const row of read) sealer.take(row.text);
    const { sealed, marks } = sealer.sealed();
    const [, , , hash] = sealed;
    if (hash !== was.hash) yield* blockDifferences({ table, block, read, was, hash });
    else if (marks !== was.marks)
      yield { what: `chain_blocks ${table.name} ${block}`, expected: 'marks of its rows', found: 'others' };
  }
  yield* lostBlocks(raw, table, seen);
}

/** The rows of a table, a block at a time: in the order of the keys, those of a block follow each other. */
function* blocksRead(
  table: CoveredTable,
  rows: Iterable<[string, ...unknown[]]>,
): Generator<{ readonly block: string; readonly read: readonly ReadRow[] }> {
  const places = table.key.map((column) => table.columns.indexOf(column));
  let [current, read]: [string | null, ReadRow[]] = [null, []];
  for (const [block, ...row] of rows) {
    if (current !== null && block !== current) {
      yield { block: current, read };
      read = [];
    }
    current = block;
    read.push({ text: rowText(row), key: places.map((place) => row[place]) });
  }
  if (current !== null) yield { block: current, read };
}

interface DifferentBlock {
  readonly table: CoveredTable;
  readonly block: string;
  readonly read: readonly ReadRow[];
  readonly was: Recorded;
  /** Of the block as it was read. */
  readonly hash: string;
}

/** Which rows of a block differ, as far as their marks tell; else the block. */
function* blockDifferences({ table, block, read, was, hash }: DifferentBlock): Generator<RecordDifference> {
  const left = marksOf(was);
  const others = was.rows > 0 && left.length === 0 ? [] : read.filter(({ text }) => !takes(left, markOf(text)));
  const lacking = numbersLacking({ table, block, read, was });
  for (const key of lacking) yield { what: `${table.name} ${key}`, expected: was.hash, found: 'missing' };
  const replaced = left.length - lacking.length;
  for (const { key } of others)
    yield { what: `${table.name} ${key.join(' ')}`, expected: replaced > 0 ? was.hash : 'no such row', found: hash };
  if (others.length + lacking.length > 0 && replaced <= others.length) return;
  yield {
    what: `${table.name} ${block}`.trim(),
    expected: read.length === was.rows ? was.hash : rowsOf(was.rows),
    found: read.length === was.rows ? hash : rowsOf(read.length),
  };
}

const rowsOf = (rows: number): string => (rows === 1 ? '1 row' : `${String(rows)} rows`);

function marksOf({ marks }: Recorded): string[] {
  return marks.match(new RegExp(`.{${String(MARK_LETTERS)}}`, 'gu')) ?? [];
}

/** Takes a mark from those that are left; false where it is not among them. */
function takes(left: string[], mark: string): boolean {
  const at = left.indexOf(mark);
  if (at >= 0) left.splice(at, 1);
  return at >= 0;
}

/** Of rows that are numbered without a gap, the numbers of those that are not there. */
function numbersLacking({ table, block, read, was }: Omit<DifferentBlock, 'hash'>): string[] {
  const { blocks } = table;
  if ((blocks.by !== 'number' && blocks.by !== 'seq') || blocks.hasGaps === true) return [];
  const there = new Set(read.map(({ key }) => Number(key[0])));
  const first = Math.max(1, Number(block) * NUMBERS_PER_BLOCK);
  const numbers = Array.from({ length: was.rows }, (_, index) => first + index);
  return numbers.filter((number) => !there.has(number)).map(String);
}

/** Blocks of which no row is left. */
function* lostBlocks(
  raw: Database.Database,
  table: CoveredTable,
  seen: ReadonlySet<string>,
): Generator<RecordDifference> {
  const blocks = raw.prepare<[string], Recorded & { readonly block: string }>(
    `${RECORDED} WHERE sealed.covered = ? AND sealed.rows > 0 ORDER BY sealed.block`,
  );
  for (const { block, ...was } of blocks.iterate(table.name)) {
    if (!seen.has(block)) yield* blockDifferences({ table, block, read: [], was, hash: 'missing' });
  }
}
