import { mkdirSync, mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../cli/config-file.ts';
import { openContext } from '../../../workers/pipeline/open.ts';
import { runDates } from '../../../workers/pipeline/run-dates.ts';
import { compareFindings, readDiscrepancies, type Comparison } from './compare.ts';
import { generateFortnight, writeFortnight, type FortnightOptions } from './generate.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A disk of memory where there is one: the runs wait for it at every commit. */
export function temporaryFolder(name: string): string {
  const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  mkdirSync(base, { recursive: true });
  return mkdtempSync(join(base, `${name}-`));
}

/**
 * A fortnight through the whole program, from its files in an inbox to the reports of every date, and what the reports
 * say beside what was planted.
 */
export async function runFortnight(
  options: FortnightOptions,
): Promise<{ readonly planted: number; readonly comparison: Comparison }> {
  const folder = temporaryFolder('cuadre-fortnight');
  try {
    const fortnight = generateFortnight(options);
    writeFortnight(fortnight, folder);
    const { config, configHash } = await loadConfig(join(folder, 'cuadre.yaml'));
    const clock = { nowMs: () => Date.UTC(2027, 0, 1) };
    const context = openContext({ config, configHash, programVersion: '0', clock, log: silent });
    try {
      await runDates(context, { date: fortnight.dates.at(-1) ?? null });
    } finally {
      context.store.close();
    }
    const reports = new Map(
      fortnight.dates.map((date) => [
        date,
        readDiscrepancies(readFileSync(join(config.reports.directory, date, 'discrepancies.csv'), 'utf8')),
      ]),
    );
    return { planted: fortnight.planted.length, comparison: compareFindings(fortnight.planted, reports) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
