import { inTurn } from '../../schemas/in-turn.ts';
import { compareText } from '../../schemas/lines/records.ts';
import type { PayoutRow } from '../../schemas/outcome/run.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { groupBy } from '../../schemas/values/groups.ts';
import type { BusinessCalendar, PlainDate } from '../../schemas/values/dates.ts';
import { sum, type Minor } from '../../schemas/values/money.ts';

/** How providers pay: how long their payouts take to the bank, how many are late, what they cost, month by month. */

/** Payouts of one provider, currency and month of settlement, or of all months. */
export interface ProviderFigures {
  readonly source: string;
  readonly currency: string;
  /** `2026-07`; null: of all that were looked at. */
  readonly month: string | null;
  readonly payouts: number;
  readonly gross: Minor;
  /** What the provider kept of them: fees and the taxes on them. */
  readonly cost: Minor;
  /** Arrived by the day on which they were due. */
  readonly onTime: number;
  /** Business days from settlement to the bank, of those that arrived; null: none did. */
  readonly median: number | null;
  readonly p95: number | null;
  /** Arrived after the day on which they were due, or are not there on the last date although they are due. */
  readonly late: number;
}

/** The newest dates whose runs are read: a quarter of a year, with what stood open before it. */
const DATES = 92;

/** Each payout as the newest run that holds it left it. Throws nothing where nothing was run: then there are none. */
export async function providerFigures({ store, calendar }: Pick<Context, 'store' | 'calendar'>): Promise<{
  readonly asOf: PlainDate | null;
  readonly all: ProviderFigures[];
  readonly months: ProviderFigures[];
}> {
  const runs = (await store.runs.newestOfEach()).slice(-DATES);
  const newest = new Map<string, PayoutRow>();
  await inTurn(runs, async (run) => {
    for (const row of await store.outcomes.payouts(run)) newest.set(keyOf(row), row);
  });
  const asOf = runs.at(-1)?.date ?? null;
  const rows = [...newest.values()];
  const measured = (monthOf: (row: PayoutRow) => string | null): ProviderFigures[] =>
    asOf === null ? [] : measureProviders(rows, monthOf, asOf, calendar);
  return { asOf, all: measured(() => null), months: measured(({ settledOn }) => settledOn.slice(0, 7)) };
}

function keyOf({ source, account, payoutId, currency }: PayoutRow): string {
  return JSON.stringify([source, account, payoutId, currency]);
}

/** Figures of each provider, currency and month, in this order, the newest month first. */
export function measureProviders(
  payouts: readonly PayoutRow[],
  monthOf: (row: PayoutRow) => string | null,
  asOf: PlainDate,
  calendar: BusinessCalendar,
): ProviderFigures[] {
  const groups = groupBy(payouts, (row) => JSON.stringify([row.source, row.currency, monthOf(row)]));
  const measured = [...groups].map(([key, rows]): ProviderFigures => {
    const [source, currency, month] = JSON.parse(key) as [string, string, string | null];
    return { source, currency, month, ...figuresOf(rows, asOf, calendar) };
  });
  return measured.sort(
    (a, b) =>
      compareText(a.source, b.source) ||
      compareText(a.currency, b.currency) ||
      compareText(b.month ?? '', a.month ?? ''),
  );
}

function figuresOf(
  rows: readonly PayoutRow[],
  asOf: PlainDate,
  calendar: BusinessCalendar,
): Omit<ProviderFigures, 'source' | 'currency' | 'month'> {
  const days = rows
    .flatMap(({ settledOn, arrivedOn }) =>
      arrivedOn === null ? [] : [calendar.businessDaysBetween(settledOn, arrivedOn)],
    )
    .sort((a, b) => a - b);
  return {
    payouts: rows.length,
    gross: sum(rows.map((row) => row.gross)),
    cost: sum(rows.flatMap((row) => [row.fees, row.taxes])),
    onTime: rows.filter(({ arrivedOn, dueOn }) => arrivedOn !== null && arrivedOn <= dueOn).length,
    median: rankOf(days, 0.5),
    p95: rankOf(days, 0.95),
    late: rows.filter((row) => isLate(row, asOf)).length,
  };
}

/** The smallest number that so much of them does not exceed; null of none. */
function rankOf(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

/** A payout of zero or less is owed by nobody. */
function isLate({ dueOn, arrivedOn, net, fate }: PayoutRow, asOf: PlainDate): boolean {
  if (arrivedOn !== null) return arrivedOn > dueOn;
  return net > 0 && fate !== 'decided' && dueOn < asOf;
}
