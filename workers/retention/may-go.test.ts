import { describe, expect, it } from 'vitest';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { isPastRetention, ORPHAN_AGE_MS, planPrune, type Need, type RetentionInput } from './may-go.ts';

const D = (text: string): PlainDate => text as PlainDate;
const sha = (digit: string): string => digit.repeat(64);
const OLD = D('2016-06-01');
const TODAY = D('2036-07-01');

const use = (sha256: string, date: PlainDate, source = 'psp', underWay = false) => ({ sha256, date, source, underWay });
const file = (sha256: string, modifiedMs = 0) => ({ sha256, size: 10, modifiedMs });
const need = (reason: Need['reason'], change: Partial<Need> = {}): Need => ({
  reason,
  date: OLD,
  source: 'psp',
  file: null,
  ...change,
});
const input = (change: Partial<RetentionInput>): RetentionInput => ({
  today: TODAY,
  retentionYears: 10,
  lookbackDays: 400,
  newestRun: D('2036-06-30'),
  nowMs: 0,
  files: [file(sha('a'))],
  logs: [],
  uses: [use(sha('a'), OLD)],
  packings: [],
  needs: [],
  attached: new Set(),
  ...change,
});
/** `-` where the file goes, else why it is kept. */
const outline = (change: Partial<RetentionInput>): Record<string, string> => {
  const plan = planPrune(input(change));
  const name = (path: string): string => (path.startsWith('requests/') ? path : path.slice(0, 1));
  return Object.fromEntries([
    ...plan.goes.map(({ path }) => [name(path), '-']),
    ...plan.kept.map(({ path, reason }) => [name(path), reason]),
    ...plan.orphans.map(({ path, mayGo }) => [name(path), mayGo ? 'old orphan' : 'orphan']),
  ]) as Record<string, string>;
};

describe('past retention', () => {
  it.each([
    ['2016-07-02', '2026-07-01', 10, false, 'a day under'],
    ['2016-07-01', '2026-07-01', 10, false, 'the anniversary is still kept'],
    ['2016-06-30', '2026-07-01', 10, true, 'a day over'],
    ['2016-02-29', '2026-02-28', 10, false, 'a leap day, on the last day of February'],
    ['2016-02-29', '2026-03-01', 10, true, 'a leap day, the day after'],
    ['2016-02-29', '2020-02-29', 4, false, 'a leap day, on the next'],
    ['2018-02-28', '2028-02-29', 10, true, 'today is a leap day that the earlier year did not have'],
    ['2018-03-01', '2028-02-29', 10, false, 'the day after it'],
    ['2016-12-31', '2027-01-01', 10, true, 'across the new year'],
    ['2017-01-01', '2027-01-01', 10, false, 'new year itself'],
    ['2035-06-30', '2036-07-01', 1, true, 'one year'],
    ['1936-07-01', '2036-07-01', 100, false, 'a hundred years'],
  ])('%s on %s after %i years: %s (%s)', (date, today, years, past) => {
    expect(isPastRetention(D(date), D(today), years)).toBe(past);
  });
});

describe('what may go', () => {
  it('is what is old and needed by nothing', () => {
    expect(outline({})).toEqual({ a: '-' });
    expect(planPrune(input({})).goes).toEqual([
      {
        path: sha('a'),
        kind: 'source_file',
        sha256: sha('a'),
        size: 10,
        uses: [{ date: OLD, source: 'psp' }],
        lastDate: OLD,
      },
    ]);
  });

  it('is not what a person attached, whether a run used the same bytes or not', () => {
    const attached = new Set([sha('a'), sha('b')]);
    expect(outline({ attached, files: [file(sha('a')), file(sha('b'))], nowMs: 9 * ORPHAN_AGE_MS })).toEqual({
      a: 'attached',
      b: 'attached',
    });
  });

  it('is not what a newer date uses as well', () => {
    expect(outline({ uses: [use(sha('a'), OLD), use(sha('a'), D('2036-06-29'), 'other')] })).toEqual({ a: 'shared' });
    expect(outline({ uses: [use(sha('a'), D('2026-07-01'))] })).toEqual({ a: 'retention' });
    expect(outline({ uses: [use(sha('a'), OLD), use(sha('a'), D('2026-06-30'))] })).toEqual({ a: '-' });
  });

  it.each([
    [0, 'recent'],
    [1, '-'],
  ])('%i days before the look-back of the newest run: %s', (days, expected) => {
    expect(outline({ newestRun: addDays(OLD, 400 + days) })).toEqual({ a: expected });
  });

  it.each<[string, Partial<Need>, string]>([
    ['the file itself', { file: sha('a').slice(0, 12) }, 'kept'],
    ['every version of the source', {}, 'kept'],
    ['every source', { source: null }, 'kept'],
    ['another version', { file: sha('b').slice(0, 12) }, '-'],
    ['another source', { source: 'bank' }, '-'],
    ['another date', { date: addDays(OLD, 1) }, '-'],
  ])('something open needs %s: %s %s', (_what, change, expected) => {
    for (const reason of ['open_item', 'carried', 'open_payout', 'unfinished'] as const)
      expect(outline({ needs: [need(reason, change)] })).toEqual({ a: expected === 'kept' ? reason : '-' });
  });

  it('is not what an older date of the same bytes needs, nor what a date under way has brought in', () => {
    expect(outline({ uses: [use(sha('a'), OLD), use(sha('a'), addDays(OLD, 9))], needs: [need('carried')] })).toEqual({
      a: 'carried',
    });
    expect(outline({ uses: [use(sha('a'), OLD, 'psp', true)] })).toEqual({ a: 'unfinished' });
  });

  it('keeps what was packed as long as the file inside', () => {
    const packed = {
      files: [file(sha('a')), file(sha('e'))],
      packings: [{ date: OLD, source: 'psp', packed: sha('e'), inside: sha('a') }],
    };
    expect(outline(packed)).toEqual({ a: '-', e: '-' });
    expect(outline({ ...packed, needs: [need('open_item', { file: sha('a').slice(0, 12) })] })).toEqual({
      a: 'open_item',
      e: 'evidence',
    });
    expect(outline({ ...packed, uses: [] })).toEqual({ a: 'orphan', e: 'orphan' });
    // The file inside went already, or was lost: what it was in is of the same date.
    expect(outline({ ...packed, files: [file(sha('e'))] })).toEqual({ e: '-' });
  });

  it('keeps what was asked as long as a file of the date, or what says that there was none', () => {
    const logs = [{ date: OLD, sha256: sha('f'), size: 5 }];
    const log = `requests/${OLD}.jsonl`;
    expect(outline({ logs })).toEqual({ a: '-', [log]: '-' });
    expect(outline({ logs, files: [] })).toEqual({ [log]: '-' });
    expect(outline({ logs, uses: [use(sha('a'), OLD), use(sha('a'), TODAY)] })).toEqual({
      a: 'shared',
      [log]: 'evidence',
    });
    expect(outline({ logs, needs: [need('open_item', { source: 'bank' })] })).toEqual({ a: '-', [log]: 'open_item' });
    expect(outline({ logs: [{ date: TODAY, sha256: sha('f'), size: 5 }] })).toEqual({
      a: '-',
      [`requests/${TODAY}.jsonl`]: 'retention',
    });
    expect(outline({ logs, newestRun: OLD })).toEqual({ a: 'recent', [log]: 'recent' });
  });

  it.each([
    [ORPHAN_AGE_MS, 'orphan'],
    [ORPHAN_AGE_MS + 1, 'old orphan'],
  ])('calls what no run registered an orphan, after %i ms %s', (nowMs, expected) => {
    expect(outline({ uses: [], nowMs })).toEqual({ a: expected });
  });
});
