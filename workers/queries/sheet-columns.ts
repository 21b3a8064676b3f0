import { DECISION_EVENTS, type DecisionEvent } from '../../schemas/outcome/decision.ts';

/**
 * The columns of the workbook that people decide in. The first three are theirs; `id` and `seq` say what was decided
 * upon.
 */
export const SHEET_NAME = 'decisions';
export const OWN_COLUMNS = ['decision', 'decision_note', 'decided_by'] as const;
export const KEY_COLUMNS = ['id', 'seq'] as const;

/** What people may say beside it, at the end of a row: empty cells say nothing. */
export const WORK_COLUMNS = ['assign_to', 'follow_up', 'new_claim_number', 'comment'] as const;

/** How each decision is typed. */
export const VERBS: Readonly<Record<DecisionEvent, string>> = {
  acknowledged: 'ack',
  resolved: 'resolve',
  written_off: 'write-off',
  reopened: 'reopen',
};

/** What may stand in the column `decision`: the words of the command line. */
export const DECISION_WORDS: readonly string[] = DECISION_EVENTS.map((event) => VERBS[event]);

export function decisionOfWord(word: string): DecisionEvent | null {
  const written = word
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
  return DECISION_EVENTS.find((event) => VERBS[event] === written || event.replaceAll('_', '-') === written) ?? null;
}
