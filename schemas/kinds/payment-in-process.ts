import type { KindDefinition } from './kind.ts';

export const PAYMENT_IN_PROCESS = {
  class: 'notice',
  severity: 'low',
  owner: 'provider',
  comparison: 'order_settlement',
  breaks: false,
  key: 'reference',
  when: "the ERP says paid and the provider's last word is pending; an action once it is pending for too long",
  examined: 'sale',
  facts: {
    /** The provider's last word. */
    providerStatus: 'text',
    /** For how many hours the line is pending. */
    hours: 'number',
  },
} as const satisfies KindDefinition;
