import type { KindDefinition } from './kind.ts';

export const UNEXPLAINED_BANK_DEBIT = {
  class: 'action',
  severity: 'high',
  owner: 'treasury',
  comparison: 'settlement_bank',
  breaks: true,
  key: 'bank line',
  when: 'a debit that undoes no match and pays no negative payout',
  examined: 'bank',
  isClaimed: true,
  isInSums: true,
  facts: {},
} as const satisfies KindDefinition;
