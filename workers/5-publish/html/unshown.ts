import { sumByCurrency } from '../counted.ts';
import { UNASSIGNED } from '../stores-csv.ts';
import { formatList, type Language } from '../../wording/format.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { html, NOTHING, type Html } from './markup.ts';
import type { ReportFacts } from './measure.ts';
import { pageMoney } from './numbers.ts';
import { Cells, tableOfFilled } from './table.ts';

/** What no feed shows of orders with several tenders: a sentence beside the headline, and the sums by store. */

/** The sum and the stores with most of it; nothing where every tender is shown. */
export function unshownSentence(language: Language, { unshownTenders }: ReportFacts): Html {
  if (unshownTenders.length === 0) return NOTHING;
  const page = PAGE_TEXTS[language];
  const total = sumByCurrency(unshownTenders.map(({ currency, rest }) => [currency, rest])).map(([currency, sum]) =>
    pageMoney(language, currency, sum),
  );
  const stores = [...unshownTenders]
    .sort((a, b) => b.rest - a.rest)
    .map(
      ({ store, currency, rest }) =>
        `${store === UNASSIGNED ? page.unassigned : store} ${pageMoney(language, currency, rest)}`,
    );
  return html`<p class="note unshown">
    ${page.unshownTenders(formatList(language, total), formatList(language, stores))}
  </p>`;
}

/** A row a store and currency; nothing where every tender is shown. */
export function unshownTable(language: Language, { unshownTenders }: ReportFacts): Html {
  if (unshownTenders.length === 0) return NOTHING;
  const page = PAGE_TEXTS[language];
  const cells = new Cells(language);
  return tableOfFilled(language, {
    id: 'unshown-tenders',
    caption: page.columns.unshown,
    columns: [
      { title: page.columns.store },
      { title: page.columns.currency },
      { title: page.columns.orders, isNumber: true },
      { title: page.columns.unshown, isNumber: true },
    ],
    rows: unshownTenders.map(({ store, currency, orders, rest }) => [
      cells.text(store === UNASSIGNED ? page.unassigned : store),
      cells.text(currency),
      cells.count(orders),
      cells.amount(rest),
    ]),
  });
}
