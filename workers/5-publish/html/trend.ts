import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { Minor } from '../../../schemas/values/money.ts';
import { shareOf } from '../headline-text.ts';
import { totalOf, trendsOf, type DueDate, type Trend, type TrendPoint } from '../trend.ts';
import type { Language } from '../../wording/format.ts';
import { WORDS } from '../../wording/index.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { html, NOTHING, type Html } from './markup.ts';
import { pageCount, pageMoney, shortMoney } from './numbers.ts';
import { section } from './section.ts';
import { Cells, tableOfFilled } from './table.ts';

/**
 * What fell due at the bank date by date, and how much of it was there by the close: a column a date, and beside the
 * plot the table that has its figures. Made of figures alone, for the report, the index and other pages.
 */

const WIDTH = 960;
const HEIGHT = 96;
/** A few dates do not fill the width: a column is a date, and no wall. */
const SLOTS_MIN = 16;
/** What is missing is seen, however little it is beside the highest column. */
const PART_MIN = 3;

type Tone = 'good' | 'wait' | 'lacking';

/**
 * The section with a plot a currency; nothing where fewer than two dates tell anything.
 *
 * @param dateCell how the table names a date: where the page has one, as a link to it
 */
export function trend(
  language: Language,
  dates: readonly DueDate[],
  dateCell: (date: PlainDate) => Html = (date) => html`<span class="date">${date}</span>`,
): Html {
  const trends = trendsOf(dates);
  if (trends.length === 0) return NOTHING;
  const plots = trends.map((one) => plot(language, one, dateCell));
  return section(language, 'trend', html`${legend(language, trends)}${plots}`);
}

function legend(language: Language, trends: readonly Trend[]): Html {
  const { trend: texts, figures } = PAGE_TEXTS[language];
  const isTold = (part: 'unjudged' | 'missing'): boolean => trends.some((one) => totalOf(one)[part] > 0);
  const entries: readonly (readonly [tone: Tone, text: string, isTold: boolean])[] = [
    ['good', figures.arrived, true],
    ['wait', texts.unjudged, isTold('unjudged')],
    ['lacking', texts.missing, isTold('missing')],
  ];
  return html`<ul class="legend trend-legend">
    ${entries.map(([tone, text, told]) => (told ? html`<li>${mark(tone)} ${text}</li> ` : NOTHING))}
  </ul>`;
}

function mark(tone: Tone): Html {
  return html`<svg class="mark" aria-hidden="true" viewBox="0 0 24 12" focusable="false">
    <rect class="look-${tone}" x="1" y="1" width="22" height="10" />
  </svg>`;
}

function plot(language: Language, one: Trend, dateCell: (date: PlainDate) => Html): Html {
  const { trend: texts, chart } = PAGE_TEXTS[language];
  const highest = one.points.reduce((most, { due }) => (due > most ? due : most), 0 as Minor);
  const { due, arrived, unjudged } = totalOf(one);
  const money = (amount: Minor): string => shortMoney(language, one.currency, amount);
  // A share of what nobody can judge would be a claim.
  const share = unjudged > 0 ? null : shareOf(language, arrived, due);
  const count = one.points.filter((point) => point.due > 0).length;
  return html`<figure class="trend">
    <figcaption>${texts.sum(money(due), count, pageCount(language, count), money(arrived), share)}</figcaption>
    <svg
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      role="img"
      aria-label="${chart(`${texts.plot} ${one.currency}`)}"
      preserveAspectRatio="none"
      focusable="false"
    >
      ${one.points.map((point, place) => column(language, one, point, place, highest))}
      <rect class="ground" x="0" y="${HEIGHT - 1}" width="${WIDTH}" height="1" />
    </svg>
    <p class="trend-scale">
      ${one.points[0]?.date ?? ''} – ${one.points.at(-1)?.date ?? ''} · ${texts.highest(money(highest))}
    </p>
    <details>
      <summary>${texts.numbers}</summary>
      ${numbers(language, one, dateCell)}
    </details>
  </figure>`;
}

/** A date from the ground up: what arrived, what nobody could judge, what was missing. */
function column(
  language: Language,
  { currency, points }: Trend,
  point: TrendPoint,
  place: number,
  highest: Minor,
): Html {
  if (point.due <= 0) return NOTHING;
  const slots = Math.max(points.length, SLOTS_MIN);
  const [left, right] = [Math.floor((WIDTH * place) / slots), Math.floor((WIDTH * (place + 1)) / slots)];
  const width = right - left - 4;
  const parts: readonly (readonly [Tone, Minor])[] = [
    ['good', point.arrived],
    ['wait', point.unjudged],
    ['lacking', point.missing],
  ];
  let reached = HEIGHT - 1;
  const rectangles = parts.map(([tone, amount]) => {
    if (amount <= 0) return NOTHING;
    const height = Math.max(tone === 'good' ? 1 : PART_MIN, onScale(amount, highest));
    reached = Math.max(0, reached - height);
    // Parts differ in width too, never in colour alone.
    const [x, wide] = tone === 'wait' ? [left + 2 + Math.floor(width / 4), Math.ceil(width / 2)] : [left + 2, width];
    return html`<rect class="look-${tone}" x="${x}" y="${reached}" width="${wide}" height="${height}" />`;
  });
  return html`<g>
    <title>${toldOf(language, currency, point)}</title>
    ${rectangles}
  </g> `;
}

/** In whole units of the drawing, so that the bytes do not depend on how a machine prints fractions. */
function onScale(amount: Minor, highest: Minor): number {
  return Number((BigInt(amount) * BigInt(HEIGHT - 1)) / BigInt(highest));
}

function toldOf(language: Language, currency: string, { date, due, arrived }: TrendPoint): string {
  const { figures } = PAGE_TEXTS[language];
  const { colon, comma } = WORDS[language].marks;
  const said = [
    [figures.due, due],
    [figures.arrived, arrived],
  ] as const;
  const parts = said.map(([name, amount]) => `${name}${colon}${pageMoney(language, currency, amount)}`);
  return [date, ...parts].join(comma);
}

/** The newest date first; a date on which nothing fell due has nothing to tell. */
function numbers(language: Language, one: Trend, dateCell: (date: PlainDate) => Html): Html {
  const { trend: texts, figures, columns } = PAGE_TEXTS[language];
  const cells = new Cells(language);
  const rows = one.points.filter(({ due }) => due > 0).reverse();
  return tableOfFilled(language, {
    id: `trend-${one.currency}`,
    caption: `${texts.plot} ${one.currency}`,
    columns: [
      { title: columns.date },
      { title: figures.due, isNumber: true },
      { title: figures.arrived, isNumber: true },
      { title: texts.unjudged, isNumber: true },
      { title: texts.missing, isNumber: true },
      { title: texts.share, isNumber: true },
    ],
    rows: rows.map((point) => [
      dateCell(point.date),
      cells.amount(point.due),
      cells.amount(point.arrived),
      cells.amount(point.unjudged),
      cells.amount(point.missing),
      cells.text(point.unjudged > 0 ? null : shareOf(language, point.arrived, point.due)),
    ]),
  });
}
