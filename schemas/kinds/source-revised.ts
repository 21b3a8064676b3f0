import type { KindDefinition } from './kind.ts';

export const SOURCE_REVISED = {
  class: 'notice',
  severity: 'high',
  owner: 'systems',
  comparison: 'none',
  breaks: false,
  key: 'source, date, sha256',
  when: 'other bytes came for a date already read; an action when the net changes',
  examined: 'never',
  facts: {
    /** The name of the file concerned, or the one that was expected. */
    fileName: 'text',
    /** Lines that the new version adds. */
    addedLines: 'number',
    /** Lines that the new version no longer has. */
    removedLines: 'number',
    /** Lines that the new version changes. */
    changedLines: 'number',
    /** The net of the version before. */
    formerNetMinor: 'amount',
    /** The net of the new version. */
    newerNetMinor: 'amount',
    /** What the new version adds to the net. */
    netDeltaMinor: 'amount',
    /** Where the net changes in several currencies: each with the net before and now. */
    netsChanged: 'list',
    /** The earlier date whose file of the source has the same bytes. */
    sameAsDate: 'text',
    /** The date of the newest file before it, which says something else. */
    otherwiseOn: 'text',
  },
  unsaid: {
    /** The source of the file. */
    source: 'text',
    /** The hash of the version before. */
    formerSha256: 'text',
    /** The hash of the new version. */
    sha256: 'text',
  },
} as const satisfies KindDefinition;
