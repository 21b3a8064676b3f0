import type { DiscrepancyState } from '../kinds/discrepancy.ts';

/** What a person does to a discrepancy, which steps there are, and what comes of a list of them. */

export const DECISION_EVENTS = ['acknowledged', 'resolved', 'written_off', 'reopened'] as const;
export type DecisionEvent = (typeof DECISION_EVENTS)[number];

/** Who moves the queue where no person does; no person may take the name. */
export const SYSTEM = 'system';

/** A note is a sentence or a few, not a document. */
export const NOTE_LENGTH_MAX = 2_000;
export const NAME_LENGTH_MAX = 200;

export interface Decision {
  readonly discrepancyId: string;
  readonly event: DecisionEvent;
  /** Who; never empty, never `system`. */
  readonly by: string;
  /** Why; never empty. */
  readonly note: string;
  /** The number of the last event that the person saw of it; null: as it stands, whatever has happened. */
  readonly seq: number | null;
}

/**
 * What comes of one decision of a list:
 * `applied`; `ready` (it could be: nothing of the list was applied because of another one, or it was only checked);
 * `unknown` (the queue holds no such id); `repeated` (the list decides the same one twice: the later one is refused);
 * `stale` (it has moved since the person saw it); `not_possible` (its state has no such step);
 * `note_missing`, `note_too_long`, `name_missing`;
 * `proposed` (it waits for a second person); `needs_second` (it would have to, and the record has no people);
 * `not_proved` (the record has people, and none of them is proved to be this one); `not_allowed` (no role may);
 * `waiting` (a proposal stands: it is answered first).
 */
export const DECISION_CODES = [
  'applied',
  'ready',
  'unknown',
  'repeated',
  'stale',
  'not_possible',
  'note_missing',
  'note_too_long',
  'name_missing',
  'proposed',
  'needs_second',
  'not_proved',
  'not_allowed',
  'waiting',
] as const;
export type DecisionCode = (typeof DECISION_CODES)[number];

const STEPS: Readonly<
  Record<DecisionEvent, { readonly to: DiscrepancyState; readonly from: readonly DiscrepancyState[] }>
> = {
  acknowledged: { to: 'acknowledged', from: ['open'] },
  resolved: { to: 'resolved', from: ['open', 'acknowledged'] },
  written_off: { to: 'written_off', from: ['open', 'acknowledged'] },
  reopened: { to: 'open', from: ['resolved', 'written_off', 'auto_resolved'] },
};

/** The state that a decision leads to. */
export function stateAfter(event: DecisionEvent): DiscrepancyState {
  return STEPS[event].to;
}

/** The states in which a decision can be taken. */
export function statesBefore(event: DecisionEvent): readonly DiscrepancyState[] {
  return STEPS[event].from;
}

/**
 * What a person may decide on a discrepancy in this state, in the order of the list of decisions; nothing on a notice.
 */
export function decisionsPossible(state: DiscrepancyState): DecisionEvent[] {
  return DECISION_EVENTS.filter((event) => STEPS[event].from.includes(state));
}

/** Where a discrepancy stands in people's queue, as far as a decision asks. */
export interface Decidable {
  readonly state: DiscrepancyState;
  /** The number of its last event. */
  readonly seq: number;
}

/** What a decision alone and where it stands come to. */
export type JudgedCode =
  'ready' | 'unknown' | 'stale' | 'not_possible' | 'note_missing' | 'note_too_long' | 'name_missing';

/** Whether a decision can be taken on what the queue holds: `ready`, or why not. Pure. */
export function judgeDecision(decision: Decision, standing: Decidable | null): JudgedCode {
  const note = decision.note.trim();
  const by = decision.by.trim();
  if (note === '') return 'note_missing';
  if (note.length > NOTE_LENGTH_MAX) return 'note_too_long';
  if (by === '' || by.length > NAME_LENGTH_MAX || by.toLowerCase() === SYSTEM) return 'name_missing';
  if (standing === null) return 'unknown';
  if (decision.seq !== null && decision.seq !== standing.seq) return 'stale';
  return STEPS[decision.event].from.includes(standing.state) ? 'ready' : 'not_possible';
}

/** A decision as a run reads it. */
export interface DecisionRecord {
  /** The number of its event. */
  readonly seq: number;
  readonly discrepancyId: string;
  readonly event: DecisionEvent;
  readonly note: string;
  /** The facts that the person decided upon (`decidedFactsHash`). */
  readonly factsHash: string | null;
}
