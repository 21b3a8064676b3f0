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
 * A column of texts that repeat, while it is gone through: each text kept once in the order in which they come; code -1
 * where there is no cell.
 */
export class Codes {
  readonly #cell: CellAt;
  readonly #known = new Map<string, number>();
  #codes: CodeArray;
  /** Rows of one text stand together more often than not. */
  #last: Cell = null;
  #lastCode = -1;

  constructor(cell: CellAt, rows: number) {
    this.#cell = cell;
    this.#codes = new Int8Array(rows);
  }

  /** The rows from one up to another. */
  take(from: number, to: number): void {
    for (let row = from; row < to; row += 1) {
      const value = this.#cell(row);
      if (value !== this.#last) {
        this.#last = value;
        this.#lastCode = typeof value === 'string' ? this.#codeOf(value) : -1;
      }
      this.#codes[row] = this.#lastCode;
    }
  }

  get texts(): readonly string[] {
    return [...this.#known.keys()];
  }

  get codes(): CodeArray {
    return this.#codes;
  }

  #codeOf(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const code = this.#known.size;
    this.#known.set(text, code);
    if (code >= 2 ** (8 * this.#codes.BYTES_PER_ELEMENT - 1)) this.#codes = widened(this.#codes);
    return code;
  }
}

function widened(codes: CodeArray): CodeArray {
  return codes.BYTES_PER_ELEMENT === 1 ? Int16Array.from(codes) : Int32Array.from(codes);
}

/** Whether a column has a cell at all. */
export class Presence {
  readonly #cell: CellAt;
  #isThere = false;

  constructor(cell: CellAt) {
    this.#cell = cell;
  }

  take(from: number, to: number): void {
    for (let row = from; row < to && !this.#isThere; row += 1) this.#isThere = this.#cell(row) !== null;
  }

  get isEmpty(): boolean {
    return !this.#isThere;
  }
}

/** Rows are gone through in blocks of so many, every column of each: a record is then read while it is at hand. */
const BLOCK_ROWS = 1024;

/** The blocks of so many rows. */
export function* blocksOf(rows: number): Generator<readonly [from: number, to: number]> {
  for (let from = 0; from < rows; from += BLOCK_ROWS) yield [from, Math.min(from + BLOCK_ROWS, rows)];
}
