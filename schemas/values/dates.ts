/** A calendar date as `YYYY-MM-DD`. Plain dates compare as strings. */
export type PlainDate = string & { readonly __unit: 'date' };

const MS_PER_DAY = 86_400_000;

/** True for a real calendar date written `YYYY-MM-DD` (30 February is none). Years 1900 to 2199. */
export function isPlainDate(text: string): text is PlainDate {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const day = Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, Number(text.slice(8, 10)));
  return new Date(day).toISOString().slice(0, 10) === text;
}

/** The date, or null where the text is no real date. */
export function parsePlainDate(text: string): PlainDate | null {
  return isPlainDate(text) ? text : null;
}

/** Days since 1970-01-01. */
export function dayNumber(date: PlainDate): number {
  return Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / MS_PER_DAY;
}

export function fromDayNumber(days: number): PlainDate {
  return new Date(days * MS_PER_DAY).toISOString().slice(0, 10) as PlainDate;
}

export function addDays(date: PlainDate, days: number): PlainDate {
  return fromDayNumber(dayNumber(date) + days);
}

/** Calendar days from `a` to `b`; negative where `b` is earlier. */
export function daysBetween(a: PlainDate, b: PlainDate): number {
  return dayNumber(b) - dayNumber(a);
}

/** 0 Sunday to 6 Saturday. Before 1970 the day number is negative, and so would be its remainder. */
export function weekday(date: PlainDate): number {
  return (((dayNumber(date) + 4) % 7) + 7) % 7;
}

export function laterOf(a: PlainDate, b: PlainDate): PlainDate {
  return a >= b ? a : b;
}

/** Every date from `first` to `last`, both included; empty where `last` is earlier. */
export function dateRange(first: PlainDate, last: PlainDate): PlainDate[] {
  const days: PlainDate[] = [];
  for (let day = dayNumber(first); day <= dayNumber(last); day += 1) days.push(fromDayNumber(day));
  return days;
}

/** Which days banks and providers work. */
export interface BusinessCalendar {
  isBusinessDay(date: PlainDate): boolean;
  /** The n-th business day after `date`; n = 0 gives `date` itself, business day or not. */
  addBusinessDays(date: PlainDate, n: number): PlainDate;
  /** Business days after `from` up to and including `to`; 0 where `to` is not later. */
  businessDaysBetween(from: PlainDate, to: PlainDate): number;
}
