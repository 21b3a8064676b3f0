import type { BusinessCalendar } from '../../schemas/values/dates.ts';
import type { Config } from '../../schemas/config/config.ts';
import type { Archive } from '../../schemas/ports/archive.ts';
import type { Clock } from '../../schemas/ports/clock.ts';
import type { LineStore } from '../../schemas/ports/line-files.ts';
import type { ReportFiles } from '../../schemas/ports/reports.ts';
import type { Log } from '../../schemas/ports/log.ts';
import type { Store } from '../../schemas/ports/store.ts';

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
  readonly clock: Clock;
  readonly log: Log;
  /** Names the process in leases, so that others on this host can tell whether it lives (`store/holder.ts`). */
  readonly holder: string;
  readonly host: string;
  /** Called after every step that a crash may follow; a test stops there. */
  readonly onStep?: (step: string) => void;
}
