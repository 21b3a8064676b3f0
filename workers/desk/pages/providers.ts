import type { Language } from '../../../schemas/values/language.ts';
import { formatMajor, minor, type Minor } from '../../../schemas/values/money.ts';
import { chart } from '../../5-publish/html/chart.ts';
import { html, isolated, type Html } from '../../5-publish/html/markup.ts';
import { pageCount } from '../../5-publish/html/numbers.ts';
import { table } from '../../5-publish/html/table.ts';
import { shortSum } from '../../5-publish/html/tiles.ts';
import { providerFigures, type ProviderFigures } from '../../queries/providers.ts';
import { formatDecimal } from '../../wording/format.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { PROVIDER_TEXTS } from '../../wording/provider-texts.ts';
import { assertSeesAll, type Asked } from '../desk.ts';
import { Refused } from '../refusals.ts';

/** How the providers pay: on time or late, after how many days, at what cost, month by month. */
export async function providersPage(asked: Asked): Promise<Html> {
  assertSeesAll(asked);
  const { context, texts, language } = asked;
  const { asOf, all, months } = await providerFigures(context);
  if (asOf === null) throw new Refused('nothing_run');
  const words = PROVIDER_TEXTS[language];
  const content =
    all.length === 0
      ? html`<section><p class="empty">${words.none}</p></section>`
      : html`<section aria-labelledby="providers-title">
            <h2 id="providers-title">${words.all}</h2>
            <p class="note">${words.note}</p>
            ${drawn(asked, all)} ${figures(asked, 'providers', words.all, all)}
          </section>
          <section aria-labelledby="months-title">
            <h2 id="months-title">${words.months}</h2>
            ${figures(asked, 'months', words.months, months)}
          </section>`;
  return html`<h1>${words.title}</h1>
    <p class="meta">${texts.today.asOf(asOf)}</p>
    ${content}`;
}

/** Of each provider how many payouts came on time and late; the table has the figures. */
function drawn({ language }: Asked, rows: readonly ProviderFigures[]): Html {
  const words = PROVIDER_TEXTS[language];
  const looks = [
    ['good', words.onTime],
    ['bad', words.late],
    ['wait', words.open],
  ] as const;
  return chart({
    title: words.all,
    legend: looks.map(([tone, text]) => ({ tone, text })),
    bars: rows.map((row) => {
      const name = `${row.source} ${row.currency}`;
      const sizes = [row.onTime, row.late, openOf(row)];
      const parts = looks.map(([tone, text], place) => {
        const size = sizes[place] ?? 0;
        return { tone, size, text: `${text} ${pageCount(language, size)}` };
      });
      return { label: isolated(name), name, parts, value: pageCount(language, row.payouts), scale: 'payouts' };
    }),
  });
}

function openOf({ payouts, onTime, late }: ProviderFigures): number {
  return payouts - onTime - late;
}

function figures({ language }: Asked, id: string, caption: string, rows: readonly ProviderFigures[]): Html {
  const words = PROVIDER_TEXTS[language];
  const { columns } = PAGE_TEXTS[language];
  const count = (value: number | null): Html =>
    value === null ? html`<span class="none">–</span>` : html`${pageCount(language, value)}`;
  const isMonthly = rows.some(({ month }) => month !== null);
  return table({
    id,
    caption,
    columns: [
      { title: columns.provider },
      ...(isMonthly ? [{ title: words.month }] : []),
      { title: words.payouts, isNumber: true },
      { title: words.gross, isNumber: true },
      { title: words.cost, isNumber: true },
      { title: words.share, isNumber: true },
      { title: words.median, isNumber: true },
      { title: words.p95, isNumber: true },
      { title: words.late, isNumber: true },
    ],
    rows: rows.map((row) => [
      isolated(`${row.source} ${row.currency}`),
      ...(isMonthly ? [html`<span class="date">${row.month ?? ''}</span>`] : []),
      count(row.payouts),
      shortSum(language, row.currency, row.gross),
      shortSum(language, row.currency, row.cost),
      row.gross === 0 ? count(null) : html`${percent(language, row.cost, row.gross)}`,
      count(row.median),
      count(row.p95),
      row.late === 0 ? count(0) : html`<strong>${pageCount(language, row.late)}</strong>`,
    ]),
  });
}

/** `2.65 %`, to the hundredth, as tariffs are written. */
function percent(language: Language, part: Minor, whole: Minor): string {
  return `${formatDecimal(language, formatMajor(minor(Math.round((part * 10_000) / whole))))} %`;
}
