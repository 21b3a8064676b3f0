import type { KindDefinition } from './kind.ts';

export const SOURCE_MISSING = {
  class: 'action',
  severity: 'high',
  owner: 'systems',
  comparison: 'none',
  breaks: false,
  key: 'source, date',
  when: 'an expected file of the date is not there; what depends on it awaits',
  examined: 'never',
  leavesFileOut: true,
  facts: {
    /** The name of the file concerned, or the one that was expected. */
    fileName: 'text',
  },
  unsaid: {
    /** The source of the file. */
    source: 'text',
  },
} as const satisfies KindDefinition;
