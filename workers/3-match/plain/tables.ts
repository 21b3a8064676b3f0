import type { Leg, LineAddress } from '../../../schemas/lines/records.ts';
import { isOfLeg, lineAt, lookerAt, type LineOfLeg, type LineTable } from '../../../schemas/lines/table.ts';
import type { Minor } from '../../../schemas/values/money.ts';

/** One of several tables, with the place of its first row. */
export interface PlacedTable<L extends Leg = Leg> {
  readonly table: LineTable<L>;
  readonly start: number;
}

/** The tables of a run's own files. A row has a place over all of them: those of one follow those of the one before. */
export class Tables {
  readonly rows: number;
  private readonly placed: readonly PlacedTable[];

  /** `all`: in the order of source and file, which is that of addresses within a date. */
  constructor(all: readonly LineTable[]) {
    let rows = 0;
    this.placed = all.map((table) => {
      const start = rows;
      rows += table.length;
      return { table, start };
    });
    this.rows = rows;
  }

  /** Every table, in the order of addresses. */
  each(): readonly PlacedTable[] {
    return this.placed;
  }

  /** The tables of a leg. */
  ofLeg<L extends Leg>(leg: L): PlacedTable<L>[] {
    return this.placed.filter((one): one is PlacedTable<L> => isOfLeg(one.table, leg));
  }

  /** The table that a place is in. */
  at(place: number): PlacedTable {
    for (let at = this.placed.length - 1; at >= 0; at -= 1) {
      const one = this.placed[at];
      if (one !== undefined && one.start <= place && place < this.rows) return one;
    }
    throw new RangeError(`no row stands at ${String(place)}`);
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

  private tableOf<L extends Leg>(leg: L, place: number): PlacedTable<L> {
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
