import { existsSync } from 'node:fs';
import { CuadreError } from '../../schemas/errors.ts';
import type { Clock } from '../../schemas/ports.ts';
import type { Context } from '../../workers/context.ts';
import type { Cli } from './command.ts';
import { openLog } from './log.ts';
import { PROGRAM_VERSION } from './version.ts';

/** The real time, asked at this entry point and nowhere below it. */
const CLOCK: Clock = { nowMs: () => Date.now() };

/** Opens store, archive and lines of the configuration for the time of `work`, and closes them whatever happens. */
export async function withContext<Result>(cli: Cli, work: (context: Context) => Promise<Result> | Result): Promise<Result> {
  const { config, configHash } = await cli.loadConfig();
  const [{ openContext }, log] = await Promise.all([import('../../workers/open.ts'), openLog()]);
  const context = openContext({ config, configHash, programVersion: PROGRAM_VERSION, clock: CLOCK, log });
  try {
    return await work(context);
  } finally {
    context.store.close();
  }
}

/** The same for commands that only look: where nothing was ever run they say so (`run_unknown`) and create nothing. */
export async function withRecordedContext<Result>(cli: Cli, work: (context: Context) => Promise<Result> | Result): Promise<Result> {
  const { config } = await cli.loadConfig();
  if (!existsSync(config.storage.path)) {
    throw new CuadreError('run_unknown', `no date was run yet: there is no store at ${config.storage.path}`, {
      store: config.storage.path,
    });
  }
  return withContext(cli, work);
}
