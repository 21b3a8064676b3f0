import { describe, expect, it } from 'vitest';
import { addDays, type PlainDate } from '../schemas/values/dates.ts';
import type { SourceFile } from '../schemas/lines/files.ts';
import type { DateUnderWay, StageRecord } from '../schemas/ports/progress.ts';
import type { RunRecord } from '../schemas/ports/runs.ts';
import { dueJobs, jobsToAdd, type DueJob, type Recorded } from './due.ts';
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
    state: 'working',
    starts: 1,
    retryAtMs: null,
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
      'download_2026-07-01_g1_r1_bank',
      'download_2026-07-01_g1_r1_erp',
      'normalise_2026-07-02_g1_r1_bank',
      'download_2026-07-02_g1_r1_erp',
    ]);
  });

  it('are match once every source is in or given up', () => {
    expect(
      ids(dueJobs(recorded([underWay(day(1), { files: [file('bank'), file('erp', 'missing', false)] })]))),
    ).toEqual(['match_2026-07-01_g1_r1']);
  });

  it('are match of one date at a time, on a parent that is not stale', () => {
    const two = [underWay(day(1), { files: bothIn }), underWay(day(2), { files: bothIn })];
    expect(ids(dueJobs(recorded(two)))).toEqual(['match_2026-07-01_g1_r1']);
    const second = [underWay(day(2), { files: bothIn })];
    expect(ids(dueJobs(recorded(second)))).toEqual([]);
    expect(ids(dueJobs(recorded(second, { [day(1)]: { stale: true } })))).toEqual([]);
    expect(ids(dueJobs(recorded(second, { [day(1)]: {} })))).toEqual(['match_2026-07-02_g1_r1']);
  });

  it('are publish after the commit, which records it; what another way has recorded is matched and found unchanged', () => {
    expect(ids(dueJobs(recorded([underWay(day(1), { files: bothIn, matched: true })])))).toEqual([
      'publish_2026-07-01_g1_r1',
    ]);
    expect(ids(dueJobs(recorded([underWay(day(1), { files: bothIn })], { [day(1)]: {} })))).toEqual([
      'match_2026-07-01_g1_r1',
    ]);
    expect(ids(dueJobs(recorded([underWay(day(1), { files: bothIn, generation: 2 })], { [day(1)]: {} })))).toEqual([
      'match_2026-07-01_g2_r1',
    ]);
  });

  it('are those of other dates too where one waits for a person', () => {
    const stuck = underWay(day(1), {
      generation: 2,
      files: [file('erp')],
      stages: [stage({ stage: 'download', source: 'bank', state: 'parked' })],
    });
    const runs = { [day(1)]: {} };
    expect(ids(dueJobs(recorded([stuck, underWay(day(2), { files: bothIn })], runs)))).toContain(
      'match_2026-07-02_g1_r1',
    );
    expect(ids(dueJobs(recorded([{ ...stuck, generation: 1 }, underWay(day(2), { files: bothIn })])))).toEqual([
      'download_2026-07-01_g1_r1_bank',
    ]);
  });

  it('are of the oldest dates alone, where a year is caught up on', () => {
    const year = Array.from({ length: 365 }, (_, index) => underWay(day(index + 1)));
    const dates = new Set(dueJobs(recorded(year)).map(({ payload }) => payload.date));
    expect([...dates]).toEqual(Array.from({ length: 8 }, (_, index) => day(index + 1)));
  });
});

describe('the jobs that are added', () => {
  const added = (stages: StageRecord[]) =>
    jobsToAdd(recorded([underWay(day(1), { files: bothIn, stages })])).map(({ job, payload, anew }) => [
      stageJobId(job, payload),
      anew,
    ]);

  it('are those that are due, whether nobody began them, somebody works at them, or the queue tries them again', () => {
    const once = [['match_2026-07-01_g1_r1', false]];
    expect(added([])).toEqual(once);
    expect(added([stage({ state: 'working' })])).toEqual(once);
    expect(added([stage({ state: 'retrying', retryAtMs: 5_000 })])).toEqual(once);
  });

  it('begin anew where somebody asked for it', () => {
    expect(added([stage({ state: 'asked' })])).toEqual([['match_2026-07-01_g1_r1', true]]);
  });

  it('are none that failed for good or are parked', () => {
    expect(added([stage({ state: 'failed' })])).toEqual([]);
    expect(added([stage({ state: 'parked' })])).toEqual([]);
  });
});
