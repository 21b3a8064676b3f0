import { certain } from '../../schemas/errors.ts';
import type { SettlementSource } from '../../schemas/config/config.ts';
import { type PlainDate } from '../../schemas/values/dates.ts';
import { compareAddress, type SettlementLine } from '../../schemas/lines/records.ts';
import type { PayoutRow } from '../../schemas/outcome/run.ts';
import type { PlainAlone } from './plain/plain-receivables.ts';
import { isSettlement, type WorkingSet, type Held, type HeldSettlement } from './working-set.ts';
import { looksForOrder } from './order-groups.ts';
import {
  lineReceivable,
  movedReceivable,
  keyOfRow,
  payoutKey,
  payoutReceivables,
  type OpenReceivable,
} from './receivables.ts';
import { settledCurrencyOf } from './settled-money.ts';
import { dayId, namesPayouts } from './settled-days.ts';
import { givenBackOf, type TakeBack } from './take-backs.ts';
import { type OpenAgain, type Settled } from './settled.ts';
import { transactionKey } from './settlement-versions.ts';

/** The day that an earlier run took the line out of. */
export function leftDayOf({ former }: Held): PlainDate | null {
  return former?.leftDay ?? null;
}

/** Whether the run before counted the line towards the bank. */
export function countedBefore(held: Held): boolean {
  return held.former !== null && held.former.bankLeg !== 'none';
}

/** What a provider owes the bank in this run, and what it owes again since a match of it was taken up. */
export function openReceivables(
  workingSet: WorkingSet,
  settled: Settled,
  isOpen: (held: Held) => boolean,
  again: OpenAgain,
): OpenReceivable[] {
  const { reopened, undone, taken, left } = again;
  const counted = settled.settlement.current.filter((held) => !settled.outOfScope.has(held.ix));
  const perLine = counted.filter(
    (held) => settled.sources.get(held.line.source)?.settles === 'per_transaction' && isOpen(held),
  );
  const receivables = perLine.flatMap((held) => {
    const source = settled.sources.get(held.line.source);
    if (!source || !expectsBankLine(held.line, source)) return [];
    return [lineReceivable(held, source, settled.compare(held.line.merchantReference), settled.due)];
  });
  const alone = inAddressOrder(receivables, settled.plain.alone);
  // A payout is taken whole: its closed lines in the working set count through its former row.
  const inPayouts = counted.filter((held) => !left.has(held.ix) && settled.due.days.payoutId(held.line) !== null);
  const moved = counted.flatMap((held) => {
    const source = left.has(held.ix) && isOpen(held) ? settled.sources.get(held.line.source) : undefined;
    return source === undefined ? [] : [movedReceivable(held, source, settled.due)];
  });
  const openKeys = new Set(inPayouts.filter(isOpen).map((held) => keyOfPayout(held, settled)));
  const priorDiscrepancies = workingSet.payouts.filter((row) => !isInvented(row, settled));
  for (const row of priorDiscrepancies) {
    const isOpenAgain = row.bankMatch !== null && (reopened.has(row.bankMatch) || undone.has(row.bankMatch));
    if (row.fate === 'awaiting' || row.fate === 'broken' || isOpenAgain) openKeys.add(keyOfRow(row));
  }
  const rows = priorDiscrepancies.map((former): PayoutRow => {
    const row = withoutUndone(former, undone);
    return row.bankMatch !== null && reopened.has(row.bankMatch) ? { ...row, fate: 'broken', pass: 'differing' } : row;
  });
  const members = inPayouts.filter((held) => openKeys.has(keyOfPayout(held, settled)));
  const before = workingSet.lines
    .filter(isSettlement)
    .filter((held) => countedBefore(held) && leftDayOf(held) === null && openKeys.has(keyOfPayout(held, settled)));
  const payouts = payoutReceivables(
    members,
    before,
    rows,
    (id) => settled.sources.get(id),
    settled.due,
    givenBackOf(taken),
    settled.plain.payouts,
  );
  return [
    ...alone,
    ...moved,
    ...payouts.filter((one) => one.source.settles !== 'per_transaction').map(withTimeToCome(workingSet, taken)),
  ];
}

/** What is owed line by line in one order, plain or not. */
function inAddressOrder(held: readonly OpenReceivable[], plain: readonly PlainAlone[]): readonly OpenReceivable[] {
  if (plain.length === 0) return held;
  const placed = held.map((open) => ({ open, address: certain(open.members[0], 'the line of a receivable').line }));
  return [...placed, ...plain].sort((a, b) => compareAddress(a.address, b.address)).map(({ open }) => open);
}

/** What was taken back and no payout lists yet has the days of grace for a later one to come. */
function withTimeToCome(
  { calendar, config }: WorkingSet,
  taken: readonly TakeBack[],
): (open: OpenReceivable) => OpenReceivable {
  const waiting = new Set(taken.flatMap((one) => (one.host === null ? [one.payout] : [])));
  return (open) => {
    const { receivable } = open;
    if (!waiting.has(receivable.id)) return open;
    return {
      ...open,
      receivable: {
        ...receivable,
        dueOn: calendar.addBusinessDays(receivable.dueOn, config.matching.graceBusinessDays),
      },
    };
  };
}

/** An open row that earlier rules made of a file's lines without a payout: its lines stand for themselves now. */
function isInvented(row: PayoutRow, settled: Settled): boolean {
  const source = settled.sources.get(row.source);
  if (source?.settles !== 'per_payout' || !namesPayouts(source) || row.bankMatch !== null) return false;
  return row.cohorts.some((cohort) => row.payoutId === dayId(row.source, cohort));
}

/** The key of the payout that a line is of. */
export function keyOfPayout(held: HeldSettlement, settled: Settled): string {
  const source = settled.sources.get(held.line.source);
  return source ? payoutKey(source.id, settled.due.days.payoutId(held.line) ?? '', settledCurrencyOf(held.line)) : '';
}

/** A payout whose credit went back awaits it again. */
export function withoutUndone(row: PayoutRow, undone: ReadonlySet<string>): PayoutRow {
  return row.bankMatch !== null && undone.has(row.bankMatch) ? { ...row, fate: 'awaiting', bankMatch: null } : row;
}

/**
 * Whether the bank should show the line by itself (per_transaction). Netted refunds and the provider's own charges
 * leave no movement.
 */
export function expectsBankLine(line: SettlementLine, source: SettlementSource): boolean {
  if (!looksForOrder(line)) return false;
  return line.gross > 0 || source.refunds === 'debited';
}

/**
 * The lines that earlier runs took out of their provider's day, by place in the working set, with that day. A newer
 * version of such a line is out of it too, as long as it is of the same day.
 *
 * @param lines every settlement line in the working set, whether or not it counts
 */
export function leftBefore(
  lines: readonly HeldSettlement[],
  { settlement, due, sources }: Settled,
): ReadonlyMap<number, PlainDate> {
  const left = new Map(
    lines.flatMap(({ line, former }) =>
      former === null || former.leftDay === null ? [] : [[transactionKey(line), former.leftDay]],
    ),
  );
  if (left.size === 0) return new Map();
  return new Map(
    settlement.current.flatMap(({ ix, line }) => {
      const day = left.get(transactionKey(line));
      const stays =
        day === undefined || day !== due.days.settledOn(line) || sources.get(line.source)?.settles !== 'per_day';
      return stays ? [] : [[ix, day] as const];
    }),
  );
}
