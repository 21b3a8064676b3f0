import type { CellValue, Table } from '../csv.ts';
import { renderXlsx, type Sheet } from './xlsx.ts';

/** The workbook of a set: the CSV files as sheets, for people who open nothing else. */
export const WORKBOOK_NAME = 'cuadre.xlsx';

/**
 * A table of more rows has no sheet: a part of it would give wrong sums, and a spreadsheet of a million cells helps
 * nobody. The sheet `about` says so.
 */
export const SHEET_ROWS_MAX = 50_000;

/**
 * The bytes of cuadre.xlsx: one sheet per table, named as its file without ending, and `about`, which counts the rows
 * of each. Identifiers are texts, amounts numbers, dates dates; nothing is disarmed with an apostrophe, because no text
 * of a workbook is run.
 */
export function renderWorkbook(tables: ReadonlyMap<string, Table>): Uint8Array {
  const sheets = [...tables]
    .filter(([, table]) => table.rows <= SHEET_ROWS_MAX)
    .map(([name, table]) => sheetOf(name, table));
  return renderXlsx([...sheets, about(tables)]);
}

function sheetOf(name: string, table: Table): Sheet {
  return { name: name.replace(/\.csv$/, ''), columns: table.columns, rows: table.rows, cell: table.cell };
}

function about(tables: ReadonlyMap<string, Table>): Sheet {
  const lines = [...tables].map(([name, { rows }]): CellValue[] => [
    name,
    rows,
    rows <= SHEET_ROWS_MAX ? 'in this workbook' : `in ${name} only: more than ${String(SHEET_ROWS_MAX)} rows`,
  ]);
  return {
    name: 'about',
    columns: [
      { kind: 'text', header: 'file' },
      { kind: 'integer', header: 'rows' },
      { kind: 'text', header: 'where', width: 48 },
    ],
    rows: lines.length,
    cell: (row, column) => lines[row]?.[column] ?? null,
  };
}
