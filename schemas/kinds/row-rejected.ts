import type { KindDefinition } from './kind.ts';

export const ROW_REJECTED = {
  class: 'action',
  severity: 'medium',
  owner: 'systems',
  comparison: 'none',
  breaks: true,
  key: 'sha256, line',
  when: 'one row could not be read; the rest of the file is used',
  examined: 'never',
  isPaired: true,
  facts: {
    /** The name of the file concerned, or the one that was expected. */
    fileName: 'text',
    /** The code of REJECT_CODES. */
    rejectCode: 'text',
    /** The column or path that could not be read. */
    rejectField: 'text',
    /** What the file calls that column. */
    rejectColumn: 'text',
    /** The cell that could not be read, shortened. */
    rejectText: 'text',
    /** One of REJECT_HINTS, or what to declare. */
    rejectHint: 'text',
  },
  unsaid: {
    /** The line of the row in its file. */
    line: 'number',
    /** The leg of the file. */
    leg: 'text',
    /** The source of the file. */
    source: 'text',
  },
} as const satisfies KindDefinition;
