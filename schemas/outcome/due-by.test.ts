import { describe, expect, it } from 'vitest';
import { colombianCalendar } from '../values/calendar.ts';
import type { PlainDate } from '../values/dates.ts';
import { dueBy, type DueRow, type WorkDays } from './due-by.ts';
import { noWork, type WorkState } from './work.ts';

const calendar = colombianCalendar([]);
const days: WorkDays = { reaction: { high: 1, medium: 3, low: 10 }, claimAnswer: 15 };
/** A Wednesday: the Mondays 29 June (San Pedro) and 13 July (Chiquinquirá) after it are no business days. */
const SEEN = '2026-06-24' as PlainDate;
const ROW: DueRow = {
  kind: 'amount_mismatch',
  class: 'action',
  severity: 'medium',
  state: 'open',
  firstSeen: SEEN,
  facts: {},
};

function due(row: Partial<DueRow> = {}, work: Partial<WorkState> = {}): string | null {
  const found = dueBy({ ...ROW, ...row }, { ...noWork('x'), ...work }, days, calendar);
  return found === null ? null : `${found.on} ${found.what}`;
}

describe('until when something is to be done', () => {
  it.each<[Partial<DueRow>, Partial<WorkState>, string | null]>([
    [{}, {}, '2026-06-30 first_reaction'],
    [{ severity: 'high' }, {}, '2026-06-25 first_reaction'],
    [{ severity: 'low' }, {}, '2026-07-09 first_reaction'],
    [{ state: 'acknowledged' }, {}, null],
    [{}, { comments: 1 }, null],
    [{}, { assignee: 'per_1' }, null],
    [{ class: 'notice' }, {}, null],
    [{ state: 'resolved' }, { followUp: '2026-06-25' as PlainDate }, null],
    [{ state: 'auto_resolved' }, {}, null],
    [{ state: 'acknowledged' }, { followUp: '2026-07-31' as PlainDate }, '2026-07-31 follow_up'],
    [{}, { followUp: '2026-07-31' as PlainDate }, '2026-07-31 follow_up'],
    [{}, { claimNumber: '1', claimedOn: SEEN }, '2026-07-17 claim_answer'],
    [{}, { claimNumber: '1', claimedOn: SEEN, followUp: '2026-08-03' as PlainDate }, '2026-08-03 follow_up'],
    [{ kind: 'chargeback', facts: { evidenceDueOn: '2026-06-28' } }, {}, '2026-06-28 chargeback_evidence'],
    [
      { kind: 'chargeback', facts: { evidenceDueOn: '2026-06-28' } },
      { followUp: '2026-08-03' as PlainDate },
      '2026-06-28 chargeback_evidence',
    ],
    [
      { kind: 'chargeback', facts: { evidenceDueOn: '2026-06-28' }, state: 'acknowledged' },
      { chargeback: 'submitted' },
      null,
    ],
    [{ kind: 'chargeback', facts: {} }, { comments: 1 }, null],
    [{ facts: { evidenceDueOn: '2026-06-28' } }, { comments: 1 }, null],
    [
      { kind: 'chargeback', facts: { evidenceDueOn: '2026-06-28' } },
      { followUp: '2026-06-28' as PlainDate, comments: 1 },
      '2026-06-28 follow_up',
    ],
  ])('of %j with %j is %s', (row, work, expected) => {
    expect(due(row, work)).toBe(expected);
  });
});
