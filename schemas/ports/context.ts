import type { BusinessCalendar } from '../values/dates.ts';
import type { Config } from '../config/config.ts';
import type { Archive } from './archive.ts';
import type { Backups } from './backups.ts';
import type { Clock } from './clock.ts';
import type { LineStore } from './line-files.ts';
import type { ReportFiles } from './reports.ts';
import type { Log } from './log.ts';
import type { Store } from './store.ts';
import type { Temporary } from './temporary.ts';

/** What a stage is handed: the world behind ports, and what was read once at the border. */
export interface Context {
  readonly config: Config;
  readonly configHash: string;
  readonly programVersion: string;
  readonly calendar: BusinessCalendar;
  readonly store: Store;
  readonly archive: Archive;
  readonly lines: LineStore;
  readonly reportFiles: ReportFiles;
  readonly temporary: Temporary;
  /** Null where the configuration names no folder for them, or nobody said where it stands itself. */
  readonly backups: Backups | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Names who opened this in leases, as nobody else is named, and so that others on this host can tell if it lives. */
  readonly holder: string;
  readonly host: string;
  /** Called after every step that a crash may follow; a test stops there. */
  readonly onStep?: (step: string) => void;
}
