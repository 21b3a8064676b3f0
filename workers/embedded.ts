import { dueStages, type StageName } from '../jobs/order.ts';
import type { PlainDate } from '../schemas/dates.ts';
import { CuadreError } from '../schemas/errors.ts';
import type { SourceFile } from '../schemas/files.ts';
import type { RunKey, RunOutcome } from '../schemas/run.ts';
import type { Context } from './context.ts';
import { snapshotOf, startJourney, type Journey, type JourneyOptions } from './journey.ts';
import { recordedOutcome, STAGE_BODIES } from './stages.ts';

/** What a run of one date came to. */
export interface DateResult {
  readonly run: RunKey;
  /** False: the inputs are those of the newest generation, and nothing was recorded. */
  readonly changed: boolean;
  readonly outcome: RunOutcome;
  readonly sources: readonly SourceFile[];
  /** Sources that no longer have the file that a generation used: the archive's stands. */
  readonly gone: readonly string[];
}

export interface RunOptions extends JourneyOptions {
  /** Look for a new file of this source only; the others stay as the newest run of the date has them. */
  readonly only?: string | null;
  readonly onStage?: (date: PlainDate, stage: StageName) => void;
}

/**
 * Runs one date in this process, without queue and without Redis: the same stages that the workers run, in the order that
 * jobs/order.ts gives. The dates before it must have committed runs. Throws `run_held_elsewhere` where another process has
 * the date, and what the stages throw; then nothing is half-written.
 */
export async function runDate(date: PlainDate, goLive: PlainDate, context: Context, options: RunOptions = {}): Promise<DateResult> {
  const { store } = context;
  const lease = store.takeLease(date, context.holder, context.clock.nowMs());
  try {
    const journey = startJourney(date, goLive, context, keptFiles(date, context, options.only ?? null), options);
    const due = () => dueStages(snapshotOf(journey, context));
    for (let stages = due(); stages.length > 0; stages = due()) {
      for (const { stage, source } of stages) {
        options.onStage?.(date, stage);
        await STAGE_BODIES[stage](journey, source ?? '', lease, context);
        store.renewLease(lease, context.clock.nowMs());
      }
    }
    return resultOf(journey, context);
  } finally {
    store.releaseLease(lease);
  }
}

/** With `only` the other sources stay as the newest run of the date has them. */
function keptFiles(date: PlainDate, { store }: Context, only: string | null): SourceFile[] {
  const newest = only === null ? null : store.newestRun(date);
  return newest === null ? [] : store.files(newest).filter((file) => file.source !== only);
}

function resultOf(journey: Journey, context: Context): DateResult {
  const run = journey.run;
  if (run === null) throw new CuadreError('run_unknown', `${journey.date} ended without a run`, { date: journey.date });
  const outcome = journey.outcome ?? recordedOutcome(run, context);
  return {
    run: { date: run.date, generation: run.generation },
    changed: !journey.unchanged,
    outcome,
    sources: context.store.files(run),
    gone: [...journey.gone],
  };
}
