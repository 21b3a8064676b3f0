import { createHash } from 'node:crypto';
import * as z from 'zod';
import { parsePlainDate, type PlainDate } from '../schemas/values/dates.ts';
import { CuadreError } from '../schemas/errors.ts';
import type { StageName } from './order.ts';

/**
 * What may be asked of the workers: for each kind of job its queue, its payload and the stages it does. Both ends read
 * it here. A payload carries ids, never rows: Redis keeps it in clear text, and the store is the record.
 */

const date = z.string().transform((text, context): PlainDate => {
  const parsed = parsePlainDate(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: 'custom', message: 'a date such as 2026-07-01' });
  return z.NEVER;
});
const number = z.int().min(1);

const ofDate = z.strictObject({ date, generation: number, round: number });
const ofSource = ofDate.extend({ source: z.string().regex(/^[a-z0-9_-]{1,64}$/) });

export const JOB_NAMES = ['download', 'normalise', 'match', 'publish'] as const;
export type JobName = (typeof JOB_NAMES)[number];

export interface StagePayload {
  readonly date: PlainDate;
  /** The generation that is made if the inputs differ from those of the newest run. */
  readonly generation: number;
  /** Which time the date is under way. */
  readonly round: number;
  /** '' where the stage is of the whole date. */
  readonly source: string;
}

interface JobContract {
  readonly queue: string;
  readonly stages: readonly StageName[];
  /** How many a process does at once. */
  readonly concurrency: number;
  readonly payload: z.ZodType<Omit<StagePayload, 'source'> & { readonly source?: string }>;
}

/**
 * Match and classify are one job: what one hands to the other is every line of the date in memory, and would have to be
 * written and read again. Downloads and readings of several dates overlap; from match on dates follow each other, so
 * one at a time is all there ever is.
 */
export const JOBS = {
  download: { queue: 'cuadre-download', stages: ['download'], concurrency: 2, payload: ofSource },
  normalise: { queue: 'cuadre-normalise', stages: ['normalise'], concurrency: 2, payload: ofSource },
  match: { queue: 'cuadre-match', stages: ['match', 'classify'], concurrency: 1, payload: ofDate },
  publish: { queue: 'cuadre-publish', stages: ['publish'], concurrency: 1, payload: ofDate },
} as const satisfies Readonly<Record<JobName, JobContract>>;

/** The job that does a stage. */
export const JOB_OF_STAGE = {
  download: 'download',
  normalise: 'normalise',
  match: 'match',
  classify: 'match',
  publish: 'publish',
} as const satisfies Readonly<Record<StageName, JobName>>;

/** Where the schedule ticks. Its one job carries nothing: whoever gets it asks the store what is due. */
export const NIGHTLY_QUEUE = 'cuadre-nightly';
export const TICK = 'tick';

/** The queue that other programs consume. */
export const DISCREPANCY_QUEUE = 'discrepancies';

/** At a quarter of an hour between two of them, a day: then the night has another look. */
const ATTEMPTS = 100;

/** The wait before a stage is tried again is a function of ours: `retryDelayMs`. */
export const BACKOFF = 'stage';

/**
 * A stage job that is done is gone, and may be added again. One that failed for good stays under its id: whoever adds
 * it again adds nothing, until it is removed. So nobody has to remember that it is parked.
 */
export const STAGE_JOB_OPTIONS = {
  attempts: ATTEMPTS,
  backoff: { type: BACKOFF },
  removeOnComplete: true,
  removeOnFail: false,
  // Of its errors the last ones are kept, for people, and because they say how often a thread died of it.
  stackTraceLimit: 10,
} as const;

/** `<stage>_<date>_g<generation>_r<round>[_<source>]`: no colon and never only digits, which BullMQ refuses. */
export function stageJobId(job: JobName, { date: day, generation, round, source }: StagePayload): string {
  return [job, day, `g${String(generation)}`, `r${String(round)}`, ...(source === '' ? [] : [source])].join('_');
}

/** The payload as it is put into Redis. */
export function writePayload({ source, ...rest }: StagePayload): Readonly<Record<string, unknown>> {
  return source === '' ? rest : { ...rest, source };
}

/** The payload of a job. Throws `payload_invalid` for what another version, or somebody else, put there. */
export function readPayload(job: JobName, data: unknown): StagePayload {
  const parsed = JOBS[job].payload.safeParse(data);
  if (!parsed.success) {
    throw new CuadreError('payload_invalid', `the payload of a ${job} job cannot be read`, {
      problems: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    });
  }
  return { source: '', ...parsed.data };
}

/** The first wait after a failure; each further one is twice as long. */
const FIRST_MS = 10_000;
/** A bank's server that is down for hours is asked four times an hour. */
const LONGEST_MS = 900_000;
/** The share of a wait by which it differs from that of other jobs, so that they do not all come back at once. */
const JITTER = 0.2;

/**
 * How long a job waits before it is tried again: exponential, with a cap, and with a jitter that is a function of the
 * job and the attempt, so that the same history waits the same.
 */
export function retryDelayMs(jobId: string, attempts: number): number {
  const exponential = Math.min(FIRST_MS * 2 ** (attempts - 1), LONGEST_MS);
  const digest = createHash('sha256')
    .update(`${jobId}/${String(attempts)}`)
    .digest();
  const share = digest.readUInt32BE(0) / 2 ** 32;
  return Math.round(exponential * (1 - JITTER + 2 * JITTER * share));
}
