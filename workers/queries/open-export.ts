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
import { DECISION_WORDS, SHEET_NAME, type WORK_COLUMNS } from './sheet-columns.ts';
import { workDocument } from './work-documents.ts';

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

/** How the work stands, to be read; and empty columns to say more in. */
const WORK_LOOKS = {
  assign_to: { width: 24 },
  follow_up: { width: 14 },
  new_claim_number: { width: 18 },
  comment: { width: 40 },
} as const satisfies Readonly<Record<(typeof WORK_COLUMNS)[number], ColumnLook>>;

/**
 * The bytes of the workbook: empty columns to decide in, then the row as discrepancies.csv has it, whose it is and
 * until when, and empty columns to say more of it.
 */
export function decisionSheet(rows: readonly QueueRow[], { calendar }: Pick<Context, 'calendar'>): Uint8Array {
  const listed = new Map(rows.map((row) => [row.discrepancy.id, row]));
  const rowOf = ({ id }: Discrepancy): QueueRow => certain(listed.get(id), 'a row of the queue');
  const workOf = (one: Discrepancy) => workDocument(rowOf(one).work, rowOf(one).task);
  const asOf = rows[0]?.asOf;
  const empty = (headers: object) => Object.keys(headers).map((header) => text<Discrepancy>(header, () => null));
  const table = tableOf<Discrepancy>(
    [
      ...empty(OWN),
      integer('seq', (one) => certain(rowOf(one).seq, 'the number of its last event')),
      ...(asOf === undefined ? [text<Discrepancy>('id', ({ id }) => id)] : discrepancyColumns(asOf, calendar)),
      text('assignee', (one) => workOf(one).assignee),
      text('follow_up_on', (one) => workOf(one).follow_up_on),
      text('due_by', (one) => workOf(one).due_by),
      text('claim_number', (one) => workOf(one).claim_number),
      ...empty(WORK_LOOKS),
    ],
    rows.map(({ discrepancy }) => discrepancy).sort(compareDiscrepancies),
  );
  const looks = new Map<string, ColumnLook>([...Object.entries({ ...OWN, ...WORK_LOOKS }), ['seq', { width: 6 }]]);
  return renderXlsx([{ name: SHEET_NAME, table, looks }]);
}
