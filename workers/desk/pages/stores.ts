import type { StoreRow } from '../../../schemas/outcome/run.ts';
import { html, isolated, NOTHING, type Html } from '../../5-publish/html/markup.ts';
import { shortSum } from '../../5-publish/html/tiles.ts';
import { pageCount } from '../../5-publish/html/numbers.ts';
import { table } from '../../5-publish/html/table.ts';
import { compareStores, UNASSIGNED } from '../../5-publish/stores-csv.ts';
import { inScope, NO_FILTER, openPage, openRowsThatPass } from '../../queries/open-list.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { queueAddress } from '../address.ts';
import type { Asked } from '../desk.ts';
import { Refused } from '../refusals.ts';
import { listedRows, listOf, namesOfPeople } from './rows.ts';

/** The money of the newest date by store, and one store's page for who manages it. */

async function storeRows({ context, signed }: Asked): Promise<{ readonly date: string; readonly rows: StoreRow[] }> {
  const run = (await context.store.runs.newestOfEach()).at(-1);
  if (run === undefined) throw new Refused('nothing_run');
  const rows = await context.store.outcomes.stores(run);
  return {
    date: run.date,
    rows: rows.filter((row) => inScope(signed.scope, row.store === UNASSIGNED ? null : row.store)).sort(compareStores),
  };
}

export async function storesPage(asked: Asked): Promise<Html> {
  const { texts, openRows, signed } = asked;
  const { date, rows } = await storeRows(asked);
  const open = openRowsThatPass(await openRows.current(), NO_FILTER, signed.scope, 'money');
  const counts = new Map<string | null, number>();
  for (const row of open) counts.set(row.store, (counts.get(row.store) ?? 0) + 1);
  return html`<h1>${texts.stores.title}</h1>
    <p class="meta">${texts.stores.month} <a href="/dates/${date}">${date}</a></p>
    <section aria-label="${texts.stores.title}">
      ${rows.length === 0 ? html`<p class="empty">${texts.stores.none}</p>` : storeTable(asked, rows, counts)}
    </section>`;
}

const STORE_ROWS = 50;

/** Throws `Refused` for a store that nothing is known of, or that who asks may not know of. */
export async function storePage(
  asked: Asked,
  store: string,
): Promise<{ readonly title: string; readonly content: Html }> {
  const { texts, openRows, signed, language, found } = asked;
  if (!inScope(signed.scope, store)) throw new Refused('not_found');
  const { date, rows } = await storeRows(asked);
  const ofStore = rows.filter((row) => row.store === store);
  const listed = asked.context.config.stores.list?.[store];
  const opened = await openRows.current();
  const page = openPage(opened, {
    filter: { ...NO_FILTER, store: [store] },
    scope: signed.scope,
    sort: 'money',
    limit: STORE_ROWS,
    after: null,
  });
  if (ofStore.length === 0 && page.total === 0 && listed === undefined) throw new Refused('not_found');
  const whole = opened.run === null ? [] : await found.of(page.rows, opened.run);
  const shown = listedRows(whole, page.rows);
  const nameOf = await namesOfPeople(asked.context);
  const title = [store, listed?.name ?? ofStore[0]?.name ?? ''].filter((part) => part !== '').join(' ');
  return {
    title,
    content: html`<p class="back"><a href="/stores">${texts.stores.title}</a></p>
      <h1>${isolated(title)}</h1>
      <p class="meta">${texts.stores.month} ${date}</p>
      <section aria-label="${texts.stores.title}">
        ${ofStore.length === 0 ? html`<p class="empty">${texts.stores.none}</p>` : storeTable(asked, ofStore, new Map([[store, page.total]]))}
      </section>
      <section aria-labelledby="open-title">
        <h2 id="open-title">${texts.stores.queue}</h2>
        ${shown.length === 0 ? html`<p class="empty">${texts.today.nothingOpen}</p>` : listOf(language, shown, nameOf, { id: 'rows', caption: texts.stores.queue })}
        ${
          page.next === null
            ? NOTHING
            : html`<p class="more-link">
                <a href="${queueAddress({ filter: { store: [store] } })}">${texts.today.all}</a>
              </p>`
        }
      </section>`,
  };
}

function storeTable(
  { texts, language }: Asked,
  rows: readonly StoreRow[],
  open: ReadonlyMap<string | null, number>,
): Html {
  const { columns, unassigned } = PAGE_TEXTS[language];
  const money = (row: StoreRow, amount: StoreRow['net']): Html =>
    amount === 0 ? html`<span class="none">–</span>` : shortSum(language, row.currency, amount);
  return table({
    id: 'stores',
    caption: texts.stores.title,
    columns: [
      { title: columns.store },
      { title: columns.orders, isNumber: true },
      { title: columns.net, isNumber: true },
      { title: columns.confirmed, isNumber: true },
      { title: columns.awaiting, isNumber: true },
      { title: columns.broken, isNumber: true },
      { title: texts.stores.open, isNumber: true },
    ],
    rows: rows.map((row) => [
      row.store === UNASSIGNED
        ? html`${unassigned}`
        : html`<a href="/stores/${encodeURIComponent(row.store)}">${isolated(row.store)}</a> ${isolated(row.name)}`,
      html`${pageCount(language, row.orders)}`,
      money(row, row.net),
      money(row, row.bankConfirmed),
      money(row, row.awaiting),
      money(row, row.broken),
      openLink(language, row.store === UNASSIGNED ? null : row.store, open),
    ]),
  });
}

function openLink(language: Asked['language'], store: string | null, open: ReadonlyMap<string | null, number>): Html {
  const count = open.get(store) ?? 0;
  if (count === 0) return html`<span class="none">–</span>`;
  return html`<a href="${queueAddress({ filter: { store: [store ?? ''] } })}">${pageCount(language, count)}</a>`;
}
