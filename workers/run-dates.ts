import { addDays, dateRange, type PlainDate } from '../schemas/dates.ts';
import { CuadreError } from '../schemas/errors.ts';
import { localClock } from '../schemas/local-time.ts';
import type { EpochSeconds } from '../schemas/records.ts';
import type { RunRecord } from '../schemas/ports.ts';
import { earliestDate, findFile } from './1-download/directory.ts';
import type { Context } from './context.ts';
import { runDate, type DateResult, type RunOptions } from './embedded.ts';

export interface DatesOptions extends RunOptions {
  /** The date asked for; null: every date up to yesterday. */
  readonly date: PlainDate | null;
  readonly onPlan?: (dates: readonly PlainDate[]) => void;
  readonly onDate?: (result: DateResult) => void;
}

/**
 * Runs what is due, oldest first: dates without a run, stale ones, ones whose missing file has come, and the date asked for.
 * A date is run only when every date since go-live before it has been. Throws `usage_invalid` for a date before go-live or
 * in the future, and what `runDate` throws.
 */
export async function runDates(context: Context, options: DatesOptions): Promise<DateResult[]> {
  const goLive = settledGoLive(context);
  const yesterday = addDays(today(context), -1);
  const last = options.date ?? yesterday;
  if (last < goLive) throw new CuadreError('usage_invalid', `${last} is before the go-live ${goLive}`, { date: last, goLive });
  if (last > addDays(yesterday, 1))
    throw new CuadreError('usage_invalid', `${last} is in the future`, { date: last, today: addDays(yesterday, 1) });
  const dates = dateRange(goLive, last);
  options.onPlan?.(dates.filter((date) => isDue(date, options.date, newestOf(date, context), context)));
  const results: DateResult[] = [];
  for (const date of dates) {
    // Asked anew for each date: a new generation of the date before makes this one stale.
    if (!isDue(date, options.date, newestOf(date, context), context)) continue;
    const result = await runDate(
      date,
      goLive,
      context,
      date === options.date || (options.only ?? null) === null ? options : { ...options, only: null },
    );
    results.push(result);
    options.onDate?.(result);
  }
  return results;
}

function newestOf(date: PlainDate, context: Context): RunRecord | null {
  return context.store.newestRun(date);
}

function isDue(date: PlainDate, asked: PlainDate | null, run: RunRecord | null, context: Context): boolean {
  if (run === null || run.stale || date === asked) return true;
  if (context.store.reports(run).length === 0) return true;
  const open = context.store.files(run).filter((file) => file.state === 'missing' || file.state === 'rejected');
  return open.some((file) => {
    const source = context.config.sources.find((one) => one.id === file.source);
    if (!source) return false;
    const found = findFile(source, date);
    return found !== null && (file.state === 'missing' || context.archive.put(found.path).sha256 !== file.sha256);
  });
}

/** The go-live: configured, or the earliest date with a file at the first run, recorded from then on. */
export function settledGoLive(context: Context): PlainDate {
  const { config, store } = context;
  const known = config.goLive ?? store.goLive();
  if (known !== null) return known;
  const dates = config.sources.flatMap((source) => earliestDate(source) ?? []).sort();
  const [earliest] = dates;
  if (earliest === undefined) {
    const where = config.sources.map((source) => `${source.id}: ${source.from.directory}/${source.from.file}`);
    throw new CuadreError('usage_invalid', 'no source has a file for any date yet', { looked: where });
  }
  store.recordGoLive(earliest);
  return earliest;
}

/** Today on the wall clock of the tenant's zone. */
export function today(context: Pick<Context, 'clock' | 'config'>): PlainDate {
  return localClock(context.config.timezone)(Math.floor(context.clock.nowMs() / 1000) as EpochSeconds).date;
}
