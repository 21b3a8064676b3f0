import type { StageName } from '../../jobs/order.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { inTurn } from '../../schemas/in-turn.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { compareText } from '../../schemas/lines/records.ts';
import type { RunKey, RunOutcome } from '../../schemas/outcome/run.ts';
import { oneError } from '../1-download/failures.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { bySource, dateToRun, parentOf, type DateToRun, type FilesWanted } from './date.ts';
import { bringIn, decideDate, publishDate, read, recordedOutcome, type BroughtIn } from './stages.ts';

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

export interface RunOptions extends FilesWanted {
  /** Look for a new file of this source only; the others stay as the newest run of the date has them. */
  readonly only?: string | null;
  /** Why a person asks for it; recorded with a new generation. */
  readonly reason?: string | null;
  readonly onStage?: (date: PlainDate, stage: StageName) => void;
}

/**
 * Runs one date in this process, without queue and without Redis, through the same five stages as the workers. The
 * dates before it must have committed runs. Throws `run_held_elsewhere` where another process has the date, and what
 * the stages throw; then nothing is half-written.
 */
export async function runDate(
  day: PlainDate,
  goLive: PlainDate,
  context: Context,
  options: RunOptions = {},
): Promise<DateResult> {
  const { leases, outcomes } = context.store;
  const lease = await leases.take(day, context.holder, context.clock.nowMs());
  const renew = (): Promise<void> => leases.renew(lease, context.clock.nowMs());
  const begin = (stage: StageName): void => options.onStage?.(day, stage);
  try {
    const date = await dateToRun(day, goLive, context);
    // Asked before anything is fetched: without it the date cannot be decided.
    await parentOf(date, context);
    const { kept, brought } = await filesOf(date, options, context, renew);
    const files = await inTurn(bySource(brought.map(({ file }) => file)), async (file) => {
      if (file.state !== 'in') return file;
      begin('normalise');
      const asRead = await read(file, date, context);
      await renew();
      return asRead;
    });
    begin('match');
    const onMatched = async (): Promise<void> => {
      await renew();
      begin('classify');
    };
    const { reason = null } = options;
    const decided = await decideDate(date, [...kept, ...files], { lease, reason, onMatched }, context);
    await renew();
    begin('publish');
    await publishDate(decided, lease, context);
    const { date: on, generation } = decided.run;
    return {
      run: { date: on, generation },
      changed: decided.outcome !== null,
      outcome: decided.outcome ?? (await recordedOutcome(decided.run, context)),
      sources: await outcomes.files(decided.run),
      gone: brought.flatMap(({ file, isGone }) => (isGone ? [file.source] : [])),
    };
  } finally {
    await leases.release(lease);
  }
}

/** The files that stay as they are known, and those that stage 1 brought in. */
async function filesOf(
  date: DateToRun,
  options: RunOptions,
  context: Context,
  renew: () => Promise<void>,
): Promise<{ readonly kept: readonly SourceFile[]; readonly brought: readonly BroughtIn[] }> {
  const { only = null } = options;
  const kept = only === null ? [] : date.known.filter((file) => file.source !== only);
  const known = new Set(kept.map((file) => file.source));
  const ids = context.config.sources.map(({ id }) => id).filter((id) => !known.has(id));
  if (ids.length === 0) return { kept, brought: [] };
  options.onStage?.(date.date, 'download');
  return { kept, brought: await bringInAll(ids.sort(compareText), date, options, context, renew) };
}

/** How often the lease is renewed while sources are waited for. */
const RENEW_MS = 30_000;

/**
 * Asks all sources at the same time. Every one is asked although another fails, so that its bytes are in the archive
 * and one error names all that failed.
 */
async function bringInAll(
  ids: readonly string[],
  date: DateToRun,
  options: RunOptions,
  context: Context,
  renew: () => Promise<void>,
): Promise<BroughtIn[]> {
  // What is thrown inside a timer ends the process: a lease that was lost shows at the renewal below.
  const renewal = setInterval(() => {
    renew().catch(() => {
      clearInterval(renewal);
    });
  }, RENEW_MS);
  try {
    // A stage that throws at once is a failure like one that rejects.
    const settled = await Promise.allSettled(ids.map((id) => bringIn(id, date, options, context)));
    const failures = settled.flatMap((one, index) =>
      one.status === 'rejected' ? [{ source: ids[index] ?? '', error: one.reason as unknown }] : [],
    );
    if (failures.length > 0) throw oneError(date.date, failures);
    await renew();
    return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  } finally {
    clearInterval(renewal);
  }
}
