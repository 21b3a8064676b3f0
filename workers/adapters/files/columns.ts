import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { Minor } from '../../../schemas/values/money.ts';
import type { EpochSeconds } from '../../../schemas/lines/records.ts';

/**
 * How a property stands in an Arrow file: `amount` and `seconds` are Int64 (hundredths, epoch seconds), `integer`
 * Int32, `date` days since 1970 (Date32), `flag` Bool, `text` Utf8, `words` Utf8 joined by a space, `category` a
 * dictionary of Utf8 for text that repeats.
 */
export type ColumnKind = 'amount' | 'seconds' | 'integer' | 'date' | 'flag' | 'text' | 'words' | 'category';

/** Rows of a batch: every batch but the last is full, so that a row number says where the row is. */
export const BATCH_ROWS = 65_536;

/** What a cell can hold on our side. */
export type Cell = string | number | boolean | readonly string[] | null;

type KindsOf<V> = V extends Minor
  ? 'amount'
  : V extends EpochSeconds
    ? 'seconds'
    : V extends PlainDate
      ? 'date'
      : V extends boolean
        ? 'flag'
        : V extends number
          ? 'integer'
          : V extends readonly string[]
            ? 'words'
            : V extends string
              ? 'text' | 'category'
              : never;

/** One column for every property of a record: the compiler refuses one that is missing or of the wrong kind. */
export type ColumnsOf<T> = { readonly [K in keyof T]-?: KindsOf<NonNullable<T[K]>> };

/**
 * Columns of one kind of record inside a file. A file can hold several groups side by side; a row fills one of them.
 */
export interface ColumnGroup {
  /** Before the column's name in the file: `reject_`. */
  readonly prefix: string;
  readonly columns: Readonly<Record<string, ColumnKind>>;
  /** Properties that files of an earlier version do not have: there they are null. */
  readonly later?: readonly string[];
}

/** The name of a property in the file: snake_case. */
export function columnName(prefix: string, property: string): string {
  return prefix + property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
