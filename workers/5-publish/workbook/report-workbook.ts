import { certain } from '../../../schemas/errors.ts';
import { CsvFile } from '../csv.ts';
import { integer, tableOf, text, type Table } from '../table.ts';
import type { Sheet } from './sheet-xml.ts';
import { renderXlsx } from './xlsx.ts';

/** The workbook of a set: the CSV files as sheets, for people who open nothing else. */
export const WORKBOOK_NAME = 'cuadre.xlsx';

/**
 * A table of more rows has no sheet: a part of it would give wrong sums, and a spreadsheet of a million cells helps
 * nobody. The sheet `about` says so.
 */
export const SHEET_ROWS_MAX = 50_000;

/**
 * The bytes of each table as a CSV file, by its name, and of cuadre.xlsx: one sheet per table, named as its file
 * without ending, and `about`, which counts the rows of each. Identifiers are texts, amounts numbers, dates dates;
 * nothing is disarmed with an apostrophe, because no text of a workbook is run. Each cell is made once for both.
 */
export function renderTables(tables: ReadonlyMap<string, Table>): {
  readonly csv: ReadonlyMap<string, readonly Uint8Array[]>;
  readonly workbook: Uint8Array;
} {
  const files = new Map([...tables].map(([name, table]) => [name, new CsvFile(table)] as const));
  const sheets: Sheet[] = [];
  for (const [name, table] of tables) {
    const file = certain(files.get(name), 'a file of the table');
    if (table.rows <= SHEET_ROWS_MAX)
      sheets.push({ name: name.replace(/\.csv$/, ''), table: printedInto(file, table) });
    else for (const block of table.blocks()) file.add(block);
  }
  const workbook = renderXlsx([...sheets, about(tables)]);
  return { csv: new Map([...files].map(([name, file]) => [name, file.pieces()] as const)), workbook };
}

/** The same table; whoever takes its blocks has them printed into the file too. */
function printedInto(file: CsvFile, table: Table): Table {
  return {
    ...table,
    *blocks() {
      for (const block of table.blocks()) {
        file.add(block);
        yield block;
      }
    },
  };
}

function about(tables: ReadonlyMap<string, Table>): Sheet {
  const table = tableOf<readonly [string, Table]>(
    [
      text('file', ([name]) => name),
      integer('rows', ([, { rows }]) => rows),
      text('where', ([name, { rows }]) =>
        rows <= SHEET_ROWS_MAX ? 'in this workbook' : `in ${name} only: more than ${String(SHEET_ROWS_MAX)} rows`,
      ),
    ],
    [...tables],
  );
  return { name: 'about', table, looks: new Map([['where', { width: 48 }]]) };
}
