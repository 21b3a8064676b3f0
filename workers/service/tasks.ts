import type { JobName } from '../../jobs/contracts.ts';
import { certain, CuadreError } from '../../schemas/errors.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import type { BackupKnown } from '../../schemas/ports/backups.ts';
import type { DateUnderWay, StageLease } from '../../schemas/ports/progress.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { tellPeople } from '../alerts/deliver.ts';
import { assertClaimedOnce } from '../1-download/stage.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { dateToRun, type DateToRun } from '../pipeline/date.ts';
import { checkSources, type SourceCheck } from '../pipeline/run-dates.ts';
import { bringIn, decideDate, publishDate, read, type DateDecided } from '../pipeline/stages.ts';

/**
 * What a worker process asks its threads for: the stages of a job; which files came that were missing, and since when
 * there are files at all; a turn of the alerts; a backup. Plain data, as is everything that comes back.
 */
export type Task =
  | { readonly kind: 'stage'; readonly job: JobName; readonly lease: StageLease; readonly goLive: PlainDate }
  | { readonly kind: 'sources'; readonly last: PlainDate }
  | { readonly kind: 'alerts' }
  | { readonly kind: 'backup'; readonly sinceMs: number };

/** What each kind of task comes to. */
export interface TaskResults {
  readonly stage: StageReport;
  readonly sources: SourceCheck;
  readonly alerts: null;
  readonly backup: BackupKnown & { readonly made: boolean };
}

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

/** Does a task. Throws what the stages throw, and `lease_lost` where a stage is another's to do by now. */
export async function doTask(task: Task, context: Context): Promise<TaskResults[Task['kind']]> {
  switch (task.kind) {
    case 'stage':
      return doStage(task, context);
    case 'sources':
      return checkSources(task.last, context);
    case 'alerts':
      await tellPeople(context);
      return null;
    case 'backup':
      return certain(context.backups, 'the folder of the backups').since(task.sinceMs);
  }
}

/**
 * Does the stages of one job from what is recorded, and records what they brought. Where it was done already, doing it
 * again comes to the same.
 */
async function doStage(
  { job, lease: stage, goLive }: Extract<Task, { kind: 'stage' }>,
  context: Context,
): Promise<StageReport> {
  const { progress } = context.store;
  const { onStep = () => undefined } = context;
  const { key } = stage;
  const underWay = await progress.of(key.date);
  if (underWay?.round !== key.round)
    throw new CuadreError('lease_lost', `${key.date} was begun anew meanwhile`, { date: key.date, round: key.round });
  onStep(`${job}:started`);
  const date = await dateToRun(key.date, goLive, context);
  const done = await JOB_BODIES[job]({ date, underWay, stage, context });
  onStep(`${job}:recorded`);
  return done;
}

/** What a job is done with. */
interface Doing {
  readonly date: DateToRun;
  readonly underWay: DateUnderWay;
  readonly stage: StageLease;
  readonly context: Context;
}

/** Each does its stages, and records what they came to. */
const JOB_BODIES: Readonly<Record<JobName, (doing: Doing) => Promise<StageReport>>> = {
  download: async ({ date, underWay, stage, context }) => {
    const { source } = stage.key;
    const { file } = await bringIn(source, date, { from: underWay.filesFrom }, context);
    const others = underWay.files.map((one) => one.file).filter((one) => one.source !== source);
    assertClaimedOnce([...others, file], context.config.sources);
    await context.store.progress.recordResult(stage, { kind: 'file', file, normalised: false });
    return reportOf([file], date);
  },
  normalise: async ({ date, underWay, stage, context }) => {
    const { source } = stage.key;
    const brought = underWay.files.find((one) => one.file.source === source);
    if (brought === undefined)
      throw new CuadreError('payload_invalid', `${source} of ${date.date} is not downloaded yet`, { source });
    const file = await read(brought.file, date, context);
    await context.store.progress.recordResult(stage, { kind: 'file', file, normalised: true });
    return reportOf([file], date);
  },
  match: async ({ date, underWay, stage, context }) => {
    const files = underWay.files.map(({ file }) => file);
    const decided = await decideDate(date, files, { lease: stage.lease, underWay: stage }, context);
    // With an outcome it was recorded in one step; without one nothing was.
    if (decided.outcome === null) await context.store.progress.recordResult(stage, { kind: 'matched' });
    return { ...reportOf(files, date), ...decidedReport(decided) };
  },
  publish: async ({ date, underWay, stage, context }) => {
    if (date.newest !== null) await publishDate({ run: date.newest, outcome: null }, stage.lease, context);
    await context.store.progress.recordResult(stage, { kind: 'published' });
    return reportOf(
      underWay.files.map(({ file }) => file),
      date,
    );
  },
};

function reportOf(files: readonly SourceFile[], { newest }: DateToRun): StageReport {
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  return { lines, generation: newest?.generation ?? 0, changed: true, findings: {} };
}

function decidedReport({ run, outcome }: DateDecided): Pick<StageReport, 'generation' | 'changed' | 'findings'> {
  const findings: Record<string, number> = {};
  for (const { kind, event } of outcome?.discrepancies ?? [])
    if (event !== null) findings[kind] = (findings[kind] ?? 0) + 1;
  return { generation: run.generation, changed: outcome !== null, findings };
}
