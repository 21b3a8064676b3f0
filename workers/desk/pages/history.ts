import type { DeskEvent, EventKind, QueueEvent } from '../../../schemas/kinds/discrepancy.ts';
import { SYSTEM } from '../../../schemas/outcome/decision.ts';
import { fileOf, type ChargebackState, type WorkStep } from '../../../schemas/outcome/work.ts';
import type { Person } from '../../../schemas/people/person.ts';
import type { EventPerson, EventRow } from '../../../schemas/ports/queue.ts';
import type { Language } from '../../../schemas/values/language.ts';
import { minuteShown } from '../../../schemas/values/local-time.ts';
import { html, isolated, NOTHING, type Html } from '../../5-publish/html/markup.ts';
import { byOf } from '../../queries/event-document.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { WORK_TEXTS } from '../../wording/work-texts.ts';
import type { Asked } from '../desk.ts';

/** What happened to a discrepancy: what runs found, what people decided and what they said. */

/** What the history is told from. */
export interface Past {
  readonly people: readonly EventPerson[];
  readonly steps: readonly WorkStep[];
  /** Everybody of the record: an assignment names one. */
  readonly everybody: readonly Person[];
}

/** Who it is by: whose proposal it answers, and whether anybody proved to be them. */
function byPerson({ one: texts }: Asked['texts'], { by }: EventRow, person: EventPerson | undefined): Html {
  const isStated = person === undefined || person.proof === 'stated';
  const forWhom = person?.forName ?? null;
  return html`${isolated(by)}${forWhom === null ? NOTHING : html` ${texts.forPerson(forWhom)}`}${
    isStated ? html` (${texts.stated})` : NOTHING
  }`;
}

/** The newest first. */
export function history(
  { texts, language, context }: Asked,
  events: readonly EventRow[],
  { people, steps, everybody }: Past,
): Html {
  const { states, events: names } = PAGE_TEXTS[language];
  const nameOf = (event: QueueEvent): string =>
    event in texts.events ? texts.events[event as DeskEvent] : names[event as EventKind];
  const saidBy = (seq: number): Html => {
    const step = steps.find((one) => one.seq === seq);
    return step === undefined ? NOTHING : said(language, step, everybody);
  };
  if (events.length === 0) return html`<p class="empty">${texts.people.none}</p>`;
  return html`<ol class="history">
    ${[...events].reverse().map((event) => {
      const by = event.by === SYSTEM ? html`${texts.one.system}` : byPerson(texts, event, byOf(event, people));
      const to = states[event.to as keyof typeof states];
      return html`<li value="${event.discrepancySeq}">
        <strong>${nameOf(event.event)}</strong>
        ${event.from === event.to ? NOTHING : html`<span class="badge">${to}</span>`}
        <span class="sub"
          >${event.atMs === null ? event.run.date : minuteShown(event.atMs, context.config.timezone)} · ${texts.one.by}
          ${by}</span
        >
        ${saidBy(event.seq)} ${event.note === '' ? NOTHING : html`<p class="noted">${isolated(event.note)}</p>`}
      </li> `;
    })}
  </ol>`;
}

/** What was set, in a few words; of a comment the text stands by itself. */
function said(language: Language, step: WorkStep, everybody: readonly Person[]): Html {
  const { steps, chargebacks } = WORK_TEXTS[language];
  const { field, value } = step;
  switch (field) {
    case 'comment':
      return NOTHING;
    case 'assignee': {
      const name = everybody.find(({ id }) => id === value)?.name ?? value ?? '';
      return sentence(value === null ? steps.unassigned('') : steps.assigned(name));
    }
    case 'followUp':
      return sentence(value === null ? steps.noFollowUp('') : steps.followUp(value));
    case 'claimNumber':
      return sentence(value === null ? steps.noClaim('') : steps.claim(value));
    case 'chargeback':
      return sentence(steps.dispute(chargebacks[value as ChargebackState]));
    case 'file':
      return sentence(steps.file(fileOf(step)?.name ?? ''));
  }
}

function sentence(text: string): Html {
  return html`<p class="noted">${isolated(text)}</p>`;
}
