import { writeSync } from 'node:fs';
import { AsyncByteQueue, RecordBatch, RecordBatchFileWriter, Struct, makeData } from 'apache-arrow';
import type { Data, Schema } from 'apache-arrow';
import { certain } from '../../../schemas/errors.ts';
import { EMPTY_COLUMNS } from './arrow-decode.ts';
import { encodeColumn, prepareColumns, schemaOf } from './arrow-encode.ts';
import type { PreparedColumn } from './arrow-encode.ts';
import { assertHolds, assertSays, sumOf, type ColumnMade, type ColumnSums } from './arrow-proved.ts';
import { BlockHasher, type BlockHashes } from './block-hashes.ts';
import type { FilledGroup } from './column-cells.ts';
import { BATCH_ROWS, type Cell } from './columns.ts';
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

/** The columns of a file, ready to be written batch by batch. */
export interface WritableColumns {
  readonly rows: number;
  readonly columns: readonly WritableColumn[];
  /** The columns without a value, which take no room. */
  readonly empty: readonly string[];
}

export type WritableColumn = ColumnMade & {
  readonly type: Data['type'];
  /** The rows of one batch, of which each says what its cell says. */
  batch(from: number, to: number): Data;
};

/**
 * Writes rows as one Arrow IPC file, fsynced. What is made of each cell is compared with the cell, and the file is read
 * back, block by block as it was written, and compared with what was made. Equal rows give equal bytes. Returns the
 * hashes of its blocks. Throws `disk_failed`, or `integrity_broken` where the file does not say what was written.
 */
export function writeArrowFile(
  path: string,
  groups: readonly FilledGroup[],
  metadata: ReadonlyMap<string, string>,
): BlockHashes {
  const { rows } = certain(groups[0], 'a group of columns');
  const { columns, empty } = prepareColumns(groups);
  const batches = columns.map((column) => ({ ...column, batch: encoder(column, path) }));
  return writeColumns(path, { rows, columns: batches, empty }, metadata);
}

/** Encodes some rows of a column; each cell is asked for once. */
function encoder(column: PreparedColumn, path: string): WritableColumn['batch'] {
  return (from, to) => {
    const cells: Cell[] = [];
    for (let row = from; row < to; row += 1) cells.push(column.cell(row));
    const data = encodeColumn(column, cells, from);
    assertSays(data, column, cells, from, path);
    return data;
  };
}

/** The same of columns that are made already. */
export function writeColumns(
  path: string,
  { rows, columns, empty }: WritableColumns,
  metadata: ReadonlyMap<string, string>,
): BlockHashes {
  const schema = schemaOf(columns, new Map([...metadata, [EMPTY_COLUMNS, empty.join(' ')]]));
  const { blocks, sums } = writeBatches(path, schema, columns, rows);
  assertHolds(path, proverOfWritten(path, blocks), columns, rows, sums);
  return blocks;
}

function writeBatches(
  path: string,
  schema: Schema,
  columns: readonly WritableColumn[],
  rows: number,
): { readonly blocks: BlockHashes; readonly sums: ColumnSums } {
  const hasher = new BlockHasher();
  const sums: ReadonlyMap<string, number>[] = [];
  writeDurably(path, (fd) => {
    const writer = new RecordBatchFileWriter();
    writer.reset(new FileSink(fd, hasher), schema);
    // A file without rows still holds one batch: a dictionary that was never written cannot be read.
    for (let from = 0; from === 0 || from < rows; from += BATCH_ROWS) {
      const to = Math.min(from + BATCH_ROWS, rows);
      const children = columns.map((column) => column.batch(from, to));
      sums.push(new Map(columns.map(({ name, kind }, at) => [name, sumOf(certain(children[at], name), kind)])));
      writer.write(batchOf(schema, children, to - from));
    }
    writer.finish();
  });
  return { blocks: hasher.finish(), sums };
}

export function batchOf(schema: Schema, children: Data[], length: number): RecordBatch {
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));
}
