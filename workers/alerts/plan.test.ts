import { describe, expect, it } from 'vitest';
import type { Alert, AlertLedger } from '../../schemas/ports/alerts.ts';
import { addDays, dateRange, type PlainDate } from '../../schemas/values/dates.ts';
import type { NotifyConfig } from '../../schemas/config/notify.ts';
import type { RunRecord } from '../../schemas/ports/store.ts';
import { day, fileOf } from '../../scripts/testing/kit.ts';
import { planAlerts } from './plan.ts';

const FIRST = day('2026-05-01');
const channel = {
  id: 'c',
  digest: true,
  actions: false,
  owners: null,
  actionsMax: 20,
  language: 'en',
} as unknown as NotifyConfig;

/** A channel that looks after each date that was run; the dates whose digest it was told of. */
function notifiedOf(runs: number, planned: number, hasFile: (date: PlainDate) => boolean = () => false): PlainDate[] {
  const notified: Alert[] = [];
  const ledger = {
    readUpTo: () => 0,
    eventsAfter: () => [],
    planned: (_channel: string, keys: readonly string[]) =>
      new Set(keys.filter((key) => notified.some((alert) => alert.key === key))),
    plan: (_channel: string, _upTo: number, alerts: readonly Alert[]) => {
      notified.push(...alerts.filter((alert) => !notified.some((known) => known.key === alert.key)));
    },
  } as unknown as AlertLedger;
  const last = addDays(FIRST, planned - 1);
  for (let done = 1; done <= runs; done += 1) {
    const newest = dateRange(FIRST, addDays(FIRST, done - 1)).map((date) => ({ date, generation: 1 }) as RunRecord);
    const store = {
      newestRuns: () => newest,
      reports: () => [{ name: 'x', sha256: 'x', size: 1 }],
      discrepancies: () => [],
      lastEvent: () => 0,
      files: ({ date }: RunRecord) => [fileOf('wompi', date, hasFile(date) ? {} : { state: 'missing', sha256: null })],
    };
    planAlerts(channel, store, ledger, done === planned ? [] : dateRange(addDays(FIRST, done), last));
  }
  return notified.map(({ run }) => run.date);
}

describe('dates without a single file', () => {
  it('are told one by one up to a month of them', () => {
    expect(notifiedOf(31, 31)).toHaveLength(31);
  });

  it('are told once, of the last one, where they are more', () => {
    expect(notifiedOf(32, 32)).toEqual(['2026-06-01']);
    expect(notifiedOf(100, 100)).toEqual([addDays(FIRST, 99)]);
    expect(notifiedOf(99, 100)).toEqual([]);
  });

  it('are two rows where a date between them has a file; each date with one is told', () => {
    const file = addDays(FIRST, 40);
    expect(notifiedOf(60, 60, (date) => date === file)).toEqual([
      addDays(FIRST, 39),
      ...dateRange(file, addDays(FIRST, 59)),
    ]);
  });
});
