import { addressKey } from '../../schemas/lines/records.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { add, ZERO, type Minor } from '../../schemas/values/money.ts';
import type { BankPass, LegState } from '../../schemas/outcome/run.ts';
import { isBank, type HeldBank } from '../3-match/working-set.ts';
import { isTouched, type HiddenLines } from '../3-match/match.ts';
import { looksForOrder } from '../3-match/order-groups.ts';
import type { OrderVerdict } from '../3-match/order-verdicts.ts';
import { isInNoPayout, type OpenReceivable } from '../3-match/receivables.ts';
import { givesBack } from '../3-match/take-backs.ts';
import type { Case } from './case.ts';
import { keyedFirst, lacksRejectedRow, type BankParties, receivablesOf } from './rules/bank-matches.ts';
import { conflictThatExplains } from './rules/conflicts.ts';
import type { DamagedLine } from './rules/damaged.ts';
import { standsRejected } from './rules/fields.ts';

/** Where the comparison with the bank stands, of a line or of a whole payout. */
export interface BankPosition {
  readonly state: LegState;
  readonly pass: BankPass | null;
  readonly bankMatch: string | null;
  readonly dueOn: PlainDate | null;
  readonly arrivedOn: PlainDate | null;
  readonly bankAmount: Minor | null;
  readonly difference: Minor | null;
}

/** No comparison with the bank. */
export const NOWHERE: BankPosition = {
  state: 'none',
  pass: null,
  bankMatch: null,
  dueOn: null,
  arrivedOn: null,
  bankAmount: null,
  difference: null,
};

/** Where every receivable and every line stands with the bank at the close of the date. */
export interface BankPositions {
  readonly receivables: ReadonlyMap<string, BankPosition>;
  /** By place in the working set: settlement lines and bank lines. */
  readonly lines: ReadonlyMap<number, BankPosition>;
  /** By number of a plain sale: of those without a credit of their own. */
  readonly plain: readonly (BankPosition | undefined)[];
}

/**
 * The parties of the bank's matches: receivables by id, bank lines by address. A plain sale that has its own credit is
 * a party to none.
 */
export function bankParties(c: Case): BankParties {
  const items = new Map<string, HeldBank>();
  for (const held of c.workingSet.lines) {
    if (isBank(held)) items.set(c.match.items.get(held.ix)?.id ?? addressKey(held.line), held);
  }
  return { receivables: new Map(c.match.receivables.map((open) => [open.receivable.id, open])), items };
}

export function bankPositions(c: Case, parties: BankParties): BankPositions {
  const receivables = new Map<string, BankPosition>();
  const lines = new Map<number, BankPosition>();
  matched(c, parties, receivables, lines);
  ambiguous(c, parties, receivables, lines);
  for (const id of c.match.openReceivables) {
    const open = parties.receivables.get(id);
    if (open) put(open, openState(open, c), receivables, lines);
  }
  for (const id of c.match.openItems) {
    const held = parties.items.get(id);
    const item = held ? c.match.items.get(held.ix) : undefined;
    if (!held || !item) continue;
    const state: LegState = standsRejected(held, c) ? 'broken' : item.dueOn < c.workingSet.date ? 'broken' : 'awaiting';
    lines.set(held.ix, {
      ...NOWHERE,
      state,
      dueOn: item.dueOn,
      arrivedOn: held.line.bookedOn,
      bankAmount: held.line.amount,
    });
  }
  for (const { receivable, paysAgain } of c.match.receivables) {
    const position = receivables.get(receivable.id);
    if (position)
      for (const open of paysAgain) receivables.set(open.receivable.id, paidAgainPosition(open, position, lines));
  }
  const plain: (BankPosition | undefined)[] = [];
  for (const open of c.match.receivables)
    for (const number of open.plain?.numbers ?? []) plain[number] = receivables.get(open.receivable.id);
  return { receivables, lines, plain };
}

/** A payout that was taken back has the fate of the one that pays it again; of its own the bank shows nothing. */
function paidAgainPosition(
  open: OpenReceivable,
  host: BankPosition,
  lines: ReadonlyMap<number, BankPosition>,
): BankPosition {
  if (host.bankMatch === null) return host;
  const isBroken = open.members.some((held) => lines.get(held.ix)?.state === 'broken');
  return {
    ...host,
    state: host.state === 'broken' && !isBroken ? 'agrees' : host.state,
    bankAmount: ZERO,
    difference: ZERO,
  };
}

function put(
  open: OpenReceivable,
  position: BankPosition,
  receivables: Map<string, BankPosition>,
  lines: Map<number, BankPosition>,
): void {
  receivables.set(open.receivable.id, position);
  for (const held of open.members) lines.set(held.ix, position);
}

function openState(open: OpenReceivable, c: Case): BankPosition {
  const { receivable } = open;
  const base = { ...NOWHERE, dueOn: receivable.dueOn };
  const unnamed = isInNoPayout(open) || receivable.isMoved === true;
  if ((receivable.payoutId !== null || unnamed) && receivable.amount <= 0) return { ...base, state: 'awaiting' };
  if (unnamed && givesBack(open) && open.paysAgain.length === 0) return { ...base, state: 'awaiting' };
  if (lacksRejectedRow(open, c) && receivable.payoutId === null) return { ...base, state: 'broken' };
  return { ...base, state: receivable.dueOn < c.workingSet.date && !isPrimaryRefund(open, c) ? 'broken' : 'awaiting' };
}

/** A refund that is a finding of the first stage already raises no missing_in_bank. */
export function isPrimaryRefund(open: OpenReceivable, c: Case): boolean {
  if (!open.receivable.isRefund) return false;
  return open.members.some(
    (held) =>
      c.match.verdicts.some((verdict) => primaryRefunds(verdict).some((one) => one.ix === held.ix)) ||
      held.former?.orderLeg === 'broken',
  );
}

/** The refunds that a finding of the sale names: its own, or that of the payment that nobody knows. */
function primaryRefunds(verdict: OrderVerdict): OrderVerdict['refunds'] {
  if (isRefundFinding(verdict)) return verdict.refundsNamed;
  return verdict.payment === 'missing_in_erp' ? verdict.refunds : [];
}

function isRefundFinding(verdict: OrderVerdict): boolean {
  return verdict.refund !== 'none' && verdict.refund !== 'agrees' && verdict.refund !== 'awaiting';
}

function matched(
  c: Case,
  parties: BankParties,
  receivables: Map<string, BankPosition>,
  lines: Map<number, BankPosition>,
): void {
  for (const match of c.match.matches) {
    const opens = keyedFirst(receivablesOf(match.receivables, parties));
    const differing = match.pass === 'differing';
    const conflict = differing ? conflictThatExplains(match, opens, c) : null;
    const excused = differing && (opens.some((open) => lacksRejectedRow(open, c)) || conflict !== null);
    const explained = differing && match.explanation?.state === 'unique' ? new Set(match.explanation.lines) : null;
    for (const [place, open] of opens.entries()) {
      // The difference of a run is told once, at the payout that keys its row; the sums over the run stay what the bank
      // booked.
      const own = place === 0 ? match.difference : ZERO;
      const bankAmount = opens.length === 1 ? match.received : add(open.receivable.amount, own);
      const positionAs = (state: LegState): BankPosition => ({
        state,
        pass: match.pass,
        bankMatch: match.id,
        dueOn: open.receivable.dueOn,
        arrivedOn: match.arrivedOn,
        bankAmount,
        difference: own,
      });
      const position = positionAs(differing ? 'broken' : 'agrees');
      receivables.set(open.receivable.id, position);
      for (const held of open.members) {
        // A line that is paid by itself is the pair, whatever explains the difference, be it the conflict of its
        // versions.
        const isPair = open.receivable.payoutId === null;
        const broken =
          (isPair && conflict !== null) ||
          (differing && !excused && (explained === null || isPair || explained.has(addressKey(held.line))));
        lines.set(
          held.ix,
          broken === (position.state === 'broken') ? position : positionAs(broken ? 'broken' : 'agrees'),
        );
      }
    }
    // A line of another payout that explains the difference is broken by the finding that names it. Its own leg stays
    // as it is: what was paid is not open again.
    for (const id of match.bankItems) {
      const held = parties.items.get(id);
      if (held)
        lines.set(held.ix, {
          pass: match.pass,
          bankMatch: match.id,
          difference: match.difference,
          state: differing ? 'broken' : 'agrees',
          dueOn: c.match.items.get(held.ix)?.dueOn ?? null,
          bankAmount: held.line.amount,
          arrivedOn: held.line.bookedOn,
        });
    }
  }
}

function ambiguous(
  c: Case,
  parties: BankParties,
  receivables: Map<string, BankPosition>,
  lines: Map<number, BankPosition>,
): void {
  for (const group of c.match.ambiguities) {
    const state: LegState = group.pastDue ? 'broken' : 'awaiting';
    for (const id of group.receivables) {
      const open = parties.receivables.get(id);
      if (open) put(open, { ...NOWHERE, state, dueOn: open.receivable.dueOn }, receivables, lines);
    }
    for (const id of group.bankItems) {
      const held: HeldBank | undefined = parties.items.get(id);
      if (held)
        lines.set(held.ix, {
          ...NOWHERE,
          state,
          dueOn: c.match.items.get(held.ix)?.dueOn ?? null,
          arrivedOn: held.line.bookedOn,
          bankAmount: held.line.amount,
        });
    }
  }
}

/** What an earlier run left, of a line that this run did not take up. */
export function formerPosition(held: { readonly former: Case['workingSet']['lines'][number]['former'] }): BankPosition {
  const { former } = held;
  if (former === null) return NOWHERE;
  return {
    state: former.bankLeg,
    pass: former.bankPass,
    bankMatch: former.bankMatch,
    dueOn: former.bankLeg === 'awaiting' || former.bankLeg === 'broken' ? former.dueOn : null,
    arrivedOn: former.arrivedOn,
    bankAmount: former.bankAmount,
    difference: null,
  };
}

/** What was not compared stands as it was, hidden or not. */
const NOTHING_HIDDEN: HiddenLines = new Set();

/** Where every order and settlement line stands with its counterpart, by place in the working set. */
export function orderLegs(c: Case, damaged: readonly DamagedLine[]): ReadonlyMap<number, LegState> {
  const legs = new Map<number, LegState>();
  for (const verdict of c.match.verdicts) {
    const payment = paymentLeg(verdict);
    const refund = refundLeg(verdict);
    // An order of which nothing is due and nothing was paid looks for nothing.
    const nothingDue =
      verdict.amountDue === 0 && verdict.payments.length === 0 && payment === 'agrees' && refund === 'agrees';
    const ofOrder = isOfRefundsAlone(verdict) ? payment : worse(payment, refund);
    for (const held of verdict.orders) legs.set(held.ix, nothingDue ? 'none' : ofOrder);
    for (const held of verdict.payments) legs.set(held.ix, verdict.payment === 'before_history' ? 'none' : payment);
    const namedRefunds = new Set(verdict.refundsNamed.map((held) => held.ix));
    const withoutOrder = verdict.orders.length === 0 && verdict.payments.length > 0;
    for (const held of verdict.refunds)
      legs.set(held.ix, withoutOrder && refund === 'agrees' ? payment : namedRefunds.has(held.ix) ? refund : 'agrees');
    for (const held of verdict.chargebacks) legs.set(held.ix, 'agrees');
  }
  for (const { ix } of damaged) legs.set(ix, 'broken');
  for (const held of c.workingSet.lines) {
    if (legs.has(held.ix) || held.line.leg === 'bank') continue;
    if (held.former !== null && !isTouched(held, NOTHING_HIDDEN)) legs.set(held.ix, held.former.orderLeg);
    else if (held.line.leg === 'settlement' && !looksForOrder(held.line)) legs.set(held.ix, 'none');
  }
  return legs;
}

function paymentLeg(verdict: OrderVerdict): LegState {
  switch (verdict.payment) {
    case 'agrees':
    case 'before_history':
    case 'split_tender':
      return 'agrees';
    case 'awaiting':
    case 'payment_in_process':
      return 'awaiting';
    case 'rejected_row':
    case 'currency_mismatch':
    case 'status_conflict':
    case 'duplicate_payment':
    case 'amount_mismatch':
    case 'missing_in_settlement':
    case 'missing_in_erp':
      return 'broken';
  }
}

function refundLeg(verdict: OrderVerdict): LegState {
  if (verdict.refund === 'none' || verdict.refund === 'agrees') return 'agrees';
  // A refund that failed is to be made again: until then the sale waits for it.
  const isToBeMade = verdict.refund === 'refund_missing_in_settlement' && verdict.failedRefunds.length > 0;
  return verdict.refund === 'awaiting' || isToBeMade ? 'awaiting' : 'broken';
}

/** What is wrong with the provider's refunds and names no order: the order goes on waiting for its payment. */
function isOfRefundsAlone({ refund }: OrderVerdict): boolean {
  return refund === 'refund_without_payment';
}

const LEG_RANK: Readonly<Record<LegState, number>> = { none: 0, agrees: 1, awaiting: 2, broken: 3 };

function worse(a: LegState, b: LegState): LegState {
  return LEG_RANK[a] >= LEG_RANK[b] ? a : b;
}
