import { describe, expect, it } from 'vitest';
import type { PlainDate } from '../schemas/values/dates.ts';
import type { CuadreError } from '../schemas/errors.ts';
import {
  JOB_NAMES,
  JOB_OF_STAGE,
  JOBS,
  readPayload,
  retryDelayMs,
  stageJobId,
  writePayload,
  type StagePayload,
} from './contracts.ts';
import { STAGES } from './order.ts';

const date = '2026-07-01' as PlainDate;
const ofDate: StagePayload = { date, generation: 2, round: 3, source: '' };
const ofSource: StagePayload = { date, generation: 2, round: 3, source: 'dlocal' };

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as CuadreError).code;
  }
}

describe('the jobs', () => {
  it('do every stage once, in its order', () => {
    expect(JOB_NAMES.flatMap((job) => JOBS[job].stages)).toEqual(STAGES);
    for (const stage of STAGES) expect(JOBS[JOB_OF_STAGE[stage]].stages).toContain(stage);
  });

  it('have a queue each', () => {
    expect(new Set(JOB_NAMES.map((job) => JOBS[job].queue)).size).toBe(JOB_NAMES.length);
  });

  it('have ids that BullMQ takes: no colon, never only digits', () => {
    expect(stageJobId('match', ofDate)).toBe('match_2026-07-01_g2_r3');
    expect(stageJobId('download', ofSource)).toBe('download_2026-07-01_g2_r3_dlocal');
  });
});

describe('a payload', () => {
  it('is read as it was written', () => {
    expect(readPayload('match', writePayload(ofDate))).toEqual(ofDate);
    expect(readPayload('download', JSON.parse(JSON.stringify(writePayload(ofSource))))).toEqual(ofSource);
  });

  it.each([
    ['nothing', 'match', undefined],
    ['no date', 'match', { generation: 1, round: 1 }],
    ['a date that is none', 'match', { date: '2026-02-30', generation: 1, round: 1 }],
    ['a path for a date', 'match', { date: '../../etc', generation: 1, round: 1 }],
    ['a generation of nothing', 'match', { date, generation: 0, round: 1 }],
    ['no round', 'match', { date, generation: 1 }],
    ['a round of nothing', 'match', { date, generation: 1, round: 0 }],
    ['a generation as text', 'match', { date, generation: '1', round: 1 }],
    ['a source where none belongs', 'match', { date, generation: 1, round: 1, source: 'dlocal' }],
    ['no source where one belongs', 'download', { date, generation: 1, round: 1 }],
    ['a source that is a path', 'download', { date, generation: 1, round: 1, source: '../x' }],
    ['rows', 'match', { date, generation: 1, round: 1, rows: [] }],
  ] as const)('with %s is refused', (_what, job, data) => {
    expect(codeOf(() => readPayload(job, data))).toBe('payload_invalid');
  });
});

describe('the wait before a stage is tried again', () => {
  const id = stageJobId('download', ofSource);

  it('doubles, within a fifth, up to a quarter of an hour', () => {
    for (let attempts = 1; attempts <= 12; attempts += 1) {
      const exponential = Math.min(10_000 * 2 ** (attempts - 1), 900_000);
      expect(Math.abs(retryDelayMs(id, attempts) - exponential)).toBeLessThanOrEqual(exponential * 0.2);
    }
  });

  it('is the same for the same history, and another for another stage', () => {
    expect(retryDelayMs(id, 3)).toBe(retryDelayMs(stageJobId('download', { ...ofSource }), 3));
    expect(retryDelayMs(stageJobId('download', { ...ofSource, source: 'erp' }), 3)).not.toBe(retryDelayMs(id, 3));
  });
});
