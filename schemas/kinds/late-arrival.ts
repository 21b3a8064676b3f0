import type { KindDefinition } from './kind.ts';

export const LATE_ARRIVAL = {
  class: 'notice',
  severity: 'low',
  owner: 'provider',
  comparison: 'settlement_bank',
  breaks: false,
  key: 'transaction or payout',
  when: 'the bank line came after its due date',
  examined: 'bank',
  facts: {},
} as const satisfies KindDefinition;
