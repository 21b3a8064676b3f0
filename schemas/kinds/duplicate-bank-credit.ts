import type { KindDefinition } from './kind.ts';

export const DUPLICATE_BANK_CREDIT = {
  class: 'action',
  severity: 'medium',
  owner: 'bank',
  comparison: 'settlement_bank',
  breaks: true,
  key: 'bank line',
  when:
    'a credit still open past its due date that repeats a matched one of its account and booking date: amount and' +
    ' id or end-to-end id, or without ids the text; or a single row that two files tell, of which nothing says ' +
    'whether it is one movement or two',
  examined: 'bank_day',
  doubtsItsCredit: true,
  isOfBankDay: true,
  facts: {
    /** How the files tell the movement: `paid_twice`, `listed_twice` or `two_files`. */
    told: 'text',
    /** The movement counts, and whether it is one is a question. */
    counted: 'flag',
    /** The name of the file concerned, or the one that was expected. */
    fileName: 'text',
    /** The name of the other file that tells it. */
    otherFileName: 'text',
  },
} as const satisfies KindDefinition;
