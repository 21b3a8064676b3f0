import { statSync } from 'node:fs';
import { RecordBatchFileReader, RecordBatchReader } from 'apache-arrow';
import type { Data, RecordBatch, Schema } from 'apache-arrow';
import { Footer } from 'apache-arrow/ipc/metadata/file';
import { CuadreError, certain } from '../../../schemas/errors.ts';
import { columnData, columnsOf, groupReaders, needColumn, propertyReader, readsFrom } from './arrow-decode.ts';
import type { CellReader } from './arrow-decode.ts';
import { BATCH_ROWS, type Cell, type ColumnGroup } from './columns.ts';
import type { Prover } from './proofs.ts';
import { openSparse, type SparseFile } from './sparse-file.ts';

/**
 * An Arrow file as it stands on disk: columns are views on its bytes, nothing is decoded yet. What is asked for is read
 * then, and nothing else; the texts behind codes are read when a code is.
 */
export interface ArrowFile {
  readonly rows: number;
  /** How many batches have rows. */
  readonly batchCount: number;
  /** Bytes that stand in memory. */
  readonly held: number;
  readonly metadata: ReadonlyMap<string, string>;
  /** Every batch: reads the whole file. */
  readonly batches: readonly RecordBatch[];
  /** Reads what is not there yet of the whole file, for who goes through all of it. */
  readWhole(): void;
  /** One batch: reads all columns of its rows. */
  batch(place: number): RecordBatch;
  /** Whether a column of that name holds a value. */
  has(name: string): boolean;
  /** One column of one batch: reads nothing else. Null and `integrity_broken` as `columnData`. */
  column(place: number, name: string): Data | null;
}

/** The magic at both ends, the second time behind the length of the footer. */
const MAGIC = 'ARROW1';
const TAIL_BYTES = 4 + MAGIC.length;

/**
 * Opens an Arrow file, of which it reads the ends and the places of its dictionaries. Throws `disk_failed` where it
 * cannot be read and `integrity_broken` where it is no such file, or not the one that was recorded.
 */
export function openArrowFile(path: string, prover: Prover): ArrowFile {
  const file = openSparse(path, prover);
  return whole(path, () => new BatchWise(file));
}

/** What Arrow stumbles over is a file that is none of Arrow's. */
function whole<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof CuadreError) throw error;
    throw notArrow(path, error);
  }
}

function notArrow(path: string, cause?: unknown): CuadreError {
  return new CuadreError('integrity_broken', `${path} is not an Arrow file that can be read`, { path }, { cause });
}

class BatchWise implements ArrowFile {
  readonly rows: number;
  readonly batchCount: number;
  readonly metadata: ReadonlyMap<string, string>;
  readonly #file: SparseFile;
  readonly #footer: Footer;
  readonly #reader: RecordBatchFileReader;
  readonly #views: (RecordBatch | undefined)[] = [];

  constructor(file: SparseFile) {
    this.#file = file;
    this.#footer = readFooter(file);
    this.metadata = this.#footer.schema.metadata;
    for (const { offset, metaDataLength } of this.#footer.dictionaryBatches())
      file.need(offset, offset + metaDataLength);
    const reader = RecordBatchReader.from(file.bytes).open();
    if (!(reader instanceof RecordBatchFileReader)) throw notArrow(file.path);
    this.#reader = reader;
    for (const dictionary of this.#reader.dictionaries.values()) readsFrom(dictionary, file);
    const batches = this.#footer.numRecordBatches;
    const last = batches === 0 ? 0 : this.#view(batches - 1).numRows;
    this.rows = Math.max(batches - 1, 0) * BATCH_ROWS + last;
    this.batchCount = last === 0 ? Math.max(batches - 1, 0) : batches;
  }

  get held(): number {
    return this.#file.held;
  }

  readWhole(): void {
    this.#file.need(0, this.#file.size);
  }

  get batches(): readonly RecordBatch[] {
    this.readWhole();
    return Array.from({ length: this.batchCount }, (_, place) => this.#view(place));
  }

  batch(place: number): RecordBatch {
    const { offset, metaDataLength, bodyLength } = this.#block(place);
    this.#file.need(offset, offset + metaDataLength + bodyLength);
    return this.#view(place);
  }

  has(name: string): boolean {
    return this.#footer.schema.fields.some((field) => field.name === name);
  }

  column(place: number, name: string): Data | null {
    const data = columnData(this.#view(place), name);
    if (data !== null) needColumn(data, this.#file);
    return data;
  }

  #block(place: number): { offset: number; metaDataLength: number; bodyLength: number } {
    const block = this.#footer.getRecordBatch(place);
    if (block !== null) return block;
    throw new CuadreError('integrity_broken', `${this.#file.path} has no batch ${String(place)}`, { place });
  }

  /** The batch over bytes of which only the head needs to be there. */
  #view(place: number): RecordBatch {
    const known = this.#views[place];
    if (known !== undefined) return known;
    const { offset, metaDataLength } = this.#block(place);
    this.#file.need(offset, offset + metaDataLength);
    const batch = whole(this.#file.path, () => certain(this.#reader.readRecordBatch(place) ?? undefined, 'a batch'));
    if (place < this.#footer.numRecordBatches - 1 && batch.numRows !== BATCH_ROWS)
      throw new CuadreError('integrity_broken', `${this.#file.path} holds batches of an unexpected size`, { place });
    this.#views[place] = batch;
    return batch;
  }
}

function readFooter(file: SparseFile): Footer & { readonly schema: Schema } {
  const head = file.size < TAIL_BYTES * 2 ? '' : textAt(file, 0, MAGIC.length);
  const tail = head === MAGIC ? textAt(file, file.size - MAGIC.length, MAGIC.length) : '';
  if (tail !== MAGIC)
    throw new CuadreError('integrity_broken', `${file.path} is not an Arrow file that can be read`, {
      path: file.path,
    });
  const end = file.size - TAIL_BYTES;
  const length = new DataView(file.bytes.buffer).getInt32(end, true);
  file.need(end - length, end);
  return Footer.decode(file.bytes.subarray(end - length, end));
}

function textAt(file: SparseFile, place: number, length: number): string {
  file.need(place, place + length);
  return Buffer.from(file.bytes.buffer, place, length).toString('latin1');
}

/**
 * Makes records out of rows: the properties of `base` and those of the groups. Row numbers are 0-based over the whole
 * file; one that the file does not have is `integrity_broken`.
 */
export function recordReader(
  file: Pick<ArrowFile, 'rows' | 'batch'>,
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
    if (!Number.isInteger(row) || row < 0 || row >= file.rows) {
      throw new CuadreError('integrity_broken', `the file has no row ${String(row)}`, { row, rows: file.rows });
    }
    const cells = (readers[place] ??= readersOf(file.batch(place), groups));
    const record = { ...template };
    const index = row - place * BATCH_ROWS;
    for (let column = 0; column < cells.length; column += 1)
      record[certain(properties[column], 'a column')] = certain(cells[column], 'a reader')(index);
    return record;
  };
}

function readersOf(batch: RecordBatch, groups: readonly ColumnGroup[]): CellReader[] {
  const source = columnsOf(batch);
  return groups.flatMap((group) => groupReaders(source, group));
}

/** Reads the cells of one property by their row, 0-based over the whole file; of each batch it reads its column. */
export function columnReader(file: ArrowFile, group: ColumnGroup, property: string): CellReader {
  return file.rows === 0 ? () => null : propertyReader(file, group, property);
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
