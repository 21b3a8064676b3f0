import { writeSync } from 'node:fs';
import { AsyncByteQueue, RecordBatch, RecordBatchFileWriter, Struct, makeData } from 'apache-arrow';
import type { Schema } from 'apache-arrow';
import { CuadreError, certain } from '../../../schemas/errors.ts';
import { columnData, EMPTY_COLUMNS, int64Halves } from './arrow-decode.ts';
import { encodeColumn, prepareColumns, schemaOf } from './arrow-encode.ts';
import type { PreparedColumn, RowGroup } from './arrow-encode.ts';
import { BATCH_ROWS, openArrowFile, type ArrowFile } from './arrow-file.ts';
import { BlockHasher, type BlockHashes } from './block-hashes.ts';
import { columnName } from './columns.ts';
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
 * Writes rows as one Arrow IPC file, fsynced, reads it back, block by block as it was written, and compares the number
 * of rows and the sum of every amount column with the records. Equal rows give equal bytes. Returns the hashes of its
 * blocks. Throws `disk_failed`, or `integrity_broken` where the file does not say what was written.
 */
export function writeArrowFile(
  path: string,
  groups: readonly RowGroup[],
  metadata: ReadonlyMap<string, string>,
): BlockHashes {
  const rows = certain(groups[0], 'a group of columns').rows.length;
  // In a function of its own: the coded columns of a big file are let go of before its bytes are read back.
  const blocks = writeBatches(path, groups, rows, metadata);
  const prover = proverOfWritten(path, blocks);
  assertReadsBack(openArrowFile(path, prover), groups, rows, path);
  return blocks;
}

function writeBatches(
  path: string,
  groups: readonly RowGroup[],
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

/** Compares with the records themselves: what is written is made of them in several steps, any of which could err. */
function assertReadsBack(file: ArrowFile, groups: readonly RowGroup[], rows: number, path: string): void {
  if (file.rows !== rows) throw differs(path, 'rows', String(rows), String(file.rows));
  for (const { prefix, columns, rows: records } of groups) {
    for (const [property, kind] of Object.entries(columns)) {
      if (kind !== 'amount') continue;
      const name = columnName(prefix, property);
      const expected = exactSum(records.length, (index) => Number(records[index]?.[property] ?? 0));
      const found = file.batches.reduce((total, batch) => total + sumOfColumn(batch, name), 0n);
      if (expected !== found) throw differs(path, name, String(expected), String(found));
    }
  }
}

function sumOfColumn(batch: RecordBatch, name: string): bigint {
  const data = columnData(batch, name);
  if (data === null) return 0n;
  const halves = int64Halves(data);
  let low = 0;
  let high = 0;
  for (let index = 0; index < batch.numRows; index += 1) {
    low += (halves[index * 2] ?? 0) >>> 0;
    high += halves[index * 2 + 1] ?? 0;
  }
  return BigInt(high) * 4_294_967_296n + BigInt(low);
}

/** The sum of safe integers without a bound on the total: plain additions while they are exact, BigInt beyond. */
function exactSum(length: number, value: (index: number) => number): bigint {
  let total = 0n;
  let part = 0;
  for (let index = 0; index < length; index += 1) {
    const next = part + value(index);
    if (Number.isSafeInteger(next)) {
      part = next;
    } else {
      total += BigInt(part);
      part = value(index);
    }
  }
  return total + BigInt(part);
}

function differs(path: string, what: string, expected: string, found: string): CuadreError {
  return new CuadreError('integrity_broken', `${path} does not read back: ${what}`, { path, what, expected, found });
}
