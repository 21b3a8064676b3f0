import { hostname } from 'node:os';
import { join } from 'node:path';
import type { AlertLedger } from '../schemas/alerts.ts';
import type { Config } from '../schemas/config.ts';
import { colombianCalendar } from '../schemas/calendar.ts';
import type { Clock, Journeys, Log } from '../schemas/ports.ts';
import type { Context } from './context.ts';
import { referenceExtractor } from './3-match/references.ts';
import { openArchive } from './store/archive.ts';
import { openLineStore } from './store/line-files.ts';
import { holderOf } from './store/holder.ts';
import { layOutScratch } from './store/scratch.ts';
import { openStoreOfWorker } from './store/sqlite.ts';

export interface OpenOptions {
  readonly config: Config;
  readonly configHash: string;
  readonly programVersion: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly migrationsDirectory?: string;
  /** How long a write waits for another one's lock; the store's own time by default. */
  readonly busyTimeoutMs?: number;
  readonly onStep?: (step: string) => void;
}

/** Opens everything that the stages need, over the folders of the configuration. Close the context's store when done. */
export function openContext(options: OpenOptions): Context {
  return openWorkerContext(options).context;
}

/** What a worker process opens. */
export interface WorkerContext {
  readonly context: Context;
  readonly journeys: Journeys;
  readonly alerts: AlertLedger;
}

/** The same, with what workers record of dates under way and of what they told. */
export function openWorkerContext(options: OpenOptions): WorkerContext {
  const { config, migrationsDirectory, busyTimeoutMs, onStep } = options;
  const { store, journeys, alerts } = openStoreOfWorker({
    path: config.storage.path,
    linesDirectory: config.storage.lines,
    ...(migrationsDirectory === undefined ? {} : { migrationsDirectory }),
    ...(busyTimeoutMs === undefined ? {} : { busyTimeoutMs }),
    ...(onStep === undefined ? {} : { onCommitStep: onStep }),
  });
  const context: Context = {
    config,
    configHash: options.configHash,
    programVersion: options.programVersion,
    calendar: colombianCalendar(config.calendar.closedDays),
    store,
    archive: openArchive(config.storage.archive),
    lines: openLineStore(config.storage.lines, referenceExtractor(config.referenceExtract)),
    clock: options.clock,
    log: options.log,
    holder: holderOf(),
    host: hostname(),
    ...(onStep === undefined ? {} : { onStep }),
  };
  return { context, journeys, alerts };
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
