import type { PlainDate } from '../../schemas/values/dates.ts';

/** The parts of a date, for a language to put in order; weekdays from Sunday. */
export interface DateParts {
  readonly year: string;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

export function partsOf(date: PlainDate): DateParts {
  const [year = '', month = '', day = ''] = date.split('-');
  return { year, month: Number(month), day: Number(day), weekday: new Date(`${date}T00:00:00Z`).getUTCDay() };
}
