import type { Minor } from '../../schemas/values/money.ts';
import { ratio } from './counted.ts';
import type { AmountOfDay, DayInCurrency, Headline } from './headline.ts';
import {
  formatAmount,
  formatDecimal,
  formatList,
  formatShort,
  inBrackets,
  sentence,
  type Language,
} from '../wording/format.ts';
import { WORDS } from '../wording/index.ts';
import { PAGE_TEXTS } from '../wording/page-texts.ts';

/** The day's answer in one sentence; currencies stand one after the other, never added up. */
export function headline(language: Language, day: Headline): string {
  return sentence(language, [
    ...soldClauses(language, day),
    ...bankClauses(language, day, formatAmount),
    ...creditClauses(language, day),
    actionClause(language, day, formatAmount),
    ...sourceClauses(language, day),
  ]);
}

/** The day's answer in two sentences, for a screen: whether the money is here, and what there is to do about it. */
export function verdict(language: Language, day: Headline): readonly [bank: string, work: string] {
  return [
    withCapital(sentence(language, bankClauses(language, day, formatShort))),
    withCapital(sentence(language, [actionClause(language, day, formatShort), ...sourceClauses(language, day)])),
  ];
}

function withCapital(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

/** How an amount is told: to the centavo, or as short as its currency allows. */
type AmountText = typeof formatAmount;

function actionClause(language: Language, day: Headline, text: AmountText): string {
  const phrases = PAGE_TEXTS[language].headline;
  const money = (pairs: readonly (readonly [string, Minor])[]): string =>
    pairs.length === 0 ? phrases.nothing : formatMoney(language, pairs, text);
  if (day.actions === 0) return phrases.noActions;
  return phrases.actions(day.actions, money(day.owedToUs), money(day.owedByUs));
}

function soldClauses(language: Language, { days, settlementDate }: Headline): string[] {
  const phrases = PAGE_TEXTS[language].headline;
  const stated = (part: 'changed' | 'cancelled', tell: (money: string) => string): string[] => {
    const own = days.filter((one) => one[part] !== 0);
    return own.length === 0 ? [] : [tell(sums(language, own, part, formatAmount))];
  };
  const later = [...stated('changed', phrases.changed), ...stated('cancelled', phrases.cancelled)];
  const sold = soldIn(days);
  if (sold.length === 0) return [phrases.nothingSold(settlementDate), ...later];
  const orders = sold.reduce((count, one) => count + one.orders, 0);
  const rate = percent(language, sold, 'confirmed', 'sold');
  return [
    phrases.sold(
      settlementDate,
      sums(language, sold, 'sold', formatAmount),
      orders,
      sums(language, sold, 'confirmed', formatAmount),
      rate,
    ),
    ...later,
  ];
}

/** The currencies in which a day sold anything. */
export function soldIn(days: readonly DayInCurrency[]): DayInCurrency[] {
  return days.filter((one) => one.orders > 0 || one.sold !== 0);
}

/** What fell due on the date and what of it is there; what came beyond, what nobody can judge, what is overdue. */
function bankClauses(language: Language, { days, settlementDate, asOf }: Headline, text: AmountText): string[] {
  const phrases = PAGE_TEXTS[language].headline;
  const due = days.filter((one) => one.due !== 0);
  const by = asOf === settlementDate ? phrases.byThen : phrases.byDate(asOf);
  const stated = (part: AmountOfDay, tell: (money: string) => string): string[] => {
    const own = days.filter((one) => one[part] !== 0);
    return own.length === 0 ? [] : [tell(sums(language, own, part, text))];
  };
  // A share of what nobody can judge would be a claim.
  const rate = due.some((one) => one.unjudged !== 0) ? '' : percent(language, due, 'arrived', 'due');
  return [
    due.length === 0
      ? phrases.nothingDue(settlementDate)
      : phrases.bank(sums(language, due, 'due', text), settlementDate, sums(language, due, 'arrived', text), by, rate),
    ...stated('surplus', phrases.surplus),
    ...stated('unjudged', phrases.unjudged),
    ...stated('overdue', phrases.overdue),
  ];
}

/** What the bank credited on the date that is a provider's. */
function creditClauses(language: Language, { days, settlementDate }: Headline): string[] {
  const own = days.filter((one) => one.credited !== 0);
  if (own.length === 0) return [];
  return [PAGE_TEXTS[language].headline.credited(sums(language, own, 'credited', formatAmount), settlementDate)];
}

function sums(language: Language, days: readonly DayInCurrency[], part: AmountOfDay, text: AmountText): string {
  return formatMoney(
    language,
    days.map((one) => [one.currency, one[part]]),
    text,
  );
}

function formatMoney(language: Language, pairs: readonly (readonly [string, Minor])[], text: AmountText): string {
  return formatList(
    language,
    pairs.map(([currency, sum]) => text(language, sum, currency)),
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
  const share = day === undefined || others.length > 0 ? null : shareOf(language, day[part], day[whole]);
  return share === null ? '' : inBrackets(language, share);
}

/** `98.76 %`, rounded down; null where a share means nothing. */
export function shareOf(language: Language, part: Minor, whole: Minor): string | null {
  if (whole <= 0 || part < 0 || part > whole) return null;
  const digits = (ratio(part, whole) ?? '').replace('.', '');
  const percent = `${digits.slice(0, -2).replace(/^0+(?=\d)/, '')}.${digits.slice(-2)}`;
  return `${formatDecimal(language, percent)}${WORDS[language].marks.percent}`;
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
