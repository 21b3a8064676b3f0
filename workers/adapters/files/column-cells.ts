import type { Cell, ColumnGroup } from './columns.ts';

/** Reads one cell of a column by its row, 0-based over the whole file. */
export type CellAt = (row: number) => Cell;

/** A group of columns with where its cells are read; null where the row belongs to another group. */
export interface FilledGroup extends ColumnGroup {
  readonly rows: number;
  /** The cells of a property of the group. */
  readonly cells: (property: string) => CellAt;
}

/** A record as the encoder sees it: its properties by name; null where a record of another group stands. */
export type Properties = Readonly<Record<string, Cell>> | null;

/** A group whose cells are properties of records in memory. */
export function ofRecords(group: ColumnGroup, records: readonly Properties[]): FilledGroup {
  return { ...group, rows: records.length, cells: (property) => (row) => records[row]?.[property] ?? null };
}

/** Codes are as narrow as the number of texts lets them be. */
export type CodeArray = Int8Array | Int16Array | Int32Array;

/**
 * A column of texts that repeat, while its cells come: each text kept once in the order in which they come; code -1
 * where there is no cell.
 */
export class Codes {
  readonly texts: readonly string[];
  readonly #texts: string[] = [];
  readonly #known = new Map<string, number>();
  #codes: CodeArray;
  #length = 0;
  /** Rows of one text stand together more often than not. */
  #last: Cell = null;
  #lastCode = -1;

  /** @param rows how many are known to come; more may */
  constructor(rows = 0) {
    this.#codes = new Int8Array(rows);
    this.texts = this.#texts;
  }

  put(cell: Cell): void {
    if (cell !== this.#last) {
      this.#last = cell;
      this.#lastCode = typeof cell === 'string' ? this.#codeOf(cell) : -1;
    }
    if (this.#length === this.#codes.length) this.#codes = longer(this.#codes);
    this.#codes[this.#length] = this.#lastCode;
    this.#length += 1;
  }

  /** The cell of a row, as it is kept. */
  at(row: number): string | null {
    return this.#texts[this.#codes[row] ?? -1] ?? null;
  }

  get codes(): CodeArray {
    return this.#codes.subarray(0, this.#length);
  }

  #codeOf(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const code = this.#known.size;
    this.#known.set(text, code);
    this.#texts.push(text);
    if (code >= 2 ** (8 * this.#codes.BYTES_PER_ELEMENT - 1)) this.#codes = wider(this.#codes);
    return code;
  }
}

function wider(codes: CodeArray): CodeArray {
  return codes.BYTES_PER_ELEMENT === 1 ? Int16Array.from(codes) : Int32Array.from(codes);
}

/** The same with room for more rows. */
function longer(codes: CodeArray): CodeArray {
  const room = new (codes.constructor as new (length: number) => CodeArray)(Math.max(codes.length * 2, 1024));
  room.set(codes);
  return room;
}

/** Rows are gone through in blocks of so many, every column of each: a record is then read while it is at hand. */
const BLOCK_ROWS = 1024;

/** The blocks of so many rows. */
export function* blocksOf(rows: number): Generator<readonly [from: number, to: number]> {
  for (let from = 0; from < rows; from += BLOCK_ROWS) yield [from, Math.min(from + BLOCK_ROWS, rows)];
}
