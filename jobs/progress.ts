import { addDays, type PlainDate } from '../schemas/values/dates.ts';
import type { DateUnderWay, StageRecord } from '../schemas/ports/progress.ts';
import { dueJobs, isStuck, type DueJob, type Recorded } from './due.ts';
import { JOBS } from './contracts.ts';

/**
 * How a date under way stands; of several that hold, the first. `parked`, `failed`: a person is to do something.
 * `retrying`: a stage failed and is tried again by itself. `working`: a stage was started and has not told its end.
 * `due`: whoever is free may go on. `waiting`: for an earlier date.
 */
export const PROGRESS_STATES = ['parked', 'failed', 'retrying', 'working', 'due', 'waiting'] as const;
export type ProgressState = (typeof PROGRESS_STATES)[number];

export type StageProgress = Omit<StageRecord, 'state'> & { readonly state: Exclude<ProgressState, 'waiting'> };

export interface DateProgress {
  readonly date: PlainDate;
  /** The generation that is made if the inputs differ. */
  readonly generation: number;
  readonly state: ProgressState;
  /** The stages that hold it up, run or come next. */
  readonly stages: readonly StageProgress[];
  /** The date that has to be recorded first; null where nothing but its own stages is in its way. */
  readonly waitsFor: PlainDate | null;
}

/** How every date under way stands, oldest first: from what is recorded alone, so that any process can tell it. */
export function progressOf(recorded: Recorded): DateProgress[] {
  const due = dueJobs(recorded);
  return recorded.underWay.map((underWay, index) => {
    const { date, generation } = underWay;
    const next = due.filter(({ payload }) => payload.date === date);
    const stages = stagesOf(underWay, next);
    const state = PROGRESS_STATES.find((one) => stages.some((stage) => stage.state === one)) ?? 'waiting';
    const waitsFor = state === 'waiting' ? earlierOf(date, recorded.underWay.slice(0, index)) : null;
    return { date, generation, state, stages, waitsFor };
  });
}

function stagesOf({ stages }: DateUnderWay, next: readonly DueJob[]): StageProgress[] {
  const started = stages.map(({ state, ...stage }): StageProgress => {
    return { ...stage, state: state === 'asked' ? 'due' : state };
  });
  const untouched = next
    .filter(({ before }) => before === null)
    .map(({ job, payload: { source } }): StageProgress => {
      return { stage: JOBS[job].stages[0], source, state: 'due', starts: 0, retryAtMs: null, code: null, detail: null };
    });
  return [...started, ...untouched];
}

/**
 * Dates follow each other: the oldest that goes on is first, and where none does the nearest that waits for a person.
 */
function earlierOf(date: PlainDate, earlier: readonly DateUnderWay[]): PlainDate {
  return (earlier.find((one) => !isStuck(one)) ?? earlier.at(-1))?.date ?? addDays(date, -1);
}
