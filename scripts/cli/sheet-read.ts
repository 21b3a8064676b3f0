import { readSheet } from 'read-excel-file/node';
import { statSync } from 'node:fs';
import { CuadreError } from '../../schemas/errors.ts';
import type { DecisionEvent } from '../../schemas/outcome/decision.ts';
import { decisionOfWord, KEY_COLUMNS, OWN_COLUMNS, SHEET_NAME } from './sheet-columns.ts';

/** A row of the workbook in which somebody decided. */
export interface SheetRow {
  /** As the spreadsheet numbers it: the header is row 1. */
  readonly number: number;
  readonly id: string;
  /** The number of the last event that the export showed; null where the cell holds none. */
  readonly seq: number | null;
  readonly word: string;
  /** Null: no decision is called so. */
  readonly event: DecisionEvent | null;
  readonly note: string;
  readonly by: string;
}

/** Above what any queue gives; a workbook that large is another one. */
const BYTES_MAX = 64 * 1024 * 1024;

/**
 * Reads the rows with a decision, in their order, and counts those without. Columns are found by name. Throws
 * `usage_invalid` for a file that is no such workbook.
 */
export async function readDecisionRows(
  file: string,
): Promise<{ readonly rows: readonly SheetRow[]; readonly undecided: number }> {
  const cells = await cellsOf(file);
  const places = placesOf((cells[0] ?? []).map(textOf), file);
  const filled = cells.slice(1).map((row, index) => ({ row, number: index + 2 }));
  const reported = filled.filter(({ row }) => row.some((cell) => textOf(cell) !== ''));
  const rows = reported.flatMap(({ row, number }): SheetRow[] => {
    const cell = (name: keyof typeof places): string => textOf(row[places[name]] ?? null);
    const word = cell('decision');
    if (word === '') return [];
    const seq = /^\d{1,9}$/.test(cell('seq')) ? Number(cell('seq')) : null;
    return [
      {
        number,
        id: cell('id'),
        seq,
        word,
        event: decisionOfWord(word),
        note: cell('decision_note'),
        by: cell('decided_by'),
      },
    ];
  });
  return { rows, undecided: reported.length - rows.length };
}

type Cell = string | number | boolean | Date | null;

async function cellsOf(file: string): Promise<Cell[][]> {
  const wrong = (why: string): CuadreError =>
    new CuadreError('usage_invalid', `${file} is not a workbook that "export" wrote: ${why}`, { file });
  if (statSync(file).size > BYTES_MAX) throw wrong('it is too large');
  try {
    return (await readSheet(file, SHEET_NAME)) as Cell[][];
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : 'it cannot be read');
  }
}

function placesOf(
  header: readonly string[],
  file: string,
): Record<(typeof OWN_COLUMNS)[number] | (typeof KEY_COLUMNS)[number], number> {
  const place = (name: string): number => {
    const found = header.flatMap((title, index) => (title === name ? [index] : []));
    if (found.length === 1) return found[0] ?? 0;
    throw new CuadreError(
      'usage_invalid',
      `${file}: the column "${name}" stands ${found.length === 0 ? 'nowhere' : 'twice'} in its first row`,
      {
        file,
        accepted: [...OWN_COLUMNS, ...KEY_COLUMNS],
      },
    );
  };
  return {
    decision: place('decision'),
    decision_note: place('decision_note'),
    decided_by: place('decided_by'),
    id: place('id'),
    seq: place('seq'),
  };
}

function textOf(cell: Cell): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return cell === null ? '' : String(cell).trim();
}
