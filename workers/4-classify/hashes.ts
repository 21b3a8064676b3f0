import { createHash, type Hash } from 'node:crypto';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { addressKey, compareText } from '../../schemas/lines/records.ts';
import { columnsOf } from '../../schemas/outcome/fates.ts';
import type { Pairing } from '../../schemas/outcome/pairing.ts';
import type { FateTable, RunKey, RunOutcome, WrittenDiscrepancy } from '../../schemas/outcome/run.ts';
import type { Decisions } from '../3-match/decisions.ts';
import { ZERO } from '../../schemas/values/money.ts';
import { canonicalJson, sha256 } from '../../schemas/values/hash.ts';
import { RULES_VERSION } from './classify.ts';

/** The run of the day before, as far as what is decided depends on it. */
type ParentRun = RunKey & { readonly outcomeHash: string };

/**
 * What a run is a function of, as one hash: configuration, rules, the files of its date with the versions that they
 * replaced, what its parent decided, what people decided since, and the ids that it had under other rules.
 *
 * @param underOtherRules the newest run of the date under other rules; nothing is hashed where there is none
 */
export function inputHashOf(
  date: PlainDate,
  goLive: PlainDate,
  files: readonly SourceFile[],
  parent: ParentRun | null,
  decisions: Decisions,
  configHash: string,
  underOtherRules: ParentRun | null,
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
  const ids = underOtherRules === null ? [] : [[underOtherRules.generation, underOtherRules.outcomeHash]];
  const { taken } = decisions.byHand;
  const byHand = taken.length === 0 ? [] : [{ byHand: taken.map(handHashed) }];
  return sha256(JSON.stringify([date, goLive, configHash, RULES_VERSION, inputs, from, people, ...ids, ...byHand]));
}

/** What of a decision by hand decides something: not who took it, when and why. */
function handHashed({ number, act, undoes, lines, orderDifference, bankDifference }: Pairing): unknown[] {
  const named = lines.map((line) => [addressKey(line), line.content]);
  return [number, act, undoes, named, orderDifference, bankDifference];
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

/** What of each fate is hashed, as a line of text. */
function hashedLines(fates: FateTable): (place: number) => string {
  const { date, source, file, row, entered } = columnsOf(fates, 'date', 'source', 'file', 'row', 'entered');
  const { fate, reason, orderLeg, bankLeg } = columnsOf(fates, 'fate', 'reason', 'orderLeg', 'bankLeg');
  const { bankMatch, dueOn } = columnsOf(fates, 'bankMatch', 'dueOn');
  return (at) =>
    `${date(at)}/${source(at)}/${file(at)}/${String(row(at))} ${entered(at)} ${fate(at)} ${reason(at) ?? ''} ${orderLeg(at)} ${bankLeg(at)} ${bankMatch(at) ?? ''} ${dueOn(at) ?? ''}\n`;
}

/** An outcome that was just decided, or one as it was written. */
export type HashedOutcome = Omit<RunOutcome, 'discrepancies'> & {
  readonly discrepancies: readonly WrittenDiscrepancy[];
};

/**
 * Everything that the run decided, as one hash: the same for an outcome that was just decided and for one read back
 * from the store, so that `verify` can tell a row that somebody changed.
 */
export function outcomeHash(outcome: HashedOutcome): string {
  return hashOf(outcome, hashOfFates(outcome.fates));
}

/** Whether a recorded hash is of this outcome: that of today, or the one that a former version gave it. */
export function isHashOf(outcome: HashedOutcome, recorded: string): boolean {
  const fates = hashOfFates(outcome.fates);
  return formsOf(outcome).some((form) => hashOf(form, fates) === recorded);
}

function hashOfFates(fates: FateTable): Hash {
  const hash = createHash('sha256');
  const lineAt = hashedLines(fates);
  let lines = '';
  for (let place = 0; place < fates.length; place += 1) {
    // A hash takes many lines at once as it takes them one by one, in a fraction of the time.
    if (lines.length > CHUNK_LENGTH) {
      hash.update(lines);
      lines = '';
    }
    lines += lineAt(place);
  }
  return hash.update(lines);
}

/** What of an outcome is hashed besides its fates, as some version wrote it. */
type HashedParts = Omit<HashedOutcome, 'run' | 'fates' | 'payouts' | 'stores'> &
  Readonly<Record<'payouts' | 'stores', readonly object[]>>;

function hashOf({ discrepancies, payouts, stores, conservation, dues, moved }: HashedParts, fates: Hash): string {
  // A run of before these were recorded has the hash that it had.
  const figures = dues.length + moved.length === 0 ? [] : [dues, moved];
  return fates
    .copy()
    .update(canonicalJson([discrepancies, payouts, stores, conservation, ...figures]))
    .digest('hex');
}

/**
 * The outcome as today's version writes it, and as former ones did that had fewer columns of payouts, and before of
 * stores: they may have written it where these columns say nothing. What discrepancies did not say stands in their
 * documents.
 */
function formsOf(outcome: HashedOutcome): HashedParts[] {
  const forms: HashedParts[] = [outcome];
  if (outcome.payouts.some((row) => row.givenBack !== ZERO)) return forms;
  const payouts = outcome.payouts.map(({ givenBack: _givenBack, ...row }) => row);
  forms.push({ ...outcome, payouts });
  if (outcome.stores.some(({ entity, city, costCentre }) => [entity, city, costCentre].some((text) => text !== null)))
    return forms;
  const stores = outcome.stores.map(({ entity: _entity, city: _city, costCentre: _costCentre, ...row }) => row);
  return [...forms, { ...outcome, payouts, stores }];
}
