import type { Programs } from './program.ts';

/** What every part of the bench is handed. */
export interface Bench {
  readonly programs: Programs;
  /** How often each command is run; null: as often as the part finds right for its size. */
  readonly runs: number | null;
  /** Progress, to stderr. */
  readonly say: (line: string) => void;
}
