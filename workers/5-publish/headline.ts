import type { PlainDate } from '../../schemas/values/dates.ts';
import { KINDS } from '../../schemas/kinds/kinds.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { add, formatMajor, subtract, ZERO, type Minor } from '../../schemas/values/money.ts';
import { addressKey, compareText } from '../../schemas/lines/records.ts';
import type { Discrepancy, DueRow, FateRow, FateTable } from '../../schemas/outcome/run.ts';
import { flagFact } from '../../schemas/outcome/facts.ts';
import { countRun, countsAlone, isOpen, ratio, sumByCurrency } from './counted.ts';
import { formatAmount, formatDecimal, formatList, inBrackets, sentence, type Language } from '../wording/format.ts';
import { WORDS } from '../wording/index.ts';
import { PAGE_TEXTS } from '../wording/page-texts.ts';

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
  const priorDiscrepancies = new Map(
    input.sales === undefined ? [] : [...input.fates].map((row) => [addressKey(row), row]),
  );
  for (const row of input.sales ?? input.fates)
    if (row.leg === 'order') {
      put(saleOf(row, priorDiscrepancies.get(addressKey(row)), input.settlementDate));
      put(calledOffElsewhere(row, input.settlementDate));
    }
  for (const row of input.fates) put(creditOf(row, input.settlementDate));
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

/**
 * What one order row adds to the sales of its date: the first version that says paid its amount, a later one the
 * difference; null where it adds nothing. What a provider confirms is as of the close: of a version that a later one
 * has replaced, what was confirmed at its own.
 */
function saleOf(row: FateRow, priorDiscrepancies: FateRow | undefined, settlementDate: PlainDate): Change | null {
  if (row.date !== settlementDate) return null;
  const counts = row.fate !== 'out_of_scope' && row.fate !== 'rejected' && row.orderLeg !== 'none';
  if (row.sold === null && !counts) return null;
  const sold = row.sold ?? row.amount;
  const now = priorDiscrepancies === undefined || priorDiscrepancies.reason === 'superseded' ? row : priorDiscrepancies;
  const isFirst = sold === row.amount;
  const cancelled = row.cancelledIn === null ? (row.cancelled ?? ZERO) : ZERO;
  if (!counts && sold === 0 && cancelled === 0) return null;
  return {
    currency: row.currency,
    orders: isFirst ? 1 : 0,
    sold,
    changed: isFirst ? ZERO : sold,
    cancelled,
    confirmed: now.orderLeg === 'agrees' ? sold : ZERO,
  };
}

/** An order that comes back in another currency calls its sale off in the one that it had. */
function calledOffElsewhere({ date, cancelledIn, cancelled }: FateRow, settlementDate: PlainDate): Change | null {
  if (date !== settlementDate || cancelledIn === null || cancelled === null) return null;
  return { currency: cancelledIn, cancelled };
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
function creditOf(row: FateRow, settlementDate: PlainDate): Change | null {
  if (row.leg !== 'bank' || row.fate === 'out_of_scope' || row.fate === 'rejected') return null;
  const isProviders = row.provider !== null || row.bankMatch !== null;
  if (row.arrivedOn !== settlementDate || row.amount <= 0 || !isProviders) return null;
  return { currency: row.currency, credited: row.amount };
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

/** The day's answer in one sentence; currencies stand one after the other, never added up. */
export function headline(language: Language, day: Headline): string {
  const phrases = PAGE_TEXTS[language].headline;
  const money = (pairs: readonly (readonly [string, Minor])[]): string =>
    pairs.length === 0 ? phrases.nothing : formatMoney(language, pairs);
  return sentence(language, [
    ...soldClauses(language, day),
    ...bankClauses(language, day),
    day.actions === 0 ? phrases.noActions : phrases.actions(day.actions, money(day.owedToUs), money(day.owedByUs)),
    ...sourceClauses(language, day),
  ]);
}

function soldClauses(language: Language, { days, settlementDate }: Headline): string[] {
  const phrases = PAGE_TEXTS[language].headline;
  const stated = (part: 'changed' | 'cancelled', tell: (money: string) => string): string[] => {
    const own = days.filter((one) => one[part] !== 0);
    return own.length === 0 ? [] : [tell(sums(language, own, part))];
  };
  const later = [...stated('changed', phrases.changed), ...stated('cancelled', phrases.cancelled)];
  const sold = soldIn(days);
  if (sold.length === 0) return [phrases.nothingSold(settlementDate), ...later];
  const orders = sold.reduce((count, one) => count + one.orders, 0);
  const rate = percent(language, sold, 'confirmed', 'sold');
  return [
    phrases.sold(settlementDate, sums(language, sold, 'sold'), orders, sums(language, sold, 'confirmed'), rate),
    ...later,
  ];
}

/** The currencies in which a day sold anything. */
export function soldIn(days: readonly DayInCurrency[]): DayInCurrency[] {
  return days.filter((one) => one.orders > 0 || one.sold !== 0);
}

/**
 * What fell due on the date and what of it is there; what came beyond, what nobody can judge, what is overdue, what was
 * credited.
 */
function bankClauses(language: Language, { days, settlementDate, asOf }: Headline): string[] {
  const phrases = PAGE_TEXTS[language].headline;
  const due = days.filter((one) => one.due !== 0);
  const by = asOf === settlementDate ? phrases.byThen : phrases.byDate(asOf);
  const stated = (part: AmountOfDay, tell: (money: string) => string): string[] => {
    const own = days.filter((one) => one[part] !== 0);
    return own.length === 0 ? [] : [tell(sums(language, own, part))];
  };
  // A share of what nobody can judge would be a claim.
  const rate = due.some((one) => one.unjudged !== 0) ? '' : percent(language, due, 'arrived', 'due');
  return [
    due.length === 0
      ? phrases.nothingDue(settlementDate)
      : phrases.bank(sums(language, due, 'due'), settlementDate, sums(language, due, 'arrived'), by, rate),
    ...stated('surplus', phrases.surplus),
    ...stated('unjudged', phrases.unjudged),
    ...stated('overdue', phrases.overdue),
    ...stated('credited', (money) => phrases.credited(money, settlementDate)),
  ];
}

type AmountOfDay = Exclude<keyof DayInCurrency, 'currency' | 'orders'>;

function sums(language: Language, days: readonly DayInCurrency[], part: AmountOfDay): string {
  return formatMoney(
    language,
    days.map((one) => [one.currency, one[part]]),
  );
}

function formatMoney(language: Language, pairs: readonly (readonly [string, Minor])[]): string {
  return formatList(
    language,
    pairs.map(([currency, sum]) => formatAmount(language, sum, currency)),
  );
}

/** ` (98.76 %)`, rounded down, for a day in one currency; '' for several currencies, or where a share means nothing. */
function percent(
  language: Language,
  days: readonly DayInCurrency[],
  part: 'confirmed' | 'arrived',
  whole: 'sold' | 'due',
): string {
  const [day, ...others] = days;
  if (day === undefined || others.length > 0 || day[whole] <= 0 || day[part] < 0 || day[part] > day[whole]) return '';
  const rate = ratio(day[part], day[whole]) ?? '';
  const digits = rate.replace('.', '').padStart(5, '0');
  const decimal = `${digits.slice(0, -2).replace(/^0+(?=\d)/, '')}.${digits.slice(-2)}`;
  return inBrackets(language, `${formatDecimal(language, decimal)}${WORDS[language].marks.percent}`);
}

function sourceClauses(language: Language, day: Headline): string[] {
  const phrases = PAGE_TEXTS[language].headline;
  const out = day.sourcesMissing.length + day.sourcesRejected.length + day.sourcesStillOut.length;
  const keeps = day.sourcesKept.length === 0 ? [] : [phrases.kept(formatList(language, day.sourcesKept))];
  if (out === 0) return [...keeps, phrases.allIn];
  const clauses: string[] = [];
  if (day.sourcesMissing.length > 0) clauses.push(phrases.missing(formatList(language, day.sourcesMissing)));
  if (day.sourcesRejected.length > 0) clauses.push(phrases.rejected(formatList(language, day.sourcesRejected)));
  if (day.sourcesStillOut.length > 0) clauses.push(phrases.stillOut(formatList(language, day.sourcesStillOut)));
  return [...clauses, ...keeps];
}
