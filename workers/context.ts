import type { BusinessCalendar } from '../schemas/dates.ts';
import type { Config } from '../schemas/config.ts';
import type { Archive, Clock, LineStore, Log, Store } from '../schemas/ports.ts';

/** The version of the rules: goes up with every change that can decide the same inputs differently. */
export const RULES_VERSION = '3';

/** What a stage is handed: the world behind ports, and what was read once at the border. */
export interface Context {
  readonly config: Config;
  readonly configHash: string;
  readonly programVersion: string;
  readonly calendar: BusinessCalendar;
  readonly store: Store;
  readonly archive: Archive;
  readonly lines: LineStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Names the process in leases, so that others on this host can tell whether it lives (`store/holder.ts`). */
  readonly holder: string;
  readonly host: string;
  /** Called after every step that a crash may follow; a test stops there. */
  readonly onStep?: (step: string) => void;
}
