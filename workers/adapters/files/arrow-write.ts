import { writeSync } from 'node:fs';
import { AsyncByteQueue, RecordBatch, RecordBatchFileWriter, Struct, makeData } from 'apache-arrow';
import type { Schema } from 'apache-arrow';
import { CuadreError, certain } from '../../../schemas/errors.ts';
import { EMPTY_COLUMNS } from './arrow-decode.ts';
import { encodeColumn, prepareColumns, schemaOf } from './arrow-encode.ts';
import type { PreparedColumn } from './arrow-encode.ts';
import { columnReader, openArrowFile, type ArrowFile } from './arrow-file.ts';
import { BlockHasher, type BlockHashes } from './block-hashes.ts';
import { blocksOf, type CellAt, type FilledGroup } from './column-cells.ts';
import { BATCH_ROWS, columnName, type Cell } from './columns.ts';
import { writeDurably } from './disk.ts';
import { proverOfWritten } from './proofs.ts';

/** Passes every piece that the writer makes straight to the file, so that a big file is never held in one piece. */
class FileSink extends AsyncByteQueue {
  readonly #fd: number;
  readonly #hasher: BlockHasher;
  constructor(fd: number, hasher: BlockHasher) {
    super();
    this.#fd = fd;
    this.#hasher = hasher;
  }

  override write(value: Uint8Array): void {
    this.#hasher.update(value);
    for (let done = 0; done < value.byteLength;) done += writeSync(this.#fd, value, done);
  }
}

/**
 * Writes rows as one Arrow IPC file, fsynced, reads it back, block by block as it was written, and compares every cell
 * with what the groups say. Equal rows give equal bytes. Returns the hashes of its blocks. Throws `disk_failed`, or
 * `integrity_broken` where the file does not say what was written.
 */
export function writeArrowFile(
  path: string,
  groups: readonly FilledGroup[],
  metadata: ReadonlyMap<string, string>,
): BlockHashes {
  const rows = certain(groups[0], 'a group of columns').rows;
  // In a function of its own: the coded columns of a big file are let go of before its bytes are read back.
  const blocks = writeBatches(path, groups, rows, metadata);
  const prover = proverOfWritten(path, blocks);
  assertReadsBack(openArrowFile(path, prover), groups, rows, path);
  return blocks;
}

function writeBatches(
  path: string,
  groups: readonly FilledGroup[],
  rows: number,
  metadata: ReadonlyMap<string, string>,
): BlockHashes {
  const { columns, empty } = prepareColumns(groups);
  const hasher = new BlockHasher();
  const schema = schemaOf(columns, new Map([...metadata, [EMPTY_COLUMNS, empty.join(' ')]]));
  writeDurably(path, (fd) => {
    const writer = new RecordBatchFileWriter();
    writer.reset(new FileSink(fd, hasher), schema);
    // A file without rows still holds one batch: a dictionary that was never written cannot be read.
    for (let from = 0; from === 0 || from < rows; from += BATCH_ROWS)
      writer.write(batchOf(schema, columns, from, Math.min(from + BATCH_ROWS, rows)));
    writer.finish();
  });
  return hasher.finish();
}

function batchOf(schema: Schema, columns: readonly PreparedColumn[], from: number, to: number): RecordBatch {
  const children = columns.map((column) => encodeColumn(column, from, to));
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length: to - from, nullCount: 0, children }),
  );
}

/**
 * Compares with the cells that were given and not with what was made of them: what is written goes through several
 * steps, any of which could err.
 */
function assertReadsBack(file: ArrowFile, groups: readonly FilledGroup[], rows: number, path: string): void {
  if (file.rows !== rows) throw differs(path, 'rows', String(rows), String(file.rows));
  file.readWhole();
  const columns = groups.flatMap((group) =>
    Object.keys(group.columns).map((property) => {
      const name = columnName(group.prefix, property);
      return { name, expected: group.cells(property), found: columnReader(file, group, property) };
    }),
  );
  for (const [from, to] of blocksOf(rows)) {
    for (const { name, expected, found } of columns) {
      const row = firstOther(from, to, expected, found);
      if (row === null) continue;
      throw differs(path, `${name} of row ${String(row)}`, JSON.stringify(expected(row)), JSON.stringify(found(row)));
    }
  }
}

/** The first of some rows of which two columns say something else; null where there is none. */
function firstOther(from: number, to: number, expected: CellAt, found: CellAt): number | null {
  for (let row = from; row < to; row += 1) {
    const [cell, other] = [expected(row), found(row)];
    if (cell !== other && !readsAs(cell, other)) return row;
  }
  return null;
}

/** A list is another list of the same texts; UTF-8 has no half of a surrogate pair. */
function readsAs(cell: Cell, found: Cell): boolean {
  if (typeof cell === 'string') return Buffer.from(cell, 'utf8').toString('utf8') === found;
  if (!Array.isArray(cell) || !Array.isArray(found)) return false;
  return cell.length === found.length && cell.every((text, index) => text === found[index]);
}

function differs(path: string, what: string, expected: string, found: string): CuadreError {
  return new CuadreError('integrity_broken', `${path} does not read back: ${what}`, { path, what, expected, found });
}
