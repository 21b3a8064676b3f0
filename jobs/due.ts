import type { PlainDate } from '../schemas/values/dates.ts';
import { addDays } from '../schemas/values/dates.ts';
import type { DateUnderWay, StageRecord } from '../schemas/ports/progress.ts';
import type { RunRecord } from '../schemas/ports/runs.ts';
import type { Store } from '../schemas/ports/store.ts';
import { JOB_OF_STAGE, JOBS, type JobName, type StagePayload } from './contracts.ts';
import type { StageJob } from './queues.ts';
import { dueStages, type DateSnapshot, type DueStage } from './order.ts';

/** What is known of how far dates have come. */
export interface Recorded {
  /** The dates under way, ascending. */
  readonly underWay: readonly DateUnderWay[];
  /** The newest run of every date. */
  readonly runs: readonly RunRecord[];
  readonly goLive: PlainDate;
  /** The ids of the configured sources. */
  readonly sources: readonly string[];
}

/** Reads what is recorded. */
export async function readRecorded(
  { progress, runs }: Pick<Store, 'progress' | 'runs'>,
  goLive: PlainDate,
  sources: readonly { readonly id: string }[],
): Promise<Recorded> {
  const underWay = await progress.underWay();
  return { underWay, runs: await runs.newestOfEach(), goLive, sources: sources.map((source) => source.id) };
}

/** A job that the order of the stages allows. */
export interface DueJob {
  readonly job: JobName;
  readonly payload: StagePayload;
  /** What is known of earlier starts; null where there was none. */
  readonly before: StageRecord | null;
}

/**
 * Dates whose files are brought in before the oldest one is published. A year that is caught up on must not stand in
 * Redis as a whole, and the files of its last month are not what its first date waits for.
 */
const DATES_AHEAD_MAX = 8;

/**
 * The jobs that the order of the stages allows, over the oldest dates under way. Downloads and readings of several
 * dates; match and publish of the oldest date that can go on, so that dates follow each other. A date that waits for a
 * person holds up only those that have no run of it to stand on.
 */
export function dueJobs(recorded: Recorded): DueJob[] {
  const jobs: DueJob[] = [];
  let ahead = 0;
  for (const underWay of recorded.underWay) {
    const snapshot = snapshotOf(underWay, recorded, ahead > 0);
    jobs.push(...dueStages(snapshot).map((due) => jobOf(underWay, due)));
    if (!isStuck(underWay)) ahead += 1;
    if (ahead >= DATES_AHEAD_MAX) break;
  }
  return jobs;
}

/** Whether a date waits for a person: a stage failed for good, or was parked. */
export function isStuck({ stages }: Pick<DateUnderWay, 'stages'>): boolean {
  return stages.some(waitsForPerson);
}

/** Whether a stage is not tried again before somebody asks for it. */
export function waitsForPerson({ state }: Pick<StageRecord, 'state'>): boolean {
  return state === 'failed' || state === 'parked';
}

function snapshotOf(underWay: DateUnderWay, { runs, goLive, sources }: Recorded, earlierGoesOn: boolean): DateSnapshot {
  const { date, matched } = underWay;
  const parent = runs.find((run) => run.date === addDays(date, -1)) ?? null;
  const files = new Map(underWay.files.map((one) => [one.file.source, one]));
  return {
    sources: Object.fromEntries(sources.map((id) => [id, stateOfSource(files.get(id))])),
    parentCommitted: !earlierGoesOn && (date <= goLive || (parent !== null && !parent.stale)),
    // Recorded with the outcome, in one step.
    matched,
    classified: matched,
    published: false,
  };
}

function stateOfSource(known: DateUnderWay['files'][number] | undefined): DateSnapshot['sources'][string] {
  if (known === undefined) return 'waiting';
  if (known.file.state !== 'in') return 'given_up';
  return known.normalised ? 'normalised' : 'downloaded';
}

function jobOf({ date, generation, round, stages }: DateUnderWay, { stage, source }: DueStage): DueJob {
  const job = JOB_OF_STAGE[stage];
  const payload = { date, generation, round, source: source ?? '' };
  const before = stages.find((one) => one.stage === JOBS[job].stages[0] && one.source === payload.source) ?? null;
  return { job, payload, before };
}

/** What is to be put into the queues now: what is due and waits for no person. Asking again is harmless. */
export function jobsToAdd(recorded: Recorded): StageJob[] {
  return dueJobs(recorded)
    .filter(({ before }) => before === null || !waitsForPerson(before))
    .map(({ job, payload, before }) => ({ job, payload, anew: before?.state === 'asked' }));
}
