import { REFUND_SUMS } from './fact-types.ts';
import type { KindDefinition } from './kind.ts';

export const REFUND_MISSING_IN_ERP = {
  class: 'action',
  severity: 'high',
  owner: 'accounting',
  comparison: 'order_settlement',
  breaks: true,
  key: 'reference',
  when: 'the provider refunded more than the ERP knows',
  examined: 'sale',
  isClaimed: true,
  isPaired: true,
  facts: REFUND_SUMS,
  unsaid: {
    /** How many refunds there are. */
    count: 'number',
  },
} as const satisfies KindDefinition;
