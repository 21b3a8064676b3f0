import { isWholeCurrency, type Language } from '../../wording/format.ts';
import type { Minor } from '../../../schemas/values/money.ts';
import { html, NOTHING, type Html } from './markup.ts';
import { pageMoney, shortMoney } from './numbers.ts';

/** Figures that stand alone, as the report and other pages show them. */

type Sums = readonly (readonly [currency: string, sum: Minor])[];

export interface Tile {
  readonly name: string;
  readonly money: Sums;
  readonly note?: string;
  /** How it is to be taken; told by a mark beside the colour. */
  readonly tone?: 'bad' | 'good';
}

/** Figures beside each other; where there is no money, a dash. */
export function tiles(language: Language, all: readonly Tile[]): Html {
  return html`<dl class="tiles">${all.map((one) => tile(language, one))}</dl> `;
}

function tile(language: Language, { name, money, note = '', tone }: Tile): Html {
  return html`<div${tone === undefined ? NOTHING : html` class="tile-${tone}"`}>
    <dt>${name}</dt>
    <dd>
      ${shortSums(language, money)}
      ${note === '' ? NOTHING : html`<span class="tile-note">${note}</span>`}
    </dd>
  </div> `;
}

/** Sums of several currencies, one under the other, a dash where there is none; what is rounded stands in a tooltip. */
export function shortSums(language: Language, sums: Sums): Html {
  if (sums.length === 0) return html`<span class="none">–</span>`;
  return html`${sums.map(([currency, sum]) => shortSum(language, currency, sum))}`;
}

/** One amount as a list shows it. */
export function shortSum(language: Language, currency: string, sum: Minor): Html {
  const isCut = isWholeCurrency(currency) && sum % 100 !== 0;
  const title = isCut ? html` title="${pageMoney(language, currency, sum)}"` : NOTHING;
  return html`<span class="sum" ${title}>${shortMoney(language, currency, sum)}</span>`;
}
