import { Bool, DateDay, Dictionary, Field, Int16, Int32, Int64, Int8, Schema, Utf8, makeData } from 'apache-arrow';
import { vectorFromArray, type Data, type Vector } from 'apache-arrow';
import { CuadreError } from '../../../schemas/errors.ts';
import { dayNumber, type PlainDate } from '../../../schemas/values/dates.ts';
import { blocksOf, Codes, Presence, type CellAt, type CodeArray, type FilledGroup } from './column-cells.ts';
import { columnName, type Cell, type ColumnKind } from './columns.ts';

/** A column of a file that is ready to be encoded batch by batch. */
export interface PreparedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly cell: CellAt;
  readonly type: Data['type'];
  /** Of texts that repeat. */
  readonly category: Category | null;
}

/** The dictionary holds every text of the file: a file (unlike a stream) cannot replace it between batches. */
interface Category {
  readonly type: Dictionary<Utf8, Int8 | Int16 | Int32>;
  readonly texts: Vector<Utf8>;
  readonly codes: CodeArray;
}

/**
 * The columns of a file. One without any value takes no room in it: `empty` names it. Dictionary ids are the place of
 * the column: Arrow's own counter is of the process and would give other bytes each time.
 */
export function prepareColumns(groups: readonly FilledGroup[]): {
  readonly columns: readonly PreparedColumn[];
  readonly empty: readonly string[];
} {
  const all = groups.flatMap(({ prefix, columns, rows, cells }) =>
    Object.entries(columns).map(([property, kind]): Surveyed => {
      const cell = cells(property);
      const survey = kind === 'category' ? new Codes(cell, rows) : new Presence(cell);
      return { name: columnName(prefix, property), kind, cell, survey };
    }),
  );
  for (const [from, to] of blocksOf(groups[0]?.rows ?? 0)) for (const { survey } of all) survey.take(from, to);
  const [columns, empty]: [PreparedColumn[], string[]] = [[], []];
  for (const surveyed of all) {
    const column = preparedColumn(surveyed, columns.length);
    if (column === null) empty.push(surveyed.name);
    else columns.push(column);
  }
  return { columns, empty };
}

/** A column with what was learned of it by going through it once. */
interface Surveyed {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly cell: CellAt;
  readonly survey: Codes | Presence;
}

/** Null where no row has a value. */
function preparedColumn({ name, kind, cell, survey }: Surveyed, id: number): PreparedColumn | null {
  if (survey instanceof Presence)
    return survey.isEmpty ? null : { name, kind, cell, type: arrowType(kind), category: null };
  const { texts, codes } = survey;
  if (texts.length === 0) return null;
  const type = new Dictionary(new Utf8(), codeType(codes), id);
  return { name, kind, cell, type, category: { type, texts: vectorFromArray([...texts], new Utf8()), codes } };
}

function codeType(codes: CodeArray): Int8 | Int16 | Int32 {
  return codes instanceof Int8Array ? new Int8() : codes instanceof Int16Array ? new Int16() : new Int32();
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

/**
 * Encodes the cells of one column, of the rows from `from` on. Null slots hold zero, so that equal rows give equal
 * bytes. Throws `money_out_of_range` for a number that is not a safe whole one.
 */
export function encodeColumn(column: PreparedColumn, cells: readonly Cell[], from: number): Data {
  const { name, kind, category } = column;
  const { length } = cells;
  const valid = new Validity(length);
  switch (kind) {
    case 'amount':
    case 'seconds': {
      const data = int64s(cells, (cell, index) => valid.number(index, cell, name));
      return makeData({ type: new Int64(), ...valid.shape(), data });
    }
    case 'integer': {
      const data = new Int32Array(length);
      cells.forEach((cell, index) => (data[index] = valid.number(index, cell, name)));
      return makeData({ type: new Int32(), ...valid.shape(), data });
    }
    case 'date': {
      const dayOf = dayNumbers();
      const data = new Int32Array(length);
      cells.forEach((cell, index) => (data[index] = dayOf(valid.text(index, cell))));
      return makeData({ type: new DateDay(), ...valid.shape(), data });
    }
    case 'category': {
      if (category === null)
        throw new CuadreError('record_invalid', `a category without its dictionary: ${name}`, { column: name });
      const data = category.codes.slice(from, from + length);
      for (let index = 0; index < length; index += 1) data[index] = valid.code(index, data[index] ?? -1);
      return makeData({ type: category.type, ...valid.shape(), data, dictionary: category.texts });
    }
    case 'text':
    case 'words': {
      const texts = cells.map((cell, index) => valid.text(index, cell) ?? '');
      return makeData({ type: new Utf8(), ...valid.shape(), ...utf8(texts) });
    }
    case 'flag': {
      const flags = new Bits(length);
      cells.forEach((cell, index) => {
        if (valid.flag(index, cell)) flags.set(index);
      });
      return makeData({ type: new Bool(), ...valid.shape(), data: flags.bytes });
    }
  }
}

/** Padded to eight bytes, as Arrow stores it. */
class Bits {
  readonly bytes: Uint8Array;
  count = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(((length + 63) >> 6) << 3);
  }

  set(index: number): void {
    this.count += 1;
    this.bytes[index >> 3] = (this.bytes[index >> 3] ?? 0) | (1 << (index & 7));
  }
}

/** Which rows of a batch have a cell; each method says what stands in the slot of its row. */
class Validity {
  readonly #length: number;
  readonly #bits: Bits;

  constructor(length: number) {
    this.#length = length;
    this.#bits = new Bits(length);
  }

  number(index: number, cell: Cell, column: string): number {
    if (cell === null) return 0;
    if (typeof cell !== 'number' || !Number.isSafeInteger(cell))
      throw new CuadreError('money_out_of_range', `${column}: not a safe whole number: ${String(cell)}`, { column });
    this.#bits.set(index);
    return cell;
  }

  /** Lists of words are joined by a space. */
  text(index: number, cell: Cell): string | null {
    const text = typeof cell === 'string' ? cell : Array.isArray(cell) ? cell.join(' ') : null;
    if (text !== null) this.#bits.set(index);
    return text;
  }

  code(index: number, code: number): number {
    if (code === -1) return 0;
    this.#bits.set(index);
    return code;
  }

  flag(index: number, cell: Cell): boolean {
    if (typeof cell === 'boolean') this.#bits.set(index);
    return cell === true;
  }

  shape(): { readonly length: number; readonly nullCount: number; readonly nullBitmap: Uint8Array | null } {
    const nullCount = this.#length - this.#bits.count;
    return { length: this.#length, nullCount, nullBitmap: nullCount === 0 ? null : this.#bits.bytes };
  }
}

const TWO_32 = 4_294_967_296;

/** Whole numbers as two 32-bit halves: exact for every safe integer and several times faster than BigInt. */
function int64s(cells: readonly Cell[], value: (cell: Cell, index: number) => number): BigInt64Array {
  const halves = new Int32Array(cells.length * 2);
  cells.forEach((cell, index) => {
    const whole = value(cell, index);
    const high = Math.floor(whole / TWO_32);
    halves[index * 2] = whole - high * TWO_32;
    halves[index * 2 + 1] = high;
  });
  return new BigInt64Array(halves.buffer);
}

/** The day number of a date; 0 where there is none. Few dates are asked for many times. */
function dayNumbers(): (date: string | null) => number {
  const known = new Map<string, number>();
  return (date) => {
    if (date === null) return 0;
    const day = known.get(date) ?? dayNumber(date as PlainDate);
    known.set(date, day);
    return day;
  };
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
