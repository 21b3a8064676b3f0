import type { Finding } from '../../../schemas/outcome/run.ts';
import { may, sees } from '../../../schemas/people/rights.ts';
import type { Answer, AnswerCode, AnswerVerdict, DeskAct, EventRow } from '../../../schemas/ports/queue.ts';
import { stateAfter } from '../../../schemas/outcome/decision.ts';
import { certain } from '../../../schemas/errors.ts';
import { eventPeople } from '../../../schemas/tables/people.ts';
import { writing } from './database.ts';
import type { Connection } from './database.ts';
import { newestRun, personOf, rowOf, type Acting } from './decisions.ts';
import { endProposal, endThoseThatDoNotStand, noteCode, proposalOf, waitingOn } from './proposals.ts';
import type { ProposalRow } from './proposals.ts';
import { appendEvents, entryOf, findingReader, putQueueRows } from './queue.ts';
import type { QueueRow } from './queue.ts';

/** How a second person answers what was proposed. */

interface Judged {
  readonly answer: Answer;
  readonly row: QueueRow | null;
  readonly proposal: ProposalRow | null;
  readonly code: AnswerCode;
}

/** See `Queue.answer`. */
export function answerProposals(
  connection: Connection,
  answers: readonly Answer[],
  { atMs, desk }: { readonly atMs: number; readonly desk: DeskAct },
): AnswerVerdict[] {
  return writing(connection, () => {
    const person = personOf(connection, desk);
    const ids = answers.map((one) => one.discrepancyId);
    const lapsed = endThoseThatDoNotStand(connection, ids, { day: desk.day, atMs });
    const judged = answers.map((answer) => judge(connection, answer, person, lapsed));
    const applies = judged.every(({ code }) => code === 'ready');
    return judged.map((one): AnswerVerdict => {
      const event = applies ? apply(connection, one, { person, desk, atMs }) : null;
      const now = one.row === null ? null : rowOf(connection, one.row.id);
      return {
        answer: one.answer,
        code: event === null ? one.code : 'applied',
        proposal: one.proposal === null ? null : proposalOf(one.proposal),
        entry: now === null ? null : entryOf(connection, now),
        event,
      };
    });
  });
}

function judge(connection: Connection, answer: Answer, person: Acting, lapsed: readonly ProposalRow[]): Judged {
  const row = rowOf(connection, answer.discrepancyId);
  if (typeof person === 'string') return { answer, row, proposal: null, code: 'not_proved' };
  if (row === null || !sees(person, findingOf(connection, row).store))
    return { answer, row: null, proposal: null, code: 'unknown' };
  const ended = lapsed.find((one) => one.discrepancyId === row.id) ?? null;
  const proposal = ended ?? waitingOn(connection, row.id);
  return { answer, row, proposal, code: codeOf(answer, person, proposal, ended !== null) };
}

function codeOf(
  { answer, note }: Answer,
  person: Exclude<Acting, string>,
  proposal: ProposalRow | null,
  isLapsed: boolean,
): AnswerCode {
  const isOwn = proposal?.person === person.id;
  // Whoever proposed it may take it back.
  if (!may(person, 'confirm') && !(isOwn && answer === 'declined')) return 'not_allowed';
  if (proposal === null) return 'no_proposal';
  if (isLapsed) return 'lapsed';
  if (isOwn && answer === 'confirmed') return 'own_proposal';
  return noteCode(note, answer === 'declined') ?? 'ready';
}

function findingOf(connection: Connection, row: QueueRow): Finding {
  return findingReader(connection)(row, row.id);
}

interface Act {
  readonly person: Acting;
  readonly desk: DeskAct;
  readonly atMs: number;
}

/** A confirmation is the step that was proposed, taken by the second person for the first. */
function apply(connection: Connection, judged: Judged, { person, desk, atMs }: Act): EventRow {
  const row = certain(judged.row, 'the row');
  const proposal = certain(judged.proposal, 'the proposal');
  const isConfirmed = judged.answer.answer === 'confirmed';
  const added = judged.answer.note.trim();
  const note = isConfirmed && added !== '' ? `${proposal.note} / ${added}` : isConfirmed ? proposal.note : added;
  const to = isConfirmed ? stateAfter(proposal.event) : row.state;
  const after: QueueRow = { ...row, state: to, seq: row.seq + 1, note: isConfirmed ? note : row.note };
  const event = isConfirmed ? proposal.event : ('declined' as const);
  const by = typeof person === 'string' ? '' : person.name;
  const move = { id: row.id, event, from: row.state, to, note };
  putQueueRows(connection, [after]);
  const [recorded] = appendEvents(connection, [
    { move, run: newestRun(connection), seq: after.seq, by, finding: findingOf(connection, row), atMs },
  ]);
  const { seq } = certain(recorded, 'the event');
  endProposal(connection, proposal, judged.answer.answer, seq);
  const { who, day } = desk;
  connection.db
    .insert(eventPeople)
    .values({
      seq,
      person: who?.personId ?? null,
      proof: who?.proof ?? 'stated',
      forPerson: proposal.person,
      day,
      currency: null,
      amount: null,
    })
    .run();
  return certain(recorded, 'the event');
}
