import { fromDayNumber, type PlainDate } from './dates.ts';
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

const clocks = new Map<string, (moment: EpochSeconds) => LocalMoment>();

/**
 * Reads moments on the wall clock of an IANA zone. Offsets change at quarters of an hour at the finest, so one is
 * looked up per quarter and remembered, and one clock is made per zone: a formatter costs more than a thousand
 * readings. The host's own zone and locale play no part.
 */
export function localClock(zone: string): (moment: EpochSeconds) => LocalMoment {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = clockOf(zone);
  clocks.set(zone, clock);
  return clock;
}

function clockOf(zone: string): (moment: EpochSeconds) => LocalMoment {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const offsets = new Map<number, number>();
  const dates = new Map<number, PlainDate>();

  const offsetAt = (moment: number): number => {
    const quarter = Math.floor(moment / SECONDS_PER_QUARTER);
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    const start = quarter * SECONDS_PER_QUARTER;
    const parts = new Map(format.formatToParts(new Date(start * 1000)).map((part) => [part.type, Number(part.value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    const shown =
      Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) / 1000;
    offsets.set(quarter, shown - start);
    return shown - start;
  };

  return (moment) => {
    const shown = moment + offsetAt(moment);
    const day = Math.floor(shown / SECONDS_PER_DAY);
    let date = dates.get(day);
    if (date === undefined) {
      date = fromDayNumber(day);
      dates.set(day, date);
    }
    return { date, time: timeOfDay(shown - day * SECONDS_PER_DAY) };
  };
}

/** The last second of a date on the wall clock of a zone whose offset is the one in force at 23:59:59 there. */
export function endOfDate(zone: string, date: PlainDate): EpochSeconds {
  const clock = localClock(zone);
  const wanted = `${date} 23:59:59`;
  const guess =
    Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10)), 23, 59, 59) / 1000;
  for (let quarter = -60; quarter <= 60; quarter += 1) {
    const moment = (guess + quarter * SECONDS_PER_QUARTER) as EpochSeconds;
    const shown = clock(moment);
    if (`${shown.date} ${shown.time}` === wanted) return moment;
  }
  return guess as EpochSeconds;
}
