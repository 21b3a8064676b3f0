import { CuadreError, certain } from '../errors.ts';
import type { Cell, ColumnKind } from './columns.ts';

/**
 * A table of records as columns: numbers in typed arrays, texts that repeat as codes. A large date has a million
 * records of thirty cells; as objects they are what it would spend its memory on.
 */

const FIRST_CAPACITY = 1_024;

/** Whole numbers; a cell without one is no number. */
export class Numbers {
  values = new Float64Array(FIRST_CAPACITY);
  private count = 0;
  private readonly name: string;
  /** No cell holds a value. */
  isEmpty = true;

  constructor(name: string) {
    this.name = name;
  }

  push(cell: Cell): void {
    if (cell !== null) this.isEmpty = false;
    if (this.count === this.values.length) this.values = grown(this.values, new Float64Array(this.count * 2));
    this.values[this.count] = cell === null ? Number.NaN : whole(cell, this.name);
    this.count += 1;
  }

  at(place: number): number | null {
    const value = this.values[place] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  }
}

/** Texts that repeat: each is kept once. Their codes follow the order in which they came; -1 is no text. */
export class Codes {
  codes = new Int32Array(FIRST_CAPACITY);
  readonly texts: string[] = [];
  private readonly known = new Map<string, number>();
  private count = 0;

  get isEmpty(): boolean {
    return this.texts.length === 0;
  }

  push(cell: Cell): void {
    if (this.count === this.codes.length) this.codes = grown(this.codes, new Int32Array(this.count * 2));
    this.codes[this.count] = typeof cell === 'string' ? this.codeOf(cell) : -1;
    this.count += 1;
  }

  at(place: number): string | null {
    return this.texts[this.codes[place] ?? -1] ?? null;
  }

  private codeOf(text: string): number {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    this.known.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

/** Texts of which each is its own. */
export class Texts {
  readonly cells: (string | null)[] = [];
  isEmpty = true;

  push(cell: Cell): void {
    if (cell !== null) this.isEmpty = false;
    this.cells.push(typeof cell === 'string' ? cell : null);
  }

  at(place: number): string | null {
    return this.cells[place] ?? null;
  }
}

/** Lists of words, joined by a space: most are empty, and many are the same. */
export class Words extends Codes {
  private readonly lists: (readonly string[])[] = [];

  override push(cell: Cell): void {
    super.push(Array.isArray(cell) ? cell.join(' ') : null);
  }

  listAt(place: number): readonly string[] {
    const code = this.codes[place] ?? -1;
    return (this.lists[code] ??= listOf(certain(this.texts[code], 'words')));
  }
}

export class Flags {
  readonly cells: (boolean | null)[] = [];
  isEmpty = true;

  push(cell: Cell): void {
    if (cell !== null) this.isEmpty = false;
    this.cells.push(typeof cell === 'boolean' ? cell : null);
  }

  at(place: number): boolean | null {
    return this.cells[place] ?? null;
  }
}

export type Column = Numbers | Codes | Texts | Words | Flags;

function listOf(joined: string): readonly string[] {
  return joined === '' ? [] : joined.split(' ');
}

function whole(cell: Cell, column: string): number {
  if (typeof cell === 'number' && Number.isSafeInteger(cell)) return cell;
  throw new CuadreError('money_out_of_range', `${column}: not a safe whole number: ${String(cell)}`, { column });
}

function grown<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function emptyColumn(name: string, kind: ColumnKind): Column {
  switch (kind) {
    case 'amount':
    case 'seconds':
    case 'integer':
      return new Numbers(name);
    case 'date':
    case 'category':
      return new Codes();
    case 'text':
      return new Texts();
    case 'words':
      return new Words();
    case 'flag':
      return new Flags();
  }
}

/** The columns of some records, and what they have in common. */
export interface Table {
  readonly shared: Shared;
  readonly columns: readonly Column[];
  readonly length: number;
}

/** What all records of a table say alike. */
export type Shared = Readonly<Record<string, Cell>>;

/** What records of one kind are made of: the columns, and a class whose properties read from them. */
export interface TableKind<T> {
  readonly columns: readonly (readonly [property: string, kind: ColumnKind])[];
  readonly Row: new (table: Table, place: number) => T;
}

/**
 * Declares a kind of table. `shared`: properties that all records of one table have in common. A record has its place
 * in the table as `row`, where no column is called so.
 */
export function tableKind<T>(columns: Readonly<Record<string, ColumnKind>>, shared: readonly string[]): TableKind<T> {
  const entries = Object.entries(columns);
  class Row {
    readonly #table: Table;
    readonly #place: number;

    constructor(table: Table, place: number) {
      this.#table = table;
      this.#place = place;
    }

    static {
      const define = (name: string, get: (this: Row) => Cell): void => {
        Object.defineProperty(Row.prototype, name, { get, enumerable: true, configurable: true });
      };
      define('row', function () {
        return this.#place;
      });
      for (const name of shared)
        define(name, function () {
          return this.#table.shared[name] ?? null;
        });
      entries.forEach(([name, kind], index) => {
        define(name, Row.cellOf(kind, index));
      });
    }

    /** One function a kind of column, so that each meets one kind alone. */
    private static cellOf(kind: ColumnKind, index: number): (this: Row) => Cell {
      switch (kind) {
        case 'amount':
        case 'seconds':
        case 'integer':
          return function () {
            return (this.#table.columns[index] as Numbers).at(this.#place);
          };
        case 'date':
        case 'category':
          return function () {
            return (this.#table.columns[index] as Codes).at(this.#place);
          };
        case 'text':
          return function () {
            return (this.#table.columns[index] as Texts).at(this.#place);
          };
        case 'words':
          return function () {
            return (this.#table.columns[index] as Words).listAt(this.#place);
          };
        case 'flag':
          return function () {
            return (this.#table.columns[index] as Flags).at(this.#place);
          };
      }
    }
  }
  return { columns: entries, Row: Row as unknown as TableKind<T>['Row'] };
}

/** Takes records one by one and keeps their cells. */
export class TableBuilder<T extends object> {
  private readonly kind: TableKind<T>;
  private readonly columns: readonly Column[];
  private length = 0;

  constructor(kind: TableKind<T>) {
    this.kind = kind;
    this.columns = kind.columns.map(([name, of]) => emptyColumn(name, of));
  }

  /** Null: a record of another kind stands in its place. */
  add(record: T | null): void {
    const cells = record as Readonly<Record<string, Cell>> | null;
    const { columns } = this.kind;
    for (let index = 0; index < columns.length; index += 1) {
      const [name] = certain(columns[index], 'a column');
      certain(this.columns[index], 'a column').push(cells === null ? null : (cells[name] ?? null));
    }
    this.length += 1;
  }

  finish(shared: Shared = {}): Table {
    return { shared, columns: this.columns, length: this.length };
  }
}

const tables = new WeakMap<readonly object[], Table>();

/** The records of a table, in its order. */
export function rowsOf<T extends object>(table: Table, { Row }: TableKind<T>): readonly T[] {
  const rows = Array.from({ length: table.length }, (_, place) => new Row(table, place));
  tables.set(rows, table);
  return rows;
}

/** The table of which these are all the records; where they are of none, one that is made of them. */
export function tableOf<T extends object>(rows: readonly (T | null)[], kind: TableKind<T>): Table {
  const known = tables.get(rows as readonly object[]);
  if (known !== undefined) return known;
  const builder = new TableBuilder(kind);
  for (const row of rows) builder.add(row);
  return builder.finish();
}
