import type { PlainDate } from '../../schemas/values/dates.ts';
import { compareText } from '../../schemas/lines/records.ts';
import { add, subtract, ZERO, type Minor } from '../../schemas/values/money.ts';
import type { DueRow } from '../../schemas/outcome/run.ts';

/** How much of what fell due was there at the close of each date, over a month of dates: what the plot is made of. */

/** As many dates a trend shows at most, the newest among them. */
export const TREND_DATES = 30;

/** What a run says of the money that fell due on its own date, a row a currency; none where nothing did. */
export interface DueDate {
  readonly date: PlainDate;
  readonly dues: readonly Pick<DueRow, 'currency' | 'due' | 'arrived' | 'unjudged'>[];
}

/** Of the money that fell due on a date: three parts that come to the whole. */
export interface TrendPoint {
  readonly date: PlainDate;
  readonly due: Minor;
  readonly arrived: Minor;
  /** Of what was not there: what nobody could judge, for a file was missing. */
  readonly unjudged: Minor;
  readonly missing: Minor;
}

export interface Trend {
  readonly currency: string;
  /** Every date, oldest first, those on which nothing fell due too: a gap is to be seen. */
  readonly points: readonly TrendPoint[];
}

/** The rows of the run's own date among those that it left. */
export function dueDateOf(date: PlainDate, dues: readonly DueRow[]): DueDate {
  return { date, dues: dues.filter((row) => row.dueOn === date) };
}

/** One trend a currency, by its code; of a currency that fell due on fewer than two of the dates there is none. */
export function trendsOf(dates: readonly DueDate[]): Trend[] {
  const inOrder = [...dates].sort((a, b) => compareText(a.date, b.date)).slice(-TREND_DATES);
  const currencies = new Set(inOrder.flatMap(({ dues }) => dues.map(({ currency }) => currency)));
  return [...currencies].sort(compareText).flatMap((currency) => {
    const points = inOrder.map((one) => pointOf(one, currency));
    return points.filter(({ due }) => due > 0).length < 2 ? [] : [{ currency, points }];
  });
}

function pointOf({ date, dues }: DueDate, currency: string): TrendPoint {
  const row = dues.find((one) => one.currency === currency);
  if (row === undefined) return { date, due: ZERO, arrived: ZERO, unjudged: ZERO, missing: ZERO };
  const open = subtract(row.due, row.arrived);
  const unjudged = row.unjudged < open ? row.unjudged : open;
  return { date, due: row.due, arrived: row.arrived, unjudged, missing: subtract(open, unjudged) };
}

/** What the dates come to. */
export function totalOf({ points }: Trend): Omit<TrendPoint, 'date'> {
  const of = (part: keyof Omit<TrendPoint, 'date'>): Minor =>
    points.reduce((total, point) => add(total, point[part]), ZERO);
  return { due: of('due'), arrived: of('arrived'), unjudged: of('unjudged'), missing: of('missing') };
}
