import type { KindDefinition } from './kind.ts';

export const DUPLICATE_ORDER = {
  class: 'action',
  severity: 'medium',
  owner: 'accounting',
  comparison: 'order_settlement',
  breaks: true,
  key: 'reference',
  when: 'one reference and method under two order ids, or twice in one file',
  examined: 'all_lines',
  facts: {
    /** The order ids that share the reference. */
    orderIds: 'list',
  },
  unsaid: {
    /** How many orders share the reference. */
    count: 'number',
  },
} as const satisfies KindDefinition;
