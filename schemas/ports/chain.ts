/**
 * How far the chain of the record has come. The hash stands for every entry up to this one, and so for every row that
 * they left: kept outside the record, it proves that nothing before it was rewritten.
 */
export interface Seal {
  /** The number of the last entry; 0 before the first. */
  readonly count: number;
  /** sha256 of it and of the one before; '' before the first. */
  readonly hash: string;
}

/** A row of the record, or a part of it, that is not as it was recorded. */
export interface RecordDifference {
  /** `payouts 2026-07-01 1 0`: the table and the key of the row, or where in the table rows are lacking. */
  readonly what: string;
  readonly expected: string;
  /** `missing` where there is nothing. */
  readonly found: string;
}

/**
 * The chain of the record: what every transaction left of the rows that it changed. Nobody asks for an entry: whatever
 * the other ports write is in it.
 */
export interface Chain {
  seal(): Promise<Seal>;
  /** Whether the chain begins with what an earlier seal is of. */
  holds(seal: Seal): Promise<boolean>;
  /**
   * Reads every row that decides or is reported, and compares it with what the chain says of it: before a date is
   * decided. Rows of messages are not among them: they decide nothing. What this opening of the record has compared is
   * not compared again before somebody else writes to it.
   *
   * Throws `integrity_broken` with the table of the first rows that differ, or with what of the database was made
   * otherwise.
   */
  assertRecorded(): Promise<void>;
  /**
   * The rows that are not as the chain says, and the entries that do not follow from the one before. All rows are read,
   * few are held at a time.
   *
   * @param limit after so many differences no more is looked for
   */
  differences(limit: number): Promise<RecordDifference[]>;
  /** Builds indexes of the database anew from their tables, by their names. */
  rebuildIndexes(indexes: readonly string[]): Promise<void>;
}
