import { createHash } from 'node:crypto';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { compareText } from '../../schemas/lines/records.ts';
import type { RunKey, RunOutcome } from '../../schemas/outcome/run.ts';
import type { Decisions } from '../3-match/decisions.ts';
import { canonicalJson, sha256 } from '../../schemas/values/hash.ts';
import { RULES_VERSION } from './classify.ts';

/** The run of the day before, as far as what is decided depends on it. */
type ParentRun = RunKey & { readonly outcomeHash: string };

/**
 * What a run is a function of, as one hash: configuration, rules, the files of its date with the versions that they
 * replaced, what its parent decided, and what people decided since.
 */
export function inputHashOf(
  date: PlainDate,
  goLive: PlainDate,
  files: readonly SourceFile[],
  parent: ParentRun | null,
  decisions: Decisions,
  configHash: string,
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
  return sha256(JSON.stringify([date, goLive, configHash, RULES_VERSION, inputs, from, people]));
}

/** The versions that a file replaced: history is an input too. Nothing for a file that came once. */
function versionsOf(file: SourceFile): string[] {
  return file.revisions.flatMap((revision) => [revision.formerSha256, revision.sha256]);
}

/** A delivery that was refused beside the file in force is told; nothing for a file without one. */
function refusedOf({ refused }: SourceFile): unknown[] {
  return refused === null ? [] : [{ name: refused.name, sha256: refused.sha256, code: refused.problem.code }];
}

const CHUNK_LENGTH = 1 << 16;

/**
 * Everything that the run decided, as one hash: the same for an outcome that was just decided and for one read back
 * from the store, so that `verify` can tell a row that somebody changed.
 */
export function outcomeHash(outcome: RunOutcome): string {
  const hash = createHash('sha256');
  let lines = '';
  for (const fate of outcome.fates) {
    // A hash takes many lines at once as it takes them one by one, in a fraction of the time.
    if (lines.length > CHUNK_LENGTH) {
      hash.update(lines);
      lines = '';
    }
    lines += `${fate.date}/${fate.source}/${fate.file}/${String(fate.row)} ${fate.entered} ${fate.fate} ${fate.reason ?? ''} ${fate.orderLeg} ${fate.bankLeg} ${fate.bankMatch ?? ''} ${fate.dueOn ?? ''}\n`;
  }
  hash.update(lines);
  const { dues, moved } = outcome;
  // A run of before these were recorded has the hash that it had.
  const figures = dues.length + moved.length === 0 ? [] : [dues, moved];
  hash.update(
    canonicalJson([outcome.discrepancies, outcome.payouts, outcome.stores, outcome.conservation, ...figures]),
  );
  return hash.digest('hex');
}
