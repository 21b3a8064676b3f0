import { ownNumbersOf } from '../../schemas/config/own-numbers.ts';
import { CHARGEBACK_STATES, type WorkChange, type WorkField } from '../../schemas/outcome/work.ts';
import { RIGHT_OF_WORK } from '../../schemas/people/rights.ts';
import type { WorkCode, WorkVerdict } from '../../schemas/ports/work.ts';
import { certain } from '../../schemas/errors.ts';
import { isPlainDate } from '../../schemas/values/dates.ts';
import { withoutCardNumbers } from '../../schemas/values/card-numbers.ts';
import { actOf } from '../people/acting.ts';
import type { WorkRefusal } from '../wording/work-texts.ts';
import type { Asked } from './desk.ts';
import { fieldOf, type Form } from './forms.ts';
import { Refused } from './refusals.ts';

/** What pages and programs say of a discrepancy, through the function that the command line calls. */

export interface Worked {
  /** Null: it was taken. */
  readonly refusal: WorkRefusal | null;
  readonly verdict: WorkVerdict | null;
}

/** A row, and the last event that was seen of it; null: whatever has happened. */
interface SeenOf {
  readonly id: string;
  readonly seq: number | null;
}

/**
 * Says something of a row. Throws `Refused` where a right is lacking, or the row is none that they may know of. A
 * number of a card is masked before anything is kept.
 */
export async function workOn(asked: Asked, seen: SeenOf, change: WorkChange): Promise<Worked> {
  return take(asked, seen, change, false);
}

/** What would come of it; nothing is saved. Throws as `workOn` does. */
export async function checkWork(asked: Asked, seen: SeenOf, change: WorkChange): Promise<Worked> {
  return take(asked, seen, change, true);
}

async function take(asked: Asked, { id, seq }: SeenOf, change: WorkChange, check: boolean): Promise<Worked> {
  const { context, signed } = asked;
  const said = (Object.keys(change) as WorkField[]).filter((field) => change[field] !== undefined);
  if (!said.every((field) => signed.may(RIGHT_OF_WORK[field]))) throw new Refused('forbidden');
  const act = { discrepancyId: id, seq, by: signed.name, change: masked(change, ownNumbersOf(context.config)) };
  const verdicts = await context.store.work.take([act], {
    atMs: context.clock.nowMs(),
    desk: actOf(signed.proved, context),
    check,
  });
  const verdict = certain(verdicts[0], 'what came of it');
  const refusal = refusalOf(verdict.code);
  if (refusal === 'unknown') throw new Refused('not_found');
  return { refusal, verdict };
}

/** What people type is kept without the numbers of cards. */
export function masked(change: WorkChange, own: readonly string[]): WorkChange {
  const { comment, claimNumber, file } = change;
  return {
    ...change,
    ...(comment === undefined ? {} : { comment: withoutCardNumbers(comment, own) }),
    ...(typeof claimNumber === 'string' ? { claimNumber: withoutCardNumbers(claimNumber, own) } : {}),
    ...(file === undefined ? {} : { file: { ...file, name: withoutCardNumbers(file.name, own) } }),
  };
}

function refusalOf(code: WorkCode): WorkRefusal | null {
  switch (code) {
    case 'applied':
    case 'ready':
      return null;
    case 'not_proved':
      return 'not_allowed';
    case 'repeated':
    case 'name_missing':
      throw new RangeError(`the desk said something that is ${code}`);
    default:
      return code;
  }
}

/** How a refusal is answered: 412 where what was changed is not there any more. */
export const WORK_STATUS: Readonly<Record<WorkRefusal, number>> = {
  unknown: 404,
  stale: 412,
  nothing: 422,
  text_missing: 422,
  text_too_long: 422,
  date_unreadable: 422,
  date_past: 422,
  assignee_unfit: 422,
  not_a_chargeback: 409,
  not_possible: 409,
  file_refused: 422,
  file_missing: 422,
  not_allowed: 403,
};

/** The fields of the form, by what each says. */
export const WORK_FORM = {
  assignee: 'assignee',
  followUp: 'follow_up',
  claimNumber: 'claim_number',
  chargeback: 'chargeback',
  comment: 'comment',
} as const;

/**
 * What somebody changed in the form of a row: each field stands beside what it said when the page was made, so that
 * what others changed since is not put back by who did not touch it.
 */
export function changeOfForm(form: Form): WorkChange | WorkRefusal {
  const typed = (name: keyof typeof WORK_FORM): string | undefined => {
    const value = fieldOf(form, WORK_FORM[name]).trim();
    return value === fieldOf(form, `was_${WORK_FORM[name]}`).trim() ? undefined : value;
  };
  const [assignee, followUp, claimNumber, chargeback] = [
    typed('assignee'),
    typed('followUp'),
    typed('claimNumber'),
    typed('chargeback'),
  ];
  const comment = fieldOf(form, WORK_FORM.comment).trim();
  if (followUp !== undefined && followUp !== '' && !isPlainDate(followUp)) return 'date_unreadable';
  const moved = CHARGEBACK_STATES.find((state) => state === chargeback);
  if (chargeback !== undefined && chargeback !== '' && moved === undefined) return 'not_possible';
  return {
    ...(assignee === undefined ? {} : { assignee: assignee === '' ? null : assignee }),
    ...(followUp === undefined ? {} : { followUp: followUp === '' ? null : followUp }),
    ...(claimNumber === undefined ? {} : { claimNumber: claimNumber === '' ? null : claimNumber }),
    ...(moved === undefined ? {} : { chargeback: moved }),
    ...(comment === '' ? {} : { comment }),
  };
}
