import type { PlainDate } from '../../schemas/values/dates.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import type { RunKey, RunOutcome } from '../../schemas/outcome/run.ts';
import type { Lease } from '../../schemas/ports/leases.ts';
import type { StageLease } from '../../schemas/ports/progress.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Decisions } from '../3-match/decisions.ts';
import { gather, recentLines } from './gather/gather.ts';
import type { ScreenOptions } from '../3-match/plain/screens.ts';
import { matchInBulk, type Matched } from '../3-match/match-in-bulk.ts';
import { classify } from '../4-classify/classify.ts';
import { outcomeHash } from '../4-classify/hashes.ts';
import { RULES_VERSION } from '../4-classify/classify.ts';
import { sightingsOf } from './gather/sightings.ts';
import { joinEarlierKeys } from './joined-keys.ts';

/** Stage 3: brings everything that the date decides upon together, and matches it. Writes nothing. */
export async function matchDate(
  date: PlainDate,
  goLive: PlainDate,
  files: readonly SourceFile[],
  parent: RunKey | null,
  decisions: Decisions,
  context: Context,
  screens?: ScreenOptions,
): Promise<Matched> {
  const matched = matchInBulk(await gather(date, goLive, files, parent, decisions, context, screens));
  const { differingSources } = matched.result;
  if (differingSources.length === 0) return matched;
  // A difference may be explained by lines that closed lately and are not in the working set.
  return matchInBulk(matched.workingSet, await recentLines(matched.workingSet, differingSources, context));
}

/**
 * Stage 4, the decision: what is wrong, every line's fate, the stores. Throws `conservation_broken`; nothing is
 * recorded.
 *
 * @param underOtherRules see `lastUnderOtherRules`
 */
export async function decide(
  run: RunKey,
  { workingSet, result }: Matched,
  underOtherRules: RunKey | null,
  context: Context,
): Promise<RunOutcome> {
  const former = underOtherRules === null ? [] : await context.store.outcomes.discrepancies(underOtherRules);
  const deciding = classify(run, workingSet, result, former);
  let step = deciding.next();
  while (!step.done) {
    const { formerOf, sightings } = step.value;
    step = deciding.next({
      former: await context.store.history.formerStates(formerOf, run.date),
      sightings: await sightingsOf(run.date, sightings, context),
    });
  }
  return step.value;
}

/** The run of a date when it was last run under other rules than these; null where it never was. */
export async function lastUnderOtherRules(
  date: PlainDate,
  { store }: Pick<Context, 'store'>,
): Promise<RunRecord | null> {
  return (await store.runs.generations(date)).findLast((one) => one.rulesVersion !== RULES_VERSION) ?? null;
}

/** What a decided run is recorded with. */
export interface Decided {
  readonly outcome: RunOutcome;
  readonly parent: RunRecord | null;
  readonly inputHash: string;
  /** The number of the last event that the run read. */
  readonly lastEvent: number;
  /** The number of the last decision by hand that it read. */
  readonly lastPairing: number;
  readonly files: readonly SourceFile[];
  /** Why a person asked for it; null where nobody gave a reason. */
  readonly reason?: string | null;
}

/**
 * Stage 4, the record: the whole run in one step, and after it the joined keys of the dates up to it. People's queue
 * moves only at the newest date. Throws `lease_lost`.
 */
export async function record(
  { outcome, parent, inputHash, lastEvent, lastPairing, files, reason }: Decided,
  lease: Lease,
  context: Context,
  underWay?: StageLease,
): Promise<void> {
  const { store } = context;
  const { run } = outcome;
  const newest = (await store.runs.newestOfEach()).at(-1);
  await store.runs.commit(lease, {
    run: {
      ...run,
      state: 'committed',
      parentGeneration: parent?.generation ?? null,
      inputHash,
      outcomeHash: outcomeHash(outcome),
      configHash: context.configHash,
      rulesVersion: RULES_VERSION,
      lastEvent,
      reason: reason ?? null,
      stale: false,
    },
    files,
    outcome,
    lastPairing,
    movesQueue: newest === undefined || newest.date <= run.date,
    atMs: context.clock.nowMs(),
    ...(underWay === undefined ? {} : { underWay }),
  });
  await joinEarlierKeys(run.date, context);
}
