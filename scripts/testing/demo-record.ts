import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context } from '../../schemas/ports/context.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { openContext } from '../../workers/pipeline/open.ts';
import { runDates } from '../../workers/pipeline/run-dates.ts';
import { loadConfig } from '../cli/config-file.ts';
import type { Log } from '../../schemas/ports/log.ts';

const FIXTURE = fileURLToPath(new URL('../../fixtures/demo', import.meta.url));
const LAST_DATE = '2026-07-07' as PlainDate;
/** The morning after the last date. */
const MORNING_AFTER_MS = Date.UTC(2026, 6, 8, 11);

const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The demo's chain in an empty folder, of which nothing was run yet. Close the context's store when done. */
export async function openDemo(folder: string): Promise<Context> {
  mkdirSync(folder, { recursive: true });
  for (const name of ['cuadre.yaml', 'input']) cpSync(join(FIXTURE, name), join(folder, name), { recursive: true });
  const { config, configHash } = await loadConfig(join(folder, 'cuadre.yaml'));
  return openContext({
    config,
    configHash,
    programVersion: 'test',
    clock: { nowMs: () => MORNING_AFTER_MS, wait: () => Promise.resolve() },
    log: SILENT,
  });
}

/** The demo's fortnight, or its first dates, run in this process. Close the context's store when done. */
export async function runDemo(folder: string, upTo = LAST_DATE): Promise<Context> {
  const context = await openDemo(folder);
  await runDates(context, { date: upTo });
  return context;
}
