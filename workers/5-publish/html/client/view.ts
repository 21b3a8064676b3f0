import type { RowsData, RowTexts } from '../row-data.ts';

/** What rows are drawn with. */
export interface ViewData {
  readonly data: RowsData;
  readonly texts: RowTexts;
  /** The place of the language in the lists of a row. */
  readonly language: number;
}
