import { FATES, OUT_OF_SCOPE_REASONS, type Fate } from '../../../schemas/lines/records.ts';
import type { LegConservation } from '../../../schemas/outcome/run.ts';
import { absolute, add, ZERO, type Minor } from '../../../schemas/values/money.ts';
import { headline, soldIn, type DayInCurrency } from '../headline.ts';
import { ratio } from '../counted.ts';
import { formatDecimal, inBrackets, sentence, type Language } from '../../wording/format.ts';
import { actionOf, WORDS } from '../../wording/index.ts';
import { kindName } from '../../wording/kinds/index.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { REASON_WORDS } from '../../wording/reasons.ts';
import type { SectionName } from '../../wording/page-wording.ts';
import { chart, type BarPart } from './chart.ts';
import { html, NOTHING, isolated, type Html } from './markup.ts';
import type { OwnerWork, ReportFacts } from './measure.ts';
import { pageCount, pageMoney, unbroken, withMinus } from './numbers.ts';
import { DISCREPANCY_KINDS } from '../../../schemas/kinds/kinds.ts';
import { OWNERS } from './rows.ts';
import { Cells, table, type TableContent } from './table.ts';
import { unshownSentence } from './unshown.ts';

/** What stands on the first page: the answer, the money by outcome, what to do. */

/** A section with its heading; where it has nothing to show it says so. */
export function section(language: Language, name: SectionName, content: Html | null): Html {
  const { title, note, empty } = PAGE_TEXTS[language].sections[name];
  return html`<section aria-labelledby="${name}-title" class="section-${name}">
    <h2 id="${name}-title">${title}</h2>
    ${content === null || note === '' ? NOTHING : html`<p class="note">${note}</p>`}
    ${content ?? html`<p class="empty">${empty}</p>`}
  </section> `;
}

/** A section that is one table, with what follows it; where there is no row it says so. */
export function tableSection(
  language: Language,
  name: SectionName,
  { columns, rows }: Pick<TableContent, 'columns' | 'rows'>,
  after: Html = NOTHING,
): Html {
  if (rows.length === 0) return section(language, name, null);
  const caption = PAGE_TEXTS[language].sections[name].title;
  return section(language, name, html`${table({ id: name, caption, columns, rows })}${after}`);
}

/** The day's answer and its key figures. */
export function answer(language: Language, facts: ReportFacts): Html {
  const { headline: day, input } = facts;
  const page = PAGE_TEXTS[language];
  const absent = [...day.sourcesMissing, ...day.sourcesRejected];
  return html`<section class="answer" aria-label="${page.columns.answer}">
    <p class="sentence">${unbroken(withMinus(headline(language, day)))}</p>
    ${
      absent.length === 0
        ? NOTHING
        : html`<p class="alarm">
            <strong
              >${input.sources
                .filter((file) => file.state === 'missing' || file.state === 'rejected')
                .map(
                  (file) =>
                    html`<span
                      >${page.sourceStates[file.state]}${WORDS[language].marks.colon}<bdi>${file.source}</bdi></span
                    > `,
                )}</strong
            >
          </p>`
    }
    <dl class="figures">${figures(language, facts)}</dl>
    ${unshownSentence(language, facts)}
  </section> `;
}

function figures(language: Language, { headline: day, opened }: ReportFacts): Html[] {
  const page = PAGE_TEXTS[language];
  const { figures: names } = page;
  const sold = soldIn(day.days);
  const due = day.days.filter((one) => one.due !== 0);
  const money = (days: readonly DayInCurrency[], part: 'sold' | 'confirmed' | 'due' | 'arrived'): string[] =>
    days.map((one) => pageMoney(language, one.currency, one[part]));
  const sums = (values: readonly (readonly [string, Minor])[]): string[] =>
    values.map(([currency, sum]) => pageMoney(language, currency, sum));
  const share = (
    days: readonly DayInCurrency[],
    part: 'confirmed' | 'arrived',
    whole: 'sold' | 'due',
    tell: (rate: string) => string,
  ): string => {
    const rate = rateOf(language, days, part, whole);
    return rate === null ? '' : tell(rate);
  };
  return [
    figure(names.sold, money(sold, 'sold'), ''),
    figure(names.confirmed, money(sold, 'confirmed'), share(sold, 'confirmed', 'sold', page.ofSold)),
    figure(names.due, money(due, 'due'), ''),
    // Where a file is missing nobody can judge the share.
    figure(
      names.arrived,
      money(due, 'arrived'),
      due.some((one) => one.unjudged !== 0) ? '' : share(due, 'arrived', 'due', page.ofDue),
    ),
    figure(names.owedToUs, sums(day.owedToUs), ''),
    figure(names.owedByUs, sums(day.owedByUs), ''),
    figure(names.actions, [pageCount(language, day.actions)], `${pageCount(language, opened)} ${names.opened}`),
  ];
}

function figure(name: string, values: readonly string[], note: string): Html {
  const shown =
    values.length === 0
      ? [html`<span class="none">–</span>`]
      : values.map((value) => html`<span class="sum">${value}</span>`);
  return html`<div>
    <dt>${name}</dt>
    <dd>${shown}${note === '' ? NOTHING : html` <span class="figure-note">${note}</span>`}</dd>
  </div> `;
}

/** `98.76 %` of a day in one currency, rounded down; null where a share means nothing. */
function rateOf(
  language: Language,
  days: readonly DayInCurrency[],
  part: 'confirmed' | 'arrived',
  whole: 'sold' | 'due',
): string | null {
  const [day, ...others] = days;
  if (day === undefined || others.length > 0 || day[whole] <= 0 || day[part] < 0 || day[part] > day[whole]) return null;
  const digits = (ratio(day[part], day[whole]) ?? '').replace('.', '');
  const percent = `${digits.slice(0, -2).replace(/^0+(?=\d)/, '')}.${digits.slice(-2)}`;
  return `${formatDecimal(language, percent)}${WORDS[language].marks.percent}`;
}

const TONES = {
  matched: 'good',
  awaiting: 'wait',
  broken: 'bad',
  decided: 'done',
  out_of_scope: null,
  rejected: 'bad',
} as const satisfies Readonly<Record<Fate, BarPart['tone'] | null>>;

/** Money by outcome: a bar a leg, and the table that proves it. */
export function fates(language: Language, { legs }: ReportFacts): Html {
  if (legs.length === 0) return section(language, 'fates', null);
  const page = PAGE_TEXTS[language];
  const cells = new Cells(language);
  const columns = [
    { title: page.columns.leg },
    ...FATES.map((fate) => ({ title: page.fates[fate], isNumber: true })),
    { title: page.columns.total, isNumber: true },
  ];
  const tally = (lines: number, amount: Minor): Html =>
    html`${cells.amount(amount)}
      <span class="sub">${lines === 0 ? '' : page.linesOf(pageCount(language, lines))}</span>`;
  const rows = legs.map((leg) => [
    html`${page.legs[leg.leg]} <span class="sub">${leg.currency}</span>`,
    ...FATES.map((fate) => tally(leg.fates[fate].lines, leg.fates[fate].amount)),
    tally(...totalOf(leg)),
  ]);
  const { title } = page.sections.fates;
  const picture = chart({
    title: page.chart(title),
    legend: (['matched', 'awaiting', 'broken'] as const).map((fate) => ({
      tone: TONES[fate],
      text: page.fates[fate],
    })),
    bars: legs.map((leg) => ({
      label: html`${page.legs[leg.leg]} ${leg.currency}`,
      name: `${page.legs[leg.leg]} ${leg.currency}`,
      parts: fateParts(language, leg),
      value: '',
      scale: leg.currency,
    })),
  });
  return section(
    language,
    'fates',
    html`${picture}${table({ id: 'fates', caption: title, columns, rows })}${outOfScope(language, legs)}`,
  );
}

/** Why lines take no part, by leg: an order that nobody paid is seen there and in no rate. */
function outOfScope(language: Language, legs: readonly LegConservation[]): Html {
  const page = PAGE_TEXTS[language];
  const { colon, comma } = WORDS[language].marks;
  const isolated = legs.flatMap((leg) => {
    const reasons = OUT_OF_SCOPE_REASONS.flatMap((reason) => {
      const tally = leg.outOfScope[reason];
      if (tally === undefined) return [];
      const size = `${page.linesOf(pageCount(language, tally.lines))} ${pageMoney(language, leg.currency, tally.amount)}`;
      return [`${REASON_WORDS[language][reason]}${inBrackets(language, size)}`];
    });
    const head = `${page.fates.out_of_scope}${inBrackets(language, page.legs[leg.leg])}`;
    return reasons.length === 0 ? [] : [`${head}${colon}${reasons.join(comma)}`];
  });
  if (isolated.length === 0) return NOTHING;
  return html`<p class="note">${sentence(language, isolated)}</p>`;
}

function totalOf(leg: LegConservation): [lines: number, amount: Minor] {
  const tallies = FATES.map((fate) => leg.fates[fate]);
  return [
    tallies.reduce((lines, tally) => lines + tally.lines, 0),
    tallies.reduce((total, tally) => add(total, tally.amount), ZERO),
  ];
}

function fateParts(language: Language, leg: LegConservation): BarPart[] {
  const page = PAGE_TEXTS[language];
  return FATES.flatMap((fate) => {
    const tone = TONES[fate];
    const { amount } = leg.fates[fate];
    if (tone === null || amount === 0) return [];
    return [{ tone, size: absolute(amount), text: `${page.fates[fate]} ${pageMoney(language, leg.currency, amount)}` }];
  });
}

/** What to do, by owner. */
export function owners(language: Language, facts: ReportFacts): Html {
  const { columns } = PAGE_TEXTS[language];
  return tableSection(language, 'owners', {
    columns: [
      { title: columns.owner },
      { title: columns.openActions, isNumber: true },
      { title: columns.openedToday, isNumber: true },
      { title: columns.owedToUs, isNumber: true },
      { title: columns.owedByUs, isNumber: true },
      { title: columns.what },
      { title: columns.urgent },
    ],
    rows: facts.owners.map((work) => ownerRow(language, work)),
  });
}

function ownerRow(language: Language, work: OwnerWork): Html[] {
  const words = WORDS[language];
  const cells = new Cells(language);
  const { urgent } = work;
  const about = urgent.merchantReference ?? urgent.payoutId ?? urgent.providerId ?? urgent.key[0] ?? '';
  const owner = words.owners[work.owner];
  // The owner stands at the head of the row.
  const action = withMinus(actionOf(language, urgent)).slice(owner.length + words.marks.colon.length);
  const kinds = work.kinds.map(
    ([kind, count]) =>
      html`<li>
        ${filterLink('kind', DISCREPANCY_KINDS.indexOf(kind), kindName(language, kind))} ${pageCount(language, count)}
      </li>`,
  );
  return [
    filterLink('owner', OWNERS.indexOf(work.owner), owner),
    cells.count(work.open),
    cells.count(work.opened),
    cells.sums(work.owedToUs),
    cells.sums(work.owedByUs),
    html`<ul class="kinds">
      ${kinds}
    </ul>`,
    html`${isolated(about)}${urgent.moneyAtRisk === 0 ? NOTHING : html` <span class="sum">${pageMoney(language, urgent.currency ?? '', urgent.moneyAtRisk)}</span>`}
      <span class="say">${action}</span>`,
  ];
}

/** Leads to the list; the page's script filters it on the way. */
export function filterLink(filter: 'owner' | 'kind' | 'store', value: number | string, text: string): Html {
  return html`<a href="#list-title" data-filter="${filter}" data-value="${String(value)}"
    >${filter === 'store' ? html`<bdi>${text}</bdi>` : text}</a
  >`;
}
