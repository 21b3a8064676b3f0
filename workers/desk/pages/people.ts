import { LIMITED } from '../../../schemas/people/approval.ts';
import type { Person } from '../../../schemas/people/person.ts';
import { minuteShown } from '../../../schemas/values/local-time.ts';
import { html, isolated, NOTHING, type Html } from '../../5-publish/html/markup.ts';
import { shortSum } from '../../5-publish/html/tiles.ts';
import { table } from '../../5-publish/html/table.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { assertSeesAll, type Asked } from '../desk.ts';

/** Who there is and what each may do, what one person may close alone, and who did what. */

const LOG_ROWS = 200;

export async function peoplePage(asked: Asked): Promise<Html> {
  assertSeesAll(asked);
  const { context, texts } = asked;
  const people = await context.store.people.all();
  return html`<h1>${texts.people.title}</h1>
    <section aria-label="${texts.people.title}">
      ${peopleTable(asked, people)}
      <p class="note">${texts.people.invite}</p>
    </section>
    ${limits(asked)} ${await log(asked, people)}`;
}

function peopleTable({ texts }: Asked, people: readonly Person[]): Html {
  return table({
    id: 'people',
    caption: texts.people.title,
    columns: [
      { title: texts.people.name },
      { title: texts.people.email },
      { title: texts.people.roles },
      { title: texts.people.stores },
    ],
    rows: people.map((person) => [
      html`${isolated(person.name)}${person.isEnded ? html` <span class="badge">${texts.people.ended}</span>` : NOTHING}`,
      isolated(person.email),
      html`${person.roles.map((role) => texts.roles[role]).join(', ')}`,
      isolated(person.stores.join(', ')),
    ]),
  });
}

function limits({ context, texts, language }: Asked): Html {
  const { approval } = context.config;
  const { columns } = PAGE_TEXTS[language];
  const rows = Object.entries(approval ?? {}).map(([currency, ofIt]) => [
    html`${currency}`,
    ...LIMITED.map((event) => {
      const limit = ofIt[event];
      return limit === null ? html`<span class="none">–</span>` : shortSum(language, currency, limit);
    }),
  ]);
  return html`<section aria-labelledby="limits-title">
    <h2 id="limits-title">${texts.people.limits}</h2>
    ${
      rows.length === 0
        ? html`<p class="empty">${texts.people.noLimits}</p>`
        : table({
            id: 'limits',
            caption: texts.people.limits,
            columns: [
              { title: columns.currency },
              ...LIMITED.map((event) => ({ title: texts.decisions[event], isNumber: true })),
            ],
            rows,
          })
    }
  </section>`;
}

async function log({ context, texts }: Asked, people: readonly Person[]): Promise<Html> {
  const all = await context.store.people.log({ limit: LOG_ROWS });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return html`<section aria-labelledby="log-title">
    <h2 id="log-title">${texts.people.log}</h2>
    ${table({
      id: 'log',
      caption: texts.people.log,
      columns: [
        { title: texts.people.when },
        { title: texts.people.who },
        { title: texts.people.what },
        { title: texts.people.name },
      ],
      rows: all
        .reverse()
        .map((row) => [
          html`<span class="date">${minuteShown(row.atMs, context.config.timezone)}</span>`,
          html`${isolated(row.by)}${row.proof === 'stated' ? html` <span class="sub">${texts.one.stated}</span>` : NOTHING}`,
          html`<code>${row.event}</code>`,
          isolated(row.person === null ? '' : (names.get(row.person) ?? row.person)),
        ]),
    })}
  </section>`;
}
