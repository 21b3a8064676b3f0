import { CronExpressionParser } from 'cron-parser';
import { addDays, dateRange, type PlainDate } from '../schemas/values/dates.ts';
import { CuadreError, messageOf } from '../schemas/errors.ts';
import { localClock } from '../schemas/values/local-time.ts';
import type { RunRecord } from '../schemas/ports/store.ts';
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
    const clock = localClock(zone);
    // The five fields are read on a clock without changes; only what they name is put on the clock of the zone.
    const ticks = CronExpressionParser.parse(cron, {
      currentDate: new Date(wallMs(clock, nowMs) + CLOCK_BACK_MS_MAX),
      tz: 'UTC',
    });
    for (;;) {
      const tick = momentOf(clock, ticks.prev().getTime());
      if (tick <= nowMs) return tick;
    }
  } catch (error) {
    const sentence = `schedule.cron "${cron}" names no moment in ${zone}: ${messageOf(error)}`;
    throw new CuadreError('configuration_invalid', sentence, { cron, zone }, { cause: error });
  }
}

/** A clock that went back shows less than it showed: what it may have named before is looked at too. */
const CLOCK_BACK_MS_MAX = 3 * 3_600_000;
const DAY_MS = 86_400_000;

/** What a zone's clock shows, as the moment at which the clock of UTC shows it. */
function wallMs(clock: ReturnType<typeof localClock>, ms: number): number {
  const { date, time } = clock(Math.floor(ms / 1000) as EpochSeconds);
  return Date.parse(`${date}T${time}Z`);
}

/**
 * The first moment at which a zone's clock shows this; where it never does, as long after the change as this is into
 * the gap.
 */
function momentOf(clock: ReturnType<typeof localClock>, wall: number): number {
  const [before, after] = [wall - DAY_MS, wall + DAY_MS].map((near) => wall - (wallMs(clock, near) - near)) as [
    number,
    number,
  ];
  const shown = [before, after].filter((moment) => wallMs(clock, moment) === wall);
  return shown.length === 0 ? before : Math.min(...shown);
}

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
