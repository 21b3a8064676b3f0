import { CuadreError } from '../../../schemas/errors.ts';
import type { Cell, ColumnKind } from './columns.ts';

/** A record as the encoder sees it: its properties by name; null where a record of another group stands. */
export type Properties = Readonly<Record<string, Cell>> | null;

/** Whole numbers; no number where there is no cell. */
export interface Numbers {
  readonly form: 'numbers';
  readonly values: Float64Array;
  readonly isEmpty: boolean;
}

/** Texts that repeat, each kept once in the order in which they come; code -1 where there is no cell. */
export interface Codes {
  readonly form: 'codes';
  readonly codes: Int32Array;
  readonly texts: readonly string[];
  readonly isEmpty: boolean;
}

/** Texts of which each is its own; lists of words are joined by a space. */
export interface Texts {
  readonly form: 'texts';
  readonly texts: readonly (string | null)[];
  readonly isEmpty: boolean;
}

export interface Flags {
  readonly form: 'flags';
  readonly flags: readonly (boolean | null)[];
  readonly isEmpty: boolean;
}

/** The cells of one column over all rows of a file, in the form that it is encoded from. */
export type ColumnCells = Numbers | Codes | Texts | Flags;

/** Takes one property out of all rows. Throws `money_out_of_range` for a number that is not a safe whole one. */
export function cellsOf(rows: readonly Properties[], property: string, kind: ColumnKind): ColumnCells {
  switch (kind) {
    case 'amount':
    case 'seconds':
    case 'integer':
      return numbersOf(rows, property);
    case 'date':
    case 'category':
      return codesOf(rows, property);
    case 'text':
    case 'words':
      return textsOf(rows, property);
    case 'flag': {
      const flags = rows.map((row) => {
        const cell = row?.[property];
        return typeof cell === 'boolean' ? cell : null;
      });
      return { form: 'flags', flags, isEmpty: flags.every((flag) => flag === null) };
    }
  }
}

function numbersOf(rows: readonly Properties[], property: string): Numbers {
  const values = new Float64Array(rows.length).fill(Number.NaN);
  let isEmpty = true;
  rows.forEach((row, index) => {
    const cell = row?.[property] ?? null;
    if (cell === null) return;
    values[index] = whole(cell, property);
    isEmpty = false;
  });
  return { form: 'numbers', values, isEmpty };
}

function whole(cell: Cell, column: string): number {
  if (typeof cell === 'number' && Number.isSafeInteger(cell)) return cell;
  throw new CuadreError('money_out_of_range', `${column}: not a safe whole number: ${String(cell)}`, { column });
}

function codesOf(rows: readonly Properties[], property: string): Codes {
  const known = new Map<string, number>();
  const codes = new Int32Array(rows.length).fill(-1);
  rows.forEach((row, index) => {
    const value = row?.[property];
    if (typeof value !== 'string') return;
    const code = known.get(value) ?? known.size;
    if (code === known.size) known.set(value, code);
    codes[index] = code;
  });
  return { form: 'codes', codes, texts: [...known.keys()], isEmpty: known.size === 0 };
}

function textsOf(rows: readonly Properties[], property: string): Texts {
  let isEmpty = true;
  const texts = rows.map((row) => {
    const cell = row?.[property] ?? null;
    if (cell === null) return null;
    isEmpty = false;
    return typeof cell === 'string' ? cell : Array.isArray(cell) ? cell.join(' ') : null;
  });
  return { form: 'texts', texts, isEmpty };
}
