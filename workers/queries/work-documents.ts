import { certain } from '../../schemas/errors.ts';
import { fileOf, noWork, type WorkState, type WorkStep } from '../../schemas/outcome/work.ts';
import type { EventRow } from '../../schemas/ports/queue.ts';
import type { Task } from './tasks.ts';

/** Work as programs read it, from the command line and the interface alike. */

/** Whose a discrepancy is and until when. */
export interface WorkDocument {
  /** The e-mail of who has it; null: nobody. */
  readonly assignee: string | null;
  /** False: nobody was named, it falls to them. */
  readonly assignee_named: boolean;
  readonly follow_up_on: string | null;
  readonly due_by: string | null;
  readonly due_what: string | null;
  readonly overdue: boolean;
  readonly claim_number: string | null;
  readonly chargeback: string | null;
  readonly comments: number;
  readonly files: number;
}

export function workDocument(work: WorkState | null, task: Task): WorkDocument {
  const { followUp, claimNumber, chargeback, comments, files } = work ?? noWork('');
  return {
    assignee: task.email,
    assignee_named: task.isNamed,
    follow_up_on: followUp,
    due_by: task.dueBy,
    due_what: task.dueWhat,
    overdue: task.isOverdue,
    claim_number: claimNumber,
    chargeback,
    comments,
    files,
  };
}

/** Everything that was said, each by the number of its event within the discrepancy. */
export function stepDocuments(steps: readonly WorkStep[], events: readonly EventRow[]): object[] {
  return steps.map((step) => {
    const event = certain(
      events.find(({ seq }) => seq === step.seq),
      'the event of a step',
    );
    const { sha256, name, type, bytes } = fileOf(step) ?? {};
    return {
      seq: event.discrepancySeq,
      field: step.field,
      value: step.field === 'file' ? null : step.value,
      day: step.day,
      file: sha256 === undefined ? null : { name, type, bytes, sha256 },
    };
  });
}
