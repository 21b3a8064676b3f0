import { REFUND_SUMS } from './fact-types.ts';
import type { KindDefinition } from './kind.ts';

export const DUPLICATE_REFUND = {
  class: 'action',
  severity: 'high',
  owner: 'accounting',
  comparison: 'order_settlement',
  breaks: true,
  key: 'payment',
  when: 'equal refunds of one payment on one day, together more than the ERP refunded',
  examined: 'sale',
  isClaimed: true,
  isPaired: true,
  facts: REFUND_SUMS,
  unsaid: {
    /** How many refunds there are. */
    count: 'number',
  },
} as const satisfies KindDefinition;
