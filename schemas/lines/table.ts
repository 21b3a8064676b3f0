import { movingView } from '../values/view.ts';
import type { BankLine, Leg, Line, OrderLine, Reject, SettlementLine } from './records.ts';

/** The record of each leg. */
export interface LineOfLeg {
  readonly order: OrderLine;
  readonly settlement: SettlementLine;
  readonly bank: BankLine;
}

/** The cells of one column, by place in the table. */
export type ColumnOf<Cell> = (place: number) => Cell;

/**
 * The rows of one line file, in the order of the source file, as columns: a record is made only where one is asked for.
 */
export interface LineTable<L extends Leg = Leg> {
  readonly leg: L;
  readonly length: number;
  /** Every column that lines of the leg have; none where there is no row. */
  readonly names: readonly string[];
  /** The row at a place, 0-based, as a record. */
  row(place: number): LineOfLeg[L] | Reject;
  /** Whether the row at a place could not be read: it has a cell in no column. */
  isReject(place: number): boolean;
  /** The cells of one column of the lines. No record is made. */
  column<Name extends keyof LineOfLeg[L]>(name: Name): ColumnOf<LineOfLeg[L][Name]>;
}

/** Rows that are at hand as records, of one leg, as a table. */
export function tableOfRows<L extends Leg>(leg: L, rows: readonly (LineOfLeg[L] | Reject)[]): LineTable<L> {
  const at = (place: number): LineOfLeg[L] | Reject => {
    const row = rows[place];
    if (row === undefined) throw new RangeError(`a table of ${String(rows.length)} rows has none at ${String(place)}`);
    return row;
  };
  return {
    leg,
    length: rows.length,
    names: Object.keys(rows.find((row) => !('code' in row)) ?? {}),
    row: at,
    isReject: (place) => 'code' in at(place),
    column: (name) => (place) => (at(place) as LineOfLeg[L])[name],
  };
}

/** Some rows of a table, by their places in it, as a table of their own. No row is copied. */
export function tableOfPlaces(table: LineTable, places: readonly number[]): LineTable {
  const at = (place: number): number => {
    const own = places[place];
    if (own === undefined)
      throw new RangeError(`a table of ${String(places.length)} rows has none at ${String(place)}`);
    return own;
  };
  return {
    leg: table.leg,
    length: places.length,
    names: table.names,
    row: (place) => table.row(at(place)),
    isReject: (place) => table.isReject(at(place)),
    column: (name) => {
      const cell = table.column(name);
      return (place) => cell(at(place));
    },
  };
}

/** Whether a table is of a leg. */
export function isOfLeg<L extends Leg>(table: LineTable, leg: L): table is LineTable<L> {
  return table.leg === leg;
}

/** The line at a place that holds one. Throws `RangeError` where the row could not be read. */
export function lineAt<L extends Leg>(table: LineTable<L>, place: number): LineOfLeg[L] {
  const row: Line | Reject = table.row(place);
  if ('code' in row) throw new RangeError(`the row at ${String(place)} could not be read`);
  return row as LineOfLeg[L];
}

/** Looks at one line of a table after the other, as `movingView` does. */
export function lookerAt<L extends Leg>(table: LineTable<L>): (place: number) => LineOfLeg[L] {
  return movingView<LineOfLeg[L]>(table.names as (keyof LineOfLeg[L])[], (name) => table.column(name));
}
