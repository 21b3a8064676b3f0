import { type PlainDate } from '../../schemas/values/dates.ts';
import type { DiscrepancyState, EventKind } from '../../schemas/kinds/discrepancy.ts';
import type { DiscrepancyClass, Severity } from '../../schemas/kinds/kind.ts';
import type { Footing, SourceFile } from '../../schemas/lines/files.ts';
import type { Fate, Leg } from '../../schemas/lines/records.ts';
import type { BankPass } from '../../schemas/outcome/run.ts';

/**
 * Everything that report.html and index.html say beside the sentences of the kinds. One object a language; the type
 * demands all of it.
 */

/** The phrases of the day's answer; every argument is already printed for people. */
export interface HeadlinePhrases {
  readonly sold: (date: string, sold: string, orders: number, confirmed: string, rate: string) => string;
  readonly nothingSold: (date: string) => string;
  /** What of the sales changes orders of earlier dates, and what is called off of them. */
  readonly changed: (money: string) => string;
  readonly cancelled: (money: string) => string;
  readonly bank: (due: string, date: string, arrived: string, by: string, rate: string) => string;
  readonly nothingDue: (date: string) => string;
  readonly surplus: (money: string) => string;
  readonly unjudged: (money: string) => string;
  readonly overdue: (money: string) => string;
  readonly credited: (money: string, date: string) => string;
  /** Of the settlement date itself; a later date is named. */
  readonly byThen: string;
  readonly byDate: (date: string) => string;
  readonly nothing: string;
  readonly actions: (count: number, toUs: string, byUs: string) => string;
  readonly noActions: string;
  readonly missing: (sources: string) => string;
  readonly rejected: (sources: string) => string;
  /** A later delivery is refused, and the file that was read before stays in force. */
  readonly kept: (sources: string) => string;
  /** Of files of earlier dates, each named with its date. */
  readonly stillOut: (files: string) => string;
  readonly allIn: string;
}

export type SectionName =
  | 'first'
  | 'since'
  | 'owing'
  | 'ageing'
  | 'trend'
  | 'fates'
  | 'owners'
  | 'kinds'
  | 'openStores'
  | 'list'
  | 'payouts'
  | 'late'
  | 'expected'
  | 'stores'
  | 'sources'
  | 'changes';

/** A section's title, the line under it, and what it says where there is nothing to show. */
export interface SectionTexts {
  readonly title: string;
  readonly note: string;
  readonly empty: string;
}

export type ColumnName =
  | 'age'
  | 'oldest'
  | 'account'
  | 'actions'
  | 'adjustments'
  | 'answer'
  | 'arrived'
  | 'awaiting'
  | 'bank'
  | 'broken'
  | 'chargebacks'
  | 'city'
  | 'confirmed'
  | 'confirmedOnDay'
  | 'costCentre'
  | 'currency'
  | 'date'
  | 'difference'
  | 'due'
  | 'entity'
  | 'unshown'
  | 'fate'
  | 'fees'
  | 'file'
  | 'footing'
  | 'gross'
  | 'kind'
  | 'late'
  | 'leg'
  | 'lines'
  | 'net'
  | 'openActions'
  | 'openedToday'
  | 'orders'
  | 'owedByUs'
  | 'owedToUs'
  | 'owner'
  | 'atRisk'
  | 'pass'
  | 'payout'
  | 'provider'
  | 'reference'
  | 'refunds'
  | 'rejects'
  | 'rows'
  | 'settled'
  | 'sha256'
  | 'source'
  | 'state'
  | 'store'
  | 'taxes'
  | 'total'
  | 'urgent'
  | 'what';

/** The texts of the list of discrepancies, which the page's own script fills in: `{name}` is replaced. */
export type ListTextName =
  | 'search'
  | 'searchHint'
  | 'filters'
  | 'kind'
  | 'owner'
  | 'store'
  | 'severity'
  | 'state'
  | 'class'
  | 'all'
  | 'none'
  | 'noStore'
  | 'sort'
  | 'sortList'
  | 'sortRisk'
  | 'sortDifference'
  | 'sortReference'
  | 'sortStore'
  | 'sortDue'
  | 'sortAge'
  | 'clear'
  | 'shown'
  | 'noMatch'
  | 'notHere'
  | 'reference'
  | 'netOf'
  | 'more'
  | 'caption'
  | 'what'
  | 'order'
  | 'provider'
  | 'net'
  | 'bank'
  | 'difference'
  | 'atRisk'
  | 'owedToUs'
  | 'owedByUs'
  | 'next'
  | 'details'
  | 'evidence'
  | 'moreEvidence'
  | 'line'
  | 'lines'
  | 'note'
  | 'firstSeen'
  | 'age'
  | 'paid'
  | 'settled'
  | 'due'
  | 'arrived'
  | 'late'
  | 'id'
  | 'transaction'
  | 'payout'
  | 'method'
  | 'under'
  | 'expand'
  | 'collapse';

export interface PageTexts {
  /** The language's own name, and its tag (BCP 47). */
  readonly name: string;
  readonly tag: string;
  readonly headline: HeadlinePhrases;
  /** A date with its weekday, in words. */
  readonly longDate: (date: PlainDate) => string;
  /** A month in words; `2026-07`. */
  readonly longMonth: (month: string) => string;
  readonly title: string;
  readonly skip: string;
  readonly languages: string;
  readonly contents: string;
  readonly generation: (number: string) => string;
  /** What that is, in a tooltip. */
  readonly generationNote: string;
  readonly asOf: (date: string) => string;
  readonly needsScript: string;
  /** The key figures under the answer. */
  readonly figures: Readonly<
    Record<'sold' | 'confirmed' | 'due' | 'arrived' | 'overdue' | 'owedToUs' | 'owedByUs', string>
  >;
  readonly confirmedShare: (rate: string) => string;
  readonly ofDue: (rate: string) => string;
  /** Of orders with several tenders: what no feed shows, and of which stores, each with its own sum. */
  readonly unshownTenders: (total: string, stores: string) => string;
  /** Where the amounts of a tile stand to the centavo. */
  readonly exactBelow: string;
  /** Under an amount that is overdue: since when. */
  readonly earlierDates: string;
  /** What a run did to the actions of the run before it. */
  readonly movements: Readonly<Record<'opened' | 'grew' | 'shrank' | 'changed' | 'decided' | 'closed', string>>;
  readonly noProvider: string;
  /** The providers for which there was no room. */
  readonly otherProviders: (count: string) => string;
  /** An age in business days, and a band of ages; without an end where `to` is null. */
  readonly days: (count: number) => string;
  readonly band: (from: string, to: string | null) => string;
  readonly sections: Readonly<Record<SectionName, SectionTexts>>;
  readonly columns: Readonly<Record<ColumnName, string>>;
  readonly list: Readonly<Record<ListTextName, string>>;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly states: Readonly<Record<DiscrepancyState, string>>;
  readonly classes: Readonly<Record<DiscrepancyClass, string>>;
  /** What this generation did to a row. */
  readonly events: Readonly<Record<EventKind, string>>;
  readonly fates: Readonly<Record<Fate, string>>;
  readonly legs: Readonly<Record<Leg, string>>;
  readonly passes: Readonly<Record<BankPass, string>>;
  /** Before the reason for which a later delivery of a file in force is refused. */
  readonly refusedAgain: string;
  readonly sourceStates: Readonly<Record<SourceFile['state'], string>>;
  readonly footings: Readonly<Record<Footing['state'], string>>;
  readonly pastDue: string;
  readonly unassigned: string;
  readonly notListed: string;
  readonly total: string;
  /** The plot of what fell due and arrived, and its table. */
  readonly trend: {
    readonly plot: string;
    readonly missing: string;
    readonly unjudged: string;
    readonly share: string;
    readonly numbers: string;
    readonly highest: (money: string) => string;
    /** `count` dates, printed as `dates`; `share` null where nobody can say it. */
    readonly sum: (due: string, count: number, dates: string, arrived: string, share: string | null) => string;
  };
  /** Under a table: the columns that say nothing. */
  readonly leftOut: (columns: string) => string;
  readonly linesOf: (lines: string) => string;
  readonly chart: (name: string) => string;
  /** Where a list was cut: how many are shown, of how many, and the file that has the rest. */
  readonly cut: (shown: string, total: string, file: string) => string;
  readonly cutByRisk: (shown: string, total: string, file: string) => string;
  readonly prepared: string;
  readonly reviewed: string;
  readonly signature: string;
  readonly inputs: string;
  readonly inputHash: string;
  readonly configHash: string;
  readonly files: string;
  readonly changes: Readonly<
    Record<'newlyMatched' | 'newlyBroken' | 'changed' | 'unchanged' | 'before' | 'after' | 'reason', string>
  >;
  readonly index: {
    readonly title: string;
    readonly intro: (dates: string, first: string, last: string) => string;
    readonly none: string;
    readonly dates: string;
    readonly months: string;
    readonly monthNote: string;
    readonly open: (date: string) => string;
    readonly stale: string;
    readonly missing: string;
    readonly older: string;
    readonly backToIndex: string;
  };
}

/** The parts of a date, for a language to put in order; weekdays from Sunday. */
export interface DateParts {
  readonly year: string;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

export function partsOf(date: PlainDate): DateParts {
  const [year = '', month = '', day = ''] = date.split('-');
  return { year, month: Number(month), day: Number(day), weekday: new Date(`${date}T00:00:00Z`).getUTCDay() };
}
