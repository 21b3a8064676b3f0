import { getTableColumns, getTableName } from 'drizzle-orm';
import { integer, primaryKey, sqliteTable, text, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import * as ofDiscrepancies from './discrepancies.ts';
import * as ofPeople from './people.ts';
import * as tables from './tables.ts';

/**
 * What every transaction left of the rows that it changed: an entry each, chained by hashes, so that no row can be
 * changed, dropped or slipped in by anybody else and stay unseen. Append-only: triggers refuse a change.
 */
export const chain = sqliteTable('chain', {
  seq: integer('seq').primaryKey(),
  /** The blocks of rows that it changed, as they were then (`SealedBlock`), as JSON; to the byte as it was hashed. */
  blocks: text('blocks').notNull(),
  /** Of the entry before and of this one. */
  hash: text('hash').notNull(),
});

/**
 * Each block as the last entry that speaks of it left it: who changes a block finds there what it must be before. It
 * says nothing that the chain does not say, but for the marks of the rows, by which `verify` names one that differs.
 */
export const chainBlocks = sqliteTable(
  'chain_blocks',
  {
    /** The name of the table. */
    covered: text('covered').notNull(),
    block: text('block').notNull(),
    rows: integer('rows').notNull(),
    hash: text('hash').notNull(),
    marks: text('marks').notNull(),
    /** The entry. */
    seq: integer('seq').notNull(),
  },
  (table) => [primaryKey({ columns: [table.covered, table.block] })],
);

/**
 * How the rows of a table come in blocks, in the order of their keys. A block is hashed whole when a row of it changes,
 * so it is small: what a run wrote of a table, a date, or 64 numbers. Numbers follow each other, unless they have gaps:
 * then of rows that are gone the block is named.
 */
export type Blocks =
  | { readonly by: 'run' }
  | { readonly by: 'date' | 'seq' | 'number'; readonly hasGaps?: true }
  | { readonly by: 'idStart'; readonly letters: number }
  | { readonly by: 'table' };

/** How many numbers a block has that is of numbers. */
export const NUMBERS_PER_BLOCK = 64;

/** A table that carries truth: its rows are in the chain. */
export interface CoveredTable {
  readonly name: string;
  readonly blocks: Blocks;
  /** The columns of its key, in order: the rows of a block are hashed in it. */
  readonly key: readonly string[];
  /** The columns that are hashed, in the order of the table. */
  readonly columns: readonly string[];
}

/**
 * Every table, and how `verify` sees that a row of it was changed; a test holds that none is left out.
 *
 * `chain`: its rows are hashed. `derived`: it says nothing that rows of the chain do not say, from which `verify` makes
 * it again. `scratch`: no report and no decision says anything that stands only here.
 */
export const COVERAGE = [
  inChain(tables.meta, { by: 'table' }, ['key']),
  inChain(tables.runs, { by: 'run' }, ['date', 'generation']),
  inChain(tables.runFiles, { by: 'run' }, ['date', 'generation', 'source']),
  inChain(tables.payouts, { by: 'run' }, ['date', 'generation', 'place']),
  inChain(tables.storeMovements, { by: 'run' }, ['date', 'generation', 'place']),
  inChain(tables.broughtBack, { by: 'run' }, ['date', 'generation', 'line_date', 'source', 'file', 'row']),
  inChain(tables.reportFiles, { by: 'run' }, ['date', 'generation', 'name']),
  inChain(tables.registeredFiles, { by: 'date' }, ['date', 'path']),
  inChain(tables.prunedFiles, { by: 'seq' }, ['seq']),
  // Documents are large, and their hash stands beside them: `verify` holds each against it.
  inChain(ofDiscrepancies.findings, { by: 'number' }, ['number'], ['document']),
  inChain(ofDiscrepancies.discrepancySpans, { by: 'number' }, ['number']),
  // The first letters are `dsc_`, and then those of a hash.
  inChain(ofDiscrepancies.discrepancies, { by: 'idStart', letters: 7 }, ['id']),
  inChain(ofDiscrepancies.events, { by: 'seq' }, ['seq']),
  inChain(ofDiscrepancies.eventWork, { by: 'seq', hasGaps: true }, ['seq']),
  inChain(ofDiscrepancies.outbox, { by: 'seq' }, ['seq']),
  inChain(ofPeople.people, { by: 'table' }, ['id']),
  inChain(ofPeople.peopleLog, { by: 'seq' }, ['seq']),
  inChain(ofPeople.tokens, { by: 'seq' }, ['seq']),
  inChain(ofPeople.eventPeople, { by: 'seq', hasGaps: true }, ['seq']),
  inChain(ofPeople.proposals, { by: 'seq', hasGaps: true }, ['seq']),
  inChain(ofPeople.pairings, { by: 'number' }, ['number']),
  inChain(ofPeople.runPairings, { by: 'run' }, ['date', 'generation']),
  { table: ofDiscrepancies.discrepancyNames, how: 'derived', why: 'the names that findings have' },
  { table: chain, how: 'derived', why: 'it is the chain: each entry is hashed with the one before' },
  { table: chainBlocks, how: 'derived', why: 'the last that the chain says of each block' },
  {
    table: ofDiscrepancies.completedMessages,
    how: 'scratch',
    why: 'what it lacks is sent once more, under the same id',
  },
  {
    table: ofDiscrepancies.queueMark,
    how: 'scratch',
    why: 'what Redis is held against; without it messages stay as they are',
  },
  { table: tables.leases, how: 'scratch', why: 'who works now; a run proves its token, and says nothing of it' },
  { table: tables.datesUnderWay, how: 'scratch', why: 'how far workers are; what a date came to, its run says' },
  { table: tables.sourceStamps, how: 'scratch', why: 'a cache: a file that looks new is read once more' },
  { table: tables.alertChannels, how: 'scratch', why: 'which events a channel was told; the events are in the chain' },
  { table: tables.alerts, how: 'scratch', why: 'messages of people on their way; what they tell is in the chain' },
  { table: ofPeople.sessions, how: 'scratch', why: 'who is signed in; without it people sign in once more' },
  {
    table: ofPeople.signInTries,
    how: 'scratch',
    why: 'how often a password was wrong; without it counting begins anew',
  },
] as const satisfies readonly Coverage[];

type Coverage =
  | { readonly table: SQLiteTable; readonly how: 'chain'; readonly covered: CoveredTable }
  | { readonly table: SQLiteTable; readonly how: 'derived' | 'scratch'; readonly why: string };

function inChain(table: SQLiteTable, blocks: Blocks, key: readonly string[], without: readonly string[] = []) {
  const columns = Object.values(getTableColumns(table)).map((column) => column.name);
  const hashed = columns.filter((column) => !without.includes(column));
  return { table, how: 'chain' as const, covered: { name: getTableName(table), blocks, key, columns: hashed } };
}

/** The tables whose rows are in the chain. */
export const COVERED: readonly CoveredTable[] = COVERAGE.flatMap((one) => (one.how === 'chain' ? [one.covered] : []));
