import { add, ZERO, type Minor } from '../../schemas/values/money.ts';
import { isOpenState } from '../../schemas/kinds/discrepancy.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { compareText } from '../../schemas/lines/records.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';

/** What the summary and the headline count, said once. */

/** Somebody still has to do something about it. */
export function isOpen(discrepancy: Pick<Discrepancy, 'state'>): boolean {
  return isOpenState(discrepancy.state);
}

/** Its money is still at risk: open, or a notice. What a person or the facts closed is not. */
export function stands(discrepancy: Discrepancy): boolean {
  return isOpen(discrepancy) || discrepancy.state === 'noted';
}

/**
 * Belongs on the day's list: open, or opened, changed, closed or noted by this run. What a person closed before stays
 * in the store.
 */
export function isListed(discrepancy: Discrepancy): boolean {
  return isOpen(discrepancy) || discrepancy.event !== null;
}

/** Rows under a `source_suspect` are listed and summed under it, and stay out of every headline count. */
export function countsAlone(discrepancy: Pick<Discrepancy, 'parentId'>): boolean {
  return discrepancy.parentId === null;
}

/** What the exit code of a run is made of. */
export interface RunCounters {
  /** Actions that this run opened or reopened: exit code 3. */
  readonly actionsOpened: number;
  /** Actions that stand, opened by this run or before. */
  readonly actionsOpen: number;
  /** Sources of the date without a file, or with a refused one: exit code 4. */
  readonly sourcesMissing: readonly string[];
  readonly sourcesRejected: readonly string[];
}

/** Counts a run's actions (rows under a suspect file excepted) and names its missing and refused sources, sorted. */
export function countRun(discrepancies: readonly Discrepancy[], sources: readonly SourceFile[]): RunCounters {
  const actions = discrepancies.filter((row) => row.class === 'action' && countsAlone(row));
  const named = (state: SourceFile['state']): string[] =>
    sources
      .filter((file) => file.state === state)
      .map((file) => file.source)
      .sort(compareText);
  return {
    actionsOpened: actions.filter((row) => row.event === 'opened' || row.event === 'reopened').length,
    actionsOpen: actions.filter(isOpen).length,
    sourcesMissing: named('missing'),
    sourcesRejected: named('rejected'),
  };
}

/** ISO 4217: no currency. */
const NO_CURRENCY = 'XXX';

/** The sum per currency, by currency; sums of zero are left out, and a sum is never made across currencies. */
export function sumByCurrency(
  amounts: Iterable<readonly [currency: string | null, amount: Minor]>,
): [currency: string, sum: Minor][] {
  const sums = new Map<string, Minor>();
  for (const [currency, amount] of amounts)
    sums.set(currency ?? NO_CURRENCY, add(sums.get(currency ?? NO_CURRENCY) ?? ZERO, amount));
  return [...sums].filter(([, sum]) => sum !== 0).sort(([a], [b]) => compareText(a, b));
}

const RATE_DIGITS = 4;

/** `part` of `whole` with four decimals, rounded down; null where there is no whole. Both not negative. */
export function ratio(part: number, whole: number): string | null {
  if (whole === 0) return null;
  const digits = String((BigInt(part) * 10n ** BigInt(RATE_DIGITS)) / BigInt(whole)).padStart(RATE_DIGITS + 1, '0');
  return `${digits.slice(0, -RATE_DIGITS)}.${digits.slice(-RATE_DIGITS)}`;
}
