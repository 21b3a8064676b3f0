import type { KindDefinition } from './kind.ts';

export const SOURCE_REJECTED = {
  class: 'action',
  severity: 'high',
  owner: 'systems',
  comparison: 'none',
  breaks: false,
  key: 'source, date',
  when: 'the file is empty, truncated, does not foot, is of another date or of a broken format; nothing of it is used',
  examined: 'never',
  leavesFileOut: true,
  facts: {
    /** The name of the file concerned, or the one that was expected. */
    fileName: 'text',
    /** The earlier date whose file of the source has the same bytes. */
    sameAsDate: 'text',
    /** The file that was accepted before stays in force. */
    formerStands: 'flag',
    /** The code of FILE_REFUSALS. */
    problemCode: 'text',
    /** The reader's sentence with both values. */
    problemDetail: 'text',
    /** The line where the problem shows. */
    problemLine: 'number',
    /** The byte where the problem shows. */
    problemByte: 'number',
    /** How many rows of a refused file cannot be read. */
    unreadableRows: 'number',
    /** How many rows that file has. */
    unreadableOf: 'number',
    /** The first of them: line, code, column and cell, with tabs between. */
    unreadableFirst: 'list',
    /** What could be read of that file, by currency: information. */
    unreadableAmounts: 'list',
  },
  unsaid: {
    /** The source of the file. */
    source: 'text',
    /** The hash of the bytes that are refused. */
    sha256: 'text',
  },
} as const satisfies KindDefinition;
