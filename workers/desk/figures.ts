import { formatMajor, type Minor } from '../../schemas/values/money.ts';
import type { Language } from '../wording/format.ts';
import { html, type Html } from '../5-publish/html/markup.ts';
import { pageMoney } from '../5-publish/html/numbers.ts';

/** Currencies whose cents nobody counts in: tiles and lists show whole ones, and the exact amount on demand. */
const WHOLE: ReadonlySet<string> = new Set(['COP', 'CLP', 'PYG', 'JPY', 'KRW', 'VND']);

/** `COP 1,234` where one counts in whole ones, `USD 12.34` else. Nothing is rounded: cents are left out. */
export function shortMoney(language: Language, currency: string, amount: Minor): Html {
  const exact = pageMoney(language, currency, amount);
  if (!WHOLE.has(currency)) return html`<span class="sum">${exact}</span>`;
  const short = exact.slice(0, -'.00'.length);
  return formatMajor(amount).endsWith('.00')
    ? html`<span class="sum">${short}</span>`
    : html`<span class="sum" title="${exact}">${short}</span>`;
}

/** Sums of several currencies, one under the other; a dash where there is none. */
export function shortSums(language: Language, sums: readonly (readonly [string, Minor])[]): Html {
  if (sums.length === 0) return html`<span class="none">–</span>`;
  return html`${sums.map(([currency, sum]) => shortMoney(language, currency, sum))}`;
}

/** The same for a sentence: `COP 1,234 and USD 5.00` is told by the caller. */
export function shortText(language: Language, currency: string, amount: Minor): string {
  const exact = pageMoney(language, currency, amount);
  return WHOLE.has(currency) ? exact.slice(0, -'.00'.length) : exact;
}
