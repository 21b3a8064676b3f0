import { createHash } from 'node:crypto';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import type { Lease, RunRecord } from '../../schemas/ports/store.ts';
import { compareText } from '../../schemas/lines/records.ts';
import type { RunKey, RunOutcome } from '../../schemas/outcome/run.ts';
import type { Context } from '../pipeline/context.ts';
import type { Decisions } from '../3-match/decisions.ts';
import type { WorkingSet } from '../3-match/working-set.ts';
import type { MatchResult } from '../3-match/match.ts';
import { classify, RULES_VERSION } from './classify.ts';
import { sightings } from './sightings.ts';
import { canonicalJson, sha256 } from '../../schemas/values/hash.ts';

export interface ClassifyRequest {
  readonly workingSet: WorkingSet;
  readonly result: MatchResult;
}

/**
 * What a run is a function of, as one hash: configuration, rules, the files of its date with the versions that they
 * replaced, what its parent decided, and what people decided since.
 */
export function inputHashOf(
  date: PlainDate,
  goLive: PlainDate,
  files: readonly SourceFile[],
  parent: RunRecord | null,
  decisions: Decisions,
  context: Pick<Context, 'configHash'>,
): string {
  const inputs = [...files]
    .sort((a, b) => compareText(a.source, b.source))
    .map((file) => [
      file.source,
      file.state,
      file.name,
      file.sha256,
      file.profileHash,
      file.problem?.code ?? null,
      ...versionsOf(file),
      ...refusedOf(file),
    ]);
  const from = parent === null ? null : [parent.date, parent.generation, parent.outcomeHash];
  const people = decisions.taken.map(({ discrepancyId, event, note, factsHash }) => [
    discrepancyId,
    event,
    note,
    factsHash,
  ]);
  return sha256(JSON.stringify([date, goLive, context.configHash, RULES_VERSION, inputs, from, people]));
}

/** The versions that a file replaced: history is an input too. Nothing for a file that came once. */
function versionsOf(file: SourceFile): string[] {
  return file.revisions.flatMap((revision) => [revision.formerSha256, revision.sha256]);
}

/** A delivery that was refused beside the file in force is told; nothing for a file without one. */
function refusedOf({ refused }: SourceFile): unknown[] {
  return refused === null ? [] : [{ name: refused.name, sha256: refused.sha256, code: refused.problem.code }];
}

/**
 * Stage 4, the decision: what is wrong, every line's fate, the stores. Throws `conservation_broken`; nothing is
 * recorded.
 */
export function decide(run: RunKey, { workingSet, result }: ClassifyRequest, context: Context): RunOutcome {
  const { store } = context;
  return classify(run, workingSet, result, {
    firstSeen: (id: string) => store.firstSeen(id, run.date),
    lastState: (id: string) => store.lastState(id, run.date),
    sightings: (searches) => sightings(run.date, searches, context),
  });
}

/** What a decided run is recorded with. */
export interface Decided {
  readonly outcome: RunOutcome;
  readonly parent: RunRecord | null;
  readonly inputHash: string;
  /** The number of the last event that the run read. */
  readonly lastEvent: number;
  readonly files: readonly SourceFile[];
  /** Why a person asked for it; null where nobody gave a reason. */
  readonly reason?: string | null;
}

/**
 * Stage 4, the record: the whole run in one step. People's queue moves only at the newest date. Throws `lease_lost`.
 */
export function record(
  { outcome, parent, inputHash, lastEvent, files, reason }: Decided,
  lease: Lease,
  context: Context,
): void {
  const { store } = context;
  const { run } = outcome;
  const newest = store.newestRuns().at(-1);
  store.commit(lease, {
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
    movesQueue: newest === undefined || newest.date <= run.date,
    atMs: context.clock.nowMs(),
  });
}

/**
 * Everything that the run decided, as one hash: the same for an outcome that was just decided and for one read back
 * from the store, so that `verify` can tell a row that somebody changed.
 */
export function outcomeHash(outcome: RunOutcome): string {
  const hash = createHash('sha256');
  for (const fate of outcome.fates) {
    hash.update(
      `${fate.date}/${fate.source}/${fate.file}/${String(fate.row)} ${fate.entered} ${fate.fate} ${fate.reason ?? ''} ${fate.orderLeg} ${fate.bankLeg} ${fate.bankMatch ?? ''} ${fate.dueOn ?? ''}\n`,
    );
  }
  const { dues, moved } = outcome;
  // A run of before these were recorded has the hash that it had.
  const figures = dues.length + moved.length === 0 ? [] : [dues, moved];
  hash.update(
    canonicalJson([outcome.discrepancies, outcome.payouts, outcome.stores, outcome.conservation, ...figures]),
  );
  return hash.digest('hex');
}
