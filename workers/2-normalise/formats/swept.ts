import { add, negate, ZERO } from '../../../schemas/values/money.ts';
import type { Minor } from '../../../schemas/values/money.ts';
import type { Line, Reject, SettlementLine } from '../../../schemas/lines/records.ts';
import { append } from '../../../schemas/values/groups.ts';

/** The lines of one currency since the payout before. */
interface Waiting {
  net: Minor;
  lines: number[];
  /** False where a row among them could not be read: nobody knows what they sum to. */
  known: boolean;
}

/**
 * Which lines a withdrawal from a provider's account paid. The report does not say; but where the lines since the one
 * before sum to it exactly, they are what it paid, and get its id and its day. Otherwise money stayed in the account,
 * and the lines stay without a payout: no choice is made among them. A withdrawal that is taken back in the same report
 * paid nothing: the next one does. Where that one stands in a later report, the lines keep the id of the one taken
 * back, so that they stay one payout that a credit can pay. What takes back a withdrawal of an earlier report is money
 * of the account again and names that withdrawal: it is a line of the one that pays it, or waits in no payout like any
 * other.
 *
 * @param rows in the order of the file: a withdrawal is a balance row of type `payout`, its fee a line of the same row
 */
export function withSweptPayouts(rows: readonly (Line | Reject)[]): readonly (Line | Reject)[] {
  const paid = new Map<number, SettlementLine>();
  const waiting = new Map<string, Waiting>();
  const undone = takenBack(rows);
  // By currency: the lines of the last withdrawal that was taken back, until another one comes.
  const returned = new Map<string, { readonly payout: SettlementLine; readonly lines: readonly number[] }>();
  const earlier = new Set<number>();
  rows.forEach((row, index) => {
    if ('code' in row) {
      for (const group of waiting.values()) group.known = false;
    } else if (row.leg === 'settlement' && row.skip === null && !isFeeOf(row, rows[index - 1])) {
      const group = waitingOf(waiting, currencyOf(row));
      group.lines.push(index);
      group.net = add(group.net, netOf(row));
    } else if (row.leg === 'settlement' && givesBackEarlier(row, undone.has(index))) {
      const group = waitingOf(waiting, currencyOf(row));
      group.lines.push(index);
      group.net = add(group.net, netOf(row));
      earlier.add(index);
    } else if (row.leg === 'settlement' && row.type === 'payout' && row.payoutId !== null) {
      const lines = linesPaidBy(row, rows[index + 1], waitingOf(waiting, currencyOf(row)), index);
      if (undone.has(index)) {
        if (lines !== null) returned.set(currencyOf(row), { payout: row, lines });
        return;
      }
      waiting.delete(currencyOf(row));
      returned.delete(currencyOf(row));
      for (const line of lines ?? []) paid.set(line, row);
    }
  });
  for (const { payout, lines } of returned.values()) for (const line of lines) paid.set(line, payout);
  return rows.map((row, index) => {
    if ('code' in row || row.leg !== 'settlement') return row;
    const line = earlier.has(index) ? { ...row, skip: null, refundOf: row.payoutId, payoutId: null } : row;
    const payout = paid.get(index);
    return payout === undefined ? line : { ...line, payoutId: payout.payoutId, settledOn: payout.settledOn };
  });
}

/**
 * Whether a row gives back a withdrawal of an earlier report: its money waits for the next one like that of any line.
 */
function givesBackEarlier(row: SettlementLine, undone: boolean): boolean {
  return !undone && row.type === 'payout' && row.skip !== null && row.payoutId !== null && netOf(row) > 0;
}

/**
 * The lines that a withdrawal at `index` paid, with its fee where the row after it is that; null where they do not sum
 * to it.
 */
function linesPaidBy(
  payout: SettlementLine,
  next: Line | Reject | undefined,
  group: Waiting,
  index: number,
): readonly number[] | null {
  const fee =
    next !== undefined && !('code' in next) && next.leg === 'settlement' && isFeeOf(next, payout) ? next : null;
  const rest = add(add(group.net, fee === null ? ZERO : netOf(fee)), netOf(payout));
  if (!group.known || group.lines.length === 0 || rest !== 0) return null;
  return fee === null ? [...group.lines] : [...group.lines, index + 1];
}

/** Withdrawals and what cancels them later under the same id, by their place among the rows. */
function takenBack(rows: readonly (Line | Reject)[]): ReadonlySet<number> {
  const standing = new Map<string, number[]>();
  const undone = new Set<number>();
  rows.forEach((row, index) => {
    if ('code' in row || row.leg !== 'settlement' || row.type !== 'payout' || row.payoutId === null) return;
    const key = (net: Minor): string => JSON.stringify([row.payoutId, currencyOf(row), net]);
    const before = standing.get(key(negate(netOf(row))))?.pop();
    if (before !== undefined && netOf(row) > 0) undone.add(before).add(index);
    else append(standing, key(netOf(row)), index);
  });
  return undone;
}

function waitingOf(waiting: Map<string, Waiting>, currency: string): Waiting {
  const group = waiting.get(currency) ?? { net: ZERO, lines: [], known: true };
  waiting.set(currency, group);
  return group;
}

function isFeeOf(line: SettlementLine, before: Line | Reject | undefined): boolean {
  return (
    before !== undefined &&
    !('code' in before) &&
    before.leg === 'settlement' &&
    before.type === 'payout' &&
    before.line === line.line
  );
}

function currencyOf(line: SettlementLine): string {
  return line.settledCurrency ?? line.currency;
}

function netOf(line: SettlementLine): Minor {
  return line.settledNet ?? line.net ?? line.gross;
}
