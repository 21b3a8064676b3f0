import { certain } from '../../../schemas/errors.ts';
import { compareAddress, type LineAddress } from '../../../schemas/lines/records.ts';
import { lineAt, type LineTable } from '../../../schemas/lines/table.ts';
import type { Held, WorkingSet } from '../working-set.ts';
import type { SeenRows } from '../seen-before/seen-rows.ts';
import type { PlainSales } from './plain-sales.ts';
import { addressColumns } from './tables.ts';

/** A line of the working set: one that the passes took, or the place of one that has its fate in bulk. */
export type LineInOrder =
  { readonly held: Held; readonly plain: null } | { readonly held: null; readonly plain: PlainRow };

/**
 * A row of a plain sale, or one that was told before: its table, its row in it, and its place: over all tables of the
 * run, and behind them.
 */
export interface PlainRow {
  readonly table: LineTable;
  readonly row: number;
  readonly place: number;
  readonly address: LineAddress;
}

/** What holds the lines of a working set. */
type LinesOfSet = Pick<WorkingSet, 'lines' | 'plain' | 'seen'>;

/** Every line of the working set, before the passes or not, in address order. */
export function* inAddressOrder({ lines, plain, seen }: LinesOfSet): Generator<LineInOrder> {
  let next = 0;
  for (const own of merged(plainRows(plain), seenRows(seen, plain.tables.rows))) {
    for (let held = lines[next]; held !== undefined && compareAddress(held.line, own.address) < 0; held = lines[next]) {
      yield { held, plain: null };
      next += 1;
    }
    yield { held: null, plain: own };
  }
  for (const held of lines.slice(next)) yield { held, plain: null };
}

/** What every line of the working set is known by, plain or not, in address order; a record of a plain one is made. */
export function* linesInOrder(workingSet: LinesOfSet): Generator<Pick<Held, 'line' | 'entered' | 'former'>> {
  for (const { held, plain } of inAddressOrder(workingSet)) yield held ?? heldAt(plain, workingSet.plain);
}

function heldAt({ table, row, place }: PlainRow, { tables }: PlainSales): Pick<Held, 'line' | 'entered' | 'former'> {
  const former = place < tables.rows ? tables.formerAt(place) : null;
  return { line: lineAt(table, row), entered: former === null ? 'new' : 'carried', former };
}

/** The address of every line of the working set, plain or not, in address order. */
export function* addressesInOrder(workingSet: LinesOfSet): Generator<LineAddress> {
  for (const { held, plain } of inAddressOrder(workingSet)) yield plain === null ? held.line : plain.address;
}

/** Two lists in address order as one. */
function* merged(some: Generator<PlainRow>, others: Generator<PlainRow>): Generator<PlainRow> {
  let other = others.next();
  for (const one of some) {
    for (; other.done !== true && compareAddress(other.value.address, one.address) < 0; other = others.next())
      yield other.value;
    yield one;
  }
  for (; other.done !== true; other = others.next()) yield other.value;
}

/** The rows that were told before, in address order: their places follow those of the tables of the run. */
function* seenRows(seen: SeenRows, start: number): Generator<PlainRow> {
  for (const { row, address } of seen.addresses())
    yield { table: row.own.table, row: certain(row.own.rows[row.at], 'a row'), place: start + row.number, address };
}

/** The rows of plain sales, in address order: the tables stand in the order of their files. */
function* plainRows(plain: PlainSales): Generator<PlainRow> {
  if (plain.length === 0) return;
  for (const { table, start } of plain.tables.each()) {
    const { date, source, file, row } = addressColumns(table);
    for (let at = 0; at < table.length; at += 1) {
      if (!plain.isPlain(start + at)) continue;
      const address = { date: date(at), source: source(at), file: file(at), row: row(at) };
      yield { table, row: at, place: start + at, address };
    }
  }
}
