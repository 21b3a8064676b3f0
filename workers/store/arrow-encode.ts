import { Bool, DateDay, Dictionary, Field, Int32, Int64, Schema, Utf8, makeData, vectorFromArray } from 'apache-arrow';
import type { Data, Vector } from 'apache-arrow';
import { dayNumber } from '../../schemas/dates.ts';
import type { PlainDate } from '../../schemas/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { columnName } from './columns.ts';
import type { Cell, ColumnGroup, ColumnKind } from './columns.ts';

/** A record as the encoder sees it: its properties by name. */
export type Properties = Readonly<Record<string, Cell>>;

/** One group of columns with its rows; null where the row belongs to another group. */
export interface RowGroup extends ColumnGroup {
  readonly rows: readonly (Properties | null)[];
}

const TWO_32 = 4_294_967_296;

/** A column that is ready to be encoded batch by batch: its dictionary holds every value of the file, in order of appearance. */
export interface PreparedColumn {
  readonly name: string;
  readonly property: string;
  readonly kind: ColumnKind;
  readonly rows: readonly (Properties | null)[];
  readonly type: Data['type'];
  readonly dictionary: { readonly codes: ReadonlyMap<string, number>; readonly values: Vector<Utf8> } | null;
}

/**
 * Prepares every column of the groups. Dictionary ids are the place of the column: Arrow's own counter is of the
 * process and would give other bytes each time. A dictionary is complete before the first batch is written, because
 * a file (unlike a stream) cannot replace it.
 */
export function prepareColumns(groups: readonly RowGroup[]): PreparedColumn[] {
  const columns = groups.flatMap((group) =>
    Object.entries(group.columns).map(([property, kind]) => ({
      name: columnName(group.prefix, property),
      property,
      kind,
      rows: group.rows,
    })),
  );
  return columns.map((column, index) => {
    const dictionary = column.kind === 'category' ? dictionaryOf(column.rows, column.property) : null;
    return { ...column, type: arrowType(column.kind, index), dictionary };
  });
}

export function schemaOf(columns: readonly PreparedColumn[], metadata: ReadonlyMap<string, string>): Schema {
  return new Schema(
    columns.map((column) => new Field(column.name, column.type, true)),
    new Map(metadata),
  );
}

function arrowType(kind: ColumnKind, index: number): Data['type'] {
  switch (kind) {
    case 'amount':
    case 'seconds':
      return new Int64();
    case 'integer':
      return new Int32();
    case 'date':
      return new DateDay();
    case 'flag':
      return new Bool();
    case 'text':
    case 'words':
      return new Utf8();
    case 'category':
      return new Dictionary(new Utf8(), new Int32(), index);
  }
}

function dictionaryOf(rows: readonly (Properties | null)[], property: string): NonNullable<PreparedColumn['dictionary']> {
  const codes = new Map<string, number>();
  for (const row of rows) {
    const value = row === null ? null : row[property];
    if (typeof value === 'string' && !codes.has(value)) codes.set(value, codes.size);
  }
  const texts = [...codes.keys()];
  return { codes, values: texts.length === 0 ? vectorFromArray([''], new Utf8()) : utf8Vector(texts) };
}

function utf8Vector(texts: readonly string[]): Vector<Utf8> {
  return vectorFromArray(texts, new Utf8());
}

/** Encodes rows `from` to `to` of one column. Null slots hold zero, so that equal rows give equal bytes. */
export function encodeColumn(column: PreparedColumn, from: number, to: number): Data {
  const length = to - from;
  const cells: Cell[] = new Array<Cell>(length);
  const valid = new Uint8Array(((length + 63) >> 6) << 3);
  let nullCount = 0;
  for (let index = 0; index < length; index += 1) {
    const row = column.rows[from + index];
    const cell = row === null || row === undefined ? null : (row[column.property] ?? null);
    cells[index] = cell;
    if (cell === null) nullCount += 1;
    else valid[index >> 3] = (valid[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return encodeCells(column, cells, { length, nullCount, nullBitmap: nullCount === 0 ? null : valid });
}

interface Shape {
  readonly length: number;
  readonly nullCount: number;
  readonly nullBitmap: Uint8Array | null;
}

function encodeCells(column: PreparedColumn, cells: readonly Cell[], shape: Shape): Data {
  switch (column.kind) {
    case 'amount':
    case 'seconds':
      return makeData({ type: new Int64(), ...shape, data: int64s(column.name, cells) });
    case 'integer':
      return makeData({ type: new Int32(), ...shape, data: Int32Array.from(cells, (cell) => Number(cell ?? 0)) });
    case 'date':
      return makeData({ type: new DateDay(), ...shape, data: dayNumbers(cells) });
    case 'flag':
      return makeData({ type: new Bool(), ...shape, data: bits(cells) });
    case 'text':
      return makeData({ type: new Utf8(), ...shape, ...utf8(cells.map((cell) => (typeof cell === 'string' ? cell : ''))) });
    case 'words':
      return makeData({ type: new Utf8(), ...shape, ...utf8(cells.map((cell) => (Array.isArray(cell) ? cell.join(' ') : ''))) });
    case 'category':
      return encodeCategory(column, cells, shape);
  }
}

function encodeCategory(column: PreparedColumn, cells: readonly Cell[], shape: Shape): Data {
  const { dictionary, type } = column;
  if (dictionary === null || !(type instanceof Dictionary)) throw new CuadreError('record_invalid', `no dictionary: ${column.name}`);
  const data = new Int32Array(cells.length);
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index];
    if (typeof cell === 'string') data[index] = dictionary.codes.get(cell) ?? 0;
  }
  return makeData({ type: type as Dictionary<Utf8, Int32>, ...shape, data, dictionary: dictionary.values });
}

/** Whole numbers as two 32-bit halves: exact for every safe integer and several times faster than BigInt. */
function int64s(name: string, cells: readonly Cell[]): BigInt64Array {
  const halves = new Int32Array(cells.length * 2);
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index];
    if (typeof cell !== 'number') continue;
    if (!Number.isSafeInteger(cell))
      throw new CuadreError('money_out_of_range', `${name}: not a safe whole number: ${String(cell)}`, { column: name });
    const high = Math.floor(cell / TWO_32);
    halves[index * 2] = cell - high * TWO_32;
    halves[index * 2 + 1] = high;
  }
  return new BigInt64Array(halves.buffer);
}

function dayNumbers(cells: readonly Cell[]): Int32Array {
  const known = new Map<string, number>();
  return Int32Array.from(cells, (cell) => {
    if (typeof cell !== 'string') return 0;
    const day = known.get(cell) ?? dayNumber(cell as PlainDate);
    known.set(cell, day);
    return day;
  });
}

function bits(cells: readonly Cell[]): Uint8Array {
  const bytes = new Uint8Array(((cells.length + 63) >> 6) << 3);
  for (let index = 0; index < cells.length; index += 1) {
    if (cells[index] === true) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return bytes;
}

/** Texts end to end with their offsets. Plain ASCII, by far the most, is encoded in one call. */
function utf8(texts: readonly string[]): { valueOffsets: Int32Array; data: Uint8Array } {
  const joined = Buffer.from(texts.join(''), 'utf8');
  const valueOffsets = new Int32Array(texts.length + 1);
  const length = texts.reduce((total, text) => total + text.length, 0);
  let offset = 0;
  for (let index = 0; index < texts.length; index += 1) {
    const text = texts[index] ?? '';
    offset += joined.length === length ? text.length : Buffer.byteLength(text, 'utf8');
    valueOffsets[index + 1] = offset;
  }
  return { valueOffsets, data: joined.length === offset ? joined : Buffer.concat(texts.map((text) => Buffer.from(text, 'utf8'))) };
}
