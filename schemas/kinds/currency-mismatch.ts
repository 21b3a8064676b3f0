import type { KindDefinition } from './kind.ts';

export const CURRENCY_MISMATCH = {
  class: 'action',
  severity: 'high',
  owner: 'accounting',
  comparison: 'order_settlement',
  breaks: true,
  key: 'reference',
  when: 'order and payment, or settled and bank, are in different currencies',
  examined: 'sale',
  isClaimed: true,
  isPaired: true,
  isAcrossCurrencies: true,
  facts: {
    /** The currency of the order (or of what was settled). */
    expectedCurrency: 'text',
    /** The currency of the payment (or of the bank line). */
    foundCurrency: 'text',
  },
} as const satisfies KindDefinition;
