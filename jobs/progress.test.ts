import { describe, expect, it } from 'vitest';
import { addDays, type PlainDate } from '../schemas/values/dates.ts';
import type { SourceFile } from '../schemas/lines/files.ts';
import type { DateUnderWay, StageRecord } from '../schemas/ports/progress.ts';
import type { RunRecord } from '../schemas/ports/runs.ts';
import { progressOf } from './progress.ts';

const DAY_1 = '2026-07-01' as PlainDate;
const day = (n: number) => addDays(DAY_1, n - 1);
const LATER = 10_001;

const read = ['bank', 'erp'].map((source) => ({ file: { source, state: 'in' } as SourceFile, normalised: true }));

function underWay(
  date: PlainDate,
  stages: Partial<StageRecord>[] = [],
  change: Partial<DateUnderWay> = {},
): DateUnderWay {
  const record = {
    stage: 'match',
    source: '',
    state: 'working',
    starts: 1,
    retryAtMs: null,
    code: null,
    detail: null,
  } as const;
  const rest = { round: 1, generation: 1, matched: false, filesFrom: 'unread', files: read } as const;
  return { date, ...rest, stages: stages.map((stage) => ({ ...record, ...stage })), ...change };
}

function progress(underWay: DateUnderWay[], dates: readonly PlainDate[] = []) {
  const runs = dates.map((date) => ({ date, generation: 1, stale: false }) as RunRecord);
  return progressOf({ underWay, runs, goLive: DAY_1, sources: ['bank', 'erp'] });
}

describe('how a date under way stands', () => {
  const table: [string, Partial<StageRecord>[], object][] = [
    [
      'nobody has started',
      [],
      { state: 'due', stages: [{ stage: 'match', state: 'due', starts: 0, retryAtMs: null }] },
    ],
    ['was started and has not told its end', [{}], { state: 'working', stages: [{ state: 'working', starts: 1 }] }],
    ['was put back', [{ state: 'asked' }], { state: 'due', stages: [{ state: 'due', starts: 1 }] }],
    [
      'waits to be tried again',
      [{ state: 'retrying', retryAtMs: LATER, code: 'store_busy', detail: 'locked' }],
      { state: 'retrying', stages: [{ state: 'retrying', retryAtMs: LATER, code: 'store_busy', detail: 'locked' }] },
    ],
    [
      'is asked for again',
      [{ state: 'asked', code: 'store_busy' }],
      { state: 'due', stages: [{ state: 'due', code: 'store_busy' }] },
    ],
    [
      'failed for good',
      [{ state: 'failed', code: 'unexpected' }],
      { state: 'failed', stages: [{ code: 'unexpected' }] },
    ],
    ['is parked', [{ state: 'parked', starts: 5 }], { state: 'parked', stages: [{ state: 'parked', starts: 5 }] }],
  ];
  it.each(table)('whose next stage %s', (_what, stages, expected) => {
    expect(progress([underWay(day(1), stages)])).toMatchObject([{ date: day(1), waitsFor: null, ...expected }]);
  });

  it('is told by the stage that needs a person most', () => {
    const files = { files: [] };
    const [one] = progress([
      underWay(
        day(1),
        [{ stage: 'download', source: 'bank', state: 'retrying', retryAtMs: LATER, code: 'source_unreachable' }],
        files,
      ),
    ]);
    expect(one).toMatchObject({ state: 'retrying' });
    expect(one?.stages.map(({ source, state }) => [source, state])).toEqual([
      ['bank', 'retrying'],
      ['erp', 'due'],
    ]);
    const parked = { stage: 'download', source: 'erp', state: 'parked' } as const;
    expect(
      progress([underWay(day(1), [{ stage: 'download', source: 'bank', state: 'failed' }, parked], files)])[0]?.state,
    ).toBe('parked');
  });
});

describe('a date that waits for an earlier one', () => {
  it('names the oldest that goes on', () => {
    const three = [underWay(day(1)), underWay(day(2)), underWay(day(3))];
    expect(progress(three).map(({ state, waitsFor }) => [state, waitsFor])).toEqual([
      ['due', null],
      ['waiting', day(1)],
      ['waiting', day(1)],
    ]);
  });

  it('names the one that waits for a person where no other is left', () => {
    const stuck = underWay(day(1), [{ state: 'parked' }]);
    expect(progress([stuck, underWay(day(2))])[1]).toMatchObject({ state: 'waiting', stages: [], waitsFor: day(1) });
  });

  it('names the date before where that is not under way yet', () => {
    expect(progress([underWay(day(2))])).toMatchObject([{ state: 'waiting', waitsFor: day(1) }]);
    expect(progress([underWay(day(2))], [day(1)])).toMatchObject([{ state: 'due', waitsFor: null }]);
  });
});
