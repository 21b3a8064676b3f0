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
  // Only a difference asks for them, and most days have none.
  const linesOf = linesBySource(workingSet, settled, recent);
  const remembered = new Map<string, ReturnType<BankMatchParams['explainers']>>();
  const explainers = (sourceId: string, currency: string): ReturnType<BankMatchParams['explainers']> => {
    const source = settled.sources.get(sourceId);
    const known = remembered.get(`${sourceId}|${currency}`);
    if (known || !source) return known ?? [];
    const lines = linesOf(sourceId)
      .filter(({ line }) => settledCurrencyOf(line) === currency)
      .map(({ line, isOpen }) => {
        const payoutId = settled.due.days.payoutId(line);
        return {
          id: addressKey(line),
          amount: comparedAmount(line, source),
          settledOn: settled.due.days.settledOn(line),
          isOpen,
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

/** A line, and whether the run before left it open. */
interface Explaining {
  readonly line: SettlementLine;
  readonly isOpen: boolean;
}

/** The lines of a source that may explain a difference: in the working set, plain or not, and settled lately. */
function linesBySource(
  { plain }: WorkingSet,
  { settlement, outOfScope }: Settled,
  recent: RecentLines,
): (source: string) => readonly Explaining[] {
  const sourceAt = plain.tables.column('settlement', 'source');
  return (source) => {
    const ofPasses = settlement.current.flatMap(({ ix, line, former }): Explaining[] =>
      line.source !== source || outOfScope.has(ix)
        ? []
        : [{ line, isOpen: former?.fate === 'awaiting' || former?.fate === 'broken' }],
    );
    const ofPlain = (isOwn: boolean): SettlementLine[] =>
      Array.from(plain.payments((place) => sourceAt(place) === source && plain.isOwn(place) === isOwn));
    // What is carried and plain waits.
    const waiting = ofPlain(false).map((line): Explaining => ({ line, isOpen: true }));
    const inWorkingSet = [
      ...ofPasses,
      ...waiting,
      ...ofPlain(true).map((line): Explaining => ({ line, isOpen: false })),
    ];
    const lately = reportedByNoOther(
      recent.filter((line) => line.source === source),
      inWorkingSet.map(({ line }) => line),
    );
    return [...inWorkingSet, ...lately.map((line): Explaining => ({ line, isOpen: false }))];
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
