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

/** Rows under columns, in a stated total order: a CSV file, or a sheet of the workbook. */
export interface Table {
  readonly columns: readonly Pick<Column<never>, 'kind' | 'header'>[];
  readonly rows: number;
  /** The cell of a row and a column, by their places. */
  readonly cell: (row: number, column: number) => CellValue;
  readonly csv: () => string;
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
 * Prints rows as RFC 4180 with LF line ends and a header: the same rows give the same bytes. The rows are printed in
 * the order given; the caller states a total one.
 */
export function renderCsv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const pieces = [`${columns.map((column) => quote(column.header)).join(',')}\n`];
  for (let from = 0; from < rows.length; from += PIECE_ROWS) {
    const lines = rows
      .slice(from, from + PIECE_ROWS)
      .map((row) => columns.map((column) => printCell(column, row)).join(','));
    // The end of the last line.
    lines.push('');
    pieces.push(lines.join('\n'));
  }
  return pieces.join('');
}

/** Lines are joined in pieces of so many rows: a file of 50 MB is then never held line by line as well. */
const PIECE_ROWS = 1000;

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

function printCell<Row>(column: Column<Row>, row: Row): string {
  switch (column.kind) {
    case 'text': {
      const value = column.cell(row);
      return value === null ? '' : quote(disarm(value));
    }
    case 'amount': {
      const value = column.cell(row);
      return value === null ? '' : formatMajor(value);
    }
    case 'date':
      return column.cell(row) ?? '';
    case 'integer': {
      const value = column.cell(row);
      return value === null ? '' : String(value);
    }
  }
}

/**
 * A spreadsheet runs a cell that begins like this as a formula (CWE-1236; OWASP ASVS 1.2.10); an apostrophe in front
 * makes it a text. Never done to an amount: `-120000.00` is a number and must stay one.
 */
function disarm(value: string): string {
  return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}

function quote(value: string): string {
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
