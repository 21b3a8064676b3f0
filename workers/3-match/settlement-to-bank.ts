import type { SettlementSource } from '../../schemas/config.ts';
import { normaliseKey } from '../../schemas/line-keys.ts';
import { addressKey, type OutOfScopeReason, type SettlementLine } from '../../schemas/records.ts';
import type { PayoutRow } from '../../schemas/run.ts';
import { matchBank } from './bank/match-bank.ts';
import type { BankItem, BankMatch, BankMatchResult, MatchedCredit } from './bank/types.ts';
import { payoutNamer } from './bank/by-payout-id.ts';
import { bankContent } from './bank-ids.ts';
import { bankScoper, type BankScope } from './bank-scope.ts';
import type { BankVersions } from './bank-versions.ts';
import type { DueDates } from './due-dates.ts';
import { bankParams, type RecentLines } from './explainers.ts';
import { isSettlement, type Hand, type Held, type HeldBank, type HeldReject, type HeldSettlement } from './hand.ts';
import { looksForOrder } from './order-groups.ts';
import { countPaidCopies } from './paid-copies.ts';
import {
  lineReceivable,
  payoutKey,
  payoutReceivables,
  settledCurrencyOf,
  stoodApart,
  unnamedReceivable,
  type OpenReceivable,
} from './receivables.ts';
import { dayId, namesPayouts } from './settled-days.ts';
import type { SettlementVersions } from './settlement-versions.ts';

/** What is settled before the bank is asked: versions, due dates, and why lines take no part so far. */
export interface Settled {
  readonly due: DueDates;
  readonly compare: (reference: string) => string;
  readonly settlement: SettlementVersions;
  readonly bank: BankVersions;
  readonly outOfScope: ReadonlyMap<number, OutOfScopeReason>;
  readonly sources: ReadonlyMap<string, SettlementSource>;
  /** Rejected rows by the compared reference of the line that each stands for. */
  readonly rejectedReferences: ReadonlyMap<string, readonly HeldReject[]>;
}

/** What the match of the settlement side with the bank found out. */
export interface BankSide {
  /** Why a line takes no part, by its place in hand. A line that is not here takes part. */
  readonly outOfScope: ReadonlyMap<number, OutOfScopeReason>;
  readonly receivables: readonly OpenReceivable[];
  /** The open movements of the bank, by place in hand. */
  readonly items: ReadonlyMap<number, BankItem>;
  readonly bankScopes: ReadonlyMap<number, BankScope>;
  readonly matches: readonly BankMatch[];
  readonly ambiguities: BankMatchResult['ambiguities'];
  readonly openReceivables: ReadonlySet<string>;
  readonly openItems: ReadonlySet<string>;
  /** Copies within a file that the bank paid: they count in their payout. */
  readonly paidCopies: ReadonlySet<number>;
  /** Sources with a differing pair: stage.ts brings their recently settled lines, which may explain it. */
  readonly differingSources: readonly string[];
}

/** Pass 2 and after: the settlement side against the bank. Pure. */
export function matchSettlementToBank(hand: Hand, settled: Settled, recent: RecentLines): BankSide {
  const reopened = reopenedMatches(hand, settled);
  const gone = supersededMatches(settled);
  const first = bankRound(hand, settled, { reopened, undone: gone }, recent);
  const undone = first.matches.flatMap((one) => (one.undoes === null ? [] : [one.undoes]));
  if (undone.length === 0) return first;
  // A debit undid earlier matches: what they paid is open again, and may be paid again by another credit.
  const second = bankRound(
    hand,
    settled,
    { reopened, undone: new Set([...gone, ...undone]) },
    recent,
    first.matches.filter((one) => one.undoes !== null),
  );
  return { ...second, matches: [...first.matches.filter((one) => one.undoes !== null), ...second.matches] };
}

/** Earlier matches with the bank that are open again. */
interface OpenAgain {
  /** A file of this run took them up: the parties stay together until a bank line, a debit or a person parts them. */
  readonly reopened: ReadonlySet<string>;
  /** A debit took the credit back: what it paid stands alone. */
  readonly undone: ReadonlySet<string>;
}

/** Matches of an earlier run with a bank line that the balances of a statement leave no room for: its money never came. */
function supersededMatches(settled: Settled): ReadonlySet<string> {
  return new Set(settled.bank.superseded.flatMap(({ held }) => held.former?.bankMatch ?? []));
}

/** Closed matches with the bank that a file of this run takes up again: a payout got another line, or another version of one. */
function reopenedMatches(hand: Hand, settled: Settled): Set<string> {
  const reopened = new Set<string>();
  const rows = new Map(hand.payouts.map((row) => [payoutKey(row.source, row.payoutId, row.currency), row]));
  const touch = (held: HeldSettlement): void => {
    const source = settled.sources.get(held.line.source);
    if (!source) return;
    const payoutId = settled.due.days.payoutId(held.line);
    const own = held.former?.bankMatch ?? null;
    if (payoutId === null) {
      if (own !== null) reopened.add(own);
      return;
    }
    const row = rows.get(payoutKey(source.id, payoutId, settledCurrencyOf(held.line)));
    if (row !== undefined && row.bankMatch !== null && row.fate === 'matched') reopened.add(row.bankMatch);
  };
  for (const held of settled.settlement.current) if (held.entered === 'new' && !settled.outOfScope.has(held.ix)) touch(held);
  for (const held of settled.settlement.superseded) if (held.former !== null && countedBefore(held)) touch(held);
  return reopened;
}

/** Whether the run before counted the line towards the bank. */
function countedBefore(held: Held): boolean {
  return held.former !== null && held.former.bankLeg !== 'none';
}

function bankRound(hand: Hand, settled: Settled, again: OpenAgain, recent: RecentLines, done: readonly BankMatch[] = []): BankSide {
  const isDecided = decidedPayouts(hand, settled);
  const isOpen = (held: Held): boolean => {
    if (held.former === null || held.entered === 'new') return true;
    const { bankMatch } = held.former;
    if (bankMatch !== null && (again.reopened.has(bankMatch) || again.undone.has(bankMatch))) return true;
    if (held.former.fate === 'decided' && isDecided(held)) return false;
    return held.former.bankLeg === 'awaiting' || held.former.bankLeg === 'broken';
  };
  const receivables = openReceivables(hand, settled, isOpen, again);
  const movements = bankMovements(hand, settled, receivables, isOpen, again, done);
  const { items, bankScopes, matchedCredits, outOfScope } = movements;
  const paid = countPaidCopies(receivables, settled.settlement.copies, [...items.values()], hand.config.matching.bankTolerance);
  const result = matchBank(
    paid.receivables.map((one) => one.receivable),
    [...items.values()],
    matchedCredits,
    bankParams(hand, settled, recent),
  );
  for (const ix of paid.copies) outOfScope.delete(ix);
  const unnamed = inNoPayout(settled, isOpen);
  const openItems = new Set(result.openItems);
  // What was booked before the go-live is matched all the same; only what finds nothing pays something of before it.
  for (const [ix, item] of items) {
    if (item.bookedOn >= hand.goLive || !openItems.delete(item.id)) continue;
    outOfScope.set(ix, 'before_history');
    items.delete(ix);
  }
  return {
    outOfScope,
    receivables: [...paid.receivables, ...unnamed],
    items,
    bankScopes,
    matches: result.matches,
    ambiguities: result.ambiguities,
    openReceivables: new Set([...result.openReceivables, ...unnamed.map((one) => one.receivable.id)]),
    openItems,
    paidCopies: paid.copies,
    differingSources: differingSources(result.matches, paid.receivables),
  };
}

/**
 * Tells whether a line belongs to a payout that a person closed and that nothing of this run takes up: its comparison with
 * the bank stays closed, whatever else brings the line back.
 */
function decidedPayouts(hand: Hand, settled: Settled): (held: Held) => boolean {
  const rows = hand.payouts.filter((row) => row.fate === 'decided');
  const matches = new Set(rows.flatMap((row) => row.bankMatch ?? []));
  const keys = new Set(rows.map((row) => payoutKey(row.source, row.payoutId, row.currency)));
  for (const held of settled.settlement.current)
    if (held.entered === 'new' && !settled.outOfScope.has(held.ix)) keys.delete(keyOfPayout(held, settled));
  return (held) => {
    if (isSettlement(held)) return keys.has(keyOfPayout(held, settled));
    return held.former?.bankMatch !== undefined && held.former.bankMatch !== null && matches.has(held.former.bankMatch);
  };
}

interface Movements {
  readonly items: Map<number, BankItem>;
  readonly bankScopes: Map<number, BankScope>;
  readonly matchedCredits: MatchedCredit[];
  readonly outOfScope: Map<number, OutOfScopeReason>;
}

/** Tells what every bank line in hand is: open, a credit of an earlier match, or none of ours and why. */
function bankMovements(
  hand: Hand,
  settled: Settled,
  receivables: readonly OpenReceivable[],
  isOpen: (held: Held) => boolean,
  { reopened, undone }: OpenAgain,
  done: readonly BankMatch[],
): Movements {
  const known = new Set(receivables.flatMap((one) => one.receivable.references));
  // A payment that could not be read is one that the bank should show all the same.
  const standsForPayment = ({ reject }: HeldReject): boolean => settled.sources.get(reject.source)?.settles === 'per_transaction';
  const isKnown = (reference: string): boolean =>
    known.has(reference) || (settled.rejectedReferences.get(reference) ?? []).some(standsForPayment);
  const scoper = bankScoper(hand.config, settled.compare, isKnown);
  const outOfScope = new Map(settled.outOfScope);
  const bankScopes = new Map<number, BankScope>();
  const items = new Map<number, BankItem>();
  const matchedCredits: MatchedCredit[] = [];
  const pairOf = (held: HeldBank): string | null => {
    const match = held.former?.bankMatch ?? null;
    if (match === null || undone.has(match)) return null;
    return reopened.has(match) || (held.former?.bankPass === 'differing' && stoodApart(held.former.fate)) ? match : null;
  };
  const passedOver = new Set(done.flatMap((one) => one.bankItems));
  const mirrors = mirroredCredits(settled, scoper, outOfScope);
  const named = payoutNamer(receivables.map((one) => one.receivable));
  /** What carries no provider's name: a debit that mirrors a credit, a credit that is the payout which it names, one of a pair. */
  const oursAllTheSame = (held: HeldBank, own: BankScope): BankScope => {
    if (own.reason === null || own.reason === 'gmf') return own;
    if (pairOf(held) !== null || mirrors(held.line, own)) return { ...own, reason: null };
    const source = settled.sources.get(named({ ...own, looksLike: null, ...amountOf(held) }) ?? '');
    return source === undefined ? own : { ...own, reason: null, looksLike: source };
  };
  for (const held of settled.bank.current) {
    const own = scoper(held.line);
    const scope = oursAllTheSame(held, own);
    bankScopes.set(held.ix, scope);
    if (outOfScope.has(held.ix) || passedOver.has(addressKey(held.line))) continue;
    const earlierMatch = held.former?.bankMatch ?? null;
    // Of a closed match nothing open in hand need name the reference any more: it stays what it was.
    const stands = earlierMatch !== null && held.former?.bankLeg === 'agrees' && !isOpen(held);
    if (scope.reason !== null && !stands) outOfScope.set(held.ix, scope.reason);
    else if (isOpen(held) || wasNotOurs(held)) items.set(held.ix, bankItem(held, scope, settled.due, pairOf(held)));
    else if (earlierMatch !== null && held.line.amount > 0)
      matchedCredits.push({ item: bankItem(held, scope, settled.due, null), bankMatch: earlierMatch });
  }
  return { items, bankScopes, matchedCredits, outOfScope };
}

/**
 * Tells a debit that takes back a credit of ours although its text names nobody: the opposite amount in the same account,
 * under the same end-to-end id or reference: its own, or that of a line in hand which both descriptions name.
 */
function mirroredCredits(
  settled: Settled,
  scoper: (line: HeldBank['line']) => BankScope,
  outOfScope: ReadonlyMap<number, OutOfScopeReason>,
): (debit: HeldBank['line'], scope: BankScope) => boolean {
  if (!settled.bank.current.some((held) => held.line.amount < 0)) return () => false;
  const known = new Set(settled.settlement.current.map((held) => settled.compare(held.line.merchantReference)));
  const keysOf = (line: HeldBank['line'], { written, endToEndId, references }: BankScope): string[] =>
    [written === null ? '' : settled.compare(written), endToEndId ?? '', ...references.filter((reference) => known.has(reference))]
      .filter((key) => key !== '')
      .map((key) => JSON.stringify([normaliseKey(line.account ?? ''), line.currency, Math.abs(line.amount), key]));
  const credits = new Set(
    settled.bank.current.flatMap((held) => {
      if (held.line.amount <= 0 || outOfScope.has(held.ix)) return [];
      const scope = scoper(held.line);
      return scope.reason === null || held.former?.bankLeg === 'agrees' ? keysOf(held.line, scope) : [];
    }),
  );
  return (debit, scope) => debit.amount < 0 && keysOf(debit, scope).some((key) => credits.has(key));
}

function amountOf({ line }: HeldBank): Pick<BankItem, 'amount' | 'currency'> {
  return { amount: line.amount, currency: line.currency };
}

function differingSources(matches: readonly BankMatch[], receivables: readonly OpenReceivable[]): string[] {
  const differing = new Set(matches.filter((one) => one.pass === 'differing').flatMap((one) => one.receivables));
  const sources = receivables.filter((one) => differing.has(one.receivable.id)).map((one) => one.source.id);
  return [...new Set(sources)].sort();
}

/** A closed line that looked like nobody's until a reference in hand named it. */
function wasNotOurs(held: HeldBank): boolean {
  return held.former?.fate === 'out_of_scope';
}

function openReceivables(hand: Hand, settled: Settled, isOpen: (held: Held) => boolean, { reopened, undone }: OpenAgain): OpenReceivable[] {
  const counted = settled.settlement.current.filter((held) => !settled.outOfScope.has(held.ix));
  const perLine = counted.filter((held) => settled.sources.get(held.line.source)?.settles === 'per_transaction' && isOpen(held));
  const receivables = perLine.flatMap((held) => {
    const source = settled.sources.get(held.line.source);
    if (!source || !expectsBankLine(held.line, source)) return [];
    return [lineReceivable(held, source, settled.compare(held.line.merchantReference), settled.due)];
  });
  // A payout is taken whole: its closed lines in hand count through its former row.
  const inPayouts = counted.filter((held) => settled.due.days.payoutId(held.line) !== null);
  const openKeys = new Set(inPayouts.filter(isOpen).map((held) => keyOfPayout(held, settled)));
  const standing = hand.payouts.filter((row) => !isInvented(row, settled));
  for (const row of standing) {
    const isOpenAgain = row.bankMatch !== null && (reopened.has(row.bankMatch) || undone.has(row.bankMatch));
    if (row.fate === 'awaiting' || row.fate === 'broken' || isOpenAgain) openKeys.add(payoutKey(row.source, row.payoutId, row.currency));
  }
  const rows = standing.map((row): PayoutRow => {
    if (row.bankMatch !== null && undone.has(row.bankMatch)) return { ...row, fate: 'awaiting', bankMatch: null };
    return row.bankMatch !== null && reopened.has(row.bankMatch) ? { ...row, fate: 'broken', pass: 'differing' } : row;
  });
  const members = inPayouts.filter((held) => openKeys.has(keyOfPayout(held, settled)));
  const before = hand.lines.filter(isSettlement).filter((held) => countedBefore(held) && openKeys.has(keyOfPayout(held, settled)));
  const payouts = payoutReceivables(members, before, rows, (id) => settled.sources.get(id), settled.due);
  return [...receivables, ...payouts.filter((one) => one.source.settles !== 'per_transaction')];
}

/** The open lines of providers that name payouts, which none names yet. */
function inNoPayout(settled: Settled, isOpen: (held: Held) => boolean): OpenReceivable[] {
  return settled.settlement.current.flatMap((held) => {
    const source = settled.sources.get(held.line.source);
    if (source?.settles !== 'per_payout' || settled.outOfScope.has(held.ix) || !isOpen(held)) return [];
    return settled.due.days.payoutId(held.line) === null ? [unnamedReceivable(held, source, settled.due)] : [];
  });
}

/** An open row that earlier rules made of a file's lines without a payout: its lines stand for themselves now. */
function isInvented(row: PayoutRow, settled: Settled): boolean {
  const source = settled.sources.get(row.source);
  if (source?.settles !== 'per_payout' || !namesPayouts(source) || row.bankMatch !== null) return false;
  return row.cohorts.some((cohort) => row.payoutId === dayId(row.source, cohort));
}

function keyOfPayout(held: HeldSettlement, settled: Settled): string {
  const source = settled.sources.get(held.line.source);
  return source ? payoutKey(source.id, settled.due.days.payoutId(held.line) ?? '', settledCurrencyOf(held.line)) : '';
}

/** Whether the bank should show the line by itself (per_transaction). Netted refunds and the provider's own charges leave no movement. */
export function expectsBankLine(line: SettlementLine, source: SettlementSource): boolean {
  if (!looksForOrder(line)) return false;
  return line.gross > 0 || source.refunds === 'debited';
}

function bankItem(held: HeldBank, scope: BankScope, due: DueDates, standingPair: string | null): BankItem {
  const { line } = held;
  return {
    id: addressKey(line),
    content: bankContent(line),
    amount: line.amount,
    currency: line.currency,
    account: normaliseKey(line.account ?? ''),
    bookedOn: line.bookedOn,
    dueOn: due.bankLine(line.bookedOn, scope.looksLike),
    looksLike: scope.looksLike?.id ?? null,
    references: scope.references,
    telling: scope.telling,
    endToEndId: scope.endToEndId,
    text: scope.text,
    reversal: line.reversal,
    standingPair,
  };
}
