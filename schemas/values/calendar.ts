import { addDays, dayNumber, fromDayNumber, weekday, type BusinessCalendar, type PlainDate } from './dates.ts';

/**
 * The Colombian business calendar: Monday to Friday less the holidays of Ley 51 of 1983 ("Ley Emiliani"),
 * which moves most of them to the next Monday, and, from 2026, of Ley 2578 of 2026 (9 July, Virgen de Chiquinquirá).
 */

const FIXED = ['01-01', '05-01', '07-20', '08-07', '12-08', '12-25'] as const;
const MOVED_TO_MONDAY = ['01-06', '03-19', '06-29', '08-15', '10-12', '11-01', '11-11'] as const;
const CHIQUINQUIRA = { day: '07-09', fromYear: 2026 } as const;
/** Holy Thursday, Good Friday, and the Mondays of Ascension, Corpus Christi and the Sacred Heart. */
const EASTER_OFFSETS_DAYS = [-3, -2, 43, 64, 71] as const;

/** Easter Sunday of a Gregorian year (the anonymous algorithm of 1876, as day and month). */
export function easterSunday(year: number): PlainDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const day = ((h + l - 7 * m + 114) % 31) + 1;
  return `${String(year)}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` as PlainDate;
}

function nextMonday(date: PlainDate): PlainDate {
  return addDays(date, (8 - weekday(date)) % 7);
}

/** The holidays of one year in Colombia, sorted. Two holidays may fall on one day; it is listed once. */
export function colombianHolidays(year: number): PlainDate[] {
  const moved = year >= CHIQUINQUIRA.fromYear ? [...MOVED_TO_MONDAY, CHIQUINQUIRA.day] : MOVED_TO_MONDAY;
  const easter = easterSunday(year);
  const all = [
    ...FIXED.map((day) => `${String(year)}-${day}` as PlainDate),
    ...moved.map((day) => nextMonday(`${String(year)}-${day}` as PlainDate)),
    ...EASTER_OFFSETS_DAYS.map((offset) => addDays(easter, offset)),
  ];
  return [...new Set(all)].sort();
}

/**
 * The calendar a tenant works by. `closedDays` are days on which this chain's bank or provider does not work
 * although the law says so (31 December is no banking day).
 */
export function colombianCalendar(closedDays: readonly PlainDate[] = []): BusinessCalendar {
  const closed = new Set<PlainDate>(closedDays);
  const holidaysByYear = new Map<number, Set<PlainDate>>();

  const holidaysOf = (year: number): Set<PlainDate> => {
    const known = holidaysByYear.get(year);
    if (known) return known;
    const holidays = new Set(colombianHolidays(year));
    holidaysByYear.set(year, holidays);
    return holidays;
  };

  const isBusinessDay = (date: PlainDate): boolean => {
    const day = weekday(date);
    return day !== 0 && day !== 6 && !closed.has(date) && !holidaysOf(Number(date.slice(0, 4))).has(date);
  };

  const sums = new Map<string, PlainDate>();
  const addBusinessDays = (date: PlainDate, n: number): PlainDate => {
    const key = `${date}+${String(n)}`;
    const known = sums.get(key);
    if (known !== undefined) return known;
    let left = n;
    let day = dayNumber(date);
    while (left > 0) {
      day += 1;
      if (isBusinessDay(fromDayNumber(day))) left -= 1;
    }
    const result = fromDayNumber(day);
    sums.set(key, result);
    return result;
  };

  const counts = new Map<string, number>();
  const businessDaysBetween = (from: PlainDate, to: PlainDate): number => {
    const key = `${from}+${to}`;
    const known = counts.get(key);
    if (known !== undefined) return known;
    let count = 0;
    for (let day = dayNumber(from) + 1; day <= dayNumber(to); day += 1)
      if (isBusinessDay(fromDayNumber(day))) count += 1;
    counts.set(key, count);
    return count;
  };

  return { isBusinessDay, addBusinessDays, businessDaysBetween };
}
