import type { KindDefinition } from './kind.ts';

export const STALE_PENDING = {
  class: 'notice',
  severity: 'low',
  owner: 'provider',
  comparison: 'order_settlement',
  breaks: false,
  key: 'transaction',
  when: 'pending for too long at the end of the date and not superseded',
  examined: 'entering_line',
  givesWayTo: 'payment_in_process',
  facts: {
    /** For how many hours the line is pending. */
    hours: 'number',
  },
} as const satisfies KindDefinition;
