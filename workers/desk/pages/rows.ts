import { certain } from '../../../schemas/errors.ts';
import type { Discrepancy } from '../../../schemas/outcome/run.ts';
import { KEY_NAMES } from '../../../schemas/kinds/keys.ts';
import type { Minor } from '../../../schemas/values/money.ts';
import { KINDS } from '../../../schemas/kinds/kinds.ts';
import { html, isolated, NOTHING, type Html } from '../../5-publish/html/markup.ts';
import { shortSum } from '../../5-publish/html/tiles.ts';
import { pageCount, unbroken, withMinus } from '../../5-publish/html/numbers.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import type { OpenRow } from '../../queries/open-row.ts';
import type { Task } from '../../queries/tasks.ts';
import type { Language } from '../../wording/format.ts';
import { reasonOf, WORDS } from '../../wording/index.ts';
import { kindName } from '../../wording/kinds/index.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { WORK_TEXTS } from '../../wording/work-texts.ts';

/** A discrepancy as lists show it. */

/** What it is about: its reference, else its transaction or payout, else what its key names. */
export function subjectOf(row: Discrepancy): string {
  const named = row.merchantReference ?? row.providerId ?? row.payoutId;
  if (named !== null) return named;
  const ofFile = KEY_NAMES[KINDS[row.kind].key] === 'file';
  return (ofFile ? row.key[0] : row.key.filter((part) => part !== '').at(-1)) ?? '';
}

/** Its address, which never changes. */
export function addressOf(id: string): string {
  return `/d/${id}`;
}

export function sentenceOf(language: Language, row: Discrepancy): string {
  return unbroken(withMinus(reasonOf(language, row)));
}

export interface ListedRow {
  readonly row: Discrepancy;
  /** Business days since it was first seen. */
  readonly age: number;
  /** Stands before it: where it is selected; nothing where nothing can be. */
  readonly mark: Html;
  readonly task: Pick<Task, 'assignee' | 'dueBy' | 'isOverdue'>;
}

/** Whole rows with what the open queue says of each. */
export function listedRows(
  whole: readonly Discrepancy[],
  rows: readonly OpenRow[],
  markOf: (row: Discrepancy, seq: number) => Html = () => NOTHING,
): ListedRow[] {
  const listed = new Map(rows.map((row) => [row.id, row]));
  return whole.map((row) => {
    const { age, seq, ...task } = certain(listed.get(row.id), 'the row of the list');
    return { row, age, mark: markOf(row, seq), task };
  });
}

/** How a person is called, by their id. */
export type NameOf = (id: string) => string | null;

export async function namesOfPeople({ store }: Pick<Context, 'store'>): Promise<NameOf> {
  const names = new Map((await store.people.all()).map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? null;
}

/** Rows as a table on a wide screen and as cards on a phone; each has an anchor. */
export function listOf(
  language: Language,
  rows: readonly ListedRow[],
  nameOf: NameOf,
  { id, caption }: { readonly id: string; readonly caption: string },
): Html {
  const { list } = PAGE_TEXTS[language];
  const hasMarks = rows.some(({ mark }) => mark !== NOTHING);
  return html`<table class="queue" id="${id}">
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${hasMarks ? html`<th scope="col" class="mark"><span class="hidden-text">${list.what}</span></th>` : NOTHING}
        <th scope="col">${list.what}</th>
        <th scope="col">${list.store}</th>
        <th scope="col">${list.owner}</th>
        <th scope="col" class="n">${list.age}</th>
        <th scope="col" class="n">${list.atRisk}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((one) => rowOf(language, one, nameOf, hasMarks))}
    </tbody>
  </table>`;
}

function rowOf(language: Language, { row, age, mark, task }: ListedRow, nameOf: NameOf, hasMarks: boolean): Html {
  const { list } = PAGE_TEXTS[language];
  return html`<tr id="${row.id}" class="item">
    ${hasMarks ? html`<td class="mark">${mark}</td>` : NOTHING}
    <th scope="row">
      ${badges(language, row, task.isOverdue)}
      <a class="open" href="${addressOf(row.id)}"
        ><span class="kind">${kindName(language, row.kind)}</span>
        <span class="about">${isolated(subjectOf(row))}</span></a
      >
      <span class="say">${sentenceOf(language, row)}</span>
      ${row.note === '' ? NOTHING : html`<span class="say noted">${list.note}: ${isolated(row.note)}</span>`}
    </th>
    <td data-label="${list.store}">${row.store === null ? html`<span class="none">–</span>` : isolated(row.store)}</td>
    <td data-label="${list.owner}">
      ${WORDS[language].owners[row.owner]}${whose(task.assignee === null ? null : nameOf(task.assignee))}
    </td>
    <td class="n" data-label="${list.age}">${pageCount(language, age)}</td>
    <td class="n" data-label="${list.atRisk}">${money(language, row)}</td>
  </tr> `;
}

function whose(name: string | null): Html {
  return name === null ? NOTHING : html` <span class="sub">${isolated(name)}</span>`;
}

function badges(language: Language, row: Discrepancy, isOverdue: boolean): Html {
  const page = PAGE_TEXTS[language];
  const severity = html`<span class="badge severity-${row.severity}">${page.severities[row.severity]}</span>`;
  const state = row.state === 'open' ? NOTHING : html` <span class="badge">${page.states[row.state]}</span>`;
  const overdue = isOverdue ? html` <span class="badge overdue">${WORK_TEXTS[language].overdue}</span>` : NOTHING;
  return html`${severity}${state}${overdue} `;
}

function money(language: Language, row: Discrepancy): Html {
  const { list } = PAGE_TEXTS[language];
  if (row.moneyAtRisk === 0) return html`<span class="none">–</span>`;
  const who = row.direction === 'owed_to_us' ? list.owedToUs : row.direction === 'owed_by_us' ? list.owedByUs : null;
  return html`<strong>${shortSum(language, row.currency ?? '', row.moneyAtRisk)}</strong>${
      who === null ? NOTHING : html` <span class="sub">${who}</span>`
    }`;
}

/** Whether two sides of a comparison are there and are not the same. */
export function differs(a: Minor | null, b: Minor | null): boolean {
  return a !== null && b !== null && a !== b;
}
