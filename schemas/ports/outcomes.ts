import type { PlainDate } from '../values/dates.ts';
import type { SourceFile } from '../lines/files.ts';
import type { Leg, LineAddress } from '../lines/records.ts';
import type {
  Discrepancy,
  DueRow,
  FateTable,
  LegConservation,
  MonthChange,
  PayoutRow,
  RunKey,
  StoreRow,
  WrittenDiscrepancy,
} from '../outcome/run.ts';

export interface RegisteredFile {
  /** Relative to the lines folder. */
  readonly path: string;
  readonly date: PlainDate;
  /** Of the list of the hashes of its blocks, so that a part of it can be proved; of its bytes in older records. */
  readonly sha256: string;
  readonly size: number;
}

/** A line with the match with the bank that it is part of. */
export interface MatchMember extends LineAddress {
  readonly bankMatch: string;
}

/** What one run left, part by part. */
export interface Outcomes {
  /** Its files, by source id. */
  files(run: RunKey): Promise<SourceFile[]>;
  /** Every line that it had in its working set, with what became of it. */
  fates(run: RunKey): Promise<FateTable>;
  /** Whether its fates stand there, every byte as it was recorded: all of them are read. */
  hasFates(run: RunKey): Promise<boolean>;
  /** The lines of a leg that it holds in one of the matches with the bank, in the order of its fates. */
  members(run: RunKey, leg: Leg, matches: readonly string[]): Promise<MatchMember[]>;
  /** Its discrepancies: those that stand, and those that it closed or noted. */
  discrepancies(run: RunKey): Promise<Discrepancy[]>;
  /** The same as they were written, for who recomputes the hash of the outcome. */
  writtenDiscrepancies(run: RunKey): Promise<WrittenDiscrepancy[]>;
  /** One of them; null where it holds no such id. */
  discrepancy(run: RunKey, id: string): Promise<Discrepancy | null>;
  payouts(run: RunKey): Promise<PayoutRow[]>;
  /** The store split, in the order of its outcome. */
  stores(run: RunKey): Promise<StoreRow[]>;
  figures(run: RunKey): Promise<RunFigures>;
  /** Every line, key and fates file in use, of one date or of all, by path; `verify` recomputes their hashes. */
  registeredFiles(date?: PlainDate): Promise<RegisteredFile[]>;
}

/** The small figures of a run. */
export interface RunFigures {
  /** Lines and money in and out, as stage 4 proved them. */
  readonly conservation: readonly LegConservation[];
  /** The dates on which money falls due. */
  readonly dues: readonly DueRow[];
  /** What the run changed of the stores of earlier cohorts. */
  readonly moved: readonly MonthChange[];
}
