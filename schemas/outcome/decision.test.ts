import { describe, expect, it, test } from 'vitest';
import { DISCREPANCY_STATES } from '../kinds/discrepancy.ts';
import type { DiscrepancyState } from '../kinds/discrepancy.ts';
import {
  DECISION_EVENTS,
  decisionsPossible,
  judgeDecision,
  NAME_LENGTH_MAX,
  NOTE_LENGTH_MAX,
  stateAfter,
} from './decision.ts';
import type { Decision, DecisionEvent } from './decision.ts';

const decision = (change: Partial<Decision> = {}): Decision => ({
  discrepancyId: 'dsc_1',
  event: 'resolved',
  by: 'ana',
  note: 'paid',
  seq: null,
  ...change,
});

describe('the life of a discrepancy in the hands of people: every state and every decision', () => {
  /** What a decision leads to, from each state; null: there is no such step. */
  const TABLE: Readonly<Record<DiscrepancyState, Readonly<Record<DecisionEvent, DiscrepancyState | null>>>> = {
    open: { acknowledged: 'acknowledged', resolved: 'resolved', written_off: 'written_off', reopened: null },
    acknowledged: { acknowledged: null, resolved: 'resolved', written_off: 'written_off', reopened: null },
    resolved: { acknowledged: null, resolved: null, written_off: null, reopened: 'open' },
    written_off: { acknowledged: null, resolved: null, written_off: null, reopened: 'open' },
    auto_resolved: { acknowledged: null, resolved: null, written_off: null, reopened: 'open' },
    noted: { acknowledged: null, resolved: null, written_off: null, reopened: null },
  };
  const cells = DISCREPANCY_STATES.flatMap((state) =>
    DECISION_EVENTS.map((event) => [state, event, TABLE[state][event]] as const),
  );

  test.each(cells)('%s, %s: %s', (state, event, expected) => {
    const code = judgeDecision(decision({ event }), { state, seq: 1 });
    expect(code === 'ready' ? stateAfter(event) : null).toBe(expected);
    expect(decisionsPossible(state).includes(event)).toBe(expected !== null);
    if (expected === null) expect(code).toBe('not_possible');
  });
});

describe('a decision', () => {
  const open = { state: 'open', seq: 3 } as const;

  it.each<[string, Partial<Decision>, string]>([
    ['has a note', { note: ' \n\t' }, 'note_missing'],
    ['of a length that people read', { note: 'x'.repeat(NOTE_LENGTH_MAX) }, 'ready'],
    ['and no more', { note: 'x'.repeat(NOTE_LENGTH_MAX + 1) }, 'note_too_long'],
    ['has a name', { by: ' ' }, 'name_missing'],
    ['of a person', { by: 'System' }, 'name_missing'],
    ['that is no book', { by: 'x'.repeat(NAME_LENGTH_MAX + 1) }, 'name_missing'],
    ['on what the person saw', { seq: 3 }, 'ready'],
    ['not on what it was before', { seq: 2 }, 'stale'],
    ['not on what it will be', { seq: 4 }, 'stale'],
  ])('%s', (_what, change, code) => {
    expect(judgeDecision(decision(change), open)).toBe(code);
  });

  it('is on something that the queue holds', () => {
    expect(judgeDecision(decision(), null)).toBe('unknown');
  });
});
