import type { LineFileId } from '../lines/files.ts';
import type { LineKey } from '../lines/line-keys.ts';
import type { Line, Reject } from '../lines/records.ts';
import type { LineTable } from '../lines/table.ts';

/** Every normalised line of every source file: immutable Arrow files with their key index. */
export interface LineStore {
  has(id: LineFileId): Promise<boolean>;
  /**
   * Writes rows in the order of the file, reads them back, and compares counts and sums before it registers the file.
   */
  write(id: LineFileId, rows: readonly (Line | Reject)[]): Promise<void>;
  /** All rows, or the given ones in the given order. Row numbers are 0-based. */
  read(id: LineFileId, rows?: readonly number[]): Promise<(Line | Reject)[]>;
  /** The whole file as columns: no record is made before one is asked for. */
  table(id: LineFileId): Promise<LineTable>;
  /** The rows of this file that carry any of the keys, in row order; every hash hit is compared in full. */
  find(id: LineFileId, keys: readonly LineKey[]): Promise<number[]>;
  /** The rows of a settlement file, rejects with them, that name a payout in whatever letters; none of another leg. */
  ofPayout(id: LineFileId, payoutId: string): Promise<number[]>;
}
