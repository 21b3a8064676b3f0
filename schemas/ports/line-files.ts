import { certain } from '../errors.ts';
import { lineFileId, type LineFileId, type SourceFile } from '../lines/files.ts';
import type { LineKey } from '../lines/line-keys.ts';
import type { Line, Reject } from '../lines/records.ts';
import type { LineTable } from '../lines/table.ts';
import type { PlainDate } from '../values/dates.ts';

/** A line file whose rows come one after the other, so that not all of them have to be at hand. */
export interface LinesBegun {
  /** Takes the next row in the order of the file. It may be let go of afterwards, and is not to be changed. */
  take(row: Line | Reject): void;
  /** Every row that was taken: of a large file they are made again. Nothing is taken afterwards. */
  rows(): readonly (Line | Reject)[];
  /** Writes what was taken, as `LineStore.write`. Once. */
  write(): Promise<void>;
}

/** Every normalised line of every source file: immutable Arrow files with their key index. */
export interface LineStore {
  /**
   * Whether it stands there with its index, every byte as it was recorded: all of both is read. What no run has
   * recorded yet is only looked for.
   */
  has(id: LineFileId): Promise<boolean>;
  /**
   * Writes rows in the order of the file, reads them back, and compares counts and sums before it registers the file.
   */
  write(id: LineFileId, rows: readonly (Line | Reject)[]): Promise<void>;
  /** The same of rows that come one after the other. What is begun and never written leaves nothing. */
  begin(id: LineFileId): LinesBegun;
  /** All rows, or the given ones in the given order. Row numbers are 0-based. */
  read(id: LineFileId, rows?: readonly number[]): Promise<(Line | Reject)[]>;
  /** The whole file as columns: no record is made before one is asked for. */
  table(id: LineFileId): Promise<LineTable>;
  /**
   * For each of the files, in the order asked, its rows that carry any of the keys, in row order; every hash hit is
   * compared in full. One question for many files costs less than one for each.
   */
  find(ids: readonly LineFileId[], keys: readonly LineKey[]): Promise<number[][]>;
  /**
   * Joins the indexes of files over the stretches of dates that lie between two dates, so that `find` asks few indexes
   * about many dates; what is joined already is left as it is. A matter of speed alone: without it, or where it was
   * broken off, `find` answers the same.
   *
   * @param ids every file in force of these dates that holds rows
   */
  joinKeys(ids: readonly LineFileId[], dates: { readonly first: PlainDate; readonly last: PlainDate }): Promise<void>;
  /** The rows of a settlement file, rejects with them, that name a payout in whatever letters; none of another leg. */
  ofPayout(id: LineFileId, payoutId: string): Promise<number[]>;
}

/** Writes rows that are at hand as a file that was begun. */
export async function writeAll(begun: LinesBegun, rows: readonly (Line | Reject)[]): Promise<void> {
  for (const row of rows) begun.take(row);
  await begun.write();
}

/** A file that holds lines asked for, and their rows in it, ascending. */
export interface FoundRows {
  readonly file: SourceFile;
  readonly rows: readonly number[];
}

/** Those of some files that were read which hold lines with any of the keys, in the order given. */
export async function filesWith(
  files: readonly SourceFile[],
  keys: readonly LineKey[],
  lines: Pick<LineStore, 'find'>,
): Promise<FoundRows[]> {
  if (files.length === 0 || keys.length === 0) return [];
  const found = await lines.find(files.map(lineFileId), keys);
  return files.flatMap((file, at) => {
    const rows = certain(found[at], 'the rows found in a file');
    return rows.length === 0 ? [] : [{ file, rows }];
  });
}
