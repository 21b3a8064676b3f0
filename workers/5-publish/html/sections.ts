import { FATES, OUT_OF_SCOPE_REASONS, type Fate } from '../../../schemas/lines/records.ts';
import type { Discrepancy, LegConservation } from '../../../schemas/outcome/run.ts';
import { absolute, add, ZERO, type Minor } from '../../../schemas/values/money.ts';
import { headline } from '../headline-text.ts';
import { inBrackets, sentence, type Language } from '../../wording/format.ts';
import { actionOf, WORDS } from '../../wording/index.ts';
import { kindName } from '../../wording/kinds/index.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { REASON_WORDS } from '../../wording/reasons.ts';
import type { SectionName } from '../../wording/page-wording.ts';
import { chart, type BarPart } from './chart.ts';
import { listLink, REPORT_LINKS } from './links.ts';
import { html, NOTHING, isolated, type Html } from './markup.ts';
import type { OwnerWork, ReportFacts } from './measure.ts';
import { pageCount, pageMoney, unbroken, withMinus } from './numbers.ts';
import { ageing, dayTiles, doFirst, sinceYesterday, verdictLines, whoOwes } from './overview.ts';
import { section } from './section.ts';
import { Cells, tableOfFilled, type TableContent } from './table.ts';
import { unshownSentence } from './unshown.ts';

/** What stands on the first page: the answer, the money by outcome, what to do. */

/** A section that is one table, with what follows it; where there is no row it says so. */
export function tableSection(
  language: Language,
  name: SectionName,
  { columns, rows }: Pick<TableContent, 'columns' | 'rows'>,
  after: Html = NOTHING,
): Html {
  if (rows.length === 0) return section(language, name, null);
  const caption = PAGE_TEXTS[language].sections[name].title;
  return section(language, name, html`${tableOfFilled(language, { id: name, caption, columns, rows })}${after}`);
}

/** The day's answer: in two sentences and a few figures. What is missing stands out. */
export function answer(language: Language, facts: ReportFacts): Html {
  const { headline: day } = facts;
  return html`<section class="answer" aria-label="${PAGE_TEXTS[language].columns.answer}">
    ${verdictLines(language, day)} ${alarm(language, facts)} ${dayTiles(language, day)}
    ${unshownSentence(language, facts)}
  </section> `;
}

function alarm(language: Language, { headline: day, input }: ReportFacts): Html {
  const absent = [...day.sourcesMissing, ...day.sourcesRejected];
  if (absent.length === 0) return NOTHING;
  const files = input.sources.filter((file) => file.state === 'missing' || file.state === 'rejected');
  const { colon } = WORDS[language].marks;
  return html`<p class="alarm">
    <strong
      >${files.map((file) => html`<span>${PAGE_TEXTS[language].sourceStates[file.state]}${colon}<bdi>${file.source}</bdi></span> `)}</strong
    >
  </p>`;
}

/** What a morning asks first: what to do, what changed, who owes, and how old it is. */
export function morning(language: Language, { morning: found, input }: ReportFacts): Html {
  const { calendar, outcome, asOf } = input;
  const ageOf = (row: Discrepancy): number => calendar.businessDaysBetween(row.firstSeen, outcome.run.date);
  return html`<div class="morning">
    ${doFirst(language, found.first, ageOf, REPORT_LINKS)}
    ${asOf === outcome.run.date ? sinceYesterday(language, found.moved, REPORT_LINKS) : NOTHING}
    ${whoOwes(language, found.owing, REPORT_LINKS)} ${ageing(language, found.ageing, REPORT_LINKS)}
  </div> `;
}

/** The whole answer in one sentence, with every amount to the centavo. */
export function answerInFull(language: Language, { headline: day }: ReportFacts): Html {
  return html`<section class="in-full">
    <p class="sentence">
      <span class="sub">${PAGE_TEXTS[language].exactBelow}</span> ${unbroken(withMinus(headline(language, day)))}
    </p>
  </section> `;
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
  const tally = (lines: number, amount: Minor): Html => {
    if (lines === 0) return cells.amount(amount);
    return html`${cells.amount(amount)} <span class="sub">${page.linesOf(pageCount(language, lines))}</span>`;
  };
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
    html`${picture}${tableOfFilled(language, { id: 'fates', caption: title, columns, rows })}${outOfScope(language, legs)}`,
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
      { title: columns.what, look: 'kinds-column' },
      { title: columns.urgent, look: 'wide' },
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
        ${listLink(REPORT_LINKS, 'kind', kind, html`${kindName(language, kind)}`)} ${pageCount(language, count)}
      </li>`,
  );
  return [
    listLink(REPORT_LINKS, 'owner', work.owner, html`${owner}`),
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
