import { REFUND_SUMS } from './fact-types.ts';
import type { KindDefinition } from './kind.ts';

export const REFUND_MISSING_IN_SETTLEMENT = {
  class: 'action',
  severity: 'high',
  owner: 'customer_service',
  comparison: 'order_settlement',
  breaks: true,
  key: 'reference',
  when: 'the ERP refunded and the provider has not, past due',
  examined: 'sale',
  isClaimed: true,
  absence: { legs: ['settlement'], amount: null, type: 'refund' },
  isPaired: true,
  facts: REFUND_SUMS,
  unsaid: {
    /** How many refunds there are. */
    count: 'number',
  },
} as const satisfies KindDefinition;
