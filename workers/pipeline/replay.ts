import { inTurn } from '../../schemas/in-turn.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { GenerationDiff } from '../../schemas/outcome/generation-diff.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import { diffFromFormer } from '../5-publish/stage.ts';
import { viewAsOf, type View } from './as-of.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { runDate, type DateResult, type RunOptions } from './embedded.ts';
import { assertNotPruned } from '../retention/closed.ts';
import { isShown, today } from './run-dates.ts';

export interface ReplayOptions extends Pick<RunOptions, 'onStage'> {
  readonly date: PlainDate;
  /** The close at which the date is shown as well; null: no view. */
  readonly asOf: PlainDate | null;
  /** Look for the files at their sources; else the bytes that the newest generation used. */
  readonly refetch: boolean;
  /** Run every stale date as well, and every one whose reports were never shown, oldest first, from the archive. */
  readonly cascade: boolean;
  readonly reason: string | null;
  /**
   * How many dates are run, as far as it is known: once before the first, and again when the replay has made later ones
   * stale.
   */
  readonly onPlan?: (dates: number) => void;
  readonly onDate?: (result: DateResult) => void;
}

/** A date that was run again because one before it has another generation. */
export interface Rerun {
  readonly result: DateResult;
  /** The generation before; null where nothing was recorded. */
  readonly former: RunRecord | null;
}

export interface Replay {
  readonly result: DateResult;
  /** What the new generation changes; null where the inputs are those of the newest one and nothing was recorded. */
  readonly diff: GenerationDiff | null;
  /** Stale and unshown dates before it (with `cascade`), and later ones, as they were run again. */
  readonly earlier: readonly Rerun[];
  readonly later: readonly Rerun[];
  /** The dates that are stale now. */
  readonly stale: readonly PlainDate[];
  readonly view: View | null;
}

/**
 * A date again. Other inputs make the next generation, equal ones record nothing. Later dates become stale; with
 * `cascade` they are run again, and with `asOf` as far as the view stands on them. People's queue moves only where the
 * newest date is run.
 *
 * Throws `usage_invalid` for a date before go-live or in the future, `run_unknown` for one that was never run,
 * `file_pruned` where retention dropped its files or those of a later date, and what `runDate` throws; what was
 * recorded by then stands, and the error names it (`recordedBefore`).
 */
export async function replayDate(context: Context, options: ReplayOptions): Promise<Replay> {
  await context.temporary.removeDead();
  const goLive = await replayableFrom(options.date, options.asOf, context);
  const recorded: string[] = [];
  const run = async (date: PlainDate, from: 'sources' | 'archive'): Promise<DateResult> => {
    const { reason, onStage, onDate } = options;
    const result = await runDate(date, goLive, context, {
      from,
      reason,
      ...(onStage === undefined ? {} : { onStage }),
    });
    if (result.changed) recorded.push(`${date} generation ${String(result.run.generation)}`);
    onDate?.(result);
    return result;
  };
  try {
    return await runInTurn(run, options, context);
  } catch (error) {
    if (!(error instanceof CuadreError) || recorded.length === 0) throw error;
    throw new CuadreError(error.code, error.message, { ...error.context, recordedBefore: recorded }, { cause: error });
  }
}

async function runInTurn(
  run: (date: PlainDate, from: 'sources' | 'archive') => Promise<DateResult>,
  { date, asOf, refetch, cascade, onPlan }: ReplayOptions,
  context: Context,
): Promise<Replay> {
  const rerun = async (stale: PlainDate): Promise<Rerun> => {
    const result = await run(stale, 'archive');
    return { result, former: result.changed ? await formerOf(result, context) : null };
  };
  const before = cascade ? (await unfinishedDates(context)).filter((one) => one < date) : [];
  onPlan?.(before.length + 1);
  const earlier = await inTurn(before, rerun);
  const result = await run(date, refetch ? 'sources' : 'archive');
  const unfinished = await unfinishedDates(context);
  const after = unfinished.filter((one) => one > date && (cascade || (asOf !== null && one <= asOf)));
  onPlan?.(before.length + 1 + after.length);
  const later = await inTurn(after, rerun);
  return {
    result,
    diff: result.changed ? await diffOf(result, context) : null,
    earlier,
    later,
    stale: await staleDates(context),
    view: asOf === null ? null : await viewAsOf(date, asOf, context),
  };
}

/** The go-live, where date and close can be replayed. */
async function replayableFrom(date: PlainDate, asOf: PlainDate | null, context: Context): Promise<PlainDate> {
  const goLive = context.config.goLive ?? (await context.store.runs.goLive());
  for (const one of asOf === null ? [date] : [date, asOf]) {
    if (goLive !== null && one < goLive) {
      throw new CuadreError('usage_invalid', `${one} is before the go-live ${goLive}: nothing of it was ever run`, {
        date: one,
        goLive,
      });
    }
    if (one > today(context)) {
      throw new CuadreError('usage_invalid', `${one} is in the future`, { date: one, today: today(context) });
    }
    if ((await context.store.runs.newest(one)) === null) {
      throw new CuadreError(
        'run_unknown',
        `${one} was never run, so there is nothing to run again: "cuadre run --date ${one}" runs it`,
        {
          date: one,
        },
      );
    }
  }
  if (goLive === null) throw new CuadreError('run_unknown', 'no date was run yet', { date });
  await assertNotPruned(date, context);
  return goLive;
}

async function staleDates({ store }: Context): Promise<PlainDate[]> {
  return (await store.runs.newestOfEach()).filter((run) => run.stale).map((run) => run.date);
}

/** Dates that are stale, and those whose run was recorded and its reports were not shown: a crash may come between. */
async function unfinishedDates(context: Context): Promise<PlainDate[]> {
  const runs = await inTurn(await context.store.runs.newestOfEach(), async (run) => ({
    date: run.date,
    isFinished: !run.stale && (await isShown(run, context)),
  }));
  return runs.filter(({ isFinished }) => !isFinished).map(({ date }) => date);
}

async function formerOf({ run }: DateResult, { store }: Context): Promise<RunRecord | null> {
  return store.runs.get({ date: run.date, generation: run.generation - 1 });
}

async function diffOf({ run, outcome, sources }: DateResult, context: Context): Promise<GenerationDiff | null> {
  const record = await context.store.runs.get(run);
  return record === null ? null : await diffFromFormer(record, outcome, sources, context);
}
