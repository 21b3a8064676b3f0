import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import type { Config } from '../../schemas/config/config.ts';
import { colombianCalendar } from '../../schemas/values/calendar.ts';
import type { Backups } from '../../schemas/ports/backups.ts';
import type { Clock } from '../../schemas/ports/clock.ts';
import type { Log } from '../../schemas/ports/log.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { promised } from '../../schemas/ports/promised.ts';
import type { Store } from '../../schemas/ports/store.ts';
import type { Temporary } from '../../schemas/ports/temporary.ts';
import { referenceExtractor } from '../3-match/references.ts';
import { backupsIn } from '../adapters/backup/backups.ts';
import { openArchive } from '../adapters/files/archive.ts';
import { openLineStore, type LineRecord } from '../adapters/files/line-files.ts';
import { openReportFiles } from '../adapters/files/report-files.ts';
import { removeDead } from '../adapters/files/temporary.ts';
import { holderOf } from '../adapters/sqlite/holder.ts';
import { placesOf } from '../adapters/sqlite/standing.ts';
import { layOutScratch } from '../adapters/sqlite/scratch.ts';
import { openStore } from '../adapters/sqlite/sqlite.ts';
import { copyUnwritable } from '../adapters/sqlite/unwritable.ts';

export interface OpenOptions {
  readonly config: Config;
  readonly configHash: string;
  readonly programVersion: string;
  /** Where the configuration stands: a backup takes it along. */
  readonly configFile?: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly migrationsDirectory?: string;
  /** How long the store asks again for another one's lock without holding up this thread; absent: it waits. */
  readonly asksAgainForMs?: number;
  /** Only the database may be written to, a copy: the folders may not. */
  readonly foldersAreReadOnly?: true;
  readonly onStep?: (step: string) => void;
  /** Called where a former store was converted, with where it stands as it was; absent: it is logged. */
  readonly onConverted?: (copy: string) => void;
}

/**
 * Opens everything that the stages need, over the folders of the configuration. Close the context's store when done.
 */
export function openContext(options: OpenOptions): Context {
  const { config, clock, log, migrationsDirectory, asksAgainForMs, onStep } = options;
  const logConverted = (copy: string): void => {
    log.warn(
      { store: config.storage.path, copy },
      'a former version wrote this store: it was converted, and stands beside it as it was',
    );
  };
  const { onConverted = logConverted } = options;
  const opener = { config, programVersion: options.programVersion, reportsDirectory: config.reports.directory };
  const store = openStore({
    path: config.storage.path,
    linesDirectory: config.storage.lines,
    archiveDirectory: config.storage.archive,
    opener,
    converting: { nowMs: () => clock.nowMs(), onConverted },
    ...(migrationsDirectory === undefined ? {} : { migrationsDirectory }),
    ...(asksAgainForMs === undefined ? {} : { asksAgainForMs }),
    ...(options.foldersAreReadOnly === true ? { foldersAreReadOnly: true } : {}),
    ...(onStep === undefined
      ? {}
      : {
          onCommitStep: onStep,
          onDropped: () => {
            onStep('prune:removed');
          },
        }),
  });
  return {
    config,
    configHash: options.configHash,
    programVersion: options.programVersion,
    calendar: colombianCalendar(config.calendar.closedDays),
    store,
    archive: openArchive(config.storage.archive),
    lines: openLineStore(config.storage.lines, referenceExtractor(config.referenceExtract), lineRecordOf(store)),
    reportFiles: openReportFiles(config.reports.directory, onStep),
    temporary: promised<Temporary>({ removeDead: () => removeDead(placesOf(opener)) }),
    backups: backupsOf(options),
    clock,
    log,
    holder: holderOf(),
    host: hostname(),
    ...(onStep === undefined ? {} : { onStep }),
  };
}

function backupsOf({ config, configFile, programVersion, clock }: OpenOptions): Backups | null {
  if (config.backup === null || configFile === undefined) return null;
  return backupsIn({ config, configFile, programVersion, clock, to: config.backup.to });
}

/**
 * The same over a copy in an empty folder: it reads like the real one, whatever is done to it leaves no trace there,
 * and its reports are written in that folder. The caller removes the folder.
 */
export async function openScratchContext(options: OpenOptions, folder: string): Promise<Context> {
  const { config } = options;
  const storage = await layOutScratch(config.storage, folder);
  return openContext({
    ...options,
    // Only the copy is.
    onConverted: () => undefined,
    config: { ...config, storage, reports: { ...config.reports, directory: join(folder, 'reports') } },
  });
}

/**
 * The same where the store may not be written to, for who only looks: over a copy of its database in an empty folder,
 * and its archive, lines and reports as they stand. The caller removes the folder.
 */
export async function openUnwritableContext(options: OpenOptions, folder: string): Promise<Context> {
  const { config } = options;
  const path = join(folder, basename(config.storage.path));
  await copyUnwritable(config.storage.path, path);
  return openContext({
    ...options,
    foldersAreReadOnly: true,
    // Only the copy is.
    onConverted: () => undefined,
    config: { ...config, storage: { ...config.storage, path } },
  });
}

/** The record as line files know it. */
export function lineRecordOf({ outcomes, sources }: Store): LineRecord {
  return {
    registered: (date) => outcomes.registeredFiles(date),
    madeAgain: (file) => sources.linesMadeAgain(file),
    keysJoined: (file, instead) => sources.keysJoined(file, instead),
  };
}
