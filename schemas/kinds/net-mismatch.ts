import type { KindDefinition } from './kind.ts';

export const NET_MISMATCH = {
  class: 'action',
  severity: 'medium',
  owner: 'provider',
  comparison: 'order_settlement',
  breaks: false,
  key: 'transaction',
  when: 'gross less fee and taxes is not the net of a line',
  examined: 'entering_line',
  isClaimed: true,
  comparesNet: true,
  facts: {},
  unsaid: {
    /** Gross less fee and taxes. */
    computedMinor: 'amount',
  },
} as const satisfies KindDefinition;
