import {
  Bool,
  DateDay,
  Dictionary,
  Field,
  Int16,
  Int32,
  Int8,
  Int64,
  Schema,
  Utf8,
  makeData,
  vectorFromArray,
} from 'apache-arrow';
import type { Data, Vector } from 'apache-arrow';
import { columnName, type ColumnKind } from '../../../schemas/columns/columns.ts';
import { Codes, Flags, Numbers, Texts, type Column, type Table } from '../../../schemas/columns/table.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import { dayNumber, type PlainDate } from '../../../schemas/values/dates.ts';

/** One group of columns of a file, with the table that fills it. */
export interface FilledGroup {
  /** Before the column's name in the file: `reject_`. */
  readonly prefix: string;
  readonly columns: Readonly<Record<string, ColumnKind>>;
  readonly table: Table;
}

const TWO_32 = 4_294_967_296;

/** A column that is ready to be encoded batch by batch; a dictionary holds every value of the file. */
export interface PreparedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly column: Column;
  readonly type: Data['type'];
  readonly dictionary: { readonly type: Dictionary<Utf8, CodeType>; readonly values: Vector<Utf8> } | null;
}

/**
 * Prepares every column of the groups. Dictionary ids are the place of the column: Arrow's own counter is of the
 * process and would give other bytes each time. A dictionary is complete before the first batch is written, because
 * a file (unlike a stream) cannot replace it.
 */
export function prepareColumns(groups: readonly FilledGroup[]): PreparedColumn[] {
  // A column without any value takes no room: the file names it.
  const filled = namedColumns(groups).filter(({ column }) => !column.isEmpty);
  return filled.map(({ name, kind, column }, id) => {
    if (kind !== 'category') return { name, kind, column, type: arrowType(kind), dictionary: null };
    const { texts } = codesOf(column, name);
    const type = new Dictionary(new Utf8(), codeType(texts.length), id);
    const values = vectorFromArray(texts, new Utf8());
    return { name, kind, column, type, dictionary: { type, values } };
  });
}

function namedColumns(groups: readonly FilledGroup[]): Pick<PreparedColumn, 'name' | 'kind' | 'column'>[] {
  return groups.flatMap((group) =>
    Object.entries(group.columns).map(([property, kind], index) => {
      const name = columnName(group.prefix, property);
      const column = group.table.columns[index];
      if (column === undefined) throw differs(name, kind);
      return { name, kind, column };
    }),
  );
}

type CodeType = Int8 | Int16 | Int32;

/** The narrowest codes that so many texts need. */
function codeType(texts: number): CodeType {
  return texts <= 0x80 ? new Int8() : texts <= 0x8000 ? new Int16() : new Int32();
}

/** The names of the columns of these groups that hold no value. */
export function emptyColumns(groups: readonly FilledGroup[]): string[] {
  return namedColumns(groups).flatMap(({ name, column }) => (column.isEmpty ? [name] : []));
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
export function encodeColumn(prepared: PreparedColumn, from: number, to: number): Data {
  const { name, kind, column, dictionary } = prepared;
  const length = to - from;
  if (dictionary !== null) return encodeCodes(codesOf(column, name), dictionary, from, to);
  switch (kind) {
    case 'amount':
    case 'seconds': {
      const { values } = numbersOf(column, name);
      const shape = validity(length, (index) => isNumber(values, from + index));
      return makeData({ type: new Int64(), ...shape, data: int64s(values, from, to) });
    }
    case 'integer': {
      const { values } = numbersOf(column, name);
      const data = Int32Array.from(values.subarray(from, to), (value) => (Number.isNaN(value) ? 0 : value));
      const shape = validity(length, (index) => isNumber(values, from + index));
      return makeData({ type: new Int32(), ...shape, data });
    }
    case 'date': {
      const codes = codesOf(column, name);
      return makeData({ type: new DateDay(), ...codeValidity(codes, from, to), data: dayNumbers(codes, from, to) });
    }
    case 'words': {
      const words = codesOf(column, name);
      const cells = Array.from(words.codes.subarray(from, to), (code) => words.texts[code] ?? '');
      return makeData({ type: new Utf8(), ...codeValidity(words, from, to), ...utf8(cells) });
    }
    case 'text': {
      if (!(column instanceof Texts)) throw differs(name, kind);
      const cells = column.cells.slice(from, to);
      const shape = validity(length, (index) => cells[index] !== null);
      return makeData({ type: new Utf8(), ...shape, ...utf8(cells.map((cell) => cell ?? '')) });
    }
    case 'flag': {
      if (!(column instanceof Flags)) throw differs(name, kind);
      const { cells } = column;
      const set = bitmap(length, (index) => cells[from + index] === true);
      const shape = validity(length, (index) => cells[from + index] !== null);
      return makeData({ type: new Bool(), ...shape, data: set.bits });
    }
    case 'category':
      throw differs(name, kind);
  }
}

function encodeCodes(
  column: Codes,
  { type, values }: NonNullable<PreparedColumn['dictionary']>,
  from: number,
  to: number,
): Data {
  const data = new type.indices.ArrayType(to - from);
  for (let index = 0; index < data.length; index += 1) data[index] = Math.max(column.codes[from + index] ?? 0, 0);
  return makeData({ type, ...codeValidity(column, from, to), data, dictionary: values });
}

function numbersOf(column: Column, name: string): Numbers {
  if (column instanceof Numbers) return column;
  throw differs(name, 'amount');
}

function codesOf(column: Column, name: string): Codes {
  if (column instanceof Codes) return column;
  throw differs(name, 'category');
}

function differs(column: string, kind: ColumnKind): CuadreError {
  return new CuadreError('record_invalid', `${column} is no column of ${kind}`, { column, kind });
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

function codeValidity({ codes }: Codes, from: number, to: number): Shape {
  return validity(to - from, (index) => codes[from + index] !== -1);
}

function isNumber(values: Float64Array, place: number): boolean {
  return !Number.isNaN(values[place]);
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

/** Whole numbers as two 32-bit halves: exact for every safe integer and several times faster than BigInt. */
function int64s(values: Float64Array, from: number, to: number): BigInt64Array {
  const halves = new Int32Array((to - from) * 2);
  for (let place = from; place < to; place += 1) {
    const value = values[place] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const high = Math.floor(value / TWO_32);
    halves[(place - from) * 2] = value - high * TWO_32;
    halves[(place - from) * 2 + 1] = high;
  }
  return new BigInt64Array(halves.buffer);
}

function dayNumbers({ codes, texts }: Codes, from: number, to: number): Int32Array {
  const days = texts.map((text) => dayNumber(text as PlainDate));
  return Int32Array.from(codes.subarray(from, to), (code) => days[code] ?? 0);
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
