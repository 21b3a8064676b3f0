import { isOpenState, type DiscrepancyState } from '../kinds/discrepancy.ts';
import type { DiscrepancyClass, Severity } from '../kinds/kind.ts';
import type { DiscrepancyKind } from '../kinds/kinds.ts';
import type { BusinessCalendar, PlainDate } from '../values/dates.ts';
import { isTouched, type WorkState } from './work.ts';

/** Until when people have to do something with a discrepancy. No fact: no run reads it, and it reopens nothing. */

/** What is due: a date that somebody set, the evidence of a dispute, the answer to a claim, somebody to look at all. */
export const DUE_WHATS = ['follow_up', 'chargeback_evidence', 'claim_answer', 'first_reaction'] as const;
export type DueWhat = (typeof DUE_WHATS)[number];

export interface DueBy {
  /** The last day. */
  readonly on: PlainDate;
  readonly what: DueWhat;
}

/** In business days (`desk.work`). */
export interface WorkDays {
  /** From the first sight of an action to somebody's first step. */
  readonly reaction: Readonly<Record<Severity, number>>;
  /** From the day on which a claim got its number to the provider's answer. */
  readonly claimAnswer: number;
}

/** What the rule asks of a discrepancy. */
export interface DueRow {
  readonly kind: DiscrepancyKind;
  readonly class: DiscrepancyClass;
  readonly severity: Severity;
  readonly state: DiscrepancyState;
  readonly firstSeen: PlainDate;
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * The earliest of what is due of an open discrepancy; null where nothing is, and of everything that is closed. The day
 * that somebody set stands in the place of the days that are our own pace (a claim's answer, the first look), and
 * beside that of the evidence, which is the provider's.
 */
export function dueBy(row: DueRow, work: WorkState, days: WorkDays, calendar: BusinessCalendar): DueBy | null {
  if (!isOpenState(row.state)) return null;
  const evidence = row.facts['evidenceDueOn'];
  const isEvidenceDue = row.kind === 'chargeback' && (work.chargeback ?? 'evidence_due') === 'evidence_due';
  const isAction = row.class === 'action';
  const isUntouched = isAction && row.state === 'open' && !isTouched(work);
  const all: readonly (DueBy | null)[] = [
    work.followUp === null ? null : { on: work.followUp, what: 'follow_up' },
    isEvidenceDue && typeof evidence === 'string' ? { on: evidence as PlainDate, what: 'chargeback_evidence' } : null,
    isAction && work.claimedOn !== null && work.followUp === null
      ? { on: calendar.addBusinessDays(work.claimedOn, days.claimAnswer), what: 'claim_answer' }
      : null,
    isUntouched
      ? { on: calendar.addBusinessDays(row.firstSeen, days.reaction[row.severity]), what: 'first_reaction' }
      : null,
  ];
  const [first = null] = all
    .flatMap((one) => (one === null ? [] : [one]))
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : DUE_WHATS.indexOf(a.what) - DUE_WHATS.indexOf(b.what)));
  return first;
}
