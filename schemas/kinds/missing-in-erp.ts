import type { KindDefinition } from './kind.ts';

export const MISSING_IN_ERP = {
  class: 'action',
  severity: 'high',
  owner: 'accounting',
  comparison: 'order_settlement',
  breaks: true,
  key: 'transaction',
  when: 'an approved payment without an order, past grace',
  examined: 'sale',
  absence: { legs: ['order'], amount: 'settled' },
  aloneWithout: 'order',
  isLeftToRuinedFile: true,
  facts: {},
} as const satisfies KindDefinition;
