import { compareText } from '../../schemas/lines/records.ts';
import { toBankMatch } from './bank/group.ts';
import type { BankItem, BankMatch, BankMatchResult } from './bank/types.ts';
import { matchWithdrawals } from './bank/withdrawals.ts';
import { businessDaysBefore, MissingFiles } from './due-dates.ts';
import type { WorkingSet, Held, HeldSettlement } from './working-set.ts';
import { unnamedReceivable, type OpenReceivable } from './receivables.ts';
import { isWithdrawnByBalance } from './settled-days.ts';
import type { Settled } from './settled.ts';
import { isTakeBack, type TakeBack } from './take-backs.ts';

/** Lines of providers that name payouts, which no payout names yet. */
export interface InNoPayout {
  readonly waiting: readonly OpenReceivable[];
  /**
   * Rows that give a withdrawal back which paid no line that is known, by place in the working set: the lines that its
   * account had before wait still, and are the same money.
   */
  readonly balanceRows: readonly number[];
}

/**
 * The open lines that are in no payout. One that gives a payout back waits as long as a payout of its day would, with
 * the days of grace; any other one by the rule of lines in no payout.
 */
export function inNoPayout(
  workingSet: WorkingSet,
  settled: Settled,
  isOpen: (held: Held) => boolean,
  taken: readonly TakeBack[],
): InNoPayout {
  const givesBack = new Map(taken.map((one) => [one.held.ix, one]));
  const waiting: OpenReceivable[] = [];
  const balanceRows: number[] = [];
  for (const held of settled.settlement.current) {
    const source = settled.sources.get(held.line.source);
    if (source?.settles !== 'per_payout' || settled.outOfScope.has(held.ix) || !isOpen(held)) continue;
    if (settled.due.days.payoutId(held.line) !== null) continue;
    const open = unnamedReceivable(held, source, settled.due);
    if (!isWithdrawnByBalance(source) || !isTakeBack(held.line)) waiting.push(open);
    else if (givesBack.has(held.ix)) waiting.push(withGrace(open, workingSet, settled));
    else balanceRows.push(held.ix);
  }
  return { waiting, balanceRows };
}

function withGrace(open: OpenReceivable, { calendar, config }: WorkingSet, { due }: Settled): OpenReceivable {
  const { receivable, source } = open;
  const dueOn = calendar.addBusinessDays(due.bank(source, receivable.settledOn), config.matching.graceBusinessDays);
  return { ...open, receivable: { ...receivable, dueOn } };
}

/** What the withdrawals paid: matches beside those of the payouts, and the credits that are no payout's any more. */
export function withdrawals(
  waiting: readonly OpenReceivable[],
  items: readonly BankItem[],
  payouts: BankMatchResult,
  { config, calendar, files }: WorkingSet,
): BankMatch[] {
  const lines = waiting
    .filter(({ source }) => isWithdrawnByBalance(source))
    .sort((a, b) => compareInAccount(first(a), first(b)));
  if (lines.length === 0) return [];
  const inexact = payouts.matches.filter((one) => one.pass === 'differing');
  const free = new Set([...payouts.openItems, ...[...inexact, ...payouts.ambiguities].flatMap((one) => one.bankItems)]);
  const missing = new MissingFiles(files);
  const lateAfter = new Map(lines.map(({ source }) => [source.id, source.lateAfterBusinessDays]));
  // A report that is not there may hold the payout that the credit pays.
  const isKnown = ({ looksLike, bookedOn }: BankItem): boolean => {
    const days = lateAfter.get(looksLike ?? '');
    if (looksLike === null || days === undefined) return false;
    return !missing.any([looksLike], businessDaysBefore(calendar, bookedOn, days), bookedOn);
  };
  const credits = items.filter((item) => free.has(item.id) && isKnown(item));
  return matchWithdrawals(
    lines.map((one) => one.receivable),
    credits,
    config.matching,
  ).map(toBankMatch);
}

function first(open: OpenReceivable): HeldSettlement {
  const [held] = open.members;
  if (held === undefined) throw new RangeError(`${open.receivable.id} has no line`);
  return held;
}

/** In the order of the account: by day, then as its report lists them. */
function compareInAccount({ line: a }: HeldSettlement, { line: b }: HeldSettlement): number {
  return (
    compareText(a.source, b.source) ||
    compareText(a.settledOn ?? a.date, b.settledOn ?? b.date) ||
    compareText(a.date, b.date) ||
    a.line - b.line
  );
}
