import { isAscii } from 'node:buffer';
import type { Data, RecordBatch, Vector } from 'apache-arrow';
import { fromDayNumber } from '../../../schemas/values/dates.ts';
import { CuadreError, certain } from '../../../schemas/errors.ts';
import { BATCH_ROWS, columnName } from './columns.ts';
import type { Cell, ColumnGroup, ColumnKind } from './columns.ts';
import type { SparseFile } from './sparse-file.ts';

/** Reads one cell by its row, 0-based over the batches that it reads of. */
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

/** Where the columns of some batches come from. */
export interface ColumnSource {
  /** Whether a column of that name holds a value. */
  has(name: string): boolean;
  /** One column of one batch, as `columnData`. */
  column(batch: number, name: string): Data | null;
}

/** The columns of a batch that is in memory. */
export function columnsOf(batch: RecordBatch): ColumnSource {
  return {
    has: (name) => batch.schema.fields.some((field) => field.name === name),
    column: (_batch, name) => columnData(batch, name),
  };
}

/** Readers for every column of a group, in the order of its declaration. */
export function groupReaders(source: ColumnSource, group: ColumnGroup): CellReader[] {
  return Object.keys(group.columns).map((property) => propertyReader(source, group, property));
}

/** The reader of one property of a group; one that an earlier version did not have is null in its files. */
export function propertyReader(source: ColumnSource, group: ColumnGroup, property: string): CellReader {
  const name = columnName(group.prefix, property);
  const isAbsent = group.later?.includes(property) === true && !source.has(name);
  const first = isAbsent ? null : source.column(0, name);
  // A column that holds no value does so in every batch.
  if (first === null) return () => null;
  const kind = certain(group.columns[property], property);
  return cellsOf(kind, (batch) => (batch === 0 ? first : certain(source.column(batch, name), name)));
}

/** Reads the cells of a column of one batch. */
export function cellReader(data: Data | null, kind: ColumnKind): CellReader {
  return data === null ? () => null : cellsOf(kind, () => data);
}

/** What is read of one column in one batch. */
interface Part<Values> {
  /** A bit for each row that has a value; null where each has. */
  readonly valid: Uint8Array | null;
  readonly values: Values;
}

/** One function for each kind, and not one around another: a table is read cell by cell, by the million. */
function cellsOf(kind: ColumnKind, dataOf: (batch: number) => Data): CellReader {
  switch (kind) {
    case 'amount':
    case 'seconds': {
      const parts = partsOf(dataOf, int64Halves);
      return (row) => {
        const { valid, values } = parts(row);
        const index = row % BATCH_ROWS;
        return isSet(valid, index) ? (values[index * 2 + 1] ?? 0) * TWO_32 + ((values[index * 2] ?? 0) >>> 0) : null;
      };
    }
    case 'integer': {
      const parts = partsOf(dataOf, (data) => data.values as Int32Array);
      return (row) => {
        const { valid, values } = parts(row);
        return isSet(valid, row % BATCH_ROWS) ? (values[row % BATCH_ROWS] ?? 0) : null;
      };
    }
    case 'date': {
      const parts = partsOf(dataOf, (data) => data.values as Int32Array);
      return (row) => {
        const { valid, values } = parts(row);
        return isSet(valid, row % BATCH_ROWS) ? dateText(values[row % BATCH_ROWS] ?? 0) : null;
      };
    }
    case 'flag': {
      const parts = partsOf(dataOf, (data) => data.values as Uint8Array);
      return (row) => {
        const { valid, values } = parts(row);
        return isSet(valid, row % BATCH_ROWS) ? isSet(values, row % BATCH_ROWS) : null;
      };
    }
    case 'text': {
      const parts = partsOf(dataOf, textReader);
      return (row) => {
        const { valid, values } = parts(row);
        return isSet(valid, row % BATCH_ROWS) ? values(row % BATCH_ROWS) : null;
      };
    }
    case 'words': {
      const parts = partsOf(dataOf, textReader);
      return (row) => {
        const { valid, values } = parts(row);
        return isSet(valid, row % BATCH_ROWS) ? wordsOf(values(row % BATCH_ROWS)) : null;
      };
    }
    case 'category': {
      const parts = partsOf(dataOf, (data) => ({ codes: codesOf(data), textOf: dictionaryReader(data) }));
      return (row) => {
        const { valid, values } = parts(row);
        return isSet(valid, row % BATCH_ROWS) ? values.textOf(values.codes[row % BATCH_ROWS] ?? -1) : null;
      };
    }
  }
}

/** The part of a column that a row stands in, opened when its first row is asked for. */
function partsOf<Values>(
  dataOf: (batch: number) => Data,
  valuesOf: (data: Data) => Values,
): (row: number) => Part<Values> {
  const parts: (Part<Values> | undefined)[] = [];
  return (row) => {
    const batch = Math.floor(row / BATCH_ROWS);
    const known = parts[batch];
    if (known !== undefined) return known;
    const data = dataOf(batch);
    const part = { valid: data.nullCount === 0 ? null : data.nullBitmap, values: valuesOf(data) };
    parts[batch] = part;
    return part;
  };
}

function isSet(bits: Uint8Array | null, index: number): boolean {
  return bits === null || (((bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
}

function wordsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
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

/** Reads the texts of a column by their place. */
export function textReader(data: Data): (index: number) => string {
  const bytes = data.values as Uint8Array;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets = data.valueOffsets as Int32Array;
  const encoding = isAscii(buffer) ? 'latin1' : 'utf8';
  return (index) => buffer.toString(encoding, offsets[index], offsets[index + 1]);
}

/** The files whose dictionaries are read as they are needed. */
const sources = new WeakMap<Vector, SparseFile>();

/** Says that the texts of a dictionary are not in memory yet, and in which file they stand. */
export function readsFrom(dictionary: Vector, file: SparseFile): void {
  sources.set(dictionary, file);
}

/** Reads what a column needs beside its dictionary. */
export function needColumn(data: Data, file: SparseFile): void {
  for (const view of [data.nullBitmap, data.valueOffsets, data.values] as unknown[]) {
    if (!ArrayBuffer.isView(view) || view.byteLength === 0) continue;
    if (view.buffer !== file.bytes.buffer)
      throw new CuadreError('integrity_broken', `${file.path} has a column that does not begin at eight bytes`);
    file.need(view.byteOffset, view.byteOffset + view.byteLength);
  }
}

function dictionaryOf(data: Data): Vector {
  if (data.dictionary !== undefined) return data.dictionary;
  throw new CuadreError('integrity_broken', 'the Arrow file has a dictionary column without its dictionary');
}

const textsOfDictionary = new WeakMap<Vector, readonly string[]>();

/** What the texts behind a dictionary column stand in: reads all of them. */
export function dictionaryData(data: Data): readonly Data[] {
  const dictionary = dictionaryOf(data);
  const file = sources.get(dictionary);
  const chunks = dictionary.data as readonly Data[];
  if (file !== undefined) for (const chunk of chunks) needColumn(chunk, file);
  return chunks;
}

/** The texts behind a dictionary column, by code: reads all of them. */
export function dictionaryTexts(data: Data): readonly string[] {
  const dictionary = dictionaryOf(data);
  const known = textsOfDictionary.get(dictionary);
  if (known !== undefined) return known;
  const texts = dictionaryData(data).flatMap((chunk) => {
    const read = textReader(chunk);
    return Array.from({ length: chunk.length }, (_, index) => read(index));
  });
  textsOfDictionary.set(dictionary, texts);
  return texts;
}

/**
 * The text behind a code of a dictionary column. Of a file that is not wholly in memory, each text is read when it is
 * asked for: a few rows need a few of a million.
 */
export function dictionaryReader(data: Data): (code: number) => string {
  const dictionary = dictionaryOf(data);
  const file = sources.get(dictionary);
  const [chunk] = dictionary.data;
  const isSmall = chunk === undefined || chunk.length <= SINGLES_MIN;
  if (file === undefined || file.isWhole || isSmall || dictionary.data.length > 1) {
    const texts = dictionaryTexts(data);
    return (code) => certain(texts[code], 'a text of the dictionary');
  }
  const textOf = singleTexts(chunk as Data, file);
  const known = new Map<number, string>();
  const singlesMax = Math.max(chunk.length / SHARE_OF_SINGLES, SINGLES_MIN);
  let texts: readonly string[] | null = null;
  const singles = singlesOf(dictionary);
  return (code) => {
    if (texts === null && known.size > singlesMax) texts = dictionaryTexts(data);
    if (texts !== null) return certain(texts[code], 'a text of the dictionary');
    const text = known.get(code) ?? textOf(code);
    known.set(code, text);
    singles.set(text, code);
    return text;
  };
}

/** The texts of a dictionary that were read one by one, with their codes. */
const codesOfSingles = new WeakMap<Vector, Map<string, number>>();

function singlesOf(dictionary: Vector): Map<string, number> {
  const known = codesOfSingles.get(dictionary) ?? new Map<string, number>();
  codesOfSingles.set(dictionary, known);
  return known;
}

/** Who has asked for this part of the texts, one by one, goes on to ask for most: the rest is decoded at once. */
const SHARE_OF_SINGLES = 16;
const SINGLES_MIN = 64;

function singleTexts(chunk: Data, file: SparseFile): (code: number) => string {
  const texts = chunk.values as Uint8Array;
  const offsets = chunk.valueOffsets as Int32Array;
  return (code) => {
    if (code < 0 || code >= chunk.length)
      throw new CuadreError('integrity_broken', `${file.path} has no text for the code ${String(code)}`);
    const at = offsets.byteOffset + code * 4;
    file.need(at, at + 8);
    const [from = 0, to = 0] = offsets.subarray(code, code + 2);
    file.need(texts.byteOffset + from, texts.byteOffset + to);
    return Buffer.from(texts.buffer, texts.byteOffset + from, to - from).toString('utf8');
  };
}

/** From so many texts on, decoding the dictionary costs less than searching its bytes for each. */
const SEARCHES_MAX = 16;

/** The codes of texts that are not empty, as far as the dictionary has them. */
export function codesOfTexts(data: Data, texts: readonly string[]): Map<number, string> {
  const dictionary = dictionaryOf(data);
  // Who asks for the texts of a few rows has mostly read them just now, and each has one code.
  const singles = singlesOf(dictionary);
  const known = texts.map((text) => [singles.get(text), text] as const);
  if (known.every((one): one is readonly [number, string] => one[0] !== undefined)) return new Map(known);
  const [chunk] = dictionary.data as readonly Data[];
  if (texts.length > SEARCHES_MAX || chunk === undefined || dictionary.data.length > 1) {
    const wanted = new Set(texts);
    return new Map(dictionaryTexts(data).flatMap((text, code) => (wanted.has(text) ? [[code, text] as const] : [])));
  }
  const file = sources.get(dictionary);
  if (file !== undefined) needColumn(chunk, file);
  return searched(chunk, texts);
}

function searched(chunk: Data, texts: readonly string[]): Map<number, string> {
  const codes = new Map<number, string>();
  const bytes = chunk.values as Uint8Array;
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets = chunk.valueOffsets as Int32Array;
  for (const text of texts) {
    const wanted = Buffer.from(text);
    for (let at = all.indexOf(wanted); at >= 0 && wanted.length > 0; at = all.indexOf(wanted, at + 1)) {
      const code = codeAt(offsets, chunk.length, at);
      if (offsets[code] === at && offsets[code + 1] === at + wanted.length) codes.set(code, text);
    }
  }
  return codes;
}

/** The last code whose text begins at a place or before it. */
function codeAt(offsets: Int32Array, length: number, place: number): number {
  let first = 0;
  for (let end = length; end - first > 1;) {
    const middle = (first + end) >>> 1;
    if ((offsets[middle] ?? 0) <= place) first = middle;
    else end = middle;
  }
  return first;
}

const dates = new Map<number, string>();

function dateText(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  const text = fromDayNumber(day);
  dates.set(day, text);
  return text;
}
