import { CronExpressionParser } from 'cron-parser';
import { addDays, dateRange, type PlainDate } from '../schemas/values/dates.ts';
import { CuadreError, messageOf } from '../schemas/errors.ts';
import type { RunRecord } from '../schemas/ports/runs.ts';
import { localClock, zoneClock } from '../schemas/values/local-time.ts';
import type { EpochSeconds } from '../schemas/lines/records.ts';

export interface Schedule {
  /** Five fields, in the zone. */
  readonly cron: string;
  readonly zone: string;
}

/**
 * Throws `configuration_invalid` for a schedule that names no moment: found when the worker starts, not on the first
 * night that nothing comes.
 */
export function assertSchedule(schedule: Schedule, nowMs: number): void {
  lastTickMs(schedule, nowMs);
}

/**
 * The last moment that the schedule named, now included. A minute that the zone's clock leaves out when it goes forward
 * is named by as much later (02:30 at 03:30), so that its day is not left out; one that the clock shows twice when it
 * goes back is named the first time only.
 */
export function lastTickMs({ cron, zone }: Schedule, nowMs: number): number {
  try {
    const clock = zoneClock(zone);
    // The five fields are read on a clock without changes; only what they name is put on the clock of the zone.
    const ticks = CronExpressionParser.parse(cron, {
      currentDate: new Date(nowMs + clock.offsetAt(nowMs / 1000) * 1000 + CLOCK_BACK_MS_MAX),
      tz: 'UTC',
    });
    for (;;) {
      const tick = clock.toEpoch(ticks.prev().getTime() / 1000) * 1000;
      if (tick <= nowMs) return tick;
    }
  } catch (error) {
    const sentence = `schedule.cron "${cron}" names no moment in ${zone}: ${messageOf(error)}`;
    throw new CuadreError('configuration_invalid', sentence, { cron, zone }, { cause: error });
  }
}

/** A clock that went back shows less than it showed: what it may have named before is looked at too. */
const CLOCK_BACK_MS_MAX = 3 * 3_600_000;

/**
 * The last date that may be started: it ended before the last tick of the schedule, and the hours at which its sources
 * are expected (`HH:mm` on the morning after it) are past. Once a date is run, a file that is not there is missing.
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

/**
 * What is to be run, oldest first: dates without a run since the go-live, stale ones, unpublished ones, ones whose file
 * has come.
 */
export function dueDates({ goLive, last, runs, unpublished, late }: DueRequest): PlainDate[] {
  const newest = new Map(runs.map((run) => [run.date, run]));
  const again = new Set([...unpublished, ...late]);
  return dateRange(goLive, last).filter((date) => {
    const run = newest.get(date);
    return run === undefined || run.stale || again.has(date);
  });
}
