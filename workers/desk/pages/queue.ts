import { OPEN_STATES } from '../../../schemas/kinds/discrepancy.ts';
import { SEVERITIES } from '../../../schemas/kinds/kind.ts';
import { NOTE_LENGTH_MAX } from '../../../schemas/outcome/decision.ts';
import { html, NOTHING, trusted, type Html } from '../../5-publish/html/markup.ts';
import { shortSums } from '../../5-publish/html/tiles.ts';
import { pageCount } from '../../5-publish/html/numbers.ts';
import {
  AGES,
  openChoices,
  openPage,
  type OpenChoices,
  type OpenFilter,
  type OpenPage,
} from '../../queries/open-list.ts';
import { OPEN_SORTS } from '../../queries/open-order.ts';
import { kindName } from '../../wording/kinds/index.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { WORDS } from '../../wording/index.ts';
import { WORK_TEXTS } from '../../wording/work-texts.ts';
import { fieldValue, queueAddress, readAddress, type Query, type QueueAddress } from '../address.ts';
import { mayDecide } from '../decide.ts';
import type { Asked } from '../desk.ts';
import { csrfOf, toldBanner, type Told } from '../forms.ts';
import { hidden } from '../shell.ts';
import { exportLinks } from './export.ts';
import { listedRows, listOf, namesOfPeople, subjectOf, type NameOf } from './rows.ts';

/** The open queue: filtered, sorted and searched on the server, each page under its own address. */

const PAGE_ROWS = 50;

/** What somebody had chosen and typed when a decision was refused: none of it is lost. */
export interface Typed {
  readonly note: string;
  readonly chosen: ReadonlySet<string>;
}

export const TYPED_NOTHING: Typed = { note: '', chosen: new Set() };

export async function queuePage(asked: Asked, query: Query, told: Told, typed: Typed = TYPED_NOTHING): Promise<Html> {
  const { openRows, signed, texts, language, found } = asked;
  const address = readAddress(query);
  const table = await openRows.current();
  const page = openPage(table, { ...address, scope: signed.scope, limit: PAGE_ROWS });
  const whole = table.run === null ? [] : await found.of(page.rows, table.run);
  const nameOf = await namesOfPeople(asked.context);
  const decisions = (['acknowledged', 'resolved', 'written_off'] as const).filter((event) => mayDecide(asked, event));
  const rows = listedRows(whole, page.rows, (row, seq) =>
    decisions.length === 0
      ? NOTHING
      : html`<input
          type="checkbox"
          name="row"
          value="${row.id}:${String(seq)}"
          aria-label="${texts.queue.choose} ${subjectOf(row)}"
          ${typed.chosen.has(row.id) ? trusted('checked') : NOTHING}
        />`,
  );
  const list =
    rows.length === 0
      ? html`<p class="empty">${texts.queue.none}</p>`
      : listOf(language, rows, nameOf, { id: 'rows', caption: texts.queue.title });
  return html`<h1>${texts.queue.title}</h1>
    ${toldBanner(asked, told)} ${views(asked)} ${controls(asked, address, openChoices(table, signed.scope), nameOf)}
    ${status(asked, page)} ${exportLinks(asked, address)}
    <form method="post" action="/queue/decide" class="list">
      ${hidden('_csrf', csrfOf(asked))} ${hidden('address', queueAddress(address))}
      ${hidden('expect', String(page.total))} ${list} ${pager(asked, address, page)}
      ${decisions.length === 0 || rows.length === 0 ? NOTHING : deciding(asked, page, decisions, typed)}
    </form>
    ${keys(asked)}`;
}

function views({ texts, language, signed }: Asked): Html {
  const { savedViews } = texts.queue;
  const { mine, isOverdue } = WORK_TEXTS[language];
  const links: readonly (readonly [string, string])[] = [
    [texts.queue.everything, queueAddress({})],
    [mine, queueAddress({ filter: { assignee: [signed.id] } })],
    [isOverdue, queueAddress({ filter: { overdue: ['yes'] }, sort: 'dueBy' })],
    [savedViews.severe, queueAddress({ filter: { severity: ['high'] } })],
    [savedViews.owedToUs, queueAddress({ filter: { direction: ['owed_to_us'] } })],
    [savedViews.owedByUs, queueAddress({ filter: { direction: ['owed_by_us'] } })],
    [savedViews.old, queueAddress({ filter: { age: ['11-30', 'over-30'] }, sort: 'age' })],
    [savedViews.acknowledged, queueAddress({ filter: { state: ['acknowledged'] } })],
  ];
  return html`<nav class="views" aria-label="${texts.queue.views}">
    <ul>
      ${links.map(([name, address]) => html`<li><a href="${address}">${name}</a></li> `)}
    </ul>
  </nav>`;
}

interface Choice {
  readonly value: string;
  readonly name: string;
}

function controls(asked: Asked, { filter, sort }: QueueAddress, choices: OpenChoices, nameOf: NameOf): Html {
  const { texts, language } = asked;
  const page = PAGE_TEXTS[language];
  const { list } = page;
  const work = WORK_TEXTS[language];
  const option = (value: string, name: string, isChosen: boolean): Html =>
    html`<option value="${value}" ${isChosen ? trusted(' selected') : NOTHING}>${name}</option>`;
  const select = (name: Exclude<keyof OpenFilter, 'search'>, label: string, options: readonly Choice[]): Html => {
    const accepted: readonly string[] = filter[name] ?? [];
    return html`<label
      >${label}
      <select name="${name}">
        <option value="">${list.all}</option>
        ${options.map((one) => option(fieldValue(name, one.value), one.name, accepted.includes(one.value)))}
      </select></label
    > `;
  };
  const named = (values: readonly string[]): Choice[] => values.map((value) => ({ value, name: value }));
  return html`<form class="controls" role="search" method="get" action="/queue" aria-label="${list.filters}">
    <label class="search"
      >${list.search}
      <input type="search" name="q" value="${filter.search}" placeholder="${list.searchHint}" autocomplete="off"
    /></label>
    ${select(
      'kind',
      list.kind,
      choices.kinds.map((value) => ({ value, name: kindName(language, value) })),
    )}
    ${select('store', list.store, [{ value: '', name: list.noStore }, ...named(choices.stores)])}
    ${select(
      'owner',
      list.owner,
      choices.owners.map((value) => ({ value, name: WORDS[language].owners[value] })),
    )}
    ${select('assignee', work.assignee, [
      { value: '', name: work.nobody },
      ...choices.assignees.map((value) => ({ value, name: nameOf(value) ?? value })),
    ])}
    ${select('overdue', work.dueBy, [{ value: 'yes', name: work.overdue }])}
    ${select('provider', texts.queue.provider, named(choices.providers))}
    ${select(
      'severity',
      list.severity,
      SEVERITIES.map((value) => ({ value, name: page.severities[value] })),
    )}
    ${select(
      'state',
      list.state,
      OPEN_STATES.map((value) => ({ value, name: page.states[value] })),
    )}
    ${select(
      'age',
      texts.queue.age,
      AGES.map((value) => ({ value, name: texts.ages[value] })),
    )}
    ${select('direction', texts.queue.direction, [
      { value: 'owed_to_us', name: page.columns.owedToUs },
      { value: 'owed_by_us', name: page.columns.owedByUs },
    ])}
    <label
      >${list.sort}
      <select name="sort">
        ${OPEN_SORTS.map((value) => option(value, texts.sorts[value], value === sort))}
      </select></label
    >
    <button class="primary">${texts.queue.apply}</button>
    <a class="clear" href="/queue">${list.clear}</a>
  </form>`;
}

function status({ texts, language }: Asked, { total, owedToUs, owedByUs }: OpenPage): Html {
  const { columns } = PAGE_TEXTS[language];
  return html`<p class="status" role="status">
    <strong>${texts.queue.rows(pageCount(language, total))}</strong>
    ${owedToUs.length === 0 ? NOTHING : html`<span>${columns.owedToUs}: ${shortSums(language, owedToUs)}</span>`}
    ${owedByUs.length === 0 ? NOTHING : html`<span>${columns.owedByUs}: ${shortSums(language, owedByUs)}</span>`}
  </p>`;
}

function pager({ texts }: Asked, address: QueueAddress, { next }: OpenPage): Html {
  return html`<p class="pager">
    ${address.after === null ? NOTHING : html`<a href="${queueAddress({ ...address, after: null })}">${texts.queue.first}</a>`}
    ${next === null ? NOTHING : html`<a rel="next" href="${queueAddress({ ...address, after: next })}">${texts.queue.more}</a>`}
  </p>`;
}

function deciding(
  { texts, language }: Asked,
  { total }: OpenPage,
  decisions: readonly ('acknowledged' | 'resolved' | 'written_off')[],
  typed: Typed,
): Html {
  return html`<fieldset class="deciding">
    <legend>${texts.queue.chosen}</legend>
    <label
      >${texts.queue.note}
      <textarea name="note" rows="2" maxlength="${NOTE_LENGTH_MAX}" placeholder="${texts.queue.notePlaceholder}">
${typed.note}</textarea>
    </label>
    <label class="all"
      ><input type="checkbox" name="all" value="yes" /> ${texts.queue.decideAll(pageCount(language, total))}</label
    >
    <div class="buttons">
      ${decisions.map((event) => html`<button name="event" value="${event}">${texts.decisions[event]}</button> `)}
    </div>
  </fieldset>`;
}

function keys({ texts }: Asked): Html {
  return html`<dialog id="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">${texts.queue.keysTitle}</h2>
      <dl>
        ${texts.queue.keyHelp.map(
          ([key, what]) =>
            html`<dt><kbd>${key}</kbd></dt>
              <dd>${what}</dd> `,
        )}
      </dl>
      <form method="dialog"><button>${texts.queue.close}</button></form>
    </dialog>
    <p class="key-hint">
      <button type="button" class="show-keys" hidden>${texts.queue.keys} <kbd>?</kbd></button>
    </p>`;
}
