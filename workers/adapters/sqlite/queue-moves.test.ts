import { describe, expect, test } from 'vitest';
import { decidedFactsHash, factsHash } from '../../../schemas/kinds/discrepancy-facts.ts';
import { DISCREPANCY_STATES, type DiscrepancyState } from '../../../schemas/kinds/discrepancy.ts';
import { minor } from '../../../schemas/values/money.ts';
import type { Discrepancy } from '../../../schemas/outcome/run.ts';
import { queueMoves, type QueueState } from './queue-moves.ts';
import { discrepancy } from '../../../scripts/testing/records.ts';

const found = discrepancy('R');
const entry = (state: DiscrepancyState, change: Partial<QueueState> = {}): QueueState => ({
  id: found.id,
  state,
  factsHash: factsHash(found),
  decidedFacts: state === 'resolved' || state === 'written_off' ? decidedFactsHash(found) : null,
  isUnread: false,
  ...change,
});
const moved = (queue: readonly QueueState[], ...held: readonly Discrepancy[]): string =>
  queueMoves(queue, held, () => null)
    .map((move) => `${move.event}>${move.to}`)
    .join();

/** What the run says of it: in which state it holds it, or not at all, or with other facts. */
const VERDICTS = {
  gone: [],
  open: [{ ...found, state: 'open' }],
  other: [{ ...found, state: 'open', moneyAtRisk: minor(99) }],
  resolved: [{ ...found, state: 'resolved' }],
  auto: [{ ...found, state: 'auto_resolved' }],
  notice: [{ ...found, class: 'notice', state: 'noted' }],
} as const satisfies Record<string, readonly Discrepancy[]>;

describe('the life of a discrepancy in the hands of the facts: every state and everything that a run may say', () => {
  const TABLE: Readonly<Record<DiscrepancyState | 'unknown', Readonly<Record<keyof typeof VERDICTS, string>>>> = {
    unknown: { gone: '', open: 'opened>open', other: 'opened>open', resolved: '', auto: '', notice: 'noted>noted' },
    open: {
      gone: 'auto_resolved>auto_resolved',
      open: '',
      other: 'changed>open',
      resolved: 'resolved>resolved',
      auto: 'auto_resolved>auto_resolved',
      notice: 'noted>noted',
    },
    acknowledged: {
      gone: 'auto_resolved>auto_resolved',
      open: '',
      other: 'changed>acknowledged',
      resolved: 'resolved>resolved',
      auto: 'auto_resolved>auto_resolved',
      notice: 'noted>noted',
    },
    resolved: {
      gone: '',
      open: 'reopened>open',
      other: 'reopened>open',
      resolved: '',
      auto: '',
      notice: 'noted>noted',
    },
    written_off: {
      gone: '',
      open: 'reopened>open',
      other: 'reopened>open',
      resolved: '',
      auto: '',
      notice: 'noted>noted',
    },
    auto_resolved: {
      gone: '',
      open: 'reopened>open',
      other: 'reopened>open',
      resolved: '',
      auto: '',
      notice: 'noted>noted',
    },
    noted: { gone: '', open: 'reopened>open', other: 'reopened>open', resolved: '', auto: '', notice: 'changed>noted' },
  };
  const cells = (['unknown', ...DISCREPANCY_STATES] as const).flatMap((state) =>
    (Object.keys(VERDICTS) as (keyof typeof VERDICTS)[]).map(
      (verdict) => [state, verdict, TABLE[state][verdict]] as const,
    ),
  );
  test.each(cells)('%s, %s: %s', (state, verdict, expected) => {
    expect(moved(state === 'unknown' ? [] : [entry(state)], ...VERDICTS[verdict])).toBe(expected);
  });
});

describe('a decision that the run had not read', () => {
  test.each<[DiscrepancyState, keyof typeof VERDICTS, string]>([
    ['resolved', 'open', ''],
    ['written_off', 'open', ''],
    ['resolved', 'other', 'reopened>open'],
    ['open', 'gone', ''],
    ['acknowledged', 'gone', ''],
    ['open', 'resolved', ''],
    ['open', 'auto', 'auto_resolved>auto_resolved'],
  ])('%s, %s: %s', (state, verdict, expected) => {
    expect(moved([entry(state, { isUnread: true })], ...VERDICTS[verdict])).toBe(expected);
  });
});

test('what the newest run does not hold is closed as it was last recorded: by a person, or by the facts', () => {
  const closed = (state: DiscrepancyState): string =>
    queueMoves([entry('open')], [], () => ({ state, note: 'why' }))
      .map((move) => `${move.event}>${move.to}: ${move.note}`)
      .join();
  expect(DISCREPANCY_STATES.map(closed)).toEqual([
    'auto_resolved>auto_resolved: no longer found',
    'auto_resolved>auto_resolved: no longer found',
    'resolved>resolved: why',
    'written_off>written_off: why',
    'auto_resolved>auto_resolved: no longer found',
    'auto_resolved>auto_resolved: no longer found',
  ]);
});
