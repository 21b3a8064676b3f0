import { addDays, dateRange, type PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { localClock } from '../../schemas/values/local-time.ts';
import type { RunKey } from '../../schemas/outcome/run.ts';
import type { EpochSeconds } from '../../schemas/lines/records.ts';
import { canList, placeOf } from '../../schemas/config/from.ts';
import { earliestDate } from '../1-download/stage.ts';
import { publishIndex } from '../5-publish/stage.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { runDate, type DateResult, type RunOptions } from './embedded.ts';
import { assertNotPruned, prunedInTheWay } from '../retention/closed.ts';
import { hasOtherFiles, type CheckSpan } from './other-files.ts';

export interface DatesOptions extends RunOptions {
  /** The date asked for; null: every date up to yesterday. */
  readonly date: PlainDate | null;
  /** Told what is due before anything is run; what it throws ends it there. */
  readonly onPlan?: (dates: readonly PlainDate[]) => Promise<void> | void;
  readonly onDate?: (result: DateResult) => void;
}

/**
 * Runs what is due, oldest first: dates without a run, stale ones, ones whose missing or refused file has come, ones of
 * the last `schedule.recheckDays` dates of which a source has other bytes than were read, and the date asked for. A
 * date is run only when every date since go-live before it has been. Throws `usage_invalid` for a date before go-live
 * or in the future, `file_pruned` for one whose files retention dropped (no other date waits for such a one),
 * `integrity_broken` for a record that is not as it was written, and what `runDate` throws.
 */
export async function runDates(context: Context, options: DatesOptions): Promise<DateResult[]> {
  await context.temporary.removeDead();
  // What is due is read from the record too.
  await context.store.chain.assertRecorded();
  const goLive = await settledGoLive(context);
  const yesterday = addDays(today(context), -1);
  const last = options.date ?? yesterday;
  if (last < goLive)
    throw new CuadreError('usage_invalid', `${last} is before the go-live ${goLive}`, { date: last, goLive });
  if (last > addDays(yesterday, 1))
    throw new CuadreError('usage_invalid', `${last} is in the future`, { date: last, today: addDays(yesterday, 1) });
  if (options.date !== null) await assertNotPruned(options.date, context);
  const dates = dateRange(goLive, last);
  const checked: Checked = new Map();
  const due = async (date: PlainDate): Promise<boolean> =>
    isDue(date, options.date, { goLive, last, today: addDays(yesterday, 1) }, checked, context);
  if (options.onPlan) {
    const planned: PlainDate[] = [];
    for (const date of dates) if (await due(date)) planned.push(date);
    await options.onPlan(planned);
  }
  const results: DateResult[] = [];
  for (const date of dates) {
    // Asked anew for each date: a new generation of the date before makes this one stale.
    if (!(await due(date))) continue;
    const isAsked = date === options.date;
    const from = checked.get(date) === true ? ({ from: 'sources' } as const) : {};
    const result = await runDate(
      date,
      goLive,
      context,
      isAsked ? { from: 'sources', ...options } : { ...options, ...from, only: null, without: [] },
    );
    results.push(result);
    options.onDate?.(result);
  }
  // Nothing was due: the page is put right all the same.
  if (results.length === 0) await publishIndex(context);
  return results;
}

/** What a look at the sources found, by date: none is asked twice in one run. */
type Checked = Map<PlainDate, boolean>;

async function isDue(
  date: PlainDate,
  asked: PlainDate | null,
  span: CheckSpan,
  checked: Checked,
  context: Context,
): Promise<boolean> {
  const run = await context.store.runs.newest(date);
  if (date === asked) return true;
  // Once its files were dropped, or those of a later date, it is run no more.
  if (run === null || run.stale || !(await isShown(run, context)))
    return (await prunedInTheWay(date, context)) === null;
  const found = checked.get(date) ?? (await hasOtherFiles(run, span, context));
  checked.set(date, found);
  return found;
}

/** Whether its reports are published, and readers of the date see them. */
export async function isShown(run: RunKey, { store, reportFiles }: Context): Promise<boolean> {
  return (await store.reports.of(run)).length > 0 && !(await reportFiles.isBehind(run));
}

/** What a look at the sources shows. */
export interface SourceCheck {
  /** Null where no source has a file for any date yet. */
  readonly goLive: PlainDate | null;
  /** Dates with a committed run of which the sources have other files by now, ascending. */
  readonly late: readonly PlainDate[];
}

/**
 * Looks for the go-live, which is then recorded, and for files that came late or came again. `last`: the newest date
 * that is due.
 */
export async function checkSources(last: PlainDate, context: Context): Promise<SourceCheck> {
  const goLive = await settledGoLive(context).catch((error: unknown) => {
    // Before the first file there is nothing to do yet, and nothing wrong.
    if (error instanceof CuadreError && error.code === 'usage_invalid') return null;
    throw error;
  });
  if (goLive === null) return { goLive, late: [] };
  const late: PlainDate[] = [];
  for (const run of await context.store.runs.newestOfEach()) {
    if (await hasOtherFiles(run, { goLive, last, today: today(context) }, context)) late.push(run.date);
  }
  return { goLive, late };
}

/** The go-live: configured, or the earliest date with a file at the first run, recorded from then on. */
export async function settledGoLive(context: Context): Promise<PlainDate> {
  const { config, store } = context;
  const known = config.goLive ?? (await store.runs.goLive());
  if (known !== null) return known;
  const dates = await Promise.all(
    config.sources.filter((source) => canList(source.from)).map((source) => earliestDate(source, context)),
  );
  const [earliest] = dates.flatMap((date) => date ?? []).sort();
  if (earliest === undefined) {
    const where = config.sources.map((source) => `${source.id}: ${placeOf(source.from)}/${source.from.file}`);
    throw new CuadreError('usage_invalid', 'no source has a file for any date yet', { looked: where });
  }
  await store.runs.recordGoLive(earliest);
  return earliest;
}

/** Today on the wall clock of the tenant's zone. */
export function today(context: Pick<Context, 'clock' | 'config'>): PlainDate {
  return localClock(context.config.timezone)(Math.floor(context.clock.nowMs() / 1000) as EpochSeconds).date;
}
