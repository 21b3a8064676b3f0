import { inTurn } from '../../../schemas/in-turn.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { SourceFile } from '../../../schemas/lines/files.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import { html, isolated, NOTHING, type Html } from '../../5-publish/html/markup.ts';
import { shortSums } from '../../5-publish/html/tiles.ts';
import { pageCount, shortMoney } from '../../5-publish/html/numbers.ts';
import { table } from '../../5-publish/html/table.ts';
import { trend } from '../../5-publish/html/trend.ts';
import type { DayInCurrency } from '../../5-publish/headline.ts';
import { WORDS } from '../../wording/index.ts';
import { formatList } from '../../wording/format.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { WORK_TEXTS } from '../../wording/work-texts.ts';
import { inScope, nameOfBand, type OpenFilter } from '../../queries/open-list.ts';
import { queueAddress } from '../address.ts';
import type { Asked } from '../desk.ts';
import { Refused } from '../refusals.ts';
import { listedRows, listOf, namesOfPeople } from './rows.ts';
import { chainToday, openToday, type ChainToday, type OpenToday } from './today-data.ts';
import type { Sums } from '../../5-publish/morning.ts';

/** Is the money here, what do I do first, what changed. */
export async function todayPage(asked: Asked): Promise<Html> {
  const { context, openRows, signed, texts, language } = asked;
  const run = (await context.store.runs.newestOfEach()).at(-1);
  if (run === undefined) throw new Refused('nothing_run');
  const tableOfRows = await openRows.current();
  const open = openToday(tableOfRows, signed.scope);
  const chain = signed.scope === null ? await chainToday(run, context) : null;
  return html`<h1>${texts.today.title}</h1>
    <p class="meta">
      ${texts.today.asOf(PAGE_TEXTS[language].longDate(run.date))} · <span class="date">${run.date}</span>
    </p>
    ${chain === null ? NOTHING : moneyHere(asked, chain, open)} ${await proposals(asked)} ${await first(asked, open)}
    <div class="pair">
      ${parties(asked, open)}
      <div>${chain === null ? NOTHING : since(asked, chain)} ${ages(asked, open)}</div>
    </div>
    ${chain === null ? NOTHING : html`${trend(language, chain.trend, dateLink)} ${files(asked, chain.files, run.date)}`}`;
}

function dateLink(date: PlainDate): Html {
  return html`<a class="date" href="/dates/${date}">${date}</a>`;
}

function moneyHere(asked: Asked, { answer }: ChainToday, open: OpenToday): Html {
  const { texts, language } = asked;
  const days = answer?.headline.days ?? [];
  const { today } = texts;
  const sums = (part: 'due' | 'arrived' | 'overdue' | 'unjudged'): Sums =>
    days.flatMap((day) => (day[part] === 0 ? [] : [[day.currency, day[part]] as const]));
  const tile = (name: string, value: Html, tone = ''): Html =>
    html`<div class="${tone}">
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div> `;
  const unjudged = sums('unjudged');
  const absent = [...(answer?.headline.sourcesMissing ?? []), ...(answer?.headline.sourcesRejected ?? [])];
  return html`<section class="answer" aria-labelledby="here-title">
    <h2 id="here-title">${today.isHere}</h2>
    ${sentences(asked, days).map((one) => html`<p class="sentence">${one}</p>`)}
    ${
      absent.length === 0
        ? NOTHING
        : html`<p class="alarm">
            <strong>${PAGE_TEXTS[language].headline.missing(formatList(language, absent))}</strong>
          </p>`
    }
    <dl class="tiles">
      ${tile(today.due, shortSums(language, sums('due')))} ${tile(today.arrived, shortSums(language, sums('arrived')))}
      ${tile(today.overdue, shortSums(language, sums('overdue')), sums('overdue').length > 0 ? 'tile-bad' : '')}
      ${unjudged.length === 0 ? NOTHING : tile(today.unjudged, shortSums(language, unjudged), 'tile-bad')}
      ${tile(today.open, html`<a href="/queue?class=action">${pageCount(language, open.actions)}</a>`)}
    </dl>
  </section>`;
}

/** One sentence a currency: all, a part, nothing was due, or nobody can say. */
function sentences({ language, texts }: Asked, days: readonly DayInCurrency[]): string[] {
  const { today } = texts;
  const told = days.filter((day) => day.due !== 0 || day.overdue !== 0 || day.unjudged !== 0);
  if (told.length === 0) return [today.noneDue];
  return told.map((day) => {
    const money = (amount: DayInCurrency['due']): string => shortMoney(language, day.currency, amount);
    const here =
      day.unjudged !== 0
        ? today.cannotTell(money(day.unjudged))
        : day.due === 0
          ? today.noneDue
          : day.arrived === day.due
            ? today.allHere(money(day.due))
            : today.partHere(money(day.arrived), money(day.due));
    return day.overdue === 0 ? here : `${here} ${today.overdueToo(money(day.overdue))}`;
  });
}

async function first(asked: Asked, open: OpenToday): Promise<Html> {
  const { texts, language, found, openRows } = asked;
  const { run } = await openRows.current();
  const whole = run === null ? [] : await found.of(open.first, run);
  const nameOf = await namesOfPeople(asked.context);
  const work = WORK_TEXTS[language];
  const rows = listedRows(whole, open.first);
  return html`<section aria-labelledby="first-title">
    <h2 id="first-title">${texts.today.first}</h2>
    ${rows.length === 0 ? html`<p class="empty">${texts.today.nothingFirst}</p>` : listOf(language, rows, nameOf, { id: 'first', caption: texts.today.first })}
    <p class="more-link">
      <a href="/queue">${texts.today.all}</a>
      ${counted(asked, work.isOverdue, { overdue: ['yes'] }, open.overdue)}
      ${counted(asked, work.mine, { assignee: [asked.signed.id] }, open.ofAssignee(asked.signed.id))}
    </p>
  </section>`;
}

/** A way to some rows of the queue, and how many they are; nothing where there are none. */
function counted({ language }: Asked, name: string, filter: Partial<OpenFilter>, count: number): Html {
  return count === 0 ? NOTHING : html`<a href="${queueAddress({ filter })}">${name}: ${pageCount(language, count)}</a>`;
}

/** What waits for a second person, of what who asks may know of; nothing where nothing does. */
async function proposals({ context, texts, language, signed }: Asked): Promise<Html> {
  const all = await context.store.queue.proposals();
  const seen = await inTurn(all, async (one) => ({ one, entry: await context.store.queue.find(one.discrepancyId) }));
  const shown = seen.filter(({ entry }) => entry !== null && inScope(signed.scope, entry.discrepancy.store));
  if (shown.length === 0) return NOTHING;
  return html`<section aria-labelledby="proposals-title">
    <h2 id="proposals-title">${texts.today.proposals}</h2>
    <ul class="files">
      ${shown.map(
        ({ one }) =>
          html`<li>
            <a href="/d/${one.discrepancyId}"
              >${texts.one.proposed(texts.decisions[one.event], one.by, shortMoney(language, one.currency, one.amount), one.lapsesAfter)}</a
            >
          </li> `,
      )}
    </ul>
  </section>`;
}

function since({ texts, language }: Asked, { since: changed }: ChainToday): Html {
  const { changes } = texts.today;
  return html`<section aria-labelledby="since-title">
    <h2 id="since-title">${texts.today.since}</h2>
    <ul class="facts">
      ${(['opened', 'reopened', 'changed', 'closed', 'decided'] as const).map(
        (name) =>
          html`<li class="${changed[name] === 0 ? 'zero' : ''}">
            ${changes[name](pageCount(language, changed[name]))}
          </li> `,
      )}
    </ul>
  </section>`;
}

function parties({ texts, language }: Asked, open: OpenToday): Html {
  const { columns } = PAGE_TEXTS[language];
  const rows = open.owing.map(({ provider, rows: count, owedToUs, owedByUs }) => [
    provider === null
      ? html`<span class="none">–</span>`
      : html`<a href="${queueAddress({ filter: { provider: [provider] } })}">${isolated(provider)}</a>`,
    html`${pageCount(language, count)}`,
    shortSums(language, owedToUs),
    shortSums(language, owedByUs),
  ]);
  return html`<section aria-labelledby="owes-title">
    <h2 id="owes-title">${texts.today.owes}</h2>
    <p class="note">${texts.today.owesNote}</p>
    ${
      rows.length === 0
        ? html`<p class="empty">${texts.today.nothingOpen}</p>`
        : table({
            id: 'owes',
            caption: texts.today.owes,
            columns: [
              { title: columns.provider },
              { title: columns.rows, isNumber: true },
              { title: columns.owedToUs, isNumber: true },
              { title: columns.owedByUs, isNumber: true },
            ],
            rows,
          })
    }
  </section>`;
}

function ages({ texts, language }: Asked, open: OpenToday): Html {
  const { columns } = PAGE_TEXTS[language];
  return html`<section aria-labelledby="age-title">
    <h2 id="age-title">${texts.today.age}</h2>
    ${table({
      id: 'ages',
      caption: texts.today.age,
      columns: [
        { title: texts.queue.age },
        { title: columns.rows, isNumber: true },
        { title: columns.owedToUs, isNumber: true },
        { title: columns.owedByUs, isNumber: true },
      ],
      rows: open.ageing.map(({ band, rows, owedToUs, owedByUs }) => [
        html`<a href="${queueAddress({ filter: { age: [nameOfBand(band)] }, sort: 'age' })}"
          >${texts.ages[nameOfBand(band)]}</a
        >`,
        html`${pageCount(language, rows)}`,
        shortSums(language, owedToUs),
        shortSums(language, owedByUs),
      ]),
    })}
  </section>`;
}

function files({ texts, language }: Asked, sources: readonly SourceFile[], date: string): Html {
  const page = PAGE_TEXTS[language];
  const sorted = [...sources].sort((a, b) => compareText(a.source, b.source));
  return html`<section aria-labelledby="files-title">
    <h2 id="files-title">${texts.today.files}</h2>
    <ul class="files">
      ${sorted.map(
        (file) =>
          html`<li>
            <span class="badge source-${file.state}">${page.sourceStates[file.state]}</span>
            <strong>${isolated(file.source)}</strong>
            <span class="sub"
              >${file.name === null ? NOTHING : isolated(file.name)}${WORDS[language].marks.comma}${page.linesOf(pageCount(language, file.lines))}</span
            >
          </li> `,
      )}
    </ul>
    <p class="more-link"><a href="/dates/${date}">${texts.dates.title}: ${date}</a></p>
  </section>`;
}
