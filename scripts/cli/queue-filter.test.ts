import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { colombianCalendar } from '../../schemas/values/calendar.ts';
import type { DiscrepancyState } from '../../schemas/kinds/discrepancy.ts';
import { minor } from '../../schemas/values/money.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { DAY_1, day, discrepancy } from '../testing/records.ts';
import { readFilter, withFilters, type FilterOptions } from './queue-filter.ts';
import { filtered, rowOfId, type QueueRow } from '../../workers/queries/queue-rows.ts';
import { totalsText } from './queue-text.ts';

const calendar = colombianCalendar();
const task = { assignee: null, email: null, isNamed: false, dueBy: null, dueWhat: null, isOverdue: false };
const row = (key: string, change: Partial<Discrepancy> = {}): QueueRow => {
  const one = discrepancy(key, change);
  const age = calendar.businessDaysBetween(one.firstSeen, day(8));
  return { discrepancy: one, asOf: day(8), age, seq: 1, run: { date: DAY_1, generation: 1 }, work: null, task };
};

const ROWS = [
  row('open'),
  row('known', { state: 'acknowledged', store: 'MED01', firstSeen: day(7) }),
  row('done', { state: 'resolved', severity: 'low', currency: 'USD', moneyAtRisk: minor(7), direction: 'owed_by_us' }),
  row('gone', { state: 'auto_resolved', provider: 'wompi' }),
  row('late', { kind: 'late_arrival', class: 'notice', state: 'noted', owner: 'provider' }),
  row('under', { kind: 'missing_in_erp', parentId: 'dsc_ffff0000', store: null }),
];
const OPEN: readonly DiscrepancyState[] = ['open', 'acknowledged'];

/** The filters as commander reads them from a command line. */
function parsed(...args: readonly string[]): FilterOptions {
  const command = withFilters(new Command('x')).exitOverride();
  return command.parse(args, { from: 'user' }).opts();
}

describe('the filters', () => {
  it.each<[string[], string[]]>([
    [[], ['open', 'known', 'under']],
    [
      ['--kind', 'amount_mismatch'],
      ['open', 'known'],
    ],
    [
      ['--kind', 'amount_mismatch,missing_in_erp'],
      ['open', 'known', 'under'],
    ],
    [
      ['--kind', 'amount_mismatch', '--kind', ' missing_in_erp , '],
      ['open', 'known', 'under'],
    ],
    [['--state', 'resolved'], ['done']],
    [
      ['--state', 'resolved,auto_resolved'],
      ['done', 'gone'],
    ],
    [
      ['--state', 'all'],
      ['open', 'known', 'done', 'gone', 'late', 'under'],
    ],
    [['--state', 'all', '--provider', 'wompi'], ['gone']],
    [
      ['--state', 'all', '--severity', 'low'],
      ['done', 'late'],
    ],
    [['--state', 'all', '--class', 'notice'], ['late']],
    [
      ['--owner', 'accounting,bank'],
      ['open', 'known', 'under'],
    ],
    [['--owner', 'bank'], []],
    [['--store', 'MED01'], ['known']],
    [
      ['--store', 'BOG01,MED01'],
      ['open', 'known'],
    ],
    [['--from', '2026-07-02'], ['known']],
    [
      ['--to', '2026-07-01'],
      ['open', 'under'],
    ],
    [['--from', '2026-07-02', '--to', '2026-07-06'], []],
    [
      ['--older-than', '4'],
      ['open', 'under'],
    ],
    [['--older-than', '5'], []],
    [['--parent', 'dsc_ffff'], ['under']],
    [['--kind', 'amount_mismatch', '--store', 'MED01', '--state', 'open'], []],
  ])('%j', (args, expected) => {
    expect(filtered(ROWS, readFilter(parsed(...args)), OPEN).map(({ discrepancy: one }) => one.key[0])).toEqual(
      expected,
    );
  });

  it.each<[string[], boolean]>([
    [['--kind', 'late_arrival'], true],
    [['--class', 'notice'], true],
    [['--class', 'action'], false],
    [['--kind', 'amount_mismatch'], false],
  ])('%j asks for what is born closed: %s', (args, wanted) => {
    expect(readFilter(parsed(...args)).wantsNotices).toBe(wanted);
  });

  it.each([
    [['--kind', 'amount_mismach']],
    [['--state', 'opened']],
    [['--owner', 'nobody']],
    [['--class', 'actions']],
    [['--severity', 'urgent']],
    [['--older-than', '-1']],
    [['--older-than', '1.5']],
    [['--from', '2026-02-30']],
    [['--date', 'yesterday']],
  ])('refuses %j, which could never fit', (args) => {
    expect(() => readFilter(parsed(...args))).toThrow(expect.objectContaining({ code: 'usage_invalid' }));
  });
});

describe('an id', () => {
  const [first] = ROWS;
  const id = first?.discrepancy.id ?? '';
  const twin: QueueRow = { ...row('twin'), discrepancy: { ...discrepancy('twin'), id: `${id.slice(0, 14)}0000` } };

  it.each([
    ['the whole', id],
    ['its beginning', id.slice(0, 8)],
    ['without what all begin with', id.slice(4, 12)],
    ['in capitals', id.toUpperCase()],
  ])('%s', (_what, text) => {
    expect(rowOfId(text, ROWS)).toBe(first);
  });

  it('that is cut too short, means several, or nothing, is refused; several are named', () => {
    const codeOf = (text: string): unknown => {
      try {
        return rowOfId(text, [...ROWS, twin]);
      } catch (error) {
        return (
          (error as { code: string; context: { matches?: readonly string[] } }).context.matches?.length ??
          (error as { code: string }).code
        );
      }
    };
    expect(codeOf('dsc_')).toBe('usage_invalid');
    expect(codeOf(id.slice(0, 12))).toBe(2);
    expect(codeOf('dsc_00000000')).toBe('reference_unknown');
    expect(codeOf(id)).toBe(first);
  });
});

it('the totals are per currency and direction, and rows under a suspect file count under it alone', () => {
  const suspect = row('file', { kind: 'source_suspect', moneyAtRisk: minor(10), direction: 'unknown' });
  const child = row('child', { parentId: suspect.discrepancy.id });
  expect(totalsText(ROWS.slice(0, 3), 'en')).toBe('3 discrepancies; COP 0.20 owed to us; USD 0.07 owed by us');
  expect(totalsText([suspect, child], 'en')).toBe('2 discrepancies; COP 0.10 unknown');
  expect(totalsText([child], 'en')).toBe('1 discrepancy; COP 0.10 owed to us');
  expect(totalsText([], 'en')).toBe('0 discrepancies');
});
