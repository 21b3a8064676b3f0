import { decisionsPossible, NOTE_LENGTH_MAX } from '../../../schemas/outcome/decision.ts';
import type { Discrepancy } from '../../../schemas/outcome/run.ts';
import type { Proposal } from '../../../schemas/ports/queue.ts';
import type { Minor } from '../../../schemas/values/money.ts';
import { html, isolated, NOTHING, type Html } from '../../5-publish/html/markup.ts';
import { pageAmount, pageCount, pageMoney, unbroken, withMinus } from '../../5-publish/html/numbers.ts';
import { Cells } from '../../5-publish/html/table.ts';
import { inScope } from '../../queries/open-list.ts';
import { rowNamed, type QueueRow } from '../../queries/queue-rows.ts';
import { actionOf, WORDS } from '../../wording/index.ts';
import { kindName } from '../../wording/kinds/index.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { mayDecide } from '../decide.ts';
import type { Asked } from '../desk.ts';
import { csrfOf, toldBanner, type Told } from '../forms.ts';
import { Refused } from '../refusals.ts';
import { hidden } from '../shell.ts';
import { claimLink } from './claims.ts';
import { history, type Past } from './history.ts';
import { linesOf, seenOf } from './lines.ts';
import { differs, sentenceOf, subjectOf } from './rows.ts';
import { working, type WorkTyped } from './work.ts';

/** One discrepancy: what is wrong, the three sides, the lines of the files, what happened, and the decision. */

/** Its whole id in the queue. Throws `Refused` where there is none that who asks may know of. */
export async function rowAsked({ context, signed }: Pick<Asked, 'context' | 'signed'>, id: string): Promise<QueueRow> {
  if (!/^dsc_[0-9a-f]{32}$/.test(id)) throw new Refused('not_found');
  const row = await rowNamed(id, context);
  if (!inScope(signed.scope, row.discrepancy.store)) throw new Refused('not_found');
  return row;
}

export interface OnePage {
  readonly title: string;
  readonly content: Html;
}

/** What somebody typed and was refused: none of it is lost. */
export interface Typed {
  /** Of a decision. */
  readonly note: string;
  /** The number of the event up to which its writer knew. */
  readonly seq: number | null;
  readonly work?: WorkTyped;
}

export async function onePage(
  asked: Asked,
  id: string,
  told: Told,
  typed: Typed = { note: '', seq: null },
): Promise<OnePage> {
  const { context, language, texts } = asked;
  const row = await rowAsked(asked, id);
  const { discrepancy: one } = row;
  const events = await context.store.queue.events({ discrepancyId: one.id });
  const past: Past = {
    people: await context.store.queue.eventPeople(one.id),
    steps: await context.store.work.steps(one.id),
    everybody: await context.store.people.all(),
  };
  const proposal = (await context.store.queue.proposals()).find((waiting) => waiting.discrepancyId === one.id);
  const title = `${kindName(language, one.kind)} ${subjectOf(one)}`;
  const known = typed.seq;
  const newer = known === null ? [] : events.filter((event) => event.discrepancySeq > known);
  const content = html`<p class="back"><a href="/queue">${texts.one.back}</a></p>
    <h1>
      <span class="kind">${kindName(language, one.kind)}</span> <span class="about">${isolated(subjectOf(one))}</span>
    </h1>
    ${toldBanner(asked, told)}
    ${
      newer.length === 0
        ? NOTHING
        : html`<section class="newer">
            <h2>${texts.one.changedSince}</h2>
            ${history(asked, newer, past)}
          </section>`
    }
    <section class="answer" aria-label="${texts.one.wrong}">
      <p class="sentence">${sentenceOf(language, one)}</p>
      <p class="next">
        <span class="arrow" aria-hidden="true">→</span> ${unbroken(withMinus(actionOf(language, one)))}
      </p>
      ${facts(asked, row)}
    </section>
    <section aria-labelledby="legs-title">
      <h2 id="legs-title">${texts.one.legs}</h2>
      ${legs(asked, one)}
    </section>
    ${byHandLink(asked, one)} ${claimLink(asked, one)}
    ${proposal === undefined ? deciding(asked, row, typed.note) : answering(asked, proposal, typed.note)}
    ${working(asked, row, past, typed.work ?? null)}
    <section aria-labelledby="lines-title">
      <h2 id="lines-title">${texts.one.lines}</h2>
      ${await linesOf(asked, one)}
    </section>
    ${await seenOf(asked, one)}
    <section aria-labelledby="history-title">
      <h2 id="history-title">${texts.one.history}</h2>
      ${history(asked, events, past)}
    </section>`;
  return { title, content };
}

function facts({ texts, language }: Asked, { discrepancy: one, age }: QueueRow): Html {
  const page = PAGE_TEXTS[language];
  const { list } = page;
  const money =
    one.moneyAtRisk === 0 ? null : html`<strong>${pageMoney(language, one.currency ?? '', one.moneyAtRisk)}</strong>`;
  const who = one.direction === 'owed_to_us' ? list.owedToUs : one.direction === 'owed_by_us' ? list.owedByUs : '';
  const entries: readonly (readonly [string, Html | null])[] = [
    [list.atRisk, money === null ? null : html`${money} ${who}`],
    [
      texts.one.state,
      html`<span class="badge severity-${one.severity}">${page.severities[one.severity]}</span>
        ${page.states[one.state]}`,
    ],
    [texts.one.owner, html`${WORDS[language].owners[one.owner]}`],
    [
      texts.one.firstSeen,
      html`<span class="date">${one.firstSeen}</span>
        <span class="sub">${list.age}: ${pageCount(language, age)}</span>`,
    ],
    [texts.one.store, one.store === null ? null : isolated(one.store)],
    [texts.queue.provider, one.provider === null ? null : isolated(one.provider)],
    [texts.one.method, one.method === null ? null : isolated(one.method)],
    [list.note, one.note === '' ? null : isolated(one.note)],
    [texts.one.id, html`<code>${one.id}</code>`],
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

/** Order, provider and bank side by side; what is compared and differs is marked. */
function legs({ texts, language }: Asked, one: Discrepancy): Html {
  const cells = new Cells(language);
  const { columns } = PAGE_TEXTS[language];
  const settled = one.bankAmount !== null && one.settlementNet !== null ? one.settlementNet : one.settlementGross;
  const orderDiffers = differs(one.orderAmount, one.settlementGross);
  const bankDiffers = differs(settled, one.bankAmount);
  const amount = (value: Minor | null, isMarked: boolean): Html =>
    value === null || !isMarked
      ? cells.amount(value)
      : html`<mark title="${texts.one.compared}">${pageAmount(language, value)}</mark>`;
  const arrived =
    one.arrivedOn !== null
      ? cells.date(one.arrivedOn)
      : one.dueOn === null
        ? cells.text(null)
        : html`<span class="sub">${columns.due}</span> ${cells.date(one.dueOn)}`;
  const line = (name: string, values: readonly Html[]): Html =>
    html`<tr>
      <th scope="row">${name}</th>
      ${values.map((value, place) => html`<td data-label="${[texts.one.order, texts.one.provider, texts.one.bank][place] ?? ''}">${value}</td>`)}
    </tr> `;
  const hasNet = one.settlementNet !== null && one.settlementNet !== one.settlementGross;
  return html`<table class="legs">
    <caption>
      ${texts.one.legs}
    </caption>
    <thead>
      <tr>
        <th scope="col">${one.currency ?? ''}</th>
        <th scope="col">${texts.one.order}</th>
        <th scope="col">${texts.one.provider}</th>
        <th scope="col">${texts.one.bank}</th>
      </tr>
    </thead>
    <tbody>
      ${line(texts.one.amount, [
        amount(one.orderAmount, orderDiffers),
        amount(one.settlementGross, orderDiffers || (bankDiffers && !hasNet)),
        amount(one.bankAmount, bankDiffers),
      ])}
      ${
        hasNet
          ? line(texts.one.net, [cells.text(null), amount(one.settlementNet, bankDiffers), cells.text(null)])
          : NOTHING
      }
      ${line(texts.one.date, [cells.date(one.paidOn), cells.date(one.settledOn), arrived])}
      ${line(texts.one.reference, [cells.text(one.merchantReference), cells.text(one.providerId), cells.text(one.payoutId)])}
      ${
        one.difference === null || one.difference === 0
          ? NOTHING
          : html`<tr class="difference">
              <th scope="row">${texts.one.difference}</th>
              <td colspan="3"><strong>${pageMoney(language, one.currency ?? '', one.difference)}</strong></td>
            </tr>`
      }
    </tbody>
  </table>`;
}

/** Where its lines can be matched by hand, for who may. */
function byHandLink({ texts, signed }: Asked, { id }: Discrepancy): Html {
  return signed.may('pair') ? html`<p class="by-hand"><a href="/d/${id}/match">${texts.byHand.link}</a></p>` : NOTHING;
}

function deciding(asked: Asked, { discrepancy: one, seq }: QueueRow, note: string): Html {
  const { texts } = asked;
  const possible = decisionsPossible(one.state);
  const allowed = possible.filter((event) => mayDecide(asked, event));
  const form =
    allowed.length === 0 || seq === null
      ? html`<p class="empty">${possible.length === 0 ? texts.one.cannot : texts.one.noRight}</p>`
      : html`<form method="post" action="/d/${one.id}/decide" class="deciding">
          ${hidden('_csrf', csrfOf(asked))} ${hidden('seq', String(seq))}
          <label
            >${texts.queue.note}
            <textarea name="note" rows="3" maxlength="${NOTE_LENGTH_MAX}" placeholder="${texts.queue.notePlaceholder}">
${note}</textarea>
          </label>
          <div class="buttons">
            ${allowed.map((event) => html`<button name="event" value="${event}">${texts.decisions[event]}</button> `)}
          </div>
        </form>`;
  return html`<section id="decide" aria-labelledby="decide-title">
    <h2 id="decide-title">${texts.one.decide}</h2>
    ${form}
  </section>`;
}

/** What waits for a second person: nobody answers what they proposed themselves. */
function answering(
  asked: Asked,
  { discrepancyId, event, note, by, person, currency, amount, lapsesAfter }: Proposal,
  typed: string,
): Html {
  const { texts, language, signed } = asked;
  const money = pageMoney(language, currency, amount);
  const isOwn = signed.id === person;
  const mayConfirm = signed.may('confirm') && !isOwn;
  const form =
    mayConfirm || isOwn
      ? html`<form method="post" action="/d/${discrepancyId}/answer" class="deciding">
          ${hidden('_csrf', csrfOf(asked))}
          <label
            >${texts.one.answerNote} <textarea name="note" rows="2" maxlength="${NOTE_LENGTH_MAX}">${typed}</textarea>
          </label>
          <div class="buttons">
            ${mayConfirm ? html`<button name="answer" value="confirmed">${texts.one.confirm}</button>` : NOTHING}
            <button name="answer" value="declined">${isOwn ? texts.one.withdraw : texts.one.decline}</button>
          </div>
        </form>`
      : html`<p class="empty">${texts.one.noRight}</p>`;
  return html`<section id="decide" aria-labelledby="decide-title">
    <h2 id="decide-title">${texts.one.proposal}</h2>
    <p>${texts.one.proposed(texts.decisions[event], by, money, lapsesAfter)}</p>
    <p class="noted">${isolated(note)}</p>
    ${form}
  </section>`;
}

/** The ids that a list decides on, as its boxes say them: `dsc_...:3`. What is none is left out. */
export function seenRows(values: readonly string[]): { readonly id: string; readonly seq: number }[] {
  return values.flatMap((value) => {
    const [, id, seq] = /^(dsc_[0-9a-f]{32}):(\d{1,9})$/.exec(value) ?? [];
    return id === undefined ? [] : [{ id, seq: Number(seq) }];
  });
}
