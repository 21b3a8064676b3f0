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
const generation = z.int().min(1);

const ofDate = z.strictObject({ date, generation });
const ofSource = z.strictObject({ date, generation, source: z.string().regex(/^[a-z0-9_-]{1,64}$/) });

export const JOB_NAMES = ['download', 'normalise', 'match', 'publish'] as const;
export type JobName = (typeof JOB_NAMES)[number];

export interface StagePayload {
  readonly date: PlainDate;
  /** The generation that is made if the inputs differ from those of the newest run. */
  readonly generation: number;
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

/**
 * Stage jobs leave nothing behind: an id exists only while its job waits or runs, so adding it twice is harmless and
 * adding it again later works (a job that is kept swallows the next `add` of its id without a word). Attempts are
 * counted in the store, which a wiped Redis does not forget.
 */
export const STAGE_JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/** `<stage>_<date>_g<generation>[_<source>]`: no colon and never only digits, which BullMQ refuses. */
export function stageJobId(job: JobName, { date: day, generation: number, source }: StagePayload): string {
  return [job, day, `g${String(number)}`, ...(source === '' ? [] : [source])].join('_');
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
