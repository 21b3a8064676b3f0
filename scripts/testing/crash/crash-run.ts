import type { PlainDate } from '../../../schemas/values/dates.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import { openContext } from '../../../workers/pipeline/open.ts';
import { replayDate } from '../../../workers/pipeline/replay.ts';
import { runDates } from '../../../workers/pipeline/run-dates.ts';
import { loadConfig } from '../../cli/config-file.ts';
import { crashAt } from './crash-at.ts';

/**
 * A run in one process, for tests that break it: `node crash-run.js <cuadre.yaml> <now> [date to replay]`: every date
 * that is due, or one date from its sources with the later ones behind it. `now` is what the clock shows. Exits with 1
 * and the code of the error on stderr where the run fails, as one does that meets a full disk.
 */
const [path = '', now = '', replayed] = process.argv.slice(2);
const { config, configHash } = await loadConfig(path);
const quiet = (): void => undefined;
try {
  const context = openContext({
    config,
    configHash,
    programVersion: '0',
    clock: { nowMs: () => Date.parse(now) },
    log: { info: quiet, warn: quiet, error: quiet },
    onStep: crashAt,
  });
  try {
    if (replayed === undefined) await runDates(context, { date: null });
    else
      await replayDate(context, {
        date: replayed as PlainDate,
        asOf: null,
        refetch: true,
        cascade: true,
        reason: 'the provider restated it',
      });
  } finally {
    context.store.close();
  }
} catch (error) {
  if (!(error instanceof CuadreError)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exitCode = 1;
}
