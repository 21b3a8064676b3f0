import { describe, expect, it } from 'vitest';
import { addDays, type PlainDate } from '../schemas/values/dates.ts';
import type { SourceFile } from '../schemas/lines/files.ts';
import type { DateUnderWay, StageRecord } from '../schemas/ports/progress.ts';
import type { RunRecord } from '../schemas/ports/runs.ts';
import { advance, dueJobs, type DueJob, type Recorded } from './advance.ts';
import { stageJobId } from './contracts.ts';

const DAY_1 = '2026-07-01' as PlainDate;
const day = (n: number) => addDays(DAY_1, n - 1);

function file(source: string, state: SourceFile['state'] = 'in', normalised = true): DateUnderWay['files'][number] {
  return { file: { source, state } as SourceFile, normalised };
}

function underWay(date: PlainDate, change: Partial<DateUnderWay> = {}): DateUnderWay {
  return { date, round: 1, generation: 1, matched: false, filesFrom: 'unread', files: [], stages: [], ...change };
}

function stage(change: Partial<StageRecord>): StageRecord {
  return {
    stage: 'match',
    source: '',
    starts: 1,
    unanswered: 0,
    notBeforeMs: 0,
    state: 'open',
    code: null,
    detail: null,
    ...change,
  };
}

function recorded(underWay: DateUnderWay[], runs: Record<string, Partial<RunRecord>> = {}): Recorded {
  const newest = Object.entries(runs).map(
    ([date, run]) => ({ date, generation: 1, stale: false, ...run }) as unknown as RunRecord,
  );
  return { underWay, runs: newest, goLive: DAY_1, sources: ['bank', 'erp'] };
}

const ids = (jobs: readonly DueJob[]): string[] => jobs.map(({ job, payload }) => stageJobId(job, payload));
const bothIn = [file('bank'), file('erp')];

describe('the jobs that are due', () => {
  it('are the downloads of every date, then the reading of what is there', () => {
    expect(
      ids(dueJobs(recorded([underWay(day(1)), underWay(day(2), { files: [file('bank', 'in', false)] })]))),
    ).toEqual([
      'download_2026-07-01_g1_bank',
      'download_2026-07-01_g1_erp',
      'normalise_2026-07-02_g1_bank',
      'download_2026-07-02_g1_erp',
    ]);
  });

  it('are match once every source is in or given up', () => {
    expect(
      ids(dueJobs(recorded([underWay(day(1), { files: [file('bank'), file('erp', 'missing', false)] })]))),
    ).toEqual(['match_2026-07-01_g1']);
  });

  it('are match of one date at a time, on a parent that is not stale', () => {
    const two = [underWay(day(1), { files: bothIn }), underWay(day(2), { files: bothIn })];
    expect(ids(dueJobs(recorded(two)))).toEqual(['match_2026-07-01_g1']);
    const second = [underWay(day(2), { files: bothIn })];
    expect(ids(dueJobs(recorded(second)))).toEqual([]);
    expect(ids(dueJobs(recorded(second, { [day(1)]: { stale: true } })))).toEqual([]);
    expect(ids(dueJobs(recorded(second, { [day(1)]: {} })))).toEqual(['match_2026-07-02_g1']);
  });

  it('are publish after the commit, which records it; what another way has recorded is matched and found unchanged', () => {
    expect(ids(dueJobs(recorded([underWay(day(1), { files: bothIn, matched: true })])))).toEqual([
      'publish_2026-07-01_g1',
    ]);
    expect(ids(dueJobs(recorded([underWay(day(1), { files: bothIn })], { [day(1)]: {} })))).toEqual([
      'match_2026-07-01_g1',
    ]);
    expect(ids(dueJobs(recorded([underWay(day(1), { files: bothIn, generation: 2 })], { [day(1)]: {} })))).toEqual([
      'match_2026-07-01_g2',
    ]);
  });

  it('are those of other dates too where one waits for a person', () => {
    const stuck = underWay(day(1), {
      generation: 2,
      files: [file('erp')],
      stages: [stage({ stage: 'download', source: 'bank', state: 'parked' })],
    });
    const runs = { [day(1)]: {} };
    expect(ids(dueJobs(recorded([stuck, underWay(day(2), { files: bothIn })], runs)))).toContain('match_2026-07-02_g1');
    expect(ids(dueJobs(recorded([{ ...stuck, generation: 1 }, underWay(day(2), { files: bothIn })])))).toEqual([
      'download_2026-07-01_g1_bank',
    ]);
  });

  it('are of the oldest dates alone, where a year is caught up on', () => {
    const year = Array.from({ length: 365 }, (_, index) => underWay(day(index + 1)));
    const dates = new Set(dueJobs(recorded(year)).map(({ payload }) => payload.date));
    expect([...dates]).toEqual(Array.from({ length: 8 }, (_, index) => day(index + 1)));
  });
});

describe('advance', () => {
  const asked = async (stages: StageRecord[]) => {
    const jobs: DueJob[] = [];
    const result = await advance(recorded([underWay(day(1), { files: bothIn, stages })]), 1_000, (some) => {
      jobs.push(...some);
      return Promise.resolve();
    });
    return { ...result, ids: ids(jobs) };
  };

  it('asks for what is due, and says when what failed may be tried again', async () => {
    expect(await asked([])).toEqual({ enqueued: 1, nextAtMs: null, ids: ['match_2026-07-01_g1'] });
    expect(await asked([stage({ notBeforeMs: 1_000 })])).toEqual({
      enqueued: 1,
      nextAtMs: null,
      ids: ['match_2026-07-01_g1'],
    });
    expect(await asked([stage({ notBeforeMs: 1_001 })])).toEqual({ enqueued: 0, nextAtMs: 1_001, ids: [] });
  });

  it('leaves alone what failed for good or is parked', async () => {
    expect((await asked([stage({ state: 'failed' })])).ids).toEqual([]);
    expect((await asked([stage({ state: 'parked' })])).ids).toEqual([]);
  });
});
