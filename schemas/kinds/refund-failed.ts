import type { KindDefinition } from './kind.ts';

export const REFUND_FAILED = {
  class: 'action',
  severity: 'high',
  owner: 'customer_service',
  comparison: 'order_settlement',
  breaks: false,
  key: 'transaction',
  when: 'the provider rejected a refund that the ERP made',
  examined: 'sale',
  facts: {
    /** What the ERP refunded. */
    erpRefundedMinor: 'amount',
    /** The provider's last word. */
    providerStatus: 'text',
  },
} as const satisfies KindDefinition;
