import type { BankLine, Line, OrderLine, SettlementLine } from '../../schemas/lines/records.ts';
import type { Entered, FateRow } from '../../schemas/outcome/run.ts';

/** A line that the run has in the working set, and how it got there. */
export interface Held<L extends Line = Line> {
  /** Its place in `WorkingSet.lines`: what matches and findings refer to. */
  readonly ix: number;
  readonly line: L;
  readonly entered: Entered;
  /** What it was at the close of the date before (carried) or when it was closed (brought back). */
  readonly former: FateRow | null;
}

export type HeldOrder = Held<OrderLine>;
export type HeldSettlement = Held<SettlementLine>;
export type HeldBank = Held<BankLine>;
