import type { KindDefinition } from './kind.ts';

export const FEE_MISMATCH = {
  class: 'action',
  severity: 'medium',
  owner: 'provider',
  comparison: 'order_settlement',
  breaks: false,
  key: 'payout, component',
  when: 'fee or tax against the tariff of that method and date',
  examined: 'new_line_of_payout',
  isClaimed: true,
  givesWay: 'whole',
  facts: {
    /** The fee or tax that is off the tariff: fee, vat, withheld_income, .... */
    component: 'text',
    /** How many lines are off the tariff. */
    count: 'number',
    /** Charged less tariff, over those lines. */
    sumMinor: 'amount',
    /** The rate of the tariff, in percent. */
    tariffRate: 'text',
    /** The rate that would fit what was charged, in percent. */
    fittingRate: 'text',
  },
} as const satisfies KindDefinition;
