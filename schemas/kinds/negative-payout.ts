import type { KindDefinition } from './kind.ts';

export const NEGATIVE_PAYOUT = {
  class: 'notice',
  severity: 'low',
  owner: 'provider',
  comparison: 'settlement_bank',
  breaks: false,
  key: 'payout',
  when: 'a payout of zero or less, to be netted against the next; an action after the carry days',
  examined: 'bank',
  isClaimed: true,
  facts: {},
} as const satisfies KindDefinition;
