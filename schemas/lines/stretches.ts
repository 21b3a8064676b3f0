import { dayNumber, fromDayNumber, type PlainDate } from '../values/dates.ts';

/** Dates in a row that are looked through together. */
export interface Stretch {
  readonly first: PlainDate;
  readonly last: PlainDate;
  /** How many dates. */
  readonly length: StretchLength;
}

/** Each made of five of the one before: of any number of dates in a row, few stretches hold nearly all. */
export const STRETCH_LENGTHS = [5, 25, 125] as const;
export type StretchLength = (typeof STRETCH_LENGTHS)[number];

/** The stretch that a date stands in. Where stretches begin is fixed by the number of the day, whatever was run. */
export function stretchAround(date: PlainDate, length: StretchLength): Stretch {
  const first = Math.floor(dayNumber(date) / length) * length;
  return { first: fromDayNumber(first), last: fromDayNumber(first + length - 1), length };
}

/** The stretches of a length that lie wholly between two dates, both of them included, ascending. */
export function stretchesWithin(first: PlainDate, last: PlainDate, length: StretchLength): Stretch[] {
  const stretches: Stretch[] = [];
  for (let day = dayNumber(stretchAround(first, length).first); day + length - 1 <= dayNumber(last); day += length)
    if (day >= dayNumber(first)) stretches.push(stretchAround(fromDayNumber(day), length));
  return stretches;
}
