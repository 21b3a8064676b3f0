import type { PlainDate } from '../../schemas/values/dates.ts';
import { KINDS } from '../../schemas/kinds/kinds.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { add, formatMajor, subtract, ZERO, type Minor } from '../../schemas/values/money.ts';
import { addressKey, compareText, type LineAddress } from '../../schemas/lines/records.ts';
import { columnsOf, type FateColumns } from '../../schemas/outcome/fates.ts';
import type { Discrepancy, DueRow, FateTable, LegState, RunOutcome } from '../../schemas/outcome/run.ts';
import { flagFact } from '../../schemas/outcome/facts.ts';
import { countRun, countsAlone, isOpen, sumByCurrency } from './counted.ts';

export interface HeadlineInput {
  readonly settlementDate: PlainDate;
  /** The date at whose close the fates stand; default: the settlement date. */
  readonly asOf?: PlainDate;
  readonly fates: FateTable;
  readonly discrepancies: readonly Discrepancy[];
  /**
   * The order rows of the date as its own run left them, where the fates stand at another close: the sales never
   * change.
   */
  readonly sales?: FateTable | undefined;
  /** The dates on which money falls due, at the close that the fates stand at. */
  readonly dues: readonly DueRow[];
  readonly sources: readonly SourceFile[];
}

/** The day in one currency. */
export interface DayInCurrency {
  readonly currency: string;
  /** The orders that the cohort's files say paid for the first time. */
  readonly orders: number;
  /** What they came to, and what later versions of earlier orders add. */
  readonly sold: Minor;
  /** The part of it that changes orders of earlier dates; less than nothing where they came to less. */
  readonly changed: Minor;
  /**
   * What the cohort's files call off of the sales of earlier dates, in no sum. Sold less cancelled, over all dates, is
   * what was sold.
   */
  readonly cancelled: Minor;
  /** Of it, what the provider confirms to the centavo. */
  readonly confirmed: Minor;
  /** What fell due at the bank on the date, before any extension for a missing file. */
  readonly due: Minor;
  /** Of it, what is at the bank, whichever day it came; of each payout, day or line at most what is due. */
  readonly arrived: Minor;
  /** What came beyond that for the same payouts, days and lines. */
  readonly surplus: Minor;
  /** What fell due on earlier dates and is neither there nor closed by a person. */
  readonly overdue: Minor;
  /** What fell due up to the date and cannot be judged, for a file is missing. */
  readonly unjudged: Minor;
  /** What the bank credited on the date that is a provider's. */
  readonly credited: Minor;
}

/** A sum of a day. */
export type AmountOfDay = Exclude<keyof DayInCurrency, 'currency' | 'orders'>;

export interface Headline {
  readonly settlementDate: PlainDate;
  readonly asOf: PlainDate;
  readonly days: readonly DayInCurrency[];
  readonly actions: number;
  readonly owedToUs: readonly (readonly [currency: string, sum: Minor])[];
  readonly owedByUs: readonly (readonly [currency: string, sum: Minor])[];
  readonly sourcesMissing: readonly string[];
  readonly sourcesRejected: readonly string[];
  /** Files of earlier dates that are still missing or refused, as `bank 2026-06-30`, by date and source. */
  readonly sourcesStillOut: readonly string[];
  /**
   * Files of which a later delivery is refused while the former one stands: `bank`, of another date `bank 2026-06-30`.
   */
  readonly sourcesKept: readonly string[];
}

/**
 * The numbers of the day's answer. Sold: the orders of the cohort that were first said to be paid, at the order's
 * amount, with the differences of later versions of earlier ones, unreadable rows left out; confirmed: those whose
 * payments agree. Due and arrived: see `DueRow`; overdue is what is left of earlier dates. Credited: what the bank
 * booked on the date for a provider. Actions: those that stand, without the rows under a suspect file.
 */
export function measureDay(input: HeadlineInput): Headline {
  const days = new Map<string, Mutable<DayInCurrency>>();
  const put = (change: Change | null): void => {
    if (change === null) return;
    const day = days.get(change.currency) ?? { ...NOTHING, currency: change.currency };
    days.set(change.currency, day);
    addTo(day, change);
  };
  addSales(input, put);
  addCredits(input, put);
  for (const row of input.dues) put(dueOf(row, input.settlementDate));
  const counters = countRun(input.discrepancies, input.sources);
  return {
    settlementDate: input.settlementDate,
    asOf: input.asOf ?? input.settlementDate,
    days: [...days.values()].map(neverNegative).sort((a, b) => compareText(a.currency, b.currency)),
    actions: counters.actionsOpen,
    owedToUs: owed(input.discrepancies, 'owed_to_us'),
    owedByUs: owed(input.discrepancies, 'owed_by_us'),
    sourcesMissing: counters.sourcesMissing,
    sourcesRejected: counters.sourcesRejected,
    sourcesStillOut: stillOut(input),
    sourcesKept: kept(input),
  };
}

/** The numbers of the day of a run or a view; `asOf` is the date at whose close its fates stand. */
export function dayOfRun(outcome: RunOutcome, sources: readonly SourceFile[], asOf: PlainDate): Headline {
  const { run, fates, discrepancies, dues, sales } = outcome;
  return measureDay({ settlementDate: run.date, asOf, fates, discrepancies, dues, sales, sources });
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What a row changes of the day in its currency; what it does not name stays. */
type Change = Pick<DayInCurrency, 'currency'> & Partial<DayInCurrency>;

const NOTHING: Omit<DayInCurrency, 'currency'> = {
  orders: 0,
  sold: ZERO,
  changed: ZERO,
  cancelled: ZERO,
  confirmed: ZERO,
  due: ZERO,
  arrived: ZERO,
  surplus: ZERO,
  overdue: ZERO,
  unjudged: ZERO,
  credited: ZERO,
};

/** Every sum of a day: what is added to `NOTHING` is added up. */
const SUMS = (Object.keys(NOTHING) as (keyof typeof NOTHING)[]).filter((field) => field !== 'orders');

type Put = (change: Change | null) => void;

/** What the date's order rows say of its sales; in a view, with what is confirmed at the later close. */
function addSales({ sales, fates, settlementDate }: HeadlineInput, put: Put): void {
  const table = sales ?? fates;
  const { date, leg, cancelledIn, ...columns } = columnsOf(table, 'date', 'leg', 'cancelledIn', ...SALE);
  const atClose = sales === undefined ? () => undefined : orderLegsAtClose(fates, sales);
  for (let place = 0; place < table.length; place += 1) {
    if (leg(place) !== 'order' || date(place) !== settlementDate) continue;
    const elsewhere = cancelledIn(place);
    put(saleAt(columns, place, elsewhere, atClose(place)));
    const cancelled = elsewhere === null ? null : columns.cancelled(place);
    // An order that comes back in another currency calls its sale off in the one that it had.
    if (elsewhere !== null && cancelled !== null) put({ currency: elsewhere, cancelled });
  }
}

/**
 * The order leg of each sale at a later close, where the later close says one: of a version that a later one has
 * replaced, it does not.
 */
function orderLegsAtClose(fates: FateTable, sales: FateTable): (place: number) => LegState | undefined {
  const { leg, reason, orderLeg } = columnsOf(fates, 'leg', 'reason', 'orderLeg');
  const legs = new Map<string, LegState>();
  const address = addressAt(fates);
  for (let place = 0; place < fates.length; place += 1)
    if (leg(place) === 'order' && reason(place) !== 'superseded') legs.set(addressKey(address(place)), orderLeg(place));
  const ofSale = addressAt(sales);
  return (place) => legs.get(addressKey(ofSale(place)));
}

function addressAt(table: FateTable): (place: number) => LineAddress {
  const { date, source, file, row } = columnsOf(table, 'date', 'source', 'file', 'row');
  return (place) => ({ date: date(place), source: source(place), file: file(place), row: row(place) });
}

const SALE = ['fate', 'orderLeg', 'sold', 'amount', 'cancelled', 'currency'] as const;

/**
 * What one order row adds to the sales of its date: the first version that says paid its amount, a later one the
 * difference; null where it adds nothing. What a provider confirms is as of the close: of a version that a later one
 * has replaced, what was confirmed at its own.
 */
function saleAt(
  columns: FateColumns<(typeof SALE)[number]>,
  place: number,
  cancelledIn: string | null,
  legAtClose: LegState | undefined,
): Change | null {
  const [fate, orderLeg, amount] = [columns.fate(place), columns.orderLeg(place), columns.amount(place)];
  const told = columns.sold(place);
  const counts = fate !== 'out_of_scope' && fate !== 'rejected' && orderLeg !== 'none';
  if (told === null && !counts) return null;
  const sold = told ?? amount;
  const isFirst = sold === amount;
  const cancelled = cancelledIn === null ? (columns.cancelled(place) ?? ZERO) : ZERO;
  if (!counts && sold === 0 && cancelled === 0) return null;
  return {
    currency: columns.currency(place),
    orders: isFirst ? 1 : 0,
    sold,
    changed: isFirst ? ZERO : sold,
    cancelled,
    confirmed: (legAtClose ?? orderLeg) === 'agrees' ? sold : ZERO,
  };
}

/** A date that only takes back has no sales: what is beyond them was called off of earlier ones. */
function neverNegative(day: DayInCurrency): DayInCurrency {
  if (day.sold >= 0) return day;
  return {
    ...day,
    sold: ZERO,
    changed: subtract(day.changed, day.sold),
    confirmed: ZERO,
    cancelled: subtract(day.cancelled, day.sold),
  };
}

/** What the bank credited on the date that is a provider's. */
function addCredits({ fates, settlementDate }: HeadlineInput, put: Put): void {
  const { leg, fate, arrivedOn, amount } = columnsOf(fates, 'leg', 'fate', 'arrivedOn', 'amount');
  const { provider, bankMatch, currency } = columnsOf(fates, 'provider', 'bankMatch', 'currency');
  for (let place = 0; place < fates.length; place += 1) {
    if (leg(place) !== 'bank' || fate(place) === 'out_of_scope' || fate(place) === 'rejected') continue;
    const isProviders = provider(place) !== null || bankMatch(place) !== null;
    if (arrivedOn(place) !== settlementDate || amount(place) <= 0 || !isProviders) continue;
    put({ currency: currency(place), credited: amount(place) });
  }
}

/** What one due date adds to the day: its own, what is overdue of an earlier one; null of a later one. */
function dueOf({ dueOn, currency, rest, unjudged, ...sums }: DueRow, settlementDate: PlainDate): Change | null {
  if (dueOn > settlementDate) return null;
  if (dueOn < settlementDate) return { currency, overdue: subtract(rest, unjudged), unjudged };
  return { currency, due: sums.due, arrived: sums.arrived, surplus: sums.surplus, unjudged };
}

/** Adds what a row says to its day, in place: a date of a hundred thousand orders has as many rows. */
function addTo(day: Mutable<DayInCurrency>, change: Change): void {
  day.orders += change.orders ?? 0;
  for (const sum of SUMS) {
    const amount = change[sum];
    if (amount !== undefined && amount !== ZERO) day[sum] = add(day[sum], amount);
  }
}

/** What nobody closed of the files of other dates. */
function stillOut({ discrepancies, settlementDate }: HeadlineInput): string[] {
  const isOut = (row: Discrepancy): boolean =>
    KINDS[row.kind].leavesFileOut === true && !hasFormer(row) && row.key[1] !== settlementDate;
  return filesOf(discrepancies.filter(isOut)).map(({ source, date }) => `${source} ${date}`);
}

/** Refused deliveries that nobody closed, of files that are in force. */
function kept({ discrepancies, settlementDate }: HeadlineInput): string[] {
  const files = filesOf(discrepancies.filter((row) => row.kind === 'source_rejected' && hasFormer(row)));
  return files.map(({ source, date }) => (date === settlementDate ? source : `${source} ${date}`));
}

function hasFormer(row: Discrepancy): boolean {
  return flagFact(row, 'formerStands');
}

/** The files that open rows are about, each once, by date and source. */
function filesOf(rows: readonly Discrepancy[]): { readonly source: string; readonly date: string }[] {
  const files = rows.filter(isOpen).map(({ key: [source = '', date = ''] }) => ({ source, date }));
  const inOrder = files.sort((a, b) => compareText(a.date, b.date) || compareText(a.source, b.source));
  return [...new Map(inOrder.map((file) => [`${file.source} ${file.date}`, file])).values()];
}

/**
 * The sums of the bank by currency, as summary.json and answer.json name them; every currency of the day stands in
 * each.
 */
export function dueFigures({
  days,
}: Pick<Headline, 'days'>): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const of = (part: AmountOfDay): Record<string, string> =>
    Object.fromEntries(days.map((one) => [one.currency, formatMajor(one[part])]));
  return {
    due: of('due'),
    arrived: of('arrived'),
    surplus: of('surplus'),
    overdue: of('overdue'),
    cannot_be_judged: of('unjudged'),
    credited: of('credited'),
  };
}

function owed(discrepancies: readonly Discrepancy[], direction: 'owed_to_us' | 'owed_by_us'): [string, Minor][] {
  const actions = discrepancies.filter(
    (row) => row.class === 'action' && isOpen(row) && countsAlone(row) && row.direction === direction,
  );
  return sumByCurrency(actions.map((row) => [row.currency, row.moneyAtRisk]));
}
