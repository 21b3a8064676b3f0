import type { KindDefinition } from './kind.ts';

export const SPLIT_TENDER = {
  class: 'notice',
  severity: 'low',
  owner: 'accounting',
  comparison: 'order_settlement',
  breaks: false,
  key: 'reference',
  when:
    'an order with several tenders that its export does not split, paid in part by the method that a provider ' +
    'collects; an action where the rest is high',
  examined: 'sale',
  facts: {
    /** The method as the order names it. */
    tenders: 'text',
    /** What other tenders must have paid and no feed shows. */
    restMinor: 'amount',
    /** What the provider did not collect of an order, where rows of other methods say how it was paid. */
    leftMinor: 'amount',
    /** What rows of other methods under the reference come to. */
    statedMinor: 'amount',
  },
} as const satisfies KindDefinition;
