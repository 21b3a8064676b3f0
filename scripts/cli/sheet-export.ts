import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { OPEN_STATES } from '../../schemas/kinds/discrepancy.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { discrepanciesTable } from '../../workers/5-publish/discrepancies-csv.ts';
import type { CellValue } from '../../workers/5-publish/csv.ts';
import { renderXlsx, type Sheet, type SheetColumn } from '../../workers/5-publish/workbook/xlsx.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Cli } from './command.ts';
import { countOf } from './config-file.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { withRecordedContext } from './open.ts';
import { readFilter, type FilterOptions } from './queue-filter.ts';
import { rowsThatPass, type QueueRow } from '../../workers/queries/queue-rows.ts';
import { DECISION_WORDS, SHEET_NAME } from './sheet-columns.ts';

export interface ExportOptions extends FilterOptions {
  readonly xlsx: string;
}

/**
 * Writes the open queue, or what the filters let through, as a workbook to decide in. Throws `usage_invalid` over an
 * existing file.
 */
export async function exportSheet(cli: Cli, options: ExportOptions): Promise<ExitCode> {
  const filter = readFilter(options);
  const file = resolve(options.xlsx);
  if (existsSync(file))
    throw new CuadreError('usage_invalid', `${options.xlsx} is there already: decisions in it would be lost`, { file });
  return withRecordedContext(cli, async (context) => {
    const rows = await rowsThatPass(filter, OPEN_STATES, context);
    writeFileSync(`${file}.tmp`, decisionSheet(rows, context));
    renameSync(`${file}.tmp`, file);
    cli.print({ file, rows: rows.length }, () =>
      [
        `${countOf(rows.length, 'row')} in ${options.xlsx}. Fill in decision (${DECISION_WORDS.join(', ')}) and decision_note, then`,
        `  cuadre discrepancies import ${options.xlsx} --dry-run`,
      ].join('\n'),
    );
    return EXIT.clean;
  });
}

const OWN: readonly SheetColumn[] = [
  { kind: 'text', header: 'decision', width: 14, choices: DECISION_WORDS },
  { kind: 'text', header: 'decision_note', width: 40 },
  { kind: 'text', header: 'decided_by', width: 18 },
  { kind: 'integer', header: 'seq', width: 6 },
];

/** The bytes of the workbook: empty columns to decide in, then the row as discrepancies.csv has it. */
function decisionSheet(rows: readonly QueueRow[], { calendar }: Pick<Context, 'calendar'>): Uint8Array {
  const seqs = new Map(rows.map((row) => [row.discrepancy.id, row.seq]));
  const asOf = rows[0]?.asOf;
  const table =
    asOf === undefined
      ? null
      : discrepanciesTable(
          rows.map((row) => row.discrepancy),
          asOf,
          calendar,
        );
  const idColumn = table?.columns.findIndex((column) => column.header === 'id') ?? 0;
  const cell = (row: number, column: number): CellValue => {
    if (column >= OWN.length) return table?.cell(row, column - OWN.length) ?? null;
    return column === OWN.length - 1 ? (seqs.get(String(table?.cell(row, idColumn))) ?? null) : null;
  };
  const sheet: Sheet = {
    name: SHEET_NAME,
    columns: [...OWN, ...(table?.columns ?? [{ kind: 'text', header: 'id' }])],
    rows: rows.length,
    cell,
  };
  return renderXlsx([sheet]);
}
