import type { LineKey } from '../../schemas/lines/line-keys.ts';
import type { Leg, Line } from '../../schemas/lines/records.ts';
import type { LineState, FormerState } from '../../schemas/outcome/run.ts';

/**
 * What the decision of a run has to know of earlier runs and cannot know before it has looked at its own lines. The
 * rules ask nobody: the decision stops at a question, whoever runs it answers from what is recorded, and it goes on.
 */

/** A key to look for, and the leg whose files may hold it. */
export interface Search {
  readonly leg: Leg;
  readonly key: LineKey;
}

/** A line that earlier runs closed, with the fate that it has. */
export interface Sighting {
  readonly line: Line;
  readonly fate: LineState;
}

/** How discrepancies stood when an earlier run last held them, by id; without those that none held. */
export type FormerStates = ReadonlyMap<string, FormerState>;

/** `formerOf`: discrepancies by id. `sightings`: closed lines of earlier dates; they come to no sum. */
export interface Question {
  readonly formerOf: readonly string[];
  readonly sightings: readonly Search[];
}

export interface Answer {
  readonly former: FormerStates;
  readonly sightings: readonly Sighting[];
}

/** A part of the decision that asks before it comes to its result. */
export type Asking<Result> = Generator<Question, Result, Answer>;

const NOBODY: FormerStates = new Map();

/** Asks how discrepancies stood; nothing is asked of none. */
export function* askFormer(ids: readonly string[]): Asking<FormerStates> {
  if (ids.length === 0) return NOBODY;
  return (yield { formerOf: ids, sightings: [] }).former;
}

/** Asks for closed lines; nothing is asked for none. */
export function* askSightings(searches: readonly Search[]): Asking<readonly Sighting[]> {
  if (searches.length === 0) return [];
  return (yield { formerOf: [], sightings: searches }).sightings;
}
