import { addStores } from '../../4-classify/store-split.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import type { StoreRow } from '../../../schemas/outcome/run.ts';
import type { DayAnswer } from '../answer.ts';
import { headline } from '../headline-text.ts';
import { compareStores, storeTotals } from '../stores-csv.ts';
import type { Language } from '../../wording/format.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { storeCells, storeColumns } from './details.ts';
import { html, NOTHING, isolated, trusted, type Html } from './markup.ts';
import { pageCount, unbroken, withMinus } from './numbers.ts';
import { documentEnd, documentStart, languageBar, languageTemplates, pageLink } from './page.ts';
import type { DueDate } from '../trend.ts';
import { Cells, table, tableOfFilled } from './table.ts';
import { trend } from './trend.ts';
import { append } from '../../../schemas/values/groups.ts';

/** index.html: every date with its answer and the way to its report, and the months by store. */

/** One date as the index shows it: its newest generation. */
export interface IndexedDate {
  readonly date: PlainDate;
  readonly generation: number;
  /** An earlier date has changed since. */
  readonly stale: boolean;
  /** Relative to the reports folder; null where this generation has no page (an older program wrote it). */
  readonly page: string | null;
  /** Null where it was not recorded or is not as it was. */
  readonly answer: DayAnswer | null;
}

/** Older dates are listed without their answer, so that ten years open as fast as one. */
const ANSWERED_DATES_MAX = 400;

/** The page as text; the same dates give the same bytes. */
export function renderIndex(
  tenant: string,
  languages: readonly Language[],
  dates: readonly IndexedDate[],
  dues: readonly DueDate[],
): string {
  const newestFirst = [...dates].sort((a, b) => compareText(b.date, a.date));
  const [first = 'en', ...others] = languages;
  const months = monthsOf(newestFirst.slice(0, ANSWERED_DATES_MAX));
  const body = (language: Language): Html => indexBody(language, { tenant, dates: newestFirst, months, dues });
  return [
    documentStart(first, titleOf(first, tenant)),
    languageBar(languages, first),
    html`<div id="page">${body(first)}</div>`,
    languageTemplates(others, body),
    documentEnd(),
  ]
    .map((part) => part.markup)
    .join('\n');
}

function titleOf(language: Language, tenant: string): string {
  return `${PAGE_TEXTS[language].index.title} · ${tenant}`;
}

interface Indexed {
  readonly tenant: string;
  readonly dates: readonly IndexedDate[];
  readonly months: readonly MonthOfStores[];
  /** Of the newest dates, what fell due on each. */
  readonly dues: readonly DueDate[];
}

function indexBody(language: Language, { tenant, dates, months, dues }: Indexed): Html {
  const { index, skip } = PAGE_TEXTS[language];
  const [newest] = dates;
  const oldest = dates.at(-1);
  const intro =
    newest === undefined || oldest === undefined
      ? index.none
      : index.intro(pageCount(language, dates.length), oldest.date, newest.date);
  const pages = new Map(dates.map((one) => [one.date, one]));
  const sections = [
    trend(language, dues, (date) => {
      const one = pages.get(date);
      return one === undefined ? html`${date}` : dateLink(language, one);
    }),
    dates.length === 0 ? NOTHING : datesSection(language, dates.slice(0, ANSWERED_DATES_MAX)),
    monthsSection(language, months),
    olderSection(language, dates.slice(ANSWERED_DATES_MAX)),
  ];
  return html`<a class="skip" href="#content">${skip}</a>
    <header class="top" data-title="${titleOf(language, tenant)}">
      <p class="kicker"><span class="brand">Cuadre</span> ${isolated(tenant)}</p>
      <h1>${index.title}</h1>
      <p class="meta">${intro}</p>
    </header>
    <main id="content" tabindex="-1">${inLines(sections)}</main> `;
}

/** One under the other, each in a line of its own. */
function inLines(sections: readonly Html[]): Html {
  return trusted(`\n${sections.map(({ markup }) => markup).join('\n')}\n`);
}

function datesSection(language: Language, dates: readonly IndexedDate[]): Html {
  const { index, columns } = PAGE_TEXTS[language];
  return html`<section class="dates-list" aria-labelledby="dates-title">
    <h2 id="dates-title">${index.dates}</h2>
    ${table({
      id: 'dates',
      caption: index.dates,
      columns: [
        { title: columns.date },
        { title: columns.answer, look: 'wide' },
        { title: columns.openActions, isNumber: true },
        { title: columns.openedToday, isNumber: true },
        { title: columns.owedToUs, isNumber: true },
        { title: columns.owedByUs, isNumber: true },
      ],
      rows: dates.map((one) => dateRow(language, one)),
    })}
  </section> `;
}

function dateRow(language: Language, one: IndexedDate): Html[] {
  const page = PAGE_TEXTS[language];
  const cells = new Cells(language);
  const { answer } = one;
  const weekday = html`<span class="say">${page.longDate(one.date)}</span>`;
  const head = html`${dateLink(language, one)} ${weekday}
  ${one.stale ? html`<span class="say">${page.index.stale}</span>` : NOTHING}`;
  if (answer === null) return [head, ...Array.from({ length: 5 }, () => cells.text(null))];
  const day = answer.headline;
  const absent = day.sourcesMissing.length + day.sourcesRejected.length;
  const mark = absent === 0 ? NOTHING : html`<span class="badge source-missing">${page.index.missing}</span> `;
  return [
    head,
    html`${mark}${unbroken(withMinus(headline(language, day)))}`,
    cells.count(day.actions),
    cells.count(answer.opened),
    cells.sums(day.owedToUs),
    cells.sums(day.owedByUs),
  ];
}

function dateLink(language: Language, { date, page }: IndexedDate): Html {
  if (page === null) return html`${date}`;
  return html`<span class="date" title="${PAGE_TEXTS[language].index.open(date)}">${pageLink(page, date)}</span>`;
}

/** The stores of a month and what they come to. */
interface MonthOfStores {
  /** `2026-06` */
  readonly month: string;
  readonly stores: readonly StoreRow[];
  readonly totals: readonly StoreRow[];
}

/** The stores of each month, the newest first. */
function monthsOf(dates: readonly IndexedDate[]): MonthOfStores[] {
  const months = new Map<string, StoreRow[][]>();
  for (const { date, answer } of dates) {
    if (answer === null) continue;
    append(months, date.slice(0, 7), [...answer.stores]);
  }
  // What later runs, of whatever month, changed of the dates shown.
  for (const { month, stores } of dates.flatMap(({ answer }) => answer?.moved ?? []))
    months.get(month)?.push([...stores]);
  return [...months].map(([month, splits]) => {
    const stores = addStores(splits).sort(compareStores);
    return { month, stores, totals: storeTotals(stores) };
  });
}

/** Only the newest month stands open. */
function monthsSection(language: Language, months: readonly MonthOfStores[]): Html {
  if (months.length === 0) return NOTHING;
  const { index } = PAGE_TEXTS[language];
  return html`<section aria-labelledby="months-title">
    <h2 id="months-title">${index.months}</h2>
    <p class="note">${index.monthNote}</p>
    ${months.map((month, place) => monthDetails(language, month, place === 0))}
  </section> `;
}

function monthDetails(language: Language, { month, stores, totals }: MonthOfStores, isOpen: boolean): Html {
  const { longMonth, total } = PAGE_TEXTS[language];
  const content = tableOfFilled(language, {
    id: `month-${month}`,
    caption: longMonth(month),
    columns: storeColumns(language),
    rows: stores.map((row) => storeCells(language, row)),
    totals: totals.map((row) => storeCells(language, { ...row, store: total, name: '' })),
  });
  return html`<details class="month" ${isOpen ? html`open` : NOTHING}>
    <summary><h3>${longMonth(month)}</h3></summary>
    ${content}
  </details> `;
}

function olderSection(language: Language, dates: readonly IndexedDate[]): Html {
  if (dates.length === 0) return NOTHING;
  const months = new Map<string, IndexedDate[]>();
  for (const one of dates) months.set(one.date.slice(0, 7), [...(months.get(one.date.slice(0, 7)) ?? []), one]);
  const { index, longMonth } = PAGE_TEXTS[language];
  return html`<section aria-labelledby="older-title">
    <h2 id="older-title">${index.older}</h2>
    <dl class="older">
      ${[...months].map(
        ([month, own]) =>
          html`<div>
            <dt>${longMonth(month)}</dt>
            <dd>${own.map((one) => html`${dateLink(language, one)} `)}</dd>
          </div>`,
      )}
    </dl>
  </section> `;
}
