import type { PlainDate } from '../../schemas/dates.ts';
import type { SourceFile } from '../../schemas/files.ts';
import { add, ZERO, type Minor } from '../../schemas/money.ts';
import { compareText } from '../../schemas/records.ts';
import type { Discrepancy, FateRow } from '../../schemas/run.ts';
import { countRun, countsAlone, isOpen, sumByCurrency } from './standing.ts';
import { ratio } from './summary.ts';
import { formatAmount, formatCount, formatDecimal, formatList, sentence, type Language } from './wording/format.ts';

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

/** The phrases of one language; every argument is already printed for people. */
interface Phrases {
  readonly sold: (date: string, sold: string, orders: number, confirmed: string, rate: string) => string;
  readonly nothingSold: (date: string) => string;
  readonly bank: (due: string, by: string, arrived: string, rate: string) => string;
  readonly nothingDue: (by: string) => string;
  /** `by then`, of the settlement date itself. */
  readonly byThen: string;
  readonly byDate: (date: string) => string;
  readonly nothing: string;
  readonly actions: (count: number, toUs: string, byUs: string) => string;
  readonly noActions: string;
  readonly missing: (sources: string) => string;
  readonly rejected: (sources: string) => string;
  readonly allIn: string;
}

const PHRASES: Readonly<Record<Language, Phrases>> = {
  en: {
    sold: (date, sold, orders, confirmed, rate) =>
      `The sales of ${date} are ${sold} in ${formatCount('en', orders)} ${orders === 1 ? 'order' : 'orders'}, of which the provider confirms ${confirmed}${rate}`,
    nothingSold: (date) => `No sale of ${date} is on file`,
    bank: (due, by, arrived, rate) => `of ${due} due at the bank ${by}, ${arrived} arrived${rate}`,
    nothingDue: (by) => `nothing was due at the bank ${by}`,
    byThen: 'by then',
    byDate: (date) => `by ${date}`,
    nothing: 'nothing',
    actions: (count, toUs, byUs) =>
      `${formatCount('en', count)} ${count === 1 ? 'action is' : 'actions are'} open: ${toUs} owed to us, ${byUs} owed by us`,
    noActions: 'no action is open',
    missing: (sources) => `missing: ${sources}`,
    rejected: (sources) => `refused: ${sources}`,
    allIn: 'no source is missing',
  },
  es: {
    sold: (date, sold, orders, confirmed, rate) =>
      `Las ventas del ${date} son ${sold} en ${formatCount('es', orders)} ${orders === 1 ? 'pedido' : 'pedidos'}, de las cuales la pasarela confirma ${confirmed}${rate}`,
    nothingSold: (date) => `No hay ventas del ${date} en los archivos`,
    bank: (due, by, arrived, rate) => `de ${due} que debían estar en el banco ${by}, llegaron ${arrived}${rate}`,
    nothingDue: (by) => `no había abonos por llegar al banco ${by}`,
    byThen: 'a esa fecha',
    byDate: (date) => `al ${date}`,
    nothing: 'nada',
    actions: (count, toUs, byUs) =>
      `${formatCount('es', count)} ${count === 1 ? 'acción abierta' : 'acciones abiertas'}: ${toUs} a nuestro favor, ${byUs} a nuestro cargo`,
    noActions: 'no hay acciones abiertas',
    missing: (sources) => `falta: ${sources}`,
    rejected: (sources) => `rechazado: ${sources}`,
    allIn: 'no falta ninguna fuente',
  },
};

/** The day's answer in one sentence; currencies stand one after the other, never added up. */
export function headline(language: Language, day: Headline): string {
  const phrases = PHRASES[language];
  const sold = day.days.filter((one) => one.orders > 0);
  const due = day.days.filter((one) => one.due !== 0);
  const money = (pairs: readonly (readonly [string, Minor])[]): string =>
    pairs.length === 0 ? phrases.nothing : formatMoney(language, pairs);
  const by = day.asOf === day.settlementDate ? phrases.byThen : phrases.byDate(day.asOf);
  return sentence([
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

/** ` (98.76 %)` for a day in one currency, rounded down; '' for several currencies, or where a share means nothing. */
function percent(language: Language, days: readonly DayInCurrency[], part: 'confirmed' | 'arrived', whole: 'sold' | 'due'): string {
  const [day, ...others] = days;
  if (day === undefined || others.length > 0 || day[whole] <= 0 || day[part] < 0 || day[part] > day[whole]) return '';
  const rate = ratio(day[part], day[whole]) ?? '';
  const digits = rate.replace('.', '').padStart(5, '0');
  const decimal = `${digits.slice(0, -2).replace(/^0+(?=\d)/, '')}.${digits.slice(-2)}`;
  return ` (${formatDecimal(language, decimal)} %)`;
}

function sourceClauses(language: Language, day: Headline): string[] {
  const phrases = PHRASES[language];
  if (day.sourcesMissing.length === 0 && day.sourcesRejected.length === 0) return [phrases.allIn];
  const clauses: string[] = [];
  if (day.sourcesMissing.length > 0) clauses.push(phrases.missing(formatList(language, day.sourcesMissing)));
  if (day.sourcesRejected.length > 0) clauses.push(phrases.rejected(formatList(language, day.sourcesRejected)));
  return clauses;
}
