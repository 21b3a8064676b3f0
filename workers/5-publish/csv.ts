import { certain } from '../../schemas/errors.ts';
import { BytePieces, plainUnits } from './byte-pieces.ts';
import { ColumnBytes, type CellRules } from './column-bytes.ts';
import type { Block, Table } from './table.ts';

const [COMMA, LINE_END] = [0x2c, 0x0a];

/**
 * A spreadsheet runs a cell that begins like this as a formula (CWE-1236; OWASP ASVS 1.2.10), some of them also behind
 * a tab or a line end, and where the marks are full-width; an apostrophe in front makes it a text. Amounts and whole
 * numbers are left alone: `-1.00` must stay a number.
 */
const FORMULA = /^[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/;
const QUOTED = /[",\n\r]/;

/** RFC 4180: quoted where a reader needs it. */
const CELLS: CellRules = {
  plain: plainUnits(QUOTED),
  plainStarts: plainUnits(new RegExp(`${QUOTED.source}|${FORMULA.source}`)),
  text: (value) => quoted(FORMULA.test(value) ? `'${value}` : value),
  date: (value) => value,
};

function quoted(value: string): string {
  return QUOTED.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** A table as RFC 4180 with LF line ends and a header, while it is printed: the same rows give the same bytes. */
export class CsvFile {
  readonly #full: Uint8Array[] = [];
  readonly #bytes = new BytePieces((piece) => {
    this.#full.push(piece);
  });
  readonly #columns: readonly ColumnBytes[];

  constructor({ columns }: Pick<Table, 'columns'>) {
    this.#columns = columns.map(() => new ColumnBytes(CELLS));
    this.add({ rows: 1, columns: columns.map(({ header }) => ({ kind: 'text', cells: [header] })) });
  }

  /** Prints the next rows. */
  add({ rows, columns }: Block): void {
    for (const [at, column] of columns.entries()) certain(this.#columns[at], 'a column').take(column);
    for (let row = 0; row < rows; row += 1) this.#line(row);
  }

  /** A loop over bytes, without a call for each cell: a large date has ten million of them. */
  #line(row: number): void {
    const columns = this.#columns;
    // A comma after each cell but the last, and a line end.
    let size = columns.length;
    for (const { starts, ends } of columns) size += (ends[row] ?? 0) - (starts[row] ?? 0);
    let at = this.#bytes.claim(size);
    const { piece } = this.#bytes;
    for (const { bytes, starts, ends } of columns) {
      const end = ends[row] ?? 0;
      for (let from = starts[row] ?? 0; from < end; from += 1, at += 1) piece[at] = bytes[from] ?? 0;
      piece[at] = COMMA;
      at += 1;
    }
    piece[at - 1] = LINE_END;
  }

  /** What was printed, in pieces that follow each other. */
  pieces(): readonly Uint8Array[] {
    return [...this.#full, this.#bytes.rest()];
  }
}

/** The bytes of a table as a CSV file, in pieces that follow each other. */
export function csvOf(table: Table): readonly Uint8Array[] {
  const file = new CsvFile(table);
  for (const block of table.blocks()) file.add(block);
  return file.pieces();
}
