import type { KindDefinition } from './kind.ts';

export const UNEXPLAINED_ADJUSTMENT = {
  class: 'action',
  severity: 'medium',
  owner: 'provider',
  comparison: 'order_settlement',
  breaks: true,
  key: 'transaction',
  when: 'an adjustment that is not among the known ones',
  examined: 'adjustment',
  isClaimed: true,
  facts: {
    /** Of a payout that is given back: `payout_unknown` or `not_returned`. */
    told: 'text',
    /** The payout that the line gives back, as the provider names it. */
    givenBack: 'text',
  },
} as const satisfies KindDefinition;
