import type { Discrepancy } from '../../../schemas/outcome/run.ts';
import { shareOf, soldIn, verdict } from '../headline-text.ts';
import type { DayInCurrency, Headline } from '../headline.ts';
import { AGE_BANDS, type AgeBand, type Aged, type Moved, type Owing, type Sums } from '../morning.ts';
import { sumByCurrency } from '../counted.ts';
import type { Language } from '../../wording/format.ts';
import { actionOf } from '../../wording/index.ts';
import { kindName } from '../../wording/kinds/index.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { listLink, type Links } from './links.ts';
import { html, isolated, NOTHING, type Html } from './markup.ts';
import { pageCount, unbroken, withMinus } from './numbers.ts';
import { section } from './section.ts';
import { shortSum, shortSums, tiles } from './tiles.ts';
import { Cells, columnsOf, table, type TableColumn } from './table.ts';

/**
 * The first screen of a morning, of the report and of other pages: is the money here, what to do first, what changed,
 * who owes, how old it is. Each part is made of figures alone and knows nothing of the page around it.
 */

/** The day's answer in two sentences. */
export function verdictLines(language: Language, day: Headline): Html {
  const [bank, work] = verdict(language, day);
  return html`<p class="verdict">${unbroken(withMinus(bank))}</p>
    <p class="verdict">${unbroken(withMinus(work))}</p> `;
}

/** What fell due, arrived and is overdue, what is owed, and what was sold. */
export function dayTiles(language: Language, day: Headline): Html {
  const { figures, ofDue, confirmedShare, earlierDates } = PAGE_TEXTS[language];
  const { days } = day;
  const due = days.filter((one) => one.due !== 0);
  const sold = soldIn(days);
  const sums = (own: readonly DayInCurrency[], part: 'due' | 'arrived' | 'sold' | 'overdue'): Sums =>
    own.map((one) => [one.currency, one[part]] as const);
  // Where a file is missing nobody can judge the share.
  const arrivedShare = due.some((one) => one.unjudged !== 0) ? null : onlyShare(language, due, 'arrived', 'due');
  const confirmed = onlyShare(language, sold, 'confirmed', 'sold');
  const overdue = days.filter((one) => one.overdue !== 0);
  return tiles(language, [
    { name: figures.due, money: sums(due, 'due') },
    { name: figures.arrived, money: sums(due, 'arrived'), note: arrivedShare === null ? '' : ofDue(arrivedShare) },
    {
      name: figures.overdue,
      money: sums(overdue, 'overdue'),
      ...(overdue.length === 0 ? {} : { note: earlierDates, tone: 'bad' as const }),
    },
    { name: figures.owedToUs, money: day.owedToUs },
    { name: figures.owedByUs, money: day.owedByUs },
    { name: figures.sold, money: sums(sold, 'sold'), note: confirmed === null ? '' : confirmedShare(confirmed) },
  ]);
}

function onlyShare(
  language: Language,
  days: readonly DayInCurrency[],
  part: 'confirmed' | 'arrived',
  whole: 'sold' | 'due',
): string | null {
  const [day, ...others] = days;
  return day === undefined || others.length > 0 ? null : shareOf(language, day[part], day[whole]);
}

const FIRST_ON_SCREEN = 3;

/** The actions that are worth most, each a link to its row; a print has room for more. */
export function doFirst(
  language: Language,
  rows: readonly Discrepancy[],
  ageOf: (row: Discrepancy) => number,
  links: Links,
): Html {
  if (rows.length === 0) return section(language, 'first', null);
  const items = rows.map((row, index) => {
    const printed = index < FIRST_ON_SCREEN ? NOTHING : html` class="print-only"`;
    return html`<li${printed}>${firstRow(language, row, ageOf(row), links)}</li> `;
  });
  return section(
    language,
    'first',
    html`<ol class="first-rows">
      ${items}
    </ol>`,
  );
}

function firstRow(language: Language, row: Discrepancy, age: number, links: Links): Html {
  const page = PAGE_TEXTS[language];
  const about = row.merchantReference ?? row.payoutId ?? row.providerId ?? row.key[0] ?? '';
  const owed =
    row.direction === 'owed_to_us' ? page.list.owedToUs : row.direction === 'owed_by_us' ? page.list.owedByUs : '';
  const where = [row.provider, row.store].filter((part) => part !== null && part !== '');
  return html`<p class="first-head">
      <a href="${links.row(row.id)}" data-row="${row.id}">${kindName(language, row.kind)}</a>
      <span class="first-money">
        ${row.moneyAtRisk === 0 ? NOTHING : shortSum(language, row.currency ?? '', row.moneyAtRisk)}
        ${owed === '' ? NOTHING : html`<span class="sub">${owed}</span>`}
      </span>
    </p>
    <p class="first-about">
      <span class="about">${isolated(about)}</span>
      ${where.map((part) => html`· ${isolated(part ?? '')} `)}· ${page.days(age)}
    </p>
    <p class="first-action">${withMinus(actionOf(language, row))}</p>`;
}

/** What the run did to the actions of the run before it; only what happened. */
export function sinceYesterday(language: Language, moved: readonly Moved[], links: Links): Html {
  const { movements } = PAGE_TEXTS[language];
  const cells = new Cells(language);
  const shown = moved.filter(({ rows, movement }) => rows > 0 || ALWAYS_TOLD.has(movement));
  const rows = shown.map(({ movement, rows: count, money }) => [
    count === 0 ? html`${movements[movement]}` : listLink(links, 'movement', movement, html`${movements[movement]}`),
    cells.count(count),
    money.length === 0 ? cells.text(null) : shortSums(language, money),
  ]);
  return small(language, 'since', columnsOf(language, 'what', '#actions', '#atRisk'), rows);
}

const ALWAYS_TOLD: ReadonlySet<string> = new Set(['opened', 'grew', 'decided', 'closed']);

const PROVIDERS_MAX = 5;

/** Who owes us, and what we owe, by provider. */
export function whoOwes(language: Language, owing: readonly Owing[], links: Links): Html {
  const page = PAGE_TEXTS[language];
  const cells = new Cells(language);
  const money = (sums: Sums): Html => (sums.length === 0 ? cells.text(null) : shortSums(language, sums));
  const rowOf = (head: Html, one: Omit<Owing, 'provider'>): Html[] => [
    head,
    cells.count(one.rows),
    money(one.owedToUs),
    money(one.owedByUs),
    html`${page.days(one.oldest)}`,
  ];
  const shown = owing.length <= PROVIDERS_MAX ? owing : owing.slice(0, PROVIDERS_MAX - 1);
  const rows = shown.map((one) =>
    rowOf(
      listLink(
        links,
        'provider',
        one.provider ?? '',
        one.provider === null ? html`${page.noProvider}` : isolated(one.provider),
      ),
      one,
    ),
  );
  const others = owing.slice(shown.length);
  if (others.length > 0)
    rows.push(rowOf(html`${page.otherProviders(pageCount(language, others.length))}`, together(others)));
  return small(
    language,
    'owing',
    columnsOf(language, 'provider', '#actions', '#owedToUs', '#owedByUs', '#oldest'),
    rows,
  );
}

function together(owing: readonly Owing[]): Omit<Owing, 'provider'> {
  const sums = (part: 'owedToUs' | 'owedByUs'): Sums => sumByCurrency(owing.flatMap((one) => [...one[part]]));
  return {
    rows: owing.reduce((count, one) => count + one.rows, 0),
    owedToUs: sums('owedToUs'),
    owedByUs: sums('owedByUs'),
    oldest: owing.reduce((oldest, one) => Math.max(oldest, one.oldest), 0),
  };
}

/** Open actions by age, each band as a share of the fullest. */
export function ageing(language: Language, aged: readonly Aged[], links: Links): Html {
  if (aged.every(({ rows }) => rows === 0)) return section(language, 'ageing', null);
  const cells = new Cells(language);
  const money = (sums: Sums): Html => (sums.length === 0 ? cells.text(null) : shortSums(language, sums));
  const rows = aged.map(({ band, rows: count, owedToUs, owedByUs }) => {
    const text = html`${bandText(language, band)}`;
    return [
      count === 0 ? text : listLink(links, 'band', bandName(band), text),
      cells.count(count),
      money(owedToUs),
      money(owedByUs),
    ];
  });
  return small(language, 'ageing', columnsOf(language, 'age', '#actions', '#owedToUs', '#owedByUs'), rows);
}

/** `3-5`, `31-`: a band in an address. */
export function bandName({ from, to }: AgeBand): string {
  return `${String(from)}-${to === null ? '' : String(to)}`;
}

export function bandText(language: Language, { from, to }: AgeBand): string {
  return PAGE_TEXTS[language].band(pageCount(language, from), to === null ? null : pageCount(language, to));
}

/** The bands with their names, for a filter. */
export function bandsOf(language: Language): readonly (readonly [name: string, text: string])[] {
  return AGE_BANDS.map((band) => [bandName(band), bandText(language, band)]);
}

function small(
  language: Language,
  name: 'since' | 'owing' | 'ageing',
  columns: readonly TableColumn[],
  rows: readonly (readonly Html[])[],
): Html {
  if (rows.length === 0) return section(language, name, null);
  return section(
    language,
    name,
    table({ id: name, caption: PAGE_TEXTS[language].sections[name].title, columns, rows }),
  );
}
