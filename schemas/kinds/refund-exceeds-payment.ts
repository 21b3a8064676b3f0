import { REFUND_SUMS } from './fact-types.ts';
import type { KindDefinition } from './kind.ts';

export const REFUND_EXCEEDS_PAYMENT = {
  class: 'action',
  severity: 'high',
  owner: 'accounting',
  comparison: 'order_settlement',
  breaks: true,
  key: 'payment',
  when: 'refunds and standing chargebacks of one payment sum to more than it: the money went back twice',
  examined: 'sale',
  isClaimed: true,
  isPaired: true,
  facts: REFUND_SUMS,
  unsaid: {
    /** How many refunds there are. */
    count: 'number',
  },
} as const satisfies KindDefinition;
