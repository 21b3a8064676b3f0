import type { PlainDate } from '../values/dates.ts';

/** One thing that is not as it was recorded. */
export interface Difference {
  /**
   * `archive 0123... (dlocal 2026-07-01)`, `lines 2026-07-01/fates.g1-0123456789ab.arrow`, `event 17`,
   * `report 2026-07-01/generations/1/matches.csv`, `joined keys 2026-07-05/joined.bank.5-0123456789abcdef.keys`.
   */
  readonly what: string;
  readonly expected: string;
  /** `missing` where there is nothing. */
  readonly found: string;
  /** The date whose replay makes it again. */
  readonly replay?: PlainDate;
  /** How `verify --repair` makes it again from what is whole; absent where only a backup has it. */
  readonly repair?: Repair;
}

/** What can be made again: from the files of the archive, from the record, or from the tables of the database. */
export type Repair =
  | { readonly kind: 'lines'; readonly date: PlainDate }
  | { readonly kind: 'joined'; readonly path: string }
  | { readonly kind: 'reports'; readonly date: PlainDate; readonly generation: number }
  | { readonly kind: 'shown'; readonly date: PlainDate }
  | { readonly kind: 'page' }
  | { readonly kind: 'index'; readonly index: string };
