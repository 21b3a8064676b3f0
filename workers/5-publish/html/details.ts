import type { FileProblem, SourceFile } from '../../../schemas/lines/files.ts';
import type { PayoutRow, StoreRow } from '../../../schemas/outcome/run.ts';
import { placesOf, UNASSIGNED } from '../stores-csv.ts';
import type { Language } from '../../wording/format.ts';
import { WORDS } from '../../wording/index.ts';
import { kindName } from '../../wording/kinds/index.ts';
import { wordFor } from '../../wording/kind-wording.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { readerSentence } from '../../wording/reader-words.ts';
import { chart, type Bar } from './chart.ts';
import { html, NOTHING, isolated, type Html } from './markup.ts';
import type { ReportFacts } from './measure.ts';
import { pageCount, pageMoney } from './numbers.ts';
import { listLink, REPORT_LINKS } from './links.ts';
import { section } from './section.ts';
import { tableSection } from './sections.ts';
import { Cells, columnsOf, offPaper, tableOfFilled, type TableColumn } from './table.ts';
import { unshownTable } from './unshown.ts';

/**
 * What stands after the first page: discrepancies by kind and store, payouts, lateness, what is to come, stores,
 * sources.
 */

/** Longer tables are cut; the CSV beside the page has every row. */
export const TABLE_ROWS_MAX = 500;
const CHART_BARS_MAX = 15;

export function kinds(language: Language, facts: ReportFacts): Html {
  const cells = new Cells(language);
  const rows = facts.kinds.map(({ kind, rows: count, open, opened, atRisk }) => [
    listLink(REPORT_LINKS, 'kind', kind, html`${kindName(language, kind)}`),
    cells.count(count),
    cells.count(open),
    cells.count(opened),
    cells.sums(atRisk),
  ]);
  const columns = columnsOf(language, 'kind', '#rows', '#openActions', '#openedToday', '#atRisk');
  return tableSection(language, 'kinds', { columns, rows });
}

export function openStores(language: Language, facts: ReportFacts): Html {
  const cells = new Cells(language);
  const names = new Map(facts.stores.map((row) => [row.store, row.name]));
  const { list } = PAGE_TEXTS[language];
  const all = facts.openStores;
  const rows = all
    .slice(0, TABLE_ROWS_MAX)
    .map(({ store, open, opened, owedToUs, owedByUs }) => [
      listLink(
        REPORT_LINKS,
        'store',
        store ?? '',
        store === null ? html`${list.noStore}` : html`<bdi>${nameOf(store, names.get(store) ?? '')}</bdi>`,
      ),
      cells.count(open),
      cells.count(opened),
      cells.sums(owedToUs),
      cells.sums(owedByUs),
    ]);
  const columns = columnsOf(language, 'store', '#openActions', '#openedToday', '#owedToUs', '#owedByUs');
  const cut = cutNote(language, rows.length, all.length, 'discrepancies.csv');
  return tableSection(language, 'openStores', { columns, rows }, cut);
}

function nameOf(store: string, name: string): string {
  return name === '' ? store : `${store} ${name}`;
}

/** Says where the rest is; nothing where all is shown. */
export function cutNote(language: Language, shown: number, total: number, file: string): Html {
  if (shown >= total) return NOTHING;
  return html`<p class="note">
    ${PAGE_TEXTS[language].cut(pageCount(language, shown), pageCount(language, total), file)} ${fileLink(file)}
  </p>`;
}

export function fileLink(file: string): Html {
  return html`<a href="${file}">${file}</a>`;
}

/** Open payouts first where there are too many to show: those are worked on. */
export function payouts(language: Language, facts: ReportFacts): Html {
  const cells = new Cells(language);
  const order = { broken: 0, awaiting: 1, decided: 2, matched: 3 } as const;
  const shown =
    facts.payouts.length <= TABLE_ROWS_MAX
      ? facts.payouts
      : [...facts.payouts].sort((a, b) => order[a.fate] - order[b.fate]).slice(0, TABLE_ROWS_MAX);
  const columns = columnsOf(
    language,
    'payout',
    'settled',
    '#lines',
    '#gross',
    '#refunds',
    '#fees',
    '#taxes',
    '#adjustments',
    '#net',
    '#bank',
    '#difference',
    'due',
    'arrived',
    'fate',
  );
  const rows = shown.map((row) => payoutRow(language, cells, row));
  const cut = cutNote(language, shown.length, facts.payouts.length, 'payouts.csv');
  const leftOffPaper = offPaper(language, columns, 'lines', 'refunds', 'fees', 'taxes', 'adjustments');
  return tableSection(language, 'payouts', { columns: leftOffPaper, rows }, cut);
}

/** Who pays stands under the payout, how it was matched under its outcome: as columns they would push the money off. */
function payoutRow(language: Language, cells: Cells, row: PayoutRow): Html[] {
  const page = PAGE_TEXTS[language];
  return [
    html`${isolated(row.payoutId)} <span class="sub">${row.currency}</span>
      <span class="say">${isolated(row.source)}</span>`,
    cells.date(row.settledOn),
    cells.count(row.lines),
    cells.amount(row.gross),
    cells.amount(row.refunds),
    cells.amount(row.fees),
    cells.amount(row.taxes),
    cells.amount(row.adjustments),
    html`<strong>${cells.amount(row.net)}</strong>`,
    cells.amount(row.bankAmount),
    cells.amount(row.difference),
    cells.date(row.dueOn),
    cells.date(row.arrivedOn),
    html`${fateBadge(row.fate, page.fates[row.fate])}
    ${row.pass === null ? NOTHING : html`<span class="say off-paper">${page.passes[row.pass]}</span>`}`,
  ];
}

function fateBadge(fate: string, text: string): Html {
  return html`<span class="badge fate-${fate}">${text}</span>`;
}

export function late(language: Language, facts: ReportFacts): Html {
  const cells = new Cells(language);
  const shown = facts.late.slice(0, TABLE_ROWS_MAX);
  const rows = shown.map((row) => [
    cells.text(row.merchantReference ?? row.payoutId ?? row.providerId),
    cells.text(row.provider),
    cells.text(row.store),
    cells.text(row.currency),
    cells.amount(row.bankAmount ?? row.settlementNet),
    cells.date(row.dueOn),
    cells.date(row.arrivedOn),
    cells.count(row.businessDaysLate),
  ]);
  const columns = columnsOf(language, 'reference', 'provider', 'store', 'currency', '#bank', 'due', 'arrived', '#late');
  const cut = cutNote(language, shown.length, facts.late.length, 'discrepancies.csv');
  return tableSection(language, 'late', { columns, rows }, cut);
}

export function expected(language: Language, facts: ReportFacts): Html {
  const cells = new Cells(language);
  const { pastDue } = PAGE_TEXTS[language];
  const rows = facts.expected.map((cash) => [
    cash.dueOn === null ? fateBadge('broken', pastDue) : cells.date(cash.dueOn),
    cells.text(cash.provider),
    cells.count(cash.lines),
    cells.text(cash.currency),
    cells.amount(cash.amount),
  ]);
  const columns = columnsOf(language, 'due', 'provider', '#lines', 'currency', '#bank');
  return tableSection(language, 'expected', { columns, rows });
}

export function stores(language: Language, facts: ReportFacts): Html {
  if (facts.stores.length === 0) return section(language, 'stores', null);
  const page = PAGE_TEXTS[language];
  const { title } = page.sections.stores;
  const shown = facts.stores.slice(0, TABLE_ROWS_MAX);
  const picture = chart({
    title: page.chart(title),
    legend: [
      { tone: 'good', text: page.columns.confirmed },
      { tone: 'wait', text: page.columns.awaiting },
      { tone: 'bad', text: page.columns.broken },
    ],
    bars: [...facts.stores]
      .sort((a, b) => b.gross - a.gross)
      .slice(0, CHART_BARS_MAX)
      .map((row) => storeBar(language, row)),
  });
  const content = tableOfFilled(language, {
    id: 'stores',
    caption: title,
    columns: storeColumns(language),
    rows: shown.map((row) => storeCells(language, row)),
    totals: facts.totals.map((row) => storeCells(language, { ...row, store: page.total, name: '' })),
  });
  return section(
    language,
    'stores',
    html`${picture}${content}${cutNote(language, shown.length, facts.stores.length, 'stores.csv')}${unshownTable(language, facts)}`,
  );
}

export function storeColumns(language: Language): TableColumn[] {
  const columns = columnsOf(
    language,
    'store',
    '#orders',
    '#gross',
    '#refunds',
    '#chargebacks',
    '#fees',
    '#taxes',
    '#net',
    '#confirmed',
    '#awaiting',
    '#broken',
    '#confirmedOnDay',
  );
  // What lies between gross and net is in the CSV: an amount that breaks in its digits would be read wrongly.
  return offPaper(language, columns, 'refunds', 'chargebacks', 'fees', 'taxes');
}

/**
 * Entity, city and cost centre stand under the store: as columns they would push the money off a phone and off the
 * paper.
 */
export function storeCells(language: Language, row: StoreRow): Html[] {
  const cells = new Cells(language);
  return [
    html`${storeLabel(language, row)} <span class="sub">${row.currency}</span>${placeLabel(language, row)}`,
    cells.count(row.orders),
    ...[
      row.gross,
      row.refunds,
      row.chargebacks,
      row.fees,
      row.taxes,
      row.net,
      row.bankConfirmed,
      row.awaiting,
      row.broken,
      row.confirmedOnDay,
    ].map((amount) => cells.amount(amount)),
  ];
}

function placeLabel(language: Language, row: StoreRow): Html {
  const { columns } = PAGE_TEXTS[language];
  const places = placesOf([row]).map(
    (place) =>
      html`<span class="say">${columns[place]}${WORDS[language].marks.colon}${isolated(row[place] ?? '')}</span>`,
  );
  return html`${places}`;
}

function storeLabel(language: Language, row: StoreRow): Html {
  const page = PAGE_TEXTS[language];
  if (row.store === UNASSIGNED) return html`${page.unassigned}`;
  const mark = row.listed ? NOTHING : html` <span class="badge">${page.notListed}</span>`;
  return html`${isolated(row.store)}${row.name === '' ? NOTHING : html` ${isolated(row.name)}`}${mark}`;
}

function storeBar(language: Language, row: StoreRow): Bar {
  const { columns, unassigned } = PAGE_TEXTS[language];
  const money = (amount: StoreRow['net']): string => pageMoney(language, row.currency, amount);
  return {
    label: storeLabel(language, row),
    name: row.store === UNASSIGNED ? unassigned : nameOf(row.store, row.name),
    parts: [
      { tone: 'good', size: row.bankConfirmed, text: `${columns.confirmed} ${money(row.bankConfirmed)}` },
      { tone: 'wait', size: row.awaiting, text: `${columns.awaiting} ${money(row.awaiting)}` },
      { tone: 'bad', size: row.broken, text: `${columns.broken} ${money(row.broken)}` },
    ],
    value: money(row.net),
    scale: row.currency,
  };
}

export function sources(language: Language, { input }: ReportFacts): Html {
  const columns = columnsOf(language, 'source', 'leg', 'state', 'file', '#lines', '#rejects', 'footing', 'sha256');
  const rows = sortedSources(input.sources).map((file) => sourceRow(language, file));
  return tableSection(language, 'sources', { columns, rows });
}

export function sortedSources(files: readonly SourceFile[]): SourceFile[] {
  return [...files].sort((a, b) => (a.source < b.source ? -1 : 1));
}

function sourceRow(language: Language, file: SourceFile): Html[] {
  const page = PAGE_TEXTS[language];
  const cells = new Cells(language);
  const words = ({ code, detail }: FileProblem): Html =>
    html` ${wordFor(WORDS[language].refusals, code)} ${readerWords(language, detail)}`;
  const refused = file.refused ? html` ${page.refusedAgain}${words(file.refused.problem)}` : NOTHING;
  const problem = file.problem === null ? refused : words(file.problem);
  const footing =
    file.footing === null
      ? cells.text(null)
      : html`${page.footings[file.footing.state]} ${readerWords(language, file.footing.detail)}`;
  return [
    isolated(file.source),
    html`${page.legs[file.leg]}`,
    html`<span class="badge source-${file.state}">${page.sourceStates[file.state]}</span>${problem}`,
    cells.text(file.name),
    cells.count(file.lines),
    cells.count(file.rejects),
    footing,
    file.sha256 === null ? cells.text(null) : html`<code class="hash">${file.sha256}</code>`,
  ];
}

/** What a reader says of a file; a sentence that nobody has put into the page's language is marked as English. */
function readerWords(language: Language, sentence: string): Html {
  const words = readerSentence(language, sentence);
  return words === null
    ? html`<span class="say" lang="en">${isolated(sentence)}</span>`
    : html`<span class="say">${isolated(words)}</span>`;
}
