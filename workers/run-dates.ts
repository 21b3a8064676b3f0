import { addDays, dateRange, type PlainDate } from '../schemas/dates.ts';
import type { SourceConfig } from '../schemas/config.ts';
import { CuadreError } from '../schemas/errors.ts';
import type { SourceFile } from '../schemas/files.ts';
import { localClock } from '../schemas/local-time.ts';
import type { EpochSeconds } from '../schemas/records.ts';
import { canList, isRemote, placeOf } from '../schemas/from.ts';
import { download, earliestDate } from './1-download/stage.ts';
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
  const goLive = await settledGoLive(context);
  const yesterday = addDays(today(context), -1);
  const last = options.date ?? yesterday;
  if (last < goLive) throw new CuadreError('usage_invalid', `${last} is before the go-live ${goLive}`, { date: last, goLive });
  if (last > addDays(yesterday, 1))
    throw new CuadreError('usage_invalid', `${last} is in the future`, { date: last, today: addDays(yesterday, 1) });
  const dates = dateRange(goLive, last);
  const looks: Looks = new Map();
  const due = (date: PlainDate): Promise<boolean> => isDue(date, options.date, goLive, looks, context);
  if (options.onPlan) {
    const planned: PlainDate[] = [];
    for (const date of dates) if (await due(date)) planned.push(date);
    options.onPlan(planned);
  }
  const results: DateResult[] = [];
  for (const date of dates) {
    // Asked anew for each date: a new generation of the date before makes this one stale.
    if (!(await due(date))) continue;
    const isAsked = date === options.date;
    const result = await runDate(date, goLive, context, isAsked ? { from: 'sources', ...options } : { ...options, only: null });
    results.push(result);
    options.onDate?.(result);
  }
  return results;
}

/** What a second look at the missing and rejected files of a date found, by date and source: no source is asked twice in one run. */
type Looks = Map<string, boolean>;

async function isDue(date: PlainDate, asked: PlainDate | null, goLive: PlainDate, looks: Looks, context: Context): Promise<boolean> {
  const run = context.store.newestRun(date);
  if (run === null || run.stale || date === asked) return true;
  if (context.store.reports(run).length === 0) return true;
  for (const file of context.store.files(run)) {
    if (file.state !== 'missing' && file.state !== 'rejected') continue;
    const source = context.config.sources.find((one) => one.id === file.source);
    if (!source) continue;
    const key = `${date} ${source.id}`;
    const hasCome = looks.get(key) ?? (await lookAgain(source, file, goLive, context));
    looks.set(key, hasCome);
    if (hasCome) return true;
  }
  return false;
}

/**
 * Whether a file that was missing or rejected is there by now. A remote source is asked only for `askAgainDays` after the
 * date; that it cannot be reached changes nothing about a date that was run, so it is logged and the date stays.
 */
async function lookAgain(source: SourceConfig, file: SourceFile, goLive: PlainDate, context: Context): Promise<boolean> {
  const { from } = source;
  if (isRemote(from) && addDays(file.date, from.askAgainDays) < today(context)) return false;
  try {
    const found = await download(source, file.date, context, goLive);
    return found.sha256 !== null && found.sha256 !== file.sha256;
  } catch (error) {
    if (!isRemote(from) || !(error instanceof CuadreError)) throw error;
    context.log.warn({ source: source.id, date: file.date, code: error.code }, 'a missing file could not be asked for again');
    return false;
  }
}

/** The go-live: configured, or the earliest date with a file at the first run, recorded from then on. */
export async function settledGoLive(context: Context): Promise<PlainDate> {
  const { config, store } = context;
  const known = config.goLive ?? store.goLive();
  if (known !== null) return known;
  const dates = await Promise.all(config.sources.filter((source) => canList(source.from)).map(earliestDate));
  const [earliest] = dates.flatMap((date) => date ?? []).sort();
  if (earliest === undefined) {
    const where = config.sources.map((source) => `${source.id}: ${placeOf(source.from)}/${source.from.file}`);
    throw new CuadreError('usage_invalid', 'no source has a file for any date yet', { looked: where });
  }
  store.recordGoLive(earliest);
  return earliest;
}

/** Today on the wall clock of the tenant's zone. */
export function today(context: Pick<Context, 'clock' | 'config'>): PlainDate {
  return localClock(context.config.timezone)(Math.floor(context.clock.nowMs() / 1000) as EpochSeconds).date;
}
