import type { DayAnswer } from '../../5-publish/answer.ts';
import { ratio } from '../../5-publish/counted.ts';
import { html, NOTHING, type Html } from '../../5-publish/html/markup.ts';
import { shortSum } from '../../5-publish/html/tiles.ts';
import { table } from '../../5-publish/html/table.ts';
import { DESK_TEXTS } from '../../wording/desk-texts.ts';
import { formatDecimal, type Language } from '../../wording/format.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { WORDS } from '../../wording/index.ts';

/** How much of what fell due arrived, date by date: a line, and beside it the table that proves it. */

const WIDTH = 900;
const HEIGHT = 110;
const EDGE = 8;

interface Point {
  readonly answer: DayAnswer;
  readonly day: DayAnswer['headline']['days'][number];
  /** Between 0 and 1 with four decimals; null where nothing fell due. */
  readonly share: string | null;
}

/** Nothing where fewer than two dates tell anything. */
export function trend(language: Language, answers: readonly DayAnswer[]): Html {
  const currency =
    answers.at(-1)?.headline.days.find((day) => day.due !== 0)?.currency ?? answers.at(-1)?.headline.days[0]?.currency;
  const points = answers.flatMap((answer): Point[] => {
    const day = answer.headline.days.find((one) => one.currency === currency);
    return day === undefined ? [] : [{ answer, day, share: shareOf(day.arrived, day.due) }];
  });
  const known = points.filter(({ share }) => share !== null);
  if (known.length < 2) return NOTHING;
  const { today } = DESK_TEXTS[language];
  return html`<section aria-labelledby="trend-title">
    <h2 id="trend-title">${today.trend}</h2>
    <p class="note">${today.trendNote}</p>
    ${line(language, points)}
    <details>
      <summary>${PAGE_TEXTS[language].list.expand}</summary>
      ${numbers(language, points)}
    </details>
  </section>`;
}

function shareOf(arrived: number, due: number): string | null {
  return due <= 0 || arrived < 0 || arrived > due ? null : ratio(arrived, due);
}

function line(language: Language, points: readonly Point[]): Html {
  const step = (WIDTH - 2 * EDGE) / Math.max(1, points.length - 1);
  const places = points.flatMap(({ share, answer }, index) =>
    share === null
      ? []
      : [
          {
            x: Math.round(EDGE + index * step),
            y: Math.round(EDGE + (1 - Number(share)) * (HEIGHT - 2 * EDGE)),
            share,
            answer,
          },
        ],
  );
  const [first] = points;
  const last = points.at(-1);
  return html`<figure class="trend">
    <svg
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      role="img"
      aria-label="${PAGE_TEXTS[language].chart(DESK_TEXTS[language].today.trend)}"
    >
      <line class="grid" x1="0" x2="${WIDTH}" y1="${EDGE}" y2="${EDGE}" />
      <line class="grid" x1="0" x2="${WIDTH}" y1="${HEIGHT - EDGE}" y2="${HEIGHT - EDGE}" />
      <polyline points="${places.map(({ x, y }) => `${String(x)},${String(y)}`).join(' ')}" />
      ${places.map(
        ({ x, y, share, answer }) =>
          html`<circle cx="${x}" cy="${y}" r="4"
            ><title>${answer.headline.settlementDate} ${percent(language, share)}</title></circle
          >`,
      )}
    </svg>
    <figcaption>
      <span>${first?.answer.headline.settlementDate ?? ''}</span><span>0–100 %</span
      ><span>${last?.answer.headline.settlementDate ?? ''}</span>
    </figcaption>
  </figure>`;
}

function percent(language: Language, share: string): string {
  const digits = share.replace('.', '');
  const text = `${digits.slice(0, -2).replace(/^0+(?=\d)/, '')}.${digits.slice(-2)}`;
  return `${formatDecimal(language, text)}${WORDS[language].marks.percent}`;
}

function numbers(language: Language, points: readonly Point[]): Html {
  const { columns } = PAGE_TEXTS[language];
  const { today } = DESK_TEXTS[language];
  return table({
    id: 'trend-numbers',
    caption: today.trend,
    columns: [
      { title: columns.date },
      { title: today.due, isNumber: true },
      { title: today.arrived, isNumber: true },
      { title: '%', isNumber: true },
    ],
    rows: [...points]
      .reverse()
      .map(({ answer, day, share }) => [
        html`<a href="/dates/${answer.headline.settlementDate}">${answer.headline.settlementDate}</a>`,
        shortSum(language, day.currency, day.due),
        shortSum(language, day.currency, day.arrived),
        html`${share === null ? '–' : percent(language, share)}`,
      ]),
  });
}
