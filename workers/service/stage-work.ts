import { JOBS, type JobName } from '../../jobs/contracts.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { DateUnderWay, StageLease, StageResult } from '../../schemas/ports/progress.ts';
import type { Context } from '../pipeline/context.ts';
import { parentOf, type Journey } from '../pipeline/journey.ts';
import { checkSources, type SourceCheck } from '../pipeline/run-dates.ts';
import { STAGE_BODIES } from '../pipeline/stages.ts';

/** What a worker process asks its threads for. Plain data, as is everything that comes back. */
export type Task =
  | { readonly kind: 'stage'; readonly job: JobName; readonly lease: StageLease; readonly goLive: PlainDate }
  | { readonly kind: 'look'; readonly last: PlainDate };

/** What a stage came to, for the log and for metrics. */
export interface StageReport {
  /** Lines of the file, or of the date's own files. */
  readonly lines: number;
  readonly generation: number;
  /** False: the inputs are those of the newest generation, and nothing was recorded. */
  readonly changed: boolean;
  /** What a committed run opened, closed or noted, by kind. */
  readonly findings: Readonly<Record<string, number>>;
}

/**
 * Does the stages of one job from what the store has recorded, and records what they brought. Where it was done
 * already, doing it again comes to the same. Throws what the stages throw, and `lease_lost` where it is another's to do
 * by now.
 */
export async function doStage(
  task: Extract<Task, { kind: 'stage' }>,
  context: Context,
  signal: AbortSignal,
): Promise<StageReport> {
  const { progress } = context.store;
  const { onStep = () => undefined } = context;
  const { key, look, lease } = task.lease;
  const record = await progress.of(key.date);
  if (record?.look !== look)
    throw new CuadreError('lease_lost', `${key.date} was begun anew meanwhile`, { date: key.date, look });
  onStep(`${task.job}:started`);
  const journey = await resume(record, task, context);
  for (const stage of JOBS[task.job].stages) {
    signal.throwIfAborted();
    await STAGE_BODIES[stage](journey, key.source, lease, context);
    onStep(`${stage}:done`);
  }
  await progress.recordResult(task.lease, resultOf(task.job, journey, key.source));
  onStep(`${task.job}:recorded`);
  return reportOf(journey, key.source);
}

/** Which files came that were missing, and since when there are files at all. */
export async function doCheck({ last }: Extract<Task, { kind: 'look' }>, context: Context): Promise<SourceCheck> {
  return checkSources(last, context);
}

async function resume(
  record: DateUnderWay,
  { job, lease, goLive }: Extract<Task, { kind: 'stage' }>,
  context: Context,
): Promise<Journey> {
  const { store } = context;
  const { date } = lease.key;
  const newest = await store.runs.newest(date);
  return {
    date,
    goLive,
    parent: job === 'match' ? await parentOf(date, goLive, context) : null,
    newest,
    known: newest === null ? [] : await store.outcomes.files(newest),
    files: new Map(record.files.map(({ file }) => [file.source, file])),
    normalised: new Set(record.files.filter((one) => one.normalised).map(({ file }) => file.source)),
    from: record.filesFrom,
    reason: null,
    gone: new Set(),
    matched: null,
    run: job === 'publish' ? newest : null,
    outcome: null,
    unchanged: false,
    without: [],
    published: false,
  };
}

function resultOf(job: JobName, journey: Journey, source: string): StageResult {
  switch (job) {
    case 'download':
    case 'normalise':
      return { kind: 'file', file: fileOf(journey, source), normalised: journey.normalised.has(source) };
    case 'match':
      return { kind: 'matched' };
    case 'publish':
      return { kind: 'published' };
  }
}

function fileOf(journey: Journey, source: string) {
  const file = journey.files.get(source);
  if (file === undefined)
    throw new CuadreError('record_invalid', `${source} of ${journey.date} came to no file`, { source });
  return file;
}

function reportOf(journey: Journey, source: string): StageReport {
  const files = source === '' ? [...journey.files.values()] : [fileOf(journey, source)];
  const findings: Record<string, number> = {};
  for (const { kind, event } of journey.outcome?.discrepancies ?? [])
    if (event !== null) findings[kind] = (findings[kind] ?? 0) + 1;
  return {
    lines: files.reduce((sum, file) => sum + file.lines, 0),
    generation: (journey.run ?? journey.newest)?.generation ?? 0,
    changed: !journey.unchanged,
    findings,
  };
}
