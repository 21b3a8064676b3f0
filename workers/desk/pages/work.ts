import { NOTE_LENGTH_MAX } from '../../../schemas/outcome/decision.ts';
import {
  CLAIM_NUMBER_LENGTH_MAX,
  fileOf,
  movesFrom,
  noWork,
  workAfter,
  type ChargebackState,
  type WorkState,
} from '../../../schemas/outcome/work.ts';
import type { Person } from '../../../schemas/people/person.ts';
import { may, sees } from '../../../schemas/people/rights.ts';
import { html, isolated, NOTHING, trusted, type Html } from '../../5-publish/html/markup.ts';
import type { QueueRow } from '../../queries/queue-rows.ts';
import type { Task } from '../../queries/tasks.ts';
import { WORK_TEXTS, type WorkRefusal } from '../../wording/work-texts.ts';
import type { Asked } from '../desk.ts';
import { csrfOf, fieldOf, type Form } from '../forms.ts';
import { hidden } from '../shell.ts';
import { WORK_FORM } from '../work.ts';
import type { Past } from './history.ts';

/** Who has a discrepancy, until when, and what was said of it: shown, and changed by who may. */

/** What somebody sent that was refused, or (null) that it was taken. */
export interface WorkTyped {
  readonly refusal: WorkRefusal | null;
  readonly form: Form;
}

/**
 * @param typed what was refused, or taken; null where nothing was sent
 */
export function working(asked: Asked, row: QueueRow, past: Past, typed: WorkTyped | null): Html {
  const { language, signed } = asked;
  const texts = WORK_TEXTS[language];
  const { discrepancy: one, seq } = row;
  const work = past.steps.reduce(workAfter, noWork(one.id));
  const mayWork = signed.may('comment') && seq !== null;
  return html`<section id="work" aria-labelledby="work-title">
    <h2 id="work-title">${texts.title}</h2>
    ${typed === null ? NOTHING : told(texts, typed)} ${standing(asked, row, work, past.everybody)} ${files(texts, past)}
    ${mayWork ? html`${form(asked, row, work, past.everybody, typed)} ${attaching(asked, one.id)}` : NOTHING}
  </section>`;
}

function told(texts: (typeof WORK_TEXTS)['en'], { refusal }: WorkTyped): Html {
  return refusal === null
    ? html`<p class="told" role="status">${texts.saved}</p>`
    : html`<p class="told refused" role="alert">${texts.refused[refusal]}</p>`;
}

function standing(asked: Asked, row: QueueRow, work: WorkState, everybody: readonly Person[]): Html {
  const { language } = asked;
  const texts = WORK_TEXTS[language];
  const { task } = row;
  const { kind } = row.discrepancy;
  const entries: readonly (readonly [string, Html | null])[] = [
    [texts.assignee, html`${assigneeText(asked, task, everybody)}`],
    [texts.dueBy, task.dueBy === null ? null : dueText(asked, task)],
    [texts.followUp, work.followUp === null ? null : html`<span class="date">${work.followUp}</span>`],
    [texts.claimNumber, work.claimNumber === null ? null : isolated(work.claimNumber)],
    [texts.chargeback, kind === 'chargeback' ? html`${texts.chargebacks[work.chargeback ?? 'evidence_due']}` : null],
  ];
  return html`<dl class="facts">
    ${entries.map(([name, value]) =>
      value === null
        ? NOTHING
        : html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div> `,
    )}
  </dl>`;
}

function assigneeText({ language }: Asked, { assignee, isNamed }: Task, everybody: readonly Person[]): Html {
  const texts = WORK_TEXTS[language];
  const name = everybody.find(({ id }) => id === assignee)?.name ?? null;
  if (name === null) return html`${texts.nobody}`;
  return isNamed ? isolated(name) : html`<span class="sub">${texts.fallsTo(name)}</span>`;
}

/** Until when, for what, and whether it is over. */
export function dueText({ language }: Pick<Asked, 'language'>, { dueBy, dueWhat, isOverdue }: Task): Html {
  const texts = WORK_TEXTS[language];
  if (dueBy === null) return NOTHING;
  const what = dueWhat === null ? NOTHING : html` <span class="sub">${texts.due[dueWhat]}</span>`;
  const over = isOverdue ? html` <span class="badge severity-high">${texts.overdue}</span>` : NOTHING;
  return html`<span class="date">${dueBy}</span>${what}${over}`;
}

function files(texts: (typeof WORK_TEXTS)['en'], { steps }: Past): Html {
  const attached = steps.flatMap((step) => {
    const file = fileOf(step);
    return file === null ? [] : [{ ...file, seq: step.seq, id: step.discrepancyId }];
  });
  if (attached.length === 0) return NOTHING;
  return html`<h3>${texts.files}</h3>
    <ul class="files">
      ${attached.map(
        ({ id, seq, name, type, bytes }) =>
          html`<li>
            <a href="/d/${id}/files/${String(seq)}" download>${isolated(name)}</a>
            <span class="sub">${type}, ${String(Math.ceil(bytes / 1024))} KiB</span>
          </li> `,
      )}
    </ul>`;
}

function form(
  asked: Asked,
  { discrepancy: one, seq }: QueueRow,
  work: WorkState,
  everybody: readonly Person[],
  typed: WorkTyped | null,
): Html {
  const { language, signed } = asked;
  const texts = WORK_TEXTS[language];
  const refused = typed?.refusal === null ? null : typed;
  const value = (name: keyof typeof WORK_FORM, now: string): string =>
    refused === null ? now : fieldOf(refused.form, WORK_FORM[name]);
  const field = (name: 'followUp' | 'claimNumber', now: string, type: string): Html =>
    html`${hidden(`was_${WORK_FORM[name]}`, now)}
      <label
        >${texts[name]}
        <input
          type="${type}"
          name="${WORK_FORM[name]}"
          value="${value(name, now)}"
          maxlength="${CLAIM_NUMBER_LENGTH_MAX}"
      /></label>`;
  const dispute = work.chargeback ?? 'evidence_due';
  return html`<form method="post" action="/d/${one.id}/work" class="deciding working">
    ${hidden('_csrf', csrfOf(asked))} ${hidden('seq', String(seq))}
    <div class="controls">
      ${
        signed.may('assign')
          ? html`${assignees(asked, one.store, work.assignee ?? '', value('assignee', work.assignee ?? ''), everybody)}
            ${field('followUp', work.followUp ?? '', 'date')}`
          : NOTHING
      }
      ${signed.may('claim') ? field('claimNumber', work.claimNumber ?? '', 'text') : NOTHING}
      ${
        signed.may('claim') && one.kind === 'chargeback'
          ? choice(texts, dispute, value('chargeback', dispute))
          : NOTHING
      }
    </div>
    <label
      >${texts.comment}
      <textarea name="${WORK_FORM.comment}" rows="2" maxlength="${NOTE_LENGTH_MAX}" placeholder="${texts.commentHint}">
${value('comment', '')}</textarea>
    </label>
    <div class="buttons"><button>${texts.save}</button></div>
  </form>`;
}

function attaching(asked: Asked, id: string): Html {
  const texts = WORK_TEXTS[asked.language];
  return html`<form method="post" action="/d/${id}/attach" enctype="multipart/form-data" class="deciding">
    ${hidden('_csrf', csrfOf(asked))}
    <label for="attached">${texts.file} <span class="sub">${texts.fileHint}</span></label>
    <input id="attached" type="file" name="file" required />
    <div class="buttons"><button>${texts.attach}</button></div>
  </form>`;
}

function assignees(
  { language }: Asked,
  store: string | null,
  now: string,
  chosen: string,
  everybody: readonly Person[],
): Html {
  const texts = WORK_TEXTS[language];
  const fit = everybody.filter((person) => may(person, 'comment') && sees(person, store));
  return html`${hidden(`was_${WORK_FORM.assignee}`, now)}
    <label
      >${texts.assignee}
      <select name="${WORK_FORM.assignee}">
        <option value="">–</option>
        ${fit.map(({ id, name }) => html`<option value="${id}" ${id === chosen ? trusted('selected') : NOTHING}>${name}</option>`)}
      </select></label
    >`;
}

function choice(texts: (typeof WORK_TEXTS)['en'], now: ChargebackState, chosen: string): Html {
  return html`${hidden(`was_${WORK_FORM.chargeback}`, now)}
    <label
      >${texts.chargeback}
      <select name="${WORK_FORM.chargeback}">
        ${[now, ...movesFrom(now)].map(
          (state) =>
            html`<option value="${state}" ${state === chosen ? trusted('selected') : NOTHING}>
              ${texts.chargebacks[state]}
            </option>`,
        )}
      </select></label
    >`;
}
