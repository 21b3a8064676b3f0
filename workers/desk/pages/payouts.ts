import type { PayoutRow } from '../../../schemas/outcome/run.ts';
import { add, ZERO, type Minor } from '../../../schemas/values/money.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import { html, isolated, NOTHING, type Html } from '../../5-publish/html/markup.ts';
import { shortSum } from '../../5-publish/html/tiles.ts';
import { pageCount } from '../../5-publish/html/numbers.ts';
import { Cells, table } from '../../5-publish/html/table.ts';
import { comparePayouts } from '../../5-publish/payouts-csv.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { assertSeesAll, type Asked } from '../desk.ts';
import { Refused } from '../refusals.ts';

/** What providers owe as payouts: expected by due date, arrived and differing, zero or less. */

export async function payoutsPage(asked: Asked): Promise<Html> {
  assertSeesAll(asked);
  const { context, texts } = asked;
  const run = (await context.store.runs.newestOfEach()).at(-1);
  if (run === undefined) throw new Refused('nothing_run');
  const rows = [...(await context.store.outcomes.payouts(run))].sort(comparePayouts);
  const awaiting = rows.filter((row) => row.bankAmount === null && row.net > 0 && row.fate !== 'decided');
  const differing = rows.filter((row) => row.bankAmount !== null && row.difference !== null && row.difference !== 0);
  return html`<h1>${texts.payouts.title}</h1>
    <p class="meta">${texts.today.asOf(run.date)}</p>
    ${expected(asked, awaiting, run.date)} ${payoutTable(asked, 'differing', texts.payouts.differing, differing)}
    ${payoutTable(
      asked,
      'negative',
      texts.payouts.negative,
      rows.filter((row) => row.net <= 0),
    )}
    ${payoutTable(asked, 'all', texts.payouts.all, rows)}`;
}

interface Expected {
  readonly dueOn: string;
  readonly source: string;
  readonly currency: string;
  readonly payouts: number;
  readonly net: Minor;
}

function expected({ texts, language }: Asked, rows: readonly PayoutRow[], asOf: string): Html {
  const sums = new Map<string, Expected>();
  for (const { dueOn, source, currency, net } of rows) {
    const key = `${dueOn} ${source} ${currency}`;
    const before = sums.get(key) ?? { dueOn, source, currency, payouts: 0, net: ZERO };
    sums.set(key, { ...before, payouts: before.payouts + 1, net: add(before.net, net) });
  }
  const { columns } = PAGE_TEXTS[language];
  const sorted = [...sums].sort(([a], [b]) => compareText(a, b)).map(([, sum]) => sum);
  return html`<section aria-labelledby="expected-title">
    <h2 id="expected-title">${texts.payouts.expected}</h2>
    ${
      sorted.length === 0
        ? html`<p class="empty">${texts.payouts.none}</p>`
        : table({
            id: 'expected',
            caption: texts.payouts.expected,
            columns: [
              { title: columns.due },
              { title: columns.provider },
              { title: columns.payout, isNumber: true },
              { title: columns.net, isNumber: true },
            ],
            rows: sorted.map(({ dueOn, source, currency, payouts, net }) => [
              html`<span class="date">${dueOn}</span>${
                  dueOn <= asOf ? html` <span class="badge fate-broken">${texts.payouts.pastDue}</span>` : NOTHING
                }`,
              isolated(source),
              html`${pageCount(language, payouts)}`,
              shortSum(language, currency, net),
            ]),
          })
    }
  </section>`;
}

const ROWS_MAX = 500;

function payoutTable({ texts, language }: Asked, id: string, title: string, all: readonly PayoutRow[]): Html {
  const page = PAGE_TEXTS[language];
  const { columns } = page;
  const cells = new Cells(language);
  const rows = all.slice(-ROWS_MAX);
  return html`<section aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${rows.length === all.length ? NOTHING : html`<p class="note">${page.cut(String(rows.length), String(all.length), 'payouts.csv')}</p>`}
    ${
      rows.length === 0
        ? html`<p class="empty">${texts.payouts.none}</p>`
        : table({
            id,
            caption: title,
            columns: [
              { title: columns.payout },
              { title: columns.provider },
              { title: columns.settled },
              { title: columns.net, isNumber: true },
              { title: columns.bank, isNumber: true },
              { title: columns.difference, isNumber: true },
              { title: columns.due },
              { title: columns.arrived },
              { title: columns.fate },
            ],
            rows: [...rows]
              .reverse()
              .map((row) => [
                html`${isolated(row.payoutId)}
                ${row.discrepancyIds.map((one) => html`<a class="sub" href="/d/${one}">→</a> `)}`,
                cells.text(row.source),
                cells.date(row.settledOn),
                html`${shortSum(language, row.currency, row.net)}`,
                row.bankAmount === null ? cells.text(null) : shortSum(language, row.currency, row.bankAmount),
                row.difference === null || row.difference === 0
                  ? cells.text(null)
                  : html`<strong>${shortSum(language, row.currency, row.difference)}</strong>`,
                cells.date(row.dueOn),
                cells.date(row.arrivedOn),
                html`<span class="badge fate-${row.fate}">${page.fates[row.fate]}</span>`,
              ]),
          })
    }
  </section>`;
}
