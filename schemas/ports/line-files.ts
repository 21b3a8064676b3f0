import type { LineFileId } from '../lines/files.ts';
import type { Line, Reject } from '../lines/records.ts';

/**
 * By what a line can be found again. Bank lines are found by `reference` too: column, end-to-end id and the tokens of
 * the description.
 */
export type LineKeyKind = 'reference' | 'provider_id' | 'refund_of' | 'cus' | 'bank_id' | 'bank_amount' | 'order_id';

export interface LineKey {
  readonly kind: LineKeyKind;
  /** Normalised by the caller of `write` and of `find` with the same function (`schemas/lines/line-keys.ts`). */
  readonly value: string;
}

/** Every normalised line of every source file: immutable Arrow files with their key index. */
export interface LineStore {
  has(id: LineFileId): boolean;
  /**
   * Writes rows in the order of the file, reads them back, and compares counts and sums before it registers the file.
   */
  write(id: LineFileId, rows: readonly (Line | Reject)[]): void;
  /** All rows, or the given ones in the given order. Row numbers are 0-based. */
  read(id: LineFileId, rows?: readonly number[]): (Line | Reject)[];
  /** The rows of this file that carry any of the keys, in row order; every hash hit is compared in full. */
  find(id: LineFileId, keys: readonly LineKey[]): number[];
}
