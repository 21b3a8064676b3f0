import type { KindDefinition } from './kind.ts';

export const STORE_CONFLICT = {
  class: 'action',
  severity: 'medium',
  owner: 'store',
  comparison: 'order_settlement',
  breaks: false,
  key: 'reference',
  when: 'order and reference name different stores',
  examined: 'sale',
  facts: {
    /** The store that the order names. */
    orderStore: 'text',
    /** The store that the reference names. */
    referenceStore: 'text',
  },
} as const satisfies KindDefinition;
