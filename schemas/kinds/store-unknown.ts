import type { KindDefinition } from './kind.ts';

export const STORE_UNKNOWN = {
  class: 'action',
  severity: 'medium',
  owner: 'store',
  comparison: 'order_settlement',
  breaks: false,
  key: 'reference',
  when:
    'no store by order or reference, one that is not on the list, or one that was closed or not yet open on the ' +
    'day of the sale',
  examined: 'sale',
  facts: {
    /** The store that the order names. */
    orderStore: 'text',
    /** The store that the reference names. */
    referenceStore: 'text',
    /** The day on which the store opened, after the sale. */
    storeOpened: 'text',
    /** The day on which the store closed, before the sale. */
    storeClosed: 'text',
  },
} as const satisfies KindDefinition;
