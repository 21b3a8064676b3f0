import { setImmediate as letOthers } from 'node:timers/promises';
import { certain } from '../../schemas/errors.ts';
import { OPEN_STATES } from '../../schemas/kinds/discrepancy.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { CsvFile } from '../5-publish/csv.ts';
import { compareDiscrepancies, discrepanciesTable, discrepancyColumns } from '../5-publish/discrepancies-csv.ts';
import { integer, tableOf, text } from '../5-publish/table.ts';
import type { ColumnLook } from '../5-publish/workbook/sheet-xml.ts';
import { renderXlsx } from '../5-publish/workbook/xlsx.ts';
import { rowsThatPass, runOf, type QueueRow } from './queue-rows.ts';
import { DECISION_WORDS, SHEET_NAME } from './sheet-columns.ts';

/** Open rows as files: a CSV with the columns of discrepancies.csv, and the workbook that people decide in. */

/** The open rows of these ids, in the order of discrepancies.csv; an id that is open no more has none. */
export async function openRowsOf(
  ids: ReadonlySet<string>,
  context: Pick<Context, 'store' | 'calendar' | 'config' | 'clock'>,
): Promise<QueueRow[]> {
  const filter = { date: null, states: null, wantsNotices: true, given: [] };
  return rowsThatPass({ ...filter, passes: ({ discrepancy }) => ids.has(discrepancy.id) }, OPEN_STATES, context);
}

/**
 * The bytes of the rows as a CSV, in pieces that follow each other. Throws `run_unknown` where nothing was run.
 *
 * Others are let do something between its blocks: a desk goes on answering while a long list is printed.
 */
export async function openCsv(
  rows: readonly QueueRow[],
  context: Pick<Context, 'store' | 'calendar' | 'config' | 'clock'>,
): Promise<readonly Uint8Array[]> {
  const { date } = await runOf(null, context);
  const table = discrepanciesTable(
    rows.map(({ discrepancy }) => discrepancy),
    date,
    context.calendar,
  );
  const file = new CsvFile(table);
  for (const block of table.blocks()) {
    file.add(block);
    await letOthers();
  }
  return file.pieces();
}

/** What a person fills in. */
const OWN = {
  decision: { width: 14, choices: DECISION_WORDS },
  decision_note: { width: 40 },
  decided_by: { width: 18 },
} as const satisfies Readonly<Record<string, ColumnLook>>;

/** The bytes of the workbook: empty columns to decide in, then the row as discrepancies.csv has it. */
export function decisionSheet(rows: readonly QueueRow[], { calendar }: Pick<Context, 'calendar'>): Uint8Array {
  const seqs = new Map(rows.map((row) => [row.discrepancy.id, row.seq]));
  const asOf = rows[0]?.asOf;
  const table = tableOf<Discrepancy>(
    [
      ...Object.keys(OWN).map((header) => text(header, () => null)),
      integer('seq', ({ id }) => certain(seqs.get(id), 'a row of the queue')),
      ...(asOf === undefined ? [text<Discrepancy>('id', ({ id }) => id)] : discrepancyColumns(asOf, calendar)),
    ],
    rows.map(({ discrepancy }) => discrepancy).sort(compareDiscrepancies),
  );
  const looks = new Map<string, ColumnLook>([...Object.entries(OWN), ['seq', { width: 6 }]]);
  return renderXlsx([{ name: SHEET_NAME, table, looks }]);
}
