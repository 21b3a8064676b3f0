import type { WorkChange, WorkState, WorkStep } from '../outcome/work.ts';
import type { DeskAct, EventRow, QueueEntry } from './queue.ts';

/** Something said of a discrepancy. */
export interface WorkAct {
  readonly discrepancyId: string;
  /** The number of the last event that was seen of it; null: whatever has happened. */
  readonly seq: number | null;
  /** The name that is stated; where somebody is proved, theirs is taken. */
  readonly by: string;
  readonly change: WorkChange;
}

/**
 * What comes of it: `applied`; `ready` (another one of the list was refused); `unknown`; `repeated`; `stale` (somebody
 * set the same thing since); `nothing` (it says nothing that is not so already); `text_missing`, `text_too_long`;
 * `date_past`; `assignee_unfit` (nobody of the record who works and sees it); `not_a_chargeback`, `not_possible` (its
 * dispute has no such step); `file_refused` (its facts are none of a file that is taken); `name_missing`;
 * `not_proved`; `not_allowed`.
 */
export const WORK_CODES = [
  'applied',
  'ready',
  'unknown',
  'repeated',
  'stale',
  'nothing',
  'text_missing',
  'text_too_long',
  'date_past',
  'assignee_unfit',
  'not_a_chargeback',
  'not_possible',
  'file_refused',
  'name_missing',
  'not_proved',
  'not_allowed',
] as const;
export type WorkCode = (typeof WORK_CODES)[number];

export interface WorkVerdict {
  readonly act: WorkAct;
  readonly code: WorkCode;
  /** How it stands now; null where the queue does not hold it. */
  readonly entry: QueueEntry | null;
  readonly work: WorkState | null;
  /** One of each thing that changed, in the order of `WORK_FIELDS`. */
  readonly events: readonly EventRow[];
}

export interface WorkOptions {
  /** Now, in milliseconds since 1970: what the events say of when. */
  readonly atMs: number;
  readonly desk: DeskAct;
  /** True: nothing is taken; the verdicts say what would be. */
  readonly check?: boolean;
}

/** What people do with a discrepancy beside deciding it: a list that only grows, told by events of the queue. */
export interface Work {
  /** Takes acts in one transaction: all of them or none. Bad ones are values and never thrown. */
  take(acts: readonly WorkAct[], options: WorkOptions): Promise<WorkVerdict[]>;
  /** How the work on these stands, or (null) on whatever is open; of those on which nobody worked nothing. */
  standing(ids: readonly string[] | null): Promise<WorkState[]>;
  /** Everything that was said of one, in its order. */
  steps(discrepancyId: string): Promise<WorkStep[]>;
  /** Every step that attached a file, of whatever discrepancy, in their order. */
  attached(): Promise<WorkStep[]>;
}
