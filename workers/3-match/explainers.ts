import type { SettlementSource } from '../../schemas/config/config.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { addressKey, compareAddress, type SettlementLine } from '../../schemas/lines/records.ts';
import type { BankMatchParams } from './bank/types.ts';
import type { WorkingSet, HeldSettlement } from './working-set.ts';
import type { DueDates } from './due-dates.ts';
import { comparedAmount, settledCurrencyOf } from './settled-money.ts';
import { payoutKey } from './receivables.ts';
import { transactionKey } from './settlement-versions.ts';

/** Lines of the last ten business days that may explain a difference, beyond those in the working set. */
export type RecentLines = readonly SettlementLine[];

/** What is settled before the bank is asked, as far as an explanation needs it. */
interface Settled {
  readonly due: DueDates;
  readonly settlement: { readonly current: readonly HeldSettlement[] };
  readonly outOfScope: ReadonlyMap<number, unknown>;
  readonly sources: ReadonlyMap<string, SettlementSource>;
}

/** How far back a difference looks for its explanation. */
const EXPLAINED_WITHIN_BUSINESS_DAYS = 10;

/** What the match with the bank needs to know beside its parties. */
export function bankParams(workingSet: WorkingSet, settled: Settled, recent: RecentLines): BankMatchParams {
  const current = settled.settlement.current.filter((held) => !settled.outOfScope.has(held.ix));
  const inWorkingSet = current.map((held) => held.line);
  const open = new Set(
    current.filter(({ former }) => former?.fate === 'awaiting' || former?.fate === 'broken').map(({ line }) => line),
  );
  // Only a difference asks for them, and most days have none.
  let all: readonly SettlementLine[] | null = null;
  const remembered = new Map<string, ReturnType<BankMatchParams['explainers']>>();
  const explainers = (sourceId: string, currency: string): ReturnType<BankMatchParams['explainers']> => {
    const source = settled.sources.get(sourceId);
    const known = remembered.get(`${sourceId}|${currency}`);
    if (known || !source) return known ?? [];
    // What is plain is paid by itself: it explains the difference of no payout.
    all ??= [...inWorkingSet, ...reportedByNoOther(recent, inWorkingSet)];
    const lines = all
      .filter((line) => line.source === sourceId && settledCurrencyOf(line) === currency)
      .map((line) => {
        const payoutId = settled.due.days.payoutId(line);
        return {
          id: addressKey(line),
          amount: comparedAmount(line, source),
          settledOn: settled.due.days.settledOn(line),
          isOpen: open.has(line),
          receivable: payoutId === null ? addressKey(line) : payoutKey(sourceId, payoutId, currency),
        };
      });
    remembered.set(`${sourceId}|${currency}`, lines);
    return lines;
  };
  return {
    asOf: workingSet.date,
    calendar: workingSet.calendar,
    graceBusinessDays: workingSet.config.matching.graceBusinessDays,
    lookbackDays: workingSet.config.matching.lookbackDays,
    bankTolerance: workingSet.config.matching.bankTolerance,
    sources: Object.fromEntries(
      [...settled.sources].map(([id, source]) => [id, { settles: source.settles, refunds: source.refunds }]),
    ),
    explainers,
  };
}

/**
 * Recent lines that no line in the working set, and no newer one of them, tells again: what an export repeats happened
 * once.
 */
function reportedByNoOther(recent: RecentLines, inWorkingSet: readonly SettlementLine[]): SettlementLine[] {
  const reported = new Set([...inWorkingSet.map(addressKey), ...inWorkingSet.map(happeningKey)]);
  const newest = [...recent].sort((a, b) => compareAddress(b, a));
  const left = newest.filter((line) => {
    const keys = [addressKey(line), happeningKey(line)];
    const isReported = keys.some((key) => reported.has(key));
    for (const key of keys) reported.add(key);
    return !isReported;
  });
  return left.reverse();
}

/** What the versions of one line share; refunds of one id are told apart by what they give back. */
function happeningKey(line: SettlementLine): string {
  const own = line.type === 'refund' ? [line.gross, line.paidAt, line.payoutId] : [];
  return JSON.stringify([transactionKey(line), line.merchantReference, ...own]);
}

/** The first date whose lines may explain a difference of this run. */
export function explainersFrom(workingSet: WorkingSet): PlainDate {
  let left = EXPLAINED_WITHIN_BUSINESS_DAYS + workingSet.config.matching.graceBusinessDays;
  let day = workingSet.date;
  while (left > 0) {
    day = addDays(day, -1);
    if (workingSet.calendar.isBusinessDay(day)) left -= 1;
  }
  return day;
}
