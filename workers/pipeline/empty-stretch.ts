import type { Config } from '../../schemas/config/config.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import type { Store } from '../../schemas/ports/store.ts';
import { datesOf } from '../1-download/directory.ts';

/** Dates one after the other for which no source has a file. */
export interface EmptyStretch {
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly dates: number;
  /** The first date after it for which a source has a file; null where there is none. */
  readonly next: PlainDate | null;
  /** The newest date that was run, where it stands before the stretch and sources stand on servers; else null. */
  readonly after: PlainDate | null;
}

/**
 * So many dates without a single file are a month that went by; more are a go-live that was mistyped, or a folder that
 * is another.
 */
export const EMPTY_DATES_MAX = 31;

/**
 * The longest stretch of more than 31 dates, of those that are to be run and never were, for which no folder has a
 * file; null where there is none. Sources on servers are not asked: where there is one, only dates after the newest
 * that was run are told, for a clock that jumped ahead would have a worker ask for them all; before the first run
 * nothing is told. Throws `source_unreachable` for a folder that cannot be read.
 *
 * @param planned the dates that are to be run, ascending
 */
export async function emptyStretch(
  planned: readonly PlainDate[],
  { config, store }: { readonly config: Pick<Config, 'sources'>; readonly store: Pick<Store, 'runs'> },
): Promise<EmptyStretch | null> {
  if (planned.length <= EMPTY_DATES_MAX) return null;
  const folders = config.sources.flatMap(({ from }) => ('directory' in from ? [from] : []));
  const withFile = new Set(folders.flatMap((from) => [...datesOf(from)]));
  const run = new Set((await store.runs.newestOfEach()).map((one) => one.date));
  const newest = [...run].sort().at(-1) ?? null;
  const hasServer = folders.length < config.sources.length;
  if (hasServer && newest === null) return null;
  const after = hasServer ? newest : null;
  const isTold = (date: PlainDate): boolean => after === null || date > after;
  const longest = longestRow(planned.filter((date) => isTold(date) && !withFile.has(date) && !run.has(date)));
  const [from, to] = [longest[0], longest.at(-1)];
  if (longest.length <= EMPTY_DATES_MAX || from === undefined || to === undefined) return null;
  const next = [...withFile].filter((date) => date > to).sort()[0] ?? null;
  return { from, to, dates: longest.length, next, after };
}

/** The most dates that follow each other without a gap, the earliest of equally many. */
export function longestRow(dates: readonly PlainDate[]): readonly PlainDate[] {
  let [longest, first]: [readonly PlainDate[], number] = [[], 0];
  dates.forEach((date, index) => {
    const before = dates[index - 1];
    if (before === undefined || addDays(before, 1) !== date) first = index;
    if (index + 1 - first > longest.length) longest = dates.slice(first, index + 1);
  });
  return longest;
}
