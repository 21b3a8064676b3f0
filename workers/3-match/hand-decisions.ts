import type { LineAddress } from '../../schemas/lines/records.ts';
import type { Pairing } from '../../schemas/outcome/pairing.ts';

/** Decisions by hand as they come with a working set. */

/** A decision by hand that this run has to do with: its lines are in the working set, as far as they still are. */
export interface HandInPlay {
  readonly pairing: Pairing;
  /** Where its lines stand now, in its order; null where a line is no more. */
  readonly lines: readonly (LineAddress | null)[];
  /** This run is the first that reads it, or its end. */
  readonly isNew: boolean;
}

/** Decisions by hand as they come with a working set. */
export interface HandDecisions {
  readonly standing: readonly HandInPlay[];
  /** Decisions that this run is the first to know as undone. */
  readonly undone: readonly HandInPlay[];
}

export const NO_HAND_DECISIONS: HandDecisions = { standing: [], undone: [] };
