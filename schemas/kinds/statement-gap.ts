import type { KindDefinition } from './kind.ts';

export const STATEMENT_GAP = {
  class: 'action',
  severity: 'high',
  owner: 'bank',
  comparison: 'none',
  breaks: false,
  key: 'account, date',
  when:
    'the opening balance is not the closing balance of the covered dates before it; two statements that foot tell' +
    ' a day differently; or another file has a movement that the balances of a statement leave no room for',
  examined: 'statement',
  isOfBankDay: true,
  facts: {
    /** The bank account of the statement. */
    account: 'text',
    /** The opening balance. */
    openingMinor: 'amount',
    /** The closing balance of the statement before. */
    previousClosingMinor: 'amount',
    /**
     * How two files tell a day or a movement: `differently` or `without_room`; null where two statements do not follow.
     */
    told: 'text',
    /** The booking date of the day or the movement. */
    bookedOn: 'text',
    /** The name of the file concerned, or the one that was expected. */
    fileName: 'text',
    /** The name of the other file that tells it. */
    otherFileName: 'text',
    /** What the movements of the day come to by the file. */
    dayMinor: 'amount',
    /** What the movements of the day come to by the other file. */
    otherDayMinor: 'amount',
  },
  unsaid: {
    /** The day on which the statement before closed. */
    previousDate: 'text',
    /** The day on which the statement opens. */
    openingDate: 'text',
  },
} as const satisfies KindDefinition;
