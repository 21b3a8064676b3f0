import { Bool, DateDay, Dictionary, Field, Int32, Int64, Schema, Utf8, makeData, vectorFromArray } from 'apache-arrow';
import type { Data, Vector } from 'apache-arrow';
import { dayNumber } from '../../../schemas/values/dates.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { CuadreError, certain } from '../../../schemas/errors.ts';
import { columnName } from './columns.ts';
import type { Cell, ColumnGroup, ColumnKind } from './columns.ts';

/** A record as the encoder sees it: its properties by name. */
export type Properties = Readonly<Record<string, Cell>>;

/** One group of columns with its rows; null where the row belongs to another group. */
export interface RowGroup extends ColumnGroup {
  readonly rows: readonly (Properties | null)[];
}

const TWO_32 = 4_294_967_296;

/**
 * A column that is ready to be encoded batch by batch: its dictionary holds every value of the file, in order of
 * appearance.
 */
export interface PreparedColumn {
  readonly name: string;
  readonly property: string;
  readonly kind: ColumnKind;
  readonly rows: readonly (Properties | null)[];
  readonly type: Data['type'];
  readonly dictionary: Coded | null;
}

/** A whole column as codes (-1 for null) and the texts they stand for. */
interface Coded {
  readonly type: Dictionary<Utf8, Int32>;
  readonly codes: Int32Array;
  readonly values: Vector<Utf8>;
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
    const dictionary = column.kind === 'category' ? codesOf(column.rows, column.property, index) : null;
    return { ...column, type: dictionary?.type ?? arrowType(column.kind), dictionary };
  });
}

export function schemaOf(columns: readonly PreparedColumn[], metadata: ReadonlyMap<string, string>): Schema {
  return new Schema(
    columns.map((column) => new Field(column.name, column.type, true)),
    new Map(metadata),
  );
}

function arrowType(kind: ColumnKind): Data['type'] {
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
    case 'category':
      return new Utf8();
  }
}

function codesOf(rows: readonly (Properties | null)[], property: string, id: number): Coded {
  const known = new Map<string, number>();
  const codes = new Int32Array(rows.length).fill(-1);
  for (let index = 0; index < rows.length; index += 1) {
    const value = rows[index]?.[property];
    if (typeof value !== 'string') continue;
    const code = known.get(value) ?? known.size;
    if (code === known.size) known.set(value, code);
    codes[index] = code;
  }
  // A dictionary without any text cannot be read back.
  const texts = known.size === 0 ? [''] : [...known.keys()];
  return { type: new Dictionary(new Utf8(), new Int32(), id), codes, values: vectorFromArray(texts, new Utf8()) };
}

/** Encodes rows `from` to `to` of one column. Null slots hold zero, so that equal rows give equal bytes. */
export function encodeColumn(column: PreparedColumn, from: number, to: number): Data {
  if (column.dictionary !== null) return encodeCodes(column.dictionary, from, to);
  const { rows, property } = column;
  const cells = new Array<Cell>(to - from);
  const valid = emptyBitmap(to - from);
  let nullCount = 0;
  for (let index = 0; index < cells.length; index += 1) {
    const cell = rows[from + index]?.[property] ?? null;
    cells[index] = cell;
    if (cell === null) nullCount += 1;
    else setBit(valid, index);
  }
  return encodeCells(column, cells, { length: cells.length, nullCount, nullBitmap: nullCount === 0 ? null : valid });
}

/** Padded to eight bytes, as Arrow stores it. */
function emptyBitmap(length: number): Uint8Array {
  return new Uint8Array(((length + 63) >> 6) << 3);
}

function setBit(bitmap: Uint8Array, index: number): void {
  bitmap[index >> 3] = (bitmap[index >> 3] ?? 0) | (1 << (index & 7));
}

function encodeCodes({ type, codes, values }: Coded, from: number, to: number): Data {
  const data = codes.slice(from, to);
  const valid = emptyBitmap(data.length);
  let nullCount = 0;
  for (let index = 0; index < data.length; index += 1) {
    if ((data[index] ?? -1) >= 0) {
      setBit(valid, index);
    } else {
      data[index] = 0;
      nullCount += 1;
    }
  }
  return makeData({
    type,
    length: data.length,
    nullCount,
    nullBitmap: nullCount === 0 ? null : valid,
    data,
    dictionary: values,
  });
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
      return makeData({
        type: new Utf8(),
        ...shape,
        ...utf8(cells.map((cell) => (typeof cell === 'string' ? cell : ''))),
      });
    case 'words':
      return makeData({
        type: new Utf8(),
        ...shape,
        ...utf8(cells.map((cell) => (Array.isArray(cell) ? cell.join(' ') : ''))),
      });
    case 'category':
      throw new CuadreError('record_invalid', `a category without its dictionary: ${column.name}`, {
        column: column.name,
      });
  }
}

/** Whole numbers as two 32-bit halves: exact for every safe integer and several times faster than BigInt. */
function int64s(name: string, cells: readonly Cell[]): BigInt64Array {
  const halves = new Int32Array(cells.length * 2);
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index];
    if (typeof cell !== 'number') continue;
    if (!Number.isSafeInteger(cell))
      throw new CuadreError('money_out_of_range', `${name}: not a safe whole number: ${String(cell)}`, {
        column: name,
      });
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
    const day = known.get(cell);
    if (day !== undefined) return day;
    known.set(cell, dayNumber(cell as PlainDate));
    return dayNumber(cell as PlainDate);
  });
}

function bits(cells: readonly Cell[]): Uint8Array {
  const bitmap = emptyBitmap(cells.length);
  for (let index = 0; index < cells.length; index += 1) if (cells[index] === true) setBit(bitmap, index);
  return bitmap;
}

/** Texts end to end with their offsets. Plain ASCII, by far the most, is encoded in one call. */
function utf8(texts: readonly string[]): { valueOffsets: Int32Array; data: Uint8Array } {
  const joined = Buffer.from(texts.join(''), 'utf8');
  const valueOffsets = new Int32Array(texts.length + 1);
  const length = texts.reduce((total, text) => total + text.length, 0);
  let offset = 0;
  for (let index = 0; index < texts.length; index += 1) {
    const text = certain(texts[index], 'a text');
    offset += joined.length === length ? text.length : Buffer.byteLength(text, 'utf8');
    valueOffsets[index + 1] = offset;
  }
  return {
    valueOffsets,
    data: joined.length === offset ? joined : Buffer.concat(texts.map((text) => Buffer.from(text, 'utf8'))),
  };
}
