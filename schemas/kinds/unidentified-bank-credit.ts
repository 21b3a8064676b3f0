import type { KindDefinition } from './kind.ts';

export const UNIDENTIFIED_BANK_CREDIT = {
  class: 'action',
  severity: 'high',
  owner: 'treasury',
  comparison: 'settlement_bank',
  breaks: true,
  key: 'bank line',
  when: "a credit that looks like a provider's, past grace, without line or payout",
  examined: 'bank',
  isClaimed: true,
  isInSums: true,
  facts: {
    /** How many lines of the provider are in no payout yet. */
    waitingLines: 'number',
    /** What these lines come to. */
    waitingMinor: 'amount',
  },
} as const satisfies KindDefinition;
