import { dayNumber, fromDayNumber, type PlainDate } from './dates.ts';
import type { EpochSeconds } from '../lines/records.ts';

/** A moment as a wall clock in one zone shows it: `time` is `HH:mm:ss`. */
export interface LocalMoment {
  readonly date: PlainDate;
  readonly time: string;
}

const SECONDS_PER_QUARTER = 900;
const SECONDS_PER_DAY = 86_400;

function timeOfDay(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** How the clocks of one IANA zone stand. The host's own zone and locale play no part. */
export interface ZoneClock {
  /** Seconds east of UTC at a moment. */
  readonly offsetAt: (moment: number) => number;
  /**
   * The moment of a local time in seconds. A time that exists twice is the earlier one; a time that a change skips is
   * moved on by the length of the gap (what Temporal calls `compatible`).
   */
  readonly toEpoch: (local: number) => number;
  /** What the clocks show at a moment. */
  readonly shownAt: (moment: EpochSeconds) => LocalMoment;
}

const clocks = new Map<string, ZoneClock>();

/**
 * The clocks of a zone, made once: a formatter costs more than a thousand readings. Offsets change at quarters of an
 * hour at the finest, so one is looked up per quarter and remembered.
 */
export function zoneClock(zone: string): ZoneClock {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const offsetAt = remembered(offsetReader(zone));
  const epochOf = (local: number): number => {
    const [before, after] = [local - offsetAt(local - SECONDS_PER_DAY), local - offsetAt(local + SECONDS_PER_DAY)];
    if (before === after || before + offsetAt(before) === local) return before;
    return after + offsetAt(after) === local ? after : before;
  };
  const behind = remembered((local) => local - epochOf(local));
  const dates = new Map<number, PlainDate>();
  const clock: ZoneClock = {
    offsetAt,
    toEpoch: (local) => local - behind(local),
    shownAt: (moment) => {
      const shown = moment + offsetAt(moment);
      const day = Math.floor(shown / SECONDS_PER_DAY);
      let date = dates.get(day);
      if (date === undefined) dates.set(day, (date = fromDayNumber(day)));
      return { date, time: timeOfDay(shown - day * SECONDS_PER_DAY) };
    },
  };
  clocks.set(zone, clock);
  return clock;
}

/** What is the same within a quarter of an hour, asked for its first second. */
function remembered(read: (second: number) => number): (second: number) => number {
  const values = new Map<number, number>();
  return (second) => {
    const quarter = Math.floor(second / SECONDS_PER_QUARTER);
    const known = values.get(quarter);
    if (known !== undefined) return known;
    const value = read(quarter * SECONDS_PER_QUARTER);
    values.set(quarter, value);
    return value;
  };
}

function offsetReader(zone: string): (moment: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (moment) => {
    const parts = new Map(format.formatToParts(moment * 1000).map((part) => [part.type, Number(part.value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return shown / 1000 - moment;
  };
}

/** Reads moments on the wall clock of an IANA zone. */
export function localClock(zone: string): (moment: EpochSeconds) => LocalMoment {
  return zoneClock(zone).shownAt;
}

/** A moment, in milliseconds since 1970, on the wall clock of a zone: `2026-07-01 09:30`. */
export function minuteShown(ms: number, zone: string): string {
  const { date, time } = zoneClock(zone).shownAt(Math.floor(ms / 1000) as EpochSeconds);
  return `${date} ${time.slice(0, 'HH:mm'.length)}`;
}

/** The last second of a date on the wall clock of a zone. */
export function endOfDate(zone: string, date: PlainDate): EpochSeconds {
  return zoneClock(zone).toEpoch((dayNumber(date) + 1) * SECONDS_PER_DAY - 1) as EpochSeconds;
}
