import { certain } from '../errors.ts';
import { movingView } from '../values/view.ts';
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

/** The rows at some places of a table, in that order, as a table of their own. */
export function fatesAt(table: FateTable, places: readonly number[]): FateTable {
  return new PartOfTable(table, places);
}

/** Looks at one row of a table after the other, as `movingView` does. */
export function fateViewer(table: Pick<FateTable, 'column'>): (place: number) => FateRow {
  return movingView<FateRow>(Object.keys(CELLS) as (keyof FateRow)[], (name) => table.column(name));
}

/**
 * Each property by its own name: one whose name stands in a variable is looked for at every reading, which a hundred
 * thousand rows of forty properties feel.
 */
const CELLS: { readonly [Name in keyof FateRow]: (row: FateRow) => FateRow[Name] } = {
  date: (row) => row.date,
  source: (row) => row.source,
  file: (row) => row.file,
  row: (row) => row.row,
  leg: (row) => row.leg,
  line: (row) => row.line,
  entered: (row) => row.entered,
  former: (row) => row.former,
  fate: (row) => row.fate,
  reason: (row) => row.reason,
  rejectCode: (row) => row.rejectCode,
  orderLeg: (row) => row.orderLeg,
  bankLeg: (row) => row.bankLeg,
  orderPass: (row) => row.orderPass,
  bankPass: (row) => row.bankPass,
  bankMatch: (row) => row.bankMatch,
  merchantReference: (row) => row.merchantReference,
  providerId: (row) => row.providerId,
  payoutId: (row) => row.payoutId,
  provider: (row) => row.provider,
  method: (row) => row.method,
  store: (row) => row.store,
  currency: (row) => row.currency,
  amount: (row) => row.amount,
  sold: (row) => row.sold,
  cancelled: (row) => row.cancelled,
  cancelledIn: (row) => row.cancelledIn,
  leftDay: (row) => row.leftDay,
  orderAmount: (row) => row.orderAmount,
  settlementGross: (row) => row.settlementGross,
  settlementFee: (row) => row.settlementFee,
  settlementTax: (row) => row.settlementTax,
  settlementNet: (row) => row.settlementNet,
  bankAmount: (row) => row.bankAmount,
  paidOn: (row) => row.paidOn,
  settledOn: (row) => row.settledOn,
  dueOn: (row) => row.dueOn,
  arrivedOn: (row) => row.arrivedOn,
  discrepancyIds: (row) => row.discrepancyIds,
};

/** Reads one cell of rows. */
export function cellOf<Name extends keyof FateRow>(name: Name): (row: FateRow) => FateRow[Name] {
  return CELLS[name];
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
    const rows = this.#rows;
    const cell = cellOf(name);
    return (place) => cell(certain(rows[place], 'a row of the table'));
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
