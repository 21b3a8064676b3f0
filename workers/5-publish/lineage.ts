import { certain } from '../../schemas/errors.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import type { RunKey } from '../../schemas/outcome/run.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import { dueDateOf, TREND_DATES, type DueDate } from './trend.ts';

/**
 * The runs that a run goes on from, one a date. What a report tells of earlier dates it reads from these, and not from
 * the newest of each date: so the same run has the same page whenever it is made, also after an earlier date was run
 * again with other files.
 */

/** Its parents, newest first, back to `first` or to the first date of all. */
export async function lineage(
  record: RunRecord,
  first: PlainDate,
  { runs }: { readonly runs: Pick<Context['store']['runs'], 'generations'> },
): Promise<RunRecord[]> {
  const found: RunRecord[] = [];
  let run = record;
  while (run.parentGeneration !== null && run.date > first) {
    const parent = { date: addDays(run.date, -1), generation: run.parentGeneration };
    // All of a date, which are few: a row open for two years leads back over hundreds of dates, and asking so is quick.
    const all = await runs.generations(parent.date);
    const own = all.find(({ generation }) => generation === parent.generation);
    run = certain(own, `generation ${String(parent.generation)} of ${parent.date}`);
    found.push(run);
  }
  return found;
}

/** The first date of the trend that ends with `date`. */
export function trendStart(date: PlainDate): PlainDate {
  return addDays(date, 1 - TREND_DATES);
}

/** What fell due on the date of a run, and what of it was there at its close. */
export async function dueDate(
  { date, generation }: RunKey,
  { outcomes }: { readonly outcomes: Pick<Context['store']['outcomes'], 'figures'> },
): Promise<DueDate> {
  return dueDateOf(date, (await outcomes.figures({ date, generation })).dues);
}
