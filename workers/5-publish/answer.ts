import * as z from 'zod';
import { certain } from '../../schemas/errors.ts';
import { parsePlainDate, type PlainDate } from '../../schemas/values/dates.ts';
import { formatMajor, parseMajor, ZERO, type Minor } from '../../schemas/values/money.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import type { MonthChange, RunOutcome, StoreRow } from '../../schemas/outcome/run.ts';
import { dayOfRun, dueFigures, type Headline } from './headline.ts';
import { countRun } from './counted.ts';
import { compareStores } from './stores-csv.ts';
import { storeJson } from './summary.ts';
import { sha256 } from '../../schemas/values/hash.ts';

/** answer.json: the day's answer in numbers, small enough that index.html can be made from those of many dates. */

export const ANSWER_NAME = 'answer.json';

export interface DayAnswer {
  readonly headline: Headline;
  readonly generation: number;
  /** Actions that the run opened or reopened. */
  readonly opened: number;
  readonly stores: readonly StoreRow[];
  /** What the run changed of the stores of earlier cohorts, by month. */
  readonly moved: readonly MonthChange[];
}

/**
 * The answer of a run or a view as text. Amounts are text in major units, lists stand in a total order. `day` are its
 * numbers, where they are known already.
 */
export function renderAnswer(
  outcome: RunOutcome,
  sources: readonly SourceFile[],
  asOf: PlainDate,
  day = dayOfRun(outcome, sources, asOf),
): string {
  const { run, discrepancies, stores } = outcome;
  const money = (sums: Headline['owedToUs']): Record<string, string> =>
    Object.fromEntries(sums.map(([currency, sum]) => [currency, formatMajor(sum)]));
  const answer = {
    settlement_date: run.date,
    as_of: asOf,
    generation: run.generation,
    days: day.days.map((one) => ({
      currency: one.currency,
      orders: one.orders,
      sold: formatMajor(one.sold),
      changed: formatMajor(one.changed),
      cancelled: formatMajor(one.cancelled),
      confirmed: formatMajor(one.confirmed),
      due_at_bank: formatMajor(one.due),
      arrived_at_bank: formatMajor(one.arrived),
      surplus: formatMajor(one.surplus),
      overdue: formatMajor(one.overdue),
      cannot_be_judged: formatMajor(one.unjudged),
      credited: formatMajor(one.credited),
    })),
    ...dueFigures(day),
    actions_open: day.actions,
    actions_opened: countRun(discrepancies, sources).actionsOpened,
    owed_to_us: money(day.owedToUs),
    owed_by_us: money(day.owedByUs),
    sources_missing: day.sourcesMissing,
    sources_rejected: day.sourcesRejected,
    sources_still_out: day.sourcesStillOut,
    sources_kept: day.sourcesKept,
    stores: [...stores].sort(compareStores).map(storeJson),
    moved: outcome.moved.map(({ month, stores: rows }) => ({
      month,
      stores: [...rows].sort(compareStores).map(storeJson),
    })),
  };
  return `${JSON.stringify(answer, null, 2)}\n`;
}

const amount = z.string().transform((text, context): Minor => {
  const value = parseMajor(text);
  if (value !== null) return value;
  context.addIssue({ code: 'custom', message: 'not an amount' });
  return z.NEVER;
});

/** An answer that an older program wrote has none. */
const laterAmount = amount.default(ZERO);

const plainDate = z.string().transform((text, context): PlainDate => {
  const value = parsePlainDate(text);
  if (value !== null) return value;
  context.addIssue({ code: 'custom', message: 'not a date' });
  return z.NEVER;
});

const count = z.number().int().nonnegative();

/** A row of a store as `storeJson` prints it; an older program printed none of what the list of stores says. */
type PrintedStore = Readonly<
  Record<PrintedAmount | 'store' | 'name' | 'currency', string> &
    Partial<Record<'entity' | 'city' | 'cost_centre', string | null>> & { listed: boolean; orders: number }
>;
type PrintedAmount =
  | 'gross'
  | 'refunds'
  | 'chargebacks'
  | 'fees'
  | 'taxes'
  | 'net'
  | 'bank_confirmed'
  | 'awaiting'
  | 'broken'
  | 'confirmed_on_day';

/**
 * The rows of stores, which are nearly all of an answer, and are read back from every date that the index shows: the
 * bytes are proved to be those that this program wrote, so that their cells are not asked again what they are.
 */
const stores = z
  .custom<readonly PrintedStore[]>((value) => Array.isArray(value))
  .transform((rows): readonly StoreRow[] => rows.map(storeOf));

function storeOf(row: PrintedStore): StoreRow {
  return {
    store: row.store,
    name: row.name,
    listed: row.listed,
    entity: row.entity ?? null,
    city: row.city ?? null,
    costCentre: row.cost_centre ?? null,
    currency: row.currency,
    orders: row.orders,
    gross: amountIn(row.gross),
    refunds: amountIn(row.refunds),
    chargebacks: amountIn(row.chargebacks),
    fees: amountIn(row.fees),
    taxes: amountIn(row.taxes),
    net: amountIn(row.net),
    bankConfirmed: amountIn(row.bank_confirmed),
    awaiting: amountIn(row.awaiting),
    broken: amountIn(row.broken),
    confirmedOnDay: amountIn(row.confirmed_on_day),
  };
}

function amountIn(text: string): Minor {
  return certain(parseMajor(text), 'an amount');
}

const answerSchema = z.object({
  settlement_date: plainDate,
  as_of: plainDate,
  generation: count,
  days: z.array(
    z.object({
      currency: z.string(),
      orders: count,
      sold: amount,
      changed: laterAmount,
      cancelled: laterAmount,
      confirmed: amount,
      due_at_bank: amount,
      arrived_at_bank: amount,
      surplus: laterAmount,
      overdue: laterAmount,
      cannot_be_judged: laterAmount,
      credited: laterAmount,
    }),
  ),
  actions_open: count,
  actions_opened: count,
  owed_to_us: z.record(z.string(), amount),
  owed_by_us: z.record(z.string(), amount),
  sources_missing: z.array(z.string()),
  sources_rejected: z.array(z.string()),
  sources_still_out: z.array(z.string()).default([]),
  sources_kept: z.array(z.string()).default([]),
  stores,
  moved: z.array(z.object({ month: z.string(), stores })).default([]),
});

/**
 * Reads an answer back, or null where its bytes are not those that were recorded: the index then says less, and nothing
 * wrong.
 */
export function readAnswer(bytes: Uint8Array, recorded: string): DayAnswer | null {
  if (sha256(bytes) !== recorded) return null;
  const answer = answerSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  return {
    generation: answer.generation,
    opened: answer.actions_opened,
    headline: {
      settlementDate: answer.settlement_date,
      asOf: answer.as_of,
      days: answer.days.map(({ due_at_bank, arrived_at_bank, cannot_be_judged, ...day }) => ({
        ...day,
        due: due_at_bank,
        arrived: arrived_at_bank,
        unjudged: cannot_be_judged,
      })),
      actions: answer.actions_open,
      owedToUs: Object.entries(answer.owed_to_us),
      owedByUs: Object.entries(answer.owed_by_us),
      sourcesMissing: answer.sources_missing,
      sourcesRejected: answer.sources_rejected,
      sourcesStillOut: answer.sources_still_out,
      sourcesKept: answer.sources_kept,
    },
    stores: answer.stores,
    moved: answer.moved,
  };
}
