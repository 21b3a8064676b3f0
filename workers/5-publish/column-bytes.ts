import { formatMajor, type Minor } from '../../schemas/values/money.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { PlainUnits } from './byte-pieces.ts';
import type { Cells } from './table.ts';

/** How a file writes what stands in its cells. Amounts are `1234.56` and whole numbers are digits in every file. */
export interface CellRules {
  /** The units that a text may hold, and those that it may begin with, where it is written as it is. */
  readonly plain: PlainUnits;
  readonly plainStarts: PlainUnits;
  /** Any text as it is written. */
  readonly text: (value: string) => string;
  readonly date: (value: PlainDate) => string;
}

/** A longer text is copied sooner by the machine than by a loop. */
const LOOPED_MAX = 32;
/** What a unit of UTF-16 takes in UTF-8 at most. */
const UNIT_BYTES_MAX = 3;
const ROOM_AT_FIRST = 1 << 12;

const [MINUS, POINT, DIGIT_0] = [0x2d, 0x2e, 0x30];
/** The arithmetic of a processor ends there; larger amounts are rare. */
const INT32_MAX = 0x7fff_ffff;
/** Of an amount within that: a sign, ten digits and a point. */
export const AMOUNT_BYTES_MAX = 12;

/**
 * The cells of one column as bytes, of one block after the other. A column is gone through by itself, because what it
 * holds is then asked once and not a cell, and because a cell often says what the one above it says: such cells are
 * written once.
 */
export class ColumnBytes {
  readonly #rules: CellRules;
  /** The cells that were taken last: of each row from where to where; an empty one ends where it starts. */
  bytes: Buffer = Buffer.allocUnsafe(ROOM_AT_FIRST);
  starts = new Int32Array(0);
  ends = new Int32Array(0);
  #length = 0;

  constructor(rules: CellRules) {
    this.#rules = rules;
  }

  /** Takes the cells of a block; those of the one before are gone. */
  take(column: Cells): void {
    this.#length = 0;
    switch (column.kind) {
      case 'text':
        this.#each(column.cells, (value) => {
          this.#text(value);
        });
        return;
      case 'amount':
        this.#each(column.cells, (value) => {
          this.#amount(value);
        });
        return;
      case 'date':
        this.#each(column.cells, (value) => {
          this.#bare(this.#rules.date(value));
        });
        return;
      case 'integer':
        this.#each(column.cells, (value) => {
          this.#bare(String(value));
        });
    }
  }

  #each<Value>(cells: readonly (Value | null)[], write: (value: Value) => void): void {
    if (this.starts.length < cells.length) {
      this.starts = new Int32Array(cells.length);
      this.ends = new Int32Array(cells.length);
    }
    const { starts, ends } = this;
    let last: Value | null = null;
    let start = 0;
    for (let row = 0; row < cells.length; row += 1) {
      const value = cells[row] ?? null;
      if (value !== last) {
        last = value;
        start = this.#length;
        if (value !== null) write(value);
      }
      starts[row] = start;
      ends[row] = this.#length;
    }
  }

  #text(value: string): void {
    if (value.length <= LOOPED_MAX && this.#copied(value)) return;
    this.#bare(this.#rules.text(value));
  }

  /** Writes a text that is plain from end to end; false, and nothing is written, where it is not. */
  #copied(value: string): boolean {
    const { plain, plainStarts } = this.#rules;
    if (value !== '' && plainStarts[value.charCodeAt(0)] !== 1) return false;
    const bytes = this.#withRoom(value.length);
    const at = this.#length;
    for (let index = 0; index < value.length; index += 1) {
      const unit = value.charCodeAt(index);
      if (plain[unit] !== 1) return false;
      bytes[at + index] = unit;
    }
    this.#length += value.length;
    return true;
  }

  #bare(value: string): void {
    const bytes = this.#withRoom(value.length * UNIT_BYTES_MAX);
    this.#length += bytes.write(value, this.#length);
  }

  /** What `formatMajor` says, digit by digit and without a text. */
  #amount(value: Minor): void {
    const magnitude = Math.abs(value);
    if (magnitude > INT32_MAX) {
      this.#bare(formatMajor(value));
      return;
    }
    const bytes = this.#withRoom(AMOUNT_BYTES_MAX);
    const sign = value < 0 ? 1 : 0;
    const end = this.#length + sign + digitsOf(magnitude) + 1;
    bytes[this.#length] = MINUS;
    let rest = magnitude;
    for (let at = end - 1; at >= this.#length + sign; at -= 1) {
      if (at === end - 3) {
        bytes[at] = POINT;
        continue;
      }
      const tens = Math.floor(rest / 10);
      bytes[at] = DIGIT_0 + rest - tens * 10;
      rest = tens;
    }
    this.#length = end;
  }

  #withRoom(more: number): Buffer {
    if (this.#length + more > this.bytes.length) {
      const larger = Buffer.allocUnsafe(2 * (this.#length + more));
      larger.set(this.bytes.subarray(0, this.#length));
      this.bytes = larger;
    }
    return this.bytes;
  }
}

/** How many digits an amount has: at least one of it before its point and two after. */
function digitsOf(magnitude: number): number {
  let digits = 3;
  for (let limit = 1000; magnitude >= limit; limit *= 10) digits += 1;
  return digits;
}
