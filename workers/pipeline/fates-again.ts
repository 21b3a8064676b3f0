import { CuadreError } from '../../schemas/errors.ts';
import type { RunOutcome } from '../../schemas/outcome/run.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Lease } from '../../schemas/ports/leases.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import { inputHashOf, isHashOf } from '../4-classify/hashes.ts';
import { parentOf, type DateToRun } from './date.ts';
import { decide, lastUnderOtherRules, matchDate } from './decide.ts';
import { decisionsOf } from './gather/decisions-for.ts';

/**
 * Makes the fates of the newest run of a date again where they are lost or damaged, before anything else is decided of
 * it: a further generation is compared with them. They are decided from what the run was decided from, and put there
 * only where they come to what it recorded.
 *
 * Throws `integrity_broken` where they cannot be made again, because configuration, rules or the date before are others
 * now; then nothing is recorded.
 */
export async function makeFatesAgain(date: DateToRun, lease: Lease, context: Context): Promise<void> {
  const { newest } = date;
  const { store, log } = context;
  if (newest === null || (await store.outcomes.hasFates(newest))) return;
  const outcome = await decidedAgain(date, newest, context);
  const facts = { date: newest.date, generation: newest.generation };
  if (outcome === null || !isHashOf(outcome, newest.outcomeHash))
    throw new CuadreError(
      'integrity_broken',
      `what became of the lines of ${newest.date} is lost or damaged, and cannot be made again: its configuration, its rules or the date before it are others now. Run it with those that it was run with, or restore it from a backup`,
      facts,
    );
  await store.runs.putFatesAgain(lease, newest, outcome.fates);
  log.warn(facts, 'what became of the lines was lost or damaged, and was made again');
}

/** What the inputs of a run come to; null where they are not what they were. */
async function decidedAgain(
  { date, goLive, known }: DateToRun,
  run: RunRecord,
  context: Context,
): Promise<RunOutcome | null> {
  const parent = await parentOf({ date, goLive }, context);
  const decisions = await decisionsOf(run, parent, context.store);
  const underOtherRules = await lastUnderOtherRules(date, context);
  const inputHash = inputHashOf(date, goLive, known, parent, decisions, context.configHash, underOtherRules);
  if (inputHash !== run.inputHash) return null;
  const matched = await matchDate(date, goLive, known, parent, decisions, context);
  return decide({ date, generation: run.generation }, matched, underOtherRules, context);
}
