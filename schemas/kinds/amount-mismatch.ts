import type { KindDefinition } from './kind.ts';

export const AMOUNT_MISMATCH = {
  class: 'action',
  severity: 'high',
  owner: 'accounting',
  comparison: 'order_settlement',
  breaks: true,
  key: 'reference',
  when: 'what was paid is not the amount due',
  examined: 'sale',
  isPaired: true,
  facts: {},
  unsaid: {
    /** How many payments there are. */
    count: 'number',
  },
} as const satisfies KindDefinition;
