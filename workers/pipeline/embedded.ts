import { dueStages, type StageName } from '../../jobs/order.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import type { RunKey, RunOutcome } from '../../schemas/outcome/run.ts';
import type { Lease } from '../../schemas/ports/leases.ts';
import { oneError } from '../1-download/failures.ts';
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
 * Runs one date in this process, without queue and without Redis: the same stages that the workers run, in the order
 * that jobs/order.ts gives. The dates before it must have committed runs. Throws `run_held_elsewhere` where another
 * process has the date, and what the stages throw; then nothing is half-written.
 */
export async function runDate(
  date: PlainDate,
  goLive: PlainDate,
  context: Context,
  options: RunOptions = {},
): Promise<DateResult> {
  const { store } = context;
  const lease = await store.leases.take(date, context.holder, context.clock.nowMs());
  try {
    const journey = await startJourney(
      date,
      goLive,
      context,
      await keptFiles(date, context, options.only ?? null),
      options,
    );
    const due = () => dueStages(snapshotOf(journey, context));
    for (let stages = due(); stages.length > 0; stages = due()) {
      const downloads = stages.filter(({ stage }) => stage === 'download').map(({ source }) => source ?? '');
      await downloadAll(downloads, journey, lease, context, options);
      for (const { stage, source } of stages) {
        if (stage === 'download') continue;
        options.onStage?.(date, stage);
        await STAGE_BODIES[stage](journey, source ?? '', lease, context);
        await store.leases.renew(lease, context.clock.nowMs());
      }
    }
    return await resultOf(journey, context);
  } finally {
    await store.leases.release(lease);
  }
}

/** How often the lease is renewed while sources are waited for. */
const RENEW_MS = 30_000;

/**
 * Downloads from all sources at the same time. Every one is asked although another fails, so that its bytes are in the
 * archive and one error names all that failed.
 */
async function downloadAll(
  ids: readonly string[],
  journey: Journey,
  lease: Lease,
  context: Context,
  { onStage }: RunOptions,
): Promise<void> {
  if (ids.length === 0) return;
  onStage?.(journey.date, 'download');
  const renew = async (): Promise<void> => {
    await context.store.leases.renew(lease, context.clock.nowMs());
  };
  // What is thrown inside a timer ends the process: a lease that was lost shows at the renewal below.
  const renewal = setInterval(() => {
    renew().catch(() => {
      clearInterval(renewal);
    });
  }, RENEW_MS);
  try {
    // A body that throws at once is a failure like one that rejects.
    const settled = await Promise.allSettled(ids.map(async (id) => STAGE_BODIES.download(journey, id, lease, context)));
    const failures = settled.flatMap((one, index) =>
      one.status === 'rejected' ? [{ source: ids[index] ?? '', error: one.reason as unknown }] : [],
    );
    if (failures.length > 0) throw oneError(journey.date, failures);
  } finally {
    clearInterval(renewal);
  }
  await renew();
}

/** With `only` the other sources stay as the newest run of the date has them. */
async function keptFiles(date: PlainDate, { store }: Context, only: string | null): Promise<SourceFile[]> {
  const newest = only === null ? null : await store.runs.newest(date);
  return newest === null ? [] : (await store.outcomes.files(newest)).filter((file) => file.source !== only);
}

async function resultOf(journey: Journey, context: Context): Promise<DateResult> {
  const run = journey.run;
  if (run === null) throw new CuadreError('run_unknown', `${journey.date} ended without a run`, { date: journey.date });
  const outcome = journey.outcome ?? (await recordedOutcome(run, context));
  return {
    run: { date: run.date, generation: run.generation },
    changed: !journey.unchanged,
    outcome,
    sources: await context.store.outcomes.files(run),
    gone: [...journey.gone],
  };
}
