import { formatMajor, type Minor } from '../../schemas/values/money.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';

/** What stands in a column: it decides how a cell is printed, and that only a text is ever escaped. */
interface ColumnOf<Row, Kind extends string, Value> {
  readonly kind: Kind;
  readonly header: string;
  /** Null prints an empty cell. */
  readonly cell: (row: Row) => Value | null;
}

/** One column of a file, as data. A list of columns is the file's layout, in order. */
export type Column<Row> =
  | ColumnOf<Row, 'text', string>
  | ColumnOf<Row, 'amount', Minor>
  | ColumnOf<Row, 'date', PlainDate>
  | ColumnOf<Row, 'integer', number>;

export function text<Row>(header: string, cell: (row: Row) => string | null): Column<Row> {
  return { kind: 'text', header, cell };
}

/** Hundredths, printed as `1234.56`. */
export function amount<Row>(header: string, cell: (row: Row) => Minor | null): Column<Row> {
  return { kind: 'amount', header, cell };
}

export function date<Row>(header: string, cell: (row: Row) => PlainDate | null): Column<Row> {
  return { kind: 'date', header, cell };
}

export function integer<Row>(header: string, cell: (row: Row) => number | null): Column<Row> {
  return { kind: 'integer', header, cell };
}

/** The cells of a column in some rows that follow each other. */
interface CellsOf<Kind extends string, Value> {
  readonly kind: Kind;
  readonly cells: readonly (Value | null)[];
}
export type Cells =
  CellsOf<'text', string> | CellsOf<'amount', Minor> | CellsOf<'date', PlainDate> | CellsOf<'integer', number>;

/** Some rows that follow each other, column by column. */
export interface Block {
  readonly rows: number;
  readonly columns: readonly Cells[];
}

/** Rows under columns, in a stated total order: a CSV file, or a sheet of the workbook. */
export interface Table {
  readonly columns: readonly Pick<Column<never>, 'kind' | 'header'>[];
  readonly rows: number;
  /** All rows in their order. Each cell is made when its block is. */
  readonly blocks: () => Iterable<Block>;
}

/**
 * Cells are read column by column for so many rows at once: row by row, each would come from another end of the memory.
 */
export const BLOCK_ROWS = 1024;

/** The rows are shown in the order given; the caller states a total one. */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Table {
  return {
    columns,
    rows: rows.length,
    *blocks() {
      for (let from = 0; from < rows.length; from += BLOCK_ROWS) {
        const block = rows.slice(from, from + BLOCK_ROWS);
        yield { rows: block.length, columns: columns.map((column) => cellsOf(column, block)) };
      }
    },
  };
}

function cellsOf<Row>(column: Column<Row>, rows: readonly Row[]): Cells {
  switch (column.kind) {
    case 'text':
      return { kind: 'text', cells: rows.map((row) => column.cell(row)) };
    case 'amount':
      return { kind: 'amount', cells: rows.map((row) => column.cell(row)) };
    case 'date':
      return { kind: 'date', cells: rows.map((row) => column.cell(row)) };
    case 'integer':
      return { kind: 'integer', cells: rows.map((row) => column.cell(row)) };
  }
}

/** One row by the names of its columns, for a program: texts as they are, amounts as `1234.56`, empty cells null. */
export function fieldsOf<Row>(columns: readonly Column<Row>[], row: Row): Record<string, string | number | null> {
  return Object.fromEntries(columns.map((column) => [column.header, fieldOf(column, row)]));
}

function fieldOf<Row>(column: Column<Row>, row: Row): string | number | null {
  if (column.kind !== 'amount') {
    const value = column.cell(row);
    return value === '' ? null : value;
  }
  const value = column.cell(row);
  return value === null ? null : formatMajor(value);
}
