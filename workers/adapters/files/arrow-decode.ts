import { isAscii } from 'node:buffer';
import type { Data, RecordBatch } from 'apache-arrow';
import { fromDayNumber } from '../../../schemas/values/dates.ts';
import { CuadreError, certain } from '../../../schemas/errors.ts';
import { columnName } from './columns.ts';
import type { Cell, ColumnGroup, ColumnKind } from './columns.ts';

/** Reads one cell of a batch by its place in the batch. */
export type CellReader = (index: number) => Cell;

const TWO_32 = 4_294_967_296;

/** The entry of the metadata that names the columns which hold no value, and therefore are not there. */
export const EMPTY_COLUMNS = 'cuadre.empty';

/** The column of a batch; null where it holds no value; `integrity_broken` where the file knows none of that name. */
export function columnData(batch: RecordBatch, name: string): Data | null {
  const { fields, metadata } = batch.schema;
  const at = fields.findIndex((field) => field.name === name);
  const data = at < 0 ? undefined : batch.data.children[at];
  if (data !== undefined) return data;
  if (metadata.get(EMPTY_COLUMNS)?.split(' ').includes(name) === true) return null;
  throw new CuadreError('integrity_broken', `the Arrow file has no column ${name}`, { column: name });
}

/** Readers for every column of a group, in the order of its declaration. */
export function groupReaders(batch: RecordBatch, group: ColumnGroup): CellReader[] {
  return Object.keys(group.columns).map((property) => propertyReader(batch, group, property));
}

/** The reader of one property of a group; one that an earlier version did not have is null in its files. */
export function propertyReader(batch: RecordBatch, group: ColumnGroup, property: string): CellReader {
  const name = columnName(group.prefix, property);
  const isAbsent =
    group.later?.includes(property) === true && !batch.schema.fields.some((field) => field.name === name);
  return isAbsent ? () => null : cellReader(columnData(batch, name), certain(group.columns[property], property));
}

export function cellReader(data: Data | null, kind: ColumnKind): CellReader {
  if (data === null) return () => null;
  const value = valueReader(data, kind);
  if (data.nullCount === 0) return value;
  const valid = data.nullBitmap;
  return (index) => (((valid[index >> 3] ?? 0) >> (index & 7)) & 1 ? value(index) : null);
}

function valueReader(data: Data, kind: ColumnKind): CellReader {
  switch (kind) {
    case 'amount':
    case 'seconds': {
      const halves = int64Halves(data);
      return (index) => (halves[index * 2 + 1] ?? 0) * TWO_32 + ((halves[index * 2] ?? 0) >>> 0);
    }
    case 'integer': {
      const values = data.values as Int32Array;
      return (index) => values[index] ?? 0;
    }
    case 'date': {
      const values = data.values as Int32Array;
      return (index) => dateText(values[index] ?? 0);
    }
    case 'flag': {
      const bytes = data.values as Uint8Array;
      return (index) => (((bytes[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
    }
    case 'text':
      return textReader(data);
    case 'words': {
      const text = textReader(data);
      return (index) => (text(index) === '' ? [] : text(index).split(' '));
    }
    case 'category': {
      const texts = dictionaryTexts(data);
      const codes = codesOf(data);
      return (index) => certain(texts[codes[index] ?? -1], 'a text of the dictionary');
    }
  }
}

/** Codes are as wide as the number of texts asks for. */
export function codesOf(data: Data): Int8Array | Int16Array | Int32Array {
  return data.values as Int8Array | Int16Array | Int32Array;
}

/** The low and the high half of every value of an Int64 column, by turns. */
export function int64Halves(data: Data): Int32Array {
  const values = data.values as BigInt64Array;
  return new Int32Array(values.buffer, values.byteOffset, values.length * 2);
}

function textReader(data: Data): (index: number) => string {
  const bytes = data.values as Uint8Array;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets = data.valueOffsets as Int32Array;
  const encoding = isAscii(buffer) ? 'latin1' : 'utf8';
  return (index) => buffer.toString(encoding, offsets[index], offsets[index + 1]);
}

const textsOfDictionary = new WeakMap<object, readonly string[]>();

/** The texts behind a dictionary column, by code. */
export function dictionaryTexts(data: Data): readonly string[] {
  const { dictionary } = data;
  if (dictionary === undefined)
    throw new CuadreError('integrity_broken', 'the Arrow file has a dictionary column without its dictionary');
  const known = textsOfDictionary.get(dictionary);
  if (known !== undefined) return known;
  const texts = dictionary.data.flatMap((chunk) => {
    const read = textReader(chunk as Data);
    return Array.from({ length: chunk.length }, (_, index) => read(index));
  });
  textsOfDictionary.set(dictionary, texts);
  return texts;
}

const dates = new Map<number, string>();

function dateText(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  const text = fromDayNumber(day);
  dates.set(day, text);
  return text;
}
