import { Bool, DateDay, Dictionary, Field, Int16, Int32, Int64, Int8, Schema, Utf8, makeData } from 'apache-arrow';
import { vectorFromArray, type Data, type Vector } from 'apache-arrow';
import { CuadreError } from '../../../schemas/errors.ts';
import { dayNumber, type PlainDate } from '../../../schemas/values/dates.ts';
import { cellsOf, type Codes, type ColumnCells, type Properties } from './column-cells.ts';
import { columnName, type ColumnGroup, type ColumnKind } from './columns.ts';

/** One group of columns with its rows; null where the row belongs to another group. */
export interface RowGroup extends ColumnGroup {
  readonly rows: readonly Properties[];
}

/** A column of a file that is ready to be encoded batch by batch. */
export interface PreparedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly cells: ColumnCells;
  readonly type: Data['type'];
  /** Holds every value of the file: a file (unlike a stream) cannot replace it between batches. */
  readonly dictionary: { readonly type: Dictionary<Utf8, CodeType>; readonly values: Vector<Utf8> } | null;
}

type CodeType = Int8 | Int16 | Int32;

/**
 * The columns of a file. One without any value takes no room in it: `empty` names it. Dictionary ids are the place of
 * the column: Arrow's own counter is of the process and would give other bytes each time.
 */
export function prepareColumns(groups: readonly RowGroup[]): {
  readonly columns: readonly PreparedColumn[];
  readonly empty: readonly string[];
} {
  const all = groups.flatMap(({ prefix, columns, rows }) =>
    Object.entries(columns).map(([property, kind]) => ({
      name: columnName(prefix, property),
      kind,
      cells: cellsOf(rows, property, kind),
    })),
  );
  const columns = all
    .filter(({ cells }) => !cells.isEmpty)
    .map((column, id) => {
      const { kind, cells } = column;
      if (kind !== 'category' || cells.form !== 'codes') return { ...column, type: arrowType(kind), dictionary: null };
      const type = new Dictionary(new Utf8(), codeType(cells.texts.length), id);
      return { ...column, type, dictionary: { type, values: vectorFromArray([...cells.texts], new Utf8()) } };
    });
  return { columns, empty: all.flatMap(({ name, cells }) => (cells.isEmpty ? [name] : [])) };
}

/** The narrowest codes that so many texts need. */
function codeType(texts: number): CodeType {
  return texts <= 0x80 ? new Int8() : texts <= 0x8000 ? new Int16() : new Int32();
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

/** Encodes rows `from` to `to` of one column. Null slots hold zero, so that equal rows give equal bytes. */
export function encodeColumn({ name, kind, cells, dictionary }: PreparedColumn, from: number, to: number): Data {
  const length = to - from;
  switch (cells.form) {
    case 'numbers': {
      const values = cells.values.subarray(from, to);
      const shape = validity(length, (index) => !Number.isNaN(values[index]));
      return kind === 'integer'
        ? makeData({ type: new Int32(), ...shape, data: Int32Array.from(values, (value) => value || 0) })
        : makeData({ type: new Int64(), ...shape, data: int64s(values) });
    }
    case 'codes': {
      const codes = cells.codes.subarray(from, to);
      const shape = validity(length, (index) => codes[index] !== -1);
      if (kind === 'date') return makeData({ type: new DateDay(), ...shape, data: dayNumbers(cells, codes) });
      if (dictionary === null)
        throw new CuadreError('record_invalid', `a category without its dictionary: ${name}`, { column: name });
      const { type, values } = dictionary;
      const data = type.indices.ArrayType.from(codes.map((code) => Math.max(code, 0)));
      return makeData({ type, ...shape, data, dictionary: values });
    }
    case 'texts': {
      const texts = cells.texts.slice(from, to);
      const shape = validity(length, (index) => texts[index] !== null);
      return makeData({ type: new Utf8(), ...shape, ...utf8(texts.map((text) => text ?? '')) });
    }
    case 'flags': {
      const flags = cells.flags.slice(from, to);
      const { bits } = bitmap(length, (index) => flags[index] === true);
      return makeData({ type: new Bool(), ...validity(length, (index) => flags[index] !== null), data: bits });
    }
  }
}

interface Shape {
  readonly length: number;
  readonly nullCount: number;
  readonly nullBitmap: Uint8Array | null;
}

function validity(length: number, isThere: (index: number) => boolean): Shape {
  const { bits, count } = bitmap(length, isThere);
  return { length, nullCount: length - count, nullBitmap: count === length ? null : bits };
}

/** Padded to eight bytes, as Arrow stores it, and how many bits are set. */
function bitmap(length: number, isSet: (index: number) => boolean): { bits: Uint8Array; count: number } {
  const bits = new Uint8Array(((length + 63) >> 6) << 3);
  let count = 0;
  for (let index = 0; index < length; index += 1) {
    if (!isSet(index)) continue;
    count += 1;
    bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return { bits, count };
}

const TWO_32 = 4_294_967_296;

/** Whole numbers as two 32-bit halves: exact for every safe integer and several times faster than BigInt. */
function int64s(values: Float64Array): BigInt64Array {
  const halves = new Int32Array(values.length * 2);
  values.forEach((value, index) => {
    if (Number.isNaN(value)) return;
    const high = Math.floor(value / TWO_32);
    halves[index * 2] = value - high * TWO_32;
    halves[index * 2 + 1] = high;
  });
  return new BigInt64Array(halves.buffer);
}

function dayNumbers({ texts }: Codes, codes: Int32Array): Int32Array {
  const days = texts.map((text) => dayNumber(text as PlainDate));
  return Int32Array.from(codes, (code) => days[code] ?? 0);
}

/** Texts end to end with their offsets. Plain ASCII, by far the most, is encoded in one call. */
function utf8(texts: readonly string[]): { valueOffsets: Int32Array; data: Uint8Array } {
  const joined = Buffer.from(texts.join(''), 'utf8');
  const valueOffsets = new Int32Array(texts.length + 1);
  const length = texts.reduce((total, text) => total + text.length, 0);
  let offset = 0;
  texts.forEach((text, index) => {
    offset += joined.length === length ? text.length : Buffer.byteLength(text, 'utf8');
    valueOffsets[index + 1] = offset;
  });
  return {
    valueOffsets,
    data: joined.length === offset ? joined : Buffer.concat(texts.map((text) => Buffer.from(text, 'utf8'))),
  };
}
