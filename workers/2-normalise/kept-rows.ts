import type { Line, Reject } from '../../schemas/lines/records.ts';
import type { LinesBegun } from '../../schemas/ports/line-files.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';

type Row = Line | Reject;

/** Where the rows of a file go as they are read. Who can keep them as something smaller than records does. */
export type RowKeeper = Pick<LinesBegun, 'take' | 'rows'>;

/** The rows of a file, and what is asked of every file about them, which is counted as they come. */
export class RowsKept {
  /** `passedOver`: lines that the profile leaves out; `asked`: rejects that are only asked about (a fee's sign). */
  readonly counts = { lines: 0, rejects: 0, passedOver: 0, asked: 0 };
  /** The last day that a bank file tells: of a weekend a file may hold what is booked on Monday. */
  bookedTo: PlainDate | null = null;
  private readonly keeper: RowKeeper;

  constructor(keeper: RowKeeper) {
    this.keeper = keeper;
  }

  get count(): number {
    return this.counts.lines + this.counts.rejects;
  }

  /** Takes the next row in the order of the file. */
  take(row: Row): void {
    this.keeper.take(row);
    const { counts } = this;
    if ('code' in row) {
      counts.rejects += 1;
      if (row.hint === 'fee_sign') counts.asked += 1;
      return;
    }
    counts.lines += 1;
    if (row.skip !== null) counts.passedOver += 1;
    if (row.leg === 'bank' && (this.bookedTo === null || row.bookedOn > this.bookedTo)) this.bookedTo = row.bookedOn;
  }

  /** Every row: of a large file it costs as much as reading it again. Nothing is taken afterwards. */
  rows(): readonly Row[] {
    return this.keeper.rows();
  }
}

/** The rows of a file after all of it was read, where its end says something about its rows. */
export function keptAgain(begin: () => RowsKept, rows: readonly Row[]): RowsKept {
  const kept = begin();
  for (const row of rows) kept.take(row);
  return kept;
}

/** Rows that are at hand as records. */
export function keptRecords(rows: readonly Row[]): RowsKept {
  return keptAgain(() => new RowsKept(recordKeeper()), rows);
}

/** Keeps the records themselves. */
export function recordKeeper(): RowKeeper {
  const rows: Row[] = [];
  return {
    take: (row) => {
      rows.push(row);
    },
    rows: () => rows,
  };
}
