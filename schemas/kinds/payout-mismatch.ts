import type { KindDefinition } from './kind.ts';

export const PAYOUT_MISMATCH = {
  class: 'action',
  severity: 'high',
  owner: 'provider',
  comparison: 'settlement_bank',
  breaks: true,
  key: 'transaction or payout',
  when: 'a line, payout or day differs from its bank line',
  examined: 'bank',
  isClaimed: true,
  isInSums: true,
  facts: {
    /** The younger payouts that are compared with the same credit. */
    otherPayouts: 'list',
    /** How many bank lines are in the group. */
    bankItems: 'number',
  },
  unsaid: {
    /** What the bank should have booked. */
    expectedMinor: 'amount',
  },
} as const satisfies KindDefinition;
