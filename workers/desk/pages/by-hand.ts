import type { FastifyInstance, FastifyReply } from 'fastify';
import { addressKey } from '../../../schemas/lines/records.ts';
import { NOTE_LENGTH_MAX } from '../../../schemas/outcome/decision.ts';
import { standingPairings, type Pairing } from '../../../schemas/outcome/pairing.ts';
import { html, isolated, NOTHING, type Html } from '../../5-publish/html/markup.ts';
import { pageCount, pageMoney } from '../../5-publish/html/numbers.ts';
import { lineNames } from '../../queries/by-hand-documents.ts';
import { candidatesFor, type Candidate, type Party } from '../../queries/candidates.ts';
import { kindName } from '../../wording/kinds/index.ts';
import { decideByHand, HAND_ACTS, HAND_STATUS, type HandDecided, type HandTyped } from '../by-hand.ts';
import { ask, type Asked, type Desk } from '../desk.ts';
import { csrfOf, fieldOf, formOf, sendPage, type Form } from '../forms.ts';
import { hidden } from '../shell.ts';
import { rowAsked } from './one.ts';
import { subjectOf } from './rows.ts';

/** Matching the lines of one discrepancy by hand: what may belong to it, other lines, and what was decided on them. */

interface Shown {
  readonly typed: HandTyped;
  readonly decided: HandDecided | null;
  /** What the address says was taken. */
  readonly isTaken: boolean;
}

const NOTHING_TYPED: HandTyped = { act: 'match', lines: [], undoes: null, difference: '', note: '' };

/** Adds the addresses of these pages. */
export function addByHand(app: FastifyInstance, desk: () => Desk): void {
  app.get<{ Params: { id: string }; Querystring: { done?: unknown } }>('/d/:id/match', async (request, reply) => {
    const asked = ask(desk(), request, reply, 'pair');
    const isTaken = request.query.done !== undefined;
    return answer(asked, request.params.id, { typed: NOTHING_TYPED, decided: null, isTaken }, 200);
  });
  app.post<{ Params: { id: string } }>(
    '/d/:id/match',
    { preHandler: app.csrfProtection.bind(app) },
    async (request, reply) => {
      const asked = ask(desk(), request, reply, 'pair');
      const { id } = request.params;
      await rowAsked(asked, id);
      const typed = typedOf(formOf(request.body));
      const decided = await decideByHand(asked, typed);
      if (decided.refusal === null) return reply.redirect(`/d/${id}/match?done=1`, 303);
      return answer(asked, id, { typed, decided, isTaken: false }, HAND_STATUS[decided.refusal]);
    },
  );
}

function typedOf(form: Form): HandTyped {
  const act = HAND_ACTS.find((one) => one === fieldOf(form, 'act')) ?? 'match';
  const undoes = fieldOf(form, 'undoes');
  return {
    act,
    lines: fieldOf(form, 'lines')
      .split(/\s+/)
      .filter((text) => text !== ''),
    undoes: /^[1-9]\d{0,8}$/.test(undoes) ? Number(undoes) : null,
    difference: fieldOf(form, 'difference'),
    note: fieldOf(form, 'note'),
  };
}

async function answer(asked: Asked, id: string, shown: Shown, status: number): Promise<FastifyReply> {
  const { discrepancy } = await rowAsked(asked, id);
  const { texts, language, context } = asked;
  const { about, candidates } = await candidatesFor(discrepancy, context);
  const named = new Set([...discrepancy.lines, ...about.flatMap(({ lines }) => lines)].map(addressKey));
  const all = await context.store.pairings.all();
  const decisions = all.filter(({ lines }) => lines.some((line) => named.has(addressKey(line))));
  const standing = new Set(standingPairings(all).map(({ number }) => number));
  const subject = subjectOf(discrepancy);
  const content = html`<p class="back">
      <a href="/d/${id}">${kindName(language, discrepancy.kind)} ${isolated(subject)}</a>
    </p>
    <h1>${texts.byHand.title}</h1>
    ${banner(asked, shown)}
    <section aria-labelledby="about-title">
      <h2 id="about-title">${texts.byHand.about}</h2>
      ${about.length === 0 ? html`<p class="empty">${texts.byHand.nothingOpen}</p>` : partyList(asked, about)}
    </section>
    ${about.length === 0 ? NOTHING : candidateList(asked, id, about, candidates)} ${otherLines(asked, id, shown)}
    ${decidedList(asked, id, decisions, standing)}`;
  return sendPage(asked, { title: texts.byHand.title, current: 'queue', content, status });
}

function banner({ texts, language }: Asked, { decided, isTaken }: Shown): Html {
  if (isTaken) return html`<p class="told" role="status">${texts.byHand.taken}</p>`;
  if (decided === null || decided.refusal === null) return NOTHING;
  const [only, ...others] = decided.letsPass;
  const isOneSide = decided.refusal === 'difference' && only !== undefined && others.length === 0;
  const say = isOneSide
    ? texts.byHand.differs(pageMoney(language, only.currency, only.amount))
    : texts.byHand.refused[decided.refusal];
  return html`<p class="told refused" role="alert">${say}</p>`;
}

function partyList({ language }: Asked, parties: readonly Party[]): Html {
  return html`<ul class="parties">
    ${parties.map(
      (party) =>
        html`<li>
          <strong>${pageMoney(language, party.currency, party.amount)}</strong> <span class="date">${party.date}</span>
          ${isolated(party.source)} ${isolated(party.payoutId ?? party.reference)}
          <code>${lineNames([party]).join(' ')}</code>
        </li> `,
    )}
  </ul>`;
}

function candidateList(asked: Asked, id: string, about: readonly Party[], candidates: readonly Candidate[]): Html {
  const { texts, language } = asked;
  const apart = ({ daysApart }: Candidate): string =>
    daysApart === 0 ? texts.byHand.sameDay : texts.byHand.daysApart(pageCount(language, daysApart));
  const rows = candidates.map(
    (one, place) =>
      html`<li>
        <form method="post" action="/d/${id}/match" class="deciding">
          ${hidden('_csrf', csrfOf(asked))} ${hidden('act', 'match')}
          ${hidden('lines', lineNames([...about, ...one.parties]).join(' '))}
          <p>${texts.byHand.hows[one.how]}, ${apart(one)}</p>
          ${partyList(asked, one.parties)} ${saying(asked, `candidate-${String(place)}`, NOTHING_TYPED, false)}
          <div class="buttons"><button>${texts.byHand.match}</button></div>
        </form>
      </li> `,
  );
  return html`<section aria-labelledby="candidates-title">
    <h2 id="candidates-title">${texts.byHand.candidates}</h2>
    ${
      rows.length === 0
        ? html`<p class="empty">${texts.byHand.noCandidates}</p>`
        : html`<ol class="candidates">
            ${rows}
          </ol>`
    }
  </section>`;
}

/** The note, and where lines may differ the difference. */
function saying({ texts }: Asked, prefix: string, typed: HandTyped, hasDifference: boolean): Html {
  const difference = html`<label for="${prefix}-difference"
      >${texts.byHand.difference} <span class="sub">${texts.byHand.differenceNote}</span></label
    >
    <input
      id="${prefix}-difference"
      name="difference"
      value="${typed.difference}"
      inputmode="decimal"
      autocomplete="off"
    />`;
  return html`${hasDifference ? difference : NOTHING}
    <label for="${prefix}-note">${texts.queue.note}</label>
    <textarea
      id="${prefix}-note"
      name="note"
      rows="2"
      maxlength="${NOTE_LENGTH_MAX}"
      placeholder="${texts.queue.notePlaceholder}"
    >
${typed.note}</textarea>`;
}

function otherLines(asked: Asked, id: string, { typed }: Shown): Html {
  const { texts } = asked;
  const acts = ['match', 'unmatch', 'exclude'] as const;
  return html`<section aria-labelledby="others-title">
    <h2 id="others-title">${texts.byHand.others}</h2>
    <form method="post" action="/d/${id}/match" class="deciding">
      ${hidden('_csrf', csrfOf(asked))}
      <label for="others-act">${texts.byHand.act}</label>
      <select id="others-act" name="act">
        ${acts.map((act) => html`<option value="${act}" ${typed.act === act ? html`selected` : NOTHING}>${texts.byHand[act]}</option> `)}
      </select>
      <label for="others-lines">${texts.byHand.lines} <span class="sub">${texts.byHand.othersNote}</span></label>
      <textarea id="others-lines" name="lines" rows="2">${typed.act === 'undo' ? '' : typed.lines.join(' ')}</textarea>
      ${saying(asked, 'others', typed, true)}
      <div class="buttons"><button>${texts.byHand.take}</button></div>
    </form>
  </section>`;
}

/** What was decided on these lines by hand; what stands can be undone. */
function decidedList(asked: Asked, id: string, decisions: readonly Pairing[], standing: ReadonlySet<number>): Html {
  const { texts } = asked;
  if (decisions.length === 0) return NOTHING;
  const row = (one: Pairing): Html => {
    const act = one.act === 'undo' ? texts.byHand.undo : texts.byHand[one.act];
    const names = one.lines.map(({ file, line }) => `${file}:${String(line)}`).join(' ');
    const note = `undo-${String(one.number)}-note`;
    const form = html`<form method="post" action="/d/${id}/match" class="deciding">
      ${hidden('_csrf', csrfOf(asked))} ${hidden('act', 'undo')} ${hidden('undoes', String(one.number))}
      <label for="${note}">${texts.queue.note}</label>
      <textarea id="${note}" name="note" rows="1" maxlength="${NOTE_LENGTH_MAX}"></textarea>
      <div class="buttons"><button>${texts.byHand.undo}</button></div>
    </form>`;
    return html`<li>
      <strong>${texts.byHand.decision(String(one.number))}</strong> ${act} <code>${names}</code>
      <span class="sub">${isolated(one.by)}</span>
      <p class="noted">${isolated(one.note)}</p>
      ${standing.has(one.number) ? form : html`<p class="sub">${texts.byHand.undone}</p>`}
    </li> `;
  };
  return html`<section aria-labelledby="decided-title">
    <h2 id="decided-title">${texts.byHand.decided}</h2>
    <ul class="parties">
      ${decisions.map(row)}
    </ul>
  </section>`;
}
