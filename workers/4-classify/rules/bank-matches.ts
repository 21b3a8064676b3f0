import type { KeyOf } from '../../../schemas/kinds/kinds.ts';
import { absolute, add, sum, ZERO, type Minor } from '../../../schemas/values/money.ts';
import { addressKey, compareText, type Line, type SettlementLine } from '../../../schemas/lines/records.ts';
import type { NamedLine } from '../../../schemas/outcome/run.ts';
import { holdsId } from '../../3-match/bank/by-payout-id.ts';
import type { BankMatch } from '../../3-match/bank/types.ts';
import type { HeldBank, HeldSettlement } from '../../3-match/working-set.ts';
import { settledNetOf } from '../../3-match/settled-money.ts';
import { type OpenReceivable } from '../../3-match/receivables.ts';
import { settlementFields, transactionKeyParts, type Case } from '../case.ts';
import { named, type DraftFields, type DraftOf } from '../draft.ts';
import { conflictThatExplains } from './conflicts.ts';
import { certain } from '../../../schemas/errors.ts';

/** What the settlement side and the bank side of a match are, by their ids. */
export interface BankParties {
  readonly receivables: ReadonlyMap<string, OpenReceivable>;
  readonly items: ReadonlyMap<string, HeldBank>;
}

/** The receivables of a match or an ambiguity, in its order. */
export function receivablesOf(ids: Iterable<string>, { receivables }: BankParties): OpenReceivable[] {
  return [...ids].map((id) => certain(receivables.get(id), `the receivable ${id}`));
}

/** Its bank lines, in its order. */
export function itemsOf(ids: Iterable<string>, { items }: BankParties): HeldBank[] {
  return [...ids].map((id) => certain(items.get(id), `the bank line ${id}`));
}

/** The identity of a receivable: a transaction, or a payout of its source. */
export function receivableKey(open: OpenReceivable): KeyOf<'missing_in_bank'> {
  const { receivable } = open;
  if (receivable.payoutId !== null) return [receivable.source, receivable.payoutId, receivable.currency];
  const line = open.members[0]?.line;
  return line ? transactionKeyParts(line) : [receivable.id];
}

/** The receivables of a match: a day keys its row, not the lines that left another day and came with it. */
export function keyedFirst(opens: readonly OpenReceivable[]): OpenReceivable[] {
  const moved = ({ receivable }: OpenReceivable): boolean => receivable.isMoved === true;
  return [...opens.filter((open) => !moved(open)), ...opens.filter(moved)];
}

/** The fields that a finding about a receivable prints: of its line, or of the whole payout. */
export function receivableFields(open: OpenReceivable, c: Case): DraftFields {
  const { receivable, sums } = open;
  const line = open.members[0];
  const common = {
    provider: receivable.source,
    currency: receivable.currency,
    settlementGross: sums.gross === ZERO ? sums.refunds : sums.gross,
    settlementNet: sums.net,
    settledOn: receivable.settledOn,
    dueOn: receivable.dueOn,
  };
  if (receivable.payoutId !== null || !line) return { ...common, payoutId: receivable.payoutId };
  return {
    ...settlementFields(line, c),
    ...common,
    settlementGross: line.line.gross,
    settlementNet: settledNetOf(line.line),
  };
}

/** late_arrival, payout_mismatch and currency mismatch of what was matched with the bank. */
export function bankMatchFindings(c: Case, parties: BankParties): DraftOf<'late_arrival' | 'payout_mismatch'>[] {
  return c.match.matches.flatMap((match): DraftOf<'late_arrival' | 'payout_mismatch'>[] => {
    if (match.pass === 'debit') return [];
    if (match.pass === 'differing') return mismatch(match, c, parties);
    return late(match, c, parties);
  });
}

/** One notice for every line or payout that the bank booked after its due date. */
function late(match: BankMatch, c: Case, parties: BankParties): DraftOf<'late_arrival'>[] {
  const opens = keyedFirst(receivablesOf(match.receivables, parties));
  return opens.flatMap((open, place) => {
    // A payout of zero or less waits for no day of its own.
    if (match.arrivedOn <= open.receivable.dueOn || (open.receivable.payoutId !== null && open.receivable.amount <= 0))
      return [];
    const { receivable } = open;
    return [
      {
        ...receivableFields(open, c),
        kind: 'late_arrival' as const,
        key: receivableKey(open),
        lines: [...open.members.map((held) => named(held.line, false)), ...bankLines(match, parties, false)],
        bankAmount: partOf(match, receivable.amount, place),
        arrivedOn: match.arrivedOn,
        businessDaysLate: c.workingSet.calendar.businessDaysBetween(receivable.dueOn, match.arrivedOn),
        moneyAtRisk: ZERO,
        direction: 'none' as const,
        facts: { olderPayout: paysAnOlderPayout(open, match, c) },
      },
    ];
  });
}

/**
 * What of a match is one member's: its own amount; what is tolerated beyond the sum stands at the member that keys the
 * match.
 */
function partOf(match: BankMatch, amount: Minor, place: number): Minor {
  if (match.receivables.length === 1) return match.received;
  return place === 0 ? add(amount, match.difference) : amount;
}

/** Whether a younger payout of the same provider stands open while this credit paid an older one. */
function paysAnOlderPayout(open: OpenReceivable, match: BankMatch, c: Case): boolean {
  if (open.receivable.payoutId === null) return false;
  return c.match.receivables.some(
    (other) =>
      other.source.id === open.source.id &&
      other.receivable.currency === open.receivable.currency &&
      other.receivable.payoutId !== null &&
      !match.receivables.includes(other.receivable.id) &&
      other.receivable.settledOn > open.receivable.settledOn &&
      other.receivable.settledOn <= match.arrivedOn,
  );
}

function bankLines(match: BankMatch, parties: BankParties, broken: boolean): NamedLine[] {
  return match.bankItems.flatMap((id) => {
    const held = parties.items.get(id);
    return held ? [named(held.line, broken)] : [];
  });
}

/** Whether a rejected row stands for the money that a receivable or a credit lacks. */
export function lacksRejectedRow(open: OpenReceivable, c: Case): boolean {
  if (open.receivable.payoutId !== null) return (c.match.rejectedPayouts.get(open.receivable.id) ?? []).length > 0;
  return open.receivable.references.some((reference) =>
    (c.match.rejectedReferences.get(reference) ?? []).some((held) => held.reject.leg !== 'order'),
  );
}

function mismatch(match: BankMatch, c: Case, parties: BankParties): DraftOf<'payout_mismatch'>[] {
  const opens = keyedFirst(receivablesOf(match.receivables, parties));
  const [first] = opens;
  if (!first || opens.some((open) => lacksRejectedRow(open, c)) || conflictThatExplains(match, opens, c) !== null)
    return [];
  const explained = match.explanation?.state === 'unique' ? new Set(match.explanation.lines) : null;
  const members = opens.flatMap((open) => open.members);
  const references = explained === null ? [] : explainedBy(explained, members, c);
  return [
    {
      ...receivableFields(first, c),
      kind: 'payout_mismatch',
      key: receivableKey(first),
      lines: [
        ...members.map((held) =>
          named(
            held.line,
            explained === null || first.receivable.payoutId === null || explained.has(addressKey(held.line)),
          ),
        ),
        ...bankLines(match, parties, true),
      ],
      ...sidesOf(first, opens),
      bankAmount: match.received,
      difference: match.difference,
      moneyAtRisk: absolute(match.difference),
      direction: match.difference < 0 ? 'owed_to_us' : 'owed_by_us',
      arrivedOn: match.arrivedOn,
      facts: {
        expectedMinor: match.expected,
        explanationState: match.explanation?.state ?? 'none',
        explanation: references,
        otherPayouts: opens
          .slice(1)
          .filter((open) => open.receivable.isMoved !== true)
          .map((open) => open.receivable.payoutId ?? open.receivable.id),
        ...(match.bankItems.length > 1 ? { bankItems: match.bankItems.length } : {}),
        ...(isOfBefore(match, opens, c, parties) ? { beforeHistory: true, askFirst: true } : {}),
      },
    },
  ];
}

/**
 * Whether its dates are all that speaks for a pair, and its credits came so early that they pay what was settled before
 * the go-live.
 */
function isOfBefore(
  { bankItems }: BankMatch,
  opens: readonly OpenReceivable[],
  c: Case,
  parties: BankParties,
): boolean {
  const lines = itemsOf(bankItems, parties);
  const names = ({ ix }: HeldBank): boolean =>
    opens.some(
      ({ receivable: { payoutId } }) => payoutId === null || holdsId(c.match.items.get(ix)?.text ?? '', payoutId),
    );
  return lines.length > 0 && lines.every((held) => c.beforeHistory(held.line.bookedOn) && !names(held));
}

/**
 * The lines that explain a difference, as the row names them. What another line explains stays the finding of that
 * line, and this one its own: naming it among the lines would let one hide the other. What carries no reference (an
 * adjustment, a fee) is named by its id, or by what it is; one that was closed before is not in the working set, and
 * named all the same.
 */
function explainedBy(explained: ReadonlySet<string>, members: readonly HeldSettlement[], c: Case): string[] {
  const lines = new Map<string, SettlementLine>();
  const take = (line: Line): void => {
    if (line.leg === 'settlement' && explained.has(addressKey(line))) lines.set(addressKey(line), line);
  };
  for (const held of members) take(held.line);
  // Most differences are of the payout's own lines: all others are gone through only where one of them is meant.
  if (lines.size < explained.size) for (const held of c.workingSet.lines) take(held.line);
  if (lines.size < explained.size) for (const line of c.match.recent) take(line);
  return [...lines.values()].map((line) => c.printed(line) || line.providerId || line.type).sort(compareText);
}

/** What the provider says of several receivables together; of refunds alone, what went back. */
export function settledSums(opens: readonly OpenReceivable[]): {
  readonly settlementGross: Minor;
  readonly settlementNet: Minor;
} {
  return {
    settlementGross: sum(opens.map(({ sums }) => (sums.gross === ZERO ? sums.refunds : sums.gross))),
    settlementNet: sum(opens.map((open) => open.sums.net)),
  };
}

/** What the provider says on its side of a difference: of the line, or of every payout of the run together. */
function sidesOf(first: OpenReceivable, opens: readonly OpenReceivable[]): DraftFields {
  const line = first.members[0]?.line;
  if (first.receivable.payoutId === null) return { settlementNet: line ? settledNetOf(line) : first.sums.net };
  if (opens.length === 1) return { settlementNet: first.sums.net };
  return settledSums(opens);
}
