import { existsSync, rmSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../schemas/config/config.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Clock } from '../../schemas/ports/clock.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Opener } from '../../workers/adapters/sqlite/identity.ts';
import type { StorePlaces } from '../../workers/adapters/sqlite/standing.ts';
import type { Cli } from './command.ts';
import { openLog } from './log.ts';
import { PROGRAM_VERSION } from './version.ts';

/** The real time, asked at this entry point and nowhere below it. */
export const CLOCK: Clock = { nowMs: () => Date.now(), wait: (ms) => sleep(ms) };

/**
 * For commands that run dates. A night's run shares its machine: the heap may outgrow what is alive by 35 % and no more
 * (a date of 100,000 payments takes 330 MiB, and 345 where it may by 70 %; at 12 % it takes as much as at 35 %, and of
 * 50,000 discrepancies a sixth more time of the processor).
 */
export function boundHeap(): void {
  setFlagsFromString('--heap-growing-percent=35');
}

/** What a command does with what is opened. */
type Work<Result> = (context: Context) => Promise<Result> | Result;

/** What a command that answers others, and does not end by itself, opens otherwise. */
export interface Opening {
  readonly level?: Parameters<typeof openLog>[0];
  /** See `StoreOptions`. */
  readonly asksAgainForMs?: number;
}

/** Opens store, archive and lines of the configuration for the time of `work`, and closes them whatever happens. */
export async function withContext<Result>(
  cli: Cli,
  work: Work<Result>,
  { level, ...opening }: Opening = {},
): Promise<Result> {
  const { config, configHash, file } = await cli.loadConfig();
  const { assertWritable } = await import('../../workers/adapters/sqlite/unwritable.ts');
  assertWritable(await placesOfStore(config));
  const log = openLog(level);
  const { openContext } = await import('../../workers/pipeline/open.ts');
  const copies: string[] = [];
  const context = openContext({
    config,
    configFile: file,
    configHash,
    programVersion: PROGRAM_VERSION,
    clock: CLOCK,
    log,
    onConverted: (copy) => copies.push(copy),
    ...opening,
  });
  try {
    for (const copy of copies) await tellConverted(copy, context);
    return await worked(work, context);
  } finally {
    context.store.close();
  }
}

/** An error that nobody expects is told as what it comes of, where the record is not what was recorded. */
export async function worked<Result>(work: Work<Result>, context: Context): Promise<Result> {
  try {
    return await work(context);
  } catch (error) {
    const { blamedOnRecord } = await import('../../workers/pipeline/blamed-on-record.ts');
    throw await blamedOnRecord(error, context.store);
  }
}

/** The page over all dates is this version's from now on too: `verify` holds it to that. */
async function tellConverted(copy: string, context: Context): Promise<void> {
  process.stderr.write(
    `cuadre: a former version wrote this store. It was converted, and every row compared; as it was it stands in ${copy}\n`,
  );
  const { publishIndex } = await import('../../workers/5-publish/stage.ts');
  await publishIndex(context);
}

/**
 * The same over a copy that is thrown away afterwards (`--dry-run`): `work` can do what it would do, and nothing of it
 * is left. Throws `run_unknown` where nothing was ever run.
 */
export async function withScratchContext<Result>(cli: Cli, work: Work<Result>): Promise<Result> {
  const { config, configHash } = await cli.loadConfig();
  await assertAnyRun(config);
  const { openScratchContext } = await import('../../workers/pipeline/open.ts');
  const options = { config, configHash, programVersion: PROGRAM_VERSION, clock: CLOCK, log: openLog() };
  return withCopy('dry-run', (folder) => openScratchContext(options, folder), work);
}

/** The same for commands that only look: where nothing was ever run they say so (`run_unknown`) and create nothing. */
export async function withRecordedContext<Result>(cli: Cli, work: Work<Result>, opening?: Opening): Promise<Result> {
  const { config } = await cli.loadConfig();
  await assertAnyRun(config);
  return withContext(cli, work, opening);
}

/**
 * The same for commands that write nothing at all: they work too where the store may not be written to, over a copy of
 * its database in the system's folder for temporary files.
 */
export async function withLookedAtContext<Result>(cli: Cli, work: Work<Result>): Promise<Result> {
  const { config, configHash, file } = await cli.loadConfig();
  await assertAnyRun(config);
  const { mayBeOpened } = await import('../../workers/adapters/sqlite/unwritable.ts');
  if (mayBeOpened(await placesOfStore(config))) return withContext(cli, work);
  const { openUnwritableContext } = await import('../../workers/pipeline/open.ts');
  const options = {
    config,
    configFile: file,
    configHash,
    programVersion: PROGRAM_VERSION,
    clock: CLOCK,
    log: openLog(),
  };
  return withCopy('look', (folder) => openUnwritableContext(options, folder), work);
}

/** Opens a copy in a folder of the system's for temporary files, for the time of `work`; then the folder goes. */
async function withCopy<Result>(
  what: string,
  open: (folder: string) => Promise<Context>,
  work: Work<Result>,
): Promise<Result> {
  const { copyFolder } = await import('../../workers/adapters/files/temporary.ts');
  const folder = copyFolder(what);
  try {
    const context = await open(folder);
    try {
      return await worked(work, context);
    } finally {
      context.store.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function placesOfStore(config: Config): Promise<StorePlaces> {
  const { placesOf } = await import('../../workers/adapters/sqlite/standing.ts');
  return placesOf(openerOf(config));
}

async function assertAnyRun(config: Config): Promise<void> {
  const { storage } = config;
  const { assertRecordStands, placesOf } = await import('../../workers/adapters/sqlite/standing.ts');
  const opener = openerOf(config);
  assertRecordStands(placesOf(opener), opener);
  if (existsSync(storage.path)) return;
  throw new CuadreError('run_unknown', `no date was run yet: there is no store at ${storage.path}`, {
    store: storage.path,
  });
}

function openerOf(config: Config): Opener & { readonly reportsDirectory: string } {
  return { config, programVersion: PROGRAM_VERSION, reportsDirectory: config.reports.directory };
}

/**
 * Where the record of a store is gone, puts what is left of it aside, so that the next run begins a new chain, and says
 * so. Throws `usage_invalid` where the record stands: an option that is left in a crontab must not do it unasked.
 */
export async function beginAnew(cli: Cli): Promise<void> {
  const { config } = await cli.loadConfig();
  const { assertRecordStands, placesOf, putStoreAside } = await import('../../workers/adapters/sqlite/standing.ts');
  const opener = openerOf(config);
  const places = placesOf(opener);
  try {
    assertRecordStands(places, opener);
  } catch (error) {
    if (!(error instanceof CuadreError) || error.code !== 'record_gone') throw error;
    const aside = putStoreAside(places, stampOf(CLOCK.nowMs()));
    process.stderr.write(
      `cuadre: a new chain begins. Standing discrepancies, decisions and generations are forgotten, and the next run tells everything as new. What was left stands in ${aside.join(', ')}\n`,
    );
    return;
  }
  if (existsSync(places.database))
    throw new CuadreError('usage_invalid', `--begin-anew is for a record that is gone, and ${places.database} stands`, {
      store: places.database,
    });
}

/** A moment as a part of a file's name: `20261130T213045Z`. */
export function stampOf(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
}
