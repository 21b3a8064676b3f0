import { readFileSync, statSync, writeSync } from 'node:fs';
import { AsyncByteQueue, RecordBatch, RecordBatchFileWriter, RecordBatchReader, Struct, makeData } from 'apache-arrow';
import type { Schema } from 'apache-arrow';
import { CuadreError, certain } from '../../../schemas/errors.ts';
import { columnData, EMPTY_COLUMNS, groupReaders, int64Halves, propertyReader } from './arrow-decode.ts';
import type { CellReader } from './arrow-decode.ts';
import { encodeColumn, prepareColumns, schemaOf } from './arrow-encode.ts';
import type { PreparedColumn, RowGroup } from './arrow-encode.ts';
import { columnName } from './columns.ts';
import type { Cell, ColumnGroup } from './columns.ts';
import { onDisk, writeDurably } from './disk.ts';

/** Rows of a batch: every batch but the last is full, so that a row number says where the row is. */
export const BATCH_ROWS = 65_536;

/** An Arrow file in memory, as it stands on disk: columns are views on its bytes, nothing is decoded yet. */
export interface ArrowFile {
  readonly rows: number;
  readonly bytes: number;
  readonly batches: readonly RecordBatch[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** Passes every piece that the writer makes straight to the file, so that a big file is never held in one piece. */
class FileSink extends AsyncByteQueue {
  readonly #fd: number;
  constructor(fd: number) {
    super();
    this.#fd = fd;
  }

  override write(value: Uint8Array): void {
    for (let done = 0; done < value.byteLength;) done += writeSync(this.#fd, value, done);
  }
}

/**
 * Writes rows as one Arrow IPC file, fsynced, reads it back and compares the number of rows and the sum of every
 * amount column with the records. Equal rows give equal bytes. Throws `disk_failed`, or `integrity_broken` where the
 * file does not say what was written.
 */
export function writeArrowFile(path: string, groups: readonly RowGroup[], metadata: ReadonlyMap<string, string>): void {
  const rows = certain(groups[0], 'a group of columns').rows.length;
  // In a function of its own: the coded columns of a big file are let go of before its bytes are read back.
  writeBatches(path, groups, rows, metadata);
  assertReadsBack(readArrowFile(path), groups, rows, path);
}

function writeBatches(
  path: string,
  groups: readonly RowGroup[],
  rows: number,
  metadata: ReadonlyMap<string, string>,
): void {
  const { columns, empty } = prepareColumns(groups);
  const schema = schemaOf(columns, new Map([...metadata, [EMPTY_COLUMNS, empty.join(' ')]]));
  writeDurably(path, (fd) => {
    const writer = new RecordBatchFileWriter();
    writer.reset(new FileSink(fd), schema);
    // A file without rows still holds one batch: a dictionary that was never written cannot be read.
    for (let from = 0; from === 0 || from < rows; from += BATCH_ROWS)
      writer.write(batchOf(schema, columns, from, Math.min(from + BATCH_ROWS, rows)));
    writer.finish();
  });
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

/**
 * Opens an Arrow file. Throws `disk_failed` where it cannot be read and `integrity_broken` where it is no such file.
 */
export function readArrowFile(path: string): ArrowFile {
  const bytes = onDisk(path, () => readFileSync(path));
  // A small file can come out of Node's shared pool at any offset; Arrow needs eight-byte alignment.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  try {
    const reader = RecordBatchReader.from(aligned).open();
    // Reading to the end resets the reader, its schema with it.
    const { metadata } = reader.schema;
    const batches = [...reader].filter((batch) => batch.numRows > 0);
    const full = batches.slice(0, -1).every((batch) => batch.numRows === BATCH_ROWS);
    if (!full) throw new CuadreError('integrity_broken', `${path} holds batches of an unexpected size`, { path });
    const rows = batches.reduce((total, batch) => total + batch.numRows, 0);
    return { rows, bytes: bytes.length, batches, metadata };
  } catch (error) {
    if (error instanceof CuadreError) throw error;
    throw new CuadreError(
      'integrity_broken',
      `${path} is not an Arrow file that can be read`,
      { path },
      { cause: error },
    );
  }
}

/**
 * Makes records out of rows: the properties of `base` and those of the groups. Row numbers are 0-based over the whole
 * file; one that the file does not have is `integrity_broken`.
 */
export function recordReader(
  file: ArrowFile,
  groups: readonly ColumnGroup[],
  base: Readonly<Record<string, Cell>>,
): (row: number) => Record<string, Cell> {
  const properties = groups.flatMap((group) => Object.keys(group.columns));
  // Every record is a copy of one template: filled property by property it would become a hash table, thirty times
  // slower.
  const template: Readonly<Record<string, Cell>> = Object.fromEntries([
    ...Object.entries(base),
    ...properties.map((property): [string, Cell] => [property, null]),
  ]);
  const readers: (CellReader[] | undefined)[] = [];
  return (row) => {
    const place = Math.floor(row / BATCH_ROWS);
    const batch = file.batches[place];
    if (batch === undefined || row >= file.rows) {
      throw new CuadreError('integrity_broken', `the file has no row ${String(row)}`, { row, rows: file.rows });
    }
    const cells = (readers[place] ??= groups.flatMap((group) => groupReaders(batch, group)));
    const record = { ...template };
    const index = row - place * BATCH_ROWS;
    for (let column = 0; column < cells.length; column += 1)
      record[certain(properties[column], 'a column')] = certain(cells[column], 'a reader')(index);
    return record;
  };
}

/** Reads the cells of one property by their row, 0-based over the whole file. */
export function columnReader(file: ArrowFile, group: ColumnGroup, property: string): CellReader {
  const readers = file.batches.map((batch) => propertyReader(batch, group, property));
  return (row) => certain(readers[Math.floor(row / BATCH_ROWS)], 'a batch of the file')(row % BATCH_ROWS);
}

/** Bytes of opened files that are kept for the next question; the last one is kept whatever its size. */
const CACHE_BYTES_MAX = 32 * 1024 * 1024;

export interface ArrowCache {
  open(path: string): ArrowFile;
  /** Before a file of that name is written again. */
  forget(path: string): void;
}

/**
 * The files opened last, the oldest given up first. Files never change under their name, so nothing is ever out of
 * date.
 */
export function arrowCache(bytesMax: number = CACHE_BYTES_MAX): ArrowCache {
  const files = new Map<string, ArrowFile>();
  const held = (): number => [...files.values()].reduce((total, file) => total + file.bytes, 0);
  return {
    open: (path) => {
      const file = files.get(path) ?? readArrowFile(path);
      files.delete(path);
      files.set(path, file);
      for (const oldest of files.keys()) {
        if (files.size === 1 || held() <= bytesMax) break;
        files.delete(oldest);
      }
      return file;
    },
    forget: (path) => {
      files.delete(path);
    },
  };
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
