import { sourcesPaying } from '../../../schemas/config/config.ts';
import { addressKey, compareAddress } from '../../../schemas/lines/records.ts';
import type { PayoutRow } from '../../../schemas/outcome/run.ts';
import { ZERO } from '../../../schemas/values/money.ts';
import type { Held } from '../held.ts';
import { speaksOfInOtherCurrency } from '../bank/by-payout-id.ts';
import { keyOfRow, payoutKey, type OpenReceivable } from '../receivables.ts';
import { settledCurrencyOf } from '../settled-money.ts';
import { settledDays } from '../settled-days.ts';
import { isTakeBack } from '../take-backs.ts';
import type { MatchResult } from '../match.ts';
import { isSettlement, type WorkingSet } from '../working-set.ts';
import { linesOfSale } from './plain-sale.ts';
import { SaleViewer, type PlainSales } from './plain-sales.ts';

// A payout is one sum: its lines open only where something is to be said of it.

/** The working set with the lines of some plain sales before the passes. */
export function withOpened(workingSet: WorkingSet, isOpened: (number: number) => boolean): WorkingSet {
  const { plain } = workingSet;
  const opened = new Set(Array.from({ length: plain.length }, (_, number) => number).filter(isOpened));
  if (opened.size === 0) return workingSet;
  const lines = [...workingSet.lines, ...[...opened].flatMap((number) => linesOfSale(plain.sale(number)))]
    .sort((a, b) => compareAddress(a.line, b.line))
    .map((held, ix): Held => ({ ...held, ix }));
  return { ...workingSet, lines, plain: plain.only((number) => !opened.has(number)) };
}

/**
 * Tells the plain sales whose payout cannot be taken as one sum, whatever the bank shows: a row of its provider could
 * not be read, its provider gives payouts back, or an earlier run left it otherwise than waiting.
 */
export function inOpenPayouts({
  plain,
  lines,
  rejects,
  payouts,
  config,
  calendar,
}: Pick<WorkingSet, 'plain' | 'lines' | 'rejects' | 'payouts' | 'config' | 'calendar'>): (number: number) => boolean {
  const sources = new Set([
    ...rejects.flatMap(({ reject }) => (reject.leg === 'settlement' ? [reject.source] : [])),
    ...lines.filter(isSettlement).flatMap(({ line }) => (isTakeBack(line) ? [line.source] : [])),
  ]);
  return inPayoutsOf(plain, sources, payouts, { config, calendar });
}

/** The same of some sources and rows of payouts. */
export function inPayoutsOf(
  plain: PlainSales,
  sources: ReadonlySet<string>,
  payouts: readonly PayoutRow[],
  { config, calendar }: Pick<WorkingSet, 'config' | 'calendar'>,
): (number: number) => boolean {
  const inPayouts = sourcesPaying(config, 'per_payout');
  if (inPayouts.size === 0) return () => false;
  const days = settledDays(config, calendar);
  const rows = new Map(payouts.map((row) => [keyOfRow(row), row]));
  const viewer = new SaleViewer(plain.tables, plain.facts);
  return (number) => {
    const { payment, former } = plain.view(viewer, number);
    if (!inPayouts.has(payment.source)) return false;
    if (sources.has(payment.source)) return true;
    const row = rows.get(payoutKey(payment.source, days.payoutId(payment) ?? '', settledCurrencyOf(payment)));
    return row === undefined ? former !== null : !isWaiting(row);
  };
}

/** What waits is in no match; what was given back in part is rare, and judged with its lines. */
function isWaiting(row: PayoutRow): boolean {
  return row.fate === 'awaiting' && row.givenBack === ZERO;
}

/**
 * Tells the plain sales that wait, and of whose receivable more is to be said than that it waits, or is paid to the
 * centavo on its day.
 */
export function withMoreToSay({ plain, date }: WorkingSet, result: MatchResult): (number: number) => boolean {
  const matchOf = new Map(result.matches.flatMap((match) => match.receivables.map((id) => [id, match] as const)));
  const openItems = [...result.items.values()].filter((item) => result.openItems.has(item.id));
  const isSpokenOf = (receivable: OpenReceivable['receivable']): boolean =>
    openItems.some((item) => speaksOfInOtherCurrency(item, receivable));
  // Of a provider that gives a payout back, or of which a row could not be read, no payout is left plain to ask about.
  const isPlain = ({ receivable }: OpenReceivable): boolean => {
    const { id, amount, dueOn } = receivable;
    if (amount <= 0) return false;
    if (result.openReceivables.has(id))
      // A bank line that names a payment that is paid by itself has taken it out of the plain sales already.
      return dueOn >= date && (receivable.payoutId === null || !isSpokenOf(receivable));
    const match = matchOf.get(id);
    // What differs does so by an amount, and what a debit pays, or undoes, is nothing that we wait for.
    return match !== undefined && match.difference === ZERO && match.arrivedOn <= dueOn;
  };
  const quiet = new Set(
    result.receivables.flatMap((one) => (one.plain !== undefined && isPlain(one) ? one.plain.numbers : [])),
  );
  const explaining = new Set(result.matches.flatMap((match) => match.explanation?.lines ?? []));
  const viewer = new SaleViewer(plain.tables, plain.facts);
  // A row names the lines that explain a difference, whosever they are.
  const explains = (number: number): boolean =>
    explaining.size > 0 && explaining.has(addressKey(plain.view(viewer, number).payment));
  return (number) => plain.places(number).bank < 0 && (!quiet.has(number) || explains(number));
}
