import type { SettlementSource } from '../../schemas/config/config.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { add, minor, subtract, sum, ZERO, type Minor } from '../../schemas/values/money.ts';
import { addressKey, compareText, type SettlementLine } from '../../schemas/lines/records.ts';
import type { DueRow, DueSums, FateRow, PayoutRow } from '../../schemas/outcome/run.ts';
import { comparedAmount, settledCurrencyOf } from '../3-match/settled-money.ts';
import { expectedOf } from '../3-match/payout-sums.ts';
import { payoutKey, keyOfRow } from '../3-match/receivables.ts';
import { isWithdrawnByBalance } from '../3-match/settled-days.ts';
import { expectsBankLine } from '../3-match/open-receivables.ts';
import { isTakeBack } from '../3-match/take-backs.ts';
import type { Case } from './case.ts';
import type { DecidedFates } from './decided-fates.ts';
import type { PlainMoney, PlainSums } from './plain-money.ts';
import { certain } from '../../schemas/errors.ts';

/** What one payout, day or line adds to a date on which money falls due. */
interface Part {
  readonly dueOn: PlainDate;
  readonly currency: string;
  readonly sums: DueSums;
  /** False for what needs no further run: matched, or closed by a person. */
  readonly isOpen: boolean;
  /** It waits longer than its own due date because a file is missing. */
  readonly isExtended: boolean;
}

const NOTHING: DueSums = { due: ZERO, arrived: ZERO, surplus: ZERO };

/**
 * What falls due on each date and how much of it is at the bank at the close of the run, whichever day it came. A date
 * is that of the money before any extension for a missing file. What is open is measured anew in every run, for every
 * run has it in the working set; what is closed goes over from run to run as a sum, less what this run took up again,
 * plus what it closed. Only money that the bank owes us counts: no refund, no payout of zero or less. Rows: the date of
 * the run where anything falls due on it, every date that this run moved, and every date of which something is open; by
 * date and currency.
 */
export function duesOf(c: Case, fates: DecidedFates, payouts: readonly PayoutRow[], plain: PlainSums): DueRow[] {
  const ledger = new Ledger(c.workingSet.dues.rows, c.workingSet.date);
  const arrived = arrivals(c);
  const formerPayouts = new Map(c.workingSet.dues.payouts.map((row) => [keyOfRow(row), row]));
  for (const row of payouts) {
    const source = c.sources.get(row.source);
    if (source === undefined) continue;
    const key = payoutKey(row.source, row.payoutId, row.currency);
    const former = formerPayouts.get(key);
    if (former !== undefined) ledger.take(payoutPart(former, source, null, c));
    ledger.put(payoutPart(row, source, arrived.get(key) ?? null, c));
  }
  const putLine = (line: SettlementLine, row: FateRow, former: FateRow | null): void => {
    const source = c.sources.get(line.source);
    const isAlone = c.match.due.days.payoutId(line) === null;
    if (source === undefined || !(isAlone || row.leftDay !== null)) return;
    if (former !== null && (isAlone || former.leftDay !== null)) ledger.take(linePart(line, former, source, null, c));
    ledger.put(linePart(line, row, source, arrived.get(addressKey(line)) ?? null, c));
  };
  for (const { ix, line, former } of c.workingSet.lines)
    if (line.leg === 'settlement') putLine(line, fates.ofOpen(ix), former);
  const { tables } = c.workingSet.plain;
  for (const { place, fate } of fates.ofNamed())
    if (fate.leg === 'settlement') putLine(tables.line('settlement', place), fate, tables.formerAt(place));
  for (const one of plain.payments) ledger.put(plainPart(one, c));
  return ledger.rows();
}

/** What the bank owes for plain sales that are paid one by one is there to the centavo, or it waits. */
function plainPart({ due, source, settledOn, currency, isAlone, hasArrived }: PlainMoney, c: Case): Part | null {
  if (due <= 0 || !isAlone) return null;
  const dueOn = c.match.due.fallsDue(source, settledOn);
  return {
    dueOn,
    currency,
    sums: { due, arrived: hasArrived ? due : ZERO, surplus: ZERO },
    isOpen: !hasArrived,
    isExtended: !hasArrived && c.match.due.bank(source, settledOn) > dueOn,
  };
}

function payoutPart(row: PayoutRow, source: SettlementSource, arrived: Arrival | null, c: Case): Part | null {
  const due = expectedOf(row, source);
  const dueOn = c.match.due.fallsDue(source, row.settledOn);
  const isOpen = row.fate === 'awaiting' || row.fate === 'broken';
  return partOf({ due, dueOn, currency: row.currency, isOpen, row, arrived, waits: row.fate === 'awaiting' });
}

function linePart(
  line: SettlementLine,
  row: FateRow,
  source: SettlementSource,
  arrived: Arrival | null,
  c: Case,
): Part | null {
  if (row.fate === 'out_of_scope' || row.fate === 'rejected' || row.bankLeg === 'none') return null;
  const givesBack = isTakeBack(line) && isWithdrawnByBalance(source);
  if (row.leftDay === null && !expectsBankLine(line, source) && !givesBack) return null;
  const due = comparedAmount(line, source);
  const dueOn =
    source.settles === 'per_payout'
      ? dueInNoPayout(line, row, source, c)
      : c.match.due.fallsDue(source, c.match.due.days.settledOn(line));
  const isOpen = row.fate === 'awaiting' || row.fate === 'broken';
  return partOf({
    due,
    dueOn,
    currency: settledCurrencyOf(line),
    isOpen,
    row,
    arrived,
    waits: row.bankLeg === 'awaiting',
  });
}

/**
 * What waits in an account falls due when it is withdrawn: on the day that its credit came, else when a payout was to
 * name it.
 */
function dueInNoPayout(line: SettlementLine, row: FateRow, source: SettlementSource, c: Case): PlainDate {
  const last = c.match.due.inNoPayout(source, c.match.due.days.settledOn(line));
  const { bankMatch, arrivedOn } = row;
  return bankMatch !== null && arrivedOn !== null && arrivedOn < last ? arrivedOn : last;
}

interface Measured {
  readonly due: Minor;
  readonly dueOn: PlainDate;
  readonly currency: string;
  readonly isOpen: boolean;
  readonly row: Pick<FateRow, 'bankAmount' | 'bankMatch' | 'dueOn'>;
  readonly arrived: Arrival | null;
  readonly waits: boolean;
}

/** Of what is closed the row alone tells, so that a later run that takes it up again takes just that off. */
function partOf({ due, dueOn, currency, isOpen, row, arrived, waits }: Measured): Part | null {
  if (due <= 0) return null;
  const paid = row.bankMatch === null ? ZERO : (row.bankAmount ?? ZERO);
  const own: Arrival = { arrived: clamped(paid, due), surplus: paid > due ? subtract(paid, due) : ZERO };
  const at = isOpen ? (arrived ?? own) : own;
  const isExtended = waits && row.dueOn !== null && row.dueOn > dueOn;
  return { dueOn, currency, sums: { due, arrived: at.arrived, surplus: at.surplus }, isOpen, isExtended };
}

function smallerOf(a: Minor, b: Minor): Minor {
  return a < b ? a : b;
}

function clamped(amount: Minor, most: Minor): Minor {
  return amount < 0 ? ZERO : smallerOf(amount, most);
}

/** What is at the bank of one payout or line, at most what is due, and what came beyond it. */
interface Arrival {
  readonly arrived: Minor;
  readonly surplus: Minor;
}

/** What the matches and the ambiguous groups of this run bring to each payout or line. */
function arrivals(c: Case): Map<string, Arrival> {
  const found = new Map<string, Arrival>();
  const amounts = new Map(c.match.receivables.map((open) => [open.receivable.id, open.receivable.amount]));
  const amountOf = (id: string): Minor => certain(amounts.get(id), `the amount of ${id}`);
  for (const match of c.match.matches) {
    const members = match.receivables.map((id) => ({ id, amount: amountOf(id) }));
    shareOut(members, match.received, match.expected, found);
  }
  const items = new Map([...c.match.items.values()].map((item) => [item.id, item.amount]));
  const dueOn = new Map(
    c.match.receivables.map(({ receivable, source }) => [
      receivable.id,
      c.match.due.fallsDue(source, receivable.settledOn),
    ]),
  );
  const dueDateOf = (id: string): PlainDate => certain(dueOn.get(id), `the due date of ${id}`);
  for (const group of c.match.ambiguities) {
    const credited = sum(
      group.bankItems.map((id) => certain(items.get(id), `the bank line ${id}`)).filter((amount) => amount > 0),
    );
    let left: Minor = credited;
    const byDate = [...group.receivables].sort((a, b) => compareText(dueDateOf(a), dueDateOf(b)) || compareText(a, b));
    for (const id of byDate) {
      const arrived = clamped(left, amountOf(id));
      left = subtract(left, arrived);
      found.set(id, { arrived, surplus: ZERO });
    }
  }
  return found;
}

/**
 * A credit fills what it pays from the oldest on; what it lacks is lacking of the newest, what it has too much stands
 * beside the last.
 */
function shareOut(
  members: readonly { readonly id: string; readonly amount: Minor }[],
  received: Minor,
  expected: Minor,
  found: Map<string, Arrival>,
): void {
  let lacking: Minor = received < expected ? subtract(expected, received) : ZERO;
  const owed = members.filter(({ amount }) => amount > 0);
  for (const { id, amount } of [...owed].reverse()) {
    const short = smallerOf(lacking, amount);
    lacking = subtract(lacking, short);
    found.set(id, { arrived: subtract(amount, short), surplus: ZERO });
  }
  const last = owed.at(-1);
  if (last !== undefined && received > expected)
    found.set(last.id, { arrived: last.amount, surplus: subtract(received, expected) });
}

/** The sums of every date while a run is measured. */
class Ledger {
  private readonly closed = new Map<string, DueSums>();
  private readonly open = new Map<string, { sums: DueSums; rest: Minor; unjudged: Minor }>();
  private readonly shown = new Map<string, { readonly dueOn: PlainDate; readonly currency: string }>();

  constructor(before: readonly DueRow[], date: PlainDate) {
    for (const { dueOn, currency, closed } of before) {
      const key = `${dueOn} ${currency}`;
      this.closed.set(key, closed);
      if (dueOn === date) this.shown.set(key, { dueOn, currency });
    }
  }

  /** What an earlier run counted and this one has in the working set again. */
  take(part: Part | null): void {
    if (part === null) return;
    const key = this.tell(part);
    if (!part.isOpen) this.closed.set(key, combined(this.closed.get(key) ?? NOTHING, part.sums, -1));
  }

  put(part: Part | null): void {
    if (part === null) return;
    const key = this.tell(part);
    if (!part.isOpen) {
      this.closed.set(key, combined(this.closed.get(key) ?? NOTHING, part.sums, 1));
      return;
    }
    const known = this.open.get(key) ?? { sums: NOTHING, rest: ZERO, unjudged: ZERO };
    const rest = subtract(part.sums.due, part.sums.arrived);
    this.open.set(key, {
      sums: combined(known.sums, part.sums, 1),
      rest: add(known.rest, rest),
      unjudged: part.isExtended ? add(known.unjudged, rest) : known.unjudged,
    });
  }

  rows(): DueRow[] {
    return [...this.shown]
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, { dueOn, currency }]) => {
        const closed = this.closed.get(key) ?? NOTHING;
        const open = this.open.get(key) ?? { sums: NOTHING, rest: ZERO, unjudged: ZERO };
        return { dueOn, currency, ...combined(closed, open.sums, 1), rest: open.rest, unjudged: open.unjudged, closed };
      });
  }

  private tell({ dueOn, currency }: Part): string {
    const key = `${dueOn} ${currency}`;
    this.shown.set(key, { dueOn, currency });
    return key;
  }
}

function combined(a: DueSums, b: DueSums, sign: 1 | -1): DueSums {
  return {
    due: minor(a.due + sign * b.due),
    arrived: minor(a.arrived + sign * b.arrived),
    surplus: minor(a.surplus + sign * b.surplus),
  };
}
