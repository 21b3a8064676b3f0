import type { KindDefinition } from './kind.ts';

export const MISSING_IN_SETTLEMENT = {
  class: 'action',
  severity: 'high',
  owner: 'provider',
  comparison: 'order_settlement',
  breaks: true,
  key: 'reference',
  when: 'an order paid by a method that a provider collects, past due, without a line',
  examined: 'sale',
  isClaimed: true,
  absence: { legs: ['settlement', 'bank'], amount: 'ordered', asksOfOthers: true },
  isInSums: true,
  aloneWithout: 'settlement',
  isLeftToRuinedFile: true,
  facts: {
    /** The provider reports the payment as pending and never said more. */
    stillPending: 'flag',
  },
  unsaid: {
    /** The status of the order. */
    orderStatus: 'text',
    /** The provider's last word. */
    providerStatus: 'text',
  },
} as const satisfies KindDefinition;
