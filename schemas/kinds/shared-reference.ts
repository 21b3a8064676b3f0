import type { KindDefinition } from './kind.ts';

export const SHARED_REFERENCE = {
  class: 'notice',
  severity: 'low',
  owner: 'accounting',
  comparison: 'order_settlement',
  breaks: false,
  key: 'reference',
  when: 'several orders under one reference that one payment, or payments one by one, pay exactly',
  examined: 'sale',
  facts: {
    /** The order ids that share the reference. */
    orderIds: 'list',
    /** The sum of the orders that share the reference. */
    ordersMinor: 'amount',
    /** The payment that the refunds belong to. */
    paidMinor: 'amount',
    /** Each of the orders is paid by a payment of its own. */
    oneByOne: 'flag',
  },
  unsaid: {
    /** How many orders share the reference. */
    count: 'number',
  },
} as const satisfies KindDefinition;
