import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { OPEN_STATES } from '../../schemas/kinds/discrepancy.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Cli } from './command.ts';
import { countOf } from './config-file.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { withLookedAtContext } from './open.ts';
import { readFilter, type FilterOptions } from './queue-filter.ts';
import { decisionSheet } from '../../workers/queries/open-export.ts';
import { rowsThatPass } from '../../workers/queries/queue-rows.ts';
import { DECISION_WORDS } from '../../workers/queries/sheet-columns.ts';

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
