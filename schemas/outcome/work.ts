import type { DeskEvent } from '../kinds/discrepancy.ts';
import type { PlainDate } from '../values/dates.ts';

/** What people do with a discrepancy before it is decided: who has it, until when, what was said and sent. */

/** How a dispute stands with the provider. Until somebody says more, the evidence is due. */
export const CHARGEBACK_STATES = ['evidence_due', 'submitted', 'won', 'lost'] as const;
export type ChargebackState = (typeof CHARGEBACK_STATES)[number];

/** From where each state may be come to: one may answer again, and a dispute that is given up is lost. */
const CHARGEBACK_STEPS: Readonly<Record<ChargebackState, readonly ChargebackState[]>> = {
  evidence_due: ['submitted'],
  submitted: ['evidence_due'],
  won: ['submitted'],
  lost: ['evidence_due', 'submitted'],
};

/** Whether a dispute may go from one state to another. */
export function canMove(from: ChargebackState, to: ChargebackState): boolean {
  return CHARGEBACK_STEPS[to].includes(from);
}

/** Where a dispute may go from a state, in the order of the states. */
export function movesFrom(state: ChargebackState): ChargebackState[] {
  return CHARGEBACK_STATES.filter((to) => canMove(state, to));
}

/** A file that somebody attached: its bytes stand in the archive by their hash. */
export interface AttachedFile {
  readonly sha256: string;
  readonly name: string;
  /** Its media type, as its bytes say it. */
  readonly type: string;
  readonly bytes: number;
}

/** What can be said of a discrepancy, and with which event each is told. */
export const WORK_FIELDS = ['assignee', 'followUp', 'claimNumber', 'chargeback', 'comment', 'file'] as const;
export type WorkField = (typeof WORK_FIELDS)[number];

export const EVENT_OF_FIELD = {
  assignee: 'assigned',
  followUp: 'follow_up_set',
  claimNumber: 'claim_numbered',
  chargeback: 'chargeback_moved',
  comment: 'commented',
  file: 'attached',
} as const satisfies Readonly<Record<WorkField, DeskEvent>>;

/** One or several things said at once; what is absent stays as it is, null takes it away. */
export interface WorkChange {
  /** The id of a person; null: whoever it falls to. */
  readonly assignee?: string | null;
  readonly followUp?: PlainDate | null;
  /** Under which number the provider knows the claim. */
  readonly claimNumber?: string | null;
  readonly chargeback?: ChargebackState;
  readonly comment?: string;
  readonly file?: AttachedFile;
}

/** How the work on a discrepancy stands. */
export interface WorkState {
  readonly discrepancyId: string;
  /** Null: nobody was named. */
  readonly assignee: string | null;
  readonly followUp: PlainDate | null;
  readonly claimNumber: string | null;
  /** The day on which the claim got its number. */
  readonly claimedOn: PlainDate | null;
  /** Null: nobody said; of a chargeback that means `evidence_due`. */
  readonly chargeback: ChargebackState | null;
  readonly comments: number;
  readonly files: number;
}

export function noWork(discrepancyId: string): WorkState {
  return {
    discrepancyId,
    assignee: null,
    followUp: null,
    claimNumber: null,
    claimedOn: null,
    chargeback: null,
    comments: 0,
    files: 0,
  };
}

/** One thing that was said, as it is recorded. */
export interface WorkStep {
  /** The number of its event. */
  readonly seq: number;
  readonly discrepancyId: string;
  readonly field: WorkField;
  /** What it was set to, or null; of a comment null (its event has the text), of a file its facts as JSON. */
  readonly value: string | null;
  readonly day: PlainDate;
}

/** How the work stands after one more step. */
export function workAfter(before: WorkState, { field, value, day }: WorkStep): WorkState {
  switch (field) {
    case 'assignee':
      return { ...before, assignee: value };
    case 'followUp':
      return { ...before, followUp: value as PlainDate | null };
    case 'claimNumber':
      return { ...before, claimNumber: value, claimedOn: value === null ? null : day };
    case 'chargeback':
      return { ...before, chargeback: value as ChargebackState };
    case 'comment':
      return { ...before, comments: before.comments + 1 };
    case 'file':
      return { ...before, files: before.files + 1 };
  }
}

/** The file of a step; null where it attached none. */
export function fileOf({ field, value }: WorkStep): AttachedFile | null {
  return field === 'file' && value !== null ? (JSON.parse(value) as AttachedFile) : null;
}

/** Whether anybody has done something about it. */
export function isTouched({ comments, files, assignee, claimNumber, followUp }: WorkState): boolean {
  return comments > 0 || files > 0 || assignee !== null || claimNumber !== null || followUp !== null;
}

export const CLAIM_NUMBER_LENGTH_MAX = 100;
/** A photo, a scan, an answer of a bank. */
export const FILE_BYTES_MAX = 20 * 1024 * 1024;
export const FILE_NAME_LENGTH_MAX = 200;
