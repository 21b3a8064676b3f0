import { certain } from '../errors.ts';
import type { FateRow, FateTable } from './run.ts';

/** Some columns of a table by their name, each read by place. */
export type FateColumns<Name extends keyof FateRow> = { readonly [N in Name]: (place: number) => FateRow[N] };

/** A table over records that are in memory already; they are not copied. */
export function fateTableOf(rows: readonly FateRow[]): FateTable {
  return new RecordTable(rows);
}

/** The columns that a reader goes through, opened once. */
export function columnsOf<Name extends keyof FateRow>(
  table: Pick<FateTable, 'column'>,
  ...names: readonly Name[]
): FateColumns<Name> {
  return Object.fromEntries(names.map((name) => [name, table.column(name)])) as FateColumns<Name>;
}

/** The rows of a table that `keep` says yes to, by their place, as a table of their own in the same order. */
export function fatesWhere(table: FateTable, keep: (place: number) => boolean): FateTable {
  const places: number[] = [];
  for (let place = 0; place < table.length; place += 1) if (keep(place)) places.push(place);
  return new PartOfTable(table, places);
}

/** Classes, so that tables of equal rows are equal to who compares objects. */
class RecordTable implements FateTable {
  readonly #rows: readonly FateRow[];

  constructor(rows: readonly FateRow[]) {
    this.#rows = rows;
  }

  get length(): number {
    return this.#rows.length;
  }

  row(place: number): FateRow {
    return certain(this.#rows[place], 'a row of the table');
  }

  column<Name extends keyof FateRow>(name: Name): (place: number) => FateRow[Name] {
    return (place) => this.row(place)[name];
  }

  [Symbol.iterator](): Iterator<FateRow> {
    return this.#rows[Symbol.iterator]();
  }
}

class PartOfTable implements FateTable {
  readonly #table: FateTable;
  readonly #places: readonly number[];

  constructor(table: FateTable, places: readonly number[]) {
    this.#table = table;
    this.#places = places;
  }

  get length(): number {
    return this.#places.length;
  }

  row(place: number): FateRow {
    return this.#table.row(this.#placeOf(place));
  }

  column<Name extends keyof FateRow>(name: Name): (place: number) => FateRow[Name] {
    const cell = this.#table.column(name);
    return (place) => cell(this.#placeOf(place));
  }

  *[Symbol.iterator](): Iterator<FateRow> {
    for (const place of this.#places) yield this.#table.row(place);
  }

  #placeOf(place: number): number {
    return certain(this.#places[place], 'a row of the table');
  }
}
