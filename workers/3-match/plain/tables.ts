import type { Leg, LineAddress } from '../../../schemas/lines/records.ts';
import { isOfLeg, lineAt, lookerAt, type LineOfLeg, type LineTable } from '../../../schemas/lines/table.ts';
import { fileKey } from '../bank-coverage.ts';
import { fateViewer } from '../../../schemas/outcome/fates.ts';
import type { FateRow, FateTable } from '../../../schemas/outcome/run.ts';
import type { Minor } from '../../../schemas/values/money.ts';

/** Rows of an earlier file that the date before left waiting, with how it left each. */
export interface CarriedTable {
  readonly table: LineTable;
  readonly formers: FateTable;
}

/** One of several tables, with the place of its first row. */
export interface PlacedTable<L extends Leg = Leg> {
  readonly table: LineTable<L>;
  readonly start: number;
  /** How the date before left each row, of what is carried; null of the date's own files. */
  readonly formers: FateTable | null;
}

/**
 * The tables of a run: of its own files, and of what it carries. A row has a place over all of them: those of one
 * follow those of the one before.
 */
export class Tables {
  readonly rows: number;
  private readonly placed: readonly PlacedTable[];
  // What is looked up again and again; the tables themselves may be frozen.
  #last: PlacedTable | undefined;
  #byFile: ReadonlyMap<string, PlacedTable> | null = null;

  /** Both in the order of addresses: by date, source and file. Of the run's own date is nothing carried. */
  constructor(own: readonly LineTable[], carried: readonly CarriedTable[] = []) {
    let rows = 0;
    const all = [...carried, ...own.map((table) => ({ table, formers: null }))];
    this.placed = all.map(({ table, formers }) => {
      const start = rows;
      rows += table.length;
      return { table, start, formers };
    });
    this.rows = rows;
  }

  /** Every table, in the order of addresses. */
  each(): readonly PlacedTable[] {
    return this.placed;
  }

  /** The tables of the run's own files. */
  own(): readonly PlacedTable[] {
    return this.placed.filter((one) => one.formers === null);
  }

  /** How the date before left the row at a place; null of a row of the date's own files. */
  formerAt(place: number): FateRow | null {
    const { formers, start } = this.at(place);
    return formers === null ? null : formers.row(place - start);
  }

  /** Whether the row at a place is carried, and not of the date's own files. */
  isCarried(place: number): boolean {
    return this.at(place).formers !== null;
  }

  /** Reads, by place, what the date before left in a column. Throws `RangeError` at a row that is not carried. */
  formerColumn<Name extends keyof FateRow>(name: Name): (place: number) => FateRow[Name] {
    const readers = new Map(this.placed.map((one) => [one, one.formers?.column(name)]));
    return (place) => {
      const own = this.at(place);
      const read = readers.get(own);
      if (read === undefined) throw new RangeError(`the row at ${String(place)} is not carried`);
      return read(place - own.start);
    };
  }

  /** Looks at one former fate after the other: always the same object of a table, which moves. */
  formerLooker(): (place: number) => FateRow | null {
    const viewers = new Map(this.placed.map((one) => [one, one.formers === null ? null : fateViewer(one.formers)]));
    return (place) => {
      const own = this.at(place);
      return viewers.get(own)?.(place - own.start) ?? null;
    };
  }

  /** The tables of a leg. */
  ofLeg<L extends Leg>(leg: L): PlacedTable<L>[] {
    return this.placed.filter((one): one is PlacedTable<L> => isOfLeg(one.table, leg));
  }

  /** The table that a place is in. */
  at(place: number): PlacedTable {
    if (this.#last === undefined || !isWithin(this.#last, place))
      this.#last = this.placed.find((one) => isWithin(one, place));
    if (this.#last === undefined) throw new RangeError(`no row stands at ${String(place)}`);
    return this.#last;
  }

  /** The place of the line of an address; undefined where it stands in none of the tables. */
  placeOf(address: LineAddress): number | undefined {
    this.#byFile ??= new Map(
      this.placed.flatMap((one) => (one.table.length === 0 ? [] : [[fileKey(firstOf(one)), one] as const])),
    );
    const own = this.#byFile.get(fileKey(address));
    const row = own === undefined ? -1 : rowOf(own, address.row);
    return own === undefined || row < 0 ? undefined : own.start + row;
  }

  /** The line at a place of a leg, as a record. Throws `RangeError` where none of that leg stands there. */
  line<L extends Leg>(leg: L, place: number): LineOfLeg[L] {
    const { table, start } = this.tableOf(leg, place);
    return lineAt(table, place - start);
  }

  /** Reads the cells of a column of a leg by place. */
  column<L extends Leg, Name extends keyof LineOfLeg[L]>(leg: L, name: Name): (place: number) => LineOfLeg[L][Name] {
    return this.over(leg, (table) => table.column(name));
  }

  /** Looks at one line of a leg after the other: always the same object of a table, which moves. */
  looker<L extends Leg>(leg: L): (place: number) => LineOfLeg[L] {
    return this.over(leg, (table) => lookerAt(table));
  }

  private tableOf<L extends Leg>(leg: L, place: number): Pick<PlacedTable<L>, 'table' | 'start'> {
    const { table, start } = this.at(place);
    if (!isOfLeg(table, leg)) throw new RangeError(`no line of ${leg} stands at ${String(place)}`);
    return { table, start };
  }

  /** A reader of each table of a leg as one over places. Most legs of a date have one table. */
  private over<L extends Leg, Cell>(
    leg: L,
    readerOf: (table: LineTable<L>) => (row: number) => Cell,
  ): (place: number) => Cell {
    const readers = this.ofLeg(leg).map(({ table, start }) => ({
      start,
      end: start + table.length,
      read: readerOf(table),
    }));
    let last = readers[0];
    return (place) => {
      if (last === undefined || place < last.start || place >= last.end)
        last = readers.find((one) => one.start <= place && place < one.end);
      if (last === undefined) throw new RangeError(`no line of ${leg} stands at ${String(place)}`);
      return last.read(place - last.start);
    };
  }
}

function isWithin({ table, start }: PlacedTable, place: number): boolean {
  return start <= place && place < start + table.length;
}

function firstOf({ table }: PlacedTable): LineAddress {
  const { date, source, file, row } = addressColumns(table);
  return { date: date(0), source: source(0), file: file(0), row: row(0) };
}

/** Where a row stands in a table, which is in the order of rows; -1 where it has none of that number. */
function rowOf({ table }: PlacedTable, row: number): number {
  const at = addressColumns(table).row;
  let [low, high] = [0, table.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(middle) < row) low = middle + 1;
    else high = middle;
  }
  return low < table.length && at(low) === row ? low : -1;
}

/** The columns of a table's own money: of a payment its gross. */
export function moneyOf(table: LineTable): {
  readonly currency: (row: number) => string;
  readonly amount: (row: number) => Minor;
} {
  if (isOfLeg(table, 'settlement')) return { currency: table.column('currency'), amount: table.column('gross') };
  if (isOfLeg(table, 'bank')) return { currency: table.column('currency'), amount: table.column('amount') };
  if (isOfLeg(table, 'order')) return { currency: table.column('currency'), amount: table.column('amount') };
  throw new RangeError(`no money is known of ${table.leg}`);
}

/** The columns of a table that say where its rows stand. */
export function addressColumns<L extends Leg>(
  table: LineTable<L>,
): { readonly [Name in keyof LineAddress]: (row: number) => LineAddress[Name] } {
  return {
    date: table.column('date'),
    source: table.column('source'),
    file: table.column('file'),
    row: table.column('row'),
  };
}
