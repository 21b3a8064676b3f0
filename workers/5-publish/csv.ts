import { certain } from '../../schemas/errors.ts';
import { formatMajor, type Minor } from '../../schemas/values/money.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CsvBytes } from './csv-bytes.ts';

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

/** Rows under columns, in a stated total order: a CSV file, or a sheet of the workbook. */
export interface Table {
  readonly columns: readonly Pick<Column<never>, 'kind' | 'header'>[];
  readonly rows: number;
  /** The cell of a row and a column, by their places. */
  readonly cell: (row: number, column: number) => CellValue;
  /** The bytes of its file, in pieces that follow each other. */
  readonly csv: () => readonly Uint8Array[];
}

/** What a cell holds: a text or a date, an amount in hundredths or a whole number, or nothing. */
export type CellValue = string | number | null;

/** The rows are shown in the order given; the caller states a total one. */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Table {
  return {
    columns,
    rows: rows.length,
    cell: (row, column) => {
      const item = rows[row];
      return item === undefined ? null : (columns[column]?.cell(item) ?? null);
    },
    csv: () => renderCsv(columns, rows),
  };
}

/**
 * Prints rows as RFC 4180 with LF line ends and a header, in pieces that follow each other: the same rows give the same
 * bytes. The rows are printed in the order given; the caller states a total one.
 */
function renderCsv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly Uint8Array[] {
  const bytes = new CsvBytes();
  for (const [index, { header }] of columns.entries()) {
    if (index > 0) bytes.comma();
    bytes.text(header);
  }
  bytes.endLine();
  for (let from = 0; from < rows.length; from += BLOCK_ROWS) {
    const block = rows.slice(from, from + BLOCK_ROWS);
    const printers = columns.map((column) => printer(bytes, column, block));
    for (let row = 0; row < block.length; row += 1) {
      for (let column = 0; column < printers.length; column += 1) {
        if (column > 0) bytes.comma();
        certain(printers[column], 'a column')(row);
      }
      bytes.endLine();
    }
  }
  return bytes.pieces();
}

/**
 * Cells are read column by column for so many rows at once: row by row, each would come from another end of the memory.
 */
const BLOCK_ROWS = 1024;

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

/** Reads the cells of some rows at once, and gives what prints the cell of each of them; nothing of none. */
function printer<Row>(bytes: CsvBytes, column: Column<Row>, rows: readonly Row[]): (index: number) => void {
  switch (column.kind) {
    case 'text': {
      const cells = rows.map((row) => column.cell(row));
      return (index) => {
        const value = cells[index] ?? null;
        if (value !== null) bytes.text(value);
      };
    }
    case 'amount': {
      const cells = rows.map((row) => column.cell(row));
      return (index) => {
        const value = cells[index] ?? null;
        if (value !== null) bytes.amount(value);
      };
    }
    case 'date': {
      const cells = rows.map((row) => column.cell(row));
      return (index) => {
        const value = cells[index] ?? null;
        if (value !== null) bytes.bare(value);
      };
    }
    case 'integer': {
      const cells = rows.map((row) => column.cell(row));
      return (index) => {
        const value = cells[index] ?? null;
        if (value !== null) bytes.bare(String(value));
      };
    }
  }
}
