import { addressKey, compareAddress } from '../../schemas/lines/records.ts';
import { stateAfter, type DecisionRecord } from '../../schemas/outcome/decision.ts';
import { decidedFactsHash, factsHash } from '../../schemas/kinds/discrepancy-facts.ts';
import { DISCREPANCY_KINDS, KINDS } from '../../schemas/kinds/kinds.ts';
import {
  discrepancyOf,
  type Discrepancy,
  type Finding,
  type NamedLine,
  type Standing,
} from '../../schemas/outcome/run.ts';
import { flagFact, textFact } from '../../schemas/outcome/facts.ts';
import { AddressMap } from '../3-match/address-map.ts';
import { isDecided, isUnresolved } from '../3-match/decisions.ts';
import { accountReader } from '../3-match/bank-ids.ts';
import { isTakeBack } from '../3-match/take-backs.ts';
import type { Case, Held } from './case.ts';
import { named, withoutRepeats } from './draft.ts';
import { isHidden, unhidden } from './precedence.ts';
import { isFilled } from './rules/statement-gaps.ts';
import type { FormerStates } from './questions.ts';
import { groupBy } from '../../schemas/values/groups.ts';
import { payoutName } from '../3-match/receivables.ts';
import { dayId } from '../3-match/settled-days.ts';

/**
 * What stands at the close of the run: what the rules found now, and every finding of the run before that nothing of
 * this run re-examined: it leaves only because a fact closes it, never because its line was not carried. What a person
 * closed goes on closing its lines in the same way, while they are in the working set.
 */
export function unresolvedFindings(fresh: readonly Finding[], c: Case): Finding[] {
  const now = new Set(fresh.map((one) => one.id));
  if (c.workingSet.priorDiscrepancies.length === 0 && c.workingSet.decided.length === 0) return [...fresh];
  const examined = examination(c);
  const kept = c.workingSet.priorDiscrepancies
    .filter((one) => isUnresolved(one) && KINDS[one.kind].examined !== 'found_anew' && !examined(one))
    .flatMap((one): Finding[] =>
      KINDS[one.kind].isAcrossCurrencies ? saleInOtherCurrency(one, c) : now.has(one.id) ? [] : [one],
    );
  const closed = c.workingSet.decided.filter((one) => !now.has(one.id) && !isExaminedAgain(one, examined, c));
  return [...kept, ...fresh, ...closed.map((one) => withLinesOfSet(one, c))];
}

/** Whether the run compared again what a person closed: of the bank, whether any of its lines was open to it. */
function isExaminedAgain(one: Discrepancy, examined: (finding: Finding) => boolean, c: Case): boolean {
  if (KINDS[one.kind].examined !== 'bank') return examined(one);
  const open = new AddressMap<true>();
  for (const { members } of c.match.receivables) for (const held of members) open.set(held.line, true);
  for (const held of c.workingSet.lines) if (c.match.items.has(held.ix)) open.set(held.line, true);
  return one.lines.some((line) => open.has(line));
}

/** A stored discrepancy names only so many lines; each line knows what it was part of. */
function withLinesOfSet(one: Discrepancy, c: Case): Finding {
  const { state: _state, event: _event, note: _note, ...finding } = one;
  if (!KINDS[one.kind].breaks) return finding;
  const own = c.workingSet.lines.filter(
    ({ former }) => former?.fate === 'decided' && former.discrepancyIds.includes(one.id),
  );
  return { ...finding, lines: withoutRepeats([...finding.lines, ...own.map(({ line }) => named(line, true))]) };
}

/**
 * A reference may be in two currencies between order and payment and between payment and bank at once, which is one
 * row. The bank's part is found again in every run; what it says of the sale stands until the sale is compared again.
 */
function saleInOtherCurrency(finding: Discrepancy, c: Case): Finding[] {
  if (!finding.lines.some((line) => line.leg === 'order')) return [];
  const orderLegs = new AddressMap<string>();
  for (const held of c.workingSet.lines) if (held.former !== null) orderLegs.set(held.line, held.former.orderLeg);
  const lines = finding.lines.filter((line) => line.leg !== 'bank' && (orderLegs.get(line) ?? 'broken') === 'broken');
  return [{ ...finding, lines }];
}

/** Tells whether this run looked again at what a finding of the run before is about. */
function examination(c: Case): (finding: Finding) => boolean {
  const inWorkingSet = new AddressMap<Case['workingSet']['lines'][number]>();
  for (const held of c.workingSet.lines) inWorkingSet.set(held.line, held);
  const feeKeys = new Set(
    c.workingSet.lines
      .filter((held) => held.entered === 'new' && held.line.leg === 'settlement')
      .map((held) => payoutName(held.line.source, payoutOf(held.line))),
  );
  for (const { source, payout } of c.workingSet.plain.payouts()) feeKeys.add(payoutName(source, payout));
  const { standing, undone } = c.workingSet.byHand;
  const inPlay = new Set([...standing, ...undone].map(({ pairing }) => String(pairing.number)));
  return (finding) => {
    const lines = finding.lines.map((line) => inWorkingSet.get(line));
    switch (KINDS[finding.kind].examined) {
      case 'never':
      case 'found_anew':
        return false;
      case 'statement':
        return textFact(finding, 'told') === 'without_room'
          ? lines.every((held) => held !== undefined)
          : isFilled(finding, c);
      case 'new_line_of_payout':
        return feeKeys.has(payoutName(finding.key[0] ?? null, finding.key[1] ?? null));
      case 'adjustment':
        return lines.some((held) => held !== undefined && (held.entered !== 'carried' || isGivingBack(held)));
      case 'entering_line':
        return lines.some((held) => held !== undefined && held.entered !== 'carried');
      case 'all_lines':
        return lines.length > 0 && lines.every((held) => held !== undefined);
      case 'bank_day':
        return flagFact(finding, 'counted') ? lines.every((held) => isReportedAnew(held, c)) : lines[0] !== undefined;
      case 'bank':
        return true;
      case 'decision':
        return inPlay.has(finding.key[0] ?? '');
      case 'sale':
        return lines.some((held) => held !== undefined && isExamined(held.ix, c));
    }
  };
}

/** A row that counts though another file has an equal one: asked about until a statement proves its day. */
function isReportedAnew(held: Case['workingSet']['lines'][number] | undefined, c: Case): boolean {
  if (held?.line.leg !== 'bank') return false;
  const accountOf = accountReader(c.workingSet.config);
  const { source, account, currency, bookedOn } = held.line;
  return c.match.bank.proved.some(
    (one) => one.day === bookedOn && one.currency === currency && one.account === accountOf(source, account),
  );
}

/** Whether a payout that is given back is known, and paid, may change in every run. */
function isGivingBack({ line }: Held): boolean {
  return line.leg === 'settlement' && isTakeBack(line);
}

function isExamined(ix: number, c: Case): boolean {
  // A version that an update superseded, or a row that a newer one replaced, is examined through its successor.
  return c.match.compared.has(ix) || c.match.outOfScope.has(ix);
}

function payoutOf(line: Case['workingSet']['lines'][number]['line']): string {
  return line.leg === 'settlement' ? (line.payoutId ?? dayId(line.source, line.date)) : '';
}

/** A finding that names thousands of lines stores so many of them; the count stands in its facts. */
const NAMED_LINES_MAX = 200;

/**
 * The life of every discrepancy over the run: opened, changed, closed by the facts or by a person, opened again, or
 * noted. A notice that was noted before with the same facts says nothing new and is left out.
 */
export function discrepanciesOf(findings: readonly Finding[], c: Case, former: FormerStates): Discrepancy[] {
  const life = lifeOf(c, former);
  const now = new Set(findings.map((one) => one.id));
  const closed = c.workingSet.priorDiscrepancies
    .filter((one) => isUnresolved(one) && !now.has(one.id))
    .map((one) => closing(one, life.decisions.get(one.id) ?? []));
  const inOrder = c.workingSet.decided.filter((one) => !now.has(one.id)).map(settled);
  return [...findings.flatMap((one) => living(one, life)), ...closed, ...inOrder];
}

/** What a person had closed and the facts have put in order since: no news, but were it to break again, it would be. */
function settled(one: Discrepancy): Discrepancy {
  return { ...one, state: 'auto_resolved', event: null };
}

/** Rows under a suspect or a ruined file stand by themselves again once a person has closed the file's own row. */
export function withoutDecidedSuspects(findings: readonly Finding[], c: Case, former: FormerStates): Finding[] {
  const suspects = findings.filter((one) => KINDS[one.kind].hasRowsUnderIt);
  if (suspects.length === 0) return [...findings];
  const life = lifeOf(c, former);
  const decided = new Set(
    suspects
      .flatMap((one) => living(one, life))
      .filter(isDecided)
      .map((one) => one.id),
  );
  return findings.map((one) => (one.parentId !== null && decided.has(one.parentId) ? { ...one, parentId: null } : one));
}

/**
 * What becomes of a row that another one hides. One that stood stays as it is, under the other: hidden is not closed.
 * One that never stood is no row yet. Where a person closed the other, the hidden one closes with it, unless more money
 * is at risk on it: then it stands by itself.
 */
export function withHiddenRows(findings: readonly Finding[], c: Case, former: FormerStates): Finding[] {
  if (!findings.some(isHidden)) return [...findings];
  const life = lifeOf(c, former);
  const hiders = new Set(findings.flatMap((one) => (isHidden(one) ? (one.parentId ?? []) : [])));
  const holders = new Map(findings.filter((one) => hiders.has(one.id)).map((one) => [one.id, one]));
  const closed = new Set(
    [...holders.values()].flatMap((one) => living(one, life)).flatMap((one) => (isDecided(one) ? [one.id] : [])),
  );
  const stood = new Set(
    c.workingSet.priorDiscrepancies.flatMap((one) => (isUnresolved(one) && one.class === 'action' ? [one.id] : [])),
  );
  return findings.flatMap((one): Finding[] => {
    if (!isHidden(one)) return [one];
    const holder = one.parentId === null ? undefined : holders.get(one.parentId);
    if (holder !== undefined && closed.has(holder.id))
      return one.moneyAtRisk > holder.moneyAtRisk ? [unhidden(one)] : [];
    return stood.has(one.id) ? [one] : [];
  });
}

/** What a discrepancy's next step depends on. */
interface Life {
  readonly c: Case;
  readonly former: FormerStates;
  readonly before: ReadonlyMap<string, Discrepancy>;
  /** Made when it is first asked for: most runs ask for nothing. */
  readonly inWorkingSet: () => AddressMap<Held>;
  /** What people decided since the run before, on each discrepancy in its order. */
  readonly decisions: ReadonlyMap<string, readonly DecisionRecord[]>;
}

function lifeOf(c: Case, former: FormerStates): Life {
  let lines: AddressMap<Held> | null = null;
  const inWorkingSet = (): AddressMap<Held> => {
    if (lines !== null) return lines;
    lines = new AddressMap<Held>();
    for (const held of c.workingSet.lines) lines.set(held.line, held);
    return lines;
  };
  const before = new Map([...c.workingSet.decided, ...c.workingSet.priorDiscrepancies].map((one) => [one.id, one]));
  return {
    c,
    former,
    before,
    inWorkingSet,
    decisions: groupBy(c.workingSet.decisions.taken, (one) => one.discrepancyId),
  };
}

/** Closed by the facts, unless a person had closed it as it was before they did. */
function closing(one: Discrepancy, decisions: readonly DecisionRecord[]): Discrepancy {
  const first = closingOn(decidedFactsHash(one), decisions);
  if (first !== null) return { ...one, state: stateAfter(first.event), event: first.event, note: first.note };
  return { ...one, state: 'auto_resolved', event: 'auto_resolved', note: decisions.at(-1)?.note ?? one.note };
}

/** The last closing on these facts, of those since somebody last kept it on the list; null where there is none. */
function closingOn(facts: string, decisions: readonly DecisionRecord[]): DecisionRecord | null {
  const kept = decisions.findLastIndex((one) => !closes(one));
  return decisions.slice(kept + 1).findLast((one) => one.factsHash === facts) ?? null;
}

function closes({ event }: DecisionRecord): boolean {
  return isDecided({ state: stateAfter(event) });
}

function living(found: Finding, life: Life): Discrepancy[] {
  const { c, before } = life;
  const former = before.get(found.id) ?? null;
  const earlier = life.former.get(found.id);
  const last = former ?? earlier?.last ?? null;
  const firstSeen = last?.firstSeen ?? earlier?.firstSeen ?? c.workingSet.date;
  const whole = withFormerHides(withClosedLines(found, last, life.inWorkingSet), former, c);
  const one = { ...shortened(whole), firstSeen };
  const decision = life.decisions.get(found.id)?.at(-1) ?? null;
  const note = decision?.note ?? last?.note ?? '';
  const same = last !== null && factsHash(last) === factsHash(one);
  if (one.class === 'notice')
    return same ? [] : [discrepancyOf(one, { state: 'noted', event: last === null ? 'noted' : 'changed', note })];
  const from = decision === null ? (last?.state ?? null) : stateAfter(decision.event);
  switch (from) {
    case null:
      return [discrepancyOf(one, { state: 'open', event: 'opened', note })];
    case 'open':
    case 'acknowledged':
      if (decision !== null) return [discrepancyOf(one, { state: from, event: decision.event, note })];
      if (former !== null) return [discrepancyOf(one, { state: from, event: same ? null : 'changed', note })];
      return [discrepancyOf(one, { state: 'open', event: 'reopened', note })];
    case 'resolved':
    case 'written_off':
      return [discrepancyOf(one, closedStill(one, last, life) ?? { state: 'open', event: 'reopened', note })];
    case 'auto_resolved':
      return [discrepancyOf(one, { state: 'open', event: 'reopened', note })];
    case 'noted':
      // Until now it asked nothing of anybody.
      return [discrepancyOf(one, { state: 'open', event: 'opened', note })];
  }
}

/**
 * What a person closed stays closed while the facts are those that the person decided upon, and nothing of it was in
 * order in between: a line that came back from a match broke again, even if it looks as it did. Null: it does not.
 */
function closedStill(one: Finding, last: Discrepancy | null, life: Life): Standing | null {
  const facts = decidedFactsHash(one);
  const decisions = life.decisions.get(one.id) ?? [];
  const taken = closingOn(facts, decisions);
  if (taken !== null) return { state: stateAfter(taken.event), event: taken.event, note: taken.note };
  if (last === null || !isDecided(last) || decidedFactsHash(last) !== facts || !decisions.every(closes)) return null;
  const brokeAgain = one.lines.some((line) => {
    const former = line.broken ? (life.inWorkingSet().get(line)?.former ?? null) : null;
    return former !== null && former.fate !== 'decided' && !former.discrepancyIds.includes(one.id);
  });
  return brokeAgain ? null : { state: last.state, event: null, note: last.note };
}

/**
 * Lines that a finding names without breaking them (the rest of a payout) are closed and not in the working set on the
 * next date, and those of a finding that a person closed need not be. They stay in its evidence: that a line is closed
 * is no fact of the finding.
 */
function withClosedLines(finding: Finding, last: Discrepancy | null, inWorkingSet: () => AddressMap<Held>): Finding {
  if (last === null || !(isUnresolved(last) || isDecided(last))) return finding;
  const own = new Set(finding.lines.map(addressKey));
  const closed = last.lines.filter(
    (line) => (!line.broken || isDecided(last)) && !inWorkingSet().has(line) && !own.has(addressKey(line)),
  );
  if (closed.length === 0) return finding;
  // In the order in which the row named them: whether a line is in the working set today does not move it.
  const places = new Map(last.lines.map((line, place) => [addressKey(line), place]));
  const placeOf = (line: NamedLine): number => places.get(addressKey(line)) ?? last.lines.length;
  return { ...finding, lines: [...finding.lines, ...closed].sort((a, b) => placeOf(a) - placeOf(b)) };
}

/** What a finding of the bank hides in a sale that this run did not compare again, it still hides. */
function withFormerHides(finding: Finding, former: Discrepancy | null, c: Case): Finding {
  if (former === null || former.hides.length === 0 || c.match.verdicts.some((verdict) => speaksOf(verdict, finding)))
    return finding;
  const hides = DISCREPANCY_KINDS.filter((kind) => finding.hides.includes(kind) || former.hides.includes(kind));
  return { ...finding, hides };
}

function speaksOf(verdict: Case['match']['verdicts'][number], finding: Finding): boolean {
  const compared = [...verdict.orders, ...verdict.payments, ...verdict.refunds, ...verdict.chargebacks];
  return compared.some(({ line }) => finding.lines.some((named) => compareAddress(named, line) === 0));
}

function shortened(finding: Finding): Finding {
  if (finding.lines.length <= NAMED_LINES_MAX) return finding;
  const broken = finding.lines.filter((line) => line.broken);
  const lines = [...broken, ...finding.lines.filter((line) => !line.broken)].slice(0, NAMED_LINES_MAX);
  return { ...finding, lines, facts: { ...finding.facts, lineCount: finding.lines.length } };
}
