import type { KindDefinition } from './kind.ts';

export const DUPLICATE_SETTLEMENT_LINE = {
  class: 'notice',
  severity: 'medium',
  owner: 'provider',
  comparison: 'order_settlement',
  breaks: false,
  key: 'transaction',
  when: 'the same transaction stands twice in one file; an action when the copy was paid',
  examined: 'all_lines',
  isClaimed: true,
  facts: {},
  unsaid: {
    /** How often the transaction stands in the file. */
    count: 'number',
    /** The copy was paid. */
    paid: 'flag',
  },
} as const satisfies KindDefinition;
