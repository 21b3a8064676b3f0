import type { SourceConfig } from '../../schemas/config/config.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { isRemote } from '../../schemas/config/from.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { compareText } from '../../schemas/lines/records.ts';
import type { Lease } from '../../schemas/ports/leases.ts';
import type { StageLease } from '../../schemas/ports/progress.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import type { RunKey, RunOutcome } from '../../schemas/outcome/run.ts';
import { assertClaimedOnce, download, fromArchive } from '../1-download/stage.ts';
import { formerOf, normalise, refuseCopy } from '../2-normalise/stage.ts';
import { inputHashOf, type HashedOutcome } from '../4-classify/hashes.ts';
import { publish, publishIndex, showPublished } from '../5-publish/stage.ts';
import { assertNotPruned } from '../retention/closed.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { bySource, parentOf, type DateToRun, type FilesWanted } from './date.ts';
import { decide, lastUnderOtherRules, matchDate, record, type Decided } from './decide.ts';
import { makeFatesAgain } from './fates-again.ts';
import { decisionsFor } from './gather/decisions-for.ts';
import { maySayNothingNew } from './gather/rolling-exports.ts';

/**
 * The five stages of a date, for every way to run them: each a function of what came before it to what it came to. Each
 * throws what its stage throws; then nothing is half-written.
 */

/** What stage 1 came to for a source. */
export interface BroughtIn {
  readonly file: SourceFile;
  /** The source no longer has the file that the newest run used: the archive's stands. */
  readonly isGone: boolean;
}

/** Stage 1, of one source. A file that was read once is evidence: if its source has it no more, the archive does. */
export async function bringIn(
  id: string,
  { date, goLive, known }: DateToRun,
  { from = 'unread', without = [] }: FilesWanted,
  context: Context,
): Promise<BroughtIn> {
  await assertNotPruned(date, context);
  const source = sourceOf(id, context);
  const archived = (): Promise<SourceFile> => fromArchive(source, date, context, goLive, known);
  const isRead = known.some((file) => file.source === id && file.state === 'in' && !file.refused);
  const stands = from === 'archive' || without.includes(id) || (from === 'unread' && isRead && isRemote(source.from));
  if (stands) return { file: await archived(), isGone: false };
  const found = await download(source, date, context, goLive);
  context.onStep?.('download:done');
  if (found.sha256 !== null) return { file: await formerOf(found, context), isGone: false };
  const kept = await archived();
  return { file: kept, isGone: kept.sha256 !== null };
}

/** Stage 2, of one source: the file as it is read. */
export async function read(file: SourceFile, { known }: DateToRun, context: Context): Promise<SourceFile> {
  const asRead = await normalise(sourceOf(file.source, context), file, context, known);
  context.onStep?.('normalise:done');
  return asRead;
}

/** What stages 3 and 4 came to. */
export interface DateDecided {
  readonly run: RunRecord;
  /** Null: the inputs are those of the newest run, and nothing was recorded. */
  readonly outcome: RunOutcome | null;
}

/** With what right stages 3 and 4 write, and what they tell. */
export interface Deciding {
  readonly lease: Lease;
  /** Where a worker does it: how far the date has come is recorded with the outcome, in one step. */
  readonly underWay?: StageLease;
  /** Why a person asks for it; recorded with a new generation. */
  readonly reason?: string | null;
  /** Told when the matching is over, and whether there is anything to classify. */
  readonly onMatched?: () => Promise<void> | void;
}

/** Stages 3 and 4, of the whole date, over the files that were brought in: matches, judges, and records the outcome. */
export async function decideDate(
  date: DateToRun,
  brought: readonly SourceFile[],
  { lease, underWay, reason = null, onMatched }: Deciding,
  context: Context,
): Promise<DateDecided> {
  await context.store.chain.assertRecorded();
  await makeFatesAgain(date, lease, context);
  const parent = await parentOf(date, context);
  const files = await withoutCopies(date, brought, context);
  // Two processes that downloaded at the same time did not see each other's file.
  assertClaimedOnce(files, context.config.sources);
  const decided = await decideOver(date, files, parent, onMatched, context);
  if (decided === null) {
    assertNewest(date.newest);
    return { run: date.newest, outcome: null };
  }
  await record({ ...decided, parent, reason }, lease, context, underWay);
  const run = await context.store.runs.get(decided.outcome.run);
  assertNewest(run);
  // The reports are made of what is recorded, and the records that it was made of are let go of.
  return { run, outcome: { ...decided.outcome, fates: await context.store.outcomes.fates(run) } };
}

function assertNewest(run: RunRecord | null): asserts run is RunRecord {
  if (run === null) throw new CuadreError('record_invalid', 'a run that was recorded is not there');
}

/**
 * What the date comes to over its files, or null where they are those of the newest run. A function of its own, because
 * a frame that has not returned holds on to what its variables held: what comes after needs the outcome and no line.
 */
async function decideOver(
  { date, goLive, newest }: DateToRun,
  files: readonly SourceFile[],
  parent: RunRecord | null,
  onMatched: Deciding['onMatched'],
  context: Context,
): Promise<Omit<Decided, 'parent'> | null> {
  const decisions = await decisionsFor(date, parent, context.store);
  const underOtherRules = await lastUnderOtherRules(date, context);
  const inputHash = inputHashOf(date, goLive, files, parent, decisions, context.configHash, underOtherRules);
  const isUnchanged = newest?.inputHash === inputHash;
  const matched = isUnchanged ? null : await matchDate(date, goLive, files, parent, decisions, context);
  context.onStep?.('match:done');
  await onMatched?.();
  if (matched === null) return null;
  const generation = ((await context.store.runs.generations(date)).at(-1)?.generation ?? 0) + 1;
  const outcome = await decide({ date, generation }, matched, underOtherRules, context);
  context.onStep?.('classify:done');
  const { lastEvent, byHand } = decisions;
  return { outcome, inputHash, files, lastEvent, lastPairing: byHand.last };
}

/**
 * Stage 5: the reports of a run. `outcome`: what was just decided; null where nothing was, and reports are written only
 * where a crash after the commit has left them unwritten, or shown where it has left them written.
 */
export async function publishDate({ run, outcome }: DateDecided, lease: Lease, context: Context): Promise<void> {
  if (outcome !== null || (await context.store.reports.of(run)).length === 0) {
    const files = await context.store.outcomes.files(run);
    await publish(run, outcome ?? (await recordedOutcome(run, context)), files, lease, context);
  } else if (await context.reportFiles.isBehind(run)) await showPublished(run.date, context);
  context.onStep?.('publish:done');
  await publishIndex(context);
  context.onStep?.('index:done');
}

/**
 * The files as the date may use them. Whether an order file is a copy by mistake is asked of the payments of its date:
 * of those that are no copies themselves.
 */
async function withoutCopies(
  { known }: DateToRun,
  brought: readonly SourceFile[],
  context: Context,
): Promise<SourceFile[]> {
  const files = new Map(brought.map((file) => [file.source, file]));
  const inOrder = [...brought].sort(
    (a, b) => Number(a.leg === 'order') - Number(b.leg === 'order') || compareText(a.source, b.source),
  );
  for (const file of inOrder) {
    const others = [...files.values()].filter((one) => one.source !== file.source);
    const mayStand = (one: SourceFile): Promise<boolean> => maySayNothingNew(one, others, context);
    files.set(file.source, await refuseCopy(sourceOf(file.source, context), file, context, known, mayStand));
  }
  return bySource(files.values());
}

function sourceOf(id: string, { config }: Context): SourceConfig {
  const source = config.sources.find((one) => one.id === id);
  if (source !== undefined) return source;
  throw new CuadreError('payload_invalid', `the configuration has no source ${id}`, {
    source: id,
    accepted: config.sources.map((one) => one.id),
  });
}

/** The outcome of a committed run, read back from the store. */
export async function recordedOutcome(run: RunKey, context: Pick<Context, 'store'>): Promise<RunOutcome> {
  return outcomeWith(await context.store.outcomes.discrepancies(run), run, context);
}

/** The same as it was written, for who recomputes its hash. */
export async function writtenOutcome(run: RunKey, context: Pick<Context, 'store'>): Promise<HashedOutcome> {
  return outcomeWith(await context.store.outcomes.writtenDiscrepancies(run), run, context);
}

async function outcomeWith<Discrepancies>(
  discrepancies: Discrepancies,
  run: RunKey,
  { store: { outcomes } }: Pick<Context, 'store'>,
) {
  return {
    run: { date: run.date, generation: run.generation },
    fates: await outcomes.fates(run),
    discrepancies,
    payouts: await outcomes.payouts(run),
    stores: await outcomes.stores(run),
    ...(await outcomes.figures(run)),
  };
}
