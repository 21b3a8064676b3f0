import type { Leg } from '../../../schemas/lines/records.ts';
import type { LineTable } from '../../../schemas/lines/table.ts';

/** Where a row stands is no part of what it says. */
const PLACE_OF_A_ROW: ReadonlySet<string> = new Set(['date', 'file', 'row', 'line']);

/** Tells whether two rows say the same in every column. */
export function equalRows<L extends Leg>(a: LineTable<L>, b: LineTable<L>): (a: number, b: number) => boolean {
  const columns = [...new Set([...a.names, ...b.names])]
    .filter((name) => !PLACE_OF_A_ROW.has(name))
    .map((name) => {
      const column = name as Parameters<LineTable<L>['column']>[0];
      return [a.column(column), b.column(column)] as const;
    });
  return (own, other) => columns.every(([cell, former]) => cell(own) === former(other));
}
