import type { KindDefinition } from './kind.ts';

export const CARD_NUMBERS = {
  class: 'action',
  severity: 'high',
  owner: 'systems',
  comparison: 'none',
  breaks: false,
  key: 'source, date',
  when: 'numbers of cards stand in a file: they are masked in everything that is made of it; one row a file',
  examined: 'never',
  facts: {
    /** The name of the file concerned, or the one that was expected. */
    fileName: 'text',
    /** In how many rows of the file a number of a card stands. */
    cardRows: 'number',
    /** The line of the first of them. */
    cardLine: 'number',
    /** The canonical columns in which they stand; none where they stand beside those that are read. */
    cardColumns: 'list',
  },
  unsaid: {
    /** The source of the file. */
    source: 'text',
  },
} as const satisfies KindDefinition;
