import type { KindDefinition } from './kind.ts';

export const REFERENCE_DAMAGED = {
  class: 'action',
  severity: 'medium',
  owner: 'systems',
  comparison: 'none',
  breaks: true,
  key: 'source, date',
  when:
    'keys of a file that a spreadsheet ruined: `1.23E+15`, or a number whose leading zeros only the other leg ' +
    'still has; one row a file',
  examined: 'sale',
  hasRowsUnderIt: true,
  facts: {
    /** The name of the file concerned, or the one that was expected. */
    fileName: 'text',
    /** How many keys of the file a spreadsheet ruined. */
    damagedKeys: 'number',
    /** One of the ruined keys, as it stands in the file. */
    damagedExample: 'text',
    /** How many of the ruined keys are numbers without the zeros that they began with. */
    lostZeros: 'number',
    /** How many lines of the other legs are left alone by them. */
    counterpartsAlone: 'number',
  },
  unsaid: {
    /** The source of the file. */
    source: 'text',
  },
} as const satisfies KindDefinition;
