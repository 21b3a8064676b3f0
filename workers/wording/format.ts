import { LANGUAGES, type Language } from '../../schemas/config/config.ts';
import { currencyDigits, formatMajor, type Minor } from '../../schemas/values/money.ts';
import { WORDS } from './words.ts';

export { LANGUAGES, type Language };

/** Longer texts are cut: a sentence must stay one. */
const TEXT_LENGTH_MAX = 120;
/** A longer list ends in "and 7 more". */
const LIST_LENGTH_MAX = 5;

/**
 * An amount for people: `COP 120,000.00` in English, `COP 120.000,00` in Spanish, `COP 120,000.00` in Chinese; without
 * a currency the number alone.
 */
export function formatAmount(language: Language, amount: Minor, currency: string | null): string {
  const number = localise(language, formatMajor(amount));
  return currency === null || currency === '' ? number : `${printable(currency)} ${number}`;
}

/** Whether nobody pays in the hundredths of a currency: those without a minor unit, and the peso of Colombia. */
export function isWholeCurrency(currency: string): boolean {
  return currency === 'COP' || currencyDigits(currency) === 0;
}

/**
 * An amount as a tile or a list shows it: of a currency without use for decimals it is rounded, half away from zero;
 * the details, the tables and the files have it full. An amount that would round to nothing is told full.
 */
export function formatShort(language: Language, amount: Minor, currency: string | null): string {
  if (!isRounded(currency, amount)) return formatAmount(language, amount, currency);
  const number = localise(language, `${amount < 0 ? '-' : ''}${String(Math.round(Math.abs(amount) / 100))}`);
  return currency === null ? number : `${printable(currency)} ${number}`;
}

function isRounded(currency: string | null, amount: Minor): boolean {
  const size = Math.abs(amount);
  return isWholeCurrency(currency ?? '') && (size === 0 || size >= 50);
}

/** A whole number for people: `1,234` or `1.234`. */
export function formatCount(language: Language, count: number): string {
  return localise(language, String(count));
}

/** A plain decimal text (`2.35`) with the language's marks. A text that is no decimal is printed as it is. */
export function formatDecimal(language: Language, decimal: string): string {
  return /^-?\d+(\.\d+)?$/.test(decimal) ? localise(language, decimal) : printable(decimal);
}

/** A rate in percent with as many decimals as it needs, two at least: `2.7500` is `2.75`. */
export function formatRate(language: Language, rate: string): string {
  return formatDecimal(language, rate.replace(/(\.\d\d\d*?)0+$/, '$1'));
}

function localise(language: Language, decimal: string): string {
  const { thousands, decimal: mark } = WORDS[language].marks;
  const [whole = '', fraction] = decimal.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return fraction === undefined ? grouped : `${grouped}${mark}${fraction}`;
}

/** `a, b and c`; past five `a, b, c, d, e and 7 more`. */
export function formatList(language: Language, items: readonly string[]): string {
  const { comma, and, more } = WORDS[language].marks;
  const shown = items.slice(0, LIST_LENGTH_MAX).map(printable);
  const left = items.length - shown.length;
  if (left > 0) shown.push(more(formatCount(language, left)));
  const last = shown.pop();
  if (last === undefined) return '';
  return shown.length === 0 ? last : `${shown.join(comma)}${and}${last}`;
}

/**
 * A text of a file as a part of a sentence: control and invisible characters (line ends, marks that turn the direction
 * of writing) become one space, and a long text is cut at 120 characters. What the CSV columns print stays as it was.
 */
export function printable(text: string): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\s]+/gu, ' ').trim();
  const characters = Array.from(clean);
  return characters.length <= TEXT_LENGTH_MAX ? clean : `${characters.slice(0, TEXT_LENGTH_MAX - 1).join('')}…`;
}

/** Clauses as one sentence: empty ones dropped, one stop at the end. */
export function sentence(language: Language, clauses: readonly string[]): string {
  const { clause: between, stop, tight } = WORDS[language].marks;
  const joined = clauses
    .map((clause) => clause.trim().replace(/[.;。；]+$/, ''))
    .filter((clause) => clause !== '')
    .join(between);
  return `${tight === null ? joined : joined.replaceAll(tight, '$1')}${stop}`;
}

/** ` (text)` as the language writes it, or '' for an empty text. */
export function inBrackets(language: Language, text: string): string {
  const [open, close] = WORDS[language].marks.brackets;
  return text === '' ? '' : `${open}${text}${close}`;
}

/** The text made from a value, or '' where there is no value: what lets a clause shrink gracefully. */
export function given<Value>(value: Value | null, make: (value: Value) => string): string {
  return value === null ? '' : make(value);
}
