import { describe, expect, it } from 'vitest';
import type { Alert, AlertLedger } from '../../schemas/ports/alerts.ts';
import { addDays, dateRange, type PlainDate } from '../../schemas/values/dates.ts';
import type { NotifyConfig } from '../../schemas/config/notify.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import type { Store } from '../../schemas/ports/store.ts';
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

/** Of alerts that are planned already none is planned again. */
function ledgerOf(notified: Alert[]): Pick<AlertLedger, 'plan' | 'planned' | 'readUpTo'> {
  return {
    readUpTo: () => Promise.resolve(0),
    planned: (_channel, keys) =>
      Promise.resolve(new Set(keys.filter((key) => notified.some((alert) => alert.key === key)))),
    plan: (_channel, _upTo, alerts) => {
      notified.push(...alerts.filter((alert) => !notified.some((known) => known.key === alert.key)));
      return Promise.resolve();
    },
  };
}

/** A channel that looks after each date that was run; the dates whose digest it was told of. */
async function notifiedOf(
  runs: number,
  planned: number,
  hasFile: (date: PlainDate) => boolean = () => false,
): Promise<PlainDate[]> {
  const notified: Alert[] = [];
  const last = addDays(FIRST, planned - 1);
  for (let done = 1; done <= runs; done += 1) {
    const newest = dateRange(FIRST, addDays(FIRST, done - 1)).map((date) => ({ date, generation: 1 }) as RunRecord);
    const underWay = done === planned ? [] : dateRange(addDays(FIRST, done), last).map((date) => ({ date }));
    const files = ({ date }: RunRecord) => [
      fileOf('wompi', date, hasFile(date) ? {} : { state: 'missing', sha256: null }),
    ];
    await planAlerts(channel, {
      runs: { newestOfEach: () => Promise.resolve(newest) },
      reports: { of: () => Promise.resolve([{ name: 'x', sha256: 'x', size: 1 }]) },
      outcomes: { discrepancies: () => Promise.resolve([]), files: (run: RunRecord) => Promise.resolve(files(run)) },
      queue: { lastEvent: () => Promise.resolve(0), events: () => Promise.resolve([]) },
      progress: { underWay: () => Promise.resolve(underWay) },
      alerts: ledgerOf(notified),
    } as unknown as Store);
  }
  return notified.map(({ run }) => run.date);
}

describe('dates without a single file', () => {
  it('are told one by one up to a month of them', async () => {
    expect(await notifiedOf(31, 31)).toHaveLength(31);
  });

  it('are told once, of the last one, where they are more', async () => {
    expect(await notifiedOf(32, 32)).toEqual(['2026-06-01']);
    expect(await notifiedOf(100, 100)).toEqual([addDays(FIRST, 99)]);
    expect(await notifiedOf(99, 100)).toEqual([]);
  });

  it('are two rows where a date between them has a file; each date with one is told', async () => {
    const file = addDays(FIRST, 40);
    expect(await notifiedOf(60, 60, (date) => date === file)).toEqual([
      addDays(FIRST, 39),
      ...dateRange(file, addDays(FIRST, 59)),
    ]);
  });
});
