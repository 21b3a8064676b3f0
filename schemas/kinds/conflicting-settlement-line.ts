import type { KindDefinition } from './kind.ts';

export const CONFLICTING_SETTLEMENT_LINE = {
  class: 'action',
  severity: 'high',
  owner: 'provider',
  comparison: 'order_settlement',
  breaks: true,
  key: 'transaction',
  when: 'the provider tells the same transaction twice with different facts',
  examined: 'all_lines',
  isClaimed: true,
  facts: {
    /** The fields in which the versions differ. */
    conflictFields: 'list',
    /** What the older version says, one per conflict field. */
    formerValues: 'list',
    /** What the newer version says, one per conflict field. */
    newerValues: 'list',
    /** The bank lines that pay what the older version says: `file name:line`. */
    formerShownAt: 'list',
  },
  unsaid: {
    /** What the bank would see of the change: a credit of a later run may show the older version. */
    comparedMinor: 'amount',
    /** A credit that differs by it, or pays what the older version says, is named on its row. */
    namesPayoutMismatch: 'flag',
  },
} as const satisfies KindDefinition;
