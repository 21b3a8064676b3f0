import type { KindDefinition } from './kind.ts';

export const SOURCE_SUSPECT = {
  class: 'action',
  severity: 'high',
  owner: 'systems',
  comparison: 'none',
  breaks: false,
  key: 'source, date, kind',
  when: 'more than 20 % and at least 30 of the lines of one file break alike: the file is the cause',
  examined: 'found_anew',
  hasRowsUnderIt: true,
  facts: {
    /** The name of the file concerned, or the one that was expected. */
    fileName: 'text',
    /** The kind in which the lines break alike. */
    suspectKind: 'text',
    /** How many lines break alike. */
    suspectLines: 'number',
    /** How many lines the file has. */
    suspectTotal: 'number',
  },
} as const satisfies KindDefinition;
