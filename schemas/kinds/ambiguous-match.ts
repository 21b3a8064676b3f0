import type { KindDefinition } from './kind.ts';

export const AMBIGUOUS_MATCH = {
  class: 'action',
  severity: 'medium',
  owner: 'treasury',
  comparison: 'settlement_bank',
  breaks: true,
  key: "the group's lowest member",
  when: 'several pairings are possible that would leave different books',
  examined: 'bank',
  isClaimed: true,
  facts: {
    /** How many lines or payouts are in the group. */
    receivables: 'number',
    /** How many bank lines are in the group. */
    bankItems: 'number',
    /** The beginning to which the bank cuts the references of a group. */
    cutForm: 'text',
  },
  unsaid: {
    /** The payouts of the group. */
    payouts: 'list',
  },
} as const satisfies KindDefinition;
