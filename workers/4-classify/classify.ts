import { KINDS, type DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { addressKey } from '../../schemas/lines/records.ts';
import type { Discrepancy, Finding, NamedLine, RunKey, RunOutcome } from '../../schemas/outcome/run.ts';
import { isBank, isOrder, isSettlement, type WorkingSet, type Held, type HeldReject } from '../3-match/working-set.ts';
import type { MatchResult } from '../3-match/match.ts';
import { prepareCase, type Case } from './case.ts';
import { conserve } from './conservation.ts';
import { duesOf } from './due-and-arrived.ts';
import { finding, named, withoutRepeats, type Draft } from './draft.ts';
import { fatesOf } from './fates.ts';
import { withFormerIds } from './former-ids.ts';
import { bankParties, bankPositions, isPrimaryRefund, orderLegs } from './legs.ts';
import { discrepanciesOf, unresolvedFindings, withHiddenRows, withoutDecidedSuspects } from './life.ts';
import { withCutLookAlikes } from './cut-look-alikes.ts';
import { withDifferingLookAlikes } from './differing-look-alikes.ts';
import { withLookAlikes } from './look-alikes.ts';
import { payoutRows } from './payout-rows.ts';
import { plainSums } from './plain-money.ts';
import { isHidden, onePerCause } from './precedence.ts';
import { bankMatchFindings, lacksRejectedRow, type BankParties, receivablesOf, itemsOf } from './rules/bank-matches.ts';
import { bankCurrencyFindings, openBankFindings } from './rules/bank-open.ts';
import { conflictThatExplains, creditsOfDenied } from './rules/conflicts.ts';
import { damagedFindings, damagedLines, underDamaged, type DamagedLine } from './rules/damaged.ts';
import { lineFindings, withoutQuotedPendings } from './rules/fees.ts';
import { voidFindings } from './rules/manual-match-void.ts';
import { rowFindings } from './rules/rows.ts';
import { saleFindings } from './rules/sales.ts';
import { sourceFindings } from './rules/sources.ts';
import { storeFindings } from './rules/stores.ts';
import { sharedReferenceFindings, splitTenderFindings } from './rules/tenders.ts';
import { versionFindings } from './rules/versions.ts';
import { withClaimable } from './claimable.ts';
import { withKnownLegs } from './known-legs.ts';
import { withReplacedCredits } from './replaced-credits.ts';
import { placesOf, withSeenElsewhere } from './seen-elsewhere.ts';
import { movedStores } from './moved-stores.ts';
import { storeSplit } from './store-split.ts';
import { withSumLookAlikes } from './sum-look-alikes.ts';
import { askFormer, type Asking } from './questions.ts';
import { suspectSources } from './suspect.ts';
import { withTolerated } from './tolerated.ts';
import { withLinesApart } from './lines-apart.ts';
import { append } from '../../schemas/values/groups.ts';

/** The version of the rules: goes up with every change that can decide the same inputs differently. */
export const RULES_VERSION = '5';

/**
 * Decides a run: what is wrong, what every line's fate is, what each store earned; and proves the sums before anything
 * is published. Pure: the same working set, match and answers give the same outcome, byte for byte. Throws
 * `conservation_broken` where a line or a centavo is lost or counted twice.
 *
 * @param underOtherRules what the date held when it was last run under other rules: only the ids are taken of it
 */
export function* classify(
  run: RunKey,
  workingSet: WorkingSet,
  match: MatchResult,
  underOtherRules: readonly Finding[],
): Asking<RunOutcome> {
  const c = prepareCase(workingSet, match);
  const parties = bankParties(c);
  const damaged = damagedLines(c);
  const apart = yield* withLinesApart(drafts(c, parties, damaged), c);
  const fresh = withFormerIds(
    apart.map((draft) => finding(draft, workingSet.config)),
    underOtherRules,
  );
  const found = suspectSources(
    onePerCause(withoutQuotedPendings(withExcusedCredits(unresolvedFindings(fresh, c), c, parties))),
    workingSet.files,
    workingSet.config,
  );
  const bank = bankPositions(c, parties);
  const seen = yield* withSeenElsewhere(withKnownLegs(underDamaged(found, damaged), c, bank), c, bank);
  const alike = withDifferingLookAlikes(withCutLookAlikes(withLookAlikes(seen, c), c), c, parties);
  const asked = yield* withReplacedCredits(withSumLookAlikes(alike, c, parties), c);
  const claimed = withClaimable(asked, workingSet.config, workingSet.priorDiscrepancies);
  const before = new Set([...workingSet.decided, ...workingSet.priorDiscrepancies].map((one) => one.id));
  const former = yield* askFormer(claimed.map((one) => one.id).filter((id) => !before.has(id)));
  const under = withoutDecidedSuspects(claimed, c, former);
  const findings = withHiddenRows(under, c, former);
  const discrepancies = discrepanciesOf(findings, c, former).sort((a, b) => (a.id < b.id ? -1 : 1));
  const naming = withFullLines(discrepancies, findings).filter((one) => !isHidden(one));
  const fates = fatesOf(c, { bank, order: orderLegs(c, damaged), discrepancies: naming });
  const payouts = payoutRows(c, bank, naming);
  const plain = plainSums(c, bank, (place) => fates.isNamed(place));
  return {
    run,
    fates,
    discrepancies,
    payouts,
    stores: storeSplit(c, fates, plain),
    conservation: withTolerated(conserve(workingSet, fates), match, workingSet.config),
    dues: duesOf(c, fates, payouts, plain),
    moved: movedStores(c, fates, plain),
  };
}

/**
 * A stored discrepancy names so many lines at the most; the fates are drawn from all of them, and from what was found
 * alone: what the facts closed breaks nothing any more, also where a person had closed it before they did.
 */
function withFullLines(discrepancies: readonly Discrepancy[], findings: readonly Finding[]): Discrepancy[] {
  const lines = new Map(findings.map((one) => [one.id, one.lines]));
  return discrepancies.flatMap((one) => {
    const full = lines.get(one.id);
    return full === undefined ? [] : [{ ...one, lines: full }];
  });
}

function drafts(c: Case, parties: BankParties, ruined: readonly DamagedLine[]): Draft[] {
  const refunds = new Set(
    c.match.receivables
      .filter((open) => isPrimaryRefund(open, c))
      .flatMap((open) => open.members.map((held) => addressKey(held.line))),
  );
  const damaged = new Set(ruined.map((held) => addressKey(held.line)));
  const bank = [...bankMatchFindings(c, parties), ...openBankFindings(c, parties)].filter(
    ({ kind, lines }) => kind !== 'missing_in_bank' || !lines.some((line) => refunds.has(addressKey(line))),
  );
  const found = [
    ...sourceFindings(c),
    ...rowFindings(c, brokenByReject(c, parties)),
    ...voidFindings(c),
    ...versionFindings(c),
    ...c.match.verdicts.flatMap((verdict) => [
      ...saleFindings(verdict, c),
      ...splitTenderFindings(verdict, c),
      ...storeFindings(verdict, c),
    ]),
    ...sharedReferenceFindings(c),
    ...damagedFindings(ruined, c),
    ...lineFindings(c),
    ...bankCurrencyFindings(c),
    ...bank,
  ];
  // What a ruined reference does not find is told by the row of its file.
  return ofEveryKind(found, { source_suspect: 'suspect.ts' }).filter(
    ({ kind, lines }) => !KINDS[kind].isLeftToRuinedFile || !lines.every((line) => damaged.has(addressKey(line))),
  );
}

/**
 * What the rules raise, which together must raise every kind: the type checker names one that is missing.
 *
 * @param _elsewhere kinds that are raised of other findings, and where
 */
function ofEveryKind<Raised extends Draft>(
  found: readonly Raised[],
  _elsewhere: Readonly<Record<Exclude<DiscrepancyKind, Raised['kind']>, string>>,
): readonly Draft[] {
  return found;
}

/**
 * A credit that differs by just what a transaction's versions differ by belongs to that conflict, found in this run or
 * standing since an earlier one: for as long as the two are paired. So does one that pays what the newer version
 * denies.
 */
function withExcusedCredits(findings: readonly Finding[], c: Case, parties: BankParties): Finding[] {
  const credits = new Map<string, NamedLine[]>();
  for (const match of c.match.matches) {
    if (match.pass !== 'differing') continue;
    const opens = receivablesOf(match.receivables, parties);
    const conflict = conflictThatExplains(match, opens, c);
    if (conflict === null) continue;
    const items = itemsOf(match.bankItems, parties);
    append(credits, conflict, ...items.map((held) => named(held.line, true)));
  }
  for (const [ix, conflicts] of creditsOfDenied(c)) {
    const held = c.workingSet.lines[ix];
    if (held) for (const conflict of conflicts) append(credits, conflict, named(held.line, true));
  }
  return findings.map((one) => {
    if (one.kind !== 'conflicting_settlement_line') return one;
    const versions = one.lines.filter((line) => line.leg !== 'bank');
    const own = versions.flatMap((line) => credits.get(addressKey(line)) ?? []);
    if (own.length === 0)
      return versions.length === one.lines.length
        ? one
        : { ...one, lines: versions, facts: { ...one.facts, formerShownAt: [] } };
    return {
      ...one,
      lines: withoutRepeats([...versions, ...own]),
      facts: { ...one.facts, namesPayoutMismatch: true, formerShownAt: placesOf(own, c) },
    };
  });
}

/**
 * What a rejected row stands for: the order or payment with its reference, and the credit that its money is missing
 * from.
 */
function brokenByReject(c: Case, parties: BankParties): (held: HeldReject) => Held[] {
  const byReference = new Map<string, Held[]>();
  for (const verdict of c.match.verdicts) {
    if (verdict.payment !== 'rejected_row') continue;
    // Where the order is what could not be read, refunds of its payment lack it too.
    const refunds = verdict.orders.length === 0 && verdict.refund === 'agrees' ? verdict.refunds : [];
    byReference.set(verdict.key, [...verdict.orders, ...verdict.payments, ...refunds]);
  }
  const carried = carriedBroken(c);
  const credits = new Map<string, Held[]>();
  for (const match of c.match.matches) {
    if (match.pass !== 'differing') continue;
    for (const id of match.receivables) credits.set(id, itemsOf(match.bankItems, parties));
  }
  const openCredits = c.workingSet.lines.filter(isBank).filter((held) => c.match.openItems.has(addressKey(held.line)));
  const ofLines = c.workingSet.rejects.length === 0 ? new Map<string, Held[]>() : excusedLines(c, credits);
  return ({ reject }) => {
    const reference = reject.merchantReference === null ? '' : c.match.compare(reject.merchantReference);
    const payouts = [...c.match.rejectedPayouts]
      .filter(([, rejects]) => rejects.some((one) => one.reject === reject))
      .map(([key]) => key);
    const byBank =
      reference === ''
        ? []
        : openCredits.filter((held) => c.match.items.get(held.ix)?.references.includes(reference) ?? false);
    return [
      ...(reference === '' ? [] : [...(byReference.get(reference) ?? []), ...(carried.get(reference) ?? [])]),
      ...(reference === '' || reject.leg === 'order' ? [] : (ofLines.get(reference) ?? [])),
      ...payouts.flatMap((key) => credits.get(key) ?? []),
      ...byBank,
    ];
  };
}

/**
 * Lines paid one by one that wait for a credit, and credits that differ from theirs, by a reference that a rejected row
 * carries.
 */
function excusedLines(c: Case, credits: ReadonlyMap<string, Held[]>): Map<string, Held[]> {
  const excused = new Map<string, Held[]>();
  for (const open of c.match.receivables) {
    if (open.receivable.payoutId !== null || !lacksRejectedRow(open, c)) continue;
    const own = c.match.openReceivables.has(open.receivable.id)
      ? open.members
      : (credits.get(open.receivable.id) ?? []);
    for (const reference of open.receivable.references) append(excused, reference, ...own);
  }
  return excused;
}

/** Orders and payments that an earlier run broke for want of a rejected row, and that nothing has touched since. */
function carriedBroken(c: Case): Map<string, Held[]> {
  const broken = new Map<string, Held[]>();
  const rejectedRows = new Set(
    c.workingSet.priorDiscrepancies.filter((one) => one.kind === 'row_rejected').map((one) => one.id),
  );
  for (const held of c.workingSet.lines) {
    if (!isOrder(held) && !isSettlement(held)) continue;
    if (
      held.former === null ||
      c.match.compared.has(held.ix) ||
      !held.former.discrepancyIds.some((id) => rejectedRows.has(id))
    )
      continue;
    append(broken, c.match.compare(held.line.merchantReference), held);
  }
  return broken;
}
