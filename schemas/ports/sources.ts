import type { PlainDate } from '../values/dates.ts';
import type { RegisteredFile } from './outcomes.ts';

/** A source's file as it was seen from outside: what looks the same has the same bytes. */
export interface SourceStamp {
  readonly date: PlainDate;
  readonly source: string;
  readonly name: string;
  /** Size and times, or what else the place of the file gives to tell that it was written again. */
  readonly stamp: string;
  readonly sha256: string;
}

/** What is remembered of the bytes that sources sent. */
export interface SourceRecords {
  /** How a source's file of a date was stamped when it was last hashed; null where it was not. */
  stamp(date: PlainDate, source: string): Promise<SourceStamp | null>;
  recordStamp(stamp: SourceStamp): Promise<void>;
  /** Dates whose accepted file of the source has these bytes, other than `date`. */
  datesWithBytes(source: string, sha256: string, date: PlainDate): Promise<PlainDate[]>;
  /**
   * The file is in the archive again (its source sent it anew, or it is kept after all): that it was dropped is history
   * only.
   */
  cameBack(path: string, atMs: number): Promise<void>;
  /**
   * A line file, or its index, was lost and is made again from the source's file, in the form in which this program
   * stores it: from now on the record names it by this hash. Nothing where no run has registered it.
   */
  linesMadeAgain(file: Omit<RegisteredFile, 'date'>): Promise<void>;
  /**
   * The indexes of a stretch of dates were joined in a file, under its last date: from now on the record names it, and
   * no longer those at some other paths, in one step.
   */
  keysJoined(file: RegisteredFile, instead: readonly string[]): Promise<void>;
  /** The sha256 of the key by which card numbers of this store are told apart; null where none was needed yet. */
  cardKeyHash(): Promise<string | null>;
  /** From now on the key is that of this hash. What is recorded already stays. */
  recordCardKey(hash: string): Promise<void>;
}
