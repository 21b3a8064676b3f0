import { crc32 } from 'node:zlib';
import type { Data, Vector } from 'apache-arrow';
import { CuadreError, certain } from '../../../schemas/errors.ts';
import { cellReader, dictionaryData, textReader, type CellReader } from './arrow-decode.ts';
import type { PreparedColumn } from './arrow-encode.ts';
import type { Category } from './batch-column.ts';
import { openArrowFile, type ArrowFile } from './arrow-file.ts';
import type { Cell, ColumnKind } from './columns.ts';
import type { Prover } from './proofs.ts';

// A file is proved in two steps, so that neither holds all of it: what was made of each cell says what the cell says,
// and the file on the disk holds what was made.

/** A column, and the texts of its dictionary where it has one. */
export type ColumnMade = Pick<PreparedColumn, 'name' | 'kind'> & {
  readonly category: Pick<Category, 'texts'> | null;
};

/** What the columns of each batch came to as they were made: a checksum by the name of the column. */
export type ColumnSums = readonly ReadonlyMap<string, number>[];

/**
 * Compares what was made of cells with the cells themselves, of the rows from `from` on. Throws `integrity_broken` with
 * the row that says something else.
 */
export function assertSays(data: Data, column: ColumnMade, cells: readonly Cell[], from: number, path: string): void {
  const found =
    column.category === null ? cellReader(data, column.kind) : categoryReader(data, textsOf(column.category.texts));
  assertReads(found, column.name, cells, from, path);
}

/** Compares cells with what a reader finds in their places, as `assertSays`. */
export function assertReads(found: CellReader, name: string, cells: readonly Cell[], from: number, path: string): void {
  cells.forEach((cell, index) => {
    const other = found(index);
    if (cell !== other && !readsAs(cell, other))
      throw differs(path, `${name} of row ${String(from + index)}`, JSON.stringify(cell), JSON.stringify(other));
  });
}

/** So many texts are kept beside their codes; of more, each is read where it stands: a million fill the memory. */
const KEPT_TEXTS_MAX = 4096;

function categoryReader(data: Data, texts: Data): CellReader {
  const codeOf = cellReader(data, 'integer');
  const textAt = textReader(texts);
  const kept = texts.length > KEPT_TEXTS_MAX ? null : Array.from({ length: texts.length }, (_, code) => textAt(code));
  return (index) => {
    const code = codeOf(index);
    if (code === null) return null;
    return kept === null ? textAt(Number(code)) : certain(kept[Number(code)], 'a text of the dictionary');
  };
}

/** A list is another list of the same texts; UTF-8 has no half of a surrogate pair. */
function readsAs(cell: Cell, found: Cell): boolean {
  if (typeof cell === 'string') return Buffer.from(cell, 'utf8').toString('utf8') === found;
  if (!Array.isArray(cell) || !Array.isArray(found)) return false;
  return cell.length === found.length && cell.every((text, index) => text === found[index]);
}

/** The one piece that a dictionary of ours stands in. */
function textsOf({ data }: Vector): Data {
  return certain(data[0] as Data | undefined, 'the texts of a dictionary');
}

/** The checksum of what a column of a batch holds: its rows without padding. */
export function sumOf(data: Data, kind: ColumnKind): number {
  const { length, nullCount, nullBitmap } = data;
  const valid = nullCount === 0 ? new Uint8Array(0) : nullBitmap.subarray(0, (length + 7) >> 3);
  const offsets =
    kind === 'text' || kind === 'words' ? (data.valueOffsets as Int32Array).subarray(0, length + 1) : null;
  const values = data.values as Uint8Array | Int32Array | BigInt64Array;
  const held =
    offsets === null ? (kind === 'flag' ? (length + 7) >> 3 : length) : certain(offsets[length], 'an offset');
  let sum = crc32(`${String(length)} ${String(nullCount)} `);
  // What is empty adds nothing, but where it stands nowhere it would take the sum back to nothing.
  for (const part of [valid, offsets, values.subarray(0, held)])
    if (part !== null && part.length > 0) sum = crc32(part, sum);
  return sum;
}

/**
 * Compares the file on the disk, batch by batch, with what was made for it. Every byte is proved on the way by the
 * hashes of what was handed to the disk. Throws `integrity_broken` and `disk_failed`.
 */
export function assertHolds(
  path: string,
  prover: Prover,
  columns: readonly ColumnMade[],
  rows: number,
  sums: ColumnSums,
): void {
  const whole = openArrowFile(path, prover);
  if (whole.rows !== rows) throw differs(path, 'rows', String(rows), String(whole.rows));
  assertTexts(whole, columns, path);
  for (let batch = 0; batch < whole.batchCount; batch += 1) {
    // Opened anew for each batch: what was read of the one before is let go of.
    const file = openArrowFile(path, prover);
    for (const { name, kind } of columns) {
      const data = certain(file.column(batch, name), name);
      const [expected, found] = [sums[batch]?.get(name), sumOf(data, kind)];
      if (expected !== found) throw differs(path, `${name} of batch ${String(batch)}`, String(expected), String(found));
    }
  }
}

/** The texts of the dictionaries, which stand once for all batches. */
function assertTexts(file: ArrowFile, columns: readonly ColumnMade[], path: string): void {
  if (file.batchCount === 0) return;
  for (const { name, category } of columns) {
    if (category === null) continue;
    const found = dictionaryData(certain(file.column(0, name), name));
    const [one, other] = [[textsOf(category.texts)], found].map((chunks) =>
      chunks.map((chunk) => sumOf(chunk, 'text')),
    );
    if (String(one) !== String(other)) throw differs(path, `the texts of ${name}`, String(one), String(other));
  }
}

function differs(path: string, what: string, expected: string, found: string): CuadreError {
  return new CuadreError('integrity_broken', `${path} does not read back: ${what}`, { path, what, expected, found });
}
