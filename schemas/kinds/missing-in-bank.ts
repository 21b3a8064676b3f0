import type { KindDefinition } from './kind.ts';

export const MISSING_IN_BANK = {
  class: 'action',
  severity: 'medium',
  owner: 'bank',
  comparison: 'settlement_bank',
  breaks: true,
  key: 'transaction or payout',
  when: 'a line, payout or refund past due without its bank line; high once its grace is over',
  examined: 'bank',
  isClaimed: true,
  absence: { legs: ['bank'], amount: 'unbooked', byPayout: true },
  isInSums: true,
  isLeftToRuinedFile: true,
  facts: {
    /** The provider names payouts, and none names the line yet. */
    inNoPayout: 'flag',
    /** The credit of its day came without the line, and a later one was to bring it. */
    leftDay: 'flag',
    /** The provider took the payout back. */
    takenBack: 'flag',
  },
  unsaid: {
    /** The money goes back to a customer. */
    refund: 'flag',
  },
} as const satisfies KindDefinition;
