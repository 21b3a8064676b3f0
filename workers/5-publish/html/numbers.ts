import type { Minor } from '../../../schemas/values/money.ts';
import { formatAmount, formatCount, formatShort, type Language } from '../../wording/format.ts';

/** U+2212: a hyphen is too short to be seen before a number. */
const MINUS = '\u2212';

/** An amount without its currency, for a column that says which: `−1,234,567.89`. */
export function pageAmount(language: Language, amount: Minor): string {
  return formatAmount(language, amount, null).replace('-', MINUS);
}

/** `COP −1,234.00`. */
export function pageMoney(language: Language, currency: string, amount: Minor): string {
  return `${currency}\u00a0${pageAmount(language, amount)}`;
}

/** `COP −1,234`: as a tile or a list shows it. */
export function shortMoney(language: Language, currency: string, amount: Minor): string {
  return unbroken(formatShort(language, amount, currency).replace('-', MINUS));
}

export function pageCount(language: Language, count: number): string {
  return formatCount(language, count).replace('-', MINUS);
}

/** A sentence whose amounts stay beside their currency. */
export function unbroken(sentence: string): string {
  return sentence.replaceAll(/(?<=\b[A-Z]{3}) (?=[\u2212\d])/g, '\u00a0');
}

/** A sentence of the wording with a real minus before its amounts; references keep their hyphens. */
export function withMinus(sentence: string): string {
  return sentence.replaceAll(/(?<=[A-Z]{3} )-(?=\d)/g, MINUS);
}
