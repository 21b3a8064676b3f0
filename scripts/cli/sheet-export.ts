import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { OPEN_STATES } from '../../schemas/kinds/discrepancy.ts';
import { certain, CuadreError } from '../../schemas/errors.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { compareDiscrepancies, discrepancyColumns } from '../../workers/5-publish/discrepancies-csv.ts';
import { integer, tableOf, text } from '../../workers/5-publish/table.ts';
import type { ColumnLook } from '../../workers/5-publish/workbook/sheet-xml.ts';
import { renderXlsx } from '../../workers/5-publish/workbook/xlsx.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Cli } from './command.ts';
import { countOf } from './config-file.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { withLookedAtContext } from './open.ts';
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
  return withLookedAtContext(cli, async (context) => {
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

/** What a person fills in. */
const OWN = {
  decision: { width: 14, choices: DECISION_WORDS },
  decision_note: { width: 40 },
  decided_by: { width: 18 },
} as const satisfies Readonly<Record<string, ColumnLook>>;

/** The bytes of the workbook: empty columns to decide in, then the row as discrepancies.csv has it. */
function decisionSheet(rows: readonly QueueRow[], { calendar }: Pick<Context, 'calendar'>): Uint8Array {
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
