import type { KindDefinition } from './kind.ts';

export const TEST_TRANSACTION = {
  class: 'action',
  severity: 'medium',
  owner: 'systems',
  comparison: 'none',
  breaks: false,
  key: 'transaction',
  when: 'a line of another environment in a live source',
  examined: 'all_lines',
  facts: {
    /** The environment that the line states. */
    environment: 'text',
  },
  unsaid: {
    /** The address of the line. */
    address: 'text',
  },
} as const satisfies KindDefinition;
