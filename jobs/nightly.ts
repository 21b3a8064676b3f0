import { CronExpressionParser } from 'cron-parser';
import { addDays, dateRange, type PlainDate } from '../schemas/dates.ts';
import { CuadreError } from '../schemas/errors.ts';
import { localClock } from '../schemas/local-time.ts';
import type { RunRecord } from '../schemas/ports.ts';
import type { EpochSeconds } from '../schemas/records.ts';

export interface Schedule {
  /** Five fields, in the zone. */
  readonly cron: string;
  readonly zone: string;
}

/**
 * Throws `configuration_invalid` for a schedule that names no moment: found when the worker starts, not on the first night
 * that nothing comes.
 */
export function assertSchedule(schedule: Schedule, nowMs: number): void {
  lastTickMs(schedule, nowMs);
}

/** The last moment that the schedule named. */
export function lastTickMs({ cron, zone }: Schedule, nowMs: number): number {
  try {
    return CronExpressionParser.parse(cron, { currentDate: new Date(nowMs), tz: zone })
      .prev()
      .getTime();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CuadreError(
      'configuration_invalid',
      `schedule.cron "${cron}" names no moment in ${zone}: ${reason}`,
      { cron, zone },
      {
        cause: error,
      },
    );
  }
}

/**
 * The last date that may be started: it ended before the last tick of the schedule, and the hours at which its sources are
 * expected (`HH:mm` on the morning after it) are past. Once a date is run, a file that is not there is missing.
 */
export function lastDueDate(schedule: Schedule, expectedBy: (date: PlainDate) => string, nowMs: number): PlainDate {
  const local = (ms: number) => localClock(schedule.zone)(Math.floor(ms / 1000) as EpochSeconds);
  const now = local(nowMs);
  const ofTick = addDays(local(lastTickMs(schedule, nowMs)).date, -1);
  const morning = addDays(ofTick, 1);
  const isExpectedIn = now.date > morning || now.time.slice(0, 5) >= expectedBy(ofTick);
  return isExpectedIn ? ofTick : addDays(ofTick, -1);
}

export interface DueRequest {
  readonly goLive: PlainDate;
  readonly last: PlainDate;
  /** The newest run of each date. */
  readonly runs: readonly RunRecord[];
  /** Dates whose newest run has no reports. */
  readonly unpublished: readonly PlainDate[];
  /** Dates that lacked a file which has come since. */
  readonly late: readonly PlainDate[];
}

/** What is to be run, oldest first: dates without a run since the go-live, stale ones, unpublished ones, ones whose file has come. */
export function dueDates({ goLive, last, runs, unpublished, late }: DueRequest): PlainDate[] {
  const newest = new Map(runs.map((run) => [run.date, run]));
  const again = new Set([...unpublished, ...late]);
  return dateRange(goLive, last).filter((date) => {
    const run = newest.get(date);
    return run === undefined || run.stale || again.has(date);
  });
}
