import type { PlainDate } from '../values/dates.ts';
import type { SourceFile } from '../lines/files.ts';
import type { LineAddress } from '../lines/records.ts';
import type {
  DueRow,
  FateRow,
  FateTable,
  FormerState,
  LineState,
  PayoutRow,
  RecordedDiscrepancy,
  RunKey,
} from '../outcome/run.ts';

/** What earlier runs left for a date to decide with: always over the newest run of each date. */
export interface History {
  /** The files of the dates in the range, for "depends on a missing file" and for overlaps. */
  filesBetween(first: PlainDate, last: PlainDate): Promise<SourceFile[]>;
  /**
   * What the next date takes over: awaiting, broken, out_of_scope pending, and rejected rows whose row_rejected stands.
   * As columns: most of it waits for the bank alone, and is left waiting.
   */
  carry(run: RunKey): Promise<FateTable>;
  /** Lines that a person's decision closed while another comparison of theirs still waits; they are not carried. */
  decidedWaiting(run: RunKey): Promise<FateRow[]>;
  /** The newest fate of each line, over the dates up to `upTo`. Null where no run holds it. */
  presentFates(lines: readonly LineAddress[], upTo: PlainDate): Promise<(FateRow | null)[]>;
  /** The same, of which only how the run left the line is read: a line of many dates costs a part of each. */
  presentStates(lines: readonly LineAddress[], upTo: PlainDate): Promise<(LineState | null)[]>;
  /** How discrepancies stood, as far as a run before `before` holds them, by id. */
  formerStates(ids: readonly string[], before: PlainDate): Promise<ReadonlyMap<string, FormerState>>;
  /** The newest row of each payout of a source, one per currency. */
  findPayouts(source: string, payoutIds: readonly string[], upTo: PlainDate): Promise<PayoutRow[]>;
  /** The newest row of every date and currency on which money falls due. */
  duesBetween(first: PlainDate, last: PlainDate): Promise<DueRow[]>;
  /**
   * What people have closed (resolved or written off) as of the close of a date, with the run that holds it, in id
   * order.
   */
  decided(upTo: PlainDate): Promise<RecordedDiscrepancy[]>;
  /** The discrepancies that any run ever named so (`namesOf`), as every run holds them, by date and place in it. */
  named(names: readonly string[]): Promise<RecordedDiscrepancy[]>;
}
