import { readRecorded } from '../../jobs/due.ts';
import { progressOf, type DateProgress } from '../../jobs/progress.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { FATES, type Fate } from '../../schemas/lines/records.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import { addDays, dateRange, type PlainDate } from '../../schemas/values/dates.ts';
import { countRun } from '../5-publish/counted.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { today } from '../pipeline/run-dates.ts';

/** Where every date stands: those that were run, those that workers have under way, and those that nobody ran. */

/** One date as its newest run left it. */
export interface DateStatus {
  readonly date: PlainDate;
  readonly state: 'committed' | 'stale';
  readonly generation: number;
  /** Every generation, oldest first. */
  readonly generations: readonly RunRecord[];
  /** Why somebody asked for the newest one. */
  readonly reason: string | null;
  readonly published: boolean;
  readonly sources: readonly SourceFile[];
  /** Lines of all legs that the run had in the working set, by fate. */
  readonly fates: Readonly<Record<Fate, number>>;
  readonly openActions: number;
}

export async function statusOf(run: RunRecord, { store }: Pick<Context, 'store'>): Promise<DateStatus> {
  const sources = await store.outcomes.files(run);
  const legs = (await store.outcomes.figures(run)).conservation;
  const fates = FATES.map((fate) => [fate, legs.reduce((lines, leg) => lines + leg.fates[fate].lines, 0)] as const);
  return {
    date: run.date,
    state: run.stale ? 'stale' : 'committed',
    generation: run.generation,
    generations: await store.runs.generations(run.date),
    reason: run.reason,
    published: (await store.reports.of(run)).length > 0,
    sources,
    fates: Object.fromEntries(fates) as Record<Fate, number>,
    openActions: countRun(await store.outcomes.discrepancies(run), sources).actionsOpen,
  };
}

/** Dates up to yesterday after the last one that was run; between runs there are no gaps. */
export async function datesNotRun(context: Context): Promise<PlainDate[]> {
  const last = (await context.store.runs.newestOfEach()).at(-1)?.date ?? null;
  const first = last === null ? (context.config.goLive ?? (await context.store.runs.goLive())) : addDays(last, 1);
  return first === null ? [] : dateRange(first, addDays(today(context), -1));
}

/** How every date stands that workers have under way, oldest first. */
export async function datesUnderWay({ config, store }: Pick<Context, 'config' | 'store'>): Promise<DateProgress[]> {
  const goLive = config.goLive ?? (await store.runs.goLive());
  // Nothing begins before the first file is known.
  if (goLive === null) return [];
  return progressOf(await readRecorded(store, goLive, config.sources));
}
