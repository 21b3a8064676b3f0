import { Bool, DateDay, Int32, Int64, Utf8, makeData } from 'apache-arrow';
import type { Data, Dictionary, Int16, Int8, Vector } from 'apache-arrow';
import { CuadreError } from '../../../schemas/errors.ts';
import { dayNumber, type PlainDate } from '../../../schemas/values/dates.ts';
import type { CodeArray } from './column-cells.ts';
import type { Cell, ColumnKind } from './columns.ts';

/** Every kind but the one whose texts stand in a dictionary. */
export type PlainKind = Exclude<ColumnKind, 'category'>;

/**
 * One column of one batch while its cells come. Null slots hold zero, so that equal rows give equal bytes, and a column
 * takes room from its first value on. Throws `money_out_of_range` for a number that is not a safe whole one.
 */
export class BatchColumn {
  readonly #name: string;
  readonly #kind: PlainKind;
  readonly #valid = new Bits();
  #length = 0;
  /** Whole numbers; of `amount` and `seconds` two halves each; of texts where each begins. */
  #numbers = new Int32Array(0);
  /** Of texts. */
  #bytes: Buffer<ArrayBuffer> = Buffer.alloc(0);
  /** Of flags. */
  readonly #flags = new Bits();

  constructor(name: string, kind: PlainKind) {
    this.#name = name;
    this.#kind = kind;
  }

  get length(): number {
    return this.#length;
  }

  /** Whether none of the cells so far has a value. */
  get isEmpty(): boolean {
    return this.#valid.count === 0;
  }

  append(cells: readonly Cell[]): void {
    const from = this.#length;
    this.#length += cells.length;
    if (this.isEmpty && cells.every((cell) => cell === null)) return;
    this.#reserve();
    switch (this.#kind) {
      case 'amount':
      case 'seconds':
        cells.forEach((cell, index) => {
          this.#putHalves(from + index, this.#number(from + index, cell));
        });
        return;
      case 'integer':
        cells.forEach((cell, index) => {
          this.#numbers[from + index] = this.#number(from + index, cell);
        });
        return;
      case 'date':
        cells.forEach((cell, index) => {
          this.#numbers[from + index] = dayOf(this.#text(from + index, cell));
        });
        return;
      case 'flag':
        cells.forEach((cell, index) => {
          if (typeof cell === 'boolean') this.#valid.set(from + index);
          if (cell === true) this.#flags.set(from + index);
        });
        return;
      case 'text':
      case 'words':
        this.#putTexts(from, cells);
    }
  }

  /** What the column holds so far. It is a view: what is appended afterwards may stand in the same bytes. */
  data(): Data {
    this.#reserve();
    const length = this.#length;
    const shape = shapeOf(this.#valid, length);
    switch (this.#kind) {
      case 'amount':
      case 'seconds': {
        const { buffer } = this.#numbers;
        return makeData({ type: new Int64(), ...shape, data: new BigInt64Array(buffer, 0, length) });
      }
      case 'integer':
        return makeData({ type: new Int32(), ...shape, data: this.#numbers.subarray(0, length) });
      case 'date':
        return makeData({ type: new DateDay(), ...shape, data: this.#numbers.subarray(0, length) });
      case 'flag':
        return makeData({ type: new Bool(), ...shape, data: this.#flags.bytes(length) });
      case 'text':
      case 'words': {
        const valueOffsets = this.#numbers.subarray(0, length + 1);
        const data = this.#bytes.subarray(0, valueOffsets[length]);
        return makeData({ type: new Utf8(), ...shape, valueOffsets, data });
      }
    }
  }

  /** Lets go of room for more: no cell is appended afterwards. */
  fit(): void {
    if (this.#bytes.length > 0) this.#bytes = Buffer.from(this.#bytes.subarray(0, this.#numbers[this.#length]));
  }

  #reserve(): void {
    const numbers = numbersOf(this.#kind, this.#length);
    if (numbers > this.#numbers.length) {
      const grown = new Int32Array(Math.max(numbers, numbersOf(this.#kind, roomFor(this.#length))));
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
  }

  #number(row: number, cell: Cell): number {
    if (cell === null) return 0;
    if (typeof cell !== 'number' || !Number.isSafeInteger(cell))
      throw new CuadreError('money_out_of_range', `${this.#name}: not a safe whole number: ${String(cell)}`, {
        column: this.#name,
      });
    this.#valid.set(row);
    return cell;
  }

  /** A whole number as two halves of 32 bits: exact for every safe integer and several times faster than BigInt. */
  #putHalves(row: number, whole: number): void {
    const high = Math.floor(whole / TWO_32);
    this.#numbers[row * 2] = whole - high * TWO_32;
    this.#numbers[row * 2 + 1] = high;
  }

  /** Lists of words are joined by a space. */
  #text(row: number, cell: Cell): string | null {
    const text = typeof cell === 'string' ? cell : Array.isArray(cell) ? cell.join(' ') : null;
    if (text !== null) this.#valid.set(row);
    return text;
  }

  /** Texts end to end with their offsets. Plain ASCII, by far the most, is encoded in one call. */
  #putTexts(from: number, cells: readonly Cell[]): void {
    const texts = cells.map((cell, index) => this.#text(from + index, cell) ?? '');
    const joined = texts.join('');
    const length = Buffer.byteLength(joined, 'utf8');
    let end = this.#numbers[from] ?? 0;
    if (length !== joined.length) {
      // why: one by one, or the halves of a character at the end of one text and the start of the next would be one.
      for (const [index, text] of texts.entries()) {
        this.#reserveBytes(end + Buffer.byteLength(text, 'utf8'));
        end += this.#bytes.write(text, end, 'utf8');
        this.#numbers[from + index + 1] = end;
      }
      return;
    }
    this.#reserveBytes(end + length);
    this.#bytes.write(joined, end, 'latin1');
    for (const [index, text] of texts.entries()) {
      end += text.length;
      this.#numbers[from + index + 1] = end;
    }
  }

  #reserveBytes(length: number): void {
    if (length <= this.#bytes.length) return;
    const grown = Buffer.alloc(roomFor(length));
    this.#bytes.copy(grown);
    this.#bytes = grown;
  }
}

/** The dictionary holds every text of the file: a file (unlike a stream) cannot replace it between batches. */
export interface Category {
  readonly type: Dictionary<Utf8, Int8 | Int16 | Int32>;
  readonly texts: Vector<Utf8>;
  readonly codes: CodeArray;
}

/** Encodes the codes of texts that repeat; -1 where there is no cell. */
export function encodeCodes(codes: CodeArray, { type, texts }: Category): Data {
  const valid = new Bits();
  const data = codes.slice();
  for (let index = 0; index < data.length; index += 1) {
    if (data[index] === -1) data[index] = 0;
    else valid.set(index);
  }
  return makeData({ type, ...shapeOf(valid, data.length), data, dictionary: texts });
}

const TWO_32 = 4_294_967_296;

function numbersOf(kind: PlainKind, rows: number): number {
  switch (kind) {
    case 'amount':
    case 'seconds':
      return rows * 2;
    case 'integer':
    case 'date':
      return rows;
    case 'flag':
      return 0;
    case 'text':
    case 'words':
      return rows + 1;
  }
}

/** A power of two, so that a column that grows is copied seldom, and a full batch fits exactly. */
function roomFor(length: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(length, 64)));
}

function shapeOf(
  valid: Bits,
  length: number,
): { readonly length: number; readonly nullCount: number; readonly nullBitmap: Uint8Array | null } {
  const nullCount = length - valid.count;
  return { length, nullCount, nullBitmap: nullCount === 0 ? null : valid.bytes(length) };
}

/** A bit for each row. */
class Bits {
  #bytes = new Uint8Array(0);
  count = 0;

  set(index: number): void {
    if (index >> 3 >= this.#bytes.length) this.#grow(index + 1);
    this.count += 1;
    this.#bytes[index >> 3] = (this.#bytes[index >> 3] ?? 0) | (1 << (index & 7));
  }

  /** Padded to eight bytes, as Arrow stores it. */
  bytes(length: number): Uint8Array {
    if (length > this.#bytes.length * 8) this.#grow(length);
    return this.#bytes.subarray(0, ((length + 63) >> 6) << 3);
  }

  #grow(length: number): void {
    const grown = new Uint8Array(roomFor(length) >> 3);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

const days = new Map<string, number>();
/** Few dates are asked for many times; of more, only the first are remembered. */
const DAYS_KEPT = 10_000;

/** The day number of a date; 0 where there is none. */
function dayOf(date: string | null): number {
  if (date === null) return 0;
  const known = days.get(date);
  if (known !== undefined) return known;
  const day = dayNumber(date as PlainDate);
  if (days.size < DAYS_KEPT) days.set(date, day);
  return day;
}
