import { certain } from '../../../schemas/errors.ts';
import type { BankLine, Leg, LineAddress } from '../../../schemas/lines/records.ts';
import { isOfLeg, lineAt, lookerAt, type LineTable } from '../../../schemas/lines/table.ts';
import type { FateTable } from '../../../schemas/outcome/run.ts';
import type { Minor } from '../../../schemas/values/money.ts';
import { addressColumns, moneyOf } from '../plain/tables.ts';

/** Rows of one of the date's own files that say what the file before it said. */
export interface SeenTable {
  readonly table: LineTable;
  /** Their places in the table, ascending. */
  readonly rows: Int32Array;
  /** What the run of the file before made of its rows. */
  readonly told: FateTable;
  /** The place in `told` of the row that says the same, row by row. */
  readonly toldAt: Int32Array;
}

/** One of the rows: where it stands in its table, and its number over all tables. */
export interface SeenRow {
  readonly own: SeenTable;
  /** Its place among the rows of its table. */
  readonly at: number;
  readonly number: number;
}

/**
 * The rows of a date's own files that were told before, and of which nothing more is to be said: each gets its fate in
 * bulk, and is before no pass and no rule.
 */
export class SeenRows {
  readonly length: number;
  private readonly starts: readonly number[];

  /** In the order of addresses: by source and file. */
  constructor(private readonly tables: readonly SeenTable[]) {
    let length = 0;
    this.starts = tables.map(({ rows }) => {
      const start = length;
      length += rows.length;
      return start;
    });
    this.length = length;
  }

  /** The row of a number. */
  row(number: number): SeenRow {
    const at = this.starts.findLastIndex((start) => start <= number);
    const start = certain(this.starts[at], 'a row seen before');
    return { own: certain(this.tables[at], 'a table of rows seen before'), at: number - start, number };
  }

  /** The tables, each with the number of its first row. */
  *each(): Generator<{ readonly own: SeenTable; readonly start: number }> {
    for (const [at, own] of this.tables.entries()) yield { own, start: certain(this.starts[at], 'a table') };
  }

  /** The address of every row, in the order of addresses. */
  *addresses(): Generator<{ readonly row: SeenRow; readonly address: LineAddress }> {
    for (const { own, start } of this.each()) {
      const { date, source, file, row } = addressColumns(own.table);
      for (const [at, place] of own.rows.entries())
        yield {
          row: { own, at, number: start + at },
          address: { date: date(place), source: source(place), file: file(place), row: row(place) },
        };
    }
  }

  /** The movements of the bank among them that pass, as records. */
  *movements(passes: (line: BankLine) => boolean = () => true): Generator<BankLine> {
    for (const { table, rows } of this.tables) {
      if (!isOfLeg(table, 'bank')) continue;
      const line = lookerAt(table);
      for (const place of rows) if (passes(line(place))) yield lineAt(table, place);
    }
  }

  /** The leg, currency and amount of every row: of a payment its gross. */
  *amounts(): Generator<{ readonly leg: Leg; readonly currency: string; readonly amount: Minor }> {
    for (const { table, rows } of this.tables) {
      const { currency, amount } = moneyOf(table);
      for (const place of rows) yield { leg: table.leg, currency: currency(place), amount: amount(place) };
    }
  }
}

/** None: every row is looked at. */
export const NO_SEEN_ROWS = new SeenRows([]);
