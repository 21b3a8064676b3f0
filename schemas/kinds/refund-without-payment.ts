import type { KindDefinition } from './kind.ts';

export const REFUND_WITHOUT_PAYMENT = {
  class: 'action',
  severity: 'high',
  owner: 'provider',
  comparison: 'order_settlement',
  breaks: true,
  key: 'transaction',
  when: 'a refund with no known payment',
  examined: 'sale',
  isClaimed: true,
  absence: { legs: ['settlement'], amount: null, type: 'payment' },
  aloneWithout: 'settlement',
  facts: {},
  unsaid: {
    /** The payment that the refund names. */
    refundOf: 'text',
  },
} as const satisfies KindDefinition;
