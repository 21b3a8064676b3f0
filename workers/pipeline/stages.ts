import { decisionsFor } from './gather/decisions-for.ts';
import type { StageName } from '../../jobs/order.ts';
import type { SourceConfig } from '../../schemas/config/config.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { isRemote } from '../../schemas/config/from.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { compareText } from '../../schemas/lines/records.ts';
import type { Lease } from '../../schemas/ports/leases.ts';
import type { RunKey, RunOutcome } from '../../schemas/outcome/run.ts';
import { assertClaimedOnce, download, fromArchive } from '../1-download/stage.ts';
import { formerOf, normalise, refuseCopy } from '../2-normalise/stage.ts';
import { maySayNothingNew } from './gather/rolling-exports.ts';
import { decide, matchDate, record, type Decided } from './decide.ts';
import { inputHashOf } from '../4-classify/hashes.ts';
import { publish, publishIndex } from '../5-publish/stage.ts';
import type { Context } from './context.ts';
import { filesOf, type Journey } from './journey.ts';
import { assertNotPruned } from '../retention/closed.ts';

/** Moves a date on by one stage. Download and normalise are asked for one source, the others for the date. */
export type StageBody = (journey: Journey, source: string, lease: Lease, context: Context) => Promise<void> | void;

/** The five stages, for every way to run them. Each throws what its stage throws; then nothing is half-written. */
export const STAGE_BODIES: Readonly<Record<StageName, StageBody>> = {
  download: async (journey, id, _lease, context) => {
    await assertNotPruned(journey.date, context);
    journey.files.set(id, await fileOf(sourceOf(id, context), journey, context));
    assertClaimedOnce(filesOf(journey), context.config.sources);
  },
  normalise: async (journey, id, _lease, context) => {
    const file = journey.files.get(id);
    if (file === undefined)
      throw new CuadreError('payload_invalid', `${id} of ${journey.date} is not downloaded yet`, { source: id });
    journey.files.set(id, await normalise(sourceOf(id, context), file, context, journey.known));
    journey.normalised.add(id);
  },
  match: async (journey, _source, _lease, context) => {
    await refuseCopies(journey, context);
    const sources = filesOf(journey);
    // Two processes that downloaded at the same time did not see each other's file.
    assertClaimedOnce(sources, context.config.sources);
    const decisions = await decisionsFor(journey.date, journey.parent, context.store);
    const inputHash = inputHashOf(journey.date, journey.goLive, sources, journey.parent, decisions, context.configHash);
    if (journey.newest !== null && journey.newest.inputHash === inputHash) {
      journey.unchanged = true;
      return;
    }
    journey.matched = {
      ...(await matchDate(journey.date, journey.goLive, sources, journey.parent, decisions, context)),
      inputHash,
      sources,
    };
  },
  classify: async (journey, _source, lease, context) => {
    if (journey.unchanged) {
      journey.run = journey.newest;
      return;
    }
    const run = {
      date: journey.date,
      generation: ((await context.store.runs.generations(journey.date)).at(-1)?.generation ?? 0) + 1,
    };
    const decided = await decideMatched(run, journey, context);
    await record({ ...decided, parent: journey.parent, reason: journey.reason }, lease, context);
    journey.outcome = decided.outcome;
    journey.run = await context.store.runs.get(run);
  },
  publish: async (journey, _source, lease, context) => {
    journey.published = true;
    if (journey.run === null) return;
    // A crash after the commit may have left the reports unwritten.
    if (journey.outcome !== null || (await context.store.reports.of(journey.run)).length === 0) {
      const outcome = journey.outcome ?? (await recordedOutcome(journey.run, context));
      await publish(journey.run, outcome, await context.store.outcomes.files(journey.run), lease, context);
    }
    await publishIndex(context);
  },
};

/** A file that was read once is evidence: where its source has it no more, the archive does. */
async function fileOf(
  source: SourceConfig,
  { date, goLive, known, from, without, gone }: Journey,
  context: Context,
): Promise<SourceFile> {
  const isRead = known.some((file) => file.source === source.id && file.state === 'in' && !file.refused);
  const stands =
    from === 'archive' || without.includes(source.id) || (from === 'unread' && isRead && isRemote(source.from));
  if (stands) return fromArchive(source, date, context, goLive, known);
  const found = await download(source, date, context, goLive);
  if (found.sha256 !== null) return formerOf(found, context);
  const kept = await fromArchive(source, date, context, goLive, known);
  if (kept.sha256 !== null) gone.add(source.id);
  return kept;
}

/**
 * Whether an order file is a copy by mistake is asked of the payments of its date: of those that are no copies
 * themselves.
 */
async function refuseCopies({ files, known }: Journey, context: Context): Promise<void> {
  const inOrder = [...files.values()].sort(
    (a, b) => Number(a.leg === 'order') - Number(b.leg === 'order') || compareText(a.source, b.source),
  );
  for (const file of inOrder) {
    const others = [...files.values()].filter((one) => one.source !== file.source);
    const mayStand = async (one: SourceFile): Promise<boolean> => maySayNothingNew(one, others, context);
    files.set(file.source, await refuseCopy(sourceOf(file.source, context), file, context, known, mayStand));
  }
}

function sourceOf(id: string, { config }: Context): SourceConfig {
  const source = config.sources.find((one) => one.id === id);
  if (source !== undefined) return source;
  throw new CuadreError('payload_invalid', `the configuration has no source ${id}`, {
    source: id,
    accepted: config.sources.map((one) => one.id),
  });
}

/**
 * Decides what was matched and lets go of its lines: what comes after needs the outcome alone, and memory is better
 * spent on it. A function of its own, because a frame that has not returned holds on to what its variables held.
 */
async function decideMatched(
  run: RunKey,
  journey: Journey,
  context: Context,
): Promise<Pick<Decided, 'outcome' | 'inputHash' | 'lastEvent' | 'files'>> {
  const { matched } = journey;
  if (matched === null)
    throw new CuadreError('run_unknown', `${journey.date} is not matched yet`, { date: journey.date });
  journey.matched = null;
  const { inputHash, sources: files } = matched;
  return {
    outcome: await decide(run, matched, context),
    inputHash,
    files,
    lastEvent: matched.workingSet.decisions.lastEvent,
  };
}

/** The outcome of a committed run, read back from the store. */
export async function recordedOutcome(run: RunKey, context: Pick<Context, 'store'>): Promise<RunOutcome> {
  const { store } = context;
  return {
    run: { date: run.date, generation: run.generation },
    fates: await store.outcomes.fates(run),
    discrepancies: await store.outcomes.discrepancies(run),
    payouts: await store.outcomes.payouts(run),
    stores: await store.outcomes.stores(run),
    ...(await store.outcomes.figures(run)),
  };
}
