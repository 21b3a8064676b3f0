import type { PlainDate } from '../../schemas/dates.ts';
import type { SourceFile } from '../../schemas/files.ts';
import { add, ZERO, type Minor } from '../../schemas/money.ts';
import { compareText } from '../../schemas/records.ts';
import type { Discrepancy, FateRow } from '../../schemas/run.ts';
import { countRun, countsAlone, isOpen, sumByCurrency } from './standing.ts';
import { ratio } from './summary.ts';
import { formatAmount, formatDecimal, formatList, inBrackets, sentence, type Language } from './wording/format.ts';
import { WORDS } from './wording/index.ts';
import { PAGE_TEXTS } from './wording/page-texts.ts';

export interface HeadlineInput {
  readonly settlementDate: PlainDate;
  /** The date at whose close the fates stand; default: the settlement date. */
  readonly asOf?: PlainDate;
  readonly fates: readonly FateRow[];
  readonly discrepancies: readonly Discrepancy[];
  readonly sources: readonly SourceFile[];
}

/** The day in one currency. */
export interface DayInCurrency {
  readonly currency: string;
  /** The cohort's orders that expect money. */
  readonly orders: number;
  readonly sold: Minor;
  /** Of it, what the provider confirms to the centavo. */
  readonly confirmed: Minor;
  /** What was due at the bank by the date, of the lines in the run's hands. */
  readonly due: Minor;
  readonly arrived: Minor;
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
}

/**
 * The numbers of the day's answer. Sold: the orders of the cohort that look for a payment, at the order's amount, unreadable rows left out;
 * confirmed: those whose payments agree. Due at the bank: the settlement lines that the run had in hand (of the cohort
 * and carried in), in scope, that look for a bank line and were due at its close or before, at their net; arrived: those
 * whose bank line agrees. Actions: those that stand, without the rows under a suspect file.
 */
export function measureDay(input: HeadlineInput): Headline {
  const days = new Map<string, DayInCurrency>();
  const asOf = input.asOf ?? input.settlementDate;
  for (const row of input.fates) {
    const change = shareOf(row, input.settlementDate, asOf);
    if (change === null) continue;
    const day = days.get(row.currency);
    days.set(row.currency, day === undefined ? change : addUp(day, change));
  }
  const counters = countRun(input.discrepancies, input.sources);
  return {
    settlementDate: input.settlementDate,
    asOf,
    days: [...days.values()].sort((a, b) => compareText(a.currency, b.currency)),
    actions: counters.actionsOpen,
    owedToUs: owed(input.discrepancies, 'owed_to_us'),
    owedByUs: owed(input.discrepancies, 'owed_by_us'),
    sourcesMissing: counters.sourcesMissing,
    sourcesRejected: counters.sourcesRejected,
  };
}

/** What one line adds to the day; null where it adds nothing. */
function shareOf(row: FateRow, settlementDate: PlainDate, asOf: PlainDate): DayInCurrency | null {
  const nothing: DayInCurrency = { currency: row.currency, orders: 0, sold: ZERO, confirmed: ZERO, due: ZERO, arrived: ZERO };
  if (row.fate === 'out_of_scope' || row.fate === 'rejected') return null;
  if (row.leg === 'order') {
    if (row.date !== settlementDate || row.orderLeg === 'none') return null;
    return { ...nothing, orders: 1, sold: row.amount, confirmed: row.orderLeg === 'agrees' ? row.amount : ZERO };
  }
  if (row.leg === 'settlement') {
    if (row.bankLeg === 'none' || row.dueOn === null || row.dueOn > asOf) return null;
    const due = row.settlementNet ?? row.amount;
    return { ...nothing, due, arrived: row.bankLeg === 'agrees' ? due : ZERO };
  }
  return null;
}

function addUp(a: DayInCurrency, b: DayInCurrency): DayInCurrency {
  return {
    currency: a.currency,
    orders: a.orders + b.orders,
    sold: add(a.sold, b.sold),
    confirmed: add(a.confirmed, b.confirmed),
    due: add(a.due, b.due),
    arrived: add(a.arrived, b.arrived),
  };
}

function owed(discrepancies: readonly Discrepancy[], direction: 'owed_to_us' | 'owed_by_us'): [string, Minor][] {
  const actions = discrepancies.filter((row) => row.class === 'action' && isOpen(row) && countsAlone(row) && row.direction === direction);
  return sumByCurrency(actions.map((row) => [row.currency, row.moneyAtRisk]));
}

/** The day's answer in one sentence; currencies stand one after the other, never added up. */
export function headline(language: Language, day: Headline): string {
  const phrases = PAGE_TEXTS[language].headline;
  const sold = day.days.filter((one) => one.orders > 0);
  const due = day.days.filter((one) => one.due !== 0);
  const money = (pairs: readonly (readonly [string, Minor])[]): string =>
    pairs.length === 0 ? phrases.nothing : formatMoney(language, pairs);
  const by = day.asOf === day.settlementDate ? phrases.byThen : phrases.byDate(day.asOf);
  return sentence(language, [
    sold.length === 0
      ? phrases.nothingSold(day.settlementDate)
      : phrases.sold(
          day.settlementDate,
          formatMoney(
            language,
            sold.map((one) => [one.currency, one.sold]),
          ),
          sold.reduce((orders, one) => orders + one.orders, 0),
          formatMoney(
            language,
            sold.map((one) => [one.currency, one.confirmed]),
          ),
          percent(language, sold, 'confirmed', 'sold'),
        ),
    due.length === 0
      ? phrases.nothingDue(by)
      : phrases.bank(
          formatMoney(
            language,
            due.map((one) => [one.currency, one.due]),
          ),
          by,
          formatMoney(
            language,
            due.map((one) => [one.currency, one.arrived]),
          ),
          percent(language, due, 'arrived', 'due'),
        ),
    day.actions === 0 ? phrases.noActions : phrases.actions(day.actions, money(day.owedToUs), money(day.owedByUs)),
    ...sourceClauses(language, day),
  ]);
}

function formatMoney(language: Language, pairs: readonly (readonly [string, Minor])[]): string {
  return formatList(
    language,
    pairs.map(([currency, sum]) => formatAmount(language, sum, currency)),
  );
}

/** ` (98.76 %)`, rounded down, for a day in one currency; '' for several currencies, or where a share means nothing. */
function percent(language: Language, days: readonly DayInCurrency[], part: 'confirmed' | 'arrived', whole: 'sold' | 'due'): string {
  const [day, ...others] = days;
  if (day === undefined || others.length > 0 || day[whole] <= 0 || day[part] < 0 || day[part] > day[whole]) return '';
  const rate = ratio(day[part], day[whole]) ?? '';
  const digits = rate.replace('.', '').padStart(5, '0');
  const decimal = `${digits.slice(0, -2).replace(/^0+(?=\d)/, '')}.${digits.slice(-2)}`;
  return inBrackets(language, `${formatDecimal(language, decimal)}${WORDS[language].marks.percent}`);
}

function sourceClauses(language: Language, day: Headline): string[] {
  const phrases = PAGE_TEXTS[language].headline;
  if (day.sourcesMissing.length === 0 && day.sourcesRejected.length === 0) return [phrases.allIn];
  const clauses: string[] = [];
  if (day.sourcesMissing.length > 0) clauses.push(phrases.missing(formatList(language, day.sourcesMissing)));
  if (day.sourcesRejected.length > 0) clauses.push(phrases.rejected(formatList(language, day.sourcesRejected)));
  return clauses;
}
