import type { BusinessCalendar, PlainDate } from '../../schemas/values/dates.ts';
import type { Config } from '../../schemas/config/config.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import type { HandDecisions } from './hand-decisions.ts';
import type { Decisions } from './decisions.ts';
import type { Held, HeldBank, HeldOrder, HeldSettlement } from './held.ts';
import type { PlainSales } from './plain/plain-sales.ts';
import type { SeenRows } from './seen-before/seen-rows.ts';
import type { BankLine, Reject } from '../../schemas/lines/records.ts';
import type { Discrepancy, DueRow, Entered, FateRow, PayoutRow } from '../../schemas/outcome/run.ts';

export type { Held, HeldBank, HeldOrder, HeldSettlement };

export interface HeldReject {
  readonly reject: Reject;
  readonly entered: Entered;
  readonly former: FateRow | null;
}

/** Everything that a run decides upon: a function of the files dated on or before its date, and of nothing else. */
export interface WorkingSet {
  readonly date: PlainDate;
  readonly goLive: PlainDate;
  readonly config: Config;
  readonly calendar: BusinessCalendar;
  /** In address order: new, carried and brought back together, without what has its fate in bulk. */
  readonly lines: readonly Held[];
  /** Sales of the run's own files that are plain on all legs: closed in bulk, by no pass and no rule. */
  readonly plain: PlainSales;
  /** Rows of the run's own files that were told before: out in bulk, before no pass and no rule. */
  readonly seen: SeenRows;
  readonly rejects: readonly HeldReject[];
  /** What is known of every source on every date from the look-back on up to the run's date. */
  readonly files: readonly SourceFile[];
  /** The newest row of every payout that a line in the working set belongs to, from earlier runs. */
  readonly payouts: readonly PayoutRow[];
  /** What earlier runs left of the dates on which money falls due, with the payouts as those runs left them. */
  readonly dues: { readonly rows: readonly DueRow[]; readonly payouts: readonly PayoutRow[] };
  /** What stood at the close of the date before, and what people have opened again since, as open. */
  readonly priorDiscrepancies: readonly Discrepancy[];
  /** What people closed, of the lines in the working set: it stays closed while they stay as they are. */
  readonly decided: readonly Discrepancy[];
  /** What people decided since the date before was run. */
  readonly decisions: Decisions;
  /** What people decided on lines of it by hand. */
  readonly byHand: HandDecisions;
  /**
   * Lines of earlier bank files that tell the same days as this run's, with what became of them; they need not be in
   * the working set.
   */
  readonly reportedBefore: readonly ReportedLine[];
  /**
   * Closed movements of the bank that equal an open credit past its due date: what it may repeat. Not in the working
   * set.
   */
  readonly matchedBefore: readonly BankLine[];
  /**
   * The whole of earlier bank files of which an open movement may carry a reference that the bank cut short: how long
   * the others of its file are says whether it was. Only looked at.
   */
  readonly besides: readonly BankLine[];
  /** Those of `besides` that an earlier run matched by their reference. */
  readonly besidesPaid: ReadonlySet<BankLine>;
}

/** A bank line that is only looked at; `former` is null where it stands on no day that this run's files tell. */
export interface ReportedLine {
  readonly line: BankLine;
  readonly former: FateRow | null;
}

export function isOrder(held: Held): held is HeldOrder {
  return held.line.leg === 'order';
}

export function isSettlement(held: Held): held is HeldSettlement {
  return held.line.leg === 'settlement';
}

export function isBank(held: Held): held is HeldBank {
  return held.line.leg === 'bank';
}

const NONE: readonly never[] = [];

/**
 * The items that pass, in an array no larger than they are: one shared array where none does, the list itself where all
 * do. `filter` leaves room for sixteen more, which over a hundred thousand sales is most of a run's memory.
 */
export function only<T>(items: readonly T[], passes: (item: T) => boolean): readonly T[] {
  let count = 0;
  for (const item of items) if (passes(item)) count += 1;
  if (count === items.length) return items;
  return count === 0 ? NONE : items.filter(passes).slice();
}

/** Whether an earlier run knew a line as one of its own, not as an older version or as seen before. */
export function hasStood({ former }: Held): boolean {
  return former !== null && former.reason !== 'superseded' && former.reason !== 'already_seen';
}
