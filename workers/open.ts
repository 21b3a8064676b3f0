import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../schemas/config.ts';
import { colombianCalendar } from '../schemas/calendar.ts';
import type { Clock, Log } from '../schemas/ports.ts';
import type { Context } from './context.ts';
import { referenceExtractor } from './3-match/references.ts';
import { openArchive } from './store/archive.ts';
import { openLineStore } from './store/line-files.ts';
import { layOutScratch } from './store/scratch.ts';
import { openStore } from './store/sqlite.ts';

export interface OpenOptions {
  readonly config: Config;
  readonly configHash: string;
  readonly programVersion: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly migrationsDirectory?: string;
}

/** Opens everything that the stages need, over the folders of the configuration. Close the context's store when done. */
export function openContext(options: OpenOptions): Context {
  const { config } = options;
  return {
    config,
    configHash: options.configHash,
    programVersion: options.programVersion,
    calendar: colombianCalendar(config.calendar.closedDays),
    store: openStore({
      path: config.storage.path,
      linesDirectory: config.storage.lines,
      ...(options.migrationsDirectory === undefined ? {} : { migrationsDirectory: options.migrationsDirectory }),
    }),
    archive: openArchive(config.storage.archive),
    lines: openLineStore(config.storage.lines, referenceExtractor(config.referenceExtract)),
    clock: options.clock,
    log: options.log,
    holder: `${hostname()}:${String(process.pid)}`,
    host: hostname(),
  };
}

/**
 * The same over a copy in an empty folder: it reads like the real one, whatever is done to it leaves no trace there, and its
 * reports are written in that folder. The caller removes the folder.
 */
export async function openScratchContext(options: OpenOptions, folder: string): Promise<Context> {
  const { config } = options;
  const storage = await layOutScratch(config.storage, folder);
  return openContext({ ...options, config: { ...config, storage, reports: { ...config.reports, directory: join(folder, 'reports') } } });
}
