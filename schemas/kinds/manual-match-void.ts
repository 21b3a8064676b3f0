import type { KindDefinition } from './kind.ts';

export const MANUAL_MATCH_VOID = {
  class: 'action',
  severity: 'medium',
  owner: 'accounting',
  comparison: 'none',
  breaks: false,
  key: 'decision by hand',
  when: 'what a person decided on lines (match, unmatch, exclude) holds no more, because they changed',
  examined: 'decision',
  facts: {
    /** What was decided: `match`, `unmatch` or `exclude`. */
    act: 'text',
    /** The number of the decision. */
    decision: 'number',
    /** `gone`, `replaced`, `out_of_scope`, `taken` or `differs`. */
    why: 'text',
    /** The lines that it named: `file:line`. */
    named: 'list',
  },
} as const satisfies KindDefinition;
