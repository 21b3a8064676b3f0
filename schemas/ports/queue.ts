import type { DecisionCode, Decision, DecisionRecord } from '../outcome/decision.ts';
import type { QueueEvent } from '../kinds/discrepancy.ts';
import type { Discrepancy, RunKey } from '../outcome/run.ts';
import type { Approval, Limited } from '../people/approval.ts';
import type { Proof } from '../people/person.ts';
import type { PlainDate } from '../values/dates.ts';
import { sha256 } from '../values/hash.ts';
import type { Minor } from '../values/money.ts';

export interface EventRow {
  readonly seq: number;
  readonly eventId: string;
  readonly discrepancyId: string;
  /** The number of the event within its discrepancy, from 1. */
  readonly discrepancySeq: number;
  readonly event: QueueEvent;
  readonly run: RunKey;
  /** A person, or `system`. */
  readonly by: string;
  readonly from: string | null;
  readonly to: string;
  readonly note: string;
  /** When, in milliseconds since 1970; null on events of before times were recorded. Stands in no report. */
  readonly atMs: number | null;
  /** What it was about then (`decidedFactsHash`); null on events of before facts were recorded. */
  readonly factsHash: string | null;
  /** sha256 of the event before and this one: a chain that a change breaks. */
  readonly hash: string;
}

/**
 * sha256 of the event before and of this one: who changes, drops or slips in an event breaks every hash after it. ''
 * comes before the first.
 */
export function hashEvent(previousHash: string, event: Omit<EventRow, 'hash'>): string {
  const facts = [
    previousHash,
    event.seq,
    event.eventId,
    event.discrepancyId,
    event.discrepancySeq,
    event.event,
    event.run.date,
    event.run.generation,
    event.by,
    event.from,
    event.to,
    event.note,
    ...(event.atMs === null ? [] : [event.atMs, event.factsHash]),
  ];
  return sha256(JSON.stringify(facts));
}

/** A discrepancy as people see it: the state and note are of the queue, the finding of the run that last moved it. */
export interface QueueEntry {
  readonly discrepancy: Discrepancy;
  readonly run: RunKey;
  /** The number of its last event. */
  readonly seq: number;
}

export interface DecideOptions {
  /** Now, in milliseconds since 1970: what the events say of when. */
  readonly atMs: number;
  /** True: what can be applied is, whatever becomes of the rest. */
  readonly partial: boolean;
  /** True: nothing is applied; the verdicts say what would be. */
  readonly check?: boolean;
  /** Who acts, and what they may close alone; absent: a name that was stated, where the record has no people. */
  readonly desk?: DeskAct;
}

/** What a decision is held to where there are people, or limits. */
export interface DeskAct {
  /** Who was proved to be there; null: nobody, the name is stated. */
  readonly who: { readonly personId: string; readonly proof: Exclude<Proof, 'stated'> } | null;
  /** The day in the tenant's zone, and the last one on which a proposal of it can be confirmed. */
  readonly day: PlainDate;
  readonly lapsesAfter: PlainDate;
  readonly approval: Approval;
}

/** What became of a proposal. */
export type ProposalEnd = 'confirmed' | 'declined' | 'lapsed';

/** A decision that waits for a second person. */
export interface Proposal {
  /** The number of the event that proposed it. */
  readonly seq: number;
  readonly discrepancyId: string;
  readonly event: Limited;
  readonly note: string;
  /** The name of the person who proposed it, and their id. */
  readonly by: string;
  readonly person: string;
  readonly currency: string;
  /** In hundredths. */
  readonly amount: Minor;
  /** The last day on which it can be confirmed. */
  readonly lapsesAfter: PlainDate;
}

/** A second person's answer to what waits on a discrepancy. */
export interface Answer {
  readonly discrepancyId: string;
  readonly answer: 'confirmed' | 'declined';
  /** Why; of a confirmation it may be empty. */
  readonly note: string;
}

/**
 * What comes of one answer: `applied`, `ready` (another one of the list was refused); `unknown`; `no_proposal` (nothing
 * waits); `lapsed` (too late, or the facts have moved: it is ended with this); `own_proposal`; `note_missing`;
 * `note_too_long`; `not_proved`; `not_allowed`.
 */
export const ANSWER_CODES = [
  'applied',
  'ready',
  'unknown',
  'no_proposal',
  'lapsed',
  'own_proposal',
  'note_missing',
  'note_too_long',
  'not_proved',
  'not_allowed',
] as const;
export type AnswerCode = (typeof ANSWER_CODES)[number];

export interface AnswerVerdict {
  readonly answer: Answer;
  readonly code: AnswerCode;
  readonly proposal: Proposal | null;
  /** How it stands now; null where the queue does not hold it. */
  readonly entry: QueueEntry | null;
  readonly event: EventRow | null;
}

/** Who a step is by, where that was proved or stands for somebody. */
export interface EventPerson {
  /** The number of the event. */
  readonly seq: number;
  readonly person: string | null;
  readonly proof: Proof;
  /** Whose proposal it answers, by id and name. */
  readonly forPerson: string | null;
  readonly forName: string | null;
}

/** What came of one decision. */
export interface DecisionVerdict {
  readonly decision: Decision;
  readonly code: DecisionCode;
  /** How it stands now, after the decision where it was applied; null where the queue does not hold it. */
  readonly entry: QueueEntry | null;
  /** Null where nothing was applied. */
  readonly event: EventRow | null;
}

/** Which events are asked for: those of one discrepancy, or those after a number. */
export interface EventRange {
  readonly discrepancyId?: string;
  /** The number of an event: only later ones. */
  readonly after?: number;
  readonly limit?: number;
}

/** People's queue as it stands now: each finding as of the run that last moved it. */
export interface Queue {
  /** In id order, from after an id on; `open`: only what waits for somebody. */
  entries(page?: { readonly open?: boolean; readonly after?: string; readonly limit?: number }): Promise<QueueEntry[]>;
  find(id: string): Promise<QueueEntry | null>;
  /**
   * Records people's decisions, each with its event and its outbox row, in one transaction and in the order given: all
   * of them or none, unless `partial`. Returns what came of each, in the same order; bad decisions are values and never
   * thrown.
   */
  decide(decisions: readonly Decision[], options: DecideOptions): Promise<DecisionVerdict[]>;
  /**
   * Answers what waits, all or none; what has lapsed is ended whatever becomes of the rest. Bad answers are values and
   * never thrown.
   */
  answer(
    answers: readonly Answer[],
    options: { readonly atMs: number; readonly desk: DeskAct },
  ): Promise<AnswerVerdict[]>;
  /** What waits for a second person, in the order in which it was proposed. */
  proposals(): Promise<Proposal[]>;
  /** Who the events of one discrepancy are by; an event that is not among them has a name that was stated. */
  eventPeople(discrepancyId: string): Promise<EventPerson[]>;
  /**
   * People's decisions by the number of their event: after the first number, up to and with the second, in that order.
   */
  decisions(after: number, upTo: number): Promise<DecisionRecord[]>;
  /** In the order of their numbers. */
  events(range?: EventRange): Promise<EventRow[]>;
  /** The number of the last event; 0 before the first. */
  lastEvent(): Promise<number>;
}
