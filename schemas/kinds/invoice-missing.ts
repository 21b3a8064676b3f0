import type { KindDefinition } from './kind.ts';

export const INVOICE_MISSING = {
  class: 'action',
  severity: 'low',
  owner: 'tax',
  comparison: 'order_settlement',
  breaks: false,
  key: 'reference',
  when: 'a paid order without electronic invoice number, where the feed carries it',
  examined: 'sale',
  facts: {},
} as const satisfies KindDefinition;
