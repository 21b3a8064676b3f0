import type { KindDefinition } from './kind.ts';

export const DUPLICATE_PAYMENT = {
  class: 'action',
  severity: 'high',
  owner: 'customer_service',
  comparison: 'order_settlement',
  breaks: true,
  key: 'reference',
  when: 'the customer paid twice: some of the payments are exactly what is due',
  examined: 'sale',
  isPaired: true,
  facts: {},
  unsaid: {
    /** How many payments there are. */
    count: 'number',
  },
} as const satisfies KindDefinition;
