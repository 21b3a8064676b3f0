import type { PlainDate } from '../../schemas/values/dates.ts';
import { ZERO } from '../../schemas/values/money.ts';
import type { OutOfScopeReason } from '../../schemas/lines/records.ts';
import type { PayoutRow } from '../../schemas/outcome/run.ts';
import { matchBank } from './bank/match-bank.ts';
import type { BankItem, BankMatch, BankMatchResult } from './bank/types.ts';
import type { BankScope } from './bank-scope.ts';
import { bankParams, type RecentLines } from './explainers.ts';
import type { HandVoid } from './by-hand.ts';
import { handRound } from './hand-round.ts';
import { isSettlement, type WorkingSet, type Held, type HeldSettlement } from './working-set.ts';
import { inNoPayout, withdrawals } from './in-no-payout.ts';
import { countPaidCopies } from './paid-copies.ts';
import { cutDay, keyOfRow, isInNoPayout, payoutKey, type OpenReceivable } from './receivables.ts';
import { settledCurrencyOf } from './settled-money.ts';
import { isTakeBack, takeBacks, underTheirHosts, type TakeBack } from './take-backs.ts';
import type { OpenAgain, Settled } from './settled.ts';
import {
  countedBefore,
  keyOfPayout,
  leftDayOf,
  openReceivables,
  withoutUndone,
  leftBefore,
} from './open-receivables.ts';
import { bankMovements, type Movements } from './bank-movements.ts';

/** What the match of the settlement side with the bank found out. */
export interface BankSide {
  /** Why a line takes no part, by its place in the working set. A line that is not here takes part. */
  readonly outOfScope: ReadonlyMap<number, OutOfScopeReason>;
  readonly receivables: readonly OpenReceivable[];
  /** The open movements of the bank, by place in the working set. */
  readonly items: ReadonlyMap<number, BankItem>;
  readonly bankScopes: ReadonlyMap<number, BankScope>;
  readonly matches: readonly BankMatch[];
  /** Decisions by hand that hold no more. */
  readonly voids: readonly HandVoid[];
  readonly ambiguities: BankMatchResult['ambiguities'];
  readonly openReceivables: ReadonlySet<string>;
  readonly openItems: ReadonlySet<string>;
  /**
   * Lines that left their provider's day, by place in the working set, with that day: they are compared with the bank
   * by themselves.
   */
  readonly moved: ReadonlyMap<number, PlainDate>;
  /** Copies within a file that the bank paid: they count in their payout. */
  readonly paidCopies: ReadonlySet<number>;
  /**
   * Lines that give a payout back which nobody knows, or whose money is at the bank all the same, by place in the
   * working set.
   */
  readonly looseTakeBacks: ReadonlyMap<number, LooseTakeBack>;
  /** Sources with a differing pair: stage.ts brings their recently settled lines, which may explain it. */
  readonly differingSources: readonly string[];
}

/** Why a line that gives a payout back asks for an answer. */
export type LooseTakeBack = 'payout_unknown' | 'not_returned';

/** Pass 2 and after: the settlement side against the bank. Pure. */
export function matchSettlementToBank(workingSet: WorkingSet, settled: Settled, recent: RecentLines): BankSide {
  const counted = settled.settlement.current.filter((held) => !settled.outOfScope.has(held.ix));
  const left = leftBefore(workingSet.lines.filter(isSettlement), settled);
  const touched = reopenedMatches(workingSet, settled, left);
  const gone = supersededMatches(settled);
  const again = (undone: ReadonlySet<string>): OpenAgain => {
    const rows = workingSet.payouts.map((row) => withoutUndone(row, undone));
    const taken = takeBacks(counted, rows, settled.sources, settled.due);
    return { reopened: new Set([...touched, ...hostsOfUndone(workingSet, rows, taken)]), undone, taken, left };
  };
  const parted = new Set([...gone, ...settled.byHand.parted]);
  const given = new Set([...parted, ...creditsForEqual(workingSet, again(parted).taken)]);
  const first = bankRound(workingSet, settled, again(given), recent);
  const undone = first.matches.flatMap((one) => (one.undoes === null ? [] : [one.undoes]));
  if (undone.length === 0) return first;
  // A debit undid earlier matches: what they paid is open again, and may be paid again by another credit.
  const second = bankRound(
    workingSet,
    settled,
    again(new Set([...given, ...undone])),
    recent,
    first.matches.filter((one) => one.undoes !== null),
  );
  return { ...second, matches: [...first.matches.filter((one) => one.undoes !== null), ...second.matches] };
}

/**
 * Matches of payouts that the provider took back, whose credit may have been the one that stayed: where an equal payout
 * is open, nobody can tell which of the two credits went back, and what stayed is free to pay it.
 */
function creditsForEqual(workingSet: WorkingSet, taken: readonly TakeBack[]): string[] {
  const rows = new Map(workingSet.payouts.map((row) => [keyOfRow(row), row]));
  const inWorkingSet = new Set(
    workingSet.lines.flatMap((held) => (held.line.leg === 'bank' ? (held.former?.bankMatch ?? []) : [])),
  );
  const gone = new Set(taken.map((one) => one.payout));
  const isOpenEqual = (one: PayoutRow, row: PayoutRow): boolean =>
    (one.fate === 'awaiting' || one.fate === 'broken') &&
    one.source === row.source &&
    one.currency === row.currency &&
    one.net === row.net;
  return taken.flatMap(({ payout, host }) => {
    const row = rows.get(payout);
    if (row?.fate !== 'matched' || row.bankMatch === null || row.givenBack !== ZERO || !inWorkingSet.has(row.bankMatch))
      return [];
    const equal = workingSet.payouts.some(
      (one) => !gone.has(keyOfRow(one)) && keyOfRow(one) !== host && isOpenEqual(one, row),
    );
    return equal ? [row.bankMatch] : [];
  });
}

/**
 * Closed matches of payouts that pay again what is open only since its own credit went back: they are taken up, so that
 * what they pay again closes with them.
 */
function hostsOfUndone(workingSet: WorkingSet, payouts: readonly PayoutRow[], taken: readonly TakeBack[]): string[] {
  const rows = new Map(payouts.map((row) => [keyOfRow(row), row]));
  const inWorkingSet = new Set(
    workingSet.lines.flatMap((held) => (held.line.leg === 'bank' ? (held.former?.bankMatch ?? []) : [])),
  );
  return taken.flatMap(({ payout, host }) => {
    const [row, paying] = [rows.get(payout), rows.get(host ?? '')];
    const isOpen = row?.fate === 'awaiting' || row?.fate === 'broken';
    if (!isOpen || paying?.fate !== 'matched' || paying.bankMatch === null) return [];
    return inWorkingSet.has(paying.bankMatch) ? [paying.bankMatch] : [];
  });
}

/**
 * Matches of an earlier run with a bank line that the balances of a statement leave no room for: its money never came.
 */
function supersededMatches(settled: Settled): ReadonlySet<string> {
  return new Set(settled.bank.superseded.flatMap(({ held }) => held.former?.bankMatch ?? []));
}

/**
 * Closed matches with the bank that a file of this run takes up again: a payout got another line, or another version of
 * one.
 */
function reopenedMatches(workingSet: WorkingSet, settled: Settled, left: ReadonlyMap<number, PlainDate>): Set<string> {
  const reopened = new Set<string>();
  const rows = new Map(workingSet.payouts.map((row) => [keyOfRow(row), row]));
  const touch = (held: HeldSettlement): void => {
    const source = settled.sources.get(held.line.source);
    if (!source) return;
    const payoutId = settled.due.days.payoutId(held.line);
    const own = held.former?.bankMatch ?? null;
    if (payoutId === null || left.has(held.ix) || leftDayOf(held) !== null) {
      if (own !== null) reopened.add(own);
      return;
    }
    const row = rows.get(payoutKey(source.id, payoutId, settledCurrencyOf(held.line)));
    if (row !== undefined && row.bankMatch !== null && row.fate === 'matched') reopened.add(row.bankMatch);
  };
  for (const held of settled.settlement.current)
    if (held.entered === 'new' && !settled.outOfScope.has(held.ix)) touch(held);
  for (const held of settled.settlement.superseded) if (held.former !== null && countedBefore(held)) touch(held);
  return reopened;
}

/** Whether a line waits for the bank in this run. */
function openOf(workingSet: WorkingSet, settled: Settled, again: OpenAgain): (held: Held) => boolean {
  const isDecided = decidedPayouts(workingSet, settled);
  return (held) => {
    // What a person left out and no more leaves out waits as it would have.
    if (held.former === null || held.entered === 'new' || held.former.reason === 'excluded') return true;
    const { bankMatch } = held.former;
    if (bankMatch !== null && (again.reopened.has(bankMatch) || again.undone.has(bankMatch))) return true;
    if (held.former.fate === 'decided' && isDecided(held)) return false;
    return held.former.bankLeg === 'awaiting' || held.former.bankLeg === 'broken';
  };
}

/** The payouts against the movements, and what is in no payout against what is left of them. */
function pairsWithBank(
  workingSet: WorkingSet,
  settled: Settled,
  recent: RecentLines,
  receivables: readonly OpenReceivable[],
  unnamed: readonly OpenReceivable[],
  { items, matchedCredits }: { readonly items: readonly BankItem[] } & Pick<Movements, 'matchedCredits'>,
): { readonly result: BankMatchResult; readonly withdrawn: ReturnType<typeof withdrawals> } {
  const params = bankParams(workingSet, settled, recent);
  const compared = (without: ReadonlySet<string>): BankMatchResult =>
    matchBank(
      receivables.map((one) => one.receivable),
      items.filter((item) => !without.has(item.id)),
      matchedCredits,
      params,
    );
  const payouts = compared(new Set());
  const withdrawn = withdrawals(unnamed, items, payouts, workingSet);
  // A credit that a withdrawal explains to the centavo is no differing one of a payout: the payouts are compared
  // without it.
  const result = withdrawn.length === 0 ? payouts : compared(new Set(withdrawn.flatMap((one) => one.bankItems)));
  return { result, withdrawn };
}

function bankRound(
  workingSet: WorkingSet,
  settled: Settled,
  again: OpenAgain,
  recent: RecentLines,
  done: readonly BankMatch[] = [],
): BankSide {
  const isOpen = openOf(workingSet, settled, again);
  const { waiting, balanceRows } = inNoPayout(workingSet, settled, isOpen, again.taken);
  const { expected, paidAgain } = underTheirHosts(
    [...openReceivables(workingSet, settled, isOpen, again), ...waiting],
    again.taken,
  );
  const { bankTolerance } = workingSet.config.matching;
  const named = expected.filter((one) => !isInNoPayout(one));
  const movements = bankMovements(workingSet, settled, named, isOpen, again, done);
  const { items, bankScopes, outOfScope } = movements;
  const byHand = handRound(expected, items, settled.byHand, bankTolerance);
  const unnamed = byHand.left.filter(isInNoPayout);
  const receivables = byHand.left.filter((one) => !isInNoPayout(one));
  const paid = countPaidCopies(receivables, settled.settlement.copies, byHand.items, bankTolerance);
  const { result, withdrawn } = pairsWithBank(workingSet, settled, recent, paid.receivables, unnamed, {
    items: byHand.items,
    matchedCredits: movements.matchedCredits,
  });
  const matches = [...byHand.matches, ...result.matches, ...withdrawn];
  const paidByBalance = new Set(withdrawn.flatMap((one) => one.receivables));
  const known = paid.receivables.flatMap((open) => {
    const left = result.cuts.get(open.receivable.id);
    return left === undefined ? [open] : cutDay(open, left, settled.due);
  });
  for (const ix of paid.copies) outOfScope.delete(ix);
  for (const ix of balanceRows) outOfScope.set(ix, 'balance_row');
  const openItems = new Set([...result.openItems, ...byHand.apart]);
  // What was booked before the go-live is matched all the same; only what finds nothing pays something of before it.
  for (const [ix, item] of items) {
    if (item.bookedOn >= workingSet.goLive || !openItems.delete(item.id)) continue;
    outOfScope.set(ix, 'before_history');
    items.delete(ix);
  }
  return {
    outOfScope,
    receivables: [...byHand.taken, ...known, ...unnamed, ...paidAgain],
    moved: new Map([...again.left, ...leftNow(known, settled)]),
    items,
    bankScopes,
    matches,
    voids: byHand.voids,
    ambiguities: result.ambiguities,
    openReceivables: new Set([
      ...result.openReceivables,
      ...unnamed.flatMap(({ receivable }) => (paidByBalance.has(receivable.id) ? [] : [receivable.id])),
    ]),
    openItems,
    paidCopies: paid.copies,
    looseTakeBacks: looseTakeBacks(
      workingSet,
      { ...settled, outOfScope },
      again.taken,
      [...byHand.taken, ...known, ...unnamed, ...paidAgain],
      matches,
    ),
    differingSources: differingSources(result.matches, known),
  };
}

/** The lines that stand by themselves now, with the day that they left. */
function leftNow(known: readonly OpenReceivable[], { due }: Settled): [number, PlainDate][] {
  const moved = known.filter(({ receivable }) => receivable.isMoved === true);
  return moved.flatMap(({ members }) =>
    members.map((held): [number, PlainDate] => [held.ix, due.days.settledOn(held.line)]),
  );
}

/**
 * Tells whether a line belongs to a payout that a person closed and that nothing of this run takes up: its comparison
 * with the bank stays closed, whatever else brings the line back.
 */
function decidedPayouts(workingSet: WorkingSet, settled: Settled): (held: Held) => boolean {
  const rows = workingSet.payouts.filter((row) => row.fate === 'decided');
  const matches = new Set(rows.flatMap((row) => row.bankMatch ?? []));
  const keys = new Set(rows.map((row) => keyOfRow(row)));
  for (const held of settled.settlement.current)
    if (held.entered === 'new' && !settled.outOfScope.has(held.ix)) keys.delete(keyOfPayout(held, settled));
  return (held) => {
    if (isSettlement(held)) return leftDayOf(held) === null && keys.has(keyOfPayout(held, settled));
    return held.former?.bankMatch !== undefined && held.former.bankMatch !== null && matches.has(held.former.bankMatch);
  };
}

function differingSources(matches: readonly BankMatch[], receivables: readonly OpenReceivable[]): string[] {
  const differing = new Set(matches.filter((one) => one.pass === 'differing').flatMap((one) => one.receivables));
  const sources = receivables.filter((one) => differing.has(one.receivable.id)).map((one) => one.source.id);
  return [...new Set(sources)].sort();
}

/**
 * Lines that give back a payout which is not known, and those whose payout stands paid by a credit of its own once the
 * money came again.
 */
function looseTakeBacks(
  workingSet: WorkingSet,
  settled: Settled,
  taken: readonly TakeBack[],
  open: readonly OpenReceivable[],
  matches: readonly BankMatch[],
): ReadonlyMap<number, LooseTakeBack> {
  const ids = new Set(open.map((one) => one.receivable.id));
  const paid = new Set(
    matches.flatMap((one) => (one.pass === 'differing' || one.pass === 'debit' ? [] : one.receivables)),
  );
  const priorDiscrepancies = new Set(
    workingSet.payouts.flatMap((row) => (row.fate === 'matched' && row.givenBack === ZERO ? [keyOfRow(row)] : [])),
  );
  const known = new Map(taken.map((one) => [one.held.ix, one]));
  const whyLoose = (held: HeldSettlement): LooseTakeBack | null => {
    const one = known.get(held.ix);
    if (one === undefined) return 'payout_unknown';
    if (ids.has(one.payout) || !priorDiscrepancies.has(one.payout) || one.host === null) return null;
    return paid.has(one.host) || !ids.has(one.host) ? 'not_returned' : null;
  };
  const giving = settled.settlement.current.filter(
    ({ ix, line }) =>
      isTakeBack(line) && !settled.outOfScope.has(ix) && settled.sources.get(line.source)?.settles === 'per_payout',
  );
  return new Map(
    giving.flatMap((held) => {
      const why = whyLoose(held);
      return why === null ? [] : [[held.ix, why] as const];
    }),
  );
}
