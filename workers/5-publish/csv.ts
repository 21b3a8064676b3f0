import { certain } from '../../schemas/errors.ts';
import { CsvBytes } from './csv-bytes.ts';
import type { Minor } from '../../schemas/values/money.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { printerOf, type Block, type Table } from './table.ts';

/** A table as RFC 4180 with LF line ends and a header, while it is printed: the same rows give the same bytes. */
export class CsvFile {
  readonly #bytes = new CsvBytes();

  constructor({ columns }: Pick<Table, 'columns'>) {
    const bytes = this.#bytes;
    for (const [index, { header }] of columns.entries()) {
      if (index > 0) bytes.comma();
      bytes.text(header);
    }
    bytes.endLine();
  }

  /** Prints the next rows. */
  add({ rows, columns }: Block): void {
    const bytes = this.#bytes;
    const print = {
      text: (value: string) => {
        bytes.text(value);
      },
      amount: (value: Minor) => {
        bytes.amount(value);
      },
      date: (value: PlainDate) => {
        bytes.bare(value);
      },
      integer: (value: number) => {
        bytes.bare(String(value));
      },
    };
    const printers = columns.map((column) => printerOf(column, print));
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < printers.length; column += 1) {
        if (column > 0) bytes.comma();
        certain(printers[column], 'a column')(row);
      }
      bytes.endLine();
    }
  }

  /** What was printed, in pieces that follow each other. */
  pieces(): readonly Uint8Array[] {
    return this.#bytes.pieces();
  }
}

/** The bytes of a table as a CSV file, in pieces that follow each other. */
export function csvOf(table: Table): readonly Uint8Array[] {
  const file = new CsvFile(table);
  for (const block of table.blocks()) file.add(block);
  return file.pieces();
}
