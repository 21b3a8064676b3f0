import type { KindDefinition } from './kind.ts';

export const CHARGEBACK = {
  class: 'action',
  severity: 'high',
  owner: 'customer_service',
  comparison: 'order_settlement',
  breaks: false,
  key: 'transaction',
  when: 'a payment is disputed (PSE sales can be reversed too: Ley 1480 of 2011, art. 51)',
  examined: 'sale',
  isClaimed: true,
  facts: {
    /** The last day to answer the dispute. */
    evidenceDueOn: 'text',
    /** A payment that came again makes the chargeback good, wholly or in part. */
    madeGood: 'flag',
  },
  unsaid: {
    /** The fee of the dispute. */
    feeMinor: 'amount',
  },
} as const satisfies KindDefinition;
