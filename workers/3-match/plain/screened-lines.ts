import type { Config, SettlementSource } from '../../../schemas/config/config.ts';
import type { SourceFile } from '../../../schemas/lines/files.ts';
import type { BankLine, Leg, Line, Reject } from '../../../schemas/lines/records.ts';
import { isOfLeg, tableOfRows, type LineOfLeg, type LineTable } from '../../../schemas/lines/table.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { DueDates } from '../due-dates.ts';
import type { Tables } from './tables.ts';

/** Everything in the working set, before it is told what is plain. */
export interface ScreenedLines {
  /**
   * What can be plain: the rows of the run's own files, and carried payments that wait for the bank alone
   * (`waitsForBankAlone`). What else an earlier run left has a history.
   */
  readonly tables: Tables;
  /** Every other line: carried, brought back. */
  readonly others: readonly Line[];
  readonly rejects: readonly Reject[];
  /** Lines of earlier bank files that tell the same days, in the working set or not. */
  readonly reportedBefore: readonly BankLine[];
}

/** What the screens ask beside the lines. */
export interface PlainContext {
  readonly date: PlainDate;
  readonly config: Config;
  /** What is known of every source on every date from the look-back on. */
  readonly files: readonly SourceFile[];
  readonly due: DueDates;
  /** How references are compared before look-alikes are parted: two that fold alike are never both plain. */
  readonly fold: (reference: string) => string;
  readonly sources: ReadonlyMap<string, SettlementSource>;
}

/** All tables of a leg: those of what can be plain with the place of their first row, the others without a place. */
export function* tablesOf<L extends Leg>(
  leg: L,
  { tables, others }: ScreenedTables,
): Generator<{ readonly table: LineTable<L>; readonly start: number | null }> {
  yield* tables.ofLeg(leg);
  for (const table of others) if (isOfLeg(table, leg)) yield { table, start: null };
}

/** The same with all lines in tables. */
export interface ScreenedTables {
  readonly tables: Tables;
  readonly others: readonly LineTable[];
}

/** Puts every line into a table of its leg. */
export function tablesOfLines({ tables, others }: Pick<ScreenedLines, 'tables' | 'others'>): ScreenedTables {
  const ofLeg = <L extends Leg>(leg: L): LineTable<L> =>
    tableOfRows(
      leg,
      others.filter((line): line is LineOfLeg[L] => line.leg === leg),
    );
  return { tables, others: [ofLeg('order'), ofLeg('settlement'), ofLeg('bank')] };
}
