import type { KindDefinition } from './kind.ts';

export const STATUS_CONFLICT = {
  class: 'action',
  severity: 'high',
  owner: 'customer_service',
  comparison: 'order_settlement',
  breaks: true,
  key: 'reference',
  when: 'the ERP says paid and the provider says no, or the provider was paid and the ERP did not serve',
  examined: 'sale',
  facts: {
    /** The status of the order. */
    orderStatus: 'text',
    /** The provider's last word. */
    providerStatus: 'text',
  },
} as const satisfies KindDefinition;
